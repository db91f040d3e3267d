#pragma once
// The private stream of the account: orders, fills, funding, and the socket that transactions go
// out on.

#include <array>
#include <cstdint>
#include <string>

#include "venues/lighter/feed.h"
#include "venues/lighter/order_entry.h"

namespace twinleg::venues::lighter {

// Up once the first frames of all channels have come: open orders, trades, positions. All channels
// are subscribed to anew with a fresh token when half the life of the last is over, and when the
// server says that it does not take it; until their first frames have come again, it is down.
//
// First frames repeat history. Fills and payments from before the connector was opened are left
// out: what an earlier process missed, the engine asks for.
//
// Positions and balances of the stream are not told: the engine reads both by asking, so that a
// stream that lies is found out.
//
// Threads: the loop's.
class AccountFeed final : public Feed {
public:
    AccountFeed(Station& station, const net::Url& url, net::WsOptions options);

    // Who the answers to transactions are for; before open().
    void serve(OrderEntry& orders) { orders_ = &orders; }
    Session& session() { return session_; }

    void open();
    void close();
    void tick(Time now);

private:
    struct Channel {
        const char* topic;  // "account_all_orders"
        std::string name;   // "account_all_orders/65"
        bool heard{false};  // its first frame has come
        bool needed{true};  // to be up
    };

    void on_ready() override;
    void on_told(const FrameHead& head) override;
    void on_gone(const Error& why) override;
    void on_update(const Update& update) override;

    void subscribe(bool again, Time now);
    void on_error(const FrameHead& head);
    void on_first_frame(std::string_view topic);
    void go_down(Time now);

    OrderEntry* orders_{nullptr};
    std::array<Channel, 4> channels_;
    bool up_{false};
    std::uint64_t token_number_{0};  // of the token the channels were opened with
    Time awaiting_;                  // first frames, since when; unknown: none
    Time last_refused_;
};

}  // namespace twinleg::venues::lighter
