#include "crypto/stark/modinv.h"

#include <sodium.h>

#include <algorithm>
#include <bit>
#include <utility>

namespace twinleg::crypto::stark {
namespace {

std::int64_t low62(i128 value) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(value) & (~std::uint64_t{0} >> 2));
}
std::uint64_t bits_of(std::int64_t value) {
    return static_cast<std::uint64_t>(value);
}

}  // namespace

// 59 steps; the matrix starts at 8 instead of 1, so that it is scaled by 2^62 like the other one.
// zeta is −(δ + 1/2), and every choice is a mask of all ones or all zeros.
std::int64_t Inverter::steps_constant_time(std::int64_t zeta, std::uint64_t f, std::uint64_t g,
                                           Steps& steps) {
    std::uint64_t u = 8, v = 0, q = 0, r = 8;
    for (int i = 0; i < 59; ++i) {
        std::uint64_t swap = bits_of(zeta >> 63);  // δ > 0
        const std::uint64_t odd = 0 - (g & 1);
        // g gains f, or loses it where the two are to be swapped.
        const std::uint64_t x = (f ^ swap) - swap;
        const std::uint64_t y = (u ^ swap) - swap;
        const std::uint64_t z = (v ^ swap) - swap;
        g += x & odd;
        q += y & odd;
        r += z & odd;
        swap &= odd;
        zeta = static_cast<std::int64_t>((bits_of(zeta) ^ swap) - 1);
        // f becomes the old g: f + (g − f).
        f += g & swap;
        u += q & swap;
        v += r & swap;
        g >>= 1;
        u <<= 1;
        v <<= 1;
    }
    steps = {static_cast<std::int64_t>(u), static_cast<std::int64_t>(v),
             static_cast<std::int64_t>(q), static_cast<std::int64_t>(r)};
    return zeta;
}

// 62 steps; runs of zeros in g at once, and up to six bits of g cancelled by one multiple of f.
std::int64_t Inverter::steps_vartime(std::int64_t eta, std::uint64_t f, std::uint64_t g,
                                     Steps& steps) {
    std::uint64_t u = 1, v = 0, q = 0, r = 1;
    int left = 62;
    for (;;) {
        const int zeros = std::countr_zero(g | (~std::uint64_t{0} << left));
        g >>= zeros;
        u <<= zeros;
        v <<= zeros;
        eta -= zeros;
        left -= zeros;
        if (left == 0) break;
        if (eta < 0) {
            eta = -eta;
            std::swap(f, g);
            std::swap(u, q);
            std::swap(v, r);
            g = 0 - g;
            q = 0 - q;
            r = 0 - r;
        }
        const int limit = static_cast<int>(std::min<std::int64_t>({eta + 1, left, 6}));
        const std::uint64_t mask = (std::uint64_t{1} << limit) - 1;
        const std::uint64_t multiple = (f * g * (f * f - 2)) & mask;  // −g/f mod 2^6
        g += f * multiple;
        q += u * multiple;
        r += v * multiple;
    }
    steps = {static_cast<std::int64_t>(u), static_cast<std::int64_t>(v),
             static_cast<std::int64_t>(q), static_cast<std::int64_t>(r)};
    return eta;
}

void Inverter::apply(const Steps& s, Signed62& f, Signed62& g) {
    i128 cf = static_cast<i128>(s.u) * f[0] + static_cast<i128>(s.v) * g[0];
    i128 cg = static_cast<i128>(s.q) * f[0] + static_cast<i128>(s.r) * g[0];
    cf >>= 62;
    cg >>= 62;
    for (std::size_t i = 1; i < 5; ++i) {
        cf += static_cast<i128>(s.u) * f[i] + static_cast<i128>(s.v) * g[i];
        cg += static_cast<i128>(s.q) * f[i] + static_cast<i128>(s.r) * g[i];
        f[i - 1] = low62(cf);
        g[i - 1] = low62(cg);
        cf >>= 62;
        cg >>= 62;
    }
    f[4] = static_cast<std::int64_t>(cf);
    g[4] = static_cast<std::int64_t>(cg);
}

