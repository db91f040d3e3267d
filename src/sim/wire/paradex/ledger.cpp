#include "sim/wire/paradex/ledger.h"

#include <algorithm>

#include "sim/wire/paradex/markets.h"
#include "sim/wire/paradex/order_note.h"

namespace twinleg::sim::wire::paradex {

Ledger::Ledger(const Exchange& exchange, AccountIndex account)
    : exchange_(exchange), account_(account), standings_(exchange.instruments().size()) {}

const LedgerFill& Ledger::book(const FillRecord& fill) {
    Standing& at = standings_.at(fill.instrument.value);
    const MarketFacts& facts = exchange_.facts(fill.instrument);
    const Quantity moved = fill.side == Side::buy ? fill.quantity : -fill.quantity;
    const Quantity after = fill.position_before + moved;
    const bool opens = fill.position_before.is_zero();
    const bool turns =
        !opens && !after.is_zero() && after.is_positive() != fill.position_before.is_positive();
    if (opens) at = {.created_at = fill.time};

    const Notional funding = std::exchange(at.accrued, {});
    at.realized += fill.realised;
    at.realized_funding += funding;
    if (!opens && moved.is_positive() != fill.position_before.is_positive()) {
        const Quantity closes = std::min(fill.quantity, fill.position_before.abs());
        at.closed += closes;
        at.closed_value += closes * fill.price;
    }
    if (turns) at = {.created_at = fill.time};
    at.cached_index = facts.funding_index;
    at.last_fill = fill.id;
    at.updated_at = fill.time;
    at.closed_at = after.is_zero() ? fill.time : Time{};

    LedgerFill booked{.record = fill,
                      .realized_funding = funding,
                      .underlying = facts.index,
                      .sequence = next_sequence(exchange_, fill.instrument)};
    if (const OrderRecord* order = exchange_.order(fill.order_id); order != nullptr) {
        Quantity& filled = filled_[fill.order_id];
        filled += fill.quantity;
        booked.left = order->quantity - filled;
        booked.interactive = read_note(order->request).interactive;
    }
    fills_.push_back(std::move(booked));
    const std::size_t most = exchange_.config().kept_fills;
    if (fills_.size() > most) fills_.pop_front();
    if (!funding.is_zero()) {
        const std::uint64_t id = funding_.empty() ? 1 : funding_.back().id + 1;
        funding_.push_back({id, fill.instrument, facts.funding_index, funding, fill.id, fill.time});
        if (funding_.size() > most) funding_.pop_front();
    }
    return fills_.back();
}

void Ledger::book(const FundingPayment& payment) {
    standings_.at(payment.instrument.value).accrued += payment.amount;
}

Notional Ledger::accrued() const {
    Notional sum;
    for (const Standing& each : standings_)
        sum += each.accrued;
    return sum;
}

Notional Ledger::settled() const {
    return exchange_.realised_collateral(account_) - accrued();
}

}  // namespace twinleg::sim::wire::paradex
