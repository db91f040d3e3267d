#include "app/story.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/options.h"
#include "core/json_writer.h"
#include "engine/engine.h"
#include "portfolio/portfolio.h"

namespace twinleg::app {

namespace {

template <typename... F>
struct Overloaded : F... {
    using F::operator()...;
};

std::string_view level_name(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return "debug";
        case LogLevel::info:
            return "info";
        case LogLevel::warning:
            return "warning";
        case LogLevel::error:
            return "error";
    }
    return "";
}

std::string_view colour(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return "\033[2m";
        case LogLevel::info:
            return "";
        case LogLevel::warning:
            return "\033[33m";
        case LogLevel::error:
            return "\033[31m";
    }
    return "";
}

LogLevel level_of(Severity severity) {
    switch (severity) {
        case Severity::info:
            return LogLevel::info;
        case Severity::warning:
            return LogLevel::warning;
        case Severity::error:
            return LogLevel::error;
    }
    return LogLevel::info;
}

// What a leg came to on the side it was meant for: its price there, and how much.
struct Traded {
    Quantity quantity;
    Price price;
};
Traded traded(const LegResult& leg, Side side) {
    return side == Side::buy ? Traded{leg.bought, leg.average_buy}
                             : Traded{leg.sold, leg.average_sell};
}

const Instrument& instrument(const engine::Config& config, InstrumentId id) {
    return config.instruments.at(id.value).instrument;
}

const std::string& venue_name(const engine::Config& config, VenueId id) {
    return config.venues.at(id.value).name;
}

std::string order_text(const Order& order, const engine::Config& config) {
    return fmt::format("{} {} {} @ {} {}{} ({}) {}:{}", name(order.side), to_text(order.quantity),
                       instrument(config, order.instrument).spec(), to_text(order.price),
                       name(order.time_in_force), order.reduce_only ? " reduce-only" : "",
                       name(order.role), order.client_order_id.epoch(),
                       order.client_order_id.value & 0xFFFFFFFF);
}

std::string fill_text(const Fill& fill, const engine::Config& config) {
    return fmt::format("{} {} {} @ {} {}, fee {}", name(fill.side), to_text(fill.quantity),
                       instrument(config, fill.instrument).spec(), to_text(fill.price),
                       fill.liquidity == Liquidity::maker ? "maker" : "taker", to_text(fill.fee));
}

std::string_view operator_text(Operator what) {
    switch (what) {
        case Operator::stop:
            return "stopping: no new pair trades; cancelling, hedging what still fills, and "
                   "closing";
        case Operator::flatten:
            return "flatten asked: closing every position";
        case Operator::kill:
            return "kill switch: everything is cancelled and closed";
        case Operator::reset:
            return "reset asked: reading both accounts before trading again";
        case Operator::pause:
            return "paused: no new pair trades";
        case Operator::resume:
            return "resumed";
    }
    return "";
}

// Whether a person who asks for that asks for every position to be closed.
bool closes(Operator what, const engine::Config& config) {
    return what == Operator::flatten || what == Operator::kill ||
           (what == Operator::stop && config.exec.on_exit == exec::OnExit::flatten);
}

std::string_view mode_text(MarketMode mode) {
    switch (mode) {
        case MarketMode::normal:
            return "trading normally again";
        case MarketMode::post_only:
            return "post-only";
        case MarketMode::cancel_only:
            return "cancel-only";
        case MarketMode::halted:
            return "halted";
    }
    return "";
}

}  // namespace

std::string signed_text(Notional amount, int places) {
    const auto text = to_text(amount, places);
    return amount.is_positive() ? "+" + text : text;
}

std::string clock_text(Time time) {
    const auto of_day = time.ns / 1'000'000'000 % 86'400;
    return fmt::format("{:02}:{:02}:{:02}", of_day / 3600, of_day / 60 % 60, of_day % 60);
}

