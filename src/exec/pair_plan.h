#pragma once
// A pair trade as it is asked for: buy here, sell there, so many coins.

#include <cstdint>
#include <string_view>

#include "core/instrument.h"
#include "core/order.h"
#include "core/time.h"

namespace twinleg::exec {

enum class Plan : std::uint8_t {
    maker_then_hedge,  // the first leg rests post-only; each of its fills is hedged at once
    concurrent,        // both legs take, at the same instant
    thin_first,        // the first leg takes; each of its fills is hedged at once
    sequential,        // the first leg until final, then the second for what it filled
};

// One leg. Its price is the worst it should trade at; a maker leg rests there.
struct Leg {
    InstrumentId instrument;
    Side side{Side::buy};
    Price price;
};

struct PairPlan {
    Leg first;
    Leg second;         // the other side of the same coin, at another venue
    Quantity quantity;  // of first.instrument; cut down to what both venues can take
    Plan plan{Plan::concurrent};
    Duration fill_timeout{};  // of a maker leg: it is cancelled then. Zero: never
    // Both legs only shrink positions: reduce-only, the whole of both or a slice of them whatever
    // the quantity, always concurrent; may begin while no new risk is taken.
    bool closes{false};
    // What one leg filled and the other did not is taken back where it was filled, as long as its
    // venue lets us, and not tried again at the other.
    bool roll_back{false};
};

constexpr std::string_view name(Plan plan) {
    switch (plan) {
        case Plan::maker_then_hedge:
            return "maker-then-hedge";
        case Plan::concurrent:
            return "concurrent";
        case Plan::thin_first:
            return "thin-first";
        case Plan::sequential:
            return "sequential";
    }
    return "unknown";
}

}  // namespace twinleg::exec
