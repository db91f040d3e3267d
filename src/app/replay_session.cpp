#include "app/replay_session.h"

#include <cstdlib>
#include <iostream>

#include <fmt/format.h>
#include <unistd.h>

#include "app/catalog.h"
#include "app/line_writer.h"
#include "app/replay_progress.h"
#include "app/replay_sides.h"
#include "app/report.h"
#include "app/run_settings.h"
#include "app/spread_rows.h"
#include "app/stop_signals.h"
#include "app/story.h"
#include "app/version.h"
#include "engine/engine.h"
#include "replay/book_text.h"
#include "runtime/journal.h"
#include "store/codec.h"

namespace twinleg::app {

namespace {

// Orders of one coin's size in contracts of an inverse instrument, at the recording's first price.
void check_inverse_size(Quantity size, const ReplaySide& side) {
    const auto& instrument = side.instrument;
    if (instrument.kind != ContractKind::inverse || !side.facts.price.is_positive()) return;
    const auto coins = Base::from_raw(static_cast<Int128>(size.raw()) * 10'000'000'000);
    const auto contracts = instrument.quantity_toward_zero(coins, side.facts.price);
    if (instrument.accepts(contracts, side.facts.price, false)) return;
    throw CannotStart(kBadUsage,
                      fmt::format("--size {} is less than the smallest order of {} at {}",
                                  to_text(size), instrument.spec(), to_text(side.facts.price)),
                      "Make the size larger.");
}

engine::Config make_config(const ReplaySettings& settings, const std::vector<ReplaySide>& sides) {
    engine::Config config;
    for (const auto& side : sides) {
        config.instruments.push_back({side.instrument, side.facts.rules});
        config.venues.push_back(venue_of(side, settings).traits);
    }
    config.exec.on_exit =
        settings.on_exit == "flatten" ? exec::OnExit::flatten : exec::OnExit::cancel_only;
    apply(settings.strategy, config);
    std::uint32_t allowed = config.risk.orders_per_minute;
    for (const auto& venue : config.venues)
        allowed = std::max(allowed, venue.orders_per_minute);
    config.risk.orders_per_minute = allowed;
    if (settings.spreads) config.parameters["evaluate"] = settings.evaluate;
    for (const auto& side : sides)
        if (settings.strategy.size) check_inverse_size(*settings.strategy.size, side);
    return config;
}

std::unique_ptr<runtime::JournalRecorder> open_journal(const ReplaySettings& settings,
                                                       const engine::Config& config) {
    if (!settings.journal) return nullptr;
    const auto refuse = [&](const Error& error) {
        throw CannotStart(kBadUsage, error.message,
                          "Name another file with --journal, or make room in this one.");
    };
    auto writer = store::JournalWriter::create(*settings.journal);
    if (!writer) refuse(writer.error());
    auto recorder = std::make_unique<runtime::JournalRecorder>(std::move(*writer));
    const store::Header header{store::kCodecVersion, 1, config.to_text()};
    if (auto done = recorder->append(header); !done) refuse(done.error());
    return recorder;
}

void tell_traps(const replay::ReplayWorld& world, const std::vector<ReplaySide>& sides,
                Report::Input& input, std::ostream& err) {
    const auto& basis = world.basis();
    input.assumptions.emplace_back(
        "basis", fmt::format("mid of {} over mid of {}: mean {:.2f}, deviation {:.2f}, from {:.2f} "
                             "to {:.2f}; books crossed in {:.1f} % of {} looks",
                             sides[0].instrument.spec(), sides[1].instrument.spec(), basis.mean(),
                             basis.deviation(), basis.least(), basis.most(), basis.crossed() * 100,
                             basis.samples()));
    if (sides[0].instrument.quote != sides[1].instrument.quote) {
        const auto text = fmt::format(
            "quote currencies differ ({}, {}): their rate is part of the spread, and is counted "
            "one to one",
            sides[0].instrument.quote, sides[1].instrument.quote);
        input.assumptions.emplace_back("rate", text);
        err << "warning: " << text << '\n';
    }
    if (basis.samples() > 0 && basis.crossed() > 0.5) {
        err << fmt::format(
            "warning: the books look crossed {:.0f} % of the time (mean spread {:.2f}): that is a "
            "basis and no profit; fixed thresholds fall for it, maker-taker's sampled mean does "
            "not\n",
            basis.crossed() * 100, basis.mean());
    }
    if (basis.samples() == 0) err << "warning: the two books were never there at the same time\n";
}

int exit_code(const Report& report, const engine::Engine& engine, const replay::InputStats& stats) {
    if (report.invariants != "held") return kBroken;
    if (stats.error) return kUnreadable;
    if (report.exposure.abs() > report.dust) return kExposed;
    if (engine.mode() == Mode::halted) return kHalted;
    if (!report.counters.stopped_for.empty())
        return report.counters.fills.count == 0 ? kBadUsage : kHalted;
    return engine.ended() ? kDone : kExposed;
}

}  // namespace

Notional equity_change(const replay::RecordedVenue& venue) {
    const auto& position = venue.ledger().account().position(venue.instrument().id);
    if (venue.instrument().kind == ContractKind::linear) return position.total();
    return at_mid(position.worth(), venue.mid()) + at_mid(-position.fees(), venue.mid()) +
           at_mid(position.funding(), venue.mid());
}

ReplayEnd replay_recordings(const ReplaySettings& given, const StopSignals& signals,
                            std::ostream& err) {
    auto sides = open_sides(given);
    if (!sides) {
        err << "twinleg replay: " << sides.error().message << '\n';
        return {.code = kUnreadable, .report = {}};
    }
    ReplaySettings settings = given;
    const Price price = (*sides)[0].facts.price;
    complete(settings.strategy, price.is_positive() ? std::optional{price} : std::nullopt);
    const auto config = make_config(settings, *sides);
    auto engine = make_engine(config);
    if (!engine) throw CannotStart(kBadUsage, engine.error().message);
    auto journal = open_journal(settings, config);
    replay::ReplayWorld world((*sides)[0].feed(), venue_of((*sides)[0], settings),
                              (*sides)[1].feed(), venue_of((*sides)[1], settings));

    LineWriter writer(err);
    const bool terminal = &err == &std::cerr && ::isatty(STDERR_FILENO) != 0;
    Story story((*engine)->config(),
                {.level = log_level(settings.log_level),
                 .colours = terminal && std::getenv("NO_COLOR") == nullptr,
                 .json = settings.json,
                 .status_every = minutes(1)},
                writer);
    runtime::Loop loop(**engine, world, world, journal.get());
    loop.observe(story);
    std::optional<SpreadRows> spreads;
    if (settings.spreads) loop.observe(spreads.emplace(*settings.spreads));

    ReplayProgress progress{err, "replaying"};
    std::uint64_t turns = 0;
    while (loop.turn()) {
        if ((++turns & 0x3FF) == 0 && signals.asked()) world.stop();
        progress.step([&] {
            return std::pair{(world.feed(0).progress() + world.feed(1).progress()) / 2,
                             world.stats().events};
        });
    }
    progress.end();
    const double seconds = progress.seconds();
    const auto stats = world.stats();
    for (const int side : {0, 1})
        world.venue(side).mark_to_mid();

    auto report = collect(**engine);
    report.mode = "replay";
    report.duration = world.now() - world.began();
    report.venue_equity_change = equity_change(world.venue(0)) + equity_change(world.venue(1));
    report.journal = {loop.events(), loop.commands(),
                      settings.journal ? settings.journal->string() : std::string{}};
    report.input = input_of(stats, seconds);
    add_assumptions(*report.input, *sides, settings);
    writer.flush();
    tell_traps(world, *sides, *report.input, err);
    tell_input(stats, *sides, err);
    if (spreads) spreads->finish();
    if (journal) {
        if (auto closed = journal->close(); !closed || loop.stalled())
            throw CannotStart(kBadUsage,
                              loop.stalled() ? loop.stall_reason() : closed.error().message,
                              "The journal ends where the disk was full.");
    }
    story.finish(report);
    writer.flush();
    write_books(settings,
                {replay::to_json(world.venue(0).book()), replay::to_json(world.venue(1).book())});
    const int code = exit_code(report, **engine, stats);
    return {.code = code, .report = std::move(report)};
}

int run_replay_session(const ReplaySettings& settings, std::ostream& out, std::ostream& err) {
    const StopSignals signals;
    const auto end = replay_recordings(settings, signals, err);
    if (end.report) write_report(to_json(*end.report), settings.json, settings.report, out);
    return end.code;
}

}  // namespace twinleg::app