std::string pair_text(const PairClosed& pair, const engine::Config& config) {
    // Long: bought at the first venue, sold at the second.
    const bool is_long = pair.first.bought >= pair.first.sold;
    const auto first = traded(pair.first, is_long ? Side::buy : Side::sell);
    const auto second = traded(pair.second, is_long ? Side::sell : Side::buy);
    const auto& here = instrument(config, pair.first.instrument);
    const auto& there = instrument(config, pair.second.instrument);

    std::string out = fmt::format("pair {}  {}  {} {}", pair.id.value, is_long ? "long" : "short",
                                  to_text(first.quantity), here.base);
    for (const auto& [venue, leg] : {std::pair{&here, first}, std::pair{&there, second}})
        out += leg.price.is_zero() ? fmt::format("  {} –", venue->venue_name)
                                   : fmt::format("  {} {}", venue->venue_name, to_text(leg.price));
    if (!first.price.is_zero() && !second.price.is_zero()) {
        const auto spread = is_long ? second.price - first.price : first.price - second.price;
        const auto& bought = is_long ? first.price : second.price;
        out += fmt::format("  spread {}{} ({:.2f} bps)", spread.is_negative() ? "" : "+",
                           to_text(spread), 1e4 * to_double(spread) / to_double(bought));
    }
    out += fmt::format("  pnl {}  unhedged {} ms", signed_text(pair.pnl, 4),
                       pair.unhedged.ns / 1'000'000);
    return out;
}

std::string closing_text(Quantity held, const engine::Config& config) {
    const Quantity slice = config.exec.pair_quantity;
    if (slice.is_zero() || held.abs() <= slice) return {};
    return fmt::format("  closing: {} slices of {} to go, at most {} orders a minute",
                       (held.abs().raw() + slice.raw() - 1) / slice.raw(), to_text(slice),
                       config.risk.orders_per_minute);
}

std::string equity_line(Notional counted, Notional by_the_venues) {
    return fmt::format(
        "  the venues' own accounts changed by {}{}", signed_text(by_the_venues, 4),
        counted == by_the_venues ? ": equal to the last digit" : ": NOT what we counted");
}

std::vector<std::string> pnl_table(const Report& report) {
    constexpr auto kRow = "  {:<12}{:>14}{:>14}{:>14}{:>14}";
    const auto row = [&](std::string_view title, const Report::Causes& causes) {
        return fmt::format(fmt::runtime(kRow), title, signed_text(causes.trading, 4),
                           signed_text(causes.fees, 4), signed_text(causes.funding, 4),
                           signed_text(causes.total(), 4));
    };
    std::vector<std::string> out;
    out.push_back(fmt::format(fmt::runtime(kRow), "PnL", "trading", "fees", "funding", "total"));
    for (const auto& [venue, causes] : report.pnl.by_venue)
        out.push_back(row(venue, causes));
    out.push_back(row("both", report.pnl));
    if (!report.equity_unknown)
        out.push_back(equity_line(report.pnl.total(), report.venue_equity_change));
    return out;
}

Story::Story(const engine::Config& config, StoryStyle style, Lines& lines)
    : config_(config), style_(style), lines_(lines) {}

void Story::begin(std::string_view title,
                  const std::vector<std::pair<std::string, std::string>>& facts) {
    if (style_.json) {
        JsonWriter json;
        json.object().field("level", "info").field("kind", "start").field("text", title);
        for (const auto& [name, what] : facts)
            json.field(name, what);
        lines_.write(json.end_object().text());
        return;
    }
    if (style_.level > LogLevel::info) return;
    lines_.write(std::string(title));
    for (const auto& [name, what] : facts)
        lines_.write(fmt::format("  {:<10} {}", name, what));
}

void Story::on_step(const Event& event, std::span<const Command> commands,
                    const engine::Engine& engine) {
    tell(event.time, event);
    for (const auto& command : commands)
        tell(event.time, command);
    if (!next_status_.known()) next_status_ = event.time + style_.status_every;
    if (event.time < next_status_) return;
    next_status_ = event.time + style_.status_every;
    tell_status(event.time, engine);
}

