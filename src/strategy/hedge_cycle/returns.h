#pragma once
// The P&L of one leg as a percentage.

#include <algorithm>

#include "core/money.h"

namespace twinleg::strategy {

// long:  (now − entry) / entry × 100        short: (entry − now) / entry × 100
//
// In percent, cut toward zero at 10 places; entry > 0.
constexpr Ratio percent_of_price(Price entry, Price now, bool is_long) {
    constexpr std::int64_t kMost = INT64_MAX / 2;
    const Int128 gain = is_long ? static_cast<Int128>(now.raw()) - entry.raw()
                                : static_cast<Int128>(entry.raw()) - now.raw();
    const Int128 percent = gain * 100 * Ratio::kOne / entry.raw();
    return Ratio::from_raw(static_cast<std::int64_t>(std::clamp<Int128>(percent, -kMost, kMost)));
}

// The same of what the venue holds for the leg: `share` of its value at the entry. Where the venue
// says none, of the whole value.
constexpr Ratio percent_of_margin(Ratio of_price, Ratio share) {
    constexpr std::int64_t kMost = INT64_MAX / 2;
    if (!share.is_positive()) return of_price;
    const Int128 percent = static_cast<Int128>(of_price.raw()) * Ratio::kOne / share.raw();
    return Ratio::from_raw(static_cast<std::int64_t>(std::clamp<Int128>(percent, -kMost, kMost)));
}

}  // namespace twinleg::strategy
