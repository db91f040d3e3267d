#pragma once
// Public objects as JSON: ticker, trades, candles, funding. Source: page § 5, § 8.

#include <span>
#include <string>

#include "core/json_writer.h"
#include "sim/wire/edgex/account_forms.h"
#include "sim/wire/edgex/klines.h"
#include "sim/wire/orders.h"

namespace twinleg::sim::wire::edgex {

// When the extremes of the day were traded, and when the simulation began.
struct DayTimes {
    Time began;
    Time high;
    Time low;
};

void write_ticker(JsonWriter& json, const Venue& venue, const Contract& contract,
                  const DayTimes& times, bool with_best);
void write_book_ticker(JsonWriter& json, const Venue& venue, const Contract& contract);
void write_trade(JsonWriter& json, const Venue& venue, const TradeRecord& trade);
void write_kline(JsonWriter& json, const Contract& contract, KlineType type, PriceType price,
                 const Kline& kline);
// The rate that is forming.
void write_funding_rate(JsonWriter& json, const Venue& venue, const Contract& contract);

struct SettledFunding {
    InstrumentId instrument;
    Time time;
    Ratio rate;
    Price mark;
};
void write_settled_funding(JsonWriter& json, const Contract& contract,
                           const SettledFunding& settled);

}  // namespace twinleg::sim::wire::edgex
