#pragma once
// The private socket: orders, fills and funding of the account.

#include <functional>

#include "venues/edgex/auth.h"
#include "venues/edgex/desk_side.h"
#include "venues/edgex/socket.h"

namespace twinleg::venues::edgex {

// The account's frames as events, whoever brings them.
//
// A filled order is told twice: when the matching engine has matched it, with its cumMatchSize and
// nothing else, and again when the risk check has passed it, with the fills. The first becomes an
// OrderReport with `cumulative`, at once, so that the hedge need not wait for the risk check; of
// the second the repeated report is dropped and the Fills are told. They count once, because the
// engine takes of an order the greater of both pieces of evidence, max(cumulative, Σ fills), and
// each fill id once.
//
// Threads: the loop's.
class AccountEvents final : public UpdateSink {
public:
    explicit AccountEvents(DeskSide& desk) : desk_(desk) {}

    void begin_frame(Time received) { received_ = received; }
    void on_update(const Update& update) override;

private:
    DeskSide& desk_;
    Time received_;
};

// StreamStatus up: after the Snapshot event of a connection. A frame that cannot be read may have
// hidden anything: the connection is then dropped and made anew.
class AccountStream final : private SocketOwner {
public:
    // `came_up` is called after each time it came up, with when it was last sure to have been;
    // `clock_doubtful` when the opening was refused, for its time may have been the reason.
    AccountStream(DeskSide& desk, Auth& auth, std::function<void(Time)> came_up,
                  std::function<void()> clock_doubtful);

    void open() { socket_.open(); }
    void close();
    void idle(Time now);
    void listen(Connector::RawFrame listener) { listener_ = std::move(listener); }

private:
    Result<SocketTarget> target() override;
    void on_open() override { opened_ = desk_.loop.now(); }
    void begin_frame(Time received) override { events_.begin_frame(received); }
    void on_update(const Update& update) override { events_.on_update(update); }
    void on_frame(const FrameHead& head, Time received) override;
    void on_malformed(const Error& why, Time received) override;
    void on_down(const Error& why) override;
    void on_raw(Time received, std::span<const char> frame) override;

    DeskSide& desk_;
    Auth& auth_;
    const std::function<void(Time)> came_up_;
    const std::function<void()> clock_doubtful_;
    AccountEvents events_;
    Connector::RawFrame listener_;
    Time opened_;   // unknown: not open, or the snapshot came
    Time sure_at_;  // the last moment at which it was up
    bool up_{false};

    Socket socket_;  // last: it calls the others
};

}  // namespace twinleg::venues::edgex
