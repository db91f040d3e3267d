#pragma once
// Backpack: the connector, made of the parts beside it. See README.md here.

#include "venues/venue.h"

namespace twinleg::venues::backpack {

const VenueKind& backpack_kind();

const Capabilities& backpack_capabilities();

}  // namespace twinleg::venues::backpack
