#include "exec/neutralise.h"

#include <algorithm>
#include <utility>

namespace twinleg::exec {
namespace {

// A resting order of ours on the side this one would take, within its price.
const Tracked* own_maker(const Desk& desk, InstrumentId id, Side side, Price limit) {
    for (const Tracked* t : desk.live()) {
        const Order& order = t->record.order();
        if (t->record.taker() || order.instrument != id || order.side == side) continue;
        if (side == Side::buy ? order.price <= limit : order.price >= limit) return t;
    }
    return nullptr;
}

}  // namespace

std::string_view name(HaltCause cause) {
    switch (cause) {
        case HaltCause::budget:
            return "budget";
        case HaltCause::blocked:
            return "blocked";
        case HaltCause::person:
            return "person";
    }
    return "unknown";
}

bool usable(const Desk& desk, const Market& market, InstrumentId id) {
    const Venue& venue = desk.venue(id);
    return venue.phase == Phase::joined && venue.up() && desk.now >= venue.aside_until &&
           venue.nonces.usable() && market.mode(id) == MarketMode::normal &&
           market.best(id).has_value() && market.rate_allows(venue.traits.id, Role::neutralise);
}

Price through(const Instrument& instrument, const Best& best, Side side, Ratio ratio) {
    if (side == Side::buy) {
        return std::max(best.ask, floor_to(scale_toward_zero(best.ask, ratio), instrument.tick));
    }
    const Price limit = ceil_to(scale_toward_zero(best.bid, -ratio), instrument.tick);
    return std::max(instrument.tick, std::min(best.bid, limit));
}

Ratio Neutraliser::step(const Desk& desk) const {
    const Config& config = desk.config;
    if (desk.mode == Mode::halted) return config.emergency;
    const Ratio wide = config.first_step + config.next_step * failed_by_price_;
    return std::min(wide, config.emergency);
}

bool Neutraliser::owed(const Desk& desk, const Market& market, Base amount) {
    if (amount.is_zero()) return false;
    return std::any_of(desk.instruments.begin(), desk.instruments.end(), [&](const Instrument& i) {
        const Price mid = market.last_mid(i.id);
        if (!mid.is_positive()) return false;
        const Quantity quantity = desk.quantity_for(i.id, amount, mid);
        if (i.accepts(quantity, mid, false)) return true;
        const Quantity position = desk.holdings[i.id.value].contracts;
        const bool shrinks = !position.is_zero() && position.is_positive() == amount.is_positive();
        return shrinks && i.accepts(std::min(quantity, position.abs()), mid, true);
    });
}

std::optional<Neutraliser::Offer> Neutraliser::offer(const Desk& desk, const Market& market,
                                                     const Instrument& i, Base owed,
                                                     bool flatten) const {
    const auto best = market.best(i.id);
    if (!best) return std::nullopt;
    const Side side = owed.is_positive() ? Side::sell : Side::buy;
    Offer made{.instrument = i.id, .limit = through(i, *best, side, step(desk))};
    made.quantity = desk.quantity_for(i.id, owed, best->mid());
    if (!made.quantity.is_positive()) return std::nullopt;

    // Reduce-only where it frees from the minimums, and in a flatten; never more than the position.
    const Quantity position = desk.holdings[i.id.value].contracts;
    const bool shrinks = !position.is_zero() && position.is_positive() == (side == Side::sell) &&
                         !desk.venue(i.id).position_doubtful;
    if (!i.accepts(made.quantity, made.limit, false)) {
        made.quantity = std::min(made.quantity, position.abs());
        if (!shrinks || !i.accepts(made.quantity, made.limit, true)) return std::nullopt;
        made.reduce_only = true;
    } else if (flatten && shrinks && made.quantity <= position.abs()) {
        made.reduce_only = true;
    }
    if (!made.reduce_only && !market.margin_allows(i.id, side, made.quantity, made.limit)) {
        // No margin for the whole: what only shrinks the position needs none.
        made.quantity = std::min(made.quantity, position.abs());
        if (!shrinks || !i.accepts(made.quantity, made.limit, true)) return std::nullopt;
        made.reduce_only = true;
    }
    const Sweep sweep = market.sweep(i.id, side, made.quantity, made.limit);
    const Quantity missing = made.quantity - sweep.available;
    // What the book does not have is counted at the worst price.
    const Notional value = sweep.available * sweep.average + missing * made.limit;
    const Price average =
        Price::from_raw(static_cast<std::int64_t>(value.raw() / made.quantity.raw()));
    made.cost = scale_toward_zero(average, side == Side::buy ? i.taker_fee : -i.taker_fee);
    return made;
}

void Neutraliser::settle(Desk& desk, const Market& market, Port& port, bool flatten) {
    wake_ = kNever;
    const Base owed_now = desk.unrepairable();
    if (owed_now.is_zero() || !owed(desk, market, owed_now)) {
        blocked_since_ = {};
        if (!owed(desk, market, desk.exposure())) failed_by_price_ = 0;
        // Below every venue's minimum, but not below one freed by reduce-only?
        if (owed_now.is_zero()) return;
    }
    if (desk.now < backoff_until_) {
        wake_ = backoff_until_;
        return;
    }
    const Side side = owed_now.is_positive() ? Side::sell : Side::buy;
    std::optional<Offer> cheapest;
    const Tracked* in_the_way = nullptr;
    bool refused_lastingly = false;
    for (const auto& i : desk.instruments) {
        const Venue& venue = desk.venue(i.id);
        if (!usable(desk, market, i.id)) {
            refused_lastingly |= desk.now < venue.aside_until && venue.refused_lastingly;
            if (desk.now < venue.aside_until) wake_ = std::min(wake_, venue.aside_until);
            continue;
        }
        const auto made = offer(desk, market, i, owed_now, flatten);
        if (!made) {
            // It would take the size, but not from us: no margin.
            refused_lastingly |= i.accepts(desk.quantity_for(i.id, owed_now, market.last_mid(i.id)),
                                           market.last_mid(i.id), false);
            continue;
        }
        if (const Tracked* own = own_maker(desk, i.id, side, made->limit)) {
            in_the_way = own;
            continue;
        }
        const bool better =
            !cheapest || (made->reduce_only && !cheapest->reduce_only && flatten) ||
            ((made->reduce_only == cheapest->reduce_only || !flatten) &&
             (side == Side::buy ? made->cost < cheapest->cost : made->cost > cheapest->cost));
        if (better) cheapest = made;
    }
    if (!cheapest) {
        if (in_the_way) {
            Tracked* own = desk.find(in_the_way->record.order().client_order_id);
            if (!own->cancel_wanted) desk.cancel(*own, port);
            return;
        }
        if (!owed(desk, market, owed_now)) return;
        wake_ = std::min(wake_, desk.now + milliseconds(100));
        if (!refused_lastingly || desk.mode == Mode::halted) return;
        if (!blocked_since_.known()) blocked_since_ = desk.now;
        if (desk.now - blocked_since_ >= desk.config.block) cause_ = HaltCause::blocked;
        return;
    }

    const Instrument& i = desk.instrument(cheapest->instrument);
    const Price mid = market.best(i.id)->mid();
    const Notional worst =
        value_of(i.coins(cheapest->quantity, mid),
                 Price::from_raw(std::abs(cheapest->limit.raw() - mid.raw()))) +
        scale_toward_zero(i.notional(cheapest->quantity, cheapest->limit), i.taker_fee);
    const bool free_of_budget = desk.mode == Mode::halted || desk.mode == Mode::stopping;
    if (!free_of_budget && !budget_.allows(desk.now, worst)) {
        cause_ = HaltCause::budget;
        return;
    }
    Tracked* sent = desk.place(i.id, side, cheapest->limit, cheapest->quantity, TimeInForce::ioc,
                               Role::neutralise, cheapest->reduce_only, port);
    if (sent == nullptr) {
        backoff_until_ = desk.now + desk.config.emergency_backoff;
        wake_ = backoff_until_;
        return;
    }
    blocked_since_ = {};
    sent->mid_when_sent = mid;
    if (!free_of_budget) {
        sent->reserved = worst;
        budget_.reserve(worst);
    }
}

void Neutraliser::on_final(Desk& desk, Tracked& t) {
    const OrderRecord& record = t.record;
    const Order& order = record.order();
    if (order.role != Role::neutralise) return;
    const Instrument& i = desk.instrument(order.instrument);
    if (!t.reserved.is_zero()) {
        const Price away =
            record.average_fill().is_zero()
                ? Price{}
                : Price::from_raw((record.average_fill().raw() - t.mid_when_sent.raw()) *
                                  sign(order.side));
        const Notional lost =
            value_of(i.coins(record.fills(), order.price), away) +
            scale_toward_zero(i.notional(record.fills(), order.price), i.taker_fee);
        budget_.settle(desk.now, t.reserved, lost);
        t.reserved = {};
    }
    if (record.fills() >= order.quantity || record.never_sent()) return;
    budget_.failed_attempt(desk.now);
    const Reason why = record.reason();
    if (why == Reason::none || why == Reason::no_liquidity || why == Reason::price_band) {
        ++failed_by_price_;
    }
    if (desk.mode == Mode::halted || desk.mode == Mode::stopping) {
        backoff_until_ = desk.now + desk.config.emergency_backoff;
    }
}

}  // namespace twinleg::exec
