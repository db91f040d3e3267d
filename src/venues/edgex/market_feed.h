#pragma once
// The public socket: book, trades, mark price, funding and the market's state.

#include <functional>
#include <string>

#include "core/event.h"
#include "venues/edgex/desk_side.h"
#include "venues/edgex/socket.h"
#include "venues/kit/market_events.h"

namespace twinleg::venues::edgex {

// The book comes by depth.{id}.200 (or .15): a snapshot, then changes. A change continues the book
// if its startVersion is the last endVersion or that + 1 (which of the two is the rule is not
// known), or if it begins before the last and ends after it, since its sizes are absolute. The
// BookDelta then says `previous` = the last one applied, whatever the frame says, so that the
// engine's rule is book::SequenceRule::previous_id. What ends at or before the last is dropped. A
// change that begins later is passed on as it is: the engine sees the gap and asks for a resync,
// which is unsubscribe and subscribe.
//
// StreamStatus up: after the first snapshot of a connection.
class MarketFeed final : private SocketOwner {
public:
    // `metadata_changed`: the venue says that its metadata is another, or may have said so while we
    // did not hear it.
    MarketFeed(DeskSide& desk, std::function<void()> metadata_changed);

    void open() { socket_.open(); }
    void close();
    void resync();
    void idle(Time now);
    void listen(Connector::RawFrame listener) { listener_ = std::move(listener); }
    // The contract is not what it was at the start: nothing is to be traded any more.
    void halt();

private:
    Result<SocketTarget> target() override;
    void on_open() override;
    void begin_frame(Time received) override {
        received_ = received;
        in_ticker_ = false;
    }
    void on_update(const Update& update) override;
    void on_frame(const FrameHead& head, Time received) override;
    void on_malformed(const Error& why, Time received) override;
    void on_down(const Error& why) override;
    void on_raw(Time received, std::span<const char> frame) override;

    void book(const BookUpdate& update);
    void state(MarketMode& which, MarketMode mode);
    void subscribe(std::string_view verb, std::string_view channel);
    std::string depth_channel() const;

    DeskSide& desk_;
    const std::function<void()> metadata_changed_;
    Connector::RawFrame listener_;
    Time received_;

    std::uint64_t last_{0};  // endVersion of the book
    bool waiting_{true};     // for a snapshot
    Time asked_;             // for it
    Time book_heard_;        // the last frame of the book
    bool up_{false};
    bool was_up_{false};

    kit::MarketEvents events_;
    bool in_ticker_{false};                  // the frame at hand is one
    MarketMode listed_{MarketMode::normal};  // by the metadata
    MarketMode hours_{MarketMode::normal};   // by the ticker's marketOpen
    MarketMode told_{MarketMode::normal};
    bool halted_{false};

    Socket socket_;  // last: it calls the others
};

}  // namespace twinleg::venues::edgex
