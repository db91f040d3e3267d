#include "crypto/lighter/curve.h"

#include "crypto/lighter/base_table.h"
#include "tests/crypto/lighter/arbitrary.h"
#include "tests/crypto/lighter/vectors.h"

namespace twinleg::crypto::lighter {
namespace {

constexpr const char* kFile = "crypto/lighter/data/curve_vectors.json";

// Bit by bit, from the top: the textbook.
Point double_and_add(const Scalar& k, const Point& point) {
    Point result;
    for (std::size_t bit = 320; bit-- > 0;) {
        result = result.doubled();
        if ((k.limbs()[bit / 64] >> (bit % 64) & 1) != 0) result = result + point;
    }
    return result;
}

Point random_point(const Scalar& k) {
    return multiply_generator_public(k);
}

TEST(Scalar, AgreesWithTheReference) {
    for_each_row(kFile, "scalar_field", 6, [](Json row) {
        const Scalar a = scalar_from_decimal(text(row["a"]));
        const Scalar b = scalar_from_decimal(text(row["b"]));
        EXPECT_EQ(a + b, scalar_from_decimal(text(row["a_plus_b"])));
        EXPECT_EQ(a - b, scalar_from_decimal(text(row["a_minus_b"])));
        EXPECT_EQ(a * b, scalar_from_decimal(text(row["a_times_b"])));
        EXPECT_EQ(Scalar::reduced(gfp5(row["gfp5"])),
                  scalar_from_decimal(text(row["gfp5_to_scalar"])));
    });
}

TEST(Scalar, IsARing) {
    expect_ring<Scalar>();
}

TEST(Scalar, ReducesWideBytesLikeTheIntegerTheyAre) {
    for_all("low + 2^320 high", [](const Scalar& low, std::uint64_t high) {
        std::array<std::uint8_t, Scalar::kWideBytes> wide{};
        low.encode(std::span{wide}.first<40>());
        std::memcpy(wide.data() + 40, &high, sizeof high);
        Scalar two320 = Scalar::from(1);
        for (int i = 0; i < 320; ++i)
            two320 = two320 + two320;
        RC_ASSERT(Scalar::reduced_wide(wide) == low + two320 * Scalar::from(high));
    });
}

TEST(Scalar, TakesNothingAtOrAboveTheOrder) {
    const Scalar top = Scalar{} - Scalar::from(1);
    std::array<std::uint8_t, 40> bytes{};
    top.encode(bytes);
    EXPECT_EQ(Scalar::decode(bytes), top);

    ++bytes[0];  // n itself: the lowest byte of n is not zero

    EXPECT_FALSE(Scalar::decode(bytes));
    EXPECT_TRUE(Scalar::reduced(bytes).is_zero());
    bytes.fill(0xff);
    EXPECT_FALSE(Scalar::decode(bytes));
    EXPECT_FALSE(Scalar::decode(std::span{bytes}.first(39)));
    EXPECT_FALSE(Scalar::decode(std::vector<std::uint8_t>(41)));
}

TEST(Curve, HasTheVenuesGeneratorAndOrder) {
    const VectorFile file{kFile};
    EXPECT_EQ(Point::generator().encode(), gfp5(file.root()["generator"]["encoded_w"]));
    EXPECT_EQ(Point::generator(), *Point::decode(Gfp5::from(Fp::from(4))));
    const Scalar top = Scalar{} - Scalar::from(1);
    EXPECT_TRUE((multiply_public(top, Point::generator()) + Point::generator()).is_neutral());
    EXPECT_EQ(scalar_from_decimal(text(file.root()["order"])), Scalar{});
}

TEST(Curve, AddsAsTheReference) {
    for_each_row(kFile, "add", 6, [](Json row) {
        const auto p = Point::decode(gfp5(row["p"]));
        const auto q = Point::decode(gfp5(row["q"]));
        ASSERT_TRUE(p && q);
        EXPECT_EQ((*p + *q).encode(), gfp5(row["p_plus_q"]));
        EXPECT_EQ((*p + Point{}).encode(), gfp5(row["p_plus_neutral"]));
        EXPECT_EQ(p->doubled().encode(), gfp5(row["two_p"]));
        EXPECT_EQ((*p + *p).encode(), gfp5(row["two_p"]));
    });
}

TEST(Curve, DecodesAsTheReference) {
    for_each_row(kFile, "decode", 11, [](Json row) {
        const auto point = Point::decode(gfp5(row["w"]));
        EXPECT_EQ(point.has_value(), flag(row["valid"]));
        Json again;
        if (point && row["reencoded"].get(again) == simdjson::SUCCESS) {
            EXPECT_EQ(point->encode(), gfp5(again));
            EXPECT_EQ((point->doubled() + *point).encode(), gfp5(row["times_3"]));
        }
    });
}

TEST(Curve, MultipliesAsTheReference) {
    for_each_row(kFile, "k_times_G", 30, [](Json row) {
        const auto k = Scalar::decode(bytes(text(row["k_le_hex"])));
        ASSERT_TRUE(k);
        EXPECT_EQ(*k, scalar_from_decimal(text(row["k_dec"])));
        const Gfp5 expected = gfp5(row["point_encoded"]);
        EXPECT_EQ(multiply_generator(*k), expected);
        EXPECT_EQ(multiply_generator_public(*k).encode(), expected);
        EXPECT_EQ(multiply_public(*k, Point::generator()).encode(), expected);
        EXPECT_EQ(double_and_add(*k, Point::generator()).encode(), expected);
        EXPECT_EQ(to_hex(expected.encode()), text(row["point_le_hex"]));
    });
    for_each_row(kFile, "mul_add", 4, [](Json row) {
        const auto q = Point::decode(gfp5(row["q"]));
        ASSERT_TRUE(q);
        const Point sum = multiply_generator_public(scalar_from_decimal(text(row["s_dec"]))) +
                          multiply_public(scalar_from_decimal(text(row["e_dec"])), *q);
        EXPECT_EQ(sum.encode(), gfp5(row["s_G_plus_e_Q"]));
    });
}

TEST(Curve, IsAGroup) {
    for_all("addition commutes, associates and can be undone",
            [](const Scalar& a, const Scalar& b, const Scalar& c) {
                const Point p = random_point(a);
                const Point q = random_point(b);
                const Point r = random_point(c);
                RC_ASSERT(p + q == q + p);
                RC_ASSERT((p + q) + r == p + (q + r));
                RC_ASSERT((p + -p).is_neutral());
                RC_ASSERT(p + Point{} == p);
                RC_ASSERT(p.doubled() == p + p);
            });
    for_all("a point is what its encoding decodes to", [](const Scalar& k) {
        const Point p = random_point(k);
        const auto again = Point::decode(p.encode());
        RC_ASSERT(again.has_value());
        RC_ASSERT(*again == p);
    });
}

TEST(Curve, AddsAffinePointsLikeOthers) {
    for_all("mixed addition is addition", [](const Scalar& a, const Scalar& b) {
        const std::array<Point, 2> points{random_point(a).doubled(), random_point(b)};
        std::array<AffinePoint, 2> affine;
        Point::normalise(points, affine);
        RC_ASSERT(Point{affine[1]} == points[1]);
        RC_ASSERT(points[0] + affine[1] == points[0] + points[1]);
        RC_ASSERT(points[0] + affine[0] == points[0].doubled());
        RC_ASSERT(points[0] + AffinePoint{} == points[0]);
    });
}

TEST(Curve, MultipliesTheSameByTableAndByDoubling) {
    for_all("three ways, one point", [](const Scalar& k) {
        const Gfp5 expected = double_and_add(k, Point::generator()).encode();
        RC_ASSERT(multiply_generator(k) == expected);
        RC_ASSERT(multiply_generator_public(k).encode() == expected);
        RC_ASSERT(multiply_public(k, Point::generator()).encode() == expected);
    });
    // Every digit of every window, so every entry of the table.
    Scalar power = Scalar::from(1);
    for (int window = 0; window < 64; ++window) {
        for (std::uint64_t digit = 1; digit < (window == 63 ? 16U : 32U); ++digit) {
            const Scalar k = power * Scalar::from(digit);
            ASSERT_EQ(multiply_generator(k), multiply_public(k, Point::generator()).encode());
        }
        power = power * Scalar::from(32);
    }
}

TEST(Curve, MultipliesLinearly) {
    for_all("(a + b) P = a P + b P and (a b) P = a (b P)", [](const Scalar& a, const Scalar& b,
                                                              const Scalar& c) {
        const Point p = random_point(c);
        RC_ASSERT(multiply_public(a + b, p) == multiply_public(a, p) + multiply_public(b, p));
        RC_ASSERT(multiply_public(a * b, p) == multiply_public(a, multiply_public(b, p)));
        RC_ASSERT(multiply_public(Scalar{} - a, p) == -multiply_public(a, p));
    });
}

}  // namespace
}  // namespace twinleg::crypto::lighter
