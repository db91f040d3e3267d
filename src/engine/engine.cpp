#include "engine/engine.h"

#include <algorithm>
#include <stdexcept>

#include "engine/mode_control.h"
#include "engine/parts.h"

namespace twinleg::engine {
namespace {

constexpr Duration kResyncPeriod = milliseconds(500);
constexpr Duration kResyncRepeat = seconds(1);
constexpr Duration kLookPeriod = seconds(1);  // at losses and limits, while there is a position

std::vector<Instrument> instruments_of(const Config& config) {
    std::vector<Instrument> out;
    for (const auto& i : config.instruments)
        out.push_back(i.instrument);
    return out;
}

std::vector<std::uint32_t> order_rates(const Config& config) {
    std::vector<std::uint32_t> out;
    for (const auto& v : config.venues)
        out.push_back(v.orders_per_minute);
    return out;
}

void validate(const Config& config) {
    const auto refuse = [](const std::string& why) { throw std::invalid_argument(why); };
    if (config.instruments.size() < 2) refuse("instruments: two are needed, one for each leg");
    for (std::size_t n = 0; n < config.instruments.size(); ++n) {
        const Instrument& i = config.instruments[n].instrument;
        if (i.id.value != n) refuse(i.spec() + ": id: must be its place in the list");
        if (i.venue.value >= config.venues.size()) refuse(i.spec() + ": venue: is not in the list");
        if (const auto valid = i.validate(); !valid) refuse(valid.error().message);
    }
    for (std::size_t n = 0; n < config.venues.size(); ++n) {
        if (config.venues[n].id.value != n)
            refuse(config.venues[n].name + ": id: must be its place in the list");
    }
}

}  // namespace

Engine::Parts::Parts(Config c, std::unique_ptr<strategy::Strategy> s)
    : config(std::move(c)),
      strategy(std::move(s)),
      instruments(instruments_of(config)),
      accounts(config.venues.size()),
      portfolio(instruments),
      gate(config.risk, instruments, order_rates(config)),
      breaker(config.risk),
      losses(config.risk),
      modes(config.risk),
      executor(config.exec, instruments, config.venues),
      market(instruments, markets, accounts, gate),
      view(instruments, markets, portfolio) {
    for (const auto& i : config.instruments) {
        book::Rules rules = i.book;
        rules.tick = i.instrument.tick;
        markets.emplace_back(rules);
    }
}

Engine::Engine(Config config, std::unique_ptr<strategy::Strategy> strategy) {
    validate(config);
    parts_ = std::make_unique<Parts>(std::move(config), std::move(strategy));
}

Engine::~Engine() = default;

void Engine::step(const Event& event, Commands& out) {
    Parts& p = *parts_;
    CHECK(event.time >= p.now);
    p.now = event.time;
    p.out = &out;
    p.market.look(p.now, &p.executor.desk());
    const bool market_data = p.apply_market(event);
    if (!market_data) {
        if (p.executor.apply(event, p.market, p, p.booked)) p.settle_wanted = true;
        p.apply_own(event);
        p.book_fills();
    }
    if (event.more) return;
    p.after_instant(event);
}

Time Engine::wake_at() const {
    return parts_->wake;
}

const Config& Engine::config() const {
    return parts_->config;
}
Mode Engine::mode() const {
    return parts_->modes.mode();
}
const portfolio::Portfolio& Engine::portfolio() const {
    return parts_->portfolio;
}
const book::OrderBook& Engine::book(InstrumentId id) const {
    return parts_->markets[id.value].book;
}
Base Engine::exposure() const {
    return parts_->executor.exposure();
}
Base Engine::dust() const {
    parts_->market.look(parts_->now, &parts_->executor.desk());
    return parts_->executor.desk().dust_limit(parts_->market);
}
const Counters& Engine::counters() const {
    return parts_->counters;
}

// --- Market data.

bool Engine::Parts::apply_market(const Event& event) {
    const auto updated = [&](InstrumentId id, const Result<void>& result) {
        MarketOf& m = markets[id.value];
        if (!result) {
            lost_book(id, result.error());
            return;
        }
        if (const auto bbo = m.book.bbo()) {
            m.last_mid = Price::from_raw((bbo->bid.price.raw() + bbo->ask.price.raw()) / 2);
        }
    };
    // How long the book was silent before this.
    const auto note_silence = [&](InstrumentId id) {
        const MarketOf& m = markets[id.value];
        if (!m.book.complete()) return;
        const std::int64_t ms = (now - m.book.last_update()).ns / 1'000'000;
        counters.stale_ms_max = std::max(counters.stale_ms_max, ms);
    };
    if (const auto* delta = std::get_if<BookDelta>(&event.what)) {
        note_silence(delta->instrument);
        updated(delta->instrument, markets[delta->instrument.value].book.apply(*delta, now));
        return true;
    }
    if (const auto* quote = std::get_if<Quote>(&event.what)) {
        if (markets[quote->instrument.value].book.rules().from_quotes) {
            note_silence(quote->instrument);
            updated(quote->instrument, markets[quote->instrument.value].book.apply(*quote, now));
        }
        return true;
    }
    if (const auto* snapshot = std::get_if<BookSnapshot>(&event.what)) {
        note_silence(snapshot->instrument);
        if (markets[snapshot->instrument.value].resync_asked.known()) ++counters.resyncs;
        markets[snapshot->instrument.value].resync_asked = {};
        updated(snapshot->instrument,
                markets[snapshot->instrument.value].book.apply(*snapshot, now));
        return true;
    }
    if (const auto* mark = std::get_if<MarkPrice>(&event.what)) {
        markets[mark->instrument.value].mark = mark->mark;
        return true;
    }
    if (const auto* state = std::get_if<MarketState>(&event.what)) {
        markets[state->instrument.value].mode = state->mode;
        return false;
    }
    if (const auto* status = std::get_if<StreamStatus>(&event.what)) {
        if (status->stream == Stream::market && !status->up) forget_books(status->venue);
        return false;
    }
    if (std::holds_alternative<Started>(event.what)) {
        for (const auto& v : config.venues)
            forget_books(v.id);
    }
    return std::holds_alternative<PublicTrade>(event.what) ||
           std::holds_alternative<FundingRate>(event.what);
}

void Engine::Parts::forget_books(VenueId venue) {
    for (const auto& i : instruments) {
        if (i.venue == venue) markets[i.id.value].book.invalidate();
    }
}

// A lost request for a snapshot, or a snapshot that never came, is asked for again.
void Engine::Parts::ask_for_missing_books() {
    for (const auto& i : instruments) {
        MarketOf& m = markets[i.id.value];
        if (m.book.complete() || !executor.desk().venue(i.id).market_up) {
            m.missing_since = {};
            continue;
        }
        if (!m.missing_since.known()) m.missing_since = now;
        const Time asked = std::max(m.missing_since, m.resync_asked);
        if (now - asked >= kResyncRepeat) {
            m.resync_asked = now;
            emit(Resync{i.id});
        }
        wake = std::min(wake, std::max(m.missing_since, m.resync_asked) + kResyncRepeat);
    }
}

void Engine::Parts::lost_book(InstrumentId id, const Error& error) {
    MarketOf& m = markets[id.value];
    if (error.code == Errc::sequence_gap) ++counters.book_gaps;
    if (m.resync_asked.known() && now - m.resync_asked < kResyncPeriod) return;
    m.resync_asked = now;
    emit(Resync{id});
    emit(Notice{Severity::warning, instruments[id.value].spec() + ": book lost (" + error.message +
                                       "); asked for a snapshot"});
}

// --- Everything else.

void Engine::Parts::apply_own(const Event& event) {
    if (const auto* asked = std::get_if<OperatorAsked>(&event.what)) {
        operate(asked->what);
    } else if (std::holds_alternative<Started>(event.what)) {
        started_at = now;
        modes.start(now, "process started", *out);
    } else if (const auto* report = std::get_if<OrderReport>(&event.what)) {
        count_report(*report);
    } else if (std::holds_alternative<SendFailed>(event.what)) {
        breaker.on_error(now);
    } else if (const auto* balance = std::get_if<BalanceAnswer>(&event.what)) {
        if (balance->head.ok)
            accounts[balance->head.venue.value] = {true, balance->free_collateral, now};
    } else if (const auto* paid = std::get_if<FundingPaid>(&event.what)) {
        portfolio.apply(*paid);
    } else if (const auto* measured = std::get_if<LatencyMeasured>(&event.what)) {
        view.measured(*measured);
        const Duration limit = measured->stage == Stage::browser_leg
                                   ? config.risk.max_browser_latency
                               : measured->stage == Stage::hedge ? config.risk.max_hedge_latency
                                                                 : Duration{};
        if (limit.ns > 0 && measured->delay > limit) slow_until = now + seconds(30);
        if (limit.ns > 0 && measured->delay <= limit) slow_until = {};
        settle_wanted = true;
    } else if (std::holds_alternative<JournalStalled>(event.what)) {
        journal_stalled = true;
        halt("the journal cannot be written", {});
    }
}

void Engine::Parts::operate(Operator what) {
    switch (what) {
        case Operator::stop:
            modes.stop(now, *out);
            break;
        case Operator::flatten:
            executor.flatten();
            break;
        case Operator::kill:
            halt("kill switch", {});
            executor.flatten();
            break;
        case Operator::reset:
            if (modes.mode() != Mode::halted) break;
            executor.reset();
            breaker.clear();
            losses.clear(portfolio.total());
            executor.restart();
            modes.start(now, "reset by the operator", *out);
            break;
        case Operator::pause:
            modes.pause(true);
            break;
        case Operator::resume:
            modes.pause(false);
            break;
    }
    settle_wanted = true;
}

void Engine::Parts::halt(std::string why, Time resume_at) {
    const Mode before = modes.mode();
    modes.halt(now, std::move(why), resume_at, *out);
    if (before != Mode::halted && modes.mode() == Mode::halted) ++counters.halts;
    settle_wanted = true;
}

void Engine::Parts::count_report(const OrderReport& report) {
    switch (report.word) {
        case OrderWord::accepted:
            breaker.on_success(now);
            break;
        case OrderWord::rejected: {
            const bool harmless =
                report.reason == Reason::would_cross || report.reason == Reason::no_liquidity;
            harmless ? breaker.on_success(now) : breaker.on_error(now);
            break;
        }
        case OrderWord::filled:
        case OrderWord::cancelled:
        case OrderWord::expired:
            break;
    }
}

void Engine::Parts::count(PairOutcome outcome) {
    auto& pairs = counters.pair_trades;
    switch (outcome) {
        case PairOutcome::completed:
            ++pairs.completed;
            break;
        case PairOutcome::rolled_back:
            ++pairs.rolled_back;
            break;
        case PairOutcome::nothing:
            ++pairs.nothing;
            break;
        case PairOutcome::failed:
            ++pairs.failed;
            break;
    }
}

void Engine::Parts::book_fills() {
    for (const auto& b : booked) {
        const InstrumentId id = b.fill.instrument;
        if (b.adjustment) {
            portfolio.adjust(id, b.fill.quantity * sign(b.fill.side), b.fill.price);
            ++counters.adjustments;
            continue;
        }
        if (!b.reversed.is_zero()) portfolio.adjust(id, b.reversed, b.reversed_price);
        portfolio.apply(b.fill);
        ++counters.fills.count;
        ++(b.fill.liquidity == Liquidity::maker ? counters.fills.maker : counters.fills.taker);
        counters.fills.volume_base += instruments[id.value].coins(b.fill.quantity, b.fill.price);
        counters.fills.volume_quote +=
            instruments[id.value].notional(b.fill.quantity, b.fill.price);
    }
    booked.clear();
    // Two ledgers of the same fills, kept apart on purpose.
    for (const auto& i : instruments) {
        if (portfolio.position(i.id).quantity() != executor.desk().holdings[i.id.value].contracts &&
            counters.broken_invariant.empty()) {
            counters.broken_invariant = "positions are the sum of fills";
            halt("invariant broken: " + counters.broken_invariant, {});
        }
    }
}

// --- After the last event of an instant.

std::string_view Engine::Parts::cause_to_reduce() const {
    if (!executor.all_joined()) return "a venue is set aside";
    for (const auto& venue : executor.desk().venues) {
        if (!venue.up()) return "a venue is disconnected";
    }
    for (const auto& m : markets) {
        if (m.mode != MarketMode::normal) return "a market is not open to all orders";
    }
    if (now < slow_until) return "latency is over its limit";
    return {};
}

void Engine::Parts::look_at_limits() {
    if (now < next_look) return;
    next_look = now + kLookPeriod;
    for (const auto& i : instruments) {
        if (markets[i.id.value].last_mid.is_positive())
            portfolio.mark(i.id, markets[i.id.value].last_mid);
    }
    if (const auto limit = losses.look(now, portfolio.total())) {
        if (modes.mode() != Mode::halted) {
            halt(std::string{*limit} + ": PnL is " + to_text(portfolio.total(), 2), {});
            executor.flatten();
        }
    }
    const Base balance = config.risk.position_balance;
    if (!balance.is_zero()) {
        const bool off = executor.exposure().abs() >= balance;
        if (off && !unbalanced) {
            emit(Notice{Severity::warning, "positions differ by " +
                                               to_text(executor.exposure(), 8) + " " +
                                               instruments[0].base});
        }
        unbalanced = off;
    }
}

void Engine::Parts::after_instant(const Event& event) {
    const bool timer = std::holds_alternative<Timer>(event.what);
    const bool due = timer || now >= wake;
    if (settle_wanted || due || executor.attention()) settle();
    consult(event);
}

void Engine::Parts::settle() {
    settle_wanted = false;
    look_at_limits();
    if (breaker.tripped(now) && modes.mode() != Mode::starting) {
        ++counters.breaker_trips;
        halt("circuit breaker: too many errors", now + config.risk.breaker_pause);
    }
    const bool reducible = modes.mode() == Mode::active || modes.mode() == Mode::reducing ||
                           modes.mode() == Mode::starting;
    if (modes.settle(now, executor, reducible ? cause_to_reduce() : std::string_view{}, *out)) {
        breaker.clear();
        executor.restart();
    }
    executor.settle(now, modes.mode(), market, *this, booked);
    book_fills();
    if (const auto cause = executor.take_halt()) {
        halt(std::string{"executor: "} + std::string{exec::name(*cause)}, {});
        if (*cause != exec::HaltCause::person) executor.flatten();
        executor.settle(now, modes.mode(), market, *this, booked);
        book_fills();
    }
    if (executor.stopped()) modes.settle(now, executor, {}, *out);
    for (const Duration span : executor.take_excursions())
        counters.unhedged_ms.push_back(span.ns / 1'000'000);
    const exec::OrderCounts& ended = executor.order_counts();
    counters.orders.accepted = ended.accepted;
    counters.orders.rejected = ended.rejected;
    counters.orders.cancelled = ended.cancelled;
    counters.orders.expired = ended.expired;
    counters.orders.unknown_resolved = executor.unknown_resolved();
    counters.failed_attempts = executor.budget().attempts();
    wake = std::min(executor.wake_at(), modes.wake());
    if (modes.mode() != Mode::ended) {
        ask_for_missing_books();
        const bool holds = std::any_of(
            instruments.begin(), instruments.end(),
            [&](const Instrument& i) { return !portfolio.position(i.id).quantity().is_zero(); });
        if (holds) wake = std::min(wake, std::max(next_look, now + kLookPeriod / 100));
        if (slow_until.known() && slow_until > now) wake = std::min(wake, slow_until);
        const Duration check = strategy->check_interval();
        if (check.ns > 0 && modes.mode() == Mode::active) wake = std::min(wake, now + check);
    } else {
        wake = kNever;
    }
}

void Engine::Parts::consult(const Event& event) {
    view.look(now, executor.busy(), modes.mode() == Mode::active && !modes.paused());
    wishes.clear();
    strategy->on_event(event, view, wishes);
    if (wishes.evaluated) emit(*wishes.evaluated);
    if (wishes.list.empty()) return;
    for (const auto& wish : wishes.list) {
        if (const auto* pair = std::get_if<strategy::TradePair>(&wish)) {
            begin(*pair);
        } else {
            executor.withdraw();
        }
    }
    settle();
}

void Engine::Parts::refused(std::string_view check, std::string_view why, Role role) {
    const auto at = counters.refused.find(check);
    if (at != counters.refused.end()) {
        ++at->second;
    } else {
        counters.refused.emplace(check, 1);
    }
    // The same refusal at every tick is told once a second.
    if (last_refused == check && now - last_refused_at < seconds(1)) return;
    last_refused = check;
    last_refused_at = now;
    emit(Refused{std::string{check}, std::string{why}, role});
}

void Engine::Parts::begin(const strategy::TradePair& pair) {
    if (executor.busy()) return;
    const auto no = [&](std::string_view check, std::string_view why) {
        refused(check, why, Role::leg);
    };
    if (modes.mode() != Mode::active) return no("mode", "no new pair trade in this mode");
    if (modes.paused()) return no("paused", "new pair trades are paused");
    if (!gate.pair_allowed(now))
        return no("pairs_per_minute", "enough pair trades for this minute");
    // Both legs are held against the limits before the first is sent.
    const auto quantities =
        exec::fit(instruments[pair.first.instrument.value], pair.first.price,
                  instruments[pair.second.instrument.value], pair.second.price, pair.quantity);
    if (!quantities) return no("size", quantities.error().message);
    if (over_position(pair.first, quantities->first) ||
        over_position(pair.second, quantities->second)) {
        return no("max_position", "a leg would bring its position over the limit");
    }
    const auto began = executor.begin(pair, market, *this);
    if (!began) {
        const auto& why = began.error();
        return no(why.check, why.why.empty() ? why.check : std::string_view{why.why});
    }
    gate.pair_began(now);
}

// Coins of a position, at its entries or at this price: whichever is more. Inverse contracts are
// more coins when the price falls.
Base Engine::Parts::held_at(InstrumentId id, Price price) const {
    const exec::Holding& holding = executor.desk().holdings[id.value];
    const Base now_worth = instruments[id.value].coins(holding.contracts, price);
    return now_worth.abs() > holding.coins.abs() ? now_worth : holding.coins;
}

bool Engine::Parts::over_position(const exec::Leg& leg, Quantity quantity) const {
    const Base limit = gate.limits().max_position;
    if (limit.is_zero()) return false;
    const Instrument& i = instruments[leg.instrument.value];
    const Base held = held_at(leg.instrument, leg.price);
    const Base after = held + i.coins(quantity * sign(leg.side), leg.price);
    return after.abs() > limit && after.abs() > held.abs();
}

// --- What the executor asks for.

bool Engine::Parts::place(const Order& order) {
    const Instrument& i = instruments[order.instrument.value];
    const exec::Desk& desk = executor.desk();
    risk::Situation s{.now = now, .mode = modes.mode(), .journal_stalled = journal_stalled};
    const MarketOf& m = markets[order.instrument.value];
    s.book_ready = m.book.ready(now);
    s.mid = m.last_mid;
    s.mark = m.mark;
    s.position = held_at(order.instrument, order.price);
    s.exposure = desk.exposure();
    s.exposed = desk.unrepairable();
    s.gross = portfolio.gross_notional();
    for (const exec::Tracked* t : desk.live()) {
        const Order& other = t->record.order();
        if (other.instrument != order.instrument) continue;
        const Base rest = i.coins(t->record.rest(), other.price);
        (other.side == Side::buy ? s.open_buys : s.open_sells) += rest;
        const bool crosses =
            order.side == Side::buy ? other.price <= order.price : other.price >= order.price;
        if (other.side != order.side && !t->record.taker() && crosses) s.meets_own_order = true;
    }
    auto approved = gate.approve(order, s);
    if (!approved) {
        refused(approved.error().check, approved.error().why, order.role);
        return false;
    }
    ++counters.orders.sent;
    emit(PlaceOrder{std::move(*approved)});
    return true;
}

}  // namespace twinleg::engine
