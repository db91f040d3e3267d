#pragma once
// Points of the Stark curve y² = x³ + x + β over the field of field.h, of prime order n.

#include <optional>

#include "crypto/stark/field.h"

namespace twinleg::crypto::stark {

// The curve's β, and its generator, in Montgomery form. Source: the Stark curve's definition;
// tests/crypto/stark/data/constants.json.
inline constexpr Fp kBeta{
    {{0x359ddd67b59a21ca, 0x6725f2237aab9006, 0xab8a1e002a41f947, 0x013931651774247f}}};

// A point that is not the point at infinity; both limbs in [0, p).
struct Affine {
    Fp x;
    Fp y;

    // Errors: out_of_range, naming `field`, where (x, y) is not on the curve.
    static Result<Affine> from(std::string_view field, const Felt& x, const Felt& y);
    // One of the two points with this x. Errors: out_of_range where there is none.
    static Result<Affine> from_x(std::string_view field, const Felt& x);

    bool on_curve() const;
    friend bool operator==(const Affine&, const Affine&) = default;
};

inline constexpr Affine kGenerator{
    {{{0xc9019623cf0273dd, 0x51a9bf65d4403dea, 0x0429bf5184041c7b, 0x033840300bf6cec1}}},
    {{{0x569d0da34235308a, 0x0939e3442869bbe7, 0xfbd89a97cf4b33ad, 0x05a0e71610f55329}}}};

// y is never 0, as n is odd, so p − y is in [0, p) again.
inline Affine negate(const Affine& a) {
    return {a.x, negate<1>(a.y)};
}

// A point as (X/ZZ, Y/ZZZ) with ZZ³ = ZZZ². ZZ = 0 is the point at infinity.
// Bounds: X below 4·p, Y below 2·p, ZZ and ZZZ in [0, p).
// Source: "XYZZ coordinates" for short Weierstrass curves in the Explicit-Formulas Database
// (madd-2008-s, add-2008-s, dbl-2008-s-1), with a = 1.
struct Point {
    Fp x;
    Fp y;
    Fp zz;
    Fp zzz;

    static constexpr Point infinity() { return {kOne, kOne, kZero, kZero}; }
    static Point from(const Affine& a) { return {a.x, a.y, kOne, kOne}; }

    bool is_infinity() const { return zz.is_zero(); }
};

// Sums, right for every pair of points, in time that depends on whether they are equal, opposite
// or infinite.
Point add(const Point& a, const Point& b);
Point add(const Point& a, const Affine& b);
Point twice(const Point& a);
Point twice(const Affine& a);
Point negate(const Point& a);

// k·a, by a sliding window; for public k and a only. k may be any 256-bit number.
Point multiply_vartime(const U256& k, const Affine& a);

// Nothing for the point at infinity. The vartime ones are for public points.
std::optional<Affine> to_affine_vartime(const Point& a);
std::optional<Felt> x_vartime(const Point& a);

// a + b where a is not infinity and a ≠ ±b, in constant time: 8 multiplications, 2 squarings.
// `pp` is zero exactly where that condition did not hold.
[[gnu::always_inline]] inline Point add_unequal(const Point& a, const Affine& b, Fp& pp) {
    const Fp p = sub<4>(b.x * a.zz, a.x);   // < 5
    const Fp r = sub<2>(b.y * a.zzz, a.y);  // < 3
    pp = square(p);                         // 25 ≤ 31
    const Fp ppp = p * pp;
    const Fp q = a.x * pp;
    const Fp x = sub<3>(square(r), add(ppp, twice(q)));  // < 4
    const Fp y = sub<1>(r * sub<4>(q, x), a.y * ppp);    // 3·5 ≤ 31; < 2
    return {x, y, a.zz * pp, a.zzz * ppp};
}

}  // namespace twinleg::crypto::stark
