#pragma once
// The fixed-point types of trading. Price × quantity is exact; whatever divides says which way it
// rounds.

#include <algorithm>
#include <string>
#include <string_view>

#include "core/fixed.h"
#include "core/result.h"

namespace twinleg {

// Quote units for one base unit. 10 places, up to 922 million.
using Price = Fixed<struct PriceTag, std::int64_t, 10>;

// An amount of contracts (base units where the multiplier is one), signed where it is a position.
// 8 places, up to 92 billion.
using Quantity = Fixed<struct QuantityTag, std::int64_t, 8>;

// An amount of a currency, with sign: order value, fee, funding, PnL. 18 places, up to 1.7e20.
using Notional = Fixed<struct NotionalTag, Int128, 18>;

// An amount of the coin itself, with sign: exposure. 18 places, up to 1.7e20.
using Base = Fixed<struct BaseTag, Int128, 18>;

// A pure number: fee rates, funding rates, margin fractions. 10 places; one basis point is 10^6
// raw.
using Ratio = Fixed<struct RatioTag, std::int64_t, 10>;

inline constexpr Ratio basis_points(std::int64_t bps) {
    return Ratio::from_raw(bps * 1'000'000);
}

// Exact: 8 + 10 places make 18.
constexpr Notional operator*(Quantity quantity, Price price) {
    return Notional::from_raw(static_cast<Int128>(quantity.raw()) * price.raw());
}

// amount × ratio, cut toward zero at 18 places.
constexpr Notional scale_toward_zero(Notional amount, Ratio ratio) {
    // Split so that the product stays in range for any amount a desk can have.
    const Int128 whole = amount.raw() / Ratio::kOne;
    const Int128 part = amount.raw() % Ratio::kOne;
    return Notional::from_raw(whole * ratio.raw() + part * ratio.raw() / Ratio::kOne);
}

// coins × price, cut toward zero at 18 places.
constexpr Notional value_of(Base coins, Price price) {
    const Int128 whole = coins.raw() / Price::kOne;
    const Int128 part = coins.raw() % Price::kOne;
    return Notional::from_raw(whole * price.raw() + part * price.raw() / Price::kOne);
}

// amount × part / whole, cut toward zero; all of it where part = whole.
// Unlike the product of the two, it stays in range: |part| ≤ |whole|, and whole ≠ 0.
template <typename Amount>
constexpr Amount share_toward_zero(Amount amount, Quantity part, Quantity whole) {
    static_assert(sizeof(typename Amount::rep) == sizeof(Int128));
    const Int128 each = amount.raw() / whole.raw();
    const Int128 rest = amount.raw() % whole.raw();  // less than 2^63, and so is part
    return Amount::from_raw(each * part.raw() + rest * part.raw() / whole.raw());
}

// price × (1 + ratio), cut toward zero at 10 places.
constexpr Price scale_toward_zero(Price price, Ratio ratio) {
    const Int128 moved =
        static_cast<Int128>(price.raw()) * (Ratio::kOne + ratio.raw()) / Ratio::kOne;
    return Price::from_raw(static_cast<std::int64_t>(moved));
}

// The multiple of `step` at or below (floor) or at or above (ceil) `value`; step > 0.
template <typename T>
constexpr T floor_to(T value, T step) {
    const auto rest = value.raw() % step.raw();
    if (rest == 0) return value;
    return T::from_raw(value.raw() - rest - (rest < 0 ? step.raw() : 0));
}
template <typename T>
constexpr T ceil_to(T value, T step) {
    const auto rest = value.raw() % step.raw();
    if (rest == 0) return value;
    return T::from_raw(value.raw() - rest + (rest > 0 ? step.raw() : 0));
}
// The multiple of `step` nearest to zero from `value`: never more than what is owed.
template <typename T>
constexpr T cut_to(T value, T step) {
    return T::from_raw(value.raw() - value.raw() % step.raw());
}
template <typename T>
constexpr bool is_multiple(T value, T step) {
    return value.raw() % step.raw() == 0;
}

// Decimal text in: an optional sign, digits, an optional point and digits, an optional exponent
// (`1e-05`). Exact, never through a double.
//
// Errors: malformed (not a number; an empty text), out_of_range (too large; more places than the
// type has, unless the further ones are zeros). The message names `field` and the text.
Result<Price> parse_price(std::string_view text, std::string_view field = "price");
Result<Quantity> parse_quantity(std::string_view text, std::string_view field = "quantity");
Result<Notional> parse_notional(std::string_view text, std::string_view field = "notional");
Result<Base> parse_base(std::string_view text, std::string_view field = "base");
Result<Ratio> parse_ratio(std::string_view text, std::string_view field = "ratio");

// Decimal text out: no trailing zeros, no exponent, "0" for zero, "-" where negative.
std::string to_text(Price value);
std::string to_text(Quantity value);
std::string to_text(Notional value);
std::string to_text(Base value);
std::string to_text(Ratio value);

// With exactly `places` digits behind the point, cut toward zero; for columns that a person reads.
std::string to_text(Price value, int places);
std::string to_text(Quantity value, int places);
std::string to_text(Notional value, int places);
std::string to_text(Base value, int places);

// For statistics only; nothing of this comes back as money.
inline double to_double(Price value) {
    return static_cast<double>(value.raw()) / 1e10;
}
inline double to_double(Quantity value) {
    return static_cast<double>(value.raw()) / 1e8;
}
inline double to_double(Notional value) {
    return static_cast<double>(value.raw()) / 1e18;
}
inline double to_double(Base value) {
    return static_cast<double>(value.raw()) / 1e18;
}
inline double to_double(Ratio value) {
    return static_cast<double>(value.raw()) / 1e10;
}

}  // namespace twinleg
