// Orders, fills and what they come to.

#include <fmt/format.h>

#include <utility>

#include "database/reading_parts.h"
#include "database/words.h"

namespace twinleg::database {
namespace {

// Of an order that was long done nothing new is heard.
constexpr std::size_t kOrdersRemembered = 100'000;
constexpr std::size_t kFillsRemembered = 1'000'000;

std::int64_t as_column(ClientOrderId id) {
    return static_cast<std::int64_t>(id.value);
}

// Answers to a second copy, or to a cancel: not the order's own end.
bool says_nothing(const OrderReport& report) {
    return report.word == OrderWord::rejected &&
           (report.reason == Reason::duplicate_id || report.reason == Reason::nonce_used ||
            report.reason == Reason::not_found);
}

// price × quantity over quantity, cut toward zero.
Price average(Notional paid, Quantity filled) {
    if (filled.is_zero()) return {};
    return Price::from_raw(static_cast<std::int64_t>(paid.raw() / filled.raw()));
}

Value price_or_null(Price price) {
    return price.is_zero() ? Value{} : Value{to_text(price)};
}

}  // namespace

void Reading::on(const PlaceOrder& place) {
    const Order& order = *place.order;
    OrderState state;
    state.run = run_number(journal_, order.client_order_id.epoch());
    // A record read again after a restart says what it said before.
    if (!orders_.emplace(order.client_order_id, state).second) return;
    if (orders_.size() > kOrdersRemembered) orders_.erase(orders_.begin());
    add(TableId::orders,
        {text(instrument(order.instrument)), as_column(order.client_order_id),
         text(name(order.side)), text(name(order.time_in_force)), text(name(order.role)),
         std::int64_t{order.reduce_only}, to_text(order.price), to_text(order.quantity),
         time_or_null(order.valid_until), text(state.state), text("0"),
         static_cast<std::int64_t>(sequence_), now_.ns},
        state.run);
}

Reading::OrderState* Reading::order_of(ClientOrderId id, InstrumentId instrument,
                                       const VenueOrderId& venue_id) {
    const std::string key = fmt::format("{} {}", instrument.value, venue_id.view());
    if (!id.known()) {
        const auto found = by_venue_id_.find(key);
        if (found == by_venue_id_.end()) return nullptr;
        id = found->second;
    }
    const auto found = orders_.find(id);
    if (found == orders_.end()) return nullptr;
    if (!venue_id.empty() && found->second.venue_order_id.empty()) {
        found->second.venue_order_id = venue_id;
        by_venue_id_.emplace(key, id);
        if (by_venue_id_.size() > kOrdersRemembered) by_venue_id_.erase(by_venue_id_.begin());
    }
    return &found->second;
}

void Reading::update_order(ClientOrderId id, const OrderState& order) {
    update(
        "UPDATE orders SET state = $1, filled = $2, average_price = $3, venue_order_id = $4, "
        "reason = $5, updated = $6, updated_ns = $7 "
        "WHERE run = $8 AND client_order_id = $9 AND updated < $6",
        {text(order.state), to_text(order.filled), price_or_null(average(order.paid, order.filled)),
         text_or_null(order.venue_order_id.view()),
         order.reason == Reason::none ? Value{} : text(name(order.reason)),
         static_cast<std::int64_t>(sequence_), now_.ns, order.run, as_column(id)});
}

void Reading::on(const OrderReport& report) {
    OrderState* order = order_of(report.client_order_id, report.instrument, report.venue_order_id);
    if (order == nullptr || says_nothing(report) || order->terminal) return;
    order->state = name(report.word);
    order->terminal = terminal(report.word);
    if (report.reason != Reason::none) order->reason = report.reason;
    const ClientOrderId id = report.client_order_id.known()
                                 ? report.client_order_id
                                 : by_venue_id_.at(fmt::format("{} {}", report.instrument.value,
                                                               report.venue_order_id.view()));
    update_order(id, *order);
}

void Reading::on(const SendFailed& failed) {
    if (failed.was_cancel) return;
    const auto found = orders_.find(failed.client_order_id);
    if (found == orders_.end() || found->second.terminal) return;
    const bool never = failed.outcome == SendOutcome::never_sent;
    found->second.state = never ? "never_sent" : "unknown";
    found->second.terminal = never;
    update_order(failed.client_order_id, found->second);
}

void Reading::on(const Fill& fill) {
    if (!known(fill.instrument)) return;
    const auto& terms = portfolio_->position(fill.instrument).instrument();
    std::string key = fmt::format("{} {}", terms.venue.value, fill.fill_id.view());
    if (!fills_.insert(key).second) return;  // told before
    fills_in_order_.push_back(std::move(key));
    if (fills_in_order_.size() > kFillsRemembered) {
        fills_.erase(fills_in_order_.front());
        fills_in_order_.pop_front();
    }

    add(TableId::fills,
        {time_or_null(fill.venue_time), text(instrument(fill.instrument)),
         text(fill.fill_id.view()),
         fill.client_order_id.known() ? Value{as_column(fill.client_order_id)} : Value{},
         text_or_null(fill.venue_order_id.view()), text(name(fill.side)), to_text(fill.price),
         to_text(fill.quantity), to_text(fill.fee), text(terms.settlement()),
         text(word(fill.liquidity))});
    if (sequence_ > skip_)
        tell("fill", Severity::info, store::describe(Event{now_, false, fill}, names_));

    if (OrderState* order = order_of(fill.client_order_id, fill.instrument, fill.venue_order_id)) {
        order->filled += fill.quantity;
        order->paid += fill.quantity * fill.price;
        const ClientOrderId id = fill.client_order_id.known()
                                     ? fill.client_order_id
                                     : by_venue_id_.at(fmt::format("{} {}", fill.instrument.value,
                                                                   fill.venue_order_id.view()));
        update_order(id, *order);
    }
    exposure_ += terms.coins(fill.quantity * sign(fill.side), fill.price);
    portfolio_->apply(fill);
    tell_position(fill.instrument);
}

void Reading::tell_position(InstrumentId id) {
    const auto& position = portfolio_->position(id);
    add(TableId::positions,
        {text(instrument(id)), text("fills"), to_text(position.quantity()),
         price_or_null(position.average_entry()), price_or_null(position.mark()),
         to_text(position.realised()), to_text(position.unrealised()), to_text(position.fees()),
         to_text(position.funding())});
}

void Reading::on(const PositionsAnswer& answer) {
    if (!answer.head.ok) return;
    for (const auto& position : portfolio_->positions()) {
        const Instrument& terms = position.instrument();
        if (terms.venue != answer.head.venue) continue;
        Quantity quantity;
        for (const auto& entry : answer.positions)
            if (entry.instrument == terms.id) quantity = entry.quantity;
        const auto [told, first] = told_.try_emplace(terms.id.value, quantity);
        if (!first && told->second == quantity) continue;
        told->second = quantity;
        add(TableId::positions, {text(instrument(terms.id)), text("venue"), to_text(quantity),
                                 Value{}, Value{}, Value{}, Value{}, Value{}, Value{}});
    }
}

void Reading::on(const FundingPaid& paid) {
    if (!known(paid.instrument) || !portfolio_->apply(paid)) return;
    add(TableId::funding,
        {text(instrument(paid.instrument)), text("paid"), text(paid.payment_id.view()),
         to_text(paid.amount), Value{}, Value{}, time_or_null(paid.venue_time)});
    if (sequence_ > skip_)
        tell("funding_paid", Severity::info, store::describe(Event{now_, false, paid}, names_));
    tell_position(paid.instrument);
}

void Reading::on(const FundingRate& rate) {
    const auto [known_rate, first] = rates_.try_emplace(rate.instrument.value, rate);
    if (!first && known_rate->second.rate == rate.rate && known_rate->second.next == rate.next)
        return;
    known_rate->second = rate;
    add(TableId::funding,
        {text(instrument(rate.instrument)), text("rate"), Value{}, Value{}, to_text(rate.rate),
         rate.interval.ns > 0 ? Value{rate.interval.ns} : Value{}, time_or_null(rate.next)});
}

}  // namespace twinleg::database
