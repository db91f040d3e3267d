#pragma once
// Inverses modulo an odd 256-bit number, by the division steps of Bernstein and Yang.

#include <array>
#include <cstdint>

#include "crypto/stark/uint256.h"

namespace twinleg::crypto::stark {

// Source: D. J. Bernstein, B.-Y. Yang, "Fast constant-time gcd computation and modular inversion"
// (2019), with the initial δ = 1/2: 590 division steps suffice for 256-bit inputs.
//
// Threads: immutable once made.
class Inverter {
public:
    // modulus: odd, above 1 and below 2^255.
    explicit constexpr Inverter(const U256& modulus)
        : modulus_(split(modulus)), inverse62_(inverse_of(modulus.limb[0])) {}

    // x⁻¹ for 0 < x < modulus and x coprime to it; 0 for x = 0.
    //
    // constant_time: always 590 steps, each by masks: no branch, index or loop count depends on x.
    // vartime: about half the time, for public x only.
    U256 constant_time(const U256& x) const;
    U256 vartime(const U256& x) const;

private:
    // Σ part[i]·2^(62 i); all parts but the last in [0, 2^62), the last signed.
    using Signed62 = std::array<std::int64_t, 5>;
    // 62 division steps at once: (f, g) → (u f + v g, q f + r g) / 2^62.
    struct Steps {
        std::int64_t u, v, q, r;
    };

    static constexpr std::uint64_t kMask62 = ~std::uint64_t{0} >> 2;

    static constexpr Signed62 split(const U256& x) {
        Signed62 parts{};
        for (std::size_t i = 0; i < 5; ++i)
            parts[i] =
                static_cast<std::int64_t>(x.bits(62 * i, 31) | (x.bits(62 * i + 31, 31) << 31));
        return parts;
    }
    static constexpr std::uint64_t inverse_of(std::uint64_t odd) {
        std::uint64_t inverse = odd;  // right for 3 bits, and each turn
        for (int i = 0; i < 5; ++i)   // doubles them
            inverse *= 2 - odd * inverse;
        return inverse & kMask62;
    }

    static std::int64_t steps_constant_time(std::int64_t zeta, std::uint64_t f, std::uint64_t g,
                                            Steps& steps);
    static std::int64_t steps_vartime(std::int64_t eta, std::uint64_t f, std::uint64_t g,
                                      Steps& steps);
    static void apply(const Steps& steps, Signed62& f, Signed62& g);
    void apply_modular(const Steps& steps, Signed62& d, Signed62& e) const;
    U256 finish(Signed62 d, std::int64_t sign) const;

    Signed62 modulus_;
    std::uint64_t inverse62_;  // modulus⁻¹ mod 2^62
};

}  // namespace twinleg::crypto::stark
