#pragma once
// The field of the Stark curve: integers modulo p = 2^251 + 17·2^192 + 1.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/result.h"
#include "crypto/stark/uint256.h"

namespace twinleg::crypto::stark {

inline constexpr std::uint64_t kPrimeTop = 0x0800000000000011;  // 2^59 + 17
inline constexpr U256 kPrime{{1, 0, 0, kPrimeTop}};

// A number in [0, p) as protocols see it: a hash, an account, a short string. Where arithmetic is
// needed, it becomes an Fp.
class Felt {
public:
    constexpr Felt() = default;
    static constexpr Felt of(std::uint64_t value) { return Felt{U256::of(value)}; }

    // Errors: out_of_range, naming `field`, for p and above.
    static Result<Felt> from(std::string_view field, const U256& value);
    // Errors: those of U256::from_hex, and out_of_range for p and above.
    static Result<Felt> from_hex(std::string_view field, std::string_view text);
    // value mod p.
    static Felt reduce(const U256& value);
    // For numbers that are below p by construction, such as those of at most 251 bits.
    static Felt trusted(const U256& value);

    constexpr const U256& value() const { return value_; }
    std::string to_hex() const { return value_.to_hex(); }

    friend constexpr bool operator==(const Felt&, const Felt&) = default;

private:
    explicit constexpr Felt(const U256& value) : value_(value) {}
    U256 value_;
};

// An element in Montgomery form: the limbs of a·2^256 mod p.
//
// Reduction is lazy, for the sake of the point formulas. `*` and square() give limbs in [0, p),
// provided the bounds of their arguments, counted in p, multiply to at most 31. add() adds the
// bounds, sub<K>() and negate<K>() want a subtrahend of at most K·p and add K. No bound may pass
// 31. Zero has one form in [0, p), so is_zero() answers for products and for canonical().
//
// Constant time: all but inverse_vartime() and sqrt_vartime(). p = 1 + kPrimeTop·2^192, so a step
// of Montgomery's reduction is one 64-bit multiplication; the last correction is a mask.
struct Fp {
    U256 m;

    static Fp from(const Felt& value);
    Felt felt() const;

    Fp canonical() const;  // the same element in [0, p)
    constexpr bool is_zero() const { return m.is_zero(); }

    Fp inverse() const;          // constant time; 0 for 0
    Fp inverse_vartime() const;  // 0 for 0
    // A root, by Tonelli and Shanks; nothing for a non-square. Which root is not defined.
    std::optional<Fp> sqrt_vartime() const;
};

namespace detail {

inline std::uint64_t low(u128 x) {
    return static_cast<std::uint64_t>(x);
}
inline std::uint64_t high(u128 x) {
    return static_cast<std::uint64_t>(x >> 64);
}
inline u128 wide(std::uint64_t a, std::uint64_t b) {
    return static_cast<u128>(a) * b;
}

// t / 2^256 mod p, in [0, p), for t below 31·p².
//
// The multiple of p to take away is M·p with M ≡ t mod 2^192; M's limbs are those of t but for the
// last, which loses the low half of t[0]·kPrimeTop. Below 2^256 all cancels; above, what is left
// of M·p is Σ M[i]·kPrimeTop·2^(64 (i−1)). The difference lies in (−p, p).
[[gnu::always_inline]] inline Fp reduce(const std::uint64_t (&t)[8]) {
    const u128 q0 = wide(t[0], kPrimeTop);
    const u128 q1 = wide(t[1], kPrimeTop);
    const u128 q2 = wide(t[2], kPrimeTop);
    const std::uint64_t m3 = t[3] - low(q0);
    const std::uint64_t owed = t[3] < low(q0) ? 1 : 0;
    const u128 q3 = wide(m3, kPrimeTop);

    // high(q) is far below 2^64, so `+ owed` cannot overflow.
    U256 minuend{{t[4], t[5], t[6], t[7]}};
    std::uint64_t carry = 0;
    const U256 taken = add(U256{{high(q0) + owed, high(q1), high(q2), high(q3)}},
                           U256{{low(q1), low(q2), low(q3), 0}}, carry);
    std::uint64_t borrow = 0;
    U256 rest = sub(minuend, taken, borrow);
    const std::uint64_t mask = 0 - borrow;
    return {add(rest, U256{{mask & 1, 0, 0, mask & kPrimeTop}}, carry)};
}

}  // namespace detail

[[gnu::always_inline]] inline Fp operator*(const Fp& a, const Fp& b) {
    std::uint64_t t[8];
    u128 sum = 0;
    for (std::size_t j = 0; j < 4; ++j) {
        sum += detail::wide(a.m.limb[0], b.m.limb[j]);
        t[j] = detail::low(sum);
        sum >>= 64;
    }
    t[4] = detail::low(sum);
    for (std::size_t i = 1; i < 4; ++i) {
        sum = 0;
        for (std::size_t j = 0; j < 4; ++j) {
            sum += detail::wide(a.m.limb[i], b.m.limb[j]) + t[i + j];
            t[i + j] = detail::low(sum);
            sum >>= 64;
        }
        t[i + 4] = detail::low(sum);
    }
    return detail::reduce(t);
}

[[gnu::always_inline]] inline Fp square(const Fp& a) {
    return a * a;
}

[[gnu::always_inline]] inline Fp add(const Fp& a, const Fp& b) {
    std::uint64_t carry = 0;
    return {add(a.m, b.m, carry)};
}
[[gnu::always_inline]] inline Fp twice(const Fp& a) {
    return add(a, a);
}

// a − b + K·p.
template <std::uint64_t K>
[[gnu::always_inline]] inline Fp sub(const Fp& a, const Fp& b) {
    static_assert(K >= 1 && K <= 15);
    std::uint64_t carry = 0;
    return {sub(add(a.m, U256{{K, 0, 0, K * kPrimeTop}}, carry), b.m, carry)};
}
template <std::uint64_t K>
[[gnu::always_inline]] inline Fp negate(const Fp& a) {
    std::uint64_t borrow = 0;
    return {sub(U256{{K, 0, 0, K * kPrimeTop}}, a.m, borrow)};
}

inline Fp select(std::uint64_t mask, const Fp& a, const Fp& b) {
    return {select(mask, a.m, b.m)};
}

// Of canonical forms, in time that depends on them.
inline bool operator==(const Fp& a, const Fp& b) {
    return a.canonical().m == b.canonical().m;
}

inline constexpr Fp kZero{};
// 2^256 mod p = 2^256 − 31·p: the number one in Montgomery form.
inline constexpr Fp kOne{
    {{0xffffffffffffffe1, 0xffffffffffffffff, 0xffffffffffffffff, 0x07fffffffffffdf0}}};

}  // namespace twinleg::crypto::stark
