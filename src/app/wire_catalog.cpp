#include "app/wire_catalog.h"

#include <algorithm>

#include "sim/wire/aster/server.h"
#include "sim/wire/backpack/server.h"
#include "sim/wire/edgex/server.h"
#include "sim/wire/lighter/server.h"
#include "sim/wire/paradex/server.h"

namespace twinleg::app {

namespace wire = sim::wire;

namespace {

// A new wire: its folder below src/sim/wire, and one line here.
constexpr wire::WireVenue kWireVenues[] = {
    {"lighter", wire::lighter::exchange_config, wire::lighter::make_server},
    {"edgex", wire::edgex::exchange_config, wire::edgex::make_server},
    {"paradex", wire::paradex::exchange_config, wire::paradex::make_server},
    {"backpack", wire::backpack::exchange_config, wire::backpack::make_server},
    {"aster", wire::aster::exchange_config, wire::aster::make_server},
};

}  // namespace

std::span<const wire::WireVenue> wire_venues() {
    return kWireVenues;
}

const wire::WireVenue* find_wire_venue(std::string_view name) {
    const auto found = std::ranges::find(wire_venues(), name, &wire::WireVenue::name);
    return found == wire_venues().end() ? nullptr : &*found;
}

std::string wire_venue_names() {
    std::string names;
    for (const auto& each : wire_venues())
        names += (names.empty() ? "" : ", ") + std::string{each.name};
    return names;
}

}  // namespace twinleg::app
