#pragma once
// The user data stream: orders, fills, and word that funding was paid.

#include <functional>
#include <memory>
#include <string>

#include "net/backoff.h"
#include "venues/aster/account_side.h"
#include "venues/aster/door.h"
#include "venues/aster/wire.h"
#include "venues/kit/stream_socket.h"

namespace twinleg::venues::aster {

// The life of a listen key, which the venue ends after 60 minutes without a word:
//
//   open         a POST gives it, and /ws/<key> is opened
//   20 min       a PUT keeps it; one that fails for another reason than the key is tried again
//   -1125, listenKeyExpired, an opening refused, a socket that broke   another POST, which gives
//   the
//                same key while it lives, and another socket
//
// The venue does not say that a key is good. So the mark price is subscribed to on the same socket:
// StreamStatus up comes with the answer to that, or after a second of silence, and the price says
// each second that the socket is alive. After fifteen without a frame it is made anew.
//
// A frame that cannot be read may have hidden anything: the connection is dropped and made anew.
// Positions of the stream are not told: the engine asks for them, so that a stream that lies is
// found out.
//
// Threads: the loop's. tick() is to be called often.
class AccountFeed final : private kit::StreamOwner, private UpdateSink {
public:
    struct Told {
        // After each time it came up, with when it was last known to be (unknown: never).
        std::function<void(Time)> came_up;
        // A funding payment was made.
        std::function<void()> funding_paid;
    };
    AccountFeed(AccountSide& account, Door& door, const Settings& settings, Told told);

    void open();
    void close();
    void tick(Time now);
    void listen(Connector::RawFrame listener) { listener_ = std::move(listener); }

private:
    void on_stream_open() override;
    void on_stream_frame(std::span<const char> frame, bool binary, Time received) override;
    void on_stream_down(const Error& why) override;
    void on_update(const Update& update) override;

    // Asks for a key, then opens the socket.
    void begin();
    void keep(Time now);
    void come_up(Time at);
    void go_down();

    AccountSide& account_;
    Door& door_;
    const net::Url base_;
    const std::string ca_file_;
    const Told told_;
    Connector::RawFrame listener_;
    Frames frames_;
    net::Backoff backoff_;
    net::Timer retry_;
    Time received_;    // of the frame at hand
    Time subscribed_;  // unknown: not open, or up
    Time heard_;       // the last frame of this connection
    Time sure_;        // the last moment at which it was up
    Time keep_at_;     // when the key is to be kept
    std::uint64_t round_{0};
    bool wanted_{false};
    bool asking_{false};
    bool up_{false};

    std::unique_ptr<kit::StreamSocket> socket_;  // last: it calls the others
};

}  // namespace twinleg::venues::aster
