#include "sim/ledger.h"

#include <algorithm>

#include "core/check.h"

namespace twinleg::sim {

Ledger::Ledger(const std::vector<Instrument>& instruments, Notional collateral, LedgerRules rules)
    : instruments_(instruments), rules_(rules), account_(collateral) {
    for (const Instrument& instrument : instruments_)
        account_.add(instrument);
}

std::size_t Ledger::accept(const Order& order, Time at) {
    const std::size_t index = orders_.size();
    orders_.push_back({.order = order,
                       .id = VenueOrderId::from_number(++ids_),
                       .accepted_at = at,
                       .final_at = kNever});
    by_client_id_[order.client_order_id.value] = index;
    return index;
}

void Ledger::refuse(const Order& order, Reason reason, Time at) {
    if (!rules_.remembers_refused || find(order.client_order_id) != kNone) return;
    const std::size_t index = accept(order, at);
    finish(index, OrderWord::rejected, reason, at);
    orders_[index].id = {};
}

void Ledger::finish(std::size_t index, OrderWord word, Reason reason, Time at) {
    VenueOrder& order = orders_[index];
    CHECK(!order.final() && terminal(word));
    order.word = word;
    order.reason = reason;
    order.final_at = at;
    order.resting = false;
}

Fill Ledger::fill(std::size_t index, Price price, Quantity quantity, Liquidity liquidity, Time at) {
    VenueOrder& order = orders_[index];
    order.filled += quantity;
    CHECK(order.filled <= order.order.quantity);
    order.traded += quantity * price;
    Fill fill = booked(order.order.instrument, order.order.side, price, quantity, liquidity, at);
    fill.venue_order_id = order.id;
    if (rules_.fills_name_client_id) fill.client_order_id = order.order.client_order_id;
    fills_.push_back(fill);
    fill_orders_.push_back(index);
    return fill;
}

Fill Ledger::foreign_fill(InstrumentId instrument, Side side, Price price, Quantity quantity,
                          Time at) {
    Fill fill = booked(instrument, side, price, quantity, Liquidity::taker, at);
    fill.venue_order_id = VenueOrderId::from_number(++ids_);
    fills_.push_back(fill);
    fill_orders_.push_back(kNone);
    return fill;
}

Fill Ledger::booked(InstrumentId instrument, Side side, Price price, Quantity quantity,
                    Liquidity liquidity, Time at) {
    const Fill fill{
        .instrument = instrument,
        .fill_id = FillId::from_number(++ids_),
        .side = side,
        .price = price,
        .quantity = quantity,
        .fee = fee_of(this->instrument(instrument), quantity, price, liquidity),
        .liquidity = liquidity,
        .venue_time = at,
    };
    account_.position(instrument).fill(side, price, quantity, fill.fee);
    return fill;
}

FundingPaid Ledger::fund(InstrumentId instrument, Ratio rate, Time at) {
    Position& position = account_.position(instrument);
    const FundingPaid paid{
        .instrument = instrument,
        .payment_id = FillId::from_number(++ids_),
        .amount = funding_of(position.instrument(), position.quantity(), position.mark(), rate),
        .venue_time = at,
    };
    position.fund(paid.amount);
    funding_.push_back(paid);
    return paid;
}

std::size_t Ledger::find(ClientOrderId id) const {
    const auto found = by_client_id_.find(id.value);
    return found == by_client_id_.end() ? kNone : found->second;
}

const Instrument& Ledger::instrument(InstrumentId id) const {
    const auto found = std::ranges::find(instruments_, id, &Instrument::id);
    CHECK(found != instruments_.end());
    return *found;
}

Quantity Ledger::filled_by(std::size_t index, Time as_of, Notional& traded) const {
    const VenueOrder& order = orders_[index];
    Quantity filled = order.filled;
    traded = order.traded;
    for (std::size_t i = fills_.size(); i-- > 0 && fills_[i].venue_time > as_of;) {
        if (fill_orders_[i] != index) continue;
        filled -= fills_[i].quantity;
        traded -= fills_[i].quantity * fills_[i].price;
    }
    return filled;
}

OrderReport Ledger::report(std::size_t index, Time as_of) const {
    const VenueOrder& order = orders_[index];
    Notional traded;
    OrderReport report{
        .instrument = order.order.instrument,
        .client_order_id = order.order.client_order_id,
        .venue_order_id = order.id,
        .has_cumulative = true,
        .cumulative = filled_by(index, as_of, traded),
        .venue_time = as_of,
    };
    if (order.final_at <= as_of) {
        report.word = order.word;
        report.reason = order.reason;
    }
    if (rules_.tells_average && report.cumulative.is_positive()) {
        report.average_price =
            Price::from_raw(static_cast<std::int64_t>(traded.raw() / report.cumulative.raw()));
    }
    return report;
}

OrderAnswer Ledger::answer_order(ClientOrderId id, Time as_of) const {
    OrderAnswer answer{.client_order_id = id};
    const std::size_t index = find(id);
    if (index == kNone || orders_[index].accepted_at > as_of) return answer;
    answer.found = true;
    answer.report = report(index, as_of);
    return answer;
}

void Ledger::answer_open(Time as_of, std::vector<OpenOrder>& out) const {
    for (std::size_t i = 0; i < orders_.size(); ++i) {
        const VenueOrder& order = orders_[i];
        if (order.accepted_at > as_of || order.final_at <= as_of) continue;
        Notional traded;
        out.push_back({
            .instrument = order.order.instrument,
            .client_order_id = order.order.client_order_id,
            .venue_order_id = order.id,
            .side = order.order.side,
            .price = order.order.price,
            .remaining = order.order.quantity - filled_by(i, as_of, traded),
        });
    }
}

void Ledger::answer_fills(Time since, Time through, std::vector<Fill>& out) const {
    const auto first = std::ranges::lower_bound(fills_, since, {}, &Fill::venue_time);
    for (auto fill = first; fill != fills_.end() && fill->venue_time <= through; ++fill)
        out.push_back(*fill);
}

void Ledger::answer_positions(Time as_of, std::vector<PositionEntry>& out) const {
    for (const Instrument& instrument : instruments_) {
        Quantity quantity = account_.position(instrument.id).quantity();
        for (std::size_t i = fills_.size(); i-- > 0 && fills_[i].venue_time > as_of;) {
            if (fills_[i].instrument != instrument.id) continue;
            quantity -= fills_[i].quantity * sign(fills_[i].side);
        }
        if (!quantity.is_zero()) out.push_back({instrument.id, quantity});
    }
}

}  // namespace twinleg::sim
