#include "venues/edgex/orders.h"

#include "venues/edgex/words.h"

namespace twinleg::venues::edgex {
namespace {

// A refusal left the order as it was, as if the request had never been sent.
SendOutcome outcome(const PageAnswer& answer) {
    return answer.what == PageAnswer::What::unknown ? SendOutcome::unknown
                                                    : SendOutcome::never_sent;
}

}  // namespace

std::uint64_t expire_ms(const Order& order, const kit::VenueClock& clock, Time now) {
    Time until = order.valid_until.known() ? order.valid_until : now + seconds(2);
    if (order.time_in_force != TimeInForce::ioc) until = until + kMakerLife;
    return clock.venue_ms(until) / 1000 * 1000;
}

void Orders::report(ClientOrderId id, const VenueOrderId& venue_id, OrderWord word, Reason reason) {
    desk_.tell(desk_.now(), kit::replied(desk_, id, venue_id, word, reason));
}

void Orders::place(const Order& order, Time now) {
    const ClientOrderId id = order.client_order_id;
    const bool urgent = order.role == Role::neutralise || order.role == Role::close;
    if (!desk_.usable)
        return desk_.tell(now, kit::send_failed(desk_, id, false, SendOutcome::never_sent));
    const std::uint64_t expire = expire_ms(order, desk_.clock, now);
    if (expire <= desk_.clock.venue_ms(now))
        return report(id, {}, OrderWord::rejected, Reason::expired);
    if (!door_.take_order_token(urgent))
        return report(id, {}, OrderWord::rejected, Reason::rate_limited);
    door_.place({.client_order_id = desk_.ids.text(id),
                 .side = order.side,
                 .time_in_force = order.time_in_force,
                 .reduce_only = order.reduce_only,
                 .price = to_text(order.price),
                 .quantity = to_text(order.quantity),
                 .expire_ms = expire},
                urgent, [this, id](const PageAnswer& answer) { on_placed(id, answer); });
}

void Orders::on_placed(ClientOrderId id, const PageAnswer& answer) {
    switch (answer.what) {
        case PageAnswer::What::done: {
            desk_.ids.remember(answer.venue_order_id, id);
            const auto venue_id = VenueOrderId::from(answer.venue_order_id);
            return report(id, venue_id.value_or(VenueOrderId{}), OrderWord::accepted, Reason::none);
        }
        case PageAnswer::What::refused: {
            // The code stands last: what follows SIGNATURE or API_KEY with a colon is starred out.
            desk_.say("order " + desk_.ids.text(id) + " refused: " +
                      (answer.text.empty() ? answer.code : answer.text + " (" + answer.code + ")") +
                      mend(answer.code));
            const Reason reason = refusal_reason(answer.code);
            report(id, {}, OrderWord::rejected, reason);
            if (reason == Reason::other || reason == Reason::price_band ||
                reason == Reason::below_minimum)
                contract_doubtful_();
            return;
        }
        case PageAnswer::What::never_sent:
        case PageAnswer::What::unknown:
            desk_.say(
                "order " + desk_.ids.text(id) +
                (answer.what == PageAnswer::What::unknown ? " is in doubt: " : " was not sent: ") +
                answer.text);
            desk_.tell(desk_.now(), kit::send_failed(desk_, id, false, outcome(answer)));
    }
}

std::string Orders::mend(std::string_view code) const {
    if (!is_key_word(code)) return {};
    if (desk_.settings.by_page) return "; look at the keys in the page's CONFIG";
    const std::string_view variable = desk_.settings.variable_of(code);
    // An order of V2 bears two signatures, and a word without L2 may be about either.
    const bool either = variable == "EDGEX_API_SECRET";
    return "; look at " +
           std::string{either ? "EDGEX_TRADING_PRIVATE_KEY and EDGEX_API_SECRET" : variable};
}

void Orders::cancel(const CancelOrder& cancel, Time now) {
    const ClientOrderId id = cancel.client_order_id;
    if (!door_.take_order_token(true))
        return desk_.tell(now, kit::send_failed(desk_, id, true, SendOutcome::never_sent));
    door_.cancel(cancel.venue_order_id.view(), desk_.ids.text(id), true,
                 [this, id, venue_id = cancel.venue_order_id](const PageAnswer& answer) {
                     on_cancelled(id, venue_id, answer);
                 });
}

void Orders::on_cancelled(ClientOrderId id, const VenueOrderId& venue_id,
                          const PageAnswer& answer) {
    if (answer.what == PageAnswer::What::done) return;
    if (answer.what == PageAnswer::What::refused) {
        const bool nothing = cancel_word(answer.code) == CancelWord::not_found;
        if (nothing) return report(id, venue_id, OrderWord::accepted, Reason::not_found);
        desk_.say("the cancel of " + desk_.ids.text(id) + " was refused: " + answer.code);
    }
    desk_.tell(desk_.now(), kit::send_failed(desk_, id, true, outcome(answer)));
}

void Orders::cancel_all(const CancelAll& cancel, Time) {
    door_.cancel_all([this, request = cancel.request](bool ok, Time venue_time) {
        desk_.tell(desk_.loop.now(),
                   CancelAllAnswer{{.venue = desk_.slot.venue,
                                    .request = request,
                                    .ok = ok,
                                    .venue_time = desk_.clock.to_ours(venue_time)}});
    });
}

}  // namespace twinleg::venues::edgex
