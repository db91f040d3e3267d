#pragma once
// Whether what was said is within its range, whatever is traded where.

#include "app/hedge_settings.h"
#include "app/strategy_settings.h"

namespace twinleg::app {

// Each throws CannotStart (kBadUsage), naming the flag, the value and what it may be.
void check_ranges(const StrategySettings& settings);
void check_ranges(const HedgeOptions& hedge);

}  // namespace twinleg::app
