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

void tell_failed(DeskSide& desk, const Ask& question, Time now) {
    const AnswerHead no = desk.head(question.request, false);
    switch (question.what) {
        case Question::order:
            return desk.tell(now,
                             OrderAnswer{.head = no, .client_order_id = question.client_order_id});
        case Question::open_orders:
            return desk.tell(now, OpenOrdersAnswer{.head = no});
        case Question::fills:
            return desk.tell(now, FillsAnswer{.head = no, .since = question.since});
        case Question::positions:
            return desk.tell(now, PositionsAnswer{.head = no});
        case Question::balance:
            return desk.tell(now, BalanceAnswer{.head = no});
        case Question::nonce:
            return desk.tell(now, NonceAnswer{.head = no});
    }
}

}  // namespace twinleg::venues::kit
