#pragma once
// Scalars: integers modulo n, the prime order of the Stark curve.

#include <cstdint>
#include <span>

#include "crypto/secret.h"
#include "crypto/stark/uint256.h"

namespace twinleg::crypto::stark {

// n = 2^251 + 2^196 − 2^192 + …, slightly below the field prime.
inline constexpr U256 kOrder{
    {0x1e66a241adc64d2f, 0xb781126dcae7b232, 0xffffffffffffffff, 0x0800000000000010}};
inline constexpr U256 kTwo251{{0, 0, 0, 0x0800000000000000}};

// A scalar in Montgomery form, always in [0, n). Everything but inverse_vartime() is constant
// time. It is not wiped by itself: see wipe().
class Scalar {
public:
    constexpr Scalar() = default;
    static Scalar reduce(const U256& value);                                  // value mod n
    static Scalar reduce_wide(std::span<const std::uint8_t, 64> big_endian);  // 512 bits mod n

    // The same limbs again; `limbs` must come from montgomery().
    static Scalar of_montgomery(const U256& limbs) { return Scalar{limbs}; }
    const U256& montgomery() const { return m_; }

    U256 value() const;
    bool is_zero() const { return m_.is_zero(); }
    Scalar inverse() const;          // 0 for 0
    Scalar inverse_vartime() const;  // 0 for 0; for public scalars
    void wipe() { sodium_memzero(&m_, sizeof m_); }

    friend Scalar operator+(const Scalar& a, const Scalar& b);
    friend Scalar operator*(const Scalar& a, const Scalar& b);
    friend Scalar operator-(const Scalar& a);
    friend bool operator==(const Scalar&, const Scalar&) = default;

private:
    explicit constexpr Scalar(const U256& m) : m_(m) {}
    U256 m_;
};

}  // namespace twinleg::crypto::stark
