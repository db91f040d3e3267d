#pragma once
// Orders on their way to the venue, and what comes back.

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/command.h"
#include "venues/paradex/identity.h"
#include "venues/paradex/rest.h"
#include "venues/paradex/wire.h"

namespace twinleg::venues::paradex {

// A socket that orders can go by.
class OrderSocket {
public:
    virtual ~OrderSocket() = default;
    // Authenticated and, where that is wanted, with cancel-on-disconnect armed.
    virtual bool ready() const = 0;
    // False: certainly not sent.
    virtual bool send(std::string_view text) = 0;
    virtual std::uint64_t next_id() = 0;
};

// What becomes of what is sent:
//
//   accepted     OrderReport accepted, from the reply; the streams tell the rest
//   refused      OrderReport rejected with the reason of the venue's word
//   held back    by our own rate budget, or because its validity was over: rejected, not sent
//   never sent   SendFailed never_sent: only if not one byte left
//   no answer, 5xx, -32603: SendFailed unknown
//
// A cancel that was taken says nothing until the order's own end; one that found nothing is an
// OrderReport accepted with not_found.
//
// By the socket where it is ready, else by REST. What rests goes by the socket alone, where orders
// are to be cancelled with it: the venue protects nothing else (page, 13).
//
// Threads: the loop's.
class OrderEntry {
public:
    // `socket`: null for REST alone.
    OrderEntry(Station& station, Rest& rest, Identity& identity, OrderSocket* socket, bool guarded)
        : station_(station), rest_(rest), identity_(identity), socket_(socket), guarded_(guarded) {
        pending_.reserve(64);
        frame_.reserve(1024);
    }

    void place(const Order& order, Time now);
    void cancel(const CancelOrder& cancel, Time now);
    void cancel_all(const CancelAll& cancel, Time now);

    // Every refusal: it may say something of the venue, of the token, or of what we believe of the
    // market.
    void on_refusal(std::function<void(std::string_view code, Reason reason)> listener) {
        refused_ = std::move(listener);
    }

    // A reply or an error of the socket with an id. False: not ours.
    bool on_answer(const FrameHead& head, Time received);
    void on_socket_gone(Time now);
    void tick(Time now);

    // Our orders that have not ended as far as was told.
    const std::set<std::uint64_t>& live() const { return live_; }
    void ended(ClientOrderId id) { live_.erase(id.value); }

private:
    enum class Kind : std::uint8_t { place, cancel, cancel_all };
    struct Pending {
        std::uint64_t number{0};  // its id on the socket
        Kind kind{Kind::place};
        ClientOrderId order;
        VenueOrderId venue_id;
        RequestId request;
        Time sent;
    };

    bool by_socket(const Pending& pending, const std::string& text);
    void settle(const Pending& pending, const Reply& reply);
    void accepted(const Pending& pending, const Reply& reply);
    void refused(const Pending& pending, std::string_view code, std::string_view message,
                 Time received);
    void failed(const Pending& pending, SendOutcome outcome, Time now);
    void report(const Pending& pending, OrderWord word, Reason reason, Time received);

    Station& station_;
    Rest& rest_;
    Identity& identity_;
    OrderSocket* socket_;
    const bool guarded_;
    Answers answers_;
    std::function<void(std::string_view, Reason)> refused_;
    std::string frame_;             // of the order being sent; kept for its room
    std::vector<Pending> pending_;  // on the socket without an answer, oldest first
    std::set<std::uint64_t> live_;
};

}  // namespace twinleg::venues::paradex
