#include "crypto/lighter/gfp5.h"

#include <cstring>

namespace twinleg::crypto::lighter {
namespace {

// w = 3^((p - 1) / 5): Frobenius multiplies limb i by w^i, for z^p = w z.
constexpr Fp kW1 = Fp::from(1041288259238279555);
constexpr Fp kW2 = kW1 * kW1;
constexpr Fp kW3 = kW2 * kW1;
constexpr Fp kW4 = kW2 * kW2;

}  // namespace

std::optional<Gfp5> Gfp5::decode(std::span<const std::uint8_t> bytes) {
    if (bytes.size() != kBytes) return std::nullopt;
    Gfp5 result;
    for (std::size_t i = 0; i < 5; ++i) {
        std::uint64_t limb = 0;
        std::memcpy(&limb, bytes.data() + 8 * i, sizeof limb);
        const auto checked = Fp::from_canonical(limb);
        if (!checked) return std::nullopt;
        result.limbs[i] = *checked;
    }
    return result;
}

Gfp5::Bytes Gfp5::encode() const {
    Bytes bytes;
    for (std::size_t i = 0; i < 5; ++i) {
        const std::uint64_t limb = limbs[i].value();
        std::memcpy(bytes.data() + 8 * i, &limb, sizeof limb);
    }
    return bytes;
}

bool Gfp5::is_zero() const {
    std::uint64_t all = 0;
    for (const Fp limb : limbs)
        all |= limb.value();
    return all == 0;
}

Gfp5 Gfp5::frobenius() const {
    return Gfp5{{limbs[0], limbs[1] * kW1, limbs[2] * kW2, limbs[3] * kW3, limbs[4] * kW4}};
}

Gfp5 Gfp5::frobenius_twice() const {
    // The powers w^2, w^4, w^6 = w, w^8 = w^3.
    return Gfp5{{limbs[0], limbs[1] * kW2, limbs[2] * kW4, limbs[3] * kW1, limbs[4] * kW3}};
}

namespace {

// x^(p + p^2 + p^3 + p^4), so that x times it is the norm.
Gfp5 other_conjugates(const Gfp5& x) {
    const Gfp5 two = x.frobenius() * x.frobenius_twice();
    return two * two.frobenius_twice();
}

// Limb 0 of x*y.
Fp constant_limb(const Gfp5& x, const Gfp5& y) {
    const auto& a = x.limbs;
    const auto& b = y.limbs;
    detail::Column folded{a[1], b[4]};
    folded.add(a[2], b[3]);
    folded.add(a[3], b[2]);
    folded.add(a[4], b[1]);
    return a[0] * b[0] + folded.reduced() * std::uint32_t{3};
}

}  // namespace

Gfp5 Gfp5::inverse() const {
    const Gfp5 others = other_conjugates(*this);
    return others * constant_limb(*this, others).inverse();
}

Fp Gfp5::norm() const {
    return constant_limb(*this, other_conjugates(*this));
}

bool Gfp5::is_square() const {
    return norm().legendre() != -Fp::from(1);
}

std::optional<Gfp5> Gfp5::square_root() const {
    if (is_zero()) return Gfp5{};
    // d = x^((p + 1) / 2), e = (d d^(p^2))^p: x e^2 is the norm of x, an element of Fp, whose
    // root over e is the root of x. A non-square has a norm without a root.
    Gfp5 power = *this;
    for (int i = 0; i < 31; ++i)
        power = power.squared();
    Gfp5 high = power;  // x^(2^31)
    for (int i = 0; i < 32; ++i)
        high = high.squared();  // x^(2^63)
    const Gfp5 d = *this * high * power.inverse();
    const Gfp5 e = (d * d.frobenius_twice()).frobenius();
    const auto root = constant_limb(*this, e.squared()).square_root();
    if (!root) return std::nullopt;
    return e.inverse() * *root;
}

}  // namespace twinleg::crypto::lighter
