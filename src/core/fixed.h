#pragma once
// Fixed-point numbers with a meaning. Two of different meaning do not mix unless a function here
// says how.

#include <compare>
#include <cstdint>

#include "core/check.h"

namespace twinleg {

__extension__ using Int128 = __int128;
__extension__ using UInt128 = unsigned __int128;

// A signed decimal with `Digits` places, held as an integer: `raw` = value × 10^Digits.
// Adding past the range of `Rep` is a broken invariant (CHECK), never a wrap-around.
template <typename Tag, typename Rep, int Digits>
class Fixed {
public:
    using rep = Rep;
    static constexpr int kDigits = Digits;
    static constexpr Rep kOne = [] {
        Rep one = 1;
        for (int i = 0; i < Digits; ++i)
            one *= 10;
        return one;
    }();

    constexpr Fixed() = default;
    static constexpr Fixed from_raw(Rep raw) { return Fixed{raw}; }
    static constexpr Fixed from_units(std::int64_t units) {
        return Fixed{static_cast<Rep>(static_cast<Rep>(units) * kOne)};
    }

    constexpr Rep raw() const { return raw_; }
    constexpr bool is_zero() const { return raw_ == 0; }
    constexpr bool is_positive() const { return raw_ > 0; }
    constexpr bool is_negative() const { return raw_ < 0; }
    constexpr Fixed abs() const { return raw_ < 0 ? -*this : *this; }

    constexpr Fixed operator-() const { return Fixed{static_cast<Rep>(-raw_)}; }
    constexpr Fixed& operator+=(Fixed other) {
        CHECK(!__builtin_add_overflow(raw_, other.raw_, &raw_));
        return *this;
    }
    constexpr Fixed& operator-=(Fixed other) {
        CHECK(!__builtin_sub_overflow(raw_, other.raw_, &raw_));
        return *this;
    }
    friend constexpr Fixed operator+(Fixed a, Fixed b) { return a += b; }
    friend constexpr Fixed operator-(Fixed a, Fixed b) { return a -= b; }
    // A whole number of times.
    friend constexpr Fixed operator*(Fixed a, std::int64_t times) {
        Rep product{};
        CHECK(!__builtin_mul_overflow(a.raw_, static_cast<Rep>(times), &product));
        return Fixed{product};
    }

    friend constexpr bool operator==(Fixed, Fixed) = default;
    friend constexpr std::strong_ordering operator<=>(Fixed a, Fixed b) {
        return a.raw_ < b.raw_   ? std::strong_ordering::less
               : a.raw_ > b.raw_ ? std::strong_ordering::greater
                                 : std::strong_ordering::equal;
    }

private:
    constexpr explicit Fixed(Rep raw) : raw_(raw) {}
    Rep raw_{0};
};

}  // namespace twinleg
