#pragma once
// Public market data as JSON. Source: page § 3, § 7.

#include <string>

#include "core/json_writer.h"
#include "sim/wire/backpack/markets.h"
#include "sim/wire/exchange.h"

namespace twinleg::sim::wire::backpack {

void write_levels(JsonWriter& json, std::span<const Level> levels);
// Both sides ascending by price: the best bid is the last.
std::string depth_text(const Exchange& exchange, InstrumentId id, std::size_t limit);
void write_ticker(JsonWriter& json, const Exchange& exchange, const Instrument& instrument);
void write_mark_price(JsonWriter& json, const Exchange& exchange, const Instrument& instrument);
void write_trade(JsonWriter& json, const TradeRecord& trade);

// Data of stream frames.
std::string book_ticker_frame(const Exchange& exchange, InstrumentId id, Time time);
std::string mark_price_frame(const Exchange& exchange, InstrumentId id, Time time);
std::string ticker_frame(const Exchange& exchange, InstrumentId id, Time time);
std::string open_interest_frame(const Exchange& exchange, InstrumentId id, Time time);
std::string trade_frame(const Exchange& exchange, const TradeRecord& trade);
std::string liquidation_frame(const Exchange& exchange, const TradeRecord& trade);

}  // namespace twinleg::sim::wire::backpack
