#pragma once
// Candles as JSON, and the names of their intervals. Source: page § 3, § 7.

#include <optional>
#include <string>
#include <string_view>

#include "core/json_writer.h"
#include "sim/wire/klines.h"

namespace twinleg::sim::wire::backpack {

// Nothing where there is no such interval; a second's is not kept here.
std::optional<KlineType> parse_interval(std::string_view text);

void write_kline_row(JsonWriter& json, KlineType type, const Kline& kline);
// closed: it is over.
std::string kline_frame(std::string_view symbol, KlineType type, const Kline& kline, bool closed,
                        Time time);

}  // namespace twinleg::sim::wire::backpack
