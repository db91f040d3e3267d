#include "app/networks.h"

#include <fmt/format.h>

#include "app/command.h"

namespace twinleg::app {

namespace {

constexpr std::string_view kLighterTestnet = "https://testnet.zklighter.elliot.ai";

[[noreturn]] void refuse(const std::string& what, const std::string& mend) {
    throw CannotStart(kBadUsage, what, mend);
}

bool has_own_address(const RunSettings& settings, const std::string& venue) {
    const auto found = settings.addresses.find(venue);
    return found != settings.addresses.end() &&
           (!found->second.rest.empty() || !found->second.ws.empty());
}

void check_test_network(const RunSettings& settings, const std::string& venue) {
    if (has_own_address(settings, venue)) return;
    constexpr std::string_view kElse = "Rehearse with --mode sim or paper, or with another venue.";
    if (venue == "backpack")
        refuse("--mode testnet: Backpack has no test network", std::string{kElse});
    if (venue == "edgex" && settings.edgex_version == "v2")
        refuse("--mode testnet: EdgeX has a public test network of its first generation alone",
               "Add --edgex-version v1 and the keys of that account.");
    if (venue == "aster")
        refuse("--mode testnet: where Aster's test network streams is not published",
               "Name its addresses (rest, ws) in an account of a configuration file.");
}

// An address tells which network it is of where its name says so.
void check_addresses(const RunSettings& settings, const std::string& venue) {
    const auto found = settings.addresses.find(venue);
    if (found == settings.addresses.end() || settings.mode != "live") return;
    for (const auto* address : {&found->second.rest, &found->second.ws, &found->second.private_ws})
        if (address->find("testnet") != std::string::npos)
            refuse(fmt::format("--mode live, but {} is of {}'s test network", *address, venue),
                   "Take it out, or use --mode testnet.");
}

void check_paradex(const RunSettings& settings, const Environment& environment) {
    const auto said = environment.find("PARADEX_ENVIRONMENT");
    if (settings.mode == "live" && said && said->value != "prod")
        refuse(
            fmt::format("--mode live, but PARADEX_ENVIRONMENT is {} ({})", said->value,
                        said->place),
            "Keys of the test network do not trade on the main one: set PARADEX_ENVIRONMENT=prod "
            "with keys of the main network, or use --mode testnet.");
    if (settings.mode == "testnet" && (!said || said->value == "prod"))
        refuse(
            said ? fmt::format("--mode testnet, but PARADEX_ENVIRONMENT is prod ({})", said->place)
                 : "--mode testnet, but PARADEX_ENVIRONMENT is not set, which means prod",
            "Set PARADEX_ENVIRONMENT=testnet with keys of the test network.");
}

// A file that names a mode holds the keys of that network.
void check_env_file(const RunSettings& settings, const Environment& environment) {
    const auto meant = environment.file_value("TWINLEG_MODE");
    if (!meant || *meant == settings.mode || (*meant != "live" && *meant != "testnet")) return;
    refuse(
        fmt::format("--mode {}, but {} says TWINLEG_MODE={}: its keys are of the other network",
                    settings.mode, environment.file_place("TWINLEG_MODE"), *meant),
        "Keep the keys of the two apart, each in a file of its own, and name it with --env-file.");
}

}  // namespace

venues::Endpoints endpoints_for(const RunSettings& settings, const EndpointsByVenue& simulated,
                                const std::string& venue) {
    if (const auto place = simulated.find(venue); place != simulated.end()) return place->second;
    venues::Endpoints out;
    if (const auto own = settings.addresses.find(venue); own != settings.addresses.end())
        out = own->second;
    if (venue == "lighter" && settings.mode == "testnet" && out.rest.empty())
        out.rest = kLighterTestnet;  // the stream's address follows from it
    return out;
}

std::map<std::string, std::string, std::less<>> connector_options(const RunSettings& settings,
                                                                  const std::string& venue) {
    std::map<std::string, std::string, std::less<>> options;
    if (venue == "edgex") {
        options["version"] = settings.edgex_version;
        options["bridge_port"] = std::to_string(settings.port);
        options["browser_origins"] = settings.browser_origin;
        options["market_data"] = settings.edgex_market_data;
        // Simulators serve their page from this computer.
        options["browser_loopback"] = settings.mode == "sim" ? "yes" : "no";
    }
    if (venue == "aster" && !settings.aster_version.empty())
        options["version"] = settings.aster_version;
    if (settings.mode == "testnet" && (venue == "edgex" || venue == "aster"))
        options["network"] = "testnet";
    if (const auto id = settings.contracts.find(venue); id != settings.contracts.end())
        options[venue == "lighter" ? "market_id" : "contract_id"] = id->second;
    return options;
}

void check_network(const RunSettings& settings, const Environment& environment) {
    if (settings.mode != "live" && settings.mode != "testnet") return;
    for (const auto& venue : {settings.first, settings.second}) {
        if (settings.mode == "testnet") check_test_network(settings, venue);
        check_addresses(settings, venue);
        if (venue == "paradex") check_paradex(settings, environment);
    }
    check_env_file(settings, environment);
}

}  // namespace twinleg::app