void Story::tell(Time now, const Event& event) {
    std::visit(
        Overloaded{
            [&](const Fill& fill) { say(now, LogLevel::debug, "fill", fill_text(fill, config_)); },
            [&](const StreamStatus& status) {
                const auto text =
                    fmt::format("{}: {} stream {}", venue_name(config_, status.venue),
                                status.stream == Stream::market ? "market" : "account",
                                status.up ? "connected" : "lost; nothing new until it is back");
                say(now, status.up ? LogLevel::debug : LogLevel::warning, "stream", text);
            },
            [&](const MarketState& state) { tell_market(now, state); },
            [&](const OperatorAsked& asked) {
                closing_ = closing_ || closes(asked.what, config_);
                std::string text{operator_text(asked.what)};
                if (!asked.by.empty()) text.append(" (").append(asked.by.view()).append(")");
                say(now, LogLevel::info, "operator", text);
            },
            [&](const JournalStalled&) {
                say(now, LogLevel::error, "journal",
                    "the journal cannot be written: nothing more is sent that is not in it");
            },
            [](const auto&) {},
        },
        event.what);
}

void Story::tell(Time now, const Command& command) {
    std::visit(Overloaded{
                   [&](const PlaceOrder& place) {
                       say(now, LogLevel::debug, "order", order_text(*place.order, config_));
                   },
                   [&](const CancelOrder& cancel) {
                       say(now, LogLevel::debug, "cancel",
                           fmt::format("cancel {}:{}", cancel.client_order_id.epoch(),
                                       cancel.client_order_id.value & 0xFFFFFFFF));
                   },
                   [&](const Resync& resync) {
                       say(now, LogLevel::debug, "book",
                           fmt::format("{}: asking for a fresh book",
                                       instrument(config_, resync.instrument).spec()));
                   },
                   [&](const ModeChanged& change) { tell_mode(now, change); },
                   [&](const PairClosed& pair) { tell_pair(now, pair); },
                   [&](const Refused& refused) { tell_refused(now, refused); },
                   [&](const Notice& notice) {
                       say(now, level_of(notice.severity), "notice", notice.text);
                   },
                   [](const auto&) {},
               },
               command);
}

// Venues repeat themselves, above all after a reconnect: only a change is told.
void Story::tell_market(Time now, const MarketState& state) {
    auto& last = market_modes_[state.instrument.value];
    if (state.mode == last) return;
    last = state.mode;
    const bool normal = state.mode == MarketMode::normal;
    say(now, normal ? LogLevel::info : LogLevel::warning, "market",
        fmt::format("{} is {}", instrument(config_, state.instrument).spec(),
                    mode_text(state.mode)));
}

void Story::tell_mode(Time now, const ModeChanged& change) {
    switch (change.to) {
        case Mode::starting:
            say(now, LogLevel::info, "mode", "reading both accounts before anything is sent");
            return;
        case Mode::active:
            closing_ = false;
            say(now, LogLevel::info, "mode",
                was_active_ ? "trading again" + (change.why.empty() ? "" : ": " + change.why)
                            : "✓ System ready! Starting trading loop...");
            was_active_ = true;
            return;
        case Mode::reducing:
            say(now, LogLevel::warning, "mode", "no new pair trades: " + change.why);
            return;
        case Mode::halted:
            closing_ = true;
            say(now, LogLevel::error, "mode",
                fmt::format(
                    "HALTED: {}. Closing what is open; {}", change.why,
                    change.latched ? "a person must reset it" : "trading resumes by itself"));
            return;
        case Mode::stopping:
            return;  // told with what asked for it
        case Mode::ended:
            say(now, LogLevel::info, "mode",
                "stopped: nothing is open, and both venues agree with us");
            return;
    }
}

