#pragma once
// The private stream: orders and fills of the account as events, and the way of orders.

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "venues/kit/stream_socket.h"
#include "venues/paradex/login.h"
#include "venues/paradex/order_entry.h"
#include "venues/paradex/wire.h"

namespace twinleg::venues::paradex {

// Up once the venue has taken the login, every subscription, and, where it is wanted, said that it
// will cancel this socket's orders should it drop. That is off on every new connection, and armed
// again on each before an order can go by it.
//
// Frames are taken as they come, text or binary. One that cannot be read may have hidden anything:
// the account is asked for then; the socket stays, since its end would end its orders.
//
// Threads: the loop's.
class AccountFeed final : public OrderSocket, kit::StreamOwner, UpdateSink {
public:
    AccountFeed(Station& station, Login& login, const net::Url& url, const std::string& ca_file,
                bool guarded);

    void serve(OrderEntry& orders) { orders_ = &orders; }
    void listen(Connector::RawFrame listener) { listener_ = std::move(listener); }
    // It came up (with when it was last sure to have been), or a frame was lost.
    void on_doubt(std::function<void(Time was_sure)> called) { doubted_ = std::move(called); }

    void open();
    void close();
    void tick(Time now);
    // There is a new token: a socket that waits for one goes on.
    void on_token();
    // The venue does not take this socket's login any more.
    void renew();

    bool ready() const override { return up_; }
    bool send(std::string_view text) override { return socket_.send(text); }
    std::uint64_t next_id() override { return ++request_; }

private:
    enum class Step : std::uint8_t { closed, waiting_for_token, logging_in, subscribing, up };

    void on_stream_open() override;
    void on_stream_frame(std::span<const char> frame, bool binary, Time received) override;
    void on_stream_down(const Error& why) override;
    void on_update(const Update& update) override;

    void log_in();
    void subscribe();
    void on_reply(const FrameHead& head);
    void go_up();

    Station& station_;
    Login& login_;
    OrderEntry* orders_{nullptr};
    const net::Url url_;
    const bool guarded_;
    Wire wire_;
    Connector::RawFrame listener_;
    std::function<void(Time)> doubted_;
    Encoding::Choice asked_encoding_{};
    std::uint64_t request_{0};
    std::uint64_t login_request_{0};
    std::uint64_t arm_request_{0};
    std::vector<std::uint64_t> subscriptions_;  // not acknowledged yet
    // Of the frame being read: told once its head says whether it is a reply.
    std::vector<std::variant<OrderReport, Fill, FundingPaid>> told_;
    Step step_{Step::closed};
    Time step_since_;
    Time received_;
    Time sure_at_;  // the last moment at which it was up
    bool armed_{false};
    bool up_{false};

    kit::StreamSocket socket_;  // last: it calls the others
};

}  // namespace twinleg::venues::paradex
