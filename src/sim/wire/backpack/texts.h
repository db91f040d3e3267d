#pragma once
// Times as Backpack writes them: each place has its own unit and form. Source: page § 1.

#include <string>

#include "sim/wire/time_units.h"

namespace twinleg::sim::wire::backpack {

// "2026-08-05T17:00:00.123456", UTC, without a zone mark; no fraction at a whole second.
std::string naive_text(Time time);
// "2026-08-05 17:00:00"
std::string kline_text(Time time);

}  // namespace twinleg::sim::wire::backpack
