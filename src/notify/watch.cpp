#include "notify/watch.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "book/order_book.h"
#include "engine/engine.h"
#include "portfolio/portfolio.h"

namespace twinleg::notify {

namespace {

constexpr Duration kStartTold = seconds(60);
// The engine's own words for what has a message of its own.
constexpr std::string_view kImbalanceNotice = "positions differ by ";
constexpr std::string_view kReminder = "reminder: ";
constexpr std::string_view kKillReason = "kill switch";

const Instrument& instrument(const engine::Config& config, InstrumentId id) {
    return config.instruments.at(id.value).instrument;
}

std::string venue_of(const engine::Config& config, InstrumentId id) {
    return venue_title(instrument(config, id).venue_name);
}

// Coins of an inverse contract at the middle of its book, cut toward zero at 8 digits, as in the
// report.
Notional at_mid(Notional coins, Price mid) {
    constexpr Int128 kDigit8 = 10'000'000'000;
    const auto value = value_of(Base::from_raw(coins.raw()), mid).raw();
    return Notional::from_raw(value - value % kDigit8);
}

Causes causes_of(const portfolio::Position& position, const engine::Engine& engine) {
    const Causes own{position.worth(), -position.fees(), position.funding()};
    if (position.instrument().kind == ContractKind::linear) return own;
    const auto bbo = engine.book(position.instrument().id).bbo();
    const Price mid =
        bbo ? Price::from_raw((bbo->bid.price.raw() + bbo->ask.price.raw()) / 2) : position.mark();
    return {at_mid(own.trading, mid), at_mid(own.fees, mid), at_mid(own.funding, mid)};
}

void add(Causes& sum, const Causes& more) {
    sum.trading += more.trading;
    sum.fees += more.fees;
    sum.funding += more.funding;
}

// The price of a fill that `event` tells; zero where it tells none.
Price price_in(const Event& event, InstrumentId id) {
    if (const auto* fill = std::get_if<Fill>(&event.what))
        return fill->instrument == id ? fill->price : Price{};
    if (const auto* report = std::get_if<OrderReport>(&event.what))
        return report->instrument == id ? report->average_price : Price{};
    Price last;
    if (const auto* answer = std::get_if<FillsAnswer>(&event.what))
        for (const auto& fill : answer->fills)
            if (fill.instrument == id) last = fill.price;
    return last;
}

}  // namespace

Figures figures_of(const engine::Engine& engine, Time now, bool paused) {
    const auto& config = engine.config();
    const auto& counters = engine.counters();
    Figures out{.time = now,
                .mode = engine.mode(),
                .paused = paused,
                .strategy = config.strategy,
                .coin = config.instruments.at(0).instrument.base,
                .exposure = engine.exposure(),
                .fills = counters.fills.count,
                .volume_quote = counters.fills.volume_quote,
                .breaker_trips = counters.breaker_trips,
                .halts = counters.halts};
    out.pair_trades = {counters.pair_trades.completed, counters.pair_trades.rolled_back,
                       counters.pair_trades.failed};
    for (const auto& position : engine.portfolio().positions()) {
        const auto& of = position.instrument();
        const auto venue = venue_title(of.venue_name);
        out.positions.push_back({venue, of.symbol, position.quantity()});
        const auto causes = causes_of(position, engine);
        add(out.pnl, causes);
        const auto known =
            std::ranges::find(out.by_venue, venue, &std::pair<std::string, Causes>::first);
        if (known == out.by_venue.end())
            out.by_venue.emplace_back(venue, causes);
        else
            add(known->second, causes);
    }
    return out;
}

Watch::Watch(Mailbox& mailbox, const engine::Config& config, Options options)
    : mailbox_(mailbox), config_(config), options_(std::move(options)) {
    positions_.resize(config.instruments.size());
}

template <typename What>
void Watch::tell(What what) {
    mailbox_.put({now_, std::move(what)});
}

void Watch::error(std::string kind, std::string details) {
    tell(ErrorSeen{std::move(kind), std::move(details)});
}

void Watch::on_step(const Event& event, std::span<const Command> commands,
                    const engine::Engine& engine) {
    const bool first = !now_.known();
    now_ = event.time;
    if (first) {
        start_told_by_ = now_ + kStartTold;
        next_status_ = now_ + options_.status_every;
        begin_day(figures_of(engine, now_, paused_));
        // A recovered journal has fills of its own.
        fills_ = engine.counters().fills.count;
        for (std::size_t i = 0; i < positions_.size(); ++i)
            positions_[i] = engine.portfolio().position({static_cast<std::uint16_t>(i)}).quantity();
    }
    on_event(event, engine);
    bool of_a_pair = pair_open_;
    for (const auto& command : commands) {
        on_command(command, engine);
        of_a_pair |= pair_open_;
    }
    if (engine.counters().fills.count != fills_) on_fills(event, of_a_pair, engine);
    on_time(engine);
}

void Watch::on_event(const Event& event, const engine::Engine&) {
    if (const auto* report = std::get_if<OrderReport>(&event.what)) {
        on_report(*report);
    } else if (const auto* failed = std::get_if<SendFailed>(&event.what)) {
        errors_.push_back(now_);
        error(failed->was_cancel ? "cancel without an answer" : "order without an answer",
              fmt::format("{}: {}", instrument(config_, failed->instrument).spec(),
                          failed->outcome == SendOutcome::never_sent
                              ? "it was not sent"
                              : "it may have been done; the venue is asked"));
    } else if (const auto* status = std::get_if<StreamStatus>(&event.what)) {
        on_stream(*status);
    } else if (const auto* asked = std::get_if<OperatorAsked>(&event.what)) {
        if (asked->what == Operator::pause) paused_ = true;
        if (asked->what == Operator::resume) paused_ = false;
        if (asked->what == Operator::kill)
            tell(Killed{std::string{asked->by.view()}});
        else
            tell(OperatorDid{asked->what, std::string{asked->by.view()}});
        next_figures_ = {};
    } else if (std::holds_alternative<JournalStalled>(event.what)) {
        error("journal", "it cannot be written: nothing more is sent that is not in it");
    }
}

// What the breaker takes for an error.
void Watch::on_report(const OrderReport& report) {
    if (report.word != OrderWord::rejected || report.reason == Reason::not_found ||
        report.reason == Reason::would_cross || report.reason == Reason::no_liquidity)
        return;
    errors_.push_back(now_);
    error("order refused", fmt::format("{}: {}", instrument(config_, report.instrument).spec(),
                                       name(report.reason)));
}

void Watch::on_stream(const StreamStatus& status) {
    if (!options_.front_end || status.venue != *options_.front_end ||
        status.stream != Stream::account)
        return;
    // The first connection is part of the start.
    if (front_end_up_ && *front_end_up_ != status.up) tell(FrontEnd{status.up});
    if (front_end_up_ || status.up) front_end_up_ = status.up;
}

void Watch::on_command(const Command& command, const engine::Engine& engine) {
    if (const auto* opened = std::get_if<PairOpened>(&command)) {
        pair_open_ = true;
        pair_ = opened->id;
        pair_is_long_ = opened->buy == InstrumentId{0};
    } else if (const auto* closed = std::get_if<PairClosed>(&command)) {
        on_closed(*closed);
    } else if (const auto* changed = std::get_if<ModeChanged>(&command)) {
        on_mode(*changed, engine);
    } else if (const auto* notice = std::get_if<Notice>(&command)) {
        on_notice(*notice, engine);
    } else if (const auto* seen = std::get_if<Evaluated>(&command)) {
        on_evaluated(*seen);
    }
}

void Watch::on_closed(const PairClosed& closed) {
    const bool known = pair_open_ && closed.id == pair_;
    pair_open_ = false;
    if (closed.outcome == PairOutcome::nothing) return;
    const bool in_order = closed.first.instrument == InstrumentId{0};
    const LegResult& first = in_order ? closed.first : closed.second;
    const LegResult& second = in_order ? closed.second : closed.first;
    const bool is_long = known ? pair_is_long_ : first.bought >= first.sold;
    tell(Traded{
        .is_long = is_long,
        .outcome = closed.outcome,
        .quantity = is_long ? first.bought : first.sold,
        .first = {venue_of(config_, first.instrument),
                  is_long ? first.average_buy : first.average_sell, first.position},
        .second = {venue_of(config_, second.instrument),
                   is_long ? second.average_sell : second.average_buy, second.position},
        .latency = closed.unhedged,
        .pnl = closed.pnl,
    });
}

std::uint32_t Watch::errors_in_window() {
    while (!errors_.empty() && now_ - errors_.front() > config_.risk.breaker_window)
        errors_.pop_front();
    return static_cast<std::uint32_t>(errors_.size());
}

void Watch::on_mode(const ModeChanged& change, const engine::Engine& engine) {
    next_figures_ = {};
    if (start_told_by_.known() && change.from == Mode::starting) start_told_by_ = now_;
    if (change.to == Mode::halted) {
        if (!change.latched) {
            tell(BreakerTripped{.errors = errors_in_window(),
                                .window = config_.risk.breaker_window,
                                .recovers = now_ + config_.risk.breaker_pause});
            errors_.clear();
        } else if (change.why != kKillReason) {
            tell(Halted{change.why, true});
        }
    } else if (change.to == Mode::ended) {
        tell(Ended{figures_of(engine, now_, paused_), change.why});
    }
}

void Watch::on_notice(const Notice& notice, const engine::Engine& engine) {
    if (notice.text.starts_with(kReminder)) {
        tell(SignalSeen{.advice = notice.text.substr(kReminder.size())});
        return;
    }
    if (notice.severity == Severity::info) return;
    if (notice.text.starts_with(kImbalanceNotice)) {
        tell(Imbalance{engine.exposure(), config_.risk.position_balance,
                       instrument(config_, InstrumentId{0}).base});
    } else if (auto sentence = balance_sentence(notice.text)) {
        tell(BalanceShort{std::move(*sentence)});
    } else {
        error(notice.severity == Severity::error ? "error" : "warning", notice.text);
    }
}

// While the desk does not trade by itself, what it would have done is worth a message.
void Watch::on_evaluated(const Evaluated& seen) {
    if (seen.signal == std::exchange(signal_, seen.signal)) return;
    if (!paused_ || seen.signal == Signal::none) return;
    tell(SignalSeen{.signal = seen.signal,
                    .first = venue_of(config_, InstrumentId{0}),
                    .second = venue_of(config_, InstrumentId{1}),
                    .price_a = seen.price_a,
                    .price_b = seen.price_b,
                    .spread = seen.spread,
                    .z = seen.z});
}

void Watch::on_fills(const Event& event, bool of_a_pair, const engine::Engine& engine) {
    fills_ = engine.counters().fills.count;
    for (std::size_t i = 0; i < positions_.size(); ++i) {
        const InstrumentId id{static_cast<std::uint16_t>(i)};
        const auto held = engine.portfolio().position(id).quantity();
        const auto change = held - std::exchange(positions_[i], held);
        if (change.is_zero() || of_a_pair) continue;
        const auto price = price_in(event, id);
        tell(FilledAlone{.venue = venue_of(config_, id),
                         .side = change.is_positive() ? Side::buy : Side::sell,
                         .quantity = change.abs(),
                         .price = price.is_zero() ? engine.portfolio().position(id).mark() : price,
                         .position = held});
    }
}

void Watch::begin_day(const Figures& figures) {
    at_day_start_ = figures;
    day_ends_ = options_.zone.next_day(figures.time);
}

void Watch::on_time(const engine::Engine& engine) {
    const bool start_due = start_told_by_.known() && now_ >= start_told_by_;
    if (now_ < next_figures_ && now_ < next_status_ && now_ < day_ends_ && !start_due) return;
    auto figures = figures_of(engine, now_, paused_);
    if (start_due) {
        start_told_by_ = {};
        Started started{.figures = figures, .world = options_.world};
        for (const auto& venue : config_.venues)
            started.venues.push_back(venue_title(venue.name));
        tell(std::move(started));
    }
    if (now_ >= next_status_) {
        next_status_ = now_ + options_.status_every;
        tell(StatusReport{figures});
    }
    if (now_ >= day_ends_) {
        const auto& from = at_day_start_;
        const auto trades = [](const Figures& of) {
            return of.pair_trades.completed + of.pair_trades.rolled_back + of.pair_trades.failed;
        };
        tell(DailySummary{
            .date = options_.zone.date(from.time),
            .trades = trades(figures) - trades(from),
            .completed = figures.pair_trades.completed - from.pair_trades.completed,
            .pnl = {figures.pnl.trading - from.pnl.trading, figures.pnl.fees - from.pnl.fees,
                    figures.pnl.funding - from.pnl.funding},
            .volume_quote = figures.volume_quote - from.volume_quote,
        });
        begin_day(figures);
    }
    next_figures_ = now_ + options_.figures_every;
    mailbox_.publish(std::move(figures));
}

}  // namespace twinleg::notify
