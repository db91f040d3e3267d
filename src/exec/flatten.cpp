#include "exec/flatten.h"

#include <algorithm>

namespace twinleg::exec {
namespace {

// The part of a position to close now: all of it, unless it is so much larger than a slice that
// what remains is legal to close later.
Quantity part_of(const Instrument& i, Quantity position, Base slice, Price price) {
    const Quantity whole = position.abs();
    const Quantity part = std::min(whole, i.quantity_toward_zero(slice, price));
    const Quantity rest = whole - part;
    return i.accepts(part, price, true) && i.accepts(rest, price, true) ? part : whole;
}

}  // namespace

std::optional<Flattener::Slice> Flattener::next_slice(const Desk& desk, const Market& market) {
    for (const auto& l : desk.instruments) {
        const Holding& longs = desk.holdings[l.id.value];
        if (!longs.contracts.is_positive()) continue;
        for (const auto& s : desk.instruments) {
            const Holding& shorts = desk.holdings[s.id.value];
            if (!shorts.contracts.is_negative()) continue;
            const Price price_l = market.last_mid(l.id);
            const Price price_s = market.last_mid(s.id);
            if (price_l.is_zero() || price_s.is_zero()) continue;
            const Base pair = desk.instruments.front().coins(
                desk.config.pair_quantity, market.last_mid(desk.instruments.front().id));
            const Base both = std::min({longs.coins, -shorts.coins, std::max(pair, Base{})});
            Slice slice{l.id, s.id, part_of(l, longs.contracts, both, price_l),
                        part_of(s, shorts.contracts, both, price_s)};
            // If one side closes whole, so does the other when that is what is left of it.
            if (l.accepts(slice.sell, price_l, true) && s.accepts(slice.buy, price_s, true))
                return slice;
        }
    }
    return std::nullopt;
}

bool Flattener::done(const Desk& desk, const Market& market) {
    return !next_slice(desk, market).has_value();
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
    const auto slice = next_slice(desk, market);
    if (!slice) return;
    for (const InstrumentId id : {slice->long_side, slice->short_side}) {
        if (!usable(desk, market, id) || desk.venue(id).position_doubtful) return;
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
