#pragma once
// `twinleg bench tick-to-trade`: from a depth frame written to a socket to the signed order read
// from one, on loopback.

#include <iosfwd>
#include <string_view>

namespace twinleg::app {

// One JSON line a venue: {"bench":"tick-to-trade","case":"lighter","median_ns":…,"p99_ns":…,
// "min_ns":…,"repetitions":…}.
//
// The engine is whole: connectors, journal, risk, executor, signatures. The venues are the
// simulators behind relays on a thread of their own, which pass everything on but two things: book
// frames after the first are the relay's, and orders end there as if nobody had been found. A
// relay's clock is read just before it writes the frame and just after it has read the order. About
// fifty orders a second are asked for, which the connectors' own rate limits allow. `venue`: of
// this one alone; empty: of all.
void bench_tick_to_trade(std::ostream& out, unsigned repetitions = 1000,
                         std::string_view venue = {});

}  // namespace twinleg::app
