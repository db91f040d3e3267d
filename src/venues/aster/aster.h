#pragma once
// Aster: the connector, made of the parts beside it. See README.md here.

#include "venues/venue.h"

namespace twinleg::venues::aster {

const VenueKind& aster_kind();

const Capabilities& aster_capabilities();

}  // namespace twinleg::venues::aster
