#include "crypto/stark/multiples.h"

#include <algorithm>
#include <array>
#include <memory>

#include "core/check.h"

namespace twinleg::crypto::stark {
namespace {

constexpr std::size_t kMost = 4096;

// a + b by the chord of the given slope.
Affine third(const Affine& a, const Affine& b, const Fp& slope) {
    const Fp x = sub<2>(square(slope), add(a.x, b.x)).canonical();
    const Fp y = sub<1>(slope * sub<1>(a.x, x), a.y).canonical();
    return {x, y};
}

}  // namespace

Affine add_affine_vartime(const Affine& a, const Affine& b) {
    if (a.x.m == b.x.m) {
        const Fp xx = square(a.x);
        const Fp rise = add(add(twice(xx), xx), kOne);
        return third(a, a, rise * twice(a.y).inverse_vartime());
    }
    return third(a, b, sub<1>(b.y, a.y) * sub<1>(b.x, a.x).inverse_vartime());
}

void add_to_each(std::span<const Affine> a, const Affine& b, std::span<Affine> out) {
    CHECK(a.size() <= kMost && a.size() == out.size());
    // product[i] = Π run[j] for j < i; going back, `inverse` is that of Π run[j] for j ≤ i.
    std::array<Fp, kMost> product;
    Fp inverse = kOne;
    for (std::size_t i = 0; i < a.size(); ++i) {
        product[i] = inverse;
        inverse = inverse * sub<1>(a[i].x, b.x);
    }
    inverse = inverse.inverse_vartime();
    for (std::size_t i = a.size(); i-- > 0;) {
        const Fp run = sub<1>(a[i].x, b.x);
        const Fp slope = sub<1>(a[i].y, b.y) * (inverse * product[i]);
        inverse = inverse * run;
        out[i] = third(a[i], b, slope);
    }
}

void fill_multiples(const Affine& base, std::span<Affine> out) {
    CHECK(!out.empty());
    out[0] = base;
    for (std::size_t known = 1; known < out.size();) {
        // (i + 1)·base + known·base for i + 1 < known, and the doubling at i + 1 = known.
        const Affine top = out[known - 1];
        const std::size_t more = std::min(known - 1, out.size() - known);
        add_to_each(out.first(more), top, out.subspan(known, more));
        known += more;
        if (known < out.size()) out[known++] = add_affine_vartime(top, top);
    }
}

}  // namespace twinleg::crypto::stark
