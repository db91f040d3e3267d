#pragma once
// Arbitrary elements for properties: mostly uniform, sometimes at the edges where carries happen.

#include <rapidcheck.h>

#include "crypto/lighter/gfp5.h"
#include "crypto/lighter/scalar.h"

namespace rc {

template <>
struct Arbitrary<twinleg::crypto::lighter::Fp> {
    static Gen<twinleg::crypto::lighter::Fp> arbitrary() {
        using twinleg::crypto::lighter::Fp;
        constexpr auto p = twinleg::crypto::lighter::kGoldilocksPrime;
        const auto uniform =
            gen::map(gen::noShrink(gen::arbitrary<std::pair<std::uint32_t, std::uint32_t>>()),
                     [](std::pair<std::uint32_t, std::uint32_t> halves) {
                         return Fp::from(std::uint64_t{halves.first} << 32 | halves.second);
                     });
        const auto edge =
            gen::map(gen::element<std::uint64_t>(0, 1, 2, 0xffff'ffff, 0x1'0000'0000, p / 2,
                                                 p - 0xffff'ffff, p - 2, p - 1),
                     [](std::uint64_t value) { return Fp::from(value); });
        return gen::weightedOneOf<Fp>({{4, uniform}, {1, edge}});
    }
};

template <>
struct Arbitrary<twinleg::crypto::lighter::Gfp5> {
    static Gen<twinleg::crypto::lighter::Gfp5> arbitrary() {
        using twinleg::crypto::lighter::Fp;
        return gen::map(
            gen::container<std::array<Fp, 5>>(gen::arbitrary<Fp>()),
            [](const std::array<Fp, 5>& limbs) { return twinleg::crypto::lighter::Gfp5{limbs}; });
    }
};

template <>
struct Arbitrary<twinleg::crypto::lighter::Scalar> {
    static Gen<twinleg::crypto::lighter::Scalar> arbitrary() {
        using twinleg::crypto::lighter::Gfp5;
        using twinleg::crypto::lighter::Scalar;
        const auto uniform =
            gen::map(gen::arbitrary<Gfp5>(), [](const Gfp5& x) { return Scalar::reduced(x); });
        const auto edge = gen::map(gen::inRange<std::uint64_t>(0, 70), [](std::uint64_t value) {
            return value < 35 ? Scalar::from(value) : Scalar{} - Scalar::from(value - 34);
        });
        return gen::weightedOneOf<Scalar>({{4, uniform}, {1, edge}});
    }
};

}  // namespace rc

namespace twinleg::crypto::lighter {

// Runs a property and fails the test, with the counter-example, where it does not hold.
template <typename Property>
void for_all(const std::string& sentence, Property&& property) {
    const auto result = rc::detail::checkTestable(std::forward<Property>(property),
                                                  rc::detail::TestMetadata{sentence, sentence});
    if (result.template is<rc::detail::SuccessResult>()) return;
    std::ostringstream why;
    rc::detail::printResultMessage(result, why);
    ADD_FAILURE() << sentence << '\n' << why.str();
}

template <typename Element>
void expect_ring() {
    for_all("sums and products commute, associate and distribute",
            [](const Element& a, const Element& b, const Element& c) {
                RC_ASSERT(a + b == b + a);
                RC_ASSERT(a * b == b * a);
                RC_ASSERT((a + b) + c == a + (b + c));
                RC_ASSERT((a * b) * c == a * (b * c));
                RC_ASSERT(a * (b + c) == a * b + a * c);
                RC_ASSERT((a - b) + b == a);
            });
}

// The same, and inverses and roots of squares.
template <typename Element>
void expect_field(const Element& one) {
    expect_ring<Element>();
    for_all("whatever is not zero has an inverse", [&](const Element& a) {
        RC_ASSERT(a * a.inverse() == (a == Element{} ? Element{} : one));
    });
    for_all("a square has its root", [](const Element& a) {
        RC_ASSERT(a.squared() == a * a);
        const auto root = a.squared().square_root();
        RC_ASSERT(root.has_value());
        RC_ASSERT(*root == a || *root == -a);
    });
}

}  // namespace twinleg::crypto::lighter
