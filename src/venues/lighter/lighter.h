#pragma once
// Lighter: the connector, made of the parts beside it.
//
// Options: "market_id" (must agree with the symbol, or nothing starts), "nonces" ("gaps", which is
// the default: each transaction says that skipped nonces do not matter, so that a refused one holds
// up nobody; or "strict"), "dead_man" ("on", which is the default, or "off": whether the engine
// keeps the venue's scheduled cancel-all), "chain_id" (else by the REST host).
//
// See README.md here.

#include <memory>

#include "venues/venue.h"

namespace twinleg::venues::lighter {

const VenueKind& lighter_kind();

// Throws std::invalid_argument, naming the option or variable that cannot be used.
std::unique_ptr<Connector> make_connector(const Setup& setup);

const Capabilities& capabilities();

}  // namespace twinleg::venues::lighter