// d and e stay in (−2·modulus, modulus): a negative one is lifted by one modulus before, and a
// multiple of the modulus makes the low 62 bits zero.
void Inverter::apply_modular(const Steps& s, Signed62& d, Signed62& e) const {
    const std::int64_t negative_d = d[4] >> 63;
    const std::int64_t negative_e = e[4] >> 63;
    std::int64_t md = (s.u & negative_d) + (s.v & negative_e);
    std::int64_t me = (s.q & negative_d) + (s.r & negative_e);
    i128 cd = static_cast<i128>(s.u) * d[0] + static_cast<i128>(s.v) * e[0];
    i128 ce = static_cast<i128>(s.q) * d[0] + static_cast<i128>(s.r) * e[0];
    md -= static_cast<std::int64_t>((inverse62_ * static_cast<std::uint64_t>(cd) + bits_of(md)) &
                                    kMask62);
    me -= static_cast<std::int64_t>((inverse62_ * static_cast<std::uint64_t>(ce) + bits_of(me)) &
                                    kMask62);
    cd += static_cast<i128>(modulus_[0]) * md;
    ce += static_cast<i128>(modulus_[0]) * me;
    cd >>= 62;
    ce >>= 62;
    for (std::size_t i = 1; i < 5; ++i) {
        cd += static_cast<i128>(s.u) * d[i] + static_cast<i128>(s.v) * e[i] +
              static_cast<i128>(modulus_[i]) * md;
        ce += static_cast<i128>(s.q) * d[i] + static_cast<i128>(s.r) * e[i] +
              static_cast<i128>(modulus_[i]) * me;
        d[i - 1] = low62(cd);
        e[i - 1] = low62(ce);
        cd >>= 62;
        ce >>= 62;
    }
    d[4] = static_cast<std::int64_t>(cd);
    e[4] = static_cast<std::int64_t>(ce);
}

// d, negated where sign is negative, brought from (−2·modulus, modulus) to [0, modulus).
U256 Inverter::finish(Signed62 d, std::int64_t sign) const {
    const auto lift = [&] {
        const std::int64_t negative = d[4] >> 63;
        for (std::size_t i = 0; i < 5; ++i)
            d[i] += modulus_[i] & negative;
    };
    const auto carry = [&] {
        for (std::size_t i = 0; i < 4; ++i) {
            d[i + 1] += d[i] >> 62;
            d[i] &= static_cast<std::int64_t>(kMask62);
        }
    };
    lift();
    const std::int64_t negate = sign >> 63;
    for (std::int64_t& part : d)
        part = (part ^ negate) - negate;
    carry();
    lift();
    carry();

    std::array<std::uint64_t, 5> parts;
    for (std::size_t i = 0; i < 5; ++i)
        parts[i] = bits_of(d[i]);
    return {{parts[0] | parts[1] << 62, parts[1] >> 2 | parts[2] << 60,
             parts[2] >> 4 | parts[3] << 58, parts[3] >> 6 | parts[4] << 56}};
}

U256 Inverter::constant_time(const U256& x) const {
    Signed62 d{}, e{1}, f = modulus_, g = split(x);
    std::int64_t zeta = -1;
    for (int i = 0; i < 10; ++i) {
        Steps steps;
        zeta = steps_constant_time(zeta, bits_of(f[0]) | bits_of(f[1]) << 62,
                                   bits_of(g[0]) | bits_of(g[1]) << 62, steps);
        apply_modular(steps, d, e);
        apply(steps, f, g);
    }
    const U256 inverse = finish(d, f[4]);
    sodium_memzero(d.data(), sizeof d);
    sodium_memzero(e.data(), sizeof e);
    sodium_memzero(f.data(), sizeof f);
    sodium_memzero(g.data(), sizeof g);
    return inverse;
}

U256 Inverter::vartime(const U256& x) const {
    Signed62 d{}, e{1}, f = modulus_, g = split(x);
    std::int64_t eta = -1;
    while ((g[0] | g[1] | g[2] | g[3] | g[4]) != 0) {
        Steps steps;
        eta = steps_vartime(eta, bits_of(f[0]) | bits_of(f[1]) << 62,
                            bits_of(g[0]) | bits_of(g[1]) << 62, steps);
        apply_modular(steps, d, e);
        apply(steps, f, g);
    }
    return finish(d, f[4]);
}

}  // namespace twinleg::crypto::stark
