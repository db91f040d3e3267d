#pragma once
// The private streams of the account: orders and fills.

#include <functional>
#include <string>

#include "venues/backpack/account_side.h"
#include "venues/backpack/settings.h"
#include "venues/backpack/sign.h"
#include "venues/backpack/wire.h"
#include "venues/kit/stream_socket.h"

namespace twinleg::venues::backpack {

// The venue acknowledges no subscription. So the mark price is subscribed to behind the private
// streams, on the same socket: when it speaks, the venue has read what stood before. StreamStatus
// up comes with it, with the account's first own frame, or after a second without a refusal. Every
// second after that it says that the socket is alive; after fifteen of silence it is made anew.
//
// A frame that cannot be read may have hidden anything: the connection is dropped and made anew.
// Positions of the stream are not told: the engine asks for them, so that a stream that lies is
// found out.
//
// Threads: the loop's. tick() is to be called often.
class AccountFeed final : private kit::StreamOwner, private UpdateSink {
public:
    // `came_up` is called after each time it came up, with when it was last known to be (unknown:
    // never); `clock_doubtful` where the subscription was refused, for its time may be the reason.
    AccountFeed(AccountSide& account, const Settings& settings, const Signer& signer,
                std::function<void(Time)> came_up, std::function<void()> clock_doubtful);

    void open() { socket_.open(); }
    void close();
    void tick(Time now);
    void listen(Connector::RawFrame listener) { listener_ = std::move(listener); }

private:
    void on_stream_open() override;
    void on_stream_frame(std::span<const char> frame, bool binary, Time received) override;
    void on_stream_down(const Error& why) override;
    void on_update(const Update& update) override;
    void come_up(Time at);

    AccountSide& account_;
    const Signer& signer_;
    const std::function<void(Time)> came_up_;
    const std::function<void()> clock_doubtful_;
    Connector::RawFrame listener_;
    Frames frames_;
    Time received_;    // of the frame at hand
    Time subscribed_;  // unknown: not open, or up
    Time heard_;       // the last frame of this connection; unknown: none yet
    Time sure_;        // the last moment at which it was up
    bool up_{false};

    kit::StreamSocket socket_;  // last: it calls the others
};

}  // namespace twinleg::venues::backpack
