// Markets, time, and what is told of all of it.

#include "sim/wire/exchange.h"

#include <algorithm>
#include <stdexcept>

#include "core/check.h"
#include "sim/wire/exchange_state.h"

namespace twinleg::sim::wire {

Price OrderRecord::average() const {
    if (filled.is_zero()) return {};
    return Price::from_raw(static_cast<std::int64_t>(value.raw() / filled.raw()));
}

Exchange::Exchange(ExchangeConfig config, Time start)
    : config_(std::move(config)), now_(start), state_(std::make_unique<State>()) {
    state_->next_order = config_.first_order_id;
    state_->next_trade = config_.first_trade_id;
    for (std::size_t i = 0; i < config_.instruments.size(); ++i) {
        Instrument& instrument = config_.instruments[i];
        instrument.id = {static_cast<std::uint16_t>(i)};
        instrument.venue_name = config_.venue;
        if (auto valid = instrument.validate(); !valid)
            throw std::invalid_argument(instrument.spec() + ": " + valid.error().message);
        state_->markets.push_back(std::make_unique<Market>(instrument.id, config_.self_trade));
    }
    if (const Time first = next_funding(); first != kNever)
        later({.at = first, .what = Due::What::funding});
}

Exchange::~Exchange() = default;

// --- Time.

void Exchange::later(Due due) {
    due.number = state_->next_due++;
    state_->due.push(due);
}

Time Exchange::next_due() const {
    return state_->due.empty() ? kNever : state_->due.top().at;
}

Time Exchange::next_funding() const {
    const std::int64_t interval = config_.funding_interval.ns;
    if (interval == 0) return kNever;
    return {(now_.ns / interval + 1) * interval};
}

void Exchange::tick(Time now) {
    while (!state_->due.empty() && state_->due.top().at <= now) {
        const Due due = state_->due.top();
        state_->due.pop();
        now_ = std::max(now_, due.at);
        const Operation operation(*this, true);
        happen(due);
    }
    now_ = std::max(now_, now);
}

void Exchange::happen(const Due& due) {
    if (due.what == Due::What::funding) return pay_funding(due.at);
    OrderRecord* record = find_alive(due.order);
    if (record == nullptr) return;
    switch (due.what) {
        case Due::What::match:
            if (record->state == OrderState::pending && !record->asleep) match(*record);
            break;
        case Due::What::cancel:
            end(*record, OrderState::cancelled, Reason::none);
            break;
        case Due::What::expire:
            end(*record, OrderState::expired, Reason::expired);
            break;
        case Due::What::change:
            change(*record, due.price, due.quantity);
            break;
        case Due::What::funding:
            break;
    }
}

// --- Markets.

const Instrument& Exchange::instrument(InstrumentId id) const {
    return config_.instruments.at(id.value);
}

const Instrument* Exchange::find(std::string_view symbol) const {
    const auto found = std::ranges::find(config_.instruments, symbol, &Instrument::symbol);
    return found == config_.instruments.end() ? nullptr : &*found;
}

const MarketFacts& Exchange::facts(InstrumentId id) const {
    return market(id).facts;
}

const MatchingBook& Exchange::book(InstrumentId id) const {
    return market(id).book;
}

void Exchange::levels(InstrumentId id, Side side, std::vector<Level>& out) const {
    market(id).book.levels(side, out);
}

std::optional<Level> Exchange::best(InstrumentId id, Side side) const {
    return market(id).book.best(side);
}

Price Exchange::mid(InstrumentId id) const {
    const auto bid = best(id, Side::buy);
    const auto ask = best(id, Side::sell);
    if (!bid || !ask) return {};
    return Price::from_raw(bid->price.raw() + (ask->price.raw() - bid->price.raw()) / 2);
}

Quantity Exchange::open_interest(InstrumentId id) const {
    Quantity sum;
    for (const auto& account : accounts_) {
        const Quantity held = account->positions[id.value].quantity();
        if (held.is_positive()) sum += held;
    }
    return sum;
}

const std::deque<TradeRecord>& Exchange::trades(InstrumentId id) const {
    return market(id).trades;
}

void Exchange::set_mode(InstrumentId id, MarketMode mode) {
    if (market(id).facts.mode == mode) return;
    const Operation operation(*this, false);
    market(id).facts.mode = mode;
    state_->news.emplace_back(ModeMoved{id, mode});
}

void Exchange::set_mark(InstrumentId id, Price mark) {
    set_index(id, mark, mark);
}

void Exchange::set_index(InstrumentId id, Price mark, Price index) {
    MarketFacts& facts = market(id).facts;
    if (facts.mark == mark && facts.index == index) return;
    const Operation operation(*this, false);
    facts.mark = mark;
    facts.index = index;
    for (const auto& account : accounts_)
        account->positions[id.value].mark(mark);
    state_->news.emplace_back(MarkMoved{id});
    wake_triggered(id);
    liquidate_the_broke();
}

void Exchange::set_funding_rate(InstrumentId id, Ratio rate) {
    MarketFacts& facts = market(id).facts;
    if (facts.funding_rate == rate) return;
    const Operation operation(*this, false);
    facts.funding_rate = rate;
    state_->news.emplace_back(MarkMoved{id});
}

// One interval's part of rate × index. What the places of a price cannot hold is kept for later.
Price Exchange::grow_index(InstrumentId id) {
    Market& at = market(id);
    constexpr std::int64_t kMillisecond = 1'000'000;
    at.funding_sum += static_cast<Int128>(at.facts.index.raw()) * at.facts.funding_rate.raw() *
                      (config_.funding_interval.ns / kMillisecond);
    const Price before = at.facts.funding_index;
    at.facts.funding_index = Price::from_raw(static_cast<std::int64_t>(
        at.funding_sum / (config_.funding_period.ns / kMillisecond) / Ratio::kOne));
    return at.facts.funding_index - before;
}

void Exchange::pay_funding(Time at) {
    later({.at = at + config_.funding_interval, .what = Due::What::funding});
    for (const Instrument& each : config_.instruments) {
        MarketFacts& facts = market(each.id).facts;
        facts.last_funding = at;
        facts.last_funding_rate = facts.funding_rate;
        if (facts.funding_rate.is_zero() || !facts.mark.is_positive()) continue;
        const Price grown = config_.funding_period > Duration{} ? grow_index(each.id) : Price{};
        for (AccountIndex i = 0; i < accounts_.size(); ++i) {
            AccountState& account = state(i);
            Position& position = account.positions[each.id.value];
            if (position.quantity().is_zero()) continue;
            Notional amount;
            if (config_.funding_period > Duration{}) {
                amount = -(position.quantity() * grown);  // exact; see Price and Quantity
                if (amount.is_zero()) continue;
            } else {
                amount = funding_of(each, position.quantity(), facts.mark, facts.funding_rate);
                if (config_.fee_step.is_positive()) amount = cut_to(amount, config_.fee_step);
            }
            position.fund(amount);
            account.moved = true;
            const FundingPayment payment{.id = state_->next_funding++,
                                         .account = i,
                                         .instrument = each.id,
                                         .rate = facts.funding_rate,
                                         .mark = facts.mark,
                                         .position = position.quantity(),
                                         .amount = amount,
                                         .time = at};
            account.funding.push_back(payment);
            if (account.funding.size() > config_.kept_fills) account.funding.pop_front();
            state_->news.emplace_back(payment);
        }
    }
    liquidate_the_broke();
}

// --- Telling.

void Exchange::tell(OrderRecord& record) {
    ++record.version;
    record.updated_at = now_;
    state_->news.emplace_back(record);
}

// Listeners may order something; that is told in the next round.
void Exchange::tell_everything() {
    const auto owed = [&] {
        return !state_->news.empty() || state_->books_wanted ||
               std::ranges::any_of(accounts_, [](const auto& each) { return each->moved; });
    };
    while (owed()) {
        while (!state_->news.empty()) {
            const News news = std::move(state_->news.front());
            state_->news.pop_front();
            if (listener_ == nullptr) continue;
            std::visit(
                [&]<typename T>(const T& what) {
                    if constexpr (std::is_same_v<T, OrderRecord>) listener_->on_order(what);
                    if constexpr (std::is_same_v<T, FillRecord>) listener_->on_fill(what);
                    if constexpr (std::is_same_v<T, TradeRecord>) listener_->on_trade(what);
                    if constexpr (std::is_same_v<T, FundingPayment>) listener_->on_funding(what);
                    if constexpr (std::is_same_v<T, MarkMoved>) listener_->on_mark(what.instrument);
                    if constexpr (std::is_same_v<T, ModeMoved>)
                        listener_->on_mode(what.instrument, what.mode);
                },
                news);
        }
        for (AccountIndex i = 0; i < accounts_.size(); ++i) {
            if (!std::exchange(accounts_[i]->moved, false)) continue;
            if (listener_ != nullptr) listener_->on_account(i);
        }
        if (std::exchange(state_->books_wanted, false)) publish_books();
    }
}

void Exchange::publish() {
    const Operation operation(*this, true);
}

void Exchange::publish_books() {
    for (const Instrument& each : config_.instruments) {
        Market& at = market(each.id);
        state_->bids.clear();
        state_->asks.clear();
        if (!at.book.take_changes(state_->bids, state_->asks)) continue;
        ++at.facts.sequence;
        if (listener_ == nullptr) continue;
        // Copies, because a listener may cause the next change.
        const std::vector<Level> bids = state_->bids;
        const std::vector<Level> asks = state_->asks;
        listener_->on_book({.instrument = each.id,
                            .sequence = at.facts.sequence,
                            .time = now_,
                            .bids = bids,
                            .asks = asks});
    }
}

}  // namespace twinleg::sim::wire
