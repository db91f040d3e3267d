// What a simulated venue does with orders: the door, the wait, the match, the cancel.

#include <algorithm>

#include "core/check.h"
#include "sim/sim_venue.h"

namespace twinleg::sim {
namespace {

constexpr Owner kDesk = 1;

bool reduces(Quantity position, Side side) {
    return side == Side::buy ? position.is_negative() : position.is_positive();
}

}  // namespace

// What the door sees by itself; margin and the position are the sequencer's.
Reason SimVenue::refusal(const Order& order) const {
    const Market& at = market(order.instrument);
    if (order.valid_until.known() && venue_time() > order.valid_until) return Reason::expired;
    const std::size_t known = ledger_.find(order.client_order_id);
    if (known != Ledger::kNone && (config_.ids_for_ever || !ledger_.order(known).final())) {
        return Reason::duplicate_id;
    }
    switch (at.mode) {
        case MarketMode::normal:
            break;
        case MarketMode::post_only:
            if (order.time_in_force != TimeInForce::post_only) return Reason::cancel_only;
            break;
        case MarketMode::cancel_only:
        case MarketMode::halted:
            return Reason::cancel_only;
    }
    if (!order.price.is_positive() || !is_multiple(order.price, at.instrument.tick)) {
        return Reason::other;
    }
    if (!at.instrument.accepts(order.quantity, order.price, order.reduce_only)) {
        return Reason::below_minimum;
    }
    if (at.mark.is_positive()) {
        const bool too_high =
            order.side == Side::buy && order.price > scale_toward_zero(at.mark, config_.price_band);
        const bool too_low = order.side == Side::sell &&
                             order.price < scale_toward_zero(at.mark, -config_.price_band);
        if (too_high || too_low) return Reason::price_band;
    }
    return Reason::none;
}

void SimVenue::arrives(const Order& order) {
    const SendFailed unknown{.instrument = order.instrument,
                             .client_order_id = order.client_order_id,
                             .outcome = SendOutcome::unknown};
    if (ledger_.find(order.client_order_id) != Ledger::kNone) ++duplicate_ids_;
    if (!within(order_bucket_, config_.traits.orders_per_minute)) {
        counts_.add(Fault::too_many);
        return refuse(order, Reason::rate_limited);
    }
    if (courier_.chance(faults_.too_many, Fault::too_many)) {
        return refuse(order, Reason::rate_limited);
    }
    bool mute = false;
    if (courier_.chance(faults_.server_error, Fault::server_error)) {
        courier_.failed(unknown, courier_.latency(config_.latencies.reply));
        if (prng_.chance(500)) return;
        mute = true;  // it was done all the same
    }
    if (courier_.chance(faults_.refused, Fault::refused)) {
        if (!mute) refuse(order, prng_.chance(500) ? Reason::margin : Reason::other);
        return;
    }
    if (const Reason reason = refusal(order); reason != Reason::none) {
        if (!mute) refuse(order, reason);
        return;
    }
    if (const Reason reason = take_nonce(order.nonce); reason != Reason::none) {
        if (!mute) refuse(order, reason);
        return;
    }

    if (config_.replies_at_door) {
        // The door has taken it; the sequencer, which comes next, may still drop it.
        if (!mute) {
            reply_order({.instrument = order.instrument,
                         .client_order_id = order.client_order_id,
                         .venue_time = venue_time()},
                        false);
        }
        timeline_.at(timeline_.now() + prng_.between({}, milliseconds(50)),
                     {TaskKind::sequence, config_.traits.id.value, keep(order)});
        return;
    }
    if (const Reason reason = sequencer_refusal(order); reason != Reason::none) {
        if (!mute) refuse(order, reason);
        return;
    }
    const std::size_t index = accept(order);
    if (!mute) reply_order(ledger_.report(index, venue_time()), false);
}

// What only the account's state can say.
Reason SimVenue::sequencer_refusal(const Order& order) const {
    const Quantity position = ledger_.account().position(order.instrument).quantity();
    Quantity quantity = order.quantity;
    if (order.reduce_only) {
        const Quantity most = reduces(position, order.side) ? position.abs() : Quantity{};
        if (most.is_zero() || (quantity > most && !config_.reduce_only_cuts)) {
            return Reason::reduce_only;
        }
        quantity = std::min(quantity, most);
    }
    return margin_allows(order, quantity) ? Reason::none : Reason::margin;
}

// An order that was taken at the door reaches the sequencer, which keeps to the validity too.
void SimVenue::sequence(std::uint32_t number) {
    if (const Time thaw = std::max(frozen_until_, matching_frozen_until_); timeline_.now() < thaw) {
        timeline_.at(thaw, {TaskKind::sequence, config_.traits.id.value, number});
        return;
    }
    const Order order = std::get<Order>(requests_[number]);
    free_requests_.push_back(number);
    Reason reason = sequencer_refusal(order);
    if (order.valid_until.known() && venue_time() > order.valid_until) reason = Reason::expired;
    if (courier_.chance(faults_.dropped, Fault::dropped)) reason = Reason::other;
    if (reason == Reason::none) {
        accept(order);
        return;
    }
    ledger_.refuse(order, reason, venue_time());
    const std::uint32_t letter = courier_.take();
    courier_.letter(letter).event.what = OrderReport{.instrument = order.instrument,
                                                     .client_order_id = order.client_order_id,
                                                     .word = OrderWord::rejected,
                                                     .reason = reason,
                                                     .venue_time = venue_time()};
    courier_.stream(letter, Line::orders);
}

// From here on it is alive: it waits if takers do, or is matched at once.
std::size_t SimVenue::accept(const Order& order) {
    const std::size_t index = ledger_.accept(order, venue_time());
    open_.push_back(index);
    ++orders_taken_;
    tell_order(index);
    const bool maker = order.time_in_force == TimeInForce::post_only;
    const Duration hold = maker ? Duration{} : config_.traits.taker_delay;
    const Time now = timeline_.now();
    if (hold.ns > 0 || now < matching_frozen_until_) {
        timeline_.at(now + hold,
                     {TaskKind::match, config_.traits.id.value, static_cast<std::uint32_t>(index)});
    } else {
        match(index);
    }
    return index;
}

void SimVenue::refuse(const Order& order, Reason reason) {
    // A second copy's refusal says nothing of the first: only what was never taken is remembered.
    ledger_.refuse(order, reason, venue_time());
    reply_order({.instrument = order.instrument,
                 .client_order_id = order.client_order_id,
                 .word = OrderWord::rejected,
                 .reason = reason,
                 .venue_time = venue_time()},
                false);
}

bool SimVenue::margin_allows(const Order& order, Quantity quantity) const {
    const Account& account = ledger_.account();
    const Position& position = account.position(order.instrument);
    if (reduces(position.quantity(), order.side) && quantity <= position.quantity().abs()) {
        return true;
    }
    const Market& at = market(order.instrument);
    Quantity buys;
    Quantity sells;
    for (const std::size_t index : open_) {
        const VenueOrder& other = ledger_.order(index);
        if (other.order.instrument != order.instrument || other.order.reduce_only) continue;
        if (other.order.client_order_id == order.client_order_id) continue;
        (other.order.side == Side::buy ? buys : sells) += other.left();
    }
    (order.side == Side::buy ? buys : sells) += quantity;
    const Quantity worst =
        std::max((position.quantity() + buys).abs(), (position.quantity() - sells).abs());
    const Price mark = at.mark.is_positive() ? at.mark : order.price;
    const Notional needed =
        scale_toward_zero(settled_value(at.instrument, worst, mark), at.instrument.initial_margin);
    return account.equity() >= needed;
}

void SimVenue::match(std::size_t index) {
    if (ledger_.order(index).final()) return;  // cancelled while it was held
    const Time now = timeline_.now();
    if (const Time thaw = std::max(frozen_until_, matching_frozen_until_); now < thaw) {
        timeline_.at(thaw,
                     {TaskKind::match, config_.traits.id.value, static_cast<std::uint32_t>(index)});
        return;
    }
    const Order order = ledger_.order(index).order;
    if (courier_.chance(faults_.dropped, Fault::dropped)) {
        return finish(index, OrderWord::cancelled, Reason::other);
    }
    // It was alive already: whatever ends it now is a cancel, not a refusal.
    Quantity quantity = order.quantity;
    const Quantity position = ledger_.account().position(order.instrument).quantity();
    if (order.reduce_only) {
        const Quantity most = reduces(position, order.side) ? position.abs() : Quantity{};
        if (most.is_zero() || (quantity > most && !config_.reduce_only_cuts)) {
            return finish(index, OrderWord::cancelled, Reason::reduce_only);
        }
        quantity = std::min(quantity, most);
    }
    if (!margin_allows(order, quantity)) {
        return finish(index, OrderWord::cancelled, Reason::margin);
    }
    if (order.time_in_force != TimeInForce::post_only) crowd_goes_first(ledger_.order(index));

    executions_.clear();
    Market& at = market(order.instrument);
    const Placed placed = at.book.place({.owner = kDesk,
                                         .tag = index,
                                         .side = order.side,
                                         .time_in_force = order.time_in_force,
                                         .price = order.price,
                                         .quantity = quantity},
                                        executions_);
    if (placed.reason == Reason::self_trade) ++self_trades_;
    if (placed.resting) {
        ledger_.order(index).resting = true;
        ledger_.order(index).handle = placed.handle;
    }
    settle(order.instrument, order.side, executions_, index);
    if (ledger_.order(index).final() || placed.resting) return;
    const bool was_cut = quantity < order.quantity && placed.left.is_zero();
    finish(index, OrderWord::cancelled, was_cut ? Reason::reduce_only : placed.reason);
}

// Somebody was faster, and took a part of what the order came for.
void SimVenue::crowd_goes_first(const VenueOrder& order) {
    if (!courier_.chance(faults_.crowd_first, Fault::crowd_first)) return;
    const Order& wanted = order.order;
    Market& at = market(wanted.instrument);
    const Quantity available = at.book.available(wanted.side, wanted.price);
    const std::int64_t lots = available.raw() / at.instrument.lot.raw();
    const std::int64_t kept = prng_.between(0, wanted.quantity.raw() / at.instrument.lot.raw());
    if (lots <= kept) return;
    crowd(wanted.instrument, wanted.side, TimeInForce::ioc, wanted.price,
          at.instrument.lot * (lots - kept));
}

Placed SimVenue::crowd(InstrumentId instrument, Side side, TimeInForce tif, Price price,
                       Quantity quantity) {
    std::vector<Execution> executions;
    const Placed placed =
        market(instrument)
            .book.place({.side = side, .time_in_force = tif, .price = price, .quantity = quantity},
                        executions);
    if (!executions.empty()) settle(instrument, side, executions, Ledger::kNone);
    return placed;
}

bool SimVenue::crowd_cancel(InstrumentId instrument, Handle handle) {
    return market(instrument).book.cancel(handle).has_value();
}

// Books what was matched for the desk, as taker (`taker`) or maker, and tells the public.
void SimVenue::settle(InstrumentId instrument, Side taker_side,
                      const std::vector<Execution>& executions, std::size_t taker) {
    bool moved = false;
    Market& at = market(instrument);
    for (const Execution& execution : executions) {
        if (execution.quantity.is_zero()) {
            ++self_trades_;
            finish(execution.maker_tag, OrderWord::cancelled, Reason::self_trade);
            continue;
        }
        const std::uint32_t number = courier_.take();
        courier_.letter(number).event.what = PublicTrade{.instrument = instrument,
                                                         .id = ++at.trades,
                                                         .venue_time = venue_time(),
                                                         .price = execution.price,
                                                         .quantity = execution.quantity,
                                                         .taker_side = taker_side};
        courier_.stream(number, Line::market);
        const std::size_t ours = taker != Ledger::kNone ? taker
                                 : execution.maker == kDesk
                                     ? static_cast<std::size_t>(execution.maker_tag)
                                     : Ledger::kNone;
        if (ours == Ledger::kNone) continue;
        moved = true;
        tell_fill(ledger_.fill(ours, execution.price, execution.quantity,
                               taker != Ledger::kNone ? Liquidity::taker : Liquidity::maker,
                               venue_time()));
        if (ledger_.order(ours).left().is_zero()) {
            finish(ours, OrderWord::filled, Reason::none);
        } else {
            tell_order(ours);
        }
    }
    if (moved) shrink_reduce_only(instrument);
}

// Resting reduce-only orders never hold more than the position.
void SimVenue::shrink_reduce_only(InstrumentId instrument) {
    const Quantity position = ledger_.account().position(instrument).quantity();
    const std::vector<std::size_t> open = open_;
    for (const std::size_t index : open) {
        const VenueOrder& order = ledger_.order(index);
        if (order.order.instrument != instrument || !order.order.reduce_only || !order.resting) {
            continue;
        }
        const bool fits = reduces(position, order.order.side) && order.left() <= position.abs();
        if (!fits) cancel_now(index, Reason::reduce_only);
    }
}

void SimVenue::finish(std::size_t index, OrderWord word, Reason reason) {
    ledger_.finish(index, word, reason, venue_time());
    std::erase(open_, index);
    tell_order(index);
}

void SimVenue::cancel_comes_due(std::size_t index) {
    if (const Time now = timeline_.now(); now < std::max(frozen_until_, matching_frozen_until_)) {
        timeline_.at(
            std::max(frozen_until_, matching_frozen_until_),
            {TaskKind::cancel, config_.traits.id.value, static_cast<std::uint32_t>(index)});
        return;
    }
    if (ledger_.order(index).final()) return;
    cancel_now(index, Reason::none);
    reply_order(ledger_.report(index, venue_time()), true);
}

void SimVenue::cancel_now(std::size_t index, Reason reason) {
    const VenueOrder& order = ledger_.order(index);
    if (order.resting) market(order.order.instrument).book.cancel(order.handle);
    finish(index, OrderWord::cancelled, reason);
}

void SimVenue::arrives(const CancelOrder& cancel) {
    const SendFailed not_done{.instrument = cancel.instrument,
                              .client_order_id = cancel.client_order_id,
                              .was_cancel = true,
                              .outcome = SendOutcome::never_sent};
    const Duration back = courier_.latency(config_.latencies.reply);
    if (!within(order_bucket_, config_.traits.orders_per_minute) ||
        take_nonce(cancel.nonce) != Reason::none) {
        return courier_.failed(not_done, back);
    }
    if (courier_.chance(faults_.server_error, Fault::server_error)) {
        SendFailed unknown = not_done;
        unknown.outcome = SendOutcome::unknown;
        courier_.failed(unknown, back);
        if (prng_.chance(500)) return;
    }
    const std::size_t index = ledger_.find(cancel.client_order_id);
    const bool found = index != Ledger::kNone && !ledger_.order(index).final() &&
                       (ledger_.order(index).resting || config_.cancel_finds_held);
    if (!found) {
        return reply_order({.instrument = cancel.instrument,
                            .client_order_id = cancel.client_order_id,
                            .word = OrderWord::rejected,
                            .reason = Reason::not_found,
                            .venue_time = venue_time()},
                           true);
    }
    timeline_.at(timeline_.now() + config_.cancel_delay,
                 {TaskKind::cancel, config_.traits.id.value, static_cast<std::uint32_t>(index)});
}

void SimVenue::arrives(const CancelAll& cancel) {
    const bool taken = within(order_bucket_, config_.traits.orders_per_minute) &&
                       take_nonce(cancel.nonce) == Reason::none;
    const std::uint32_t number = courier_.take();
    courier_.letter(number).event.what = CancelAllAnswer{.head = {.venue = config_.traits.id,
                                                                  .request = cancel.request,
                                                                  .ok = taken,
                                                                  .venue_time = venue_time()}};
    courier_.answer(number);
    if (!taken) return;
    for (const std::size_t index : open_) {
        if (!ledger_.order(index).resting && !config_.cancel_finds_held) continue;
        timeline_.at(
            timeline_.now() + config_.cancel_delay,
            {TaskKind::cancel, config_.traits.id.value, static_cast<std::uint32_t>(index)});
    }
}

void SimVenue::person_trades(InstrumentId instrument, Side side, Quantity quantity) {
    const auto best = market(instrument).book.best(opposite(side));
    if (!best) return;
    const Placed placed = crowd(instrument, side, TimeInForce::ioc, best->price, quantity);
    if (!placed.filled.is_positive()) return;
    tell_fill(ledger_.foreign_fill(instrument, side, best->price, placed.filled, venue_time()));
    foreign_change_ = venue_time();
    shrink_reduce_only(instrument);
    publish();
}

}  // namespace twinleg::sim
