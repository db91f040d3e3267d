#include "crypto/stark/point.h"

#include <array>

namespace twinleg::crypto::stark {
namespace {

// x³ + x + β.
Fp right_side(const Fp& x) {
    return add(add(square(x) * x, x), kBeta);
}

}  // namespace

Result<Affine> Affine::from(std::string_view field, const Felt& x, const Felt& y) {
    const Affine point{Fp::from(x), Fp::from(y)};
    if (!point.on_curve())
        return fail(Errc::out_of_range, std::string{field} + ": is not a point of the curve");
    return point;
}

Result<Affine> Affine::from_x(std::string_view field, const Felt& x) {
    const Fp at = Fp::from(x);
    const auto root = right_side(at).sqrt_vartime();
    if (!root)
        return fail(Errc::out_of_range, std::string{field} + ": no point of the curve has this x");
    return Affine{at, *root};
}

bool Affine::on_curve() const {
    return square(y) == right_side(x);
}

Point twice(const Affine& a) {
    const Fp u = twice(a.y);  // < 2
    const Fp v = square(u);
    const Fp w = u * v;
    const Fp s = a.x * v;
    const Fp xx = square(a.x);
    const Fp m = add(add(twice(xx), xx), kOne);      // < 4
    const Fp x = sub<2>(square(m), twice(s));        // < 3
    const Fp y = sub<1>(m * sub<3>(s, x), w * a.y);  // 4·4 ≤ 31; < 2
    return {x, y, v, w};
}

Point twice(const Point& a) {
    const Fp u = twice(a.y);  // < 4
    const Fp v = square(u);
    const Fp w = u * v;
    const Fp s = a.x * v;
    const Fp xx = square(a.x);                           // 16 ≤ 31
    const Fp m = add(add(twice(xx), xx), square(a.zz));  // < 4
    const Fp x = sub<2>(square(m), twice(s));            // < 3
    const Fp y = sub<1>(m * sub<3>(s, x), w * a.y);
    return {x, y, v * a.zz, w * a.zzz};  // infinity stays infinity
}

Point add(const Point& a, const Affine& b) {
    if (a.is_infinity()) return Point::from(b);
    Fp pp;
    const Point sum = add_unequal(a, b, pp);
    if (!pp.is_zero()) [[likely]]
        return sum;
    if (sub<2>(b.y * a.zzz, a.y).canonical().is_zero()) return twice(b);
    return Point::infinity();
}

Point add(const Point& a, const Point& b) {
    if (a.is_infinity()) return b;
    if (b.is_infinity()) return a;
    const Fp u = a.x * b.zz;
    const Fp s = a.y * b.zzz;
    const Fp p = sub<1>(b.x * a.zz, u);   // < 2
    const Fp r = sub<1>(b.y * a.zzz, s);  // < 2
    const Fp pp = square(p);
    if (pp.is_zero()) return r.canonical().is_zero() ? twice(a) : Point::infinity();
    const Fp ppp = p * pp;
    const Fp q = u * pp;
    const Fp x = sub<3>(square(r), add(ppp, twice(q)));  // < 4
    const Fp y = sub<1>(r * sub<4>(q, x), s * ppp);      // 2·5 ≤ 31; < 2
    return {x, y, a.zz * b.zz * pp, a.zzz * b.zzz * ppp};
}

Point negate(const Point& a) {
    return {a.x, negate<2>(a.y).canonical(), a.zz, a.zzz};
}

Point multiply_vartime(const U256& k, const Affine& a) {
    // odd[i] = (2 i + 1)·a
    constexpr std::size_t kWindow = 5;
    std::array<Point, std::size_t{1} << (kWindow - 1)> odd;
    odd[0] = Point::from(a);
    const Point two = twice(a);
    for (std::size_t i = 1; i < odd.size(); ++i)
        odd[i] = add(odd[i - 1], two);

    Point sum = Point::infinity();
    std::size_t left = 256;  // bits of k not yet used, from the top
    while (left > 0) {
        if (!k.bit(left - 1)) {
            sum = twice(sum);
            --left;
            continue;
        }
        std::size_t count = left < kWindow ? left : kWindow;
        while (!k.bit(left - count))
            --count;  // so that the window ends in a one
        for (std::size_t i = 0; i < count; ++i)
            sum = twice(sum);
        sum = add(sum, odd[k.bits(left - count, count) / 2]);
        left -= count;
    }
    return sum;
}

std::optional<Affine> to_affine_vartime(const Point& a) {
    if (a.is_infinity()) return std::nullopt;
    const Fp inverse = (a.zz * a.zzz).inverse_vartime();
    return Affine{a.x * (inverse * a.zzz), a.y * (inverse * a.zz)};
}

std::optional<Felt> x_vartime(const Point& a) {
    if (a.is_infinity()) return std::nullopt;
    return (a.x * a.zz.inverse_vartime()).felt();
}

}  // namespace twinleg::crypto::stark
