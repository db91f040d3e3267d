#include "app/sim_session.h"

#include <chrono>
#include <random>

#include <fmt/format.h>

#include "app/paced_source.h"
#include "app/session.h"
#include "app/version.h"
#include "engine/engine.h"
#include "sim/templates.h"
#include "sim/world.h"

namespace twinleg::app {

namespace {

// One instrument at each of two venues, the first leg's first.
struct Desk {
    engine::Config engine;
    sim::WorldConfig world;
};

Desk make_desk(const RunSettings& settings, std::uint64_t number, Time start) {
    Desk desk;
    desk.world.number = number;
    desk.world.start = start;
    desk.world.flow = sure(sim::flow_of(settings.ticker));
    if (settings.strategy.strategy == "zscore")
        desk.world.flow = sim::with_excursions(desk.world.flow);
    for (const auto& name : {settings.first, settings.second}) {
        const auto index = desk.world.venues.size();
        const auto venue =
            sure(sim::venue_like(name, settings.ticker, {static_cast<std::uint8_t>(index)},
                                 {static_cast<std::uint16_t>(index)}));
        const auto& instrument = venue.instruments.front();
        desk.engine.venues.push_back(venue.traits);
        desk.engine.instruments.push_back({.instrument = instrument,
                                           .book = {.sequence = book::SequenceRule::previous_id,
                                                    .stale_after = seconds(5),
                                                    .tick = instrument.tick}});
        desk.world.venues.push_back(venue);
    }
    apply_settings(settings, desk.engine);
    check_notional(settings.strategy.size, desk.engine, desk.world.flow.start);
    return desk;
}

// In real time the log shows real times; at any other speed the same number gives the same bytes.
Time start_time(const RunSettings& settings) {
    if (settings.speed == 0) return sim::WorldConfig{}.start;
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::nanoseconds>(since).count()};
}

std::uint64_t draw_number() {
    return std::random_device{}() % 1'000'000;
}

void tell_start(Story& story, const RunSettings& settings, const engine::Config& config,
                std::uint64_t number, const std::string& aside) {
    Facts facts;
    for (const auto& each : config.instruments)
        facts.push_back(instrument_fact(each.instrument, "simulated"));
    for (auto& fact : settings_facts(settings))
        facts.push_back(std::move(fact));
    facts.emplace_back(
        "number", fmt::format("{} (--number {} gives the same markets again)", number, number));
    if (!aside.empty())
        facts.emplace_back("before",
                           "the last run's venues ended with it; its journal is " + aside);
    story.begin(fmt::format("Twinleg {} · {} {} · simulated markets, times in UTC", kVersion,
                            settings.strategy.strategy, settings.ticker),
                facts);
}

Notional equity_change(const sim::World& world) {
    Notional change;
    for (std::size_t i = 0; i < world.venues(); ++i) {
        const auto& venue = world.venue({static_cast<std::uint8_t>(i)});
        change += venue.ledger().account().equity() - venue.config().collateral;
    }
    return change;
}

}  // namespace

void run_sim_session(const Seat& seat) {
    const auto& settings = seat.instance.settings;
    const auto number = settings.number ? *settings.number : draw_number();
    const auto start = start_time(settings);
    const auto desk = make_desk(settings, number, start);
    const auto aside = put_aside(settings.data);
    auto opened = open_desk(settings, desk.engine);

    sim::World world(desk.world);
    world.engine_starts(opened.epoch);
    seat.floor.wait_for_all(seat.desk);
    runtime::Latencies latencies;
    DeskRun run(seat, opened, latencies);
    SteadyWall wall;
    const Pace pace{.speed = settings.speed,
                    .stop_at = settings.duration ? start + *settings.duration : kNever};
    PacedSource source(world, wall, start, pace, [&] { return run.asked_to_stop(); });
    tell_start(run.story(), settings, opened.engine->config(), number, aside.string());
    run.turn(source, world);

    auto report = run.report();
    report.duration = world.now() - start;
    report.venue_equity_change = equity_change(world);
    run.finish(report);
}

}  // namespace twinleg::app
