#pragma once
// What was learned at the start, for the engine and for `twinleg check`.

#include <optional>
#include <string>
#include <vector>

#include "venues/paradex/start.h"

namespace twinleg::venues::paradex {

// How orders will go, which the venue does not know.
struct Terms {
    bool by_socket{true};
    bool guarded{true};  // cancel on disconnect is armed
};

// Needs the market, and account where there is an identity.
Description describe(const Station& station, const Beginning& beginning, const Identity* identity,
                     const Terms& terms);

// The findings of `twinleg check`, in the order of the steps. `keys`: what is wrong with them.
std::vector<Finding> findings(const Station& station, const Beginning& beginning,
                              const Identity* identity, const std::optional<Error>& keys,
                              const Terms& terms);

}  // namespace twinleg::venues::paradex
