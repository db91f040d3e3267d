#pragma once
// Main networks and test networks, kept apart: which one a run reaches, and with whose keys.

#include <map>
#include <string>

#include "app/environment.h"
#include "app/run_settings.h"

namespace twinleg::app {

// Where `venue` listens: the simulators' address where they have one, else that of the account in
// use, else the network of the mode (empty: the connector's own main network).
venues::Endpoints endpoints_for(const RunSettings& settings, const EndpointsByVenue& simulated,
                                const std::string& venue);

// What its connector must be told beside that, e.g. "network" → "testnet".
std::map<std::string, std::string, std::less<>> connector_options(const RunSettings& settings,
                                                                  const std::string& venue);

// With --mode live or testnet: that every venue has such a network, and that no key or address of
// the other one is used, as far as that can be told. Throws CannotStart (kBadUsage).
void check_network(const RunSettings& settings, const Environment& environment);

}  // namespace twinleg::app
