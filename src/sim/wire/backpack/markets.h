#pragma once
// The three perpetual markets, and what the venue tells of them. Source: page § 3, § 8.

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/instrument.h"
#include "core/json_writer.h"
#include "sim/wire/exchange.h"
#include "sim/wire/market_table.h"

namespace twinleg::sim::wire::backpack {

inline constexpr std::int64_t kFundingMinutes = 60;
// A limit order may be so far from the mark: meanMarkPriceBand.
inline constexpr Ratio kPriceBand = basis_points(1000);
// A market order reaches so far past the best offer: maxImpactMultiplier.
inline constexpr Ratio kImpact = basis_points(300);
// Of an account that did not say another.
inline constexpr std::int64_t kDefaultLeverage = 20;
inline constexpr std::int64_t kMakerBps = 2;
inline constexpr std::int64_t kTakerBps = 5;

// max(base, factor × sqrt(notional)): the share of a position's notional.
struct MarginFunction {
    std::string_view base;
    std::string_view factor;

    Ratio at(Notional notional) const;
};

struct Market {
    Instrument instrument;
    Price max_price;        // zero: none
    Quantity max_quantity;  // zero: none
    MarginFunction initial;
    MarginFunction maintenance;
    std::string_view open_interest_limit;
};

class Markets : public MarketTable<Market> {
public:
    Markets();
};

void write_market(JsonWriter& json, const Market& market, MarketMode mode);
void write_margin_function(JsonWriter& json, const MarginFunction& function);

}  // namespace twinleg::sim::wire::backpack
