#pragma once
// The names of streams. Source: page § 7.

#include <optional>
#include <string_view>

#include "core/time.h"
#include "sim/wire/backpack/markets.h"

namespace twinleg::sim::wire::backpack {

enum class StreamKind : std::uint8_t {
    book_ticker,
    depth,
    trade,
    mark_price,
    ticker,
    kline,
    open_interest,
    liquidation,
    order_update,
    position_update,
};

struct Stream {
    StreamKind kind{StreamKind::trade};
    const Market* market{nullptr};  // null: all
    std::string_view interval;      // of candles; of depth: "" or "200ms", "600ms", "1000ms"

    bool is_private() const {
        return kind == StreamKind::order_update || kind == StreamKind::position_update;
    }
};

// Nothing where there is no such stream. The interval is part of `name`.
std::optional<Stream> parse_stream(const Markets& markets, std::string_view name);

}  // namespace twinleg::sim::wire::backpack
