#pragma once
// Simulated venues that are like the five real ones: ticks, lots, minimums, fees, delays, nonces.

#include <string_view>

#include "core/result.h"
#include "sim/flow.h"
#include "sim/sim_venue.h"

namespace twinleg::sim {

// `venue` is one of edgex, lighter, paradex, backpack, aster; `coin` one of BTC, ETH, SOL.
// Errors: unsupported, naming what is not known and what is.
Result<Instrument> instrument_like(std::string_view venue, std::string_view coin);

// The venue with that one instrument. Fees are those of an ordinary account.
Result<SimVenueConfig> venue_like(std::string_view venue, std::string_view coin, VenueId id,
                                  InstrumentId instrument);

// A market of that coin: its price, and what is an ordinary size.
Result<FlowConfig> flow_of(std::string_view coin);

// The same market with a basis that is mostly near and now and then goes far out and comes back:
// more than four takers' fees, so that what waits for its mean has something to wait for.
FlowConfig with_excursions(FlowConfig flow);

}  // namespace twinleg::sim
