#pragma once
// Simulators that already run: where their venues listen, by their control port.

#include <string>
#include <string_view>

#include "app/live_venues.h"

namespace twinleg::app {

// Adds what a ready line of `twinleg sim` says. False if it is none.
bool read_ready_line(std::string_view json, EndpointsByVenue& endpoints);

// Asks `GET /venues` of the control port at `url`. Throws CannotStart: kBadUsage for what is no
// URL, kRefused if nobody answers there as `twinleg sim` does.
EndpointsByVenue endpoints_of(const std::string& url);

}  // namespace twinleg::app
