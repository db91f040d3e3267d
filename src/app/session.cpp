#include "app/session.h"

#include <cstdlib>

#include <fmt/format.h>

#include "app/catalog.h"
#include "engine/engine.h"

namespace twinleg::app {

namespace {

StoryStyle story_style(const RunSettings& settings, const Floor& floor) {
    return {.level = log_level(settings.log_level),
            .colours = floor.terminal() && std::getenv("NO_COLOR") == nullptr,
            .json = settings.json};
}

StageLatency stage(const runtime::Latencies& latencies, runtime::LatencyStage which) {
    const auto figures = latencies.figures(which);
    return {figures.p50_us, figures.p99_us, figures.max_us, figures.count};
}

int exit_code(const Report& report, const engine::Engine& engine) {
    if (report.invariants != "held") return kBroken;
    if (report.exposure.abs() > report.dust) return kExposed;
    if (engine.mode() == Mode::halted) return kHalted;
    if (!report.counters.stopped_for.empty())
        return report.counters.fills.count == 0 ? kBadUsage : kHalted;
    return engine.ended() ? kDone : kExposed;
}

// What a start on an old journal had to do before anything new.
class RecoveryCount final : public runtime::Observer {
public:
    explicit RecoveryCount(Report::Recovered& counts) : counts_(counts) {}

