#pragma once
// What the parts of a connector share.

#include <string>

#include "venues/kit/desk_side.h"
#include "venues/paradex/answers.h"
#include "venues/paradex/encoding.h"
#include "venues/paradex/order_ids.h"
#include "venues/paradex/requests.h"

namespace twinleg::venues::paradex {

struct Station : kit::DeskSide {
    explicit Station(const Setup& setup) : DeskSide("paradex", setup), ids(setup.desk_tag) {}

    OrderIds ids;
    MarketInfo market;
    Encoding encoding;
    bool usable{true};  // false: the market is not what we were told at the start

    // Updates of the account as events, alike from streams and answers.
    OrderReport report_of(const OrderUpdate& order, Source source) const {
        return {.instrument = slot.instrument,
                .client_order_id = ids.parse(order.client_order_id),
                .venue_order_id = VenueOrderId::from(order.venue_order_id).value_or(VenueOrderId{}),
                .word = order.word,
                .has_cumulative = order.has_filled,
                .cumulative = order.filled,
                .average_price = order.average_price,
                .reason = order.reason,
                .venue_time = clock.to_ours(order.venue_time),
                .source = source};
    }
    Fill fill_of(const FillUpdate& fill, Source source) const {
        return {.instrument = slot.instrument,
                .fill_id = FillId::from(fill.fill_id).value_or(FillId{}),
                .client_order_id = ids.parse(fill.client_order_id),
                .venue_order_id = VenueOrderId::from(fill.venue_order_id).value_or(VenueOrderId{}),
                .side = fill.side,
                .price = fill.price,
                .quantity = fill.quantity,
                .fee = fill.fee,
                .liquidity = fill.liquidity,
                .venue_time = clock.to_ours(fill.venue_time),
                .source = source};
    }
    FundingPaid funding_of(const FundingPaidUpdate& paid) const {
        return {.instrument = slot.instrument,
                .payment_id = FillId::from(paid.payment_id).value_or(FillId{}),
                .amount = paid.amount,
                .venue_time = clock.to_ours(paid.venue_time)};
    }
};

}  // namespace twinleg::venues::paradex
