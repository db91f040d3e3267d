#pragma once
// The markets of the main network, and numbers as the venue writes them.
//
// Inside this folder amounts are the venue's own integers: a size is × 10^size_decimals, a price
// × 10^price_decimals, a USDC amount × 10^6. For every market here size_decimals + price_decimals
// = 6, so that size × price is the USDC amount exactly.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/money.h"

namespace twinleg::sim::wire::lighter {

inline constexpr int kUsdcDecimals = 6;

// Margin fractions in 1e-4. Source: venue page, section 2.
struct Market {
    std::uint64_t id{0};
    std::string_view symbol;
    int size_decimals{0};
    int price_decimals{0};
    std::int64_t min_base{0};
    std::int64_t min_quote{0};
    std::int64_t default_initial_margin{0};
    std::int64_t min_initial_margin{0};
    std::int64_t maintenance_margin{0};
    std::int64_t closeout_margin{0};

    Price price(std::int64_t value) const;
    Quantity size(std::int64_t value) const;
    // Errors: a CHECK, if the value is finer than the market's steps.
    std::int64_t price_of(Price price) const;
    std::int64_t size_of(Quantity size) const;

    std::string price_text(std::int64_t value) const;
    std::string size_text(std::int64_t value) const;
};

// The largest quote value of one order, in USDC × 10^6.
inline constexpr std::int64_t kOrderQuoteLimit = (1LL << 48) - 1;

std::span<const Market> markets();
const Market* find_market(std::uint64_t id);
const Market* find_market(std::string_view symbol);

// value × 10^-places with all places: -150000, 5 → "-1.50000".
std::string decimal(std::int64_t value, int places);
// The same without zeros at the end, for bare JSON numbers: 80012300, 3 → 80012.3.
std::string number(std::int64_t value, int places);
std::string usdc(std::int64_t value);

// Cut toward zero at the places of USDC.
std::int64_t usdc_of(Notional amount);

}  // namespace twinleg::sim::wire::lighter
