#include "crypto/stark/field.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "crypto/stark/scalar.h"
#include "tests/crypto/stark/generators.h"

namespace twinleg::crypto::stark {
namespace {

RC_GTEST_PROP(Field, IsACommutativeRing, (Fp a, Fp b, Fp c)) {
    RC_ASSERT(a * b == b * a);
    RC_ASSERT((a * b) * c == a * (b * c));
    RC_ASSERT(a * add(b, c) == add(a * b, a * c));
    RC_ASSERT(a * kOne == a);
    RC_ASSERT(square(a) == a * a);
    RC_ASSERT(sub<1>(add(a, b).canonical(), b) == a);
    RC_ASSERT(add(a, negate<1>(a)).canonical().is_zero());
}

// a·b mod p by doubling and adding, in plain numbers.
Felt long_product(const Felt& a, const Felt& b) {
    const auto add_modulo = [](const U256& x, const U256& y) {
        std::uint64_t carry = 0;
        const U256 sum = add(x, y, carry);  // below 2·p
        return sum < kPrime ? sum : sub(sum, kPrime, carry);
    };
    U256 product;
    for (std::size_t i = 256; i-- > 0;) {
        product = add_modulo(product, product);
        if (a.value().bit(i)) product = add_modulo(product, b.value());
    }
    return Felt::trusted(product);
}

RC_GTEST_PROP(Field, MultipliesAsOnPaper, (Felt a, Felt b)) {
    RC_ASSERT((Fp::from(a) * Fp::from(b)).felt() == long_product(a, b));
}

RC_GTEST_PROP(Field, InvertsEverythingButZero, (Fp a)) {
    if (a.is_zero()) {
        RC_ASSERT(a.inverse().is_zero() && a.inverse_vartime().is_zero());
        return;
    }
    RC_ASSERT(a * a.inverse() == kOne);
    RC_ASSERT(a.inverse().m == a.inverse_vartime().m);
}

RC_GTEST_PROP(Field, KeepsItsBoundsWhenReductionIsLazy, (Fp a, Fp b)) {
    // The largest product the bounds allow, 31 = 31·1, and the largest square, 5.5² < 31.
    Fp high = a;
    for (int i = 0; i < 30; ++i)
        high = add(high, Fp{kPrime});
    RC_ASSERT(high * b == a * b);
    RC_ASSERT((high * b).m < kPrime);
    const Fp mid = sub<4>(a, Fp{U256{}});
    RC_ASSERT(square(mid) == square(a));
    RC_ASSERT(square(mid).m < kPrime);
    RC_ASSERT((Fp{U256{{~0ull, ~0ull, ~0ull, ~0ull >> 1}}} * b).m < kPrime);
}

RC_GTEST_PROP(Field, FindsRootsOfSquaresOnly, (Fp a)) {
    const auto root = square(a).sqrt_vartime();
    RC_ASSERT(root.has_value());
    RC_ASSERT(*root == a || *root == negate<1>(a));
    if (!a.is_zero()) {  // 3 is not a square
        const Fp three = Fp::from(Felt::of(3));
        RC_ASSERT(!(square(a) * three).sqrt_vartime().has_value());
    }
}

RC_GTEST_PROP(Felt, GoesIntoMontgomeryFormAndBack, (Felt a, U256 any)) {
    RC_ASSERT(Fp::from(a).felt() == a);
    RC_ASSERT(Fp::from(a).m < kPrime);
    const Felt reduced = Felt::reduce(any);
    RC_ASSERT(reduced.value() < kPrime);
    if (any < kPrime) RC_ASSERT(reduced.value() == any);
}

TEST(Felt, RefusesThePrimeAndAbove) {
    U256 next = kPrime;
    ++next.limb[0];
    EXPECT_EQ(Felt::from("account", kPrime).error().code, Errc::out_of_range);
    EXPECT_EQ(Felt::from("account", next).error().code, Errc::out_of_range);
    EXPECT_EQ(Felt::from("account", kPrime).error().message,
              "account: is not below the field prime");
    EXPECT_EQ(Felt::reduce(kPrime), Felt{});
    EXPECT_EQ(Felt::reduce(next), Felt::of(1));
}

RC_GTEST_PROP(Scalars, AreAField, (Scalar a, Scalar b, Scalar c)) {
    RC_ASSERT(a * b == b * a);
    RC_ASSERT((a * b) * c == a * (b * c));
    RC_ASSERT(a * (b + c) == a * b + a * c);
    RC_ASSERT((a + -a).is_zero());
    RC_ASSERT(a.value() < kOrder);
    RC_ASSERT(Scalar::reduce(a.value()) == a);
    if (a.is_zero()) return;
    RC_ASSERT((a * a.inverse()).value() == U256::of(1));
    RC_ASSERT(a.inverse() == a.inverse_vartime());
}

RC_GTEST_PROP(Scalars, ReduceWideNumbersAsTheTwoHalvesSay, (U256 high, U256 low)) {
    std::array<std::uint8_t, 64> bytes;
    std::ranges::copy(high.to_bytes(), bytes.begin());
    std::ranges::copy(low.to_bytes(), bytes.begin() + 32);
    U256 two255;
    two255.limb[3] = std::uint64_t{1} << 63;
    const Scalar two256 = Scalar::reduce(two255) + Scalar::reduce(two255);
    RC_ASSERT(Scalar::reduce_wide(bytes) == Scalar::reduce(high) * two256 + Scalar::reduce(low));
}

RC_GTEST_PROP(Numbers, SurviveEveryText, (U256 x)) {
    RC_ASSERT(U256::from_hex("x", x.to_hex()).value() == x);
    RC_ASSERT(U256::from_hex("x", x.to_hex64()).value() == x);
    RC_ASSERT(U256::from_decimal("x", x.to_decimal()).value() == x);
    RC_ASSERT(U256::from_bytes(x.to_bytes()) == x);
}

TEST(Numbers, RefuseTextThatIsNone) {
    for (const std::string text : {"", "0x", "0xg", "12 ", "-1", "+1", " 1"})
        EXPECT_EQ(U256::from_hex("key", text).error().code, Errc::malformed) << text;
    EXPECT_EQ(U256::from_hex("key", std::string(65, '0')).error().code, Errc::malformed);
    for (const std::string text : {"", "0x1", "1.0", "-1", "1e3"})
        EXPECT_EQ(U256::from_decimal("key", text).error().code, Errc::malformed) << text;
    const U256 most{{~0ull, ~0ull, ~0ull, ~0ull}};
    EXPECT_EQ(U256::from_decimal("key", most.to_decimal()).value(), most);
    std::string above = most.to_decimal();
    ++above.back();
    EXPECT_EQ(U256::from_decimal("key", above).error().code, Errc::out_of_range);
    EXPECT_EQ(U256::from_hex("API key", "0xzz").error().message,
              "API key: character 1 is not a hexadecimal digit");
}

}  // namespace
}  // namespace twinleg::crypto::stark
