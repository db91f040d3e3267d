#pragma once
// What panels and reports ask.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "database/connection.h"

namespace twinleg::database {

// One evaluation, money as decimal text.
struct SpreadPoint {
    Time time;
    std::string price_a, price_b, spread;
    double mean{0}, stddev{0}, z{0};
    std::int64_t samples{0};
    std::string long_threshold, short_threshold;
    std::string signal;  // enter_short_a, enter_long_a, exit, stop, or empty
    std::string mode;    // of the desk then: starting, active, …
};

struct Spreads {
    // Of the desk that spoke last; empty where there is none.
    std::string strategy, first_instrument, second_instrument;
    std::vector<SpreadPoint> points;  // old before new
};

// "BTC" of BTC, btcusdt, BTC-USD, BTC/USDT, BTC_USDC_PERP, BTC-USD-PERP or lighter:BTC.
std::string coin_of(std::string_view pair);

// The newest evaluations of a coin, at most `limit`: those of all runs of the desk (a strategy on
// two instruments) that evaluated it last. An index answers it, however many rows there are.
// Errors: those of Connection.
Result<Spreads> latest_spreads(Connection& connection, std::string_view pair, std::size_t limit);

}  // namespace twinleg::database
