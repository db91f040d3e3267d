#pragma once
// What is known of a venue beside its recordings.

#include "replay/input.h"

namespace twinleg::replay {

// Fills base, quote, kind, multiplier and fees from venue and symbol, and notes what was assumed.
void complete_facts(Facts& facts);

}  // namespace twinleg::replay
