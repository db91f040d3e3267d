#include "crypto/lighter/gfp5.h"
#include "crypto/lighter/goldilocks.h"
#include "tests/crypto/lighter/arbitrary.h"
#include "tests/crypto/lighter/vectors.h"

namespace twinleg::crypto::lighter {
namespace {

constexpr const char* kFile = "crypto/lighter/data/field_vectors.json";
const Fp kOne = Fp::from(1);
const Gfp5 kOne5 = Gfp5::from(kOne);

TEST(Goldilocks, AgreesWithTheReference) {
    for_each_row(kFile, "goldilocks", 8, [](Json row) {
        const Fp a = Fp::from(number(row["a"]));
        const Fp b = Fp::from(number(row["b"]));
        EXPECT_EQ((a + b).value(), number(row["add"]));
        EXPECT_EQ((a - b).value(), number(row["sub"]));
        EXPECT_EQ((a * b).value(), number(row["mul"]));
        Json inverse;
        if (row["inv_a"].get(inverse) == simdjson::SUCCESS) {
            EXPECT_EQ(a.inverse().value(), number(inverse));
        }
    });
}

TEST(Goldilocks, TakesNoNumberAtOrAboveThePrime) {
    EXPECT_TRUE(Fp::from_canonical(kGoldilocksPrime - 1));
    EXPECT_FALSE(Fp::from_canonical(kGoldilocksPrime));
    EXPECT_FALSE(Fp::from_canonical(~std::uint64_t{0}));
    EXPECT_EQ(Fp::from(kGoldilocksPrime), Fp{});
    EXPECT_EQ(Fp::from(~std::uint64_t{0}).value(), 0xffff'fffeU);
}

TEST(Goldilocks, ReducesWideNumbersAtTheirEdges) {
    const auto naive = [](std::uint64_t lo, std::uint64_t mid, std::uint64_t hi) {
        const Fp two64 = Fp::from(kGoldilocksEpsilon);
        return (Fp::from(hi) * two64 + Fp::from(mid)) * two64 + Fp::from(lo);
    };
    const std::array<std::uint64_t, 8> edges{0,
                                             1,
                                             0xffff'ffff,
                                             0x1'0000'0000,
                                             kGoldilocksPrime - 1,
                                             kGoldilocksPrime,
                                             ~std::uint64_t{0} - 1,
                                             ~std::uint64_t{0}};
    for (const std::uint64_t lo : edges) {
        for (const std::uint64_t mid : edges) {
            for (const std::uint64_t hi : {0ULL, 1ULL, 15ULL, (1ULL << 28) - 1}) {
                EXPECT_EQ(Fp::from(lazy::reduce(lo, mid, hi)), naive(lo, mid, hi));
            }
        }
    }
}

TEST(Goldilocks, IsAField) {
    expect_field(kOne);
    for_all("sums and products are canonical", [](Fp a, Fp b) {
        RC_ASSERT((a + b).value() < kGoldilocksPrime);
        RC_ASSERT((a * b).value() < kGoldilocksPrime);
    });
    for_all("only a square has a root",
            [](Fp a) { RC_ASSERT(a.square_root().has_value() == (a.legendre() != -kOne)); });
}

TEST(Gfp5, AgreesWithTheReference) {
    for_each_row(kFile, "gfp5", 12, [](Json row) {
        const Gfp5 a = gfp5(row["a"]);
        const Gfp5 b = gfp5(row["b"]);
        EXPECT_EQ(a + b, gfp5(row["add"]));
        EXPECT_EQ(a - b, gfp5(row["sub"]));
        EXPECT_EQ(a * b, gfp5(row["mul"]));
        EXPECT_EQ(a.squared(), gfp5(row["a_squared"]));
        EXPECT_EQ(a.inverse(), gfp5(row["inv_a"]));
        EXPECT_EQ(a.frobenius(), gfp5(row["frobenius1_a"]));
        EXPECT_EQ(a.frobenius_twice(), gfp5(row["frobenius2_a"]));
        EXPECT_EQ(a.norm().legendre().value(), number(row["legendre_a"]));
        EXPECT_EQ(a.is_square(), flag(row["a_is_square"]));
        const auto root = a.squared().square_root();
        ASSERT_TRUE(root);
        const Gfp5 expected = gfp5(row["canonical_sqrt_of_a_squared"]);
        EXPECT_TRUE(*root == expected || *root == -expected);
    });
}

TEST(Gfp5, IsAField) {
    expect_field(kOne5);
    for_all("only a square has a root", [](const Gfp5& a) {
        const auto own = a.square_root();
        RC_ASSERT(own.has_value() == a.is_square());
        if (own) RC_ASSERT(own->squared() == a);
    });
    for_all("Frobenius is a ring map", [](const Gfp5& a, const Gfp5& b) {
        RC_ASSERT((a * b).frobenius() == a.frobenius() * b.frobenius());
        RC_ASSERT(a.frobenius_twice() == a.frobenius().frobenius());
    });
}

TEST(Gfp5, DecodesWhatItEncodes) {
    for_all("decode(encode(x)) is x",
            [](const Gfp5& a) { RC_ASSERT(Gfp5::decode(a.encode()) == a); });
}

TEST(Gfp5, RefusesWrongLengthsAndLimbsNotBelowThePrime) {
    Gfp5::Bytes good = kOne5.encode();
    EXPECT_TRUE(Gfp5::decode(good));
    EXPECT_FALSE(Gfp5::decode(std::span{good}.first(39)));
    EXPECT_FALSE(Gfp5::decode(std::vector<std::uint8_t>(41)));
    EXPECT_FALSE(Gfp5::decode({}));

    for (std::size_t limb = 0; limb < 5; ++limb) {
        Gfp5::Bytes bad{};
        const std::uint64_t value = kGoldilocksPrime;
        std::memcpy(bad.data() + 8 * limb, &value, sizeof value);
        EXPECT_FALSE(Gfp5::decode(bad)) << limb;
    }
}

}  // namespace
}  // namespace twinleg::crypto::lighter
