#include "exec/desk.h"

#include <algorithm>

#include "core/check.h"

namespace twinleg::exec {
namespace {

// Long enough for any late word of a venue; ids of orders older than that are still never reused.
constexpr Duration kOrderMemory = minutes(15);

// How much better than its limit an order may have been filled; it decides how many coins inverse
// contracts are. More than any order goes through the book and the market moves meanwhile.
constexpr std::int64_t kBetterPercent = 2;

}  // namespace

Desk::Desk(Config c, std::vector<Instrument> i, std::vector<VenueTraits> traits)
    : config(std::move(c)), instruments(std::move(i)), holdings(instruments.size()) {
    for (auto& t : traits)
        venues.emplace_back(std::move(t));
}

Tracked* Desk::find(ClientOrderId id) {
    const auto at = std::lower_bound(orders_.begin(), orders_.end(), id,
                                     [](const Tracked& t, ClientOrderId wanted) {
                                         return t.record.order().client_order_id < wanted;
                                     });
    if (at == orders_.end() || at->record.order().client_order_id != id) return nullptr;
    return &*at;
}

Tracked* Desk::find(VenueId venue_id, const VenueOrderId& id) {
    if (id.empty()) return nullptr;
    for (auto at = orders_.rbegin(); at != orders_.rend(); ++at) {
        if (at->record.venue_order_id() == id &&
            instrument(at->record.order().instrument).venue == venue_id) {
            return &*at;
        }
    }
    return nullptr;
}

bool Desk::any_live(VenueId venue_id) const {
    return std::any_of(live_.begin(), live_.end(), [&](const Tracked* t) {
        return instrument(t->record.order().instrument).venue == venue_id;
    });
}

void Desk::forget_old_orders() {
    while (!orders_.empty() && orders_.front().closed &&
           now - orders_.front().closed_at > kOrderMemory) {
        orders_.pop_front();
    }
    for (auto& v : venues)
        v.fills.forget_before(now - kOrderMemory);
}

std::vector<Tracked*> Desk::collect_final() {
    std::vector<Tracked*> done;
    std::erase_if(live_, [&](Tracked* t) {
        if (!t->record.final()) return false;
        done.push_back(t);
        return true;
    });
    return done;
}

void Desk::revive(Tracked& tracked) {
    if (tracked.record.final()) return;
    if (std::find(live_.begin(), live_.end(), &tracked) == live_.end()) live_.push_back(&tracked);
    tracked.closed = false;
}

bool Desk::may_own(const Tracked& t, const Unassigned& fill) {
    const Order& order = t.record.order();
    return t.record.venue_order_id().empty() && order.instrument == fill.instrument &&
           order.side == fill.side && t.record.sent() <= fill.came;
}

void Desk::forget_foreign_fills() {
    std::erase_if(unassigned, [&](const Unassigned& fill) {
        return std::none_of(live_.begin(), live_.end(),
                            [&](const Tracked* t) { return may_own(*t, fill); });
    });
}

Tracked* Desk::place(InstrumentId id, Side side, Price price, Quantity quantity, TimeInForce tif,
                     Role role, bool reduce_only, Port& port) {
    CHECK(quantity.is_positive() && price.is_positive());
    Venue& v = venue(id);
    Order order;
    order.instrument = id;
    order.client_order_id = ClientOrderId::make(epoch, ++counter_);
    order.side = side;
    order.time_in_force = tif;
    order.role = role;
    order.reduce_only = reduce_only;
    order.price = price;
    order.quantity = quantity;
    order.valid_until = now + v.traits.validity;
    order.nonce = v.nonces.take(order.client_order_id, now);
    if (!port.place(order)) {
        v.nonces.never_sent(order.nonce);
        return nullptr;
    }
    orders_.push_back(Tracked{.record = OrderRecord{order, pair, now}});
    live_.push_back(&orders_.back());
    return &orders_.back();
}

void Desk::cancel(Tracked& tracked, Port& port) {
    tracked.cancel_wanted = true;
    const Order& order = tracked.record.order();
    Venue& v = venue(order.instrument);
    if (!v.nonces.usable()) return;  // asked for again when it is
    tracked.cancel_sent = now;
    if (!tracked.cancel_first.known()) tracked.cancel_first = now;
    tracked.cancel_nonce = v.nonces.take({}, now);
    port.emit(CancelOrder{order.instrument, order.client_order_id, tracked.record.venue_order_id(),
                          tracked.cancel_nonce});
}

Base Desk::exposure() const {
    Base sum = coins_by_fills();
    for (const Tracked* t : live_) {
        const Quantity ahead = t->record.stand_in();
        if (ahead.is_zero()) continue;
        const Order& order = t->record.order();
        sum += coins_moved(order.instrument, order.side, ahead, t->record.stand_in_price()) *
               sign(order.side);
    }
    return sum;
}

Base Desk::coins_by_fills() const {
    Base sum;
    for (const auto& holding : holdings)
        sum += holding.coins;
    return sum;
}

bool Desk::stand_in_at(VenueId venue_id) const {
    return std::any_of(live_.begin(), live_.end(), [&](const Tracked* t) {
        return instrument(t->record.order().instrument).venue == venue_id &&
               t->record.stand_in().is_positive();
    });
}

Base Desk::unrepairable() const {
    Base lo = coins_by_fills();
    Base hi = lo;
    // Fills without an order are, until we know better, fills of orders that have no word yet.
    std::vector<Unassigned> early = unassigned;
    for (const Tracked* t : live_) {
        const Order& order = t->record.order();
        if (const Quantity ahead = t->record.stand_in(); !ahead.is_zero()) {
            const CoinRange filled = coins_between(order, ahead, t->record.average_known());
            lo += order.side == Side::buy ? filled.least : -filled.most;
            hi += order.side == Side::buy ? filled.most : -filled.least;
        }
        if (!t->record.taker()) continue;
        Quantity rest = t->record.rest();
        for (auto& fill : early) {
            if (!may_own(*t, fill)) continue;
            const Quantity part = std::min(rest, fill.quantity);
            rest -= part;
            fill.quantity -= part;
        }
        const Base most = coins_between(order, rest, {}).most;
        (order.side == Side::sell ? lo : hi) += most * sign(order.side);
    }
    if (lo.is_positive()) return lo;
    if (hi.is_negative()) return hi;
    return {};
}

Desk::CoinRange Desk::coins_between(const Order& order, Quantity quantity, Price known) const {
    const auto moved = [&](Price at) {
        return coins_moved(order.instrument, order.side, quantity, at);
    };
    if (!known.is_zero()) return {moved(known), moved(known)};
    const Base at_limit = moved(order.price);
    if (instrument(order.instrument).kind == ContractKind::linear) return {at_limit, at_limit};
    const Price better = Price::from_raw(order.price.raw() / 100 * kBetterPercent);
    const Base at_better = moved(order.price - better * sign(order.side));
    return {std::min(at_limit, at_better), std::max(at_limit, at_better)};
}

Base Desk::coins_moved(InstrumentId id, Side side, Quantity quantity, Price price) const {
    const Instrument& i = instrument(id);
    const Holding& holding = holdings[id.value];
    const bool closes =
        !holding.contracts.is_zero() && holding.contracts.is_positive() == (side == Side::sell);
    if (i.kind == ContractKind::linear || !closes) return i.coins(quantity, price);
    const Quantity closing = std::min(quantity, holding.contracts.abs());
    const Base share = share_toward_zero(holding.coins.abs(), closing, holding.contracts.abs());
    return share + i.coins(quantity - closing, price);
}

Quantity Desk::quantity_for(InstrumentId id, Base owed, Price price) const {
    const Instrument& i = instrument(id);
    const Holding& holding = holdings[id.value];
    const bool shrinks = !holding.contracts.is_zero() && !holding.coins.is_zero() &&
                         holding.coins.is_positive() == owed.is_positive();
    if (i.kind == ContractKind::linear || !shrinks)
        return i.quantity_toward_zero(owed.abs(), price);
    const Base coins = holding.coins.abs();
    const Quantity contracts = holding.contracts.abs();
    if (owed.abs() >= coins) return contracts + i.quantity_toward_zero(owed.abs() - coins, price);
    // owed / coins of the contracts; nine digits less keep the product in range.
    constexpr Int128 kLess = 1'000'000'000;
    const Int128 part = (owed.abs().raw() / kLess) * contracts.raw() / (coins.raw() / kLess + 1);
    return cut_to(Quantity::from_raw(static_cast<std::int64_t>(part)), i.lot);
}

Base Desk::least(InstrumentId id, Price price) const {
    const Instrument& i = instrument(id);
    Quantity quantity = std::max(i.lot, i.min_quantity);
    const Notional value = i.notional(i.lot, price);
    if (i.min_notional.is_positive() && value.is_positive()) {
        const Int128 lots = (i.min_notional.raw() + value.raw() - 1) / value.raw();
        quantity =
            std::max(quantity, Quantity::from_raw(static_cast<std::int64_t>(lots) * i.lot.raw()));
    }
    return i.coins(ceil_to(quantity, i.lot), price);
}

Base Desk::dust_limit(const Market& market) const {
    Base limit;
    for (const auto& i : instruments) {
        const Price mid = market.last_mid(i.id);
        if (mid.is_zero()) continue;
        const Base one = least(i.id, mid);
        if (limit.is_zero() || one < limit) limit = one;
    }
    return limit;
}

Base Desk::largest_pair(const Market& market) const {
    const Instrument& first = instruments.front();
    const Price mid = market.last_mid(first.id);
    if (config.pair_value.is_zero()) return first.coins(config.pair_quantity, mid);
    if (!mid.is_positive()) return {};
    return Base::from_raw(config.pair_value.raw() / mid.raw() * Price::kOne +
                          config.pair_value.raw() % mid.raw() * Price::kOne / mid.raw());
}

}  // namespace twinleg::exec
