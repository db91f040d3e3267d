#include "app/own_venues.h"

#include <optional>
#include <random>

#include "app/sim_url.h"
#include "app/wire_catalog.h"
#include "sim/wire/simulated_venues.h"

namespace twinleg::app {

struct OwnVenues::Parts {
    std::uint64_t number;
    std::optional<sim::wire::SimulatedVenues> venues;
};

bool OwnVenues::can_simulate(std::string_view venue) {
    return find_wire_venue(venue) != nullptr;
}

OwnVenues::OwnVenues(const RunSettings& settings) : parts_(std::make_unique<Parts>()) {
    parts_->number = settings.number ? *settings.number : std::random_device{}() % 1'000'000;
    sim::wire::WireWorldConfig config;
    config.number = parts_->number;
    config.excursions = settings.strategy.strategy == "zscore";
    for (const auto& name : {settings.first, settings.second})
        config.venues.push_back({.venue = find_wire_venue(name)});
    parts_->venues.emplace(std::move(config));
}

OwnVenues::~OwnVenues() = default;

EndpointsByVenue OwnVenues::endpoints() const {
    EndpointsByVenue out;
    for (const auto& line : parts_->venues->ready_lines())
        read_ready_line(line, out);
    return out;
}

Environment OwnVenues::environment() const {
    std::map<std::string, std::string> values;
    for (const auto& [name, value] : parts_->venues->environment())
        values.emplace(name, value);
    return Environment(std::move(values));
}

std::uint64_t OwnVenues::number() const {
    return parts_->number;
}

}  // namespace twinleg::app
