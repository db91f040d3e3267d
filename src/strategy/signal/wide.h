#pragma once
// Sums of products of fixed-point numbers, exact: 256 bits with sign.

#include <cstdint>

#include "core/fixed.h"

namespace twinleg::strategy {

// Two's complement. 2^64 products of two 64-bit numbers fit into it a thousand times over.
class Wide {
public:
    constexpr Wide() = default;
    constexpr explicit Wide(Int128 value)
        : low_(static_cast<UInt128>(value)), high_(value < 0 ? ~UInt128{0} : UInt128{0}) {}

    static constexpr Wide product(Int128 a, Int128 b) {
        const UInt128 x = magnitude(a);
        const UInt128 y = magnitude(b);
        const Wide out = product_of_parts(x, y);
        return (a < 0) == (b < 0) ? out : -out;
    }

    constexpr bool is_negative() const { return (high_ >> 127) != 0; }
    constexpr bool is_zero() const { return (low_ | high_) == 0; }

    constexpr Wide operator-() const {
        Wide out;
        out.low_ = ~low_ + 1;
        out.high_ = ~high_ + (out.low_ == 0 ? 1 : 0);
        return out;
    }
    constexpr Wide& operator+=(const Wide& other) {
        low_ += other.low_;
        high_ += other.high_ + (low_ < other.low_ ? 1 : 0);
        return *this;
    }
    constexpr Wide& operator-=(const Wide& other) {
        const UInt128 borrow = low_ < other.low_ ? 1 : 0;
        low_ -= other.low_;
        high_ -= other.high_ + borrow;
        return *this;
    }
    friend constexpr Wide operator+(Wide a, const Wide& b) { return a += b; }
    friend constexpr Wide operator-(Wide a, const Wide& b) { return a -= b; }
    friend constexpr bool operator==(const Wide&, const Wide&) = default;

    // For a value that has at most 191 bits and a sign.
    constexpr Wide times(std::uint64_t factor) const {
        const bool negative = is_negative();
        const Wide m = negative ? -*this : *this;
        const UInt128 l = static_cast<UInt128>(lo(m.low_)) * factor;
        const UInt128 h = static_cast<UInt128>(hi(m.low_)) * factor + hi(l);
        Wide out;
        out.low_ = (h << 64) | lo(l);
        out.high_ = m.high_ * factor + hi(h);
        return negative ? -out : out;
    }

    // The nearest double, or one beside it; the same on every machine.
    constexpr double to_double() const {
        const bool negative = is_negative();
        const Wide m = negative ? -*this : *this;
        constexpr double k64 = 18446744073709551616.0;
        double out = static_cast<double>(lo(m.low_));
        out += static_cast<double>(hi(m.low_)) * k64;
        if (m.high_ != 0) {
            out += static_cast<double>(lo(m.high_)) * (k64 * k64);
            out += static_cast<double>(hi(m.high_)) * (k64 * k64 * k64);
        }
        return negative ? -out : out;
    }

private:
    static constexpr std::uint64_t lo(UInt128 x) { return static_cast<std::uint64_t>(x); }
    static constexpr std::uint64_t hi(UInt128 x) { return static_cast<std::uint64_t>(x >> 64); }
    static constexpr UInt128 magnitude(Int128 x) {
        return x < 0 ? ~static_cast<UInt128>(x) + 1 : static_cast<UInt128>(x);
    }
    static constexpr Wide product_of_parts(UInt128 x, UInt128 y) {
        const UInt128 ll = static_cast<UInt128>(lo(x)) * lo(y);
        const UInt128 lh = static_cast<UInt128>(lo(x)) * hi(y);
        const UInt128 hl = static_cast<UInt128>(hi(x)) * lo(y);
        const UInt128 hh = static_cast<UInt128>(hi(x)) * hi(y);
        const UInt128 middle = static_cast<UInt128>(hi(ll)) + lo(lh) + lo(hl);
        Wide out;
        out.low_ = (middle << 64) | lo(ll);
        out.high_ = hh + hi(lh) + hi(hl) + hi(middle);
        return out;
    }

    UInt128 low_{0};
    UInt128 high_{0};
};

}  // namespace twinleg::strategy
