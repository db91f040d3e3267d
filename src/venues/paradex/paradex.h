#pragma once
// Paradex: the connector, made of the parts beside it.
//
// Options: "encoding" ("sbe", which is the default, or "json"), "cancel_on_disconnect" ("yes",
// which is the default, or "no": orders then rest whatever becomes of us).
//
// See README.md here.

#include <memory>

#include "venues/venue.h"

namespace twinleg::venues::paradex {

const VenueKind& paradex_kind();

// Throws std::invalid_argument, naming the option or variable that cannot be used.
std::unique_ptr<Connector> make_connector(const Setup& setup);

const Capabilities& capabilities();

}  // namespace twinleg::venues::paradex
