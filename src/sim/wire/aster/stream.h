#pragma once
// The names of public streams. Source: page § 8.

#include <optional>
#include <string_view>

#include "core/time.h"
#include "sim/wire/aster/markets.h"

namespace twinleg::sim::wire::aster {

enum class StreamKind : std::uint8_t {
    depth,          // what changed
    partial_depth,  // the best levels, whole
    book_ticker,
    mark_price,
    aggregate,
    kline,
    mini_ticker,
    ticker,
    force_order,
};

struct Stream {
    StreamKind kind{StreamKind::depth};
    const Market* market{nullptr};  // null: all
    std::size_t levels{0};          // of partial depth
    Duration every;                 // zero: as it happens
    std::string_view interval;      // of candles; part of the name
    bool array{false};              // all markets in one frame
};

// Nothing where there is no such stream.
std::optional<Stream> parse_stream(const Markets& markets, std::string_view name);

}  // namespace twinleg::sim::wire::aster
