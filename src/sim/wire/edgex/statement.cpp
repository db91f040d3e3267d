#include "sim/wire/edgex/statement.h"

namespace twinleg::sim::wire::edgex {

Price PositionState::average_entry() const {
    if (open_size.is_zero()) return {};
    return Price::from_raw(static_cast<std::int64_t>(open_value.raw() / open_size.raw()));
}

Statement::Statement(Notional deposits, Time now) {
    collateral_.deposits = deposits;
    collateral_.created = collateral_.updated = now;
}

Notional Statement::legacy_amount() const {
    Notional out = collateral_.amount();
    for (const auto& [id, position] : positions_)
        out += position.open_value;
    return out;
}

const PositionState* Statement::position(InstrumentId id) const {
    const auto found = positions_.find(id.value);
    return found == positions_.end() ? nullptr : &found->second;
}

std::vector<const PositionState*> Statement::positions() const {
    std::vector<const PositionState*> out;
    for (const auto& [id, position] : positions_)
        out.push_back(&position);
    return out;
}

PositionState& Statement::state(InstrumentId id, Time now) {
    auto [found, fresh] = positions_.try_emplace(id.value);
    if (fresh) {
        found->second.instrument = id;
        found->second.created = now;
    }
    found->second.updated = now;
    return found->second;
}

Entry Statement::begin(InstrumentId id, Time now) {
    Entry entry;
    entry.number = ++number_;
    entry.instrument = id;
    entry.time = now;
    if (const PositionState* before = position(id)) {
        entry.before_size = before->open_size;
        entry.before_value = before->open_value;
        entry.before_fee = before->open_fee;
        entry.before_funding = before->funding_fee;
    }
    entry.before_amount = collateral_.amount();
    entry.before_legacy = legacy_amount();
    return entry;
}

const Entry& Statement::finish(Entry entry) {
    const PositionState& after = positions_.at(entry.instrument.value);
    entry.delta_size = after.open_size - entry.before_size;
    entry.delta_value = after.open_value - entry.before_value;
    entry.delta_fee = after.open_fee - entry.before_fee;
    entry.delta_funding = after.funding_fee - entry.before_funding;
    entry.delta_amount = collateral_.amount() - entry.before_amount;
    entry.delta_legacy = legacy_amount() - entry.before_legacy;
    collateral_.updated = entry.time;
    if (entries_.size() == kKept) entries_.pop_front();
    entries_.push_back(std::move(entry));
    return entries_.back();
}

const Entry& Statement::book(const FillRecord& fill) {
    Entry entry = begin(fill.instrument, fill.time);
    PositionState& position = state(fill.instrument, fill.time);
    const std::int64_t direction = sign(fill.side);
    const Notional fee = -fill.fee;
    Quantity closes;  // > 0
    if (position.open_size.raw() * direction < 0)
        closes = std::min(fill.quantity, position.open_size.abs());
    const Quantity opens = fill.quantity - closes;
    entry.close_size = closes * direction;
    entry.close_value = share_toward_zero(fill.value, closes, fill.quantity) * direction;
    entry.close_fee = share_toward_zero(fee, closes, fill.quantity);
    entry.open_size = opens * direction;
    entry.open_value = fill.value * direction - entry.close_value;
    entry.open_fee = fee - entry.close_fee;

    if (!closes.is_zero()) {
        const bool was_long = position.open_size.is_positive();
        const Quantity whole = position.open_size.abs();
        const Notional value = share_toward_zero(position.open_value, closes, whole);
        const Notional paid = share_toward_zero(position.open_fee, closes, whole);
        const Notional funding = share_toward_zero(position.funding_fee, closes, whole);
        position.open_size += entry.close_size;
        position.open_value -= value;
        position.open_fee -= paid;
        position.funding_fee -= funding;
        const Notional gross = -entry.close_value - value;
        position.term_realised += gross;
        position.total_realised += gross;
        entry.realised += gross;
        Term& term = was_long ? position.long_term : position.short_term;
        term.updated = fill.time;
        for (TermStat* stat :
             {&term.stat, was_long ? &position.long_total : &position.short_total}) {
            stat->close_size += entry.close_size;
            stat->close_value += entry.close_value;
            stat->close_fee += entry.close_fee;
        }
    }
    if (!opens.is_zero()) {
        const bool is_long = direction > 0;
        Term& term = is_long ? position.long_term : position.short_term;
        if (position.open_size.is_zero()) {
            term = {.count = term.count + 1, .created = fill.time};
            position.term_realised = {};
        }
        position.open_size += entry.open_size;
        position.open_value += entry.open_value;
        position.open_fee += entry.open_fee;
        term.updated = fill.time;
        for (TermStat* stat :
             {&term.stat, is_long ? &position.long_total : &position.short_total}) {
            stat->open_size += entry.open_size;
            stat->open_value += entry.open_value;
            stat->open_fee += entry.open_fee;
        }
    }
    entry.realised += fee;
    if (direction > 0)
        collateral_.position_buy -= fill.value;
    else
        collateral_.position_sell += fill.value;
    collateral_.fill_fee += fee;
    entry.fill = fill;
    return finish(std::move(entry));
}

const Entry& Statement::book(const FundingPayment& payment) {
    Entry entry = begin(payment.instrument, payment.time);
    PositionState& position = state(payment.instrument, payment.time);
    position.funding_fee += payment.amount;
    const bool is_long = payment.position.is_positive();
    Term& term = is_long ? position.long_term : position.short_term;
    for (TermStat* stat : {&term.stat, is_long ? &position.long_total : &position.short_total})
        stat->funding_fee += payment.amount;
    collateral_.funding_fee += payment.amount;
    entry.realised = payment.amount;
    entry.funding = payment;
    return finish(std::move(entry));
}

}  // namespace twinleg::sim::wire::edgex
