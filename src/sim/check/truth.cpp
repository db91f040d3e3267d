#include "sim/check/truth.h"

#include <algorithm>

#include "core/check.h"

namespace twinleg::sim {

Truth::Truth(const World& world) : world_(world), seen_(world.venues(), 0) {
    for (std::uint8_t v = 0; v < world.venues(); ++v) {
        for (const Instrument& instrument : world.venue({v}).config().instruments)
            positions_.emplace_back(instrument);
    }
}

Base Truth::coins(const Position& position) {
    if (position.instrument().kind == ContractKind::inverse) return position.entry_coins();
    return position.instrument().coins(position.quantity(), Price{});
}

const std::vector<TrueFill>& Truth::follow() {
    news_.clear();
    for (std::uint8_t v = 0; v < world_.venues(); ++v) {
        const SimVenue& venue = world_.venue({v});
        const Ledger& ledger = venue.ledger();
        const Duration skew = venue.venue_time() - world_.now();
        for (; seen_[v] < ledger.fills().size(); ++seen_[v]) {
            const Fill& fill = ledger.fills()[seen_[v]];
            const std::size_t order = ledger.order_of_fill(seen_[v]);
            TrueFill news{.time = fill.venue_time - skew,
                          .venue = {v},
                          .fill = fill,
                          .order = order == Ledger::kNone ? nullptr : &ledger.order(order)};
            // By time; at one instant in the order in which they are found.
            const auto later = std::ranges::upper_bound(news_, news.time, {}, &TrueFill::time);
            news_.insert(later, std::move(news));
        }
    }
    for (TrueFill& news : news_) {
        Position& position = *std::ranges::find_if(positions_, [&](const Position& held) {
            return held.instrument().id == news.fill.instrument;
        });
        news.before = exposure_;
        const Base was = coins(position);
        position.fill(news.fill.side, news.fill.price, news.fill.quantity, news.fill.fee);
        exposure_ += coins(position) - was;
        news.after = exposure_;
        if (news.order == nullptr) foreign_ += (coins(position) - was).abs();
    }
    return news_;
}

const Position& Truth::held(InstrumentId id) const {
    const auto found = std::ranges::find_if(
        positions_, [&](const Position& position) { return position.instrument().id == id; });
    CHECK(found != positions_.end());
    return *found;
}

Quantity Truth::position(InstrumentId id) const {
    return held(id).quantity();
}

Price Truth::price(InstrumentId id) const {
    return world_.venue(held(id).instrument().venue).mark(id);
}

Base Truth::reach(const Order& order) const {
    const Position& position = held(order.instrument);
    const Instrument& instrument = position.instrument();
    Quantity alive = order.quantity;
    for (const VenueOrder& other : world_.venue(instrument.venue).ledger().orders()) {
        if (other.final() || other.order.instrument != order.instrument) continue;
        if (other.order.side == order.side) alive += other.left();
    }
    const Quantity reached = position.quantity() + alive * sign(order.side);
    return instrument.coins(reached.abs(), order.price);
}

Base Truth::order_slack() const {
    Base slack;
    for (const Position& position : positions_) {
        if (position.instrument().kind != ContractKind::inverse) continue;
        slack += Base::from_raw(position.entry_coins().abs().raw() / 100 + 1'000'000);
    }
    return slack;
}

bool Truth::closable(Base exposure) const {
    if (exposure.is_zero()) return false;
    return std::ranges::any_of(positions_, [&](const Position& position) {
        const Instrument& instrument = position.instrument();
        const Price at = price(instrument.id);
        if (!at.is_positive()) return false;
        // Prices differ a little between who asks and who answers: only what is clearly above the
        // least order counts.
        const Base surely = Base::from_raw(exposure.raw() / 100 * 99);
        const bool by_price =
            instrument.kind == ContractKind::inverse || instrument.min_notional.is_positive();
        const Quantity needed = instrument.quantity_toward_zero(by_price ? -surely : -exposure, at);
        const bool reduces = !needed.is_zero() && !position.quantity().is_zero() &&
                             needed.is_negative() != position.quantity().is_negative();
        const Quantity size = needed.abs();
        if (instrument.accepts(size, at, false) && (reduces || margin_for(instrument, size, at))) {
            return true;
        }
        return reduces && instrument.accepts(std::min(size, position.quantity().abs()), at, true);
    });
}

// With a tenth to spare, for the fee and what the price does on the way.
bool Truth::margin_for(const Instrument& instrument, Quantity size, Price at) const {
    for (std::uint8_t v = 0; v < world_.venues(); ++v) {
        const auto& listed = world_.venue({v}).config().instruments;
        if (std::ranges::find(listed, instrument.id, &Instrument::id) == listed.end()) continue;
        const Notional value = settled_value(instrument, size, at);
        const Notional needed = scale_toward_zero(value, instrument.initial_margin);
        return needed + scale_toward_zero(needed, basis_points(1000)) <=
               world_.venue({v}).ledger().account().free_collateral();
    }
    return false;
}

bool Truth::both_closable() const {
    return std::ranges::all_of(positions_, [&](const Position& position) {
        const Price at = price(position.instrument().id);
        return !position.quantity().is_zero() &&
               position.instrument().accepts(position.quantity().abs(), at, true);
    });
}

bool Truth::any_open() const {
    for (std::uint8_t v = 0; v < world_.venues(); ++v) {
        if (world_.venue({v}).open_orders() > 0) return true;
    }
    return false;
}

Base Truth::largest_minimum() const {
    Base most;
    for (const Position& position : positions_) {
        const Instrument& instrument = position.instrument();
        const Price at = price(instrument.id);
        if (!at.is_positive()) continue;
        Quantity least = std::max(instrument.min_quantity, instrument.lot);
        while (instrument.notional(least, at) < instrument.min_notional)
            least += instrument.lot;
        most = std::max(most, instrument.coins(least, at));
    }
    return most;
}

Notional Truth::equity_change(VenueId venue) const {
    const Account& account = world_.venue(venue).ledger().account();
    return account.equity() - account.collateral();
}

}  // namespace twinleg::sim
