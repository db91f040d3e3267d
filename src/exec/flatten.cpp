#include "exec/flatten.h"

#include <algorithm>

namespace twinleg::exec {
namespace {

// A part that its venue takes, and whose rest it would take later.
bool closable_in_parts(const Instrument& i, Quantity part, Quantity whole, Price price) {
    const Quantity rest = whole - part;
    return i.accepts(part, price, true) && (rest.is_zero() || i.accepts(rest, price, true));
}

}  // namespace

std::optional<Flattener::Slice> Flattener::slice_of(const Desk& desk, const Market& market,
                                                    const Instrument& l, const Instrument& s,
                                                    Base keep) {
    const Holding& longs = desk.holdings[l.id.value];
    const Holding& shorts = desk.holdings[s.id.value];
    if (!longs.contracts.is_positive() || !shorts.contracts.is_negative()) return std::nullopt;
    const Price price_l = market.last_mid(l.id);
    const Price price_s = market.last_mid(s.id);
    if (price_l.is_zero() || price_s.is_zero()) return std::nullopt;
    const Quantity whole_l = longs.contracts;
    const Quantity whole_s = shorts.contracts.abs();
    const Base pair = desk.largest_pair(market);
    const Base both = std::min(longs.coins, -shorts.coins) - keep;
    // Both sides close the same coins, as few at once as the venues' steps and minimums allow.
    for (Base slice = pair; pair.is_positive() && slice < both; slice += pair) {
        const Quantity part_l = desk.quantity_for(l.id, slice, price_l);
        // As holdings count them: inverse contracts give back coins of their entry, however far the
        // price has gone since.
        const Base coins_l = desk.coins_moved(l.id, Side::sell, part_l, price_l);
        const Quantity part_s = desk.quantity_for(s.id, -coins_l, price_s);
        const Base coins_s = desk.coins_moved(s.id, Side::buy, part_s, price_s);
        const Base apart = (coins_l - coins_s).abs();
        // What they do not share is the rule's, like any debt.
        const Base most = std::max({desk.least(l.id, price_l), desk.least(s.id, price_s),
                                    desk.coins_moved(l.id, Side::sell, l.lot, price_l),
                                    desk.coins_moved(s.id, Side::buy, s.lot, price_s)}) *
                          2;
        if (apart < most && closable_in_parts(l, part_l, whole_l, price_l) &&
            closable_in_parts(s, part_s, whole_s, price_s)) {
            return Slice{l.id, s.id, part_l, part_s};
        }
    }
    if (keep.is_positive()) return std::nullopt;
    if (!l.accepts(whole_l, price_l, true) || !s.accepts(whole_s, price_s, true))
        return std::nullopt;
    return Slice{l.id, s.id, whole_l, whole_s};
}

std::optional<Flattener::Slice> Flattener::next_slice(const Desk& desk, const Market& market,
                                                      Base keep) {
    for (const auto& l : desk.instruments) {
        for (const auto& s : desk.instruments) {
            if (const auto slice = slice_of(desk, market, l, s, keep)) return slice;
        }
    }
    return std::nullopt;
}

Base Flattener::hedged(const Desk& desk) {
    Base longs;
    Base shorts;
    for (const auto& holding : desk.holdings)
        (holding.coins.is_negative() ? shorts : longs) += holding.coins.abs();
    return std::min(longs, shorts);
}

bool Flattener::flat(const Desk& desk, const Market& market) {
    return !next_slice(desk, market, {}).has_value();
}

bool Flattener::done(const Desk& desk, const Market& market) const {
    return !next_slice(desk, market, keep_).has_value();
}

bool Flattener::holds(const Desk& desk) const {
    if (desk.now >= deadline_) return false;
    return std::any_of(desk.live().begin(), desk.live().end(),
                       [](const Tracked* t) { return t->record.order().role == Role::close; });
}

Time Flattener::wake(const Desk& desk) const {
    if (holds(desk)) return deadline_;
    return backoff_until_ > desk.now ? backoff_until_ : kNever;
}

void Flattener::settle(Desk& desk, const Market& market, Port& port, Ratio step) {
    if (!desk.live().empty() || desk.now < backoff_until_) return;
    const auto slice = next_slice(desk, market, keep_);
    if (!slice) return;
    for (const InstrumentId id : {slice->long_side, slice->short_side}) {
        const Venue& venue = desk.venue(id);
        if (!usable(desk, market, id) || venue.position_doubtful) return;
        if (!market.rate_allows(venue.traits.id, Role::close)) return;
    }
    const Ratio wide =
        std::min(desk.config.emergency, step + desk.config.next_step * failed_by_price_);
    const auto close = [&](InstrumentId id, Side side, Quantity quantity) {
        const Price limit = through(desk.instrument(id), *market.best(id), side, wide);
        desk.place(id, side, limit, quantity, TimeInForce::ioc, Role::close, true, port);
    };
    deadline_ = desk.now + desk.config.pair_deadline;
    close(slice->long_side, Side::sell, slice->sell);
    close(slice->short_side, Side::buy, slice->buy);
    if (desk.live().empty()) backoff_until_ = desk.now + desk.config.emergency_backoff;
}

void Flattener::on_final(Desk& desk, const Tracked& tracked) {
    const OrderRecord& record = tracked.record;
    if (record.order().role != Role::close) return;
    if (record.fills() >= record.order().quantity) {
        failed_by_price_ = 0;
        return;
    }
    ++failed_by_price_;
    backoff_until_ = desk.now + desk.config.emergency_backoff;
}

}  // namespace twinleg::exec
