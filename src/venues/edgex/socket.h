#pragma once
// One of the venue's sockets, kept open: back-off, heartbeats both ways, a watch over silence.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/backoff.h"
#include "net/websocket.h"
#include "venues/edgex/wire.h"
#include "venues/venue.h"

namespace twinleg::venues::edgex {

// Where a socket leads, made anew for each attempt: signatures and times grow old.
struct SocketTarget {
    net::Url url;
    std::vector<net::Header> headers;
    std::string subprotocol;
};

// What a socket tells its owner; updates of a frame come between begin_frame() and on_frame().
class SocketOwner : public UpdateSink {
public:
    virtual Result<SocketTarget> target() = 0;
    virtual void on_open() = 0;
    virtual void begin_frame(Time received) = 0;
    virtual void on_frame(const FrameHead& head, Time received) = 0;
    // A frame that cannot be read. Updates before the mistake have been told.
    virtual void on_malformed(const Error& why, Time received) = 0;
    // It is gone, or could not be opened; the next attempt comes by itself.
    virtual void on_down(const Error& why) = 0;
    // The raw frame, before it is read.
    virtual void on_raw(Time received, std::span<const char> frame) = 0;
};

// The venue's heartbeats are messages: {"type":"ping","time":t} is answered with a pong of the same
// time, and after kQuiet without a frame we ping likewise. After kSilent it counts as gone.
// WebSocket's own pings are not used, since nothing says that the venue answers them.
//
// Threads: the loop's.
class Socket final : private net::WsHandler {
public:
    static constexpr Duration kQuiet = seconds(8);
    static constexpr Duration kSilent = seconds(20);

    Socket(net::EventLoop& loop, std::string ca_file, SocketOwner& owner, std::uint64_t seed,
           runtime::Latencies* latencies);
    ~Socket() override;

    void open();
    void close();
    bool send(std::string_view text);
    // Drops the connection, if there is one, tells the owner, and opens another after the usual
    // back-off.
    void restart(Error why);
    // What was hoped for came: the next attempt need not wait long.
    void settled() { backoff_.reset(); }

private:
    void on_open() override;
    void on_message(std::span<char> data, bool binary, Time received) override;
    void on_down(const Error& why) override;

    void attempt();
    void again();
    void watch();

    net::EventLoop& loop_;
    const std::string ca_file_;
    SocketOwner& owner_;
    runtime::Latencies* const latencies_;
    Frames frames_;
    net::Backoff backoff_;
    net::Timer retry_;
    net::Timer watch_;
    std::unique_ptr<net::WebSocket> socket_;
    Time heard_;
    bool wanted_{false};
};

}  // namespace twinleg::venues::edgex
