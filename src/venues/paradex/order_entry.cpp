#include "venues/paradex/order_entry.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "venues/paradex/words.h"

namespace twinleg::venues::paradex {
namespace {

// No word on the socket for so long: it was lost.
constexpr Duration kAnswerLimit = seconds(5);
// Too many on the socket, which does not say for how long.
constexpr Duration kRatePause = milliseconds(250);
// Where the engine gives no validity.
constexpr Duration kValidity = seconds(1);

// The venue's code in a socket's error: a word like ORDER_IS_CLOSED, wherever it stands.
std::string_view code_in(std::string_view text) {
    const auto of_code = [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; };
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        bool joined = false;
        for (; end < text.size() && of_code(text[end]); ++end)
            joined = joined || text[end] == '_';
        if (joined && end - i >= 8) return text.substr(i, end - i);
        i = end + 1;
    }
    return {};
}

bool says_not_found(std::string_view message) {
    return holds(message, "not found") || holds(message, "is closed") ||
           holds(message, "not open") || holds(message, "already closed");
}

}  // namespace

void OrderEntry::report(const Pending& pending, OrderWord word, Reason reason, Time received) {
    if (terminal(word)) ended(pending.order);
    station_.tell(received, OrderReport{.instrument = station_.slot.instrument,
                                        .client_order_id = pending.order,
                                        .venue_order_id = pending.venue_id,
                                        .word = word,
                                        .reason = reason,
                                        .source = Source::reply});
}

bool OrderEntry::by_socket(const Pending& pending, const std::string& text) {
    if (!socket_->send(text)) return false;
    pending_.push_back(pending);
    return true;
}

void OrderEntry::place(const Order& order, Time now) {
    Pending pending{.kind = Kind::place, .order = order.client_order_id, .sent = now};
    const bool socket = socket_ != nullptr && socket_->ready();
    const bool rests = order.time_in_force != TimeInForce::ioc;
    if (!station_.usable || (guarded_ && rests && !socket))
        return failed(pending, SendOutcome::never_sent, now);
    const bool urgent = order.role == Role::neutralise || order.role == Role::close;
    if (!rest_.take_order(urgent))
        return report(pending, OrderWord::rejected, Reason::rate_limited, now);

    const std::uint64_t began = runtime::cycles();
    const OrderTexts texts{.size = to_text(order.quantity),
                           .price = to_text(order.price),
                           .client_id = station_.ids.text(order.client_order_id)};
    const Time until = order.valid_until.known() ? order.valid_until : now + kValidity;
    const OrderRequest request = texts.request(
        order, identity_.next_timestamp(station_.venue_ms(now)), station_.venue_ms(until));
    if (!request.recv_window_ms) return report(pending, OrderWord::rejected, Reason::expired, now);
    frame_.clear();
    pending.number = socket ? socket_->next_id() : 0;
    if (socket) frame::begin_create(frame_, pending.number);
    const std::size_t begin = frame_.size();
    const auto made = identity_.sign(request, frame_);
    station_.timed(runtime::LatencyStage::sign, began);
    if (!made) {
        station_.say("an order cannot be signed: " + made.error().message);
        return failed(pending, SendOutcome::never_sent, now);
    }
    live_.insert(order.client_order_id.value);
    const std::size_t size = frame_.size() - begin;
    if (socket) {
        frame_ += '}';
        if (by_socket(pending, frame_)) return;
        if (guarded_ && rests) return failed(pending, SendOutcome::never_sent, now);
    }
    rest_.post_order(frame_.substr(begin, size), urgent,
                     [this, pending](const Reply& reply) { settle(pending, reply); });
}

void OrderEntry::cancel(const CancelOrder& cancel, Time now) {
    Pending pending{.kind = Kind::cancel,
                    .order = cancel.client_order_id,
                    .venue_id = cancel.venue_order_id,
                    .sent = now};
    if (!rest_.take_order(true)) return failed(pending, SendOutcome::never_sent, now);
    const std::string client_id = station_.ids.text(cancel.client_order_id);
    const std::string_view venue_id = cancel.venue_order_id.view();
    if (socket_ != nullptr && socket_->ready()) {
        pending.number = socket_->next_id();
        if (by_socket(pending, frame::cancel(pending.number, venue_id, client_id, station_.symbol)))
            return;
    }
    rest_.delete_order(venue_id.empty() ? target::order_by_client_id(client_id, station_.symbol)
                                        : target::order(venue_id),
                       [this, pending](const Reply& reply) { settle(pending, reply); });
}

void OrderEntry::cancel_all(const CancelAll& cancel, Time now) {
    Pending pending{.kind = Kind::cancel_all, .request = cancel.request, .sent = now};
    if (!rest_.take_order(true)) return failed(pending, SendOutcome::never_sent, now);
    if (socket_ != nullptr && socket_->ready()) {
        pending.number = socket_->next_id();
        if (by_socket(pending, frame::cancel_all(pending.number, station_.symbol))) return;
    }
    rest_.delete_order(target::open_orders(station_.symbol),
                       [this, pending](const Reply& reply) { settle(pending, reply); });
}

