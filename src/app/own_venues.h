#pragma once
// Simulated venues of our own, for a run that has nothing to set up: they speak the venues' own
// protocols on loopback, and end with it.

#include <memory>
#include <span>
#include <string_view>

#include "app/environment.h"
#include "app/live_venues.h"
#include "app/run_plan.h"

namespace twinleg::app {

// Threads: they run on a thread of their own; this object belongs to the run's.
class OwnVenues {
public:
    static bool can_simulate(std::string_view venue);

    // Starts every venue of the desks, each with one funded account; at Lighter with as many API
    // keys as there are desks. The first desk says the number. Throws CannotStart.
    explicit OwnVenues(std::span<const Instance> desks);
    ~OwnVenues();

    EndpointsByVenue endpoints() const;
    // The keys of their accounts.
    Environment environment() const;
    // Fixes every random choice of their markets.
    std::uint64_t number() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace twinleg::app
