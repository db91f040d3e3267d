#include "crypto/lighter/curve.h"

#include <vector>

#include "core/check.h"

namespace twinleg::crypto::lighter {
namespace {

constexpr std::uint32_t kB = 263;  // b = 263 z
constexpr Fp kHalf = Fp::from((kGoldilocksPrime + 1) / 2);

// b * a: the limbs move up by one, z^5 = 3.
Gfp5 times_b(const Gfp5& a) {
    return Gfp5{{a.limbs[4] * (3 * kB), a.limbs[0] * kB, a.limbs[1] * kB, a.limbs[2] * kB,
                 a.limbs[3] * kB}};
}

Gfp5 times_4(const Gfp5& a) {
    return a.doubled().doubled();
}

}  // namespace

const Point& Point::generator() {
    static const Point point{AffinePoint{
        .x = Gfp5::from({12883135586176881569U, 4356519642755055268U, 5248930565894896907U,
                         2165973894480315022U, 2448410071095648785U}),
        .u = Gfp5::from(Fp::from(13835058052060938241U)),  // 1/4, for w = 4
    }};
    return point;
}

std::optional<Point> Point::decode(const Gfp5& w) {
    if (w.is_zero()) return Point{};
    // x^2 - (w^2 - 2) x + b = 0; the root that is no square is x of the group's element.
    const Gfp5 e = w.squared() - Gfp5::from(Fp::from(2));
    const Gfp5 discriminant = e.squared() - times_4(Gfp5{{Fp{}, Fp::from(kB)}});
    const auto root = discriminant.square_root();
    if (!root) return std::nullopt;
    Point point;
    point.x_ = (e + *root) * kHalf;
    if (point.x_.is_square()) point.x_ = (e - *root) * kHalf;
    if (point.x_.is_square()) return std::nullopt;
    point.t_ = w;
    point.u_ = Gfp5::from(Fp::from(1));
    return point;
}

Gfp5 Point::encode() const {
    return t_ * u_.inverse();
}

Point operator+(const Point& a, const Point& b) {
    const Gfp5 t1 = a.x_ * b.x_;
    const Gfp5 t2 = a.z_ * b.z_;
    const Gfp5 t3 = a.u_ * b.u_;
    const Gfp5 t4 = a.t_ * b.t_;
    const Gfp5 t5 = (a.x_ + a.z_) * (b.x_ + b.z_) - t1 - t2;
    const Gfp5 t6 = (a.u_ + a.t_) * (b.u_ + b.t_) - t3 - t4;
    const Gfp5 b_t2 = times_b(t2);
    const Gfp5 t7 = t1 + b_t2;
    const Gfp5 t8 = t4 * t7;
    const Gfp5 t9 = t3 * (times_b(t5) + t7).doubled();
    const Gfp5 t10 = (t4 + t3.doubled()) * (t5 + t7);
    Point sum;
    sum.x_ = times_b(t10 - t8);
    sum.z_ = t8 - t9;
    sum.u_ = t6 * (b_t2 - t1);
    sum.t_ = t8 + t9;
    return sum;
}

Point operator+(const Point& a, const AffinePoint& b) {
    const Gfp5 t1 = a.x_ * b.x;
    const Gfp5 t3 = a.u_ * b.u;
    const Gfp5 t5 = a.x_ + a.z_ * b.x;
    const Gfp5 t6 = a.u_ + a.t_ * b.u;
    const Gfp5 b_z = times_b(a.z_);
    const Gfp5 t7 = t1 + b_z;
    const Gfp5 t8 = a.t_ * t7;
    const Gfp5 t9 = t3 * (times_b(t5) + t7).doubled();
    const Gfp5 t10 = (a.t_ + t3.doubled()) * (t5 + t7);
    Point sum;
    sum.x_ = times_b(t10 - t8);
    sum.z_ = t8 - t9;
    sum.u_ = t6 * (b_z - t1);
    sum.t_ = t8 + t9;
    return sum;
}

Point Point::operator-() const {
    Point result = *this;
    result.u_ = -u_;
    return result;
}

Point Point::doubled() const {
    const Gfp5 t1 = z_ * t_;
    const Gfp5 t2 = t1 * t_;
    const Gfp5 a = t2.squared();
    const Gfp5 c = t1 * u_;
    const Gfp5 t3 = u_.squared();
    const Gfp5 w = t2 - (t3 * (x_ + z_)).doubled();
    const Gfp5 t4 = c.squared();
    Point result;
    result.x_ = times_4(times_b(t4));
    result.z_ = w.squared();
    result.u_ = (w + c).squared() - t4 - result.z_;
    result.t_ = a.doubled() - times_4(t4) - result.z_;
    return result;
}

void Point::normalise(std::span<const Point> points, std::span<AffinePoint> out) {
    CHECK(points.size() == out.size());
    // Z T of each, their running products, one inversion, and back.
    std::vector<Gfp5> before(points.size());
    Gfp5 product = Gfp5::from(Fp::from(1));
    for (std::size_t i = 0; i < points.size(); ++i) {
        before[i] = product;
        product = product * points[i].z_ * points[i].t_;
    }
    Gfp5 inverse = product.inverse();
    for (std::size_t i = points.size(); i-- > 0;) {
        const Point& point = points[i];
        const Gfp5 own = inverse * before[i];  // 1 / (Z T)
        out[i] = {.x = point.x_ * point.t_ * own, .u = point.u_ * point.z_ * own};
        inverse = inverse * point.z_ * point.t_;
    }
}

Point multiply_public(const Scalar& k, const Point& point) {
    constexpr int kWindow = 5;
    std::array<Point, 1 << (kWindow - 2)> odd;  // P, 3P, … 15P
    odd[0] = point;
    const Point twice = point.doubled();
    for (std::size_t i = 1; i < odd.size(); ++i)
        odd[i] = odd[i - 1] + twice;

    // Digits are odd within ±15, or zero; after a digit at least four zeros follow.
    std::array<int, 321> digits{};
    Scalar::Limbs rest = k.limbs();
    for (int& digit : digits) {
        if ((rest[0] & 1) != 0) {
            digit = static_cast<int>(rest[0] & 31);
            if (digit > 15) digit -= 32;
            // rest -= digit; k < n leaves room for the carry.
            U128 carry = digit < 0 ? static_cast<U128>(-digit) : 0;
            if (digit > 0) rest[0] -= static_cast<std::uint64_t>(digit);
            for (std::uint64_t& limb : rest) {
                carry += limb;
                limb = static_cast<std::uint64_t>(carry);
                carry >>= 64;
            }
        }
        for (std::size_t i = 0; i < 5; ++i)
            rest[i] = (rest[i] >> 1) | (i < 4 ? rest[i + 1] << 63 : 0);
    }

    Point result;
    for (std::size_t i = digits.size(); i-- > 0;) {
        result = result.doubled();
        if (digits[i] > 0) result = result + odd[static_cast<std::size_t>(digits[i] / 2)];
        if (digits[i] < 0) result = result + -odd[static_cast<std::size_t>(-digits[i] / 2)];
    }
    return result;
}

}  // namespace twinleg::crypto::lighter
