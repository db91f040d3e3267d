#pragma once
// The markets that simulated venues imitate: what their metadata would say, by the venues' own
// pages. Where a real venue is reached, its metadata is read instead.

#include <string>
#include <string_view>
#include <vector>

#include "core/instrument.h"
#include "core/result.h"
#include "exec/traits.h"

namespace twinleg::app {

// Coins that every simulated venue lists: BTC, ETH, SOL.
std::vector<std::string> simulated_coins();

// The perpetual of a coin, in the venue's own spelling, with its tick, lot, minimums and fees.
// Ids are the caller's to set.
// Errors: missing, naming what there is (a coin or a venue without such a market).
Result<Instrument> simulated_market(std::string_view venue, std::string_view coin);

// How the venue treats orders in time: validity, taker delay, nonces.
// Errors: missing.
Result<exec::VenueTraits> simulated_traits(std::string_view venue);

}  // namespace twinleg::app
