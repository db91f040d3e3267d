#pragma once
// Public market data as JSON: REST answers, and payloads of streams. Source: page § 4, § 8.

#include <span>
#include <string>

#include "core/json_writer.h"
#include "sim/wire/aster/markets.h"
#include "sim/wire/exchange.h"

namespace twinleg::sim::wire::aster {

// The venue's ids run on by three for each change of a book, so that they are not consecutive. A
// snapshot lies between two changes: the first event after it has U ≤ lastUpdateId ≤ u, as the book
// rule wants.
constexpr std::uint64_t first_id(std::uint64_t sequence) {
    return 3 * sequence - 2;
}
constexpr std::uint64_t last_id(std::uint64_t sequence) {
    return 3 * sequence;
}
constexpr std::uint64_t snapshot_id(std::uint64_t sequence) {
    return 3 * sequence + 1;
}

void write_levels(JsonWriter& json, const Market& market, std::span<const Level> levels);
// The best of a side, best first.
std::vector<Level> best_levels(const Exchange& exchange, InstrumentId id, Side side,
                               std::size_t most);
std::string depth_text(const Exchange& exchange, const Market& market, std::size_t limit);
void write_trade(JsonWriter& json, const Market& market, const TradeRecord& trade);
void write_aggregate(JsonWriter& json, const Market& market, const TradeRecord& trade);
void write_premium(JsonWriter& json, const Exchange& exchange, const Market& market);
void write_day_ticker(JsonWriter& json, const Exchange& exchange, const Market& market);
void write_price_ticker(JsonWriter& json, const Exchange& exchange, const Market& market);
void write_book_ticker(JsonWriter& json, const Exchange& exchange, const Market& market);

std::string book_ticker_event(const Exchange& exchange, const Market& market, Time time);
std::string mark_price_event(const Exchange& exchange, const Market& market, Time time);
std::string aggregate_event(const Market& market, const TradeRecord& trade);
std::string day_ticker_event(const Exchange& exchange, const Market& market, Time time, bool mini);
std::string force_order_event(const Market& market, const TradeRecord& trade);

}  // namespace twinleg::sim::wire::aster
