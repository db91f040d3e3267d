#pragma once
// GFp5 = Fp[z] / (z^5 - 3), the field under Lighter's curve.
//
// Constant time: every function here, the ones marked "Public" excepted.
// Encoding: the limbs c0..c4 as 8 bytes little-endian each, all canonical: 40 bytes.
// Source: venue page, section 6.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "crypto/lighter/goldilocks.h"

namespace twinleg::crypto::lighter {

struct Gfp5 {
    static constexpr std::size_t kBytes = 40;
    using Bytes = crypto::Bytes<kBytes>;

    std::array<Fp, 5> limbs{};

    static constexpr Gfp5 from(Fp constant) { return Gfp5{{constant}}; }

    // The residues of five 64-bit numbers.
    static constexpr Gfp5 from(const std::array<std::uint64_t, 5>& limbs) {
        return Gfp5{{Fp::from(limbs[0]), Fp::from(limbs[1]), Fp::from(limbs[2]), Fp::from(limbs[3]),
                     Fp::from(limbs[4])}};
    }

    // Nothing if the length is not 40 or a limb is not below p.
    static std::optional<Gfp5> decode(std::span<const std::uint8_t> bytes);
    Bytes encode() const;

    friend constexpr bool operator==(const Gfp5&, const Gfp5&) = default;
    bool is_zero() const;

    Gfp5 squared() const;
    Gfp5 doubled() const;

    // x^p and x^(p^2).
    Gfp5 frobenius() const;
    Gfp5 frobenius_twice() const;

    // 1/x; of zero, zero.
    Gfp5 inverse() const;

    // The product of the five conjugates, an element of Fp: zero for zero only.
    Fp norm() const;

    // Public: zero counts as a square.
    bool is_square() const;

    // Public: a square root (either sign), nothing for a non-square.
    std::optional<Gfp5> square_root() const;
};

namespace detail {

// A column of a product: up to 2^28 products of 64-bit factors.
struct Column {
    std::uint64_t lo;
    std::uint64_t mid;
    std::uint64_t hi;

    Column(Fp a, Fp b) : hi(0) {
        const U128 product = static_cast<U128>(a.value()) * b.value();
        lo = static_cast<std::uint64_t>(product);
        mid = static_cast<std::uint64_t>(product >> 64);
    }

    // Adds a*b. The three-word carry chain is written out: compilers make compares of it.
    void add(Fp a, Fp b) {
        const U128 product = static_cast<U128>(a.value()) * b.value();
        __asm__("addq %3, %0\n\tadcq %4, %1\n\tadcq $0, %2"
                : "+&r"(lo), "+&r"(mid), "+&r"(hi)
                : "r"(static_cast<std::uint64_t>(product)),
                  "r"(static_cast<std::uint64_t>(product >> 64))
                : "cc");
    }

    Fp reduced() const { return Fp::from(lazy::reduce(lo, mid, hi)); }
};

}  // namespace detail

inline Gfp5 operator+(const Gfp5& a, const Gfp5& b) {
    Gfp5 result;
    for (std::size_t i = 0; i < 5; ++i)
        result.limbs[i] = a.limbs[i] + b.limbs[i];
    return result;
}

inline Gfp5 operator-(const Gfp5& a, const Gfp5& b) {
    Gfp5 result;
    for (std::size_t i = 0; i < 5; ++i)
        result.limbs[i] = a.limbs[i] - b.limbs[i];
    return result;
}

inline Gfp5 operator-(const Gfp5& a) {
    return Gfp5{} - a;
}

inline Gfp5 Gfp5::doubled() const {
    return *this + *this;
}

inline Gfp5 operator*(const Gfp5& x, const Gfp5& y) {
    const auto& a = x.limbs;
    const auto& b = y.limbs;
    const Fp b1 = b[1].doubled() + b[1];  // times 3, for what z^5 = 3 folds back
    const Fp b2 = b[2].doubled() + b[2];
    const Fp b3 = b[3].doubled() + b[3];
    const Fp b4 = b[4].doubled() + b[4];

    detail::Column c0{a[0], b[0]};
    c0.add(a[1], b4);
    c0.add(a[2], b3);
    c0.add(a[3], b2);
    c0.add(a[4], b1);
    detail::Column c1{a[0], b[1]};
    c1.add(a[1], b[0]);
    c1.add(a[2], b4);
    c1.add(a[3], b3);
    c1.add(a[4], b2);
    detail::Column c2{a[0], b[2]};
    c2.add(a[1], b[1]);
    c2.add(a[2], b[0]);
    c2.add(a[3], b4);
    c2.add(a[4], b3);
    detail::Column c3{a[0], b[3]};
    c3.add(a[1], b[2]);
    c3.add(a[2], b[1]);
    c3.add(a[3], b[0]);
    c3.add(a[4], b4);
    detail::Column c4{a[0], b[4]};
    c4.add(a[1], b[3]);
    c4.add(a[2], b[2]);
    c4.add(a[3], b[1]);
    c4.add(a[4], b[0]);
    return Gfp5{{c0.reduced(), c1.reduced(), c2.reduced(), c3.reduced(), c4.reduced()}};
}

inline Gfp5 Gfp5::squared() const {
    const auto& a = limbs;
    const Fp a0_2 = a[0].doubled();
    const Fp a1_2 = a[1].doubled();
    const Fp a3_3 = a[3].doubled() + a[3];
    const Fp a3_6 = a3_3.doubled();
    const Fp a4_3 = a[4].doubled() + a[4];
    const Fp a4_6 = a4_3.doubled();

    detail::Column c0{a[0], a[0]};
    c0.add(a[1], a4_6);
    c0.add(a[2], a3_6);
    detail::Column c1{a0_2, a[1]};
    c1.add(a[2], a4_6);
    c1.add(a[3], a3_3);
    detail::Column c2{a0_2, a[2]};
    c2.add(a[1], a[1]);
    c2.add(a[3], a4_6);
    detail::Column c3{a0_2, a[3]};
    c3.add(a1_2, a[2]);
    c3.add(a[4], a4_3);
    detail::Column c4{a0_2, a[4]};
    c4.add(a1_2, a[3]);
    c4.add(a[2], a[2]);
    return Gfp5{{c0.reduced(), c1.reduced(), c2.reduced(), c3.reduced(), c4.reduced()}};
}

// By an element of Fp.
inline Gfp5 operator*(const Gfp5& a, Fp b) {
    Gfp5 result;
    for (std::size_t i = 0; i < 5; ++i)
        result.limbs[i] = a.limbs[i] * b;
    return result;
}

}  // namespace twinleg::crypto::lighter
