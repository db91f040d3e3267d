#pragma once
// The channels of the socket, by their names. Source: page § 7, § 12.6.

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "sim/wire/exchange.h"

namespace twinleg::sim::wire::paradex {

struct Channel {
    enum class Kind : std::uint8_t {
        bbo,
        book_snapshot,
        book_deltas,
        trades,
        summary,
        funding,
        comparison,
        // Private ones.
        orders,
        fills,
        positions,
        account,
        balance_events,
        funding_payments,
        quiet,  // transfers, transaction, tradebusts, block_trades, mmp: nothing ever comes
    };
    Kind kind{Kind::bbo};
    std::string name;                    // as subscribed
    std::optional<InstrumentId> market;  // none: all
    bool interactive{false};
    Duration interval{};  // of snapshots and comparisons: at most one in so long
    Price tick;           // of snapshots: levels in its steps; zero: as they are

    bool is_private() const { return kind >= Kind::orders; }
    bool is_book() const { return kind == Kind::book_snapshot || kind == Kind::book_deltas; }
    bool covers(InstrumentId id) const { return !market || *market == id; }
};

// binary: on an SBE socket, where a delta channel's name has no parameters.
// Errors: the sentence of a -32600's data.
std::expected<Channel, std::string> parse_channel(std::string_view name, const Exchange& exchange,
                                                  bool binary);

}  // namespace twinleg::sim::wire::paradex