void Story::tell_pair(Time now, const PairClosed& pair) {
    switch (pair.outcome) {
        case PairOutcome::completed:
            say(now, LogLevel::info, "pair", pair_text(pair, config_));
            return;
        case PairOutcome::nothing:
            say(now, LogLevel::debug, "pair",
                fmt::format("pair {}  neither leg filled", pair.id.value));
            return;
        case PairOutcome::rolled_back:
            say(now, LogLevel::warning, "pair",
                pair_text(pair, config_) + "  one leg did not fill; undone");
            return;
        case PairOutcome::failed:
            say(now, LogLevel::error, "pair",
                pair_text(pair, config_) + "  FAILED: what it left open is closed by the halt");
            return;
    }
}

void Story::tell_refused(Time now, const Refused& refused) {
    constexpr auto kQuiet = seconds(30);
    auto& seen = refusals_[refused.check];
    if (seen.told.known() && now - seen.told < kQuiet) {
        ++seen.since;
        return;
    }
    auto text = fmt::format("risk refused a{}: {} ({})",
                            refused.role == Role::neutralise ? " hedge"
                            : refused.role == Role::close    ? " closing order"
                                                             : " pair trade",
                            refused.why, refused.check);
    if (seen.since > 0) text += fmt::format("; {} more like it before", seen.since);
    say(now, LogLevel::info, "refused", std::move(text));
    seen = {.told = now, .since = 0};
}

void Story::tell_status(Time now, const engine::Engine& engine) {
    std::string text = "status";
    for (const auto& each : config_.instruments) {
        const auto& instrument = each.instrument;
        const auto bbo = engine.book(instrument.id).bbo(now);
        const auto quantity = engine.portfolio().position(instrument.id).quantity();
        text +=
            fmt::format("  {} {} position {}{}", instrument.venue_name,
                        bbo ? fmt::format("{}/{}", to_text(bbo->bid.price), to_text(bbo->ask.price))
                            : "no book",
                        quantity.is_positive() ? "+" : "", to_text(quantity));
    }
    const auto pnl = engine.portfolio().total();
    text += fmt::format("  exposure {}  pnl {}  pairs {}", to_text(engine.exposure()),
                        signed_text(pnl, 2), engine.counters().pair_trades.completed);
    if (closing_)
        text += closing_text(
            engine.portfolio().position(config_.instruments.front().instrument.id).quantity(),
            config_);
    say(now, LogLevel::info, "status", std::move(text));
}

void Story::finish(const Report& report) {
    if (style_.json) return;  // the report itself is the result
    if (style_.level > LogLevel::info) return;
    const auto& pairs = report.counters.pair_trades;
    const auto unhedged = percentiles(report.counters.unhedged_ms);
    lines_.write("");
    for (auto& line : pnl_table(report))
        lines_.write(std::move(line));
    lines_.write(fmt::format(
        "  {} pair trades in {}, {} undone, {} failed; unhedged p50 {} ms, longest {} ms",
        pairs.completed, to_text(report.duration), pairs.rolled_back, pairs.failed, unhedged.p50,
        unhedged.max));
    std::string ends;
    for (const auto& [instrument, quantity] : report.positions)
        ends += fmt::format("{}{} {}", ends.empty() ? "" : ", ", instrument, to_text(quantity));
    lines_.write(fmt::format("  positions: {}; exposure {}", ends, to_text(report.exposure)));
}

void Story::say(Time time, LogLevel level, std::string_view kind, std::string text) {
    if (level < style_.level) return;
    if (style_.json) {
        JsonWriter json;
        json.object().field("time_ns", time.ns).field("level", level_name(level));
        json.field("kind", kind).field("text", text).end_object();
        lines_.write(json.text());
        return;
    }
    const auto mark = style_.colours ? colour(level) : std::string_view{};
    lines_.write(
        fmt::format("{}  {}{}{}", clock_text(time), mark, text, mark.empty() ? "" : "\033[0m"));
}

}  // namespace twinleg::app
