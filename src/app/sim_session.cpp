#include "app/sim_session.h"

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <random>

#include <fmt/format.h>
#include <unistd.h>

#include "app/catalog.h"
#include "app/paced_source.h"
#include "app/report.h"
#include "app/stop_signals.h"
#include "app/story.h"
#include "app/version.h"
#include "engine/engine.h"
#include "runtime/data.h"
#include "runtime/latency.h"
#include "runtime/log_observer.h"
#include "sim/templates.h"
#include "sim/world.h"

namespace twinleg::app {

namespace {

template <typename T>
T sure(Result<T> value) {
    if (!value) throw CannotStart(kBadUsage, value.error().message);
    return std::move(*value);
}

// One instrument at each of two venues, the first leg's first.
struct Desk {
    engine::Config engine;
    sim::WorldConfig world;
};

// The least order value needs a price, which the simulated market has.
void check_notional(Quantity size, const Desk& desk) {
    for (const auto& each : desk.engine.instruments) {
        const auto& instrument = each.instrument;
        const auto value = instrument.notional(size, desk.world.flow.start);
        if (value >= instrument.min_notional) continue;
        throw CannotStart(kBadUsage,
                          fmt::format("--size {} is worth {} {}, under the minimum of {}, {}",
                                      to_text(size), to_text(value), instrument.quote,
                                      instrument.spec(), to_text(instrument.min_notional)),
                          "Make the size larger.");
    }
}

Desk make_desk(const RunSettings& settings, std::uint64_t number, Time start) {
    Desk desk;
    desk.world.number = number;
    desk.world.start = start;
    desk.world.flow = sure(sim::flow_of(settings.ticker));
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
    desk.engine.exec.on_exit =
        settings.on_exit == "flatten" ? exec::OnExit::flatten : exec::OnExit::cancel_only;
    apply(settings.strategy, desk.engine);
    check_notional(*settings.strategy.size, desk);
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

// The venues of a run in memory end with it, so its journal can be read, but not gone on with.
// Answers with where it was put; empty if there was none.
std::filesystem::path put_aside(const std::filesystem::path& data) {
    const auto journal = data / "journal";
    std::error_code ignored;
    if (!std::filesystem::exists(journal, ignored)) return {};
    for (int i = 1;; ++i) {
        const auto aside = data / fmt::format("journal-{}", i);
        if (std::filesystem::exists(aside, ignored)) continue;
        std::error_code failed;
        std::filesystem::rename(journal, aside, failed);
        if (failed)
            throw CannotStart(
                kBadUsage,
                fmt::format("cannot put aside {}: {}", journal.string(), failed.message()),
                "Name another directory with --data.");
        return aside;
    }
}

runtime::Opened open_data(const RunSettings& settings, const engine::Config& config) {
    auto opened = runtime::open_data(settings.data, config, make_engine);
    if (opened) return std::move(*opened);
    throw CannotStart(kBadUsage, opened.error().message,
                      "Name another directory with --data, or make room in this one.");
}

void tell_start(Story& story, const RunSettings& settings, const engine::Config& config,
                std::uint64_t number, const std::string& aside) {
    std::vector<std::pair<std::string, std::string>> facts;
    const auto& strategy = settings.strategy;
    for (const auto& each : config.instruments) {
        const auto& instrument = each.instrument;
        facts.emplace_back(
            instrument.venue_name,
            fmt::format("{}  tick {}  lot {}  fees {:.1f} / {:.1f} bps, simulated",
                        instrument.symbol, to_text(instrument.tick), to_text(instrument.lot),
                        to_double(instrument.maker_fee) * 1e4,
                        to_double(instrument.taker_fee) * 1e4));
    }
    facts.emplace_back(
        "size", fmt::format("{} {}{}", to_text(*strategy.size), settings.ticker,
                            strategy.max_position.is_zero()
                                ? std::string(", no limit")
                                : ", at most " + to_text(strategy.max_position) + " a venue"));
    facts.emplace_back(
        "threshold",
        strategy.long_threshold || strategy.short_threshold
            ? fmt::format("long {}, short {}",
                          strategy.long_threshold ? to_text(*strategy.long_threshold) : "10",
                          strategy.short_threshold ? to_text(*strategy.short_threshold) : "10")
            : fmt::format("mean of {} spreads + {}", strategy.samples,
                          to_text(strategy.threshold_offset)));
    facts.emplace_back(
        "number", fmt::format("{} (--number {} gives the same markets again)", number, number));
    facts.emplace_back(
        "files", fmt::format("{}, {}", settings.data.string(), logs_folder(settings).string()));
    if (!aside.empty())
        facts.emplace_back("before",
                           "the last run's venues ended with it; its journal is " + aside);
    facts.emplace_back("stop", settings.duration ? fmt::format("after {}, or with Ctrl+C",
                                                               to_text(*settings.duration))
                                                 : std::string("with Ctrl+C"));
    story.begin(fmt::format("Twinleg {} · {} {} · simulated markets, times in UTC", kVersion,
                            strategy.strategy, settings.ticker),
                facts);
}

StageLatency stage(const runtime::Latencies& latencies, runtime::LatencyStage which) {
    const auto figures = latencies.figures(which);
    return {figures.p50_us, figures.p99_us, figures.max_us, figures.count};
}

Notional equity_change(const sim::World& world) {
    Notional change;
    for (std::size_t i = 0; i < world.venues(); ++i) {
        const auto& venue = world.venue({static_cast<std::uint8_t>(i)});
        change += venue.ledger().account().equity() - venue.config().collateral;
    }
    return change;
}

int exit_code(const Report& report, const engine::Engine& engine) {
    if (report.invariants != "held") return kBroken;
    if (report.exposure.abs() > report.dust) return kExposed;
    if (engine.mode() == Mode::halted) return kHalted;
    return engine.ended() ? kDone : kExposed;
}

void write_report(const RunSettings& settings, const Report& report, std::ostream& out) {
    const auto json = to_json(report);
    if (settings.json) out << json << std::endl;
    if (!settings.report) return;
    std::ofstream file(*settings.report);
    if (!(file << json << std::endl))
        throw CannotStart(kBadUsage,
                          fmt::format("cannot write the report to {}", settings.report->string()),
                          "The run itself ended as it should; its journal has everything.");
}

}  // namespace

int run_sim_session(const RunSettings& settings, std::ostream& out, std::ostream& err) {
    const StopSignals signals;
    const auto number = settings.number ? *settings.number : draw_number();
    const auto start = start_time(settings);
    const auto desk = make_desk(settings, number, start);
    const auto aside = put_aside(settings.data);
    auto opened = open_data(settings, desk.engine);
    auto& engine = *opened.engine;

    sim::World world(desk.world);
    world.engine_starts(opened.epoch);
    SteadyWall wall;
    const Pace pace{.speed = settings.speed,
                    .stop_at = settings.duration ? start + *settings.duration : kNever};
    PacedSource source(world, wall, start, pace, [&] { return signals.asked(); });

    LineWriter writer(err);
    const bool terminal = &err == &std::cerr && ::isatty(STDERR_FILENO) != 0;
    Story story(engine.config(),
                {.level = log_level(settings.log_level),
                 .colours = terminal && std::getenv("NO_COLOR") == nullptr,
                 .json = settings.json},
                writer);
    tell_start(story, settings, engine.config(), number, aside.string());

    runtime::Latencies latencies;
    runtime::Loop loop(engine, source, world, opened.journal.get(), &latencies);
    runtime::DeskLogs logs(engine.config(),
                           {.directory = logs_folder(settings), .ticker = settings.ticker});
    loop.observe(story);
    loop.observe(logs.observer());
    int heard = 1;
    while (loop.turn()) {
        if (signals.count() <= heard) continue;
        heard = signals.count();
        writer.write("still closing both venues; a further Ctrl+C does not cut that short");
    }

    auto report = collect(engine);
    report.mode = settings.mode;
    report.duration = world.now() - start;
    report.venue_equity_change = equity_change(world);
    report.journal = {loop.events(), loop.commands(), opened.journal->writer().path().string()};
    report.latency.tick_to_trade = stage(latencies, runtime::LatencyStage::tick_to_trade);
    report.latency.strategy = stage(latencies, runtime::LatencyStage::strategy);
    report.latency.risk = stage(latencies, runtime::LatencyStage::risk);
    report.latency.send = stage(latencies, runtime::LatencyStage::send);
    story.finish(report);
    const auto written = logs.close();
    if (!written) writer.write("the log files are not whole: " + written.error().message);
    const auto kept = opened.journal->close();
    if (!kept || loop.stalled())
        writer.write("the journal is not whole: " +
                     (loop.stalled() ? loop.stall_reason() : kept.error().message));
    writer.flush();
    write_report(settings, report, out);
    return exit_code(report, engine);
}

}  // namespace twinleg::app
