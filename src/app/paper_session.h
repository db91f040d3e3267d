#pragma once
// One run of a strategy on paper: real books, simulated fills, no key needed.

#include <iosfwd>

#include "app/environment.h"
#include "app/run_settings.h"

namespace twinleg::app {

// Books come from recordings (--feed), from running simulators (--sim), or else from the venues
// themselves. Runs until the duration is over, the recordings end or somebody interrupts; closes
// what is open, and reports. Answers with the exit code. Throws CannotStart.
int run_paper_session(const RunSettings& settings, const Environment& environment,
                      std::ostream& out, std::ostream& err);

}  // namespace twinleg::app
