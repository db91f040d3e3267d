#pragma once
// Simulated venues of our own, for a run that has nothing to set up: they speak the venues' own
// protocols on loopback, and end with it.

#include <memory>
#include <string_view>

#include "app/environment.h"
#include "app/live_venues.h"
#include "app/run_settings.h"

namespace twinleg::app {

// Threads: they run on a thread of their own; this object belongs to the run's.
class OwnVenues {
public:
    static bool can_simulate(std::string_view venue);

    // Starts both venues of the run, each with one funded account. Throws CannotStart.
    explicit OwnVenues(const RunSettings& settings);
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
