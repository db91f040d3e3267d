#pragma once
// The field Fp of p = 2^64 - 2^32 + 1 ("Goldilocks"), on which all of Lighter's cryptography
// stands.
//
// Constant time: every function here, the ones marked "Public" excepted. Carries become conditional
// moves, never branches; x86-64 multiplies in a time that does not depend on the factors.
// Encoding: 8 bytes little-endian, canonical (below p). No Montgomery form.
// Source: venue page, section 6; 2^64 = 2^32 - 1, 2^96 = -1 and 2^128 = -2^32 modulo p.

#include <cstddef>
#include <cstdint>
#include <optional>

#include "crypto/bytes.h"

namespace twinleg::crypto::lighter {

inline constexpr std::uint64_t kGoldilocksPrime = 0xffff'ffff'0000'0001;
inline constexpr std::uint64_t kGoldilocksEpsilon = 0xffff'ffff;  // 2^64 modulo p

// Arithmetic on representatives: any 64-bit number stands for its residue. For inner loops
// (Poseidon2, GFp5) that canonicalise at the end.
//
// The corrections are conditional moves, written out because compilers turn them into branches, or
// into sbb of a register with itself, which makes independent products wait for each other.
namespace lazy {

// a + b. Right for a + b < 2^65 - 2^32, which one canonical operand sees to.
constexpr std::uint64_t add(std::uint64_t a, std::uint64_t b) {
    if consteval {
        std::uint64_t sum = 0;
        return __builtin_add_overflow(a, b, &sum) ? sum + kGoldilocksEpsilon : sum;
    }
    std::uint64_t corrected;
    __asm__("addq %2, %0\n\tleaq (%0,%3), %1\n\tcmovcq %1, %0"
            : "+&r"(a), "=&r"(corrected)
            : "r"(b), "r"(kGoldilocksEpsilon)
            : "cc");
    return a;
}

// a - b. Right for b < 2^64 - 2^32 + a, so for any b up to p.
constexpr std::uint64_t subtract(std::uint64_t a, std::uint64_t b) {
    if consteval {
        std::uint64_t difference = 0;
        return __builtin_sub_overflow(a, b, &difference) ? difference + kGoldilocksPrime
                                                         : difference;
    }
    std::uint64_t corrected;
    __asm__("subq %2, %0\n\tleaq (%0,%3), %1\n\tcmovcq %1, %0"
            : "+&r"(a), "=&r"(corrected)
            : "r"(b), "r"(kGoldilocksPrime)
            : "cc");
    return a;
}

constexpr std::uint64_t canonical(std::uint64_t a) {
    if consteval {
        return a >= kGoldilocksPrime ? a - kGoldilocksPrime : a;
    }
    std::uint64_t less = a;
    __asm__("addq %2, %1\n\tcmovcq %1, %0"
            : "+&r"(a), "+&r"(less)
            : "r"(kGoldilocksEpsilon)
            : "cc");
    return a;
}

// lo + 2^64 mid + 2^128 hi, for hi < 2^28. The result is below 2^64, perhaps not below p.
constexpr std::uint64_t reduce(std::uint64_t lo, std::uint64_t mid, std::uint64_t hi = 0) {
    const std::uint64_t minus = (mid >> 32) | (hi << 32);  // of 2^96 and 2^128
    const std::uint64_t middle = mid & kGoldilocksEpsilon;
    return add(subtract(lo, minus), (middle << 32) - middle);
}

constexpr std::uint64_t reduce(U128 x) {
    return reduce(static_cast<std::uint64_t>(x), static_cast<std::uint64_t>(x >> 64));
}

// The same for x < 2^96: the top 32 bits are known to be zero.
constexpr std::uint64_t reduce_small(U128 x) {
    const auto middle = static_cast<std::uint64_t>(x >> 64);
    return add(static_cast<std::uint64_t>(x), (middle << 32) - middle);
}

constexpr std::uint64_t multiply(std::uint64_t a, std::uint64_t b) {
    return reduce(static_cast<U128>(a) * b);
}

}  // namespace lazy

// Invariant: value() < p.
class Fp {
public:
    constexpr Fp() = default;

    // The residue of any 64-bit number.
    static constexpr Fp from(std::uint64_t value) { return Fp{lazy::canonical(value)}; }

    // Nothing if value ≥ p.
    static constexpr std::optional<Fp> from_canonical(std::uint64_t value) {
        if (value >= kGoldilocksPrime) return std::nullopt;
        return Fp{value};
    }

    constexpr std::uint64_t value() const { return value_; }

    friend constexpr Fp operator+(Fp a, Fp b) {
        return Fp{lazy::subtract(a.value_, kGoldilocksPrime - b.value_)};
    }
    friend constexpr Fp operator-(Fp a, Fp b) { return Fp{lazy::subtract(a.value_, b.value_)}; }
    friend constexpr Fp operator-(Fp a) { return Fp{} - a; }
    friend constexpr Fp operator*(Fp a, Fp b) {
        return Fp{lazy::canonical(lazy::multiply(a.value_, b.value_))};
    }
    // By a small constant.
    friend constexpr Fp operator*(Fp a, std::uint32_t b) {
        return Fp{lazy::canonical(lazy::reduce_small(static_cast<U128>(a.value_) * b))};
    }
    friend constexpr bool operator==(Fp, Fp) = default;

    constexpr Fp doubled() const { return *this + *this; }
    constexpr Fp squared() const { return *this * *this; }

    // x to the power of 2^n, by n squarings.
    constexpr Fp squared_times(unsigned n) const {
        Fp result = *this;
        for (unsigned i = 0; i < n; ++i)
            result = result.squared();
        return result;
    }

    // 1/x by the power p - 2; of zero, zero.
    Fp inverse() const;

    // Public: 1 for a non-zero square, -1 (that is p - 1) for a non-square, 0 for zero.
    Fp legendre() const;

    // Public: a square root, nothing for a non-square (Tonelli and Shanks).
    std::optional<Fp> square_root() const;

private:
    explicit constexpr Fp(std::uint64_t value) : value_(value) {}

    std::uint64_t value_{0};
};

}  // namespace twinleg::crypto::lighter
