#include "engine/engine.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "engine/mode_control.h"
#include "engine/parts.h"

namespace twinleg::engine {
namespace {

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
    if (const auto valid = config.risk.validate(); !valid) refuse(valid.error().message);
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
      view(instruments, markets, accounts, portfolio),
      clock_off(config.venues.size()) {
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

void Engine::restate(const Config& told) {
    Config as_changed = told;
    as_changed.take_changes(parts_->config);
    CHECK(parts_->config.same_desk(as_changed));
    parts_->restate(told);
}

void Engine::Parts::restate(const Config& told) {
    config.take_terms(told);
    // In place: others look at them.
    instruments = instruments_of(config);
    gate.restate(instruments, order_rates(config));
    executor.restate(instruments, config.venues);
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
bool Engine::latched() const {
    return mode() == Mode::halted && parts_->modes.latched();
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
std::size_t Engine::live_orders() const {
    return parts_->executor.desk().live().size();
}
Base Engine::dust() const {
    parts_->market.look(parts_->now, &parts_->executor.desk());
    return parts_->executor.desk().dust_limit(parts_->market);
}
const Counters& Engine::counters() const {
    return parts_->counters;
}

// After the last event of an instant.
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
    view.look(now, executor.busy(), modes.mode() == Mode::active && !modes.paused(),
              modes.mode() == Mode::active || modes.mode() == Mode::reducing);
    wishes.clear();
    strategy->on_event(event, view, wishes);
    if (wishes.evaluated) emit(*wishes.evaluated);
    if (wishes.outlook) emit(*wishes.outlook);
    for (auto& notice : wishes.notices)
        emit(std::move(notice));
    if (wishes.list.empty()) return;
    for (const auto& wish : wishes.list) {
        if (const auto* pair = std::get_if<strategy::TradePair>(&wish)) {
            const auto before = static_cast<std::ptrdiff_t>(out->size());
            if (!begin(*pair) || wishes.notices_if_begun.empty()) continue;
            // A person reads why before what.
            out->insert(out->begin() + before,
                        std::make_move_iterator(wishes.notices_if_begun.begin()),
                        std::make_move_iterator(wishes.notices_if_begun.end()));
        } else if (const auto* stop = std::get_if<strategy::Stop>(&wish)) {
            stop_for(stop->why);
        } else if (std::holds_alternative<strategy::Withdraw>(wish)) {
            executor.withdraw();
        } else if (modes.mode() == Mode::active || modes.mode() == Mode::reducing) {
            executor.flatten();
        }
    }
    settle();
}

}  // namespace twinleg::engine
