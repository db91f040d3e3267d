#pragma once
// EdgeX as a venue, of either generation: see README.md beside this.

#include "venues/venue.h"

namespace twinleg::venues::edgex {

const Capabilities& edgex_capabilities();

// Setup.options: those of Settings::read(). Keys that are missing or cannot be used are told by
// describe() and examine(), naming the variable.
const VenueKind& edgex_kind();

}  // namespace twinleg::venues::edgex
