#include <ostream>

#include <fmt/format.h>

#include "app/catalog.h"
#include "app/commands.h"
#include "app/live_venues.h"
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

std::vector<VenueFindings> examine(LiveVenues& venues) {
    const auto connectors = venues.connectors();
    std::vector<VenueFindings> all(connectors.size());
    std::size_t waiting = connectors.size();
    for (std::size_t i = 0; i < connectors.size(); ++i) {
        all[i].venue = connectors[i]->name();
        connectors[i]->examine([&all, &waiting, i](std::vector<venues::Finding> findings) {
            all[i].findings = std::move(findings);
            --waiting;
        });
    }
    auto& loop = venues.loop();
    const Time limit = loop.now() + seconds(60);
    while (waiting > 0 && loop.now() < limit)
        loop.run(milliseconds(100));
    for (auto& each : all) {
        if (each.findings.empty())
            each.findings.push_back({.subject = "network",
                                     .good = false,
                                     .text = "no answer within a minute",
                                     .mend = "Look at the network, the proxy settings and the "
                                             "venue's own status."});
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
    options.add("--data", &settings.data, "the data directory of the runs");
    options.add("--json", &settings.json, "as one JSON object");
    options.use_environment(Environment::of_process(), foreign_env_names());
    if (!options.parse(arguments, out)) return kDone;
    settings.mode = settings.sim ? "sim" : "live";
    check(settings);

    const auto credentials = credentials_of(options.environment());
    LiveVenues venues(venue_list("--venue", venues_text), settings, credentials,
                      settings.sim ? endpoints_of(*settings.sim) : EndpointsByVenue{}, {});
    const auto all = examine(venues);
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
