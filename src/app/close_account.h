#pragma once
// One account closed by itself, without an engine and its pair: what is left where the other side
// is gone, or was never there.

#include <iosfwd>

#include "app/environment.h"
#include "app/run_settings.h"

namespace twinleg::app {

// Cancels every order of settings.ticker at settings.first, then closes the position there with
// reduce-only orders, slice by slice, until the venue says twice that nothing is left. Ends after
// settings.duration (two minutes unless said) or when asked to; the exit code tells what is left.
// Throws CannotStart.
int run_close_account(const RunSettings& settings, const Environment& environment,
                      std::ostream& out, std::ostream& err);

}  // namespace twinleg::app
