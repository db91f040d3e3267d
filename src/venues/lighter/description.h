#pragma once
// From what the venue said to what the program wants to know of it. Pure.

#include <vector>

#include "venues/lighter/probe.h"
#include "venues/venue.h"

namespace twinleg::venues::lighter {

struct Terms {
    bool trading{true};
    bool gaps{true};  // nonces may be skipped
    std::uint64_t account_index{0};
    std::vector<std::uint64_t> api_keys;  // their indexes; the first signs the tokens
    bool dead_man{true};                  // the venue's scheduled cancel-all is used
};

// Errors: the first of the findings', in the order market, account, key, limits; unsupported, where
// the market is of a kind we do not count in. A clock that was not told is a warning.
Result<Description> describe(const Findings& findings, const Slot& slot, const Terms& terms);

// The tier that the limits speak of; standard where they were not told.
Tier tier_of(const Findings& findings);

// For `twinleg check`, one thing each.
std::vector<Finding> examine(const Findings& findings, const Terms& terms);

}  // namespace twinleg::venues::lighter
