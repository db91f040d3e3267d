#pragma once
// Numbers as Aster writes them: text, with at least the digits of their kind, and never cut.

#include <string>

#include "sim/wire/places.h"
#include "sim/wire/time_units.h"

namespace twinleg::sim::wire::aster {

// An amount of USDT: 8 digits.
inline std::string money(Notional amount) {
    return padded(amount, 8);
}

}  // namespace twinleg::sim::wire::aster
