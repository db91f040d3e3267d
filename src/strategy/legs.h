#pragma once
// What both spread strategies ask of two books.

#include <optional>

#include "strategy/signal/spread_window.h"
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
    // Mid of the first over mid of the second.
    Price spread() const { return mid(first) - mid(second); }

    static Price mid(const Bbo& bbo) {
        return Price::from_raw((bbo.bid.price.raw() + bbo.ask.price.raw()) / 2);
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

// What was seen, for files and panels: prices, statistics, thresholds, and which
// of them was passed (none without thresholds). The spread is the newest of `spreads`.
Evaluated evaluated(const Books& books, const std::optional<Differences>& thresholds,
                    const SpreadWindow& spreads);

}  // namespace twinleg::strategy
