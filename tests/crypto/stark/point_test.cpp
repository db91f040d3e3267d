#include "crypto/stark/point.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "crypto/stark/generator.h"
#include "crypto/stark/multiples.h"
#include "tests/crypto/stark/generators.h"
#include "tests/crypto/stark/vectors.h"

namespace twinleg::crypto::stark {
namespace {

Affine point_of(const test::Json& json) {
    return Affine::from("vector", test::felt(json["x"]), test::felt(json["y"])).value();
}

// Plain double-and-add, from the top bit.
Point double_and_add(const U256& k, const Affine& a) {
    Point sum = Point::infinity();
    for (std::size_t i = 256; i-- > 0;) {
        sum = twice(sum);
        if (k.bit(i)) sum = add(sum, a);
    }
    return sum;
}

Affine affine(const Point& a) {
    return to_affine_vartime(a).value();
}

TEST(Points, AgreeWithEveryVector) {
    const auto vectors = test::read_json("crypto/stark/data/points.json");
    std::size_t count = 0;
    for (const auto& vector : vectors["generator_multiples"]) {
        const U256 k = test::number(vector["k"]);
        const Affine expected = point_of(vector);
        EXPECT_EQ(affine(multiply_vartime(k, kGenerator)), expected) << k;
        EXPECT_EQ(multiply_generator(Scalar::reduce(k)), expected) << k;
        EXPECT_EQ(multiply_generator_x(Scalar::reduce(k)), expected.x.felt()) << k;
        ++count;
    }
    for (const auto& vector : vectors["general_points"]) {
        const Affine point = point_of(vector["point"]);
        EXPECT_EQ(affine(multiply_vartime(test::number(vector["k"]), point)),
                  point_of(vector["k_times_point"]));
        EXPECT_EQ(affine(add(Point::from(point), kGenerator)), point_of(vector["point_plus_G"]));
        EXPECT_EQ(add_affine_vartime(point, kGenerator), point_of(vector["point_plus_G"]));
        EXPECT_EQ(affine(twice(point)), point_of(vector["doubled"]));
        EXPECT_EQ(affine(twice(Point::from(point))), point_of(vector["doubled"]));
        ++count;
    }
    for (const auto& vector : vectors["public_keys"]) {
        const auto key = test::private_key(vector["privateKey"]).public_key();
        EXPECT_EQ(key.x(), test::felt(vector["publicKeyX"]));
        EXPECT_EQ(key.y(), test::felt(vector["publicKeyY"]));
        ++count;
    }
    test::report("points.json", count);
}

TEST(Points, StandWhereTheConstantsSay) {
    const auto constants = test::read_json("crypto/stark/data/constants.json");
    EXPECT_EQ(kPrime, test::number(constants["field_prime_p"]));
    EXPECT_EQ(kOrder, test::number(constants["curve_order_n"]));
    EXPECT_EQ(kBeta.felt(), test::felt(constants["beta"]));
    EXPECT_EQ(kGenerator, point_of(constants["generator"]));
    std::size_t count = 4;
    for (const auto& sample : constants["pedersen_doubling_samples"]) {
        const auto& pedersen = constants["pedersen"];
        Affine base = point_of(pedersen[sample["base"].get<std::string>()]);
        for (int i = 0; i < sample["doublings"].get<int>(); ++i)
            base = affine(twice(base));
        EXPECT_EQ(base, point_of(sample));
        ++count;
    }
    test::report("constants.json", count);
}

TEST(Points, HaveTheOrderN) {
    EXPECT_TRUE(multiply_vartime(kOrder, kGenerator).is_infinity());
    EXPECT_TRUE(multiply_vartime(U256{}, kGenerator).is_infinity());
    EXPECT_FALSE(to_affine_vartime(Point::infinity()));
    EXPECT_FALSE(x_vartime(Point::infinity()));
}

TEST(Points, OffTheCurveAreRefused) {
    const Felt x = kGenerator.x.felt();
    EXPECT_EQ(Affine::from("public key", x, x).error().code, Errc::out_of_range);
    EXPECT_EQ(Affine::from("public key", Felt{}, Felt{}).error().message,
              "public key: is not a point of the curve");
}

RC_GTEST_PROP(Points, AreAGroup, (Scalar a, Scalar b)) {
    const Point p = multiply_vartime(a.value(), kGenerator);
    const Point q = multiply_vartime(b.value(), kGenerator);

    const auto sum = to_affine_vartime(add(p, q));
    RC_ASSERT(sum == to_affine_vartime(add(q, p)));
    RC_ASSERT(sum == to_affine_vartime(multiply_vartime((a + b).value(), kGenerator)));
    RC_ASSERT(add(p, negate(p)).is_infinity());
    RC_ASSERT(to_affine_vartime(add(p, p)) == to_affine_vartime(twice(p)));
    RC_ASSERT(to_affine_vartime(add(p, Point::infinity())) == to_affine_vartime(p));
    RC_ASSERT(to_affine_vartime(add(Point::infinity(), p)) == to_affine_vartime(p));
    if (sum) RC_ASSERT(sum->on_curve());
    if (const auto affine_q = to_affine_vartime(q)) {
        RC_ASSERT(sum == to_affine_vartime(add(p, *affine_q)));
        RC_ASSERT(add(q, negate(*affine_q)).is_infinity());
        RC_ASSERT(to_affine_vartime(add(q, *affine_q)) == to_affine_vartime(twice(*affine_q)));
    }
}

RC_GTEST_PROP(Points, AreMultipliedAsByDoublingAndAdding, (Scalar k, U256 any)) {
    const auto expected = to_affine_vartime(double_and_add(k.value(), kGenerator));
    RC_ASSERT(to_affine_vartime(multiply_vartime(k.value(), kGenerator)) == expected);
    RC_ASSERT(to_affine_vartime(multiply_vartime(any, kGenerator)) ==
              to_affine_vartime(double_and_add(any, kGenerator)));
    if (k.is_zero()) return;
    RC_ASSERT(multiply_generator(k) == *expected);
    RC_ASSERT(multiply_generator_x(k) == expected->x.felt());
}

RC_GTEST_PROP(Points, AreFoundByTheirX, (Scalar k)) {
    RC_PRE(!k.is_zero());
    const Affine point = multiply_generator(k);
    const auto found = Affine::from_x("x", point.x.felt());
    RC_ASSERT(found.has_value());
    RC_ASSERT(*found == point || *found == negate(point));
}

TEST(Points, ComeInTablesOfMultiples) {
    for (const std::size_t size : {1u, 2u, 3u, 7u, 64u, 257u}) {
        std::vector<Affine> multiples(size);
        fill_multiples(kGenerator, multiples);
        for (std::size_t i = 0; i < size; ++i)
            ASSERT_EQ(multiples[i], affine(double_and_add(U256::of(i + 1), kGenerator))) << i;
    }
}

}  // namespace
}  // namespace twinleg::crypto::stark
