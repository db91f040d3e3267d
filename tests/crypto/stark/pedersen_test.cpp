#include "crypto/stark/pedersen.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/crypto/stark/generators.h"
#include "tests/crypto/stark/vectors.h"

namespace twinleg::crypto::stark {
namespace {

TEST(Pedersen, AgreesWithEveryVector) {
    const auto vectors = test::read_json("crypto/stark/data/pedersen.json");
    for (const auto& vector : vectors) {
        const Felt a = test::felt(vector["a"]);
        const Felt b = test::felt(vector["b"]);
        const Felt expected = test::felt(vector["hash"]);
        EXPECT_EQ(pedersen(a, b), expected) << vector;
        EXPECT_EQ(pedersen(PedersenLeft{a}, b), expected) << vector;
        EXPECT_EQ(pedersen(a, PedersenRight{b}), expected) << vector;
    }
    test::report("pedersen.json", vectors.size());
}

class PedersenPoints {
public:
    PedersenPoints() {
        const auto json = test::read_json("crypto/stark/data/constants.json")["pedersen"];
        const auto point = [&](const char* name) {
            return Affine::from(name, test::felt(json[name]["x"]), test::felt(json[name]["y"]))
                .value();
        };
        shift = point("shift_point_P0");
        of = {point("P1"), point("P2"), point("P3"), point("P4")};
    }
    Affine shift;
    std::array<Affine, 4> of;
};

RC_GTEST_PROP(Pedersen, IsTheSumItIsDefinedAs, (Felt a, Felt b)) {
    static const PedersenPoints points;
    const auto part = [](const Felt& x, const Affine& low, const Affine& high) {
        U256 bottom = x.value();
        bottom.limb[3] &= ~std::uint64_t{0} >> 8;
        return add(multiply_vartime(bottom, low),
                   multiply_vartime(U256::of(x.value().limb[3] >> 56), high));
    };
    const Point sum =
        add(add(part(a, points.of[0], points.of[1]), part(b, points.of[2], points.of[3])),
            points.shift);
    const Felt expected = x_vartime(sum).value();
    RC_ASSERT(pedersen(a, b) == expected);
    RC_ASSERT(pedersen(PedersenLeft{a}, b) == expected);
    RC_ASSERT(pedersen(a, PedersenRight{b}) == expected);
}

TEST(Pedersen, TakesEveryEdgeOfItsDigits) {
    // Each power of two, one less and one more: every carry between the digits.
    const PedersenRight one{Felt::of(1)};
    for (std::size_t bit = 0; bit < 251; ++bit) {
        for (const int off : {-1, 0, 1}) {
            U256 value;
            value.limb[bit / 64] = std::uint64_t{1} << (bit % 64);
            std::uint64_t carry = 0;
            if (off > 0) value = add(value, U256::of(1), carry);
            if (off < 0) value = sub(value, U256::of(1), carry);
            const Felt felt = Felt::trusted(value);
            ASSERT_EQ(pedersen(felt, one), pedersen(PedersenLeft{felt}, Felt::of(1))) << value;
            ASSERT_EQ(pedersen(Felt::of(1), felt), pedersen(Felt::of(1), PedersenRight{felt}));
        }
    }
}

}  // namespace
}  // namespace twinleg::crypto::stark
