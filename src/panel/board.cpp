#include "panel/board.h"

#include <algorithm>
#include <utility>

#include "book/order_book.h"
#include "engine/engine.h"
#include "portfolio/portfolio.h"

namespace twinleg::panel {

namespace {

constexpr Duration kDay = seconds(86'400);
constexpr Duration kRefusalEvery = seconds(1);  // of one check
constexpr Duration kBooksFor = seconds(1);      // after somebody last wanted them

template <typename... F>
struct Overloaded : F... {
    using F::operator()...;
};

// An amount of an inverse contract's coins in quote units, cut toward zero at 8 digits, as in the
// report.
Notional at_price(Notional coins, Price price) {
    constexpr Int128 kDigit8 = 10'000'000'000;
    const auto value = value_of(Base::from_raw(coins.raw()), price).raw();
    return Notional::from_raw(value - value % kDigit8);
}

Notional in_quote(const Instrument& instrument, Notional amount, Price price) {
    return instrument.kind == ContractKind::linear ? amount : at_price(amount, price);
}

Price mid_of(const engine::Engine& engine, const portfolio::Position& position) {
    const auto bbo = engine.book(position.instrument().id).bbo();
    if (!bbo) return position.mark();
    return Price::from_raw((bbo->bid.price.raw() + bbo->ask.price.raw()) / 2);
}

void copy_side(const book::OrderBook& book, Side side, std::vector<Level>& out) {
    out.resize(kBookDepth);
    out.resize(book.levels(side, std::span{out}));
}

void copy_counts(const engine::Counters& from, CountFigures& to) {
    to.sent = from.orders.sent;
    to.accepted = from.orders.accepted;
    to.rejected = from.orders.rejected;
    to.cancelled = from.orders.cancelled;
    to.expired = from.orders.expired;
    to.unknown_resolved = from.orders.unknown_resolved;
    to.fills = from.fills.count;
    to.maker = from.fills.maker;
    to.taker = from.fills.taker;
    to.volume_base = from.fills.volume_base;
    to.volume_quote = from.fills.volume_quote;
    to.completed = from.pair_trades.completed;
    to.rolled_back = from.pair_trades.rolled_back;
    to.failed = from.pair_trades.failed;
    to.nothing = from.pair_trades.nothing;
    to.breaker_trips = from.breaker_trips;
    to.halts = from.halts;
    to.book_gaps = from.book_gaps;
    to.resyncs = from.resyncs;
    to.refused.resize(from.refused.size());
    std::size_t n = 0;
    for (const auto& [check, count] : from.refused) {
        to.refused[n].first.assign(check);
        to.refused[n].second = count;
        ++n;
    }
}

}  // namespace

Board::Board(DeskAbout about, const engine::Config& config)
    : about_(std::move(about)),
      seen_(config.instruments.size()),
      accounts_(config.venues.size()),
      telling_(about_.waiting),
      turned_(runtime::cycles()),
      config_(std::make_shared<engine::Config>(config)),
      controls_(about_.controls),
      latencies_(about_.latencies) {}

void Board::on_step(const Event& event, std::span<const Command> commands,
                    const engine::Engine& engine) {
    now_ = event.time;
    ++events_;
    stale_ = true;
    note_event(event, engine);
    for (const auto& command : commands)
        note_command(command);
    if (mode_ != engine.mode()) {  // a recovered desk tells no change
        mode_ = engine.mode();
        notable_ = true;
    }
    look(engine);
}

void Board::look(const engine::Engine& engine) {
    const auto cycles = runtime::cycles();
    turned_.store(cycles, std::memory_order_relaxed);
    const double ns = static_cast<double>(cycles - filled_) * ns_per_cycle_;
    if (notable_ || (stale_ && ns >= static_cast<double>(about_.figures_every.ns))) {
        ns_per_cycle_ = scale_.ns_per_cycle();
        filled_ = cycles;
        notable_ = false;
        stale_ = false;
        fill_figures(engine);
    }
    const auto wanted = books_wanted_.load(std::memory_order_relaxed);
    if (wanted == 0) return;
    const auto past = [&](std::uint64_t then) {
        return cycles <= then ? 0.0 : static_cast<double>(cycles - then) * ns_per_cycle_;
    };
    if (past(wanted) > static_cast<double>(kBooksFor.ns)) return;
    if (past(booked_) < static_cast<double>(about_.books_every.ns)) return;
    booked_ = cycles;
    fill_books(engine);
}

void Board::note_event(const Event& event, const engine::Engine& engine) {
    const auto quote_of = [&](InstrumentId id) -> QuoteFigures& { return seen_.at(id.value); };
    const auto notable = [&](const auto& what) {
        notable_ = true;
        tell(what);
    };
    std::visit(Overloaded{
                   [&](const PublicTrade& trade) { quote_of(trade.instrument).last = trade.price; },
                   [&](const MarkPrice& mark) {
                       quote_of(mark.instrument).mark = mark.mark;
                       if (mark.index.is_positive()) quote_of(mark.instrument).index = mark.index;
                   },
                   [&](const FundingRate& rate) {
                       quote_of(rate.instrument).funding_rate = rate.rate;
                       if (rate.interval.ns > 0)
                           quote_of(rate.instrument).funding_interval = rate.interval;
                   },
                   [&](const StreamStatus& status) { notable(status); },
                   [&](const OrderReport& report) { notable(report); },
                   [&](const SendFailed& failed) { notable(failed); },
                   [&](const OrderAnswer& answer) {
                       if (answer.found) notable(answer.report);
                   },
                   [&](const Fill& fill) { notable(fill); },
                   // Mostly fills of long ago; those that came by no other way are booked now.
                   [&](const FillsAnswer& answer) {
                       if (engine.counters().fills.count == fills_) return;
                       for (const auto& fill : answer.fills)
                           notable(fill);
                   },
                   [&](const BalanceAnswer& answer) {
                       if (!answer.head.ok) return;
                       auto& account = accounts_.at(answer.head.venue.value);
                       account.told = {true, answer.equity, answer.free_collateral, now_};
                       account.worth = {};
                       for (const auto& position : engine.portfolio().positions())
                           if (position.instrument().venue == answer.head.venue)
                               account.worth += position.total();
                   },
                   [&](const OperatorAsked& asked) {
                       if (asked.what == Operator::pause) paused_ = true;
                       if (asked.what == Operator::resume) paused_ = false;
                       notable(asked);
                   },
                   [&](const SettingAsked& asked) {
                       notable(asked);
                       take_config(engine);
                   },
                   [&](const JournalStalled& stalled) {
                       stalled_ = true;
                       notable(stalled);
                   },
                   [&](const Started&) { take_config(engine); },
                   [](const auto&) {},
               },
               event.what);
    fills_ = engine.counters().fills.count;
}

void Board::note_command(const Command& command) {
    std::visit(Overloaded{
                   [&](const PlaceOrder& place) { tell(Placed{*place.order}); },
                   [&](const CancelOrder& cancel) { tell(cancel); },
                   [&](const PairOpened& opened) { tell(opened); },
                   [&](const PairClosed& closed) {
                       notable_ = true;
                       tell(closed);
                   },
                   [&](const ModeChanged& changed) {
                       notable_ = true;
                       mode_ = changed.to;
                       latched_ = changed.latched;
                       why_ = changed.why;
                       since_ = now_;
                       tell(changed);
                   },
                   [&](const Refused& refused) {
                       last_refused_.time = now_;
                       last_refused_.check.assign(refused.check);
                       last_refused_.why.assign(refused.why);
                       auto known = std::ranges::find(refused_, refused.check, &RefusedAt::check);
                       if (known != refused_.end() && now_ - known->told < kRefusalEvery) return;
                       if (known == refused_.end())
                           known = refused_.insert(refused_.end(), {refused.check, {}});
                       known->told = now_;
                       tell(refused);
                   },
                   [&](const Notice& notice) { tell(notice); },
                   [&](const Evaluated& seen) {
                       spread_ = seen;
                       spread_time_ = now_;
                       if (std::exchange(signal_, seen.signal) != seen.signal &&
                           seen.signal != Signal::none)
                           tell(Signalled{seen});
                   },
                   [&](const Outlook& outlook) { outlook_ = outlook; },
                   [](const auto&) {},
               },
               command);
}

void Board::fill_figures(const engine::Engine& engine) {
    DeskFigures& out = figures_.back();
    out.time = now_;
    out.events = events_;
    out.mode = engine.mode();
    out.latched = latched_;
    out.paused = paused_;
    out.ended = closed_.load(std::memory_order_relaxed);
    out.stalled = stalled_;
    out.why.assign(why_);
    out.since = since_;
    out.quotes.assign(seen_.begin(), seen_.end());
    for (std::size_t n = 0; n < seen_.size(); ++n) {
        const auto& book = engine.book({static_cast<std::uint16_t>(n)});
        auto& quote = out.quotes[n];
        quote.ready = book.ready(now_);
        quote.updated = book.last_update();
        if (!quote.ready) continue;
        if (const auto bid = book.best(Side::buy)) quote.bid = bid->price;
        if (const auto ask = book.best(Side::sell)) quote.ask = ask->price;
    }
    out.spread = spread_;
    out.spread_time = spread_time_;
    out.outlook = outlook_;
    out.exposure = engine.exposure();
    out.dust = engine.dust();
    if (out.exposure.abs() <= out.dust)
        unhedged_since_ = {};
    else if (!unhedged_since_.known())
        unhedged_since_ = now_;
    out.unhedged_since = unhedged_since_;
    fill_positions(engine, out);
    copy_counts(engine.counters(), out.counts);
    out.last_refused.time = last_refused_.time;
    out.last_refused.check.assign(last_refused_.check);
    out.last_refused.why.assign(last_refused_.why);
    figures_.publish();
}

// The distance is that at which the engine itself reduces: see engine/guards.cpp.
void Board::fill_positions(const engine::Engine& engine, DeskFigures& out) {
    const auto& positions = engine.portfolio().positions();
    out.positions.resize(positions.size());
    out.pnl = {};
    for (std::size_t n = 0; n < positions.size(); ++n) {
        const auto& position = positions[n];
        const auto& instrument = position.instrument();
        const Price mid = mid_of(engine, position);
        auto& to = out.positions[n];
        to.quantity = position.quantity();
        to.average_entry = position.average_entry();
        to.mark = position.mark();
        to.unrealised = in_quote(instrument, position.unrealised(), mid);
        to.notional =
            mid.is_positive() ? instrument.notional(position.quantity(), mid).abs() : Notional{};
        to.pnl = {in_quote(instrument, position.worth(), mid),
                  in_quote(instrument, -position.fees(), mid),
                  in_quote(instrument, position.funding(), mid)};
        to.liquidation_distance.reset();
        out.pnl.trading += to.pnl.trading;
        out.pnl.fees += to.pnl.fees;
        out.pnl.funding += to.pnl.funding;
    }
    if (now_ >= day_ends_) {
        at_day_start_ = out.pnl;
        day_ends_ = {(now_.ns / kDay.ns + 1) * kDay.ns};
    }
    out.pnl_day = {out.pnl.trading - at_day_start_.trading, out.pnl.fees - at_day_start_.fees,
                   out.pnl.funding - at_day_start_.funding};

    out.accounts.resize(accounts_.size());
    for (std::size_t v = 0; v < accounts_.size(); ++v) {
        const auto& account = accounts_[v];
        out.accounts[v] = account.told;
        if (!account.told.known) continue;
        Notional equity = account.told.equity - account.worth;
        Notional value;
        Notional margin;
        for (std::size_t n = 0; n < positions.size(); ++n) {
            const auto& instrument = positions[n].instrument();
            if (instrument.venue.value != v) continue;
            equity += positions[n].total();
            value += out.positions[n].notional;
            margin += scale_toward_zero(out.positions[n].notional, instrument.maintenance_margin);
        }
        out.accounts[v].equity = equity;
        const Int128 whole = (value + margin).raw() / Ratio::kOne;
        if (whole == 0) continue;
        for (std::size_t n = 0; n < positions.size(); ++n) {
            const auto& instrument = positions[n].instrument();
            if (instrument.venue.value != v || positions[n].quantity().is_zero()) continue;
            const Notional money = in_quote(instrument, equity, mid_of(engine, positions[n]));
            const Int128 share = (money - margin).raw() / whole;
            constexpr Int128 kMost =
                Int128{1000} * Ratio::kOne;  // a position worth next to nothing
            out.positions[n].liquidation_distance =
                Ratio::from_raw(static_cast<std::int64_t>(std::clamp(share, -kMost, kMost)));
        }
    }
}

void Board::fill_books(const engine::Engine& engine) {
    auto& out = books_.back();
    out.resize(seen_.size());
    for (std::size_t n = 0; n < out.size(); ++n) {
        const auto& book = engine.book({static_cast<std::uint16_t>(n)});
        out[n].ready = book.ready(now_);
        out[n].updated = book.last_update();
        copy_side(book, Side::buy, out[n].bids);
        copy_side(book, Side::sell, out[n].asks);
    }
    books_.publish();
}

void Board::take_config(const engine::Engine& engine) {
    auto fresh = std::make_shared<const engine::Config>(engine.config());
    const std::scoped_lock hold(mutex_);
    config_ = std::move(fresh);
}

void Board::close(const engine::Engine& engine) {
    closed_.store(true, std::memory_order_release);
    fill_figures(engine);
    const std::scoped_lock hold(mutex_);
    controls_ = nullptr;
    latencies_ = nullptr;
}

void Board::want_books() {
    books_wanted_.store(runtime::cycles(), std::memory_order_relaxed);
}

std::shared_ptr<const engine::Config> Board::config() const {
    const std::scoped_lock hold(mutex_);
    return config_;
}

Duration Board::turn_age() const {
    const auto then = turned_.load(std::memory_order_relaxed);
    const auto cycles = runtime::cycles();
    if (cycles <= then) return {};
    return {static_cast<std::int64_t>(static_cast<double>(cycles - then) * scale_.ns_per_cycle())};
}

void Board::with_latencies(const std::function<void(const runtime::Latencies&)>& work) const {
    const std::scoped_lock hold(mutex_);
    if (latencies_ != nullptr) work(*latencies_);
}

bool Board::with_controls(const std::function<void(notify::Controls&)>& work) const {
    const std::scoped_lock hold(mutex_);
    if (controls_ == nullptr) return false;
    work(*controls_);
    return true;
}

}  // namespace twinleg::panel
