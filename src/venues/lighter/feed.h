#pragma once
// What both streams have in common: a session, and the way of a frame from it to its updates.

#include <cstdint>
#include <span>
#include <string_view>

#include "net/url.h"
#include "net/websocket.h"
#include "venues/lighter/session.h"
#include "venues/lighter/station.h"
#include "venues/lighter/wire.h"
#include "venues/venue.h"

namespace twinleg::venues::lighter {

// Answers the server's greeting, pings and farewell; all else is for whoever derives from it.
//
// Threads: the loop's.
class Feed : protected SessionEvents, protected FrameSink {
public:
    Feed(const Feed&) = delete;
    Feed& operator=(const Feed&) = delete;

    // Every frame, before it is read.
    void listen(Connector::RawFrame listener) { listener_ = std::move(listener); }

protected:
    Feed(Station& station, Stream stream, const net::Url& url, net::WsOptions options,
         std::uint64_t seed);
    ~Feed() = default;

    // A frame that concerns more than the connection, after its updates were told.
    virtual void on_told(const FrameHead& head) = 0;

    bool ours(std::string_view market) const { return market == station_.market_number; }

    Station& station_;
    Session session_;
    // Of the frame being read.
    FrameKind kind_{FrameKind::other};
    std::string_view topic_;
    Time received_;

private:
    void on_frame(std::span<char> frame, Time received) final;
    void on_head(const FrameHead& head) final;

    const Stream stream_;
    Wire wire_;
    Connector::RawFrame listener_;
};

}  // namespace twinleg::venues::lighter
