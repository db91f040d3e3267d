#pragma once
// Recordings as the markets of simulated venues: `twinleg sim --flow FILE`.

#include <string>
#include <vector>

#include "sim/wire/wire_world.h"

namespace twinleg::app {

// One market for each of the files, which are separated by commas; any form that `twinleg replay`
// reads. Throws CannotStart (kUnreadable) for a file that cannot be read.
std::vector<sim::wire::RecordedMarket> open_flow_files(const std::string& files);

}  // namespace twinleg::app
