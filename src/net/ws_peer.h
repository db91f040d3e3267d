#pragma once
// One end of an open WebSocket, client's or server's: messages over a connection, pings, closing.
// Knows Boost: for net's own .cpp files only.

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/time.h"
#include "net/connection.h"
#include "net/event_loop.h"
#include "net/ws_frame.h"

namespace twinleg::net {

struct WsLimits {
    std::size_t max_message;
    std::size_t max_queued;
    Duration ping_every;  // zero: no pings of ours
    Duration pong_timeout;
};

// Owned by shared_ptr, so that a listener may let go of it from inside a call.
class WsPeer final : public Connection::Owner, public std::enable_shared_from_this<WsPeer> {
public:
    // Called from the loop, never from inside a call into the peer.
    class Listener {
    public:
        virtual void on_ws_message(std::span<char> data, bool binary, Time received) = 0;
        virtual void on_ws_pong(std::string_view /*payload*/) {}
        // It is over: once, unless silence() came first.
        virtual void on_ws_end(const Error& why) = 0;

    protected:
        ~Listener() = default;
    };

    WsPeer(EventLoop& loop, std::shared_ptr<Connection> connection, WsRole role,
           const WsLimits& limits, Listener& listener);
    ~WsPeer();

    // Begins reading; what the connection has read already comes first.
    void start();

    // False: not open, or broken before a byte of it left.
    bool send(WsOpcode opcode, std::string_view payload);
    std::size_t queued() const { return connection_->queued(); }
    bool is_open() const { return open_; }
    // When the peer's last byte came; before the first, when start() was called.
    Time heard() const { return heard_at_; }

    // A close frame behind what is queued, then the end of the connection. on_ws_end follows.
    void close(int code, std::string_view reason);
    // The end without a close frame. on_ws_end follows.
    void drop(Error why);
    // The same behind the header and the first half of a frame. on_ws_end follows.
    void drop_inside(WsOpcode opcode, std::string_view payload);
    // No calls from here on.
    void silence() { listener_ = nullptr; }

private:
    using Clock = std::chrono::steady_clock;

    void on_input() override;
    void on_end(const Error& why, bool clean) override;
    // False once it is over.
    bool handle(const WsMessage& message);
    void hand_out(const WsMessage& message);
    void on_close_frame(std::string_view payload);
    void violate(const WsViolation& violation);
    void end_later(Error why);
    void tell_end(const Error& why);
    void watch(Duration wait);
    void on_quiet();
    std::array<char, 4> next_mask();

    EventLoop& loop_;
    std::shared_ptr<Connection> connection_;
    WsRole role_;
    WsLimits limits_;
    Listener* listener_;
    WsReader reader_;
    bool open_{true};
    std::string frame_;  // of the message being sent; its memory is kept

    Timer quiet_;
    Clock::time_point heard_{};  // the peer's last byte, by a clock that nobody sets
    Time heard_at_{};
    bool pinged_{false};  // and nothing has come since

    std::array<char, 256> masks_{};  // random; four bytes for each frame of a client
    std::size_t masks_used_{sizeof masks_};
};

}  // namespace twinleg::net
