#include "app/own_venues.h"

#include <algorithm>
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

OwnVenues::OwnVenues(std::span<const Instance> desks) : parts_(std::make_unique<Parts>()) {
    const auto& number = desks.front().settings.number;
    parts_->number = number ? *number : std::random_device{}() % 1'000'000;
    sim::wire::WireWorldConfig config;
    config.number = parts_->number;
    config.api_keys = static_cast<std::uint32_t>(desks.size());
    for (const auto& desk : desks) {
        config.excursions |= desk.settings.strategy.strategy == "zscore";
        for (const auto& name : {desk.settings.first, desk.settings.second}) {
            const auto* venue = find_wire_venue(name);
            if (std::ranges::find(config.venues, venue,
                                  &sim::wire::WireWorldConfig::Place::venue) == config.venues.end())
                config.venues.push_back({.venue = venue});
        }
    }
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
