// What the desk is careful of by itself: markets that run or dry up, clocks, and the distance to
// liquidation.

#include <algorithm>

#include "engine/parts.h"

namespace twinleg::engine {

std::string_view Engine::Parts::trouble_in_markets() const {
    const risk::Limits& limits = config.risk;
    for (const auto& i : instruments) {
        const MarketOf& m = markets[i.id.value];
        if (!limits.max_move.is_zero() &&
            m.range.moved_more_than(limits.max_move, now, limits.move_window))
            return "prices move too fast";
        if (!limits.min_depth.is_zero() && thin(i)) return "a book is too thin";
    }
    return {};
}

// A book that is not there is told of elsewhere.
bool Engine::Parts::thin(const Instrument& i) const {
    const MarketOf& m = markets[i.id.value];
    if (!m.book.ready(now)) return false;
    const Quantity everything = Quantity::from_units(1'000'000'000);
    const Ratio within = config.risk.depth_within;
    for (const Side side : {Side::buy, Side::sell}) {
        const Price limit = scale_toward_zero(m.last_mid, side == Side::buy ? within : -within);
        const Quantity there = m.book.sweep(side, everything, limit).quantity;
        if (i.notional(there, m.last_mid) < config.risk.min_depth) return true;
    }
    return false;
}

void Engine::Parts::note_clock(const LatencyMeasured& measured) {
    const Duration most = config.risk.max_clock_offset;
    const bool off = most.ns > 0 && measured.delay > most;
    if (off && !clock_off[measured.venue.value])
        emit(Notice{Severity::warning, config.venues[measured.venue.value].name +
                                           ": its clock is " +
                                           std::to_string(measured.delay.ns / 1'000'000) +
                                           " ms from ours; set the clock of this machine (NTP)"});
    clock_off[measured.venue.value] = off;
}

// In the settlement currency of the venue's instruments: what the desk holds there and has earned.
Notional Engine::Parts::worth_at(VenueId venue) const {
    Notional sum;
    for (const auto& i : instruments)
        if (i.venue == venue) sum += portfolio.position(i.id).total();
    return sum;
}

// Of an account that several desks trade, this one counts on its share alone: together they then
// never count on more than there is. What is owed is owed by each in full.
void Engine::Parts::note_balance(const BalanceAnswer& balance) {
    const VenueId venue = balance.head.venue;
    const auto share = [sharers = config.venues[venue.value].sharers](Notional of) {
        return of.is_negative() ? of : Notional::from_raw(of.raw() / std::max<int>(1, sharers));
    };
    accounts[venue.value] = {true, share(balance.equity), share(balance.free_collateral),
                             worth_at(venue), now};
}

// With all prices going against the positions alike, and maintenance margin growing with them, the
// venue liquidates after (equity − margin) / (value + margin) of the price, or a little later.
bool Engine::Parts::nearer_than(VenueId venue, Ratio distance) const {
    const Account& account = accounts[venue.value];
    if (distance.is_zero() || !account.known) return false;
    Notional equity = account.equity + worth_at(venue) - account.worth;
    Notional value;
    Notional margin;
    for (const auto& i : instruments) {
        const Price price = markets[i.id.value].last_mid;
        if (i.venue != venue || !price.is_positive()) continue;
        if (i.kind == ContractKind::inverse) equity = value_of(Base::from_raw(equity.raw()), price);
        const Notional here = i.notional(portfolio.position(i.id).quantity(), price).abs();
        value += here;
        margin += scale_toward_zero(here, i.maintenance_margin);
    }
    if (value.is_zero()) return false;
    return equity - margin < scale_toward_zero(value + margin, distance);
}

void Engine::Parts::guard_margins() {
    if (modes.mode() == Mode::starting || executor.flattening()) return;
    for (const auto& venue : config.venues) {
        if (!nearer_than(venue.id, config.risk.min_liquidation_distance)) continue;
        emit(Notice{Severity::error, venue.name + " is near to liquidating what the desk holds; a "
                                                  "quarter is closed on both venues"});
        executor.reduce(market);
        return;
    }
}

}  // namespace twinleg::engine
