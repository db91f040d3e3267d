#pragma once
// A venue's socket that comes back by itself.

#include <memory>
#include <string>
#include <string_view>

#include "net/backoff.h"
#include "net/url.h"
#include "net/websocket.h"
#include "venues/kit/desk_side.h"

namespace twinleg::venues::kit {

class StreamOwner {
public:
    virtual ~StreamOwner() = default;
    virtual void on_stream_open() = 0;
    virtual void on_stream_frame(std::span<const char> frame, bool binary, Time received) = 0;
    // It is gone, or could not be opened; the next attempt comes by itself.
    virtual void on_stream_down(const Error& why) = 0;
};

// Reconnects with full jitter, 100 ms at first and 5 s at most. The WebSocket's own pings find a
// dead peer; silence of the application is the owner's to see.
//
// Threads: the loop's.
class StreamSocket final : private net::WsHandler {
public:
    StreamSocket(DeskSide& desk, const net::Url& url, std::string ca_file, StreamOwner& owner);

    // For the next attempt: some URLs have a key in them.
    void set_url(const net::Url& url) { socket_.set_url(url); }

    void open();
    void close();
    bool is_open() const { return socket_.is_open(); }
    // False: certainly not sent.
    bool send(std::string_view text) { return socket_.send(text); }
    // Drops the connection, tells the owner, and opens another after the usual wait.
    void restart(const Error& why);
    // What was hoped for came: the next attempt need not wait long.
    void settled() { backoff_.reset(); }
    // When it was opened last.
    Time since() const { return since_; }

private:
    void on_open() override;
    void on_message(std::span<char> data, bool binary, Time received) override;
    void on_down(const Error& why) override;
    void again();

    DeskSide& desk_;
    StreamOwner& owner_;
    net::Backoff backoff_;
    net::Timer retry_;
    net::WebSocket socket_;
    Time since_;
    bool wanted_{false};
};

}  // namespace twinleg::venues::kit
