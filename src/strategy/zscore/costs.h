#pragma once
// What a slice would earn and cost, and whether the books hold it.

#include <optional>

#include "core/money.h"
#include "strategy/legs.h"
#include "strategy/zscore/settings.h"
#include "strategy/zscore/signals.h"

namespace twinleg::strategy::zscore {

// Of the spread, in quote units.
struct Statistics {
    double mean{0};
    double stddev{0};
    double z{0};
    std::optional<Duration> half_life;
};

// In quote units a coin. Statistics about an uncertain future, not money.
struct Costs {
    double fees{0};      // taker at both venues, in and out
    double slippage{0};  // from the mids, for the size, in and as much again out
    double funding{0};   // until the expected exit; negative: received
    double transfer{0};  // a round's share of bringing the collateral back to where it is needed
    double total() const { return fees + slippage + funding + transfer; }
};

// A slice in one direction: what is taken where, and how far from the best at worst.
struct Slice {
    Side side_a{Side::buy};
    Quantity coins;
};

// What the funding of both venues moves the spread by between the middle of the window (a mean is
// of its middle) and now, in quote units:
//
//   drift = (rate_A / interval_A − rate_B / interval_B) × P_A × lookback / 2
//
// Zero while a rate is not known.
double drift(const View& view, const Books& books, Duration lookback);

// How long until |z| is at the exit threshold: half-life × log2(|z| / exit_z). Nothing without a
// half-life; zero where it is there already.
std::optional<Duration> exit_in(const Statistics& seen, double exit_z);

// Nothing while the books do not hold the slice within max_slippage_bps.
std::optional<Costs> costs_of(const View& view, const Books& books, const Slice& slice,
                              const Statistics& seen, const Settings& settings);

// Whether each side of both books holds min_liquidity within max_slippage_bps of its best.
bool liquid(const View& view, const Books& books, const Settings& settings);

// What the spread gives back from here to the exit threshold, in quote units; zero if nothing.
double gain_of(const Statistics& seen, double drift, double exit_z);

// Whether the book of `leg` has less to take than that of `other`, by coins.
bool thinner(const View& view, const Leg& leg, const Leg& other, Quantity coins);

// Of a post-only order: a tick inside the spread, or at the best where it is one tick wide.
Price resting_price(const Instrument& instrument, Side side, const Bbo& bbo);

// The worst price of a taker: so far through the best, on the tick.
Price worst_price(const Instrument& instrument, Side side, const Bbo& bbo, std::int64_t bps);

}  // namespace twinleg::strategy::zscore
