#include "venues/backpack/order_entry.h"

#include <optional>
#include <string>

#include "venues/backpack/answers.h"
#include "venues/backpack/words.h"
#include "venues/kit/account_answers.h"

namespace twinleg::venues::backpack {
namespace {

// Where the engine gives none.
constexpr Duration kValidity = seconds(1);

// Those of our market that a cancel-all has ended.
class Ended final : public UpdateSink {
public:
    Ended(AccountSide& account, Time at) : account_(account), at_(at) {}
    void on_update(const Update& update) override {
        const auto* order = std::get_if<OrderUpdate>(&update);
        if (order == nullptr || !account_.ours(order->market) || !terminal(order->word)) return;
        account_.tell(at_, account_.report_of(*order, Source::reply));
    }

private:
    AccountSide& account_;
    Time at_;
};

}  // namespace

void OrderEntry::report(ClientOrderId id, const VenueOrderId& venue_id, OrderWord word,
                        Reason reason, Time at) {
    account_.tell(at, kit::replied(account_, id, venue_id, word, reason));
}

void OrderEntry::place(const Order& order, Time now) {
    const bool urgent = order.role == Role::neutralise || order.role == Role::close;
    const std::string price = to_text(order.price);
    const std::string quantity = to_text(order.quantity);
    OrderFields fields{.symbol = account_.symbol,
                       .is_bid = order.side == Side::buy,
                       .quantity = quantity,
                       .price = price,
                       .client_id = account_.ids.encode(order.client_order_id)};
    switch (order.time_in_force) {
        case TimeInForce::post_only:
            fields.post_only = true;
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
                [this, id = order.client_order_id, reduce = order.reduce_only](const Reply& reply) {
                    on_placed(id, reduce, reply);
                });
}

void OrderEntry::on_placed(ClientOrderId id, bool reduce_only, const Reply& reply) {
    kit::DeskSide& desk = account_;
    const Time at = heard(reply);
    const std::string name = "order " + std::to_string(id.value);
    switch (reply.kind) {
        case Reply::Kind::good: {
            kit::RepliedOrder one{account_};
            if (!read_orders(reply.body, one) || !one.report) {
                desk.say(name + " is in doubt: the reply cannot be read");
                desk.tell(at, kit::send_failed(desk, id, false, SendOutcome::unknown));
                return;
            }
            OrderReport& said = *one.report;
            said.client_order_id = id;
            if (said.word == OrderWord::expired && said.reason == Reason::none && reduce_only)
                said.word = OrderWord::accepted;
            return desk.tell(at, said);
        }
        case Reply::Kind::refused: {
            desk.say(name + " was refused: " + reply.text());
            const Reason reason = reply.status == 429
                                      ? Reason::rate_limited
                                      : reason_of_refusal(reply.code, reply.message);
            if (reason == Reason::other || reason == Reason::price_band ||
                reason == Reason::below_minimum)
                market_doubtful_();
            return report(id, {}, OrderWord::rejected, reason, at);
        }
        case Reply::Kind::taken:
        case Reply::Kind::lost:
            desk.say(name + " is in doubt: " + reply.text());
            return desk.tell(at, kit::send_failed(desk, id, false, SendOutcome::unknown));
        case Reply::Kind::not_sent:
            desk.say(name + " was not sent: " + reply.text());
            return desk.tell(at, kit::send_failed(desk, id, false, SendOutcome::never_sent));
    }
}

void OrderEntry::cancel(const CancelOrder& cancel, Time) {
    const std::string& symbol = account_.symbol;
    std::string body, pairs;
    if (!cancel.venue_order_id.empty()) {
        const std::string id{cancel.venue_order_id.view()};
        body = R"({"orderId":")" + id + R"(","symbol":")" + symbol + R"("})";
        pairs = "orderId=" + id + "&symbol=" + symbol;
    } else {
        const std::string id = std::to_string(account_.ids.encode(cancel.client_order_id));
        body = R"({"clientId":)" + id + R"(,"symbol":")" + symbol + R"("})";
        pairs = "clientId=" + id + "&symbol=" + symbol;
    }
    door_.remove("/api/v1/order", "orderCancel", std::move(body), pairs,
                 [this, cancel](const Reply& reply) { on_cancelled(cancel, reply); });
}

void OrderEntry::on_cancelled(const CancelOrder& cancel, const Reply& reply) {
    kit::DeskSide& desk = account_;
    const Time at = heard(reply);
    const ClientOrderId id = cancel.client_order_id;
    switch (reply.kind) {
        case Reply::Kind::good: {
            kit::RepliedOrder one{account_};
            if (!read_orders(reply.body, one) || !one.report) return;  // the stream says it too
            one.report->client_order_id = id;
            return desk.tell(at, *one.report);
        }
        case Reply::Kind::taken:
            return;  // the order's own end comes by the stream
        case Reply::Kind::refused:
            if (is_not_found(reply.status, reply.code, reply.message))
                return report(id, cancel.venue_order_id, OrderWord::accepted, Reason::not_found,
                              at);
            desk.say("the cancel of order " + std::to_string(id.value) +
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
    const std::string& symbol = account_.symbol;
    door_.remove("/api/v1/orders", "orderCancelAll", R"({"symbol":")" + symbol + R"("})",
                 "symbol=" + symbol, [this, request = cancel.request](const Reply& reply) {
                     const Time at = heard(reply);
                     const bool ok = reply.good() || reply.kind == Reply::Kind::taken;
                     if (reply.good()) {
                         Ended ended{account_, at};
                         static_cast<void>(read_orders(reply.body, ended));
                     }
                     account_.tell(at, CancelAllAnswer{account_.head(request, ok)});
                 });
}

}  // namespace twinleg::venues::backpack
