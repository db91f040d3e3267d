#include <ostream>

#include <fmt/format.h>

#include "app/catalog.h"
#include "app/commands.h"
#include "app/keystore_access.h"
#include "app/live_venues.h"
#include "app/networks.h"
#include "app/options.h"
#include "app/run_settings.h"
#include "app/sim_url.h"
#include "core/json_writer.h"

namespace twinleg::app {

namespace {

constexpr std::string_view kExamples =
    "  twinleg check\n"
    "  twinleg check --venue lighter -t ETH --env-file keys.env\n"
    "  twinleg check --sim http://127.0.0.1:18100 --env-file sim.env --json\n";

struct VenueFindings {
    std::string venue;
    std::vector<venues::Finding> findings;
};

std::vector<venues::Finding> examine(LiveVenues& venue) {
    std::vector<venues::Finding> found;
    bool answered = false;
    venue.connectors().front()->examine([&](std::vector<venues::Finding> findings) {
        found = std::move(findings);
        answered = true;
    });
    auto& loop = venue.loop();
    const Time limit = loop.now() + seconds(60);
    while (!answered && loop.now() < limit)
        loop.run(milliseconds(100));
    if (found.empty())
        found.push_back({.subject = "network",
                         .good = false,
                         .text = "no answer within a minute",
                         .mend = "Look at the network, the proxy settings and the venue's own "
                                 "status."});
    return found;
}

// One venue after the other, so that what one of them cannot even be asked with keeps nobody from
// the rest.
std::vector<VenueFindings> examine(const std::vector<std::string>& names,
                                   const RunSettings& settings,
                                   const venues::Credentials& credentials,
                                   const EndpointsByVenue& endpoints) {
    std::vector<VenueFindings> all;
    for (const auto& name : names) {
        auto& one = all.emplace_back(VenueFindings{.venue = name});
        try {
            LiveVenues venue({name}, settings, credentials, endpoints, {});
            one.findings = examine(venue);
        } catch (const CannotStart& problem) {
            if (problem.code() != kRefused) throw;
            one.findings.push_back(
                {.subject = "settings",
                 .good = false,
                 .text = problem.what(),
                 .mend = "correct it in the environment or the file of --env-file"});
        }
    }
    return all;
}

void print_json(const std::vector<VenueFindings>& all, std::ostream& out) {
    JsonWriter json;
    json.object().key("findings").array();
    for (const auto& venue : all) {
        for (const auto& each : venue.findings)
            json.object()
                .field("venue", venue.venue)
                .field("subject", each.subject)
                .field("good", each.good)
                .field("text", each.text)
                .field("mend", each.mend)
                .end_object();
    }
    json.end_array().end_object();
    out << json.text() << '\n';
}

void print_text(const std::vector<VenueFindings>& all, std::ostream& out) {
    for (const auto& venue : all) {
        for (const auto& each : venue.findings) {
            out << fmt::format("{:<5} {:<9} {:<14} {}\n", each.good ? "ok" : "MEND", venue.venue,
                               each.subject, each.text);
            if (!each.good && !each.mend.empty()) out << fmt::format("{:31}{}\n", "", each.mend);
        }
    }
}

}  // namespace

int run_check(const Arguments& arguments, std::ostream& out, std::ostream&) {
    auto settings = default_run("maker-taker");
    std::string venues_text = "edgex,lighter";
    Options options("check",
                    "Looks at keys, permissions, balances, clock, fees and tier at each venue, "
                    "and says how to mend what is wrong. Changes nothing.",
                    std::string(kExamples));
    options.add("-t,--ticker", &settings.ticker, "the coin", {"TICKER"});
    options.add("--venue", &venues_text, "venues, with commas between them");
    options.add("--sim", &settings.sim, "control port of simulators that already run");
    options.choice("--edgex-version", settings.edgex_version, {"v1", "v2"},
                   "generation of EdgeX's interface");
    settings.mode = "live";
    options.choice("--mode", settings.mode, {"live", "testnet", "paper", "sim"},
                   "whose keys: of the main networks (live, paper) or the test networks");
    declare_aster_version(options, settings);
    options.add("--data", &settings.data, "the data directory of the runs");
    declare_keystore(options, settings);
    options.add("--json", &settings.json, "as one JSON object");
    options.use_environment(Environment::of_process(), foreign_env_names());
    if (!options.parse(arguments, out)) return kDone;
    if (settings.mode != "testnet") settings.mode = settings.sim ? "sim" : "live";
    check(settings);
    const auto names = venue_list("--venue", venues_text);
    auto environment = options.environment();
    add_keystore(settings, environment);
    for (const auto& name : names) {  // whichever two: each is looked at
        settings.first = settings.second = name;
        check_network(settings, environment);
    }

    const auto credentials = credentials_of(environment);
    const auto all = examine(names, settings, credentials,
                             settings.sim ? endpoints_of(*settings.sim) : EndpointsByVenue{});
    if (settings.json)
        print_json(all, out);
    else
        print_text(all, out);
    for (const auto& venue : all) {
        for (const auto& each : venue.findings)
            if (!each.good) return kRefused;
    }
    return kDone;
}

}  // namespace twinleg::app
