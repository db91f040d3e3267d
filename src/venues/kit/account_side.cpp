#include "venues/kit/account_side.h"

namespace twinleg::venues::kit {

OrderReport AccountSide::report_of(const OrderUpdate& order, Source source) {
    return {.instrument = slot.instrument,
            .client_order_id = ours_of(order),
            .venue_order_id = VenueOrderId::from(order.venue_order_id).value_or(VenueOrderId{}),
            .word = order.word,
            .has_cumulative = order.has_filled,
            .cumulative = order.filled,
            .average_price = order.average_price,
            .reason = order.reason,
            .venue_time = clock.to_ours(order.venue_time),
            .source = source};
}

Fill AccountSide::fill_of(const FillUpdate& fill, Source source) const {
    return {.instrument = slot.instrument,
            .fill_id = FillId::from(fill.fill_id).value_or(FillId{}),
            .client_order_id = ours_of(fill),
            .venue_order_id = VenueOrderId::from(fill.venue_order_id).value_or(VenueOrderId{}),
            .side = fill.side,
            .price = fill.price,
            .quantity = fill.quantity,
            .fee = fill.fee,
            .liquidity = fill.liquidity,
            .venue_time = clock.to_ours(fill.venue_time),
            .source = source};
}

FundingPaid AccountSide::funding_of(const FundingPaidUpdate& paid) const {
    return {.instrument = slot.instrument,
            .payment_id = FillId::from(paid.payment_id).value_or(FillId{}),
            .amount = paid.amount,
            .venue_time = clock.to_ours(paid.venue_time)};
}

void AccountSide::hear(const Update& update, Time received) {
    if (const auto* order = std::get_if<OrderUpdate>(&update)) {
        if (ours(order->market)) tell(received, report_of(*order, Source::stream));
    } else if (const auto* fill = std::get_if<FillUpdate>(&update)) {
        if (ours(fill->market)) tell(received, fill_of(*fill, Source::stream));
    }
}

}  // namespace twinleg::venues::kit
