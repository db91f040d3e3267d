#pragma once
// One run of a strategy on paper: real books, simulated fills, no key needed.

#include "app/floor.h"

namespace twinleg::app {

// Books come from recordings (--feed), from running simulators (--sim), or else from the venues
// themselves. Runs until the duration is over, the recordings end or somebody interrupts; closes
// what is open, and reports to the floor. Throws CannotStart.
void run_paper_session(const Seat& seat);

}  // namespace twinleg::app
