#pragma once
// Markets, books, trades and funding as JSON; the same objects in REST and on sockets. Source: page
// § 4, § 7, § 9.

#include <cstdint>
#include <string>
#include <vector>

#include "sim/wire/exchange.h"

namespace twinleg::sim::wire::paradex {

std::string system_config_json();
std::string market_json(const Exchange& exchange, InstrumentId id);
std::string summary_json(const Exchange& exchange, InstrumentId id, Time now);
std::string bbo_json(const Exchange& exchange, InstrumentId id, Time now);
std::string trade_json(const Exchange& exchange, const TradeRecord& trade);
std::string funding_data_json(const Exchange& exchange, InstrumentId id, Time now);
std::string comparison_json(const Exchange& exchange, InstrumentId id, Time now);

// A rate by its own period, as one a hour: × 1/8, cut at 10 digits.
Ratio hourly(Ratio rate);
// rate × index: what a long coin pays in a period.
Price premium(const Exchange& exchange, InstrumentId id);
// (last − first) / first; zero without trades.
Ratio price_change(const MarketFacts& facts);

struct Levels {
    std::vector<Level> bids, asks;  // best first
};
// At most `depth` a side (zero: all). With a price tick, in its steps: bids down, asks up.
Levels levels_of(const Exchange& exchange, InstrumentId id, std::size_t depth, Price tick);
// GET /orderbook.
std::string orderbook_json(const Exchange& exchange, InstrumentId id, const Levels& levels,
                           Time now);

// One message of a book channel.
struct BookMessage {
    InstrumentId instrument;
    std::uint64_t sequence{0};
    Time time;
    bool snapshot{true};
    bool interactive{false};
    Levels inserts, updates, deletes;  // of a snapshot inserts alone
};
std::string book_json(const Exchange& exchange, const BookMessage& message);

// (ask − bid) / mid, cut at 10 digits; nothing while a side is empty.
std::optional<Ratio> relative_spread(const Exchange& exchange, InstrumentId id);

}  // namespace twinleg::sim::wire::paradex
