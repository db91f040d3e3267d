#include "app/live_session.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/live_venues.h"
#include "app/own_venues.h"
#include "app/session.h"
#include "app/sim_url.h"
#include "app/version.h"
#include "app/watchdog.h"
#include "engine/engine.h"
#include "sim/templates.h"
#include "venues/live_world.h"

namespace twinleg::app {

namespace {

// What the venue's own interface calls the instrument: Lighter has numbers, and says so.
std::string contract_of(const venues::Description& description) {
    constexpr std::string_view kBefore = "market ";
    const std::string after = " is " + description.instrument.symbol;
    for (const std::string_view fact : description.facts) {
        if (fact.starts_with(kBefore) && fact.ends_with(after))
            return std::string{
                fact.substr(kBefore.size(), fact.size() - kBefore.size() - after.size())};
    }
    return description.instrument.symbol;
}

constexpr Duration kClockSetBack = seconds(2);

std::string_view mode_title(const RunSettings& settings) {
    if (settings.mode == "live") return "LIVE, real money";
    if (settings.mode == "testnet") return "test networks";
    return settings.sim ? "running simulators" : "simulated venues on loopback";
}

// A desk of several counts on its share of what an account is allowed.
void take_share(exec::VenueTraits& venue, std::uint8_t sharers) {
    const auto share = [sharers](std::uint32_t limit) {
        return limit == 0 ? 0 : std::max<std::uint32_t>(1, limit / sharers);
    };
    venue.sharers = sharers;
    venue.orders_per_minute = share(venue.orders_per_minute);
    venue.questions_per_minute = share(venue.questions_per_minute);
}

// The engine's time goes on from its journal's last record. A clock that was set back by more than
// a moment would let it stand still, and every deadline with it. Throws CannotStart.
void go_on_after(Time last, LiveVenues& venues) {
    const Duration behind = last - venues.loop().now();
    if (last.known() && behind > kClockSetBack)
        throw CannotStart(
            kBadUsage,
            fmt::format("this computer's clock is {} s behind the last record of the journal",
                        behind.ns / 1'000'000'000),
            "Set the clock (chrony or ntpd), or wait until it has caught up.");
    venues.inbox().passed(last);
}

void tell_start(Story& story, const RunSettings& settings,
                const std::vector<venues::Description>& descriptions, const runtime::Opened& opened,
                const std::string& number, const std::string& before) {
    Facts facts;
    for (const auto& each : descriptions) {
        facts.push_back(instrument_fact(each.instrument,
                                        settings.mode == "sim" ? "simulated" : std::string_view{}));
        facts.emplace_back("", fmt::format("account {}, equity {} {}", each.account,
                                           to_text(each.equity), each.instrument.settlement()));
        for (const auto& fact : each.facts)
            facts.emplace_back("", fact);
        for (const auto& warning : each.warnings)
            facts.emplace_back("", "warning: " + warning);
    }
    for (auto& fact : settings_facts(settings))
        facts.push_back(std::move(fact));
    if (!number.empty()) facts.emplace_back("number", number);
    if (!before.empty()) facts.emplace_back("before", before);
    if (opened.recovered)
        facts.emplace_back("recovered",
                           fmt::format("{} events of earlier runs; {} orders were in flight",
                                       opened.history.events, opened.history.in_flight));
    for (const auto& remark : opened.remarks)
        facts.emplace_back("", remark);
    story.begin(fmt::format("Twinleg {} · {} {} · {}, times in UTC", kVersion,
                            settings.strategy.strategy, settings.ticker, mode_title(settings)),
                facts);
}

}  // namespace

bool over_sockets(const RunSettings& settings) {
    if (settings.mode != "sim" || settings.sim) return true;
    return settings.speed == 1 && OwnVenues::can_simulate(settings.first) &&
           OwnVenues::can_simulate(settings.second);
}

void run_live_session(const Seat& seat) {
    const auto& settings = seat.instance.settings;
    auto& floor = seat.floor;
    const auto say = [&floor, &seat](std::string_view line) {
        floor.lines(seat.desk).write(std::string(line));
    };
    const auto stopped = [&floor] { return floor.signals().asked(); };
    EndpointsByVenue endpoints;
    std::string before;
    std::string number;
    if (const auto* own = floor.own_venues()) {
        (void)sure(sim::flow_of(settings.ticker));  // a coin that has simulated markets
        endpoints = own->endpoints();
        number = fmt::format("{} (--number {} gives the same markets again)", own->number(),
                             own->number());
        if (const auto aside = put_aside(settings.data); !aside.empty())
            before = "the last run's venues ended with it; its journal is " + aside.string();
    } else if (settings.mode == "sim") {
        endpoints = endpoints_of(*settings.sim);
    }
    const auto credentials = credentials_of(floor.environment(seat.desk));
    const auto sharers = floor.sharers(seat.desk);
    runtime::Latencies latencies;
    LiveVenues venues({settings.first, settings.second}, settings, credentials, endpoints,
                      {.sharers = sharers, .latencies = &latencies, .say = say});
    auto descriptions = venues.describe(stopped);
    auto config = config_of(descriptions);
    for (auto& venue : config.venues)
        take_share(venue, sharers.at(venue.name));
    apply_settings(settings, config);
    if (config.strategy == "hedge-cycle") {  // its log names them
        config.parameters["first_contract"] = contract_of(descriptions[0]);
        config.parameters["second_contract"] = contract_of(descriptions[1]);
    }
    if (floor.own_venues() != nullptr)
        check_notional(settings.strategy.size, config, sure(sim::flow_of(settings.ticker)).start);
    wait_for_watchdog(settings.data, say, stopped);
    auto opened = open_desk(settings, config, floor.next_epoch());
    go_on_after(opened.history.last, venues);
    floor.describe(seat.desk, descriptions, endpoints, opened.recovered);
    floor.wait_for_all(seat.desk);

    DeskRun run(seat, opened, latencies);
    tell_start(run.story(), settings, descriptions, opened, number, before);
    const Time began = venues.loop().now();
    venues::LiveWorld world(venues.loop(), venues.inbox(), venues.connectors(),
                            {.stop_at = settings.only_close ? began
                                        : settings.duration ? began + *settings.duration
                                                            : kNever,
                             .interrupted = [&] { return run.asked_to_stop(); },
                             .look_every = settings.busy_poll ? Duration{} : floor.look_every()});
    world.place_instrument({0}, {0});
    world.place_instrument({1}, {1});
    world.started(opened.epoch);
    venues.open();
    run.turn(world, world);

    auto report = run.report();
    report.duration = venues.loop().now() - began;
    try {
        const auto change = floor.ended(seat.desk, venues.describe());
        report.venue_equity_change = change.value_or(Notional{});
        report.equity_unknown = !change;
    } catch (const CannotStart& problem) {
        say(
            fmt::format("what the venues hold now is not known: {}; the report says no change of "
                        "equity",
                        problem.what()));
    }
    venues.close();
    if (opened.engine->ended()) floor.stand_down(seat.desk);
    run.finish(report);
}

}  // namespace twinleg::app
