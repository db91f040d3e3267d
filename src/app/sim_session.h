#pragma once
// One run of a strategy against simulated venues in memory, from the start block to the exit code.

#include <iosfwd>

#include "app/run_settings.h"

namespace twinleg::app {

// Runs until the duration is over or somebody interrupts, closes what is open, and reports.
// `settings` were checked. Answers with the exit code. Throws CannotStart.
int run_sim_session(const RunSettings& settings, std::ostream& out, std::ostream& err);

}  // namespace twinleg::app
