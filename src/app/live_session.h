#pragma once
// One run of a strategy over sockets: real venues, or simulators that speak as they do.

#include <iosfwd>

#include "app/environment.h"
#include "app/run_settings.h"

namespace twinleg::app {

// Whether `settings` ask for sockets: a real venue, simulators that already run, or simulators of
// our own where both venues have one. Simulated markets that shall run faster than life stay in
// memory.
bool over_sockets(const RunSettings& settings);

// Runs until the duration is over or somebody interrupts, closes what is open, and reports.
// `settings` were checked. Answers with the exit code. Throws CannotStart.
int run_live_session(const RunSettings& settings, const Environment& environment, std::ostream& out,
                     std::ostream& err);

}  // namespace twinleg::app
