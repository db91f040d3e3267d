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

// The rows after the first: t += a[offset]·b; t0 is finished and goes to memory, t4 is new.
#define TWINLEG_STARK_ROW(offset, t0, t1, t2, t3, t4) \
    "movq " offset                                    \
    "(%[a]), %%rdx\n\t"                               \
    "mulxq 0(%[b]), %[x], %[h0]\n\t"                  \
    "addq %[x], %[" t0                                \
    "]\n\t"                                           \
    "mulxq 8(%[b]), %[x], %[h1]\n\t"                  \
    "adcq %[x], %[" t1                                \
    "]\n\t"                                           \
    "mulxq 16(%[b]), %[x], %[h2]\n\t"                 \
    "adcq %[x], %[" t2                                \
    "]\n\t"                                           \
    "mulxq 24(%[b]), %[x], %[" t4                     \
    "]\n\t"                                           \
    "adcq %[x], %[" t3                                \
    "]\n\t"                                           \
    "adcq $0, %[" t4                                  \
    "]\n\t"                                           \
    "addq %[h0], %[" t1                               \
    "]\n\t"                                           \
    "adcq %[h1], %[" t2                               \
    "]\n\t"                                           \
    "adcq %[h2], %[" t3                               \
    "]\n\t"                                           \
    "adcq $0, %[" t4 "]\n\t"

// Written by hand because g++ 12 makes no carry chains of the 128-bit arithmetic: 21 ns a product
// instead of 9. mulx and plain adc: every machine of x86-64-v3 has them.
//
// First the whole product t, 512 bits. Then the multiple M·p is taken away that makes it a multiple
// of 2^256: below 2^192 M has the limbs of t, and its last limb is t[3] less the low half of
// t[0]·kPrimeTop. All below 2^256 cancels; above, M·p has Σ M[i]·kPrimeTop·2^(64 (i−1)) left. The
// difference lies in (−p, p); a borrow, as a mask, adds p.
[[gnu::always_inline]] inline Fp operator*(const Fp& a, const Fp& b) {
    std::uint64_t t0, t1, t2, t3, h0, h1, h2, h3, x;
    std::uint64_t low[3];
    asm("movq 0(%[a]), %%rdx\n\t"
        "mulxq 0(%[b]), %[t0], %[t1]\n\t"
        "movq %[t0], %[low0]\n\t"
        "mulxq 8(%[b]), %[x], %[t2]\n\t"
        "addq %[x], %[t1]\n\t"
        "mulxq 16(%[b]), %[x], %[t3]\n\t"
        "adcq %[x], %[t2]\n\t"
        "mulxq 24(%[b]), %[x], %[t0]\n\t"
        "adcq %[x], %[t3]\n\t"
        "adcq $0, %[t0]\n\t"
        TWINLEG_STARK_ROW("8", "t1", "t2", "t3", "t0", "h3")
        "movq %[t1], %[low1]\n\t"
        TWINLEG_STARK_ROW("16", "t2", "t3", "t0", "h3", "t1")
        "movq %[t2], %[low2]\n\t"
        TWINLEG_STARK_ROW("24", "t3", "t0", "h3", "t1", "t2")
        // t3 is limb 3; t0, h3, t1, t2 are limbs 4 to 7.
        "movq %[top], %%rdx\n\t"
        "mulxq %[low0], %[x], %[h0]\n\t"
        "subq %[x], %[t3]\n\t"
        "mulxq %[low1], %[x], %[h1]\n\t"
        "adcq %[x], %[h0]\n\t"
        "mulxq %[low2], %[x], %[h2]\n\t"
        "adcq %[x], %[h1]\n\t"
        "mulxq %[t3], %[x], %[t3]\n\t"
        "adcq %[x], %[h2]\n\t"
        "adcq $0, %[t3]\n\t"
        "subq %[h0], %[t0]\n\t"
        "sbbq %[h1], %[h3]\n\t"
        "sbbq %[h2], %[t1]\n\t"
        "sbbq %[t3], %[t2]\n\t"
        "sbbq %[x], %[x]\n\t"
        "andq %[x], %%rdx\n\t"
        "andl $1, %k[x]\n\t"
        "addq %[x], %[t0]\n\t"
        "adcq $0, %[h3]\n\t"
        "adcq $0, %[t1]\n\t"
        "adcq %%rdx, %[t2]\n\t"
        : [t0] "=&r"(t0), [t1] "=&r"(t1), [t2] "=&r"(t2), [t3] "=&r"(t3), [h0] "=&r"(h0),
          [h1] "=&r"(h1), [h2] "=&r"(h2), [h3] "=&r"(h3), [x] "=&r"(x), [low0] "=m"(low[0]),
          [low1] "=m"(low[1]), [low2] "=m"(low[2])
        : [a] "r"(a.m.limb.data()), [b] "r"(b.m.limb.data()), [top] "m"(kPrimeTop),
          "m"(a.m), "m"(b.m)
        : "rdx", "cc");
    return {{{t0, h3, t1, t2}}};
}

[[gnu::always_inline]] inline Fp square(const Fp& a) {
    return a * a;
}

[[gnu::always_inline]] inline Fp add(const Fp& a, const Fp& b) {
    auto [r0, r1, r2, r3] = a.m.limb;
    asm("addq %[b0], %[r0]\n\t"
        "adcq %[b1], %[r1]\n\t"
        "adcq %[b2], %[r2]\n\t"
        "adcq %[b3], %[r3]\n\t"
        : [r0] "+&r"(r0), [r1] "+&r"(r1), [r2] "+&r"(r2), [r3] "+&r"(r3)
        : [b0] "rm"(b.m.limb[0]), [b1] "rm"(b.m.limb[1]), [b2] "rm"(b.m.limb[2]),
          [b3] "rm"(b.m.limb[3])
        : "cc");
    return {{{r0, r1, r2, r3}}};
}
[[gnu::always_inline]] inline Fp twice(const Fp& a) {
    return add(a, a);
}

// a − b + K·p.
template <std::uint64_t K>
[[gnu::always_inline]] inline Fp sub(const Fp& a, const Fp& b) {
    static_assert(K >= 1 && K <= 15);
    constexpr std::uint64_t kTop = K * kPrimeTop;
    auto [r0, r1, r2, r3] = a.m.limb;
    asm("subq %[b0], %[r0]\n\t"
        "sbbq %[b1], %[r1]\n\t"
        "sbbq %[b2], %[r2]\n\t"
        "sbbq %[b3], %[r3]\n\t"
        "addq %[k], %[r0]\n\t"
        "adcq $0, %[r1]\n\t"
        "adcq $0, %[r2]\n\t"
        "adcq %[top], %[r3]\n\t"
        : [r0] "+&r"(r0), [r1] "+&r"(r1), [r2] "+&r"(r2), [r3] "+&r"(r3)
        : [b0] "rm"(b.m.limb[0]), [b1] "rm"(b.m.limb[1]), [b2] "rm"(b.m.limb[2]),
          [b3] "rm"(b.m.limb[3]), [k] "i"(K), [top] "r"(kTop)
        : "cc");
    return {{{r0, r1, r2, r3}}};
}
template <std::uint64_t K>
[[gnu::always_inline]] inline Fp negate(const Fp& a) {
    return sub<K>(Fp{}, a);
}

#undef TWINLEG_STARK_ROW

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
