#include "runtime/log_observer.h"

#include <fmt/format.h>

#include <utility>

#include "book/order_book.h"
#include "portfolio/portfolio.h"
#include "runtime/recovery.h"

namespace twinleg::runtime {
namespace {

constexpr InstrumentId kFirst{0};
constexpr InstrumentId kSecond{1};

bool changes_a_book(const Event& event) {
    return std::holds_alternative<BookDelta>(event.what) ||
           std::holds_alternative<Quote>(event.what) ||
           std::holds_alternative<BookSnapshot>(event.what) ||
           std::holds_alternative<StreamStatus>(event.what);
}

std::unique_ptr<store::DailyLogs> logs_of(const engine::Config& config,
                                          const LogSettings& settings) {
    const std::string& first = config.instruments.at(0).instrument.venue_name;
    const std::string& second = config.instruments.at(1).instrument.venue_name;
    return std::make_unique<store::DailyLogs>(
        settings.directory,
        store::log_names(config.strategy, settings.ticker, first, second, settings.account),
        config.strategy, first, second, settings.zone);
}

}  // namespace

DeskLogs::DeskLogs(const engine::Config& config, const LogSettings& settings)
    : pipe_(logs_of(config, settings)), observer_(pipe_, config) {}

LogObserver::LogObserver(LogPipe& pipe, const engine::Config& config, Options options)
    : pipe_(pipe), options_(options), names_(names_of(config)) {}

void LogObserver::on_step(const Event& event, std::span<const Command> commands,
                          const engine::Engine& engine) {
    const Time now = event.time;
    if (changes_a_book(event) && now - bbo_.time >= options_.bbo_every) on_books(now, engine);
    if (const auto* fill = std::get_if<Fill>(&event.what))
        say(now, Severity::info,
            fmt::format("fill {} {} {} @ {}", names_.instruments[fill->instrument.value],
                        name(fill->side), to_text(fill->quantity), to_text(fill->price)));

    for (const Command& command : commands) {
        if (const auto* evaluated = std::get_if<Evaluated>(&command)) {
            on_evaluated(now, *evaluated, engine);
        } else if (const auto* opened = std::get_if<PairOpened>(&command)) {
            pair_ = opened->id;
            first_side_ = opened->buy == kFirst ? Side::buy : Side::sell;
            say(now, Severity::info, store::describe(command, names_));
        } else if (const auto* closed = std::get_if<PairClosed>(&command)) {
            on_closed(now, *closed);
            say(now, Severity::info, store::describe(command, names_));
        } else if (const auto* changed = std::get_if<ModeChanged>(&command)) {
            say(now, changed->to == Mode::halted ? Severity::error : Severity::info,
                fmt::format("{} -> {}: {}", name(changed->from), name(changed->to), changed->why));
        } else if (const auto* refused = std::get_if<Refused>(&command)) {
            say(now, Severity::warning,
                fmt::format("refused by {}: {}", refused->check, refused->why));
        } else if (const auto* notice = std::get_if<Notice>(&command)) {
            say(now, notice->severity, notice->text);
        } else if (std::holds_alternative<PlaceOrder>(command) ||
                   std::holds_alternative<CancelOrder>(command) ||
                   std::holds_alternative<CancelAll>(command)) {
            say(now, Severity::info, store::describe(command, names_));
        }
    }
}

void LogObserver::on_books(Time now, const engine::Engine& engine) {
    store::BboRow row{.time = now};
    if (const auto bbo = engine.book(kFirst).bbo(now)) {
        row.first_bid = bbo->bid;
        row.first_ask = bbo->ask;
    }
    if (const auto bbo = engine.book(kSecond).bbo(now)) {
        row.second_bid = bbo->bid;
        row.second_ask = bbo->ask;
    }
    const bool same = row.first_bid == bbo_.first_bid && row.first_ask == bbo_.first_ask &&
                      row.second_bid == bbo_.second_bid && row.second_ask == bbo_.second_ask;
    if (same) return;
    bbo_ = row;
    pipe_.write(row);
}

void LogObserver::on_evaluated(Time now, const Evaluated& evaluated, const engine::Engine& engine) {
    if (evaluated.signal == Signal::none && now - snapshot_ < options_.snapshot_every) return;
    snapshot_ = now;
    pipe_.write(
        store::SnapshotRow{.time = now,
                           .mode = engine.mode(),
                           .evaluated = evaluated,
                           .first_position = engine.portfolio().position(kFirst).quantity(),
                           .second_position = engine.portfolio().position(kSecond).quantity(),
                           .exposure = engine.exposure()});
}

void LogObserver::on_closed(Time now, const PairClosed& closed) {
    if (closed.outcome == PairOutcome::nothing) return;
    const bool first_is_first = closed.first.instrument == kFirst;
    const Side side = closed.id == pair_                         ? first_side_
                      : closed.first.bought >= closed.first.sold ? Side::buy
                                                                 : Side::sell;
    pipe_.write(store::TradeRow{.time = now,
                                .outcome = closed.outcome,
                                .first_side = side,
                                .first = first_is_first ? closed.first : closed.second,
                                .second = first_is_first ? closed.second : closed.first,
                                .unhedged = closed.unhedged,
                                .pnl = closed.pnl});
}

void LogObserver::say(Time now, Severity severity, std::string text) {
    pipe_.write(LogLine{now, severity, std::move(text)});
}

}  // namespace twinleg::runtime
