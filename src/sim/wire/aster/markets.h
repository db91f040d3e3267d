#pragma once
// The three perpetual markets, and what the venue tells of them. Source: page § 4, § 10.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/instrument.h"
#include "sim/wire/exchange.h"
#include "sim/wire/market_table.h"

namespace twinleg::sim::wire::aster {

inline constexpr std::int64_t kFundingHours = 8;
inline constexpr Ratio kPriceBand = basis_points(500);  // PERCENT_PRICE
inline constexpr Ratio kMarketBound = basis_points(500);
inline constexpr Ratio kMakerFee = basis_points(1);
inline constexpr Ratio kTakerFee = Ratio::from_raw(3'500'000);  // 0.00035
inline constexpr std::uint64_t kDefaultLeverage = 20;
inline constexpr std::size_t kMostOpenOrders = 200;

struct Market {
    Instrument instrument;
    int price_places{0};
    int quantity_places{0};
    Price max_price;
    Quantity max_quantity;
    Quantity max_market_quantity;
    std::uint64_t max_leverage{125};
};

class Markets : public MarketTable<Market> {
public:
    Markets();
};

std::string exchange_info(const Exchange& exchange, const Markets& markets, Time now);
// The one bracket of a market's position.
std::string leverage_bracket(const Market& market);

}  // namespace twinleg::sim::wire::aster
