#pragma once
// What both spread strategies ask of two books.

#include <optional>

#include "strategy/signal/thresholds.h"
#include "strategy/strategy.h"

namespace twinleg::strategy {

inline constexpr InstrumentId kFirst{0};
inline constexpr InstrumentId kSecond{1};

struct Books {
    Bbo first;
    Bbo second;

    Differences differences() const {
        return {second.bid.price - first.ask.price, first.bid.price - second.ask.price};
    }
};

// Nothing while one of them is not ready.
std::optional<Books> books(const View& view);

// The size in the first instrument's own unit, of `coins`.
Quantity in_contracts(const Instrument& instrument, Quantity coins, Price price);

// Whether a trade of `coins` on `side` keeps (or brings) the position within `limit` coins; zero:
// no limit.
bool room(const View& view, InstrumentId id, Side side, Quantity coins, Quantity limit,
          Price price);

// What was seen, for files and panels.
Evaluated evaluated(const Books& books, const Differences& thresholds, std::size_t samples,
                    std::uint8_t signal);

}  // namespace twinleg::strategy
