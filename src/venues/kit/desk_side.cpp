#include "venues/kit/desk_side.h"

#include "net/redact.h"

namespace twinleg::venues::kit {

void DeskSide::say(std::string_view text) {
    const Time at = now();
    if (!person_ || (text == said_ && at - said_at_ < kSayOnce)) return;
    said_ = text;
    said_at_ = at;
    person_(net::redact(name_ + ": " + said_));
}

SendFailed send_failed(const DeskSide& desk, ClientOrderId id, bool was_cancel,
                       SendOutcome outcome) {
    return {.instrument = desk.slot.instrument,
            .client_order_id = id,
            .was_cancel = was_cancel,
            .outcome = outcome};
}

OrderReport replied(const DeskSide& desk, ClientOrderId id, const VenueOrderId& venue_id,
                    OrderWord word, Reason reason) {
    return {.instrument = desk.slot.instrument,
            .client_order_id = id,
            .venue_order_id = venue_id,
            .word = word,
            .reason = reason,
            .source = Source::reply};
}

}  // namespace twinleg::venues::kit