    void on_step(const Event&, std::span<const Command> commands,
                 const engine::Engine& engine) override {
        if (over_) return;
        for (const auto& command : commands) {
            if (std::holds_alternative<PlaceOrder>(command)) ++counts_.hedged;
            if (std::holds_alternative<CancelOrder>(command)) ++counts_.cancelled;
        }
        over_ = engine.mode() == Mode::active;
    }

private:
    Report::Recovered& counts_;
    bool over_{false};
};

}  // namespace

std::pair<std::string, std::string> instrument_fact(const Instrument& instrument,
                                                    std::string_view remark) {
    return {instrument.venue_name,
            fmt::format("{}  tick {}  lot {}  fees {:.1f} / {:.1f} bps{}{}", instrument.symbol,
                        to_text(instrument.tick), to_text(instrument.lot),
                        to_double(instrument.maker_fee) * 1e4,
                        to_double(instrument.taker_fee) * 1e4, remark.empty() ? "" : ", ", remark)};
}

Facts settings_facts(const RunSettings& settings) {
    Facts facts;
    const auto& strategy = settings.strategy;
    if (strategy.strategy == "zscore") {
        facts = zscore_facts(strategy.zscore);
    } else if (strategy.strategy == "hedge-cycle") {
        facts = hedge_facts(strategy.hedge);
    } else {
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
    }
    facts.emplace_back(
        "files", fmt::format("{}, {}", settings.data.string(), logs_folder(settings).string()));
    if (const auto target = database_of(settings); target.kind != database::Target::Kind::none)
        facts.emplace_back("database", target.shown());
    if (!settings.panel_url.empty()) facts.emplace_back("panel", settings.panel_url);
    if (settings.notify.any()) facts.emplace_back("notify", settings.notify.summary());
    facts.emplace_back("stop", settings.duration ? fmt::format("after {}, or with Ctrl+C",
                                                               to_text(*settings.duration))
                                                 : std::string("with Ctrl+C"));
    return facts;
}

void check_notional(std::optional<Quantity> wanted, const engine::Config& config, Price price) {
    if (!wanted) return;
    const auto size = *wanted;
    for (const auto& each : config.instruments) {
        const auto& instrument = each.instrument;
        const auto value = instrument.notional(size, price);
        if (value >= instrument.min_notional) continue;
        throw CannotStart(kBadUsage,
                          fmt::format("--size {} is worth {} {}, under the minimum of {}, {}",
                                      to_text(size), to_text(value), instrument.quote,
                                      instrument.spec(), to_text(instrument.min_notional)),
                          "Make the size larger.");
    }
}

void apply_settings(const RunSettings& settings, engine::Config& config) {
    config.exec.on_exit =
        settings.on_exit == "flatten" ? exec::OnExit::flatten : exec::OnExit::cancel_only;
    apply(settings.strategy, config);
}

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

runtime::Opened open_desk(const RunSettings& settings, const engine::Config& config,
                          std::uint32_t least_epoch) {
    auto opened =
        runtime::open_data(settings.data, config, make_engine, {.least_epoch = least_epoch});
    if (opened) return std::move(*opened);
    throw CannotStart(kBadUsage, opened.error().message,
                      "Name another directory with --data, or make room in this one.");
}

DeskRun::DeskRun(const Seat& seat, runtime::Opened& opened, runtime::Latencies& latencies)
    : seat_(seat),
      settings_(seat.instance.settings),
      opened_(opened),
      lines_(seat.floor.lines(seat.desk)),
      operators_(seat.floor.operators(seat.desk)),
      hangups_(seat.floor.hangups(), seat.reread, operators_, opened.engine->config(), lines_),
      story_(opened.engine->config(), story_style(settings_, seat.floor), lines_),
      latencies_(latencies),
      logs_(opened.engine->config(), {.directory = logs_folder(settings_),
                                      .ticker = settings_.ticker,
                                      .account = settings_.account,
                                      .zone = settings_.zone}),
      database_(keep_database(settings_, opened,
                              [this](std::string line) { lines_.write(std::move(line)); })),
      watch_(seat.floor.notifications().watch(seat.desk, settings_, opened.engine->config())),
      board_(seat.floor.panel(), settings_, *opened.engine, operators_, latencies) {
    operators_.has_trading_parameter(opened.engine->config().strategy == "zscore");
    recovered_.in_flight = opened.history.in_flight;
}

void DeskRun::turn(runtime::Source& source, runtime::Sink& sink) {
    // Where nobody may wish anything, nothing stands between the loop and its source.
    const bool heard_by_somebody = seat_.floor.notifications().commands() || seat_.reread ||
                                   seat_.floor.panel() != nullptr ||
                                   seat_.floor.total_loss() != nullptr;
    OperatorSource wishes(source, operators_, [this] { board_.look(); });
    runtime::Source& heard = heard_by_somebody ? static_cast<runtime::Source&>(wishes) : source;
    runtime::Loop loop(*opened_.engine, heard, sink, opened_.journal.get(), &latencies_);
    RecoveryCount counting(recovered_);
    loop.observe(story_);
    loop.observe(logs_.observer());
    if (watch_) loop.observe(*watch_);
    board_.observe(loop);
    std::optional<TotalLossShare> share;
    if (auto* const total = seat_.floor.total_loss())
        loop.observe(share.emplace(*total, seat_.desk));
    if (opened_.recovered) loop.observe(counting);
    const auto& signals = seat_.floor.signals();
    int counted = 1;
    while (loop.turn()) {
        if (signals.count() <= counted) continue;
        counted = signals.count();
        lines_.write("still closing both venues; a further Ctrl+C does not cut that short");
    }
    events_ = loop.events();
    commands_ = loop.commands();
    if (loop.stalled()) stalled_ = loop.stall_reason();
    board_.close();
}

Report DeskRun::report() const {
    auto report = collect(*opened_.engine);
    report.mode = settings_.mode;
    report.journal = {events_, commands_, opened_.journal->writer().path().string()};
    using runtime::LatencyStage;
    report.latency.tick_to_trade = stage(latencies_, LatencyStage::tick_to_trade);
    report.latency.decode = stage(latencies_, LatencyStage::decode);
    report.latency.strategy = stage(latencies_, LatencyStage::strategy);
    report.latency.risk = stage(latencies_, LatencyStage::risk);
    report.latency.sign = stage(latencies_, LatencyStage::sign);
    report.latency.send = stage(latencies_, LatencyStage::send);
    if (opened_.recovered) report.recovered = recovered_;
    return report;
}

void DeskRun::finish(const Report& report) {
    story_.finish(report);
    const auto written = logs_.close();
    if (!written) lines_.write("the log files are not whole: " + written.error().message);
    if (database_) {
        constexpr Duration kLongest = seconds(5);
        if (const auto stored = database_->close(kLongest); !stored)
            lines_.write("the database is not whole: " + stored.error().message);
    }
    const auto kept = opened_.journal->close();
    if (!stalled_.empty())
        lines_.write("the journal is not whole: " + stalled_);
    else if (!kept)
        lines_.write("the journal is not whole: " + kept.error().message);
    lines_.flush();
    seat_.floor.report(seat_.desk, report, exit_code(report, *opened_.engine));
}

}  // namespace twinleg::app
