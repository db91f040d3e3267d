#pragma once
// The order book of one instrument at one venue, built from a snapshot and the increments after it.

#include <cstdint>
#include <optional>
#include <span>

#include "core/event.h"
#include "core/instrument.h"
#include "core/result.h"

namespace twinleg::book {

// How a venue lets a listener notice that an increment is missing.
enum class SequenceRule : std::uint8_t {
    none,         // snapshots only, or increments without numbers
    previous_id,  // delta.previous == last applied delta.last (Binance and Aster futures, Lighter's
                  // nonces)
    next_first,   // delta.first == last applied delta.last + 1 (Binance spot, Backpack)
    next_last,    // delta.last == last applied delta.last + 1 (Paradex, offsets)
};

struct Rules {
    SequenceRule sequence{SequenceRule::none};
    // After a snapshot fetched by REST: older increments are dropped, and the first one applied
    // must span it (first ≤ sequence (+1 for next_first) ≤ last). Otherwise the chain starts at
    // once.
    bool first_spans_snapshot{false};
    // No event for so long: the book is stale, and not ready until the next event. Zero: never.
    Duration stale_after{};
    Price tick;
    // Quotes are the book: the instrument has no depth feed.
    bool from_quotes{false};
};

struct Bbo {
    Level bid;
    Level ask;
};

}  // namespace twinleg::book
