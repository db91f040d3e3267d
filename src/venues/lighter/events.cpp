#include "venues/lighter/events.h"

#include <charconv>

namespace twinleg::venues::lighter {

ClientOrderId client_order_id(std::string_view digits) {
    ClientOrderId id;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), id.value);
    if (error != std::errc{} || end != digits.data() + digits.size()) return {};
    return id;
}

OrderReport report_of(const OrderUpdate& order, InstrumentId instrument, Source source) {
    return {.instrument = instrument,
            .client_order_id = client_order_id(order.client_order_id),
            .venue_order_id = VenueOrderId::from(order.venue_order_id).value_or(VenueOrderId{}),
            .word = order.word,
            .has_cumulative = order.has_filled,
            .cumulative = order.filled,
            .average_price = order.average_price,
            .reason = order.reason,
            .venue_time = order.venue_time,
            .source = source};
}

Fill fill_of(const FillUpdate& fill, InstrumentId instrument, Source source) {
    return {.instrument = instrument,
            .fill_id = FillId::from(fill.fill_id).value_or(FillId{}),
            .client_order_id = client_order_id(fill.client_order_id),
            .venue_order_id = VenueOrderId::from(fill.venue_order_id).value_or(VenueOrderId{}),
            .side = fill.side,
            .price = fill.price,
            .quantity = fill.quantity,
            .fee = fill.fee,
            .liquidity = fill.liquidity,
            .venue_time = fill.venue_time,
            .source = source};
}

}  // namespace twinleg::venues::lighter
