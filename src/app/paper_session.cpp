#include "app/paper_session.h"

#include <sstream>

#include <fmt/format.h>

#include "app/live_venues.h"
#include "app/paced_source.h"
#include "app/replay_session.h"
#include "app/replay_sides.h"
#include "app/session.h"
#include "app/sim_url.h"
#include "app/version.h"
#include "engine/engine.h"
#include "replay/paper_world.h"
#include "replay/replay_world.h"

namespace twinleg::app {

namespace {

constexpr Duration kUsualOneWay = milliseconds(25);  // where it was not measured

void tell_start(Story& story, const RunSettings& settings, Facts venues, const std::string& aside) {
    for (auto& fact : settings_facts(settings))
        venues.push_back(std::move(fact));
    if (!aside.empty())
        venues.emplace_back("before",
                            "the last run's orders were on paper; its journal is " + aside);
    story.begin(fmt::format("Twinleg {} · {} {} · on paper: real books, simulated fills; times in "
                            "UTC",
                            kVersion, settings.strategy.strategy, settings.ticker),
                venues);
}

replay::RecordedVenueConfig on_paper(const venues::Description& description) {
    replay::RecordedVenueConfig config;
    config.traits = description.traits;
    config.instrument = description.instrument;
    config.rules = description.book;
    const auto one_way = description.one_way.ns > 0 ? description.one_way : kUsualOneWay;
    config.outbound = one_way + description.traits.taker_delay;
    config.inbound = one_way;
    return config;
}

Facts facts_of(const std::vector<venues::Description>& descriptions) {
    Facts facts;
    for (const auto& each : descriptions) {
        const auto one_way = each.one_way.ns > 0 ? each.one_way : kUsualOneWay;
        facts.push_back(instrument_fact(
            each.instrument, fmt::format("{} each way{}", to_text(one_way),
                                         each.one_way.ns > 0 ? ", measured" : ", assumed")));
        for (const auto& warning : each.warnings)
            facts.emplace_back("", "warning: " + warning);
    }
    return facts;
}

// Recordings at the pace they were made at.
void run_feed(const Seat& seat) {
    const auto& settings = seat.instance.settings;
    const auto comma = settings.feed->find(',');
    if (comma == std::string::npos)
        throw CannotStart(
            kBadUsage,
            fmt::format("--feed \"{}\" is not two recordings, FILE,FILE", *settings.feed),
            "One for each leg, the first leg's first.");
    ReplaySettings recordings;
    recordings.strategy = settings.strategy;
    recordings.first = {settings.feed->substr(0, comma)};
    recordings.second = {settings.feed->substr(comma + 1)};
    const auto sides = open_sides(recordings);
    if (!sides) throw CannotStart(kUnreadable, "--feed: " + sides.error().message);

    engine::Config config;
    Facts facts;
    for (const auto& side : *sides) {
        config.instruments.push_back({side.instrument, side.facts.rules});
        config.venues.push_back(venue_of(side, recordings).traits);
        facts.push_back(instrument_fact(side.instrument, "recorded"));
    }
    apply_settings(settings, config);
    const auto aside = put_aside(settings.data);
    auto opened = open_desk(settings, config);
    replay::ReplayWorld world((*sides)[0].feed(), venue_of((*sides)[0], recordings),
                              (*sides)[1].feed(), venue_of((*sides)[1], recordings));
    const auto first = world.first();
    seat.floor.wait_for_all(seat.desk);
    runtime::Latencies latencies;
    DeskRun run(seat, opened, latencies);
    SteadyWall wall;
    PacedSource source(world, wall, first,
                       {.speed = settings.speed,
                        .stop_at = settings.duration ? first + *settings.duration : kNever},
                       [&] { return run.asked_to_stop(); });
    tell_start(run.story(), settings, std::move(facts), aside.string());
    run.turn(source, world);

    auto report = run.report();
    report.duration = world.now() - world.began();
    for (const int side : {0, 1}) {
        world.venue(side).mark_to_mid();
        report.venue_equity_change += equity_change(world.venue(side));
    }
    run.finish(report);
}

}  // namespace

void run_paper_session(const Seat& seat) {
    const auto& settings = seat.instance.settings;
    if (settings.feed) return run_feed(seat);
    const auto credentials = credentials_of(seat.instance.environment);
    runtime::Latencies latencies;
    LiveVenues venues({settings.first, settings.second}, settings, credentials,
                      settings.sim ? endpoints_of(*settings.sim) : EndpointsByVenue{},
                      {.trading = false, .latencies = &latencies});
    const auto descriptions = venues.describe();
    auto config = config_of(descriptions);
    apply_settings(settings, config);
    const auto aside = put_aside(settings.data);
    auto opened = open_desk(settings, config);
    seat.floor.wait_for_all(seat.desk);

    DeskRun run(seat, opened, latencies);
    tell_start(run.story(), settings, facts_of(descriptions), aside.string());
    const Time began = venues.loop().now();
    replay::PaperWorld world(venues.loop(), venues.inbox(), venues.connectors(),
                             {on_paper(descriptions[0]), on_paper(descriptions[1])},
                             {.stop_at = settings.duration ? began + *settings.duration : kNever,
                              .interrupted = [&] { return run.asked_to_stop(); },
                              .look_every = seat.floor.look_every()});
    world.started(opened.epoch);
    venues.open();
    run.turn(world, world);
    venues.close();

    auto report = run.report();
    report.duration = venues.loop().now() - began;
    for (const std::size_t side : {0u, 1u}) {
        world.venue(side).mark_to_mid();
        report.venue_equity_change += equity_change(world.venue(side));
    }
    run.finish(report);
}

}  // namespace twinleg::app
