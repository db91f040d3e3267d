#pragma once
// One line of the list of venues that have a wire; app/ keeps the list.

#include <memory>
#include <string_view>

#include "sim/wire/venue_server.h"

namespace twinleg::sim::wire {

// Each wire folder gives these two functions, in its own namespace:
//   namespace twinleg::sim::wire::lighter {
//   ExchangeConfig exchange_config();
//   std::unique_ptr<VenueServer> make_server(const VenueSetup& setup);
//   }
// make_server adds its accounts to the exchange.
struct WireVenue {
    std::string_view name;
    ExchangeConfig (*exchange)();
    std::unique_ptr<VenueServer> (*make)(const VenueSetup& setup);
};

}  // namespace twinleg::sim::wire
