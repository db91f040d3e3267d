#pragma once
// Candles as JSON, and the names of their intervals. Source: page § 4, § 8.

#include <optional>
#include <string>
#include <string_view>

#include "core/json_writer.h"
#include "sim/wire/aster/markets.h"
#include "sim/wire/klines.h"

namespace twinleg::sim::wire::aster {

// Nothing where there is no such interval.
std::optional<KlineType> parse_interval(std::string_view text);

void write_kline_row(JsonWriter& json, const Market& market, KlineType type, const Kline& kline);
// closed: it is over.
std::string kline_event(const Market& market, std::string_view interval, KlineType type,
                        const Kline& kline, bool closed, Time time);

}  // namespace twinleg::sim::wire::aster
