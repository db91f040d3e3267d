#pragma once
// A socket of the venue that comes back by itself, and keeps to the venue's rules for sockets.
//
// Source: venue page, section 4.

#include <cstdint>
#include <span>
#include <string_view>

#include "core/result.h"
#include "core/time.h"
#include "net/backoff.h"
#include "net/event_loop.h"
#include "net/url.h"
#include "net/websocket.h"

namespace twinleg::venues::lighter {

class SessionEvents {
public:
    virtual ~SessionEvents() = default;
    // The server has said that it is connected: channels may be subscribed to.
    virtual void on_ready() = 0;
    virtual void on_frame(std::span<char> frame, Time received) = 0;
    // Whatever was subscribed or awaited is gone. A new connection is on its way, after a wait.
    virtual void on_gone(const Error& why) = 0;
};

// Reconnects with full jitter. Sends a ping of the venue's own kind when we were silent for half a
// minute: the server closes a socket from which nothing came for two. Is renewed before the venue
// ends it after 24 hours.
//
// Threads: the loop's. tick() is to be called about twice a second.
class Session final : net::WsHandler {
public:
    Session(net::EventLoop& loop, const net::Url& url, net::WsOptions options, std::uint64_t seed,
            SessionEvents& events);

    void open();
    void close();
    bool ready() const { return ready_; }

    // False: certainly not sent.
    bool send(std::string_view text);

    // Of the frames that concern the socket as such; the owner, who reads frames, says what came.
    void on_connected();
    void on_ping() { static_cast<void>(send(R"({"type":"pong"})")); }
    // The server is about to close it: a new connection is made before.
    void on_shutdown() { renew_wanted_ = true; }

    // Ends this connection and makes a new one at once. The owner hears of it by on_gone().
    void renew(Error why);

    // `quiet`: nothing awaits an answer on it, so that it may be renewed without loss.
    void tick(Time now, bool quiet);

private:
    void on_open() override;
    void on_message(std::span<char> data, bool binary, Time received) override;
    void on_down(const Error& why) override;
    void gone(const Error& why);
    void connect();

    net::EventLoop& loop_;
    SessionEvents& events_;
    net::WebSocket socket_;
    net::Timer retry_;
    net::Backoff backoff_;
    bool wanted_{false};
    bool ready_{false};
    bool opened_{false};  // the socket is open, the server has not greeted yet
    bool renew_wanted_{false};
    Time since_;      // when it was opened
    Time last_sent_;  // any frame of ours
};

}  // namespace twinleg::venues::lighter
