// Matches, and what they do to orders and positions.

#include <algorithm>
#include <limits>

#include "core/check.h"
#include "sim/wire/exchange.h"
#include "sim/wire/exchange_state.h"

namespace twinleg::sim::wire {
namespace {

// The crowd is owner zero.
Owner owner_of(AccountIndex account) {
    return account + 1;
}

bool reduces(Quantity held, Side side) {
    return side == Side::buy ? held.is_negative() : held.is_positive();
}

TimeInForce force_of(const OrderRequest& request) {
    if (request.market) return TimeInForce::ioc;
    switch (request.force) {
        case Force::gtc:
            return TimeInForce::gtc;
        case Force::ioc:
        case Force::fok:
            return TimeInForce::ioc;
        case Force::post_only:
            return TimeInForce::post_only;
    }
    return TimeInForce::gtc;
}

// The furthest price there is.
Price any_price(Side side, const Instrument& instrument) {
    return side == Side::buy ? Price::from_raw(std::numeric_limits<std::int64_t>::max())
                             : instrument.tick;
}

}  // namespace

Price Exchange::limit_of(const OrderRecord& record) const {
    if (record.price.is_positive()) return record.price;
    const Instrument& at = instrument(record.request.instrument);
    const Price mark = facts(at.id).mark;
    const bool buys = record.request.side == Side::buy;
    if (!mark.is_positive()) return any_price(record.request.side, at);
    const Price edge = scale_toward_zero(mark, buys ? config_.market_band : -config_.market_band);
    return std::max(floor_to(edge, at.tick), at.tick);
}

void Exchange::match(OrderRecord& record) {
    const OrderRequest& request = record.request;
    AccountState& account = state(request.account);
    Market& at = market(request.instrument);
    Quantity quantity = record.left();
    if (request.reduce_only) {
        const Quantity held = account.positions[request.instrument.value].quantity();
        const Quantity most = reduces(held, request.side) ? held.abs() : Quantity{};
        if (most.is_zero() || (quantity > most && !config_.reduce_only_cuts))
            return end(record, OrderState::cancelled, Reason::reduce_only);
        quantity = std::min(quantity, most);
        record.quantity = record.filled + quantity;
    }
    // The order itself must not count twice.
    OrderRequest rest = request;
    rest.price = record.price;
    rest.quantity = quantity;
    account.open.erase(record.id);
    const bool allowed = margin_allows(rest);
    account.open.insert(record.id);
    if (!allowed) return end(record, OrderState::cancelled, Reason::margin);

    const Price limit = limit_of(record);
    if (request.force == Force::fok && !request.market &&
        at.book.available(request.side, limit) < quantity)
        return end(record, OrderState::cancelled, Reason::no_liquidity);

    std::vector<Execution> executions;
    const Placed placed = at.book.place({.owner = owner_of(request.account),
                                         .tag = record.id,
                                         .side = request.side,
                                         .time_in_force = force_of(request),
                                         .price = limit,
                                         .quantity = quantity,
                                         .self_trade = request.self_trade},
                                        executions);
    record.state = OrderState::open;
    record.resting = placed.resting;
    record.handle = placed.handle;
    settle(at, request.side, &record, record.id, executions);
    if (record.left().is_zero()) {
        end(record, OrderState::filled, Reason::none);
    } else if (record.resting) {
        tell(record);
    } else {
        end(record, OrderState::cancelled, placed.reason);
    }
    if (!executions.empty()) shrink_reduce_only(at.id);
}

bool Exchange::triggered(const OrderRecord& record) const {
    const OrderRequest& request = record.request;
    if (!request.trigger.is_positive()) return true;
    const Price mark = facts(request.instrument).mark;
    if (!mark.is_positive()) return false;
    return request.trigger_above ? mark >= request.trigger : mark <= request.trigger;
}

// It is matched in tick(), so that nothing is matched in the middle of another match.
void Exchange::wake(OrderRecord& record) {
    record.asleep = false;
    record.triggered_at = now_;
    state_->asleep.erase(record.id);
    end_sibling(record);
    later({.at = now_ + record.request.delay, .what = Due::What::match, .order = record.id});
    tell(record);
}

void Exchange::wake_triggered(InstrumentId id) {
    const std::vector<std::uint64_t> asleep{state_->asleep.begin(), state_->asleep.end()};
    for (const std::uint64_t each : asleep) {
        OrderRecord* record = find_alive(each);
        if (record == nullptr || !record->asleep || record->request.instrument != id) continue;
        if (record->parent_alive) continue;
        if (triggered(*record)) wake(*record);
    }
}

void Exchange::end_sibling(const OrderRecord& record) {
    OrderRecord* other = find_alive(record.sibling);
    if (other == nullptr) return;
    other->ended_by = EndedBy::sibling;
    end(*other, OrderState::cancelled, Reason::other);
}

// Children of a parent that has ended: it filled something, or they end with it.
void Exchange::end_of_kin(const OrderRecord& record) {
    const bool filled = record.filled.is_positive();
    const std::vector<std::uint64_t> asleep{state_->asleep.begin(), state_->asleep.end()};
    for (const std::uint64_t each : asleep) {
        OrderRecord* child = find_alive(each);
        if (child == nullptr || child->request.parent != record.id) continue;
        child->parent_alive = false;
        if (!filled) {
            child->ended_by = EndedBy::parent;
            end(*child, OrderState::cancelled, Reason::other);
        } else if (triggered(*child)) {
            wake(*child);
        } else {
            tell(*child);
        }
    }
}

// A price that stays and a quantity that shrinks keep the place in the queue.
void Exchange::change(OrderRecord& record, Price price, Quantity quantity) {
    if (quantity <= record.filled) return;  // filled meanwhile; the change comes too late
    const bool keeps = price == record.price && quantity <= record.quantity;
    record.price = price;
    record.quantity = quantity;
    if (record.state == OrderState::pending) return tell(record);
    Market& at = market(record.request.instrument);
    if (keeps) {
        at.book.cut(record.handle, record.left());
        return tell(record);
    }
    at.book.cancel(record.handle);
    record.resting = false;
    match(record);
}

void Exchange::end(OrderRecord& record, OrderState how, Reason reason) {
    CHECK(record.alive() && ended(how));
    if (record.resting) market(record.request.instrument).book.cancel(record.handle);
    record.resting = false;
    record.state = how;
    record.reason = reason;
    AccountState& account = state(record.request.account);
    account.open.erase(record.id);
    account.ended.push_back(record.id);
    state_->asleep.erase(record.id);
    record.asleep = false;
    tell(record);
    end_of_kin(record);
    // Not this one, which its caller still looks at.
    if (account.ended.size() > std::max<std::size_t>(config_.kept_orders, 1))
        forget_oldest(account);
}

void Exchange::forget_oldest(AccountState& account) {
    const auto oldest = state_->orders.find(account.ended.front());
    account.ended.pop_front();
    const std::string& name = oldest->second.request.client_order_id;
    const auto named = account.by_client_id.find(name);
    if (named != account.by_client_id.end() && named->second == oldest->first)
        account.by_client_id.erase(named);
    state_->orders.erase(oldest);
}

// taker: null where the crowd takes.
void Exchange::settle(Market& at, Side side, OrderRecord* taker, std::uint64_t taker_id,
                      const std::vector<Execution>& executions) {
    for (const Execution& execution : executions) {
        OrderRecord* maker = execution.maker == kCrowd ? nullptr : &alive(execution.maker_tag);
        if (execution.quantity.is_zero()) {
            CHECK(maker != nullptr);
            maker->resting = false;  // the book has taken it out
            end(*maker, OrderState::cancelled, Reason::self_trade);
            continue;
        }
        const InstrumentId id = at.id;
        TradeRecord trade{.id = state_->next_trade++,
                          .number = ++at.traded,
                          .instrument = id,
                          .price = execution.price,
                          .quantity = execution.quantity,
                          .taker_side = side,
                          .time = now_};
        trade.taker.order_id = taker_id;
        trade.maker.order_id = execution.maker_tag;
        if (taker != nullptr) book_fill(trade, trade.taker, taker, Liquidity::taker);
        if (maker != nullptr) book_fill(trade, trade.maker, maker, Liquidity::maker);

        MarketFacts& known = at.facts;
        if (known.trades++ == 0) known.first_price = known.lowest = known.highest = trade.price;
        known.last_price = trade.price;
        known.lowest = std::min(known.lowest, trade.price);
        known.highest = std::max(known.highest, trade.price);
        known.volume += trade.quantity;
        known.turnover += instrument(id).notional(trade.quantity, trade.price);
        at.trades.push_back(trade);
        if (at.trades.size() > config_.kept_trades) at.trades.pop_front();
        state_->news.emplace_back(trade);

        if (maker == nullptr) continue;
        if (maker->left().is_zero()) {
            maker->resting = false;  // the book has taken it out
            end(*maker, OrderState::filled, Reason::none);
        } else {
            tell(*maker);
        }
    }
}

// Books one side of a trade: the position, the fee, the order if there is one.
void Exchange::book_fill(const TradeRecord& trade, TradeSide& side, OrderRecord* record,
                         Liquidity liquidity) {
    const bool takes = liquidity == Liquidity::taker;
    const Side direction = takes ? trade.taker_side : opposite(trade.taker_side);
    if (record != nullptr) {
        side.account = record->request.account;
        side.client_order_id = record->request.client_order_id;
    }
    AccountState& account = state(side.account);
    Position& held = account.positions[trade.instrument.value];
    side.position_before = held.quantity();
    side.entry_before = held.entry_value();

    const Instrument& at = instrument(trade.instrument);
    const Notional value = at.notional(trade.quantity, trade.price);
    if (!trade.liquidation) {
        if (record == nullptr || !record->request.free_of_fees)
            side.fee_rate = fee_rate(side.account, trade.instrument, liquidity);
        side.fee = scale_toward_zero(settled_value(at, trade.quantity, trade.price), side.fee_rate);
        if (config_.fee_step.is_positive()) side.fee = cut_to(side.fee, config_.fee_step);
    }
    const Notional realised_before = held.realised();
    held.fill(direction, trade.price, trade.quantity, side.fee);
    const Notional realised = held.realised() - realised_before;
    account.moved = true;
    ++account.counts.fills;

    FillRecord fill{.id = state_->next_fill++,
                    .trade_id = trade.id,
                    .trade_number = trade.number,
                    .order_id = side.order_id,
                    .account = side.account,
                    .client_order_id = side.client_order_id,
                    .instrument = trade.instrument,
                    .side = direction,
                    .price = trade.price,
                    .quantity = trade.quantity,
                    .value = value,
                    .fee = side.fee,
                    .liquidity = liquidity,
                    .liquidation = trade.liquidation,
                    .realised = realised,
                    .position_before = side.position_before,
                    .entry_before = side.entry_before,
                    .time = now_};
    account.fills.push_back(fill);
    if (account.fills.size() > config_.kept_fills) account.fills.pop_front();
    state_->news.emplace_back(std::move(fill));

    if (record == nullptr) return;
    record->filled += trade.quantity;
    record->value += value;
    record->fee += side.fee;
    record->realised += realised;
    record->lowest_fill =
        record->lowest_fill.is_zero() ? trade.price : std::min(record->lowest_fill, trade.price);
    record->highest_fill = std::max(record->highest_fill, trade.price);
}

// Resting reduce-only orders never hold more than the position.
void Exchange::shrink_reduce_only(InstrumentId id) {
    for (const auto& account : accounts_) {
        const Quantity held = account->positions[id.value].quantity();
        const std::set<std::uint64_t> open = account->open;
        for (const std::uint64_t each : open) {
            OrderRecord* found = find_alive(each);
            if (found == nullptr) continue;  // a child ends with its parent
            OrderRecord& record = *found;
            if (!record.resting || !record.request.reduce_only || record.request.instrument != id) {
                continue;
            }
            if (!reduces(held, record.request.side)) {
                end(record, OrderState::cancelled, Reason::reduce_only);
            } else if (record.left() > held.abs()) {
                record.quantity = record.filled + held.abs();
                market(id).book.cut(record.handle, record.left());
                tell(record);
            }
        }
    }
}

// --- The crowd.

CounterpartyResult Exchange::counterparty(InstrumentId id, Side side, Price price,
                                          Quantity quantity, Force force, bool market_order) {
    const Operation operation(*this, true);
    Market& at = market(id);
    std::vector<Execution> executions;
    const std::uint64_t order_id = state_->next_order++;
    const Price limit = market_order ? any_price(side, instrument(id)) : price;
    const bool rests = !market_order && (force == Force::gtc || force == Force::post_only);
    const Placed placed =
        at.book.place({.owner = kCrowd,
                       .tag = order_id,
                       .side = side,
                       .time_in_force = !rests                      ? TimeInForce::ioc
                                        : force == Force::post_only ? TimeInForce::post_only
                                                                    : TimeInForce::gtc,
                       .price = limit,
                       .quantity = quantity},
                      executions);
    Notional value;
    for (const Execution& each : executions)
        value += each.quantity * each.price;
    settle(at, side, nullptr, order_id, executions);
    if (!executions.empty()) shrink_reduce_only(id);
    CounterpartyResult result{.filled = placed.filled};
    if (placed.filled.is_positive())
        result.average_price =
            Price::from_raw(static_cast<std::int64_t>(value.raw() / placed.filled.raw()));
    if (placed.resting) result.resting = placed.left;
    return result;
}

Placed Exchange::crowd(InstrumentId id, Side side, TimeInForce force, Price price,
                       Quantity quantity) {
    const Operation operation(*this, false);
    Market& at = market(id);
    std::vector<Execution> executions;
    const std::uint64_t order_id = state_->next_order++;
    const Placed placed = at.book.place({.owner = kCrowd,
                                         .tag = order_id,
                                         .side = side,
                                         .time_in_force = force,
                                         .price = price,
                                         .quantity = quantity},
                                        executions);
    settle(at, side, nullptr, order_id, executions);
    if (!executions.empty()) shrink_reduce_only(id);
    return placed;
}

bool Exchange::crowd_cancel(InstrumentId id, Handle handle) {
    return market(id).book.cancel(handle).has_value();
}

bool Exchange::crowd_rests(InstrumentId id, Handle handle) const {
    return market(id).book.left(handle).has_value();
}

}  // namespace twinleg::sim::wire
