#pragma once
// One run of a strategy over sockets: real venues, or simulators that speak as they do.

#include <functional>
#include <iosfwd>
#include <vector>

#include "app/environment.h"
#include "app/reload.h"
#include "app/run_settings.h"

namespace twinleg::app {

// Whether `settings` ask for sockets: a real venue, simulators that already run, or simulators of
// our own where both venues have one. Simulated markets that shall run faster than life stay in
// memory.
bool over_sockets(const RunSettings& settings);

// Reads the configuration again: what it changes of a desk that runs with `config`, since it was
// read last. Throws CannotStart for one that cannot be used; the next time is compared with the
// last good one.
using Reread = std::function<std::vector<Change>(const engine::Config& config)>;

// Runs until the duration is over or somebody interrupts, closes what is open, and reports.
// `settings` were checked. Answers with the exit code. Throws CannotStart.
// SIGHUP asks `reread`, and the engine then takes what may change; where it came because the
// terminal is gone, it is an orderly stop.
int run_live_session(const RunSettings& settings, const Environment& environment, std::ostream& out,
                     std::ostream& err, const Reread& reread = {});

}  // namespace twinleg::app
