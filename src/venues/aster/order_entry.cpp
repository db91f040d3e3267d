#include "venues/aster/order_entry.h"

#include <algorithm>
#include <optional>
#include <string>

#include "venues/aster/answers.h"
#include "venues/aster/words.h"
#include "venues/kit/account_answers.h"

namespace twinleg::venues::aster {
namespace {

// Where the engine gives none.
constexpr Duration kValidity = seconds(1);

}  // namespace

void OrderEntry::report(ClientOrderId id, const VenueOrderId& venue_id, OrderWord word,
                        Reason reason, Time at) {
    account_.tell(at, kit::replied(account_, id, venue_id, word, reason));
}

void OrderEntry::place(const Order& order, Time now) {
    const bool urgent = order.role == Role::neutralise || order.role == Role::close;
    const std::string price = to_text(order.price);
    const std::string quantity = to_text(order.quantity);
    const std::string name = account_.ids.text(order.client_order_id);
    OrderFields fields{.symbol = account_.symbol,
                       .is_buy = order.side == Side::buy,
                       .quantity = quantity,
                       .price = price,
                       .client_order_id = name,
                       .response_type = "RESULT"};
    switch (order.time_in_force) {
        case TimeInForce::post_only:
            fields.time_in_force = "GTX";
            break;
        case TimeInForce::ioc:
            fields.time_in_force = "IOC";
            break;
        case TimeInForce::gtc:
            fields.time_in_force = "GTC";
            break;
    }
    if (order.reduce_only) fields.reduce_only = true;
    door_.place(fields, order.valid_until.known() ? order.valid_until : now + kValidity, urgent,
                [this, id = order.client_order_id](const Reply& reply) { on_placed(id, reply); });
}

void OrderEntry::on_placed(ClientOrderId id, const Reply& reply) {
    AccountSide& desk = account_;
    const Time at = heard(reply);
    const std::string name = "order " + account_.ids.text(id);
    switch (reply.kind) {
        case Reply::Kind::good: {
            kit::RepliedOrder one{account_};
            if (!read_orders(reply.body, one) || !one.report) {
                desk.say(name + " is in doubt: the reply cannot be read");
                return desk.tell(at, kit::send_failed(desk, id, false, SendOutcome::unknown));
            }
            one.report->client_order_id = id;
            account_.ids.remember(one.report->venue_order_id.view(), id);
            return desk.tell(at, *one.report);
        }
        case Reply::Kind::refused: {
            desk.say(name + " was refused: " + reply.text());
            const bool too_many = reply.status == 429 || reply.status == 418;
            const Reason reason =
                too_many ? Reason::rate_limited : reason_of_refusal(reply.code, reply.message);
            if (reason == Reason::other || reason == Reason::price_band ||
                reason == Reason::below_minimum)
                market_doubtful_();
            return report(id, {}, OrderWord::rejected, reason, at);
        }
        case Reply::Kind::lost:
            desk.say(name + " is in doubt: " + reply.text());
            return desk.tell(at, kit::send_failed(desk, id, false, SendOutcome::unknown));
        case Reply::Kind::not_sent:
            desk.say(name + " was not sent: " + reply.text());
            return desk.tell(at, kit::send_failed(desk, id, false, SendOutcome::never_sent));
    }
}

void OrderEntry::cancel(const CancelOrder& cancel, Time) {
    std::string parameters = "symbol=" + account_.symbol;
    if (!cancel.venue_order_id.empty())
        parameters.append("&orderId=").append(cancel.venue_order_id.view());
    else
        parameters += "&origClientOrderId=" + account_.ids.text(cancel.client_order_id);
    door_.change("DELETE", "order", std::move(parameters), 1,
                 [this, cancel](const Reply& reply) { on_cancelled(cancel, reply); });
}

void OrderEntry::on_cancelled(const CancelOrder& cancel, const Reply& reply) {
    AccountSide& desk = account_;
    const Time at = heard(reply);
    const ClientOrderId id = cancel.client_order_id;
    switch (reply.kind) {
        case Reply::Kind::good: {
            kit::RepliedOrder one{account_};
            if (!read_orders(reply.body, one) || !one.report) return;  // the stream says it too
            one.report->client_order_id = id;
            return desk.tell(at, *one.report);
        }
        case Reply::Kind::refused:
            if (reply.code == code::cancel_unknown || reply.code == code::no_such_order)
                return report(id, cancel.venue_order_id, OrderWord::accepted, Reason::not_found,
                              at);
            desk.say("the cancel of order " + account_.ids.text(id) +
                     " was refused: " + reply.text());
            // It left the order as it was, as if it had never been sent.
            return desk.tell(at, kit::send_failed(desk, id, true, SendOutcome::never_sent));
        case Reply::Kind::lost:
            return desk.tell(at, kit::send_failed(desk, id, true, SendOutcome::unknown));
        case Reply::Kind::not_sent:
            return desk.tell(at, kit::send_failed(desk, id, true, SendOutcome::never_sent));
    }
}

void OrderEntry::cancel_all(const CancelAll& cancel, Time) {
    door_.change("DELETE", "allOpenOrders", "symbol=" + account_.symbol, 1,
                 [this, request = cancel.request](const Reply& reply) {
                     account_.tell(heard(reply),
                                   CancelAllAnswer{account_.head(request, reply.good())});
                 });
}

void OrderEntry::arm(const ArmDeadMan& arm, Time now) {
    // One that is due already is set to the least there is: zero would stop it.
    const std::int64_t ms =
        arm.at.known() ? std::max<std::int64_t>((arm.at - now).ns / 1'000'000, 1'000) : 0;
    door_.change("POST", "countdownCancelAll",
                 "symbol=" + account_.symbol + "&countdownTime=" + std::to_string(ms), 10,
                 [this, request = arm.request](const Reply& reply) {
                     const bool surely_not =
                         reply.kind == Reply::Kind::refused || reply.kind == Reply::Kind::not_sent;
                     account_.tell(heard(reply),
                                   DeadManAnswer{.head = account_.head(request, reply.good()),
                                                 .certain = surely_not});
                 });
}

}  // namespace twinleg::venues::aster
