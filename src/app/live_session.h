#pragma once
// One run of a strategy over sockets: real venues, or simulators that speak as they do.

#include "app/floor.h"

namespace twinleg::app {

// Runs until the duration is over or somebody interrupts, closes what is open, and reports to the
// floor. The settings were checked. Throws CannotStart.
void run_live_session(const Seat& seat);

}  // namespace twinleg::app
