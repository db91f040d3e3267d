#pragma once
// Integers modulo the order n of Lighter's curve group (319 bits).
//
//   n =
//   1067993516717146951041484916571792702745057740581727230159139685185762082554198619328292418486241
//
// Constant time: every function here. Comparisons return one bit; reductions subtract under a mask.
// Encoding: 40 bytes little-endian, canonical (below n).
// Source: venue page, section 6.

#include <sodium.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "crypto/lighter/gfp5.h"

namespace twinleg::crypto::lighter {

// Invariant: the value is below n.
class Scalar {
public:
    static constexpr std::size_t kBytes = 40;
    static constexpr std::size_t kWideBytes = 64;
    using Limbs = std::array<std::uint64_t, 5>;  // least significant first

    constexpr Scalar() = default;
    static Scalar from(std::uint64_t value) { return Scalar{Limbs{value, 0, 0, 0, 0}}; }

    // Nothing if the length is not 40 or the value is not below n.
    static std::optional<Scalar> decode(std::span<const std::uint8_t> bytes);

    // 40 bytes modulo n.
    static Scalar reduced(std::span<const std::uint8_t, kBytes> bytes);

    // 64 bytes modulo n. Of uniform bytes the result is uniform but for 2^-193.
    static Scalar reduced_wide(std::span<const std::uint8_t, kWideBytes> bytes);

    // The limbs as one integer, sum of limb_i 2^(64 i), modulo n: a hash as a challenge.
    static Scalar reduced(const Gfp5& element);

    void encode(std::span<std::uint8_t, kBytes> out) const;
    const Limbs& limbs() const { return limbs_; }
    bool is_zero() const;

    friend Scalar operator+(const Scalar& a, const Scalar& b);
    friend Scalar operator-(const Scalar& a, const Scalar& b);
    friend Scalar operator*(const Scalar& a, const Scalar& b);
    friend bool operator==(const Scalar&, const Scalar&) = default;

private:
    explicit constexpr Scalar(const Limbs& limbs) : limbs_(limbs) {}

    Limbs limbs_{};
};

// A value that is wiped when it goes out of scope: for secrets while one computes with them.
template <typename T>
struct Wiped {
    T value{};

    Wiped() = default;
    explicit Wiped(const T& initial) : value(initial) {}
    Wiped(const Wiped&) = delete;
    Wiped& operator=(const Wiped&) = delete;
    ~Wiped() { sodium_memzero(&value, sizeof value); }
};

}  // namespace twinleg::crypto::lighter
