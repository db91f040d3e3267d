#pragma once
// Updates of the account as events of the engine, alike from streams, replies and answers.

#include "core/event.h"
#include "venues/aster/order_ids.h"
#include "venues/kit/desk_side.h"
#include "venues/update.h"

namespace twinleg::venues::aster {

// Threads: the loop's.
struct AccountSide {
    kit::DeskSide& desk;
    OrderIds ids;

    // Remembers what the venue calls the order.
    OrderReport report_of(const OrderUpdate& order, Source source) {
        const ClientOrderId id = ids.parse(order.client_order_id);
        ids.remember(order.venue_order_id, id);
        return {.instrument = desk.slot.instrument,
                .client_order_id = id,
                .venue_order_id = VenueOrderId::from(order.venue_order_id).value_or(VenueOrderId{}),
                .word = order.word,
                .has_cumulative = order.has_filled,
                .cumulative = order.filled,
                .average_price = order.average_price,
                .reason = order.reason,
                .venue_time = desk.clock.to_ours(order.venue_time),
                .source = source};
    }
    // Histories have the venue's number of the order alone.
    Fill fill_of(const FillUpdate& fill, Source source) const {
        return {.instrument = desk.slot.instrument,
                .fill_id = FillId::from(fill.fill_id).value_or(FillId{}),
                .client_order_id = fill.client_order_id.empty() ? ids.find(fill.venue_order_id)
                                                                : ids.parse(fill.client_order_id),
                .venue_order_id = VenueOrderId::from(fill.venue_order_id).value_or(VenueOrderId{}),
                .side = fill.side,
                .price = fill.price,
                .quantity = fill.quantity,
                .fee = fill.fee,
                .liquidity = fill.liquidity,
                .venue_time = desk.clock.to_ours(fill.venue_time),
                .source = source};
    }
};

}  // namespace twinleg::venues::aster
