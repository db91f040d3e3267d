#pragma once
// One run of a strategy against simulated venues in memory, from the start block to the report.

#include "app/floor.h"

namespace twinleg::app {

// Runs until the duration is over or somebody interrupts, closes what is open, and reports to the
// floor. The settings were checked. Throws CannotStart.
void run_sim_session(const Seat& seat);

}  // namespace twinleg::app
