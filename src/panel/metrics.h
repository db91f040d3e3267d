#pragma once
// The figures of all desks in Prometheus' text format.

#include <string>

#include "panel/state.h"
#include "panel/stream.h"

namespace twinleg::panel {

// Threads: the panel's.
std::string metrics_text(const State& state, const Stream& stream);

}  // namespace twinleg::panel
