#pragma once
// The list of venues that have a simulator on real sockets.

#include <span>

#include "sim/wire/wire_venue.h"

namespace twinleg::app {

std::span<const sim::wire::WireVenue> wire_venues();

// Null where there is none of that name.
const sim::wire::WireVenue* find_wire_venue(std::string_view name);

// "edgex, lighter": for messages.
std::string wire_venue_names();

}  // namespace twinleg::app
