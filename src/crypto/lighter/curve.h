#pragma once
// The group of ecGFp5: y^2 = x (x^2 + 2x + 263 z) over GFp5, prime order n (scalar.h).
//
// An element has one encoding, w = y/x (the neutral one: 0), a GFp5 element of 40 bytes. The
// formulas are complete: they hold for equal, opposite and neutral operands alike.
//
// Constant time: addition, doubling, negation, encode(). Public: decode(), multiply_public().
// The multiplication for secrets is multiply_generator() in base_table.h.
// Source: venue page, section 6.

#include <array>
#include <optional>

#include "crypto/lighter/gfp5.h"
#include "crypto/lighter/scalar.h"

namespace twinleg::crypto::lighter {

// x = X/Z and u = x/y = U/T.
struct AffinePoint {
    Gfp5 x{};
    Gfp5 u{};  // (0, 0) is the neutral element
};

// Coordinates (X:Z:U:T). Z and T are never zero.
class Point {
public:
    Point() = default;  // the neutral element
    explicit Point(const AffinePoint& point) : x_(point.x), u_(point.u) {}

    static const Point& generator();

    // Nothing if no element of the group has this encoding.
    static std::optional<Point> decode(const Gfp5& w);
    Gfp5 encode() const;

    bool is_neutral() const { return u_.is_zero(); }
    friend bool operator==(const Point& a, const Point& b) { return a.u_ * b.t_ == b.u_ * a.t_; }

    friend Point operator+(const Point& a, const Point& b);
    friend Point operator+(const Point& a, const AffinePoint& b);  // 8 products rather than 10
    Point operator-() const;
    Point doubled() const;

    // x and u of many points for one inversion. `points` and `out` are of one length.
    static void normalise(std::span<const Point> points, std::span<AffinePoint> out);

private:
    Gfp5 x_{};
    Gfp5 z_{Gfp5::from(Fp::from(1))};
    Gfp5 u_{};
    Gfp5 t_{Gfp5::from(Fp::from(1))};
};

// k * P. Public: branches on the bits of k. Windows of 5 bits, signed, odd digits only.
Point multiply_public(const Scalar& k, const Point& point);

}  // namespace twinleg::crypto::lighter
