#include "crypto/stark/scalar.h"

#include "crypto/stark/modinv.h"

namespace twinleg::crypto::stark {
namespace {

constexpr U256 kSquareOfR{
    {0x6021b3f1ea1c688d, 0x509cf64d14ce60b9, 0xbaf0ab4cf78bbabb, 0x07d9e57c2333766e}};
constexpr U256 kCubeOfR{
    {0x81147668fddd0429, 0x1da2136eb8b3f20e, 0x1f0d9dedfedfda50, 0x01b2ba88ca1fe18a}};
constexpr std::uint64_t kMinusInverse = 0xbb6b3c4ce8bde631;  // −n⁻¹ mod 2^64

constexpr Inverter kInverter{kOrder};

// value mod n for value below 2·n.
U256 reduce_once(const U256& value) {
    std::uint64_t borrow = 0;
    const U256 less = sub(value, kOrder, borrow);
    return select(0 - borrow, value, less);
}

// a·b / 2^256 mod n, in [0, n), for a below 2^256 and b below n.
U256 multiply(const U256& a, const U256& b) {
    std::uint64_t t[5] = {};
    for (std::size_t i = 0; i < 4; ++i) {
        u128 sum = 0;
        for (std::size_t j = 0; j < 4; ++j) {
            sum += static_cast<u128>(a.limb[i]) * b.limb[j] + t[j];
            t[j] = static_cast<std::uint64_t>(sum);
            sum >>= 64;
        }
        t[4] += static_cast<std::uint64_t>(sum);
        const std::uint64_t factor = t[0] * kMinusInverse;
        sum = (static_cast<u128>(factor) * kOrder.limb[0] + t[0]) >> 64;
        for (std::size_t j = 1; j < 4; ++j) {
            sum += static_cast<u128>(factor) * kOrder.limb[j] + t[j];
            t[j - 1] = static_cast<std::uint64_t>(sum);
            sum >>= 64;
        }
        sum += t[4];
        t[3] = static_cast<std::uint64_t>(sum);
        t[4] = static_cast<std::uint64_t>(sum >> 64);
    }
    return reduce_once({{t[0], t[1], t[2], t[3]}});
}

}  // namespace

Scalar Scalar::reduce(const U256& value) {
    return Scalar{multiply(value, kSquareOfR)};
}

Scalar Scalar::reduce_wide(std::span<const std::uint8_t, 64> big_endian) {
    const U256 high = U256::from_bytes(big_endian.first<32>());
    const U256 low = U256::from_bytes(big_endian.last<32>());
    return Scalar{multiply(high, kCubeOfR)} + Scalar{multiply(low, kSquareOfR)};
}

U256 Scalar::value() const {
    return multiply(m_, U256::of(1));
}

Scalar Scalar::inverse() const {
    return Scalar{multiply(kInverter.constant_time(m_), kCubeOfR)};
}

Scalar Scalar::inverse_vartime() const {
    return Scalar{multiply(kInverter.vartime(m_), kCubeOfR)};
}

Scalar operator+(const Scalar& a, const Scalar& b) {
    std::uint64_t carry = 0;
    return Scalar{reduce_once(add(a.m_, b.m_, carry))};  // below 2·n, far below 2^256
}

Scalar operator*(const Scalar& a, const Scalar& b) {
    return Scalar{multiply(a.m_, b.m_)};
}

Scalar operator-(const Scalar& a) {
    std::uint64_t borrow = 0;
    return Scalar{reduce_once(sub(kOrder, a.m_, borrow))};
}

}  // namespace twinleg::crypto::stark
