#include "venues/edgex/desk_side.h"

#include "net/redact.h"

namespace twinleg::venues::edgex {

void DeskSide::say(std::string_view text) {
    const Time now = loop.now();
    if (!person || (text == said && now - said_at < kSayOnce)) return;
    said = text;
    said_at = now;
    person(net::redact(text));
}

OrderReport DeskSide::report_of(const OrderUpdate& update, Source source) {
    const ClientOrderId id = ids.parse(update.client_order_id);
    ids.remember(update.venue_order_id, id);
    return {.instrument = slot.instrument,
            .client_order_id = id,
            .venue_order_id = VenueOrderId::from(update.venue_order_id).value_or(VenueOrderId{}),
            .word = update.word,
            .has_cumulative = update.has_filled,
            .cumulative = update.filled,
            .average_price = update.average_price,
            .reason = update.reason,
            .venue_time = clock.to_ours(update.venue_time),
            .source = source};
}

Fill DeskSide::fill_of(const FillUpdate& update, Source source) const {
    return {.instrument = slot.instrument,
            .fill_id = FillId::from(update.fill_id).value_or(FillId{}),
            .client_order_id = ids.find(update.venue_order_id),
            .venue_order_id = VenueOrderId::from(update.venue_order_id).value_or(VenueOrderId{}),
            .side = update.side,
            .price = update.price,
            .quantity = update.quantity,
            .fee = update.fee,
            .liquidity = update.liquidity,
            .venue_time = clock.to_ours(update.venue_time),
            .source = source};
}

}  // namespace twinleg::venues::edgex
