#include "crypto/lighter/scalar.h"

#include <cstring>

namespace twinleg::crypto::lighter {
namespace {

using Limbs = Scalar::Limbs;

constexpr Limbs kOrder{0xe80fd996948bffe1, 0xe8885c39d724a09c, 0x7fffffe6cfb80639,
                       0x7ffffff100000016, 0x7ffffffd80000007};
constexpr std::uint64_t kMinusInverse = 0xd78bef72057b7bdf;  // -1/n modulo 2^64
constexpr Limbs kR2{0xa01001dce33dc739, 0x6c3228d33f62accf, 0xd1d796cc91cf8525, 0xaadfff5d1574c1d8,
                    0x4aca13b28ca251f5};  // 2^640 modulo n

// All ones if `bit` is set, else zero.
constexpr std::uint64_t mask_of(bool bit) {
    return std::uint64_t{0} - std::uint64_t{bit};
}

// a - b and the borrow out of it.
constexpr bool subtract(Limbs& out, const Limbs& a, const Limbs& b) {
    bool borrow = false;
    for (std::size_t i = 0; i < 5; ++i) {
        std::uint64_t limb = 0;
        const bool first = __builtin_sub_overflow(a[i], b[i], &limb);
        const bool second = __builtin_sub_overflow(limb, std::uint64_t{borrow}, &out[i]);
        borrow = first | second;
    }
    return borrow;
}

// a + (b under mask); the carry out is dropped.
constexpr void add_masked(Limbs& a, const Limbs& b, std::uint64_t mask) {
    U128 carry = 0;
    for (std::size_t i = 0; i < 5; ++i) {
        carry += static_cast<U128>(a[i]) + (b[i] & mask);
        a[i] = static_cast<std::uint64_t>(carry);
        carry >>= 64;
    }
}

// a - n if a is not below n.
constexpr Limbs subtract_order_once(const Limbs& a) {
    Limbs result{};
    const bool borrow = subtract(result, a, kOrder);
    add_masked(result, kOrder, mask_of(borrow));
    return result;
}

// Any 320-bit number modulo n: it is below 3 n.
constexpr Limbs reduce(const Limbs& a) {
    return subtract_order_once(subtract_order_once(a));
}

// a b / 2^320 modulo n, for b below n and any 320-bit a. The running sum stays below 2^320 + n, so
// one extra word and one subtraction at the end are enough.
constexpr Limbs montgomery(const Limbs& a, const Limbs& b) {
    std::array<std::uint64_t, 6> sum{};
    for (std::size_t i = 0; i < 5; ++i) {
        U128 carry = 0;
        for (std::size_t j = 0; j < 5; ++j) {
            carry += static_cast<U128>(a[i]) * b[j] + sum[j];
            sum[j] = static_cast<std::uint64_t>(carry);
            carry >>= 64;
        }
        const U128 top = static_cast<U128>(sum[5]) + carry;

        const std::uint64_t factor = sum[0] * kMinusInverse;
        carry = (static_cast<U128>(factor) * kOrder[0] + sum[0]) >> 64;
        for (std::size_t j = 1; j < 5; ++j) {
            carry += static_cast<U128>(factor) * kOrder[j] + sum[j];
            sum[j - 1] = static_cast<std::uint64_t>(carry);
            carry >>= 64;
        }
        carry += top;
        sum[4] = static_cast<std::uint64_t>(carry);
        sum[5] = static_cast<std::uint64_t>(carry >> 64);
    }
    return subtract_order_once({sum[0], sum[1], sum[2], sum[3], sum[4]});
}

Limbs load(std::span<const std::uint8_t, Scalar::kBytes> bytes) {
    Limbs limbs;
    std::memcpy(limbs.data(), bytes.data(), sizeof limbs);
    return limbs;
}

}  // namespace

std::optional<Scalar> Scalar::decode(std::span<const std::uint8_t> bytes) {
    if (bytes.size() != kBytes) return std::nullopt;
    const Limbs limbs = load(bytes.first<kBytes>());
    Limbs ignored{};
    if (!subtract(ignored, limbs, kOrder)) return std::nullopt;
    return Scalar{limbs};
}

Scalar Scalar::reduced(std::span<const std::uint8_t, kBytes> bytes) {
    return Scalar{reduce(load(bytes))};
}

Scalar Scalar::reduced_wide(std::span<const std::uint8_t, kWideBytes> bytes) {
    // low + 2^320 high: the Montgomery product of high and 2^640 is 2^320 high.
    Limbs high{};
    std::memcpy(high.data(), bytes.data() + kBytes, kWideBytes - kBytes);
    return reduced(bytes.first<kBytes>()) + Scalar{montgomery(high, kR2)};
}

Scalar Scalar::reduced(const Gfp5& element) {
    Limbs limbs;
    for (std::size_t i = 0; i < 5; ++i)
        limbs[i] = element.limbs[i].value();
    return Scalar{reduce(limbs)};
}

void Scalar::encode(std::span<std::uint8_t, kBytes> out) const {
    std::memcpy(out.data(), limbs_.data(), kBytes);
}

bool Scalar::is_zero() const {
    std::uint64_t all = 0;
    for (const std::uint64_t limb : limbs_)
        all |= limb;
    return all == 0;
}

Scalar operator+(const Scalar& a, const Scalar& b) {
    Limbs sum = a.limbs_;  // below 2 n, which is below 2^320
    add_masked(sum, b.limbs_, ~std::uint64_t{0});
    return Scalar{subtract_order_once(sum)};
}

Scalar operator-(const Scalar& a, const Scalar& b) {
    Limbs difference{};
    const bool borrow = subtract(difference, a.limbs_, b.limbs_);
    add_masked(difference, kOrder, mask_of(borrow));
    return Scalar{difference};
}

Scalar operator*(const Scalar& a, const Scalar& b) {
    return Scalar{montgomery(a.limbs_, montgomery(b.limbs_, kR2))};
}

}  // namespace twinleg::crypto::lighter