void OrderEntry::settle(const Pending& pending, const Reply& reply) {
    switch (reply.kind) {
        case Reply::Kind::good:
            return accepted(pending, reply);
        case Reply::Kind::refused:
            return refused(pending, reply.code, reply.message, reply.received);
        case Reply::Kind::lost:
        case Reply::Kind::not_sent: {
            const bool lost = reply.kind == Reply::Kind::lost;
            station_.say("order " + station_.ids.text(pending.order) +
                         (lost ? " is in doubt: " : " was not sent: ") + reply.message);
            return failed(pending, lost ? SendOutcome::unknown : SendOutcome::never_sent,
                          reply.received);
        }
    }
}

void OrderEntry::accepted(const Pending& pending, const Reply& reply) {
    if (pending.kind == Kind::cancel) return;  // the order's own end comes by the stream
    if (pending.kind == Kind::cancel_all)
        return station_.tell(reply.received, CancelAllAnswer{station_.head(pending.request, true)});
    class Taken final : public UpdateSink {
    public:
        explicit Taken(OrderEntry& owner, Time received) : owner_(owner), received_(received) {}
        void on_update(const Update& update) override {
            const auto* order = std::get_if<OrderUpdate>(&update);
            if (order == nullptr) return;
            told = true;
            const OrderReport report = owner_.station_.report_of(*order, Source::reply);
            if (terminal(report.word)) owner_.ended(report.client_order_id);
            owner_.station_.tell(received_, report);
        }
        bool told{false};

    private:
        OrderEntry& owner_;
        Time received_;
    } taken{*this, reply.received};
    (void)answers_.order(reply.body, taken);
    // 2xx with a body that nobody understands: it was taken, whatever it says.
    if (!taken.told) report(pending, OrderWord::accepted, Reason::none, reply.received);
}

void OrderEntry::refused(const Pending& pending, std::string_view code, std::string_view message,
                         Time received) {
    const Reason reason = refusal_reason(code, message);
    if (refused_) refused_(code, reason);
    if (reason == Reason::unavailable) return failed(pending, SendOutcome::unknown, received);
    const bool nothing = is_not_found(code) || says_not_found(message);
    switch (pending.kind) {
        case Kind::place: {
            // A socket's error names its code itself, in message or data.
            const std::string named = message.contains(code) ? "" : std::string{code} + " ";
            station_.say("order " + station_.ids.text(pending.order) + " refused: " + named +
                         std::string{message});
            return report(pending, OrderWord::rejected, reason, received);
        }
        case Kind::cancel:
            if (nothing) return report(pending, OrderWord::accepted, Reason::not_found, received);
            // A refusal left it undone, as if it had never been sent.
            return failed(pending, SendOutcome::never_sent, received);
        case Kind::cancel_all:
            return failed(pending, SendOutcome::never_sent, received);
    }
}

void OrderEntry::failed(const Pending& pending, SendOutcome outcome, Time now) {
    if (pending.kind == Kind::cancel_all)
        return station_.tell(now, CancelAllAnswer{station_.head(pending.request, false)});
    if (pending.kind == Kind::place && outcome == SendOutcome::never_sent) ended(pending.order);
    station_.tell(now,
                  kit::send_failed(station_, pending.order, pending.kind == Kind::cancel, outcome));
}

bool OrderEntry::on_answer(const FrameHead& head, Time received) {
    std::uint64_t number = 0;
    const char* const last = head.id.data() + head.id.size();
    const auto [end, error] = std::from_chars(head.id.data(), last, number);
    if (error != std::errc{} || end != last) return false;
    const auto at = std::ranges::find(pending_, number, &Pending::number);
    if (at == pending_.end()) return false;
    Pending pending = *at;
    pending_.erase(at);
    if (head.kind == FrameHead::Kind::reply) {
        if (const auto id = VenueOrderId::from(head.order_id); id && !id->empty())
            pending.venue_id = *id;
        switch (pending.kind) {
            case Kind::place:
                // The order in the reply has been told, if it could be read.
                report(pending, OrderWord::accepted, Reason::none, received);
                break;
            case Kind::cancel:
                if (is_not_found(head.status))
                    report(pending, OrderWord::accepted, Reason::not_found, received);
                break;
            case Kind::cancel_all:
                station_.tell(received, CancelAllAnswer{station_.head(pending.request, true)});
                break;
        }
        return true;
    }
    std::string_view code = code_of(head.code);
    if (code.empty()) code = code_in(head.data);
    if (code.empty()) code = code_in(head.message);
    if (is_rate(code)) rest_.punish_orders(kRatePause);
    refused(pending, code, std::string{head.message}.append(" ").append(head.data), received);
    return true;
}

void OrderEntry::on_socket_gone(Time now) {
    for (const Pending& pending : std::exchange(pending_, {}))
        failed(pending, SendOutcome::unknown, now);
}

void OrderEntry::tick(Time now) {
    while (!pending_.empty() && now - pending_.front().sent >= kAnswerLimit) {
        const Pending pending = pending_.front();
        pending_.erase(pending_.begin());
        failed(pending, SendOutcome::unknown, now);
    }
}

}  // namespace twinleg::venues::paradex
