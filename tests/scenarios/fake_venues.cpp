#include "tests/scenarios/fake_venues.h"

namespace twinleg::scenarios {

void FakeVenues::arrives(const Order& order) {
    orders_[order.client_order_id.value] = {.order = order};
}

void FakeVenues::loses(ClientOrderId id) {
    auto& known = orders_.at(id.value);
    known.arrived = false;
    known.alive = false;
}

void FakeVenues::fills(const Fill& fill) {
    fills_.push_back(fill);
    positions_[fill.instrument.value] += fill.side == Side::buy ? fill.quantity : -fill.quantity;
    const auto found = orders_.find(fill.client_order_id.value);
    if (found == orders_.end()) return;
    found->second.filled += fill.quantity;
    if (found->second.filled == found->second.order.quantity) found->second.alive = false;
}

void FakeVenues::ends(ClientOrderId id) {
    orders_.at(id.value).alive = false;
}

const Order* FakeVenues::find(ClientOrderId id) const {
    const auto found = orders_.find(id.value);
    return found == orders_.end() ? nullptr : &found->second.order;
}

Quantity FakeVenues::filled(ClientOrderId id) const {
    return orders_.at(id.value).filled;
}

std::vector<Told> FakeVenues::answer(const Command& command, Time now) const {
    Told told;
    told.event.time = now;
    if (const auto* all = std::get_if<CancelAll>(&command)) {
        told.event.what = CancelAllAnswer{head(all->venue, all->request, now)};
        return {told};
    }
    if (const auto* burn = std::get_if<BurnNonce>(&command)) {
        told.event.what = BurnAnswer{
            .head = head(burn->venue, burn->request, now), .nonce = burn->nonce, .accepted = true};
        return {told};
    }
    const auto* ask = std::get_if<Ask>(&command);
    if (ask == nullptr) return {};
    const auto mine = head(ask->venue, ask->request, now);
    switch (ask->what) {
        case Question::order:
            return {to_order(*ask, now)};
        case Question::open_orders:
            for (const auto& [id, known] : orders_)
                if (known.alive && venue_of(known.order.instrument) == ask->venue)
                    told.orders.push_back({.instrument = known.order.instrument,
                                           .client_order_id = known.order.client_order_id,
                                           .venue_order_id = VenueOrderId::from_number(id),
                                           .side = known.order.side,
                                           .price = known.order.price,
                                           .remaining = known.order.quantity - known.filled});
            told.event.what = OpenOrdersAnswer{.head = mine, .orders = {}};
            break;
        case Question::fills:
            for (const auto& fill : fills_)
                if (fill.venue_time >= ask->since && venue_of(fill.instrument) == ask->venue)
                    told.fills.push_back(fill);
            for (auto& fill : told.fills)
                fill.source = Source::query;
            told.event.what =
                FillsAnswer{.head = mine, .since = ask->since, .through = now, .fills = {}};
            break;
        case Question::positions:
            for (const auto& [id, quantity] : positions_)
                if (venue_of({id}) == ask->venue)
                    told.positions.push_back({.instrument = {id}, .quantity = quantity});
            told.event.what = PositionsAnswer{.head = mine, .positions = {}};
            break;
        case Question::balance:
            told.event.what = BalanceAnswer{.head = mine,
                                            .equity = free_of(ask->venue),
                                            .free_collateral = free_of(ask->venue)};
            break;
        case Question::nonce:
            told.event.what = NonceAnswer{.head = mine, .next = 1};
            break;
    }
    return {told};
}

Told FakeVenues::to_order(const Ask& ask, Time now) const {
    OrderAnswer answer{.head = head(ask.venue, ask.request, now),
                       .client_order_id = ask.client_order_id};
    const auto found = orders_.find(ask.client_order_id.value);
    if (found != orders_.end() && found->second.arrived) {
        const auto& known = found->second;
        const bool complete = known.filled == known.order.quantity;
        answer.found = true;
        answer.report = {.instrument = known.order.instrument,
                         .client_order_id = known.order.client_order_id,
                         .venue_order_id = VenueOrderId::from_number(found->first),
                         .word = complete      ? OrderWord::filled
                                 : known.alive ? OrderWord::accepted
                                               : OrderWord::cancelled,
                         .has_cumulative = true,
                         .cumulative = known.filled,
                         .venue_time = now,
                         .source = Source::query};
    }
    Told told;
    told.event = {.time = now, .what = answer};
    return told;
}

AnswerHead FakeVenues::head(VenueId venue, RequestId request, Time now) const {
    return {.venue = venue, .request = request, .ok = true, .venue_time = now};
}

Notional FakeVenues::free_of(VenueId venue) const {
    const auto said = free_.find(venue);
    return said == free_.end() ? Notional::from_units(1'000'000) : said->second;
}

VenueId FakeVenues::venue_of(InstrumentId id) const {
    return config_.instruments.at(id.value).instrument.venue;
}

}  // namespace twinleg::scenarios
