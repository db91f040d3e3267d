#pragma once
// The instrument of a side: what its recording lets one guess, and what a person says of it.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "replay/input.h"

namespace twinleg::replay {

struct Specified {
    Instrument instrument;  // ids are the caller's to set
    // What the person did not say and where it comes from, as (name, text).
    std::vector<std::pair<std::string, std::string>> assumptions;
};

// `spec` is `key=value,…` of symbol, kind (linear, inverse), contract, tick, lot, min_quantity,
// min_notional, quote, maker_bps, taker_bps; what it leaves out comes from `facts`.
//
// Errors: malformed (an unknown key, a value that is none), out_of_range (a tick, lot or contract
// that is not above zero, a negative minimum), naming the key.
Result<Specified> specify(const Facts& facts, std::string_view spec);

}  // namespace twinleg::replay
