#include "venues/lighter/feed.h"

#include <utility>

namespace twinleg::venues::lighter {

Feed::Feed(Station& station, Stream stream, const net::Url& url, net::WsOptions options,
           std::uint64_t seed)
    : station_(station),
      session_(station.loop, url, std::move(options), seed, *this),
      stream_(stream) {}

void Feed::on_frame(std::span<char> frame, Time received) {
    if (listener_) listener_(received, stream_, frame);
    received_ = received;
    // One that cannot be read is passed over. If it was an increment of the book, the chain shows
    // it; what it may have said of the account, the engine finds by asking.
    const std::uint64_t began = runtime::cycles();
    const auto head = wire_.read(frame, *this);
    station_.timed(runtime::LatencyStage::decode, began);
    if (!head) return;
    switch (head->kind) {
        case FrameKind::connected:
            session_.on_connected();
            break;
        case FrameKind::ping:
            session_.on_ping();
            break;
        case FrameKind::shutdown:
            session_.on_shutdown();
            break;
        case FrameKind::error:
        case FrameKind::transaction:
        case FrameKind::snapshot:
        case FrameKind::update:
            on_told(*head);
            break;
        case FrameKind::pong:
        case FrameKind::unsubscribed:
        case FrameKind::other:
            break;
    }
}

void Feed::on_head(const FrameHead& head) {
    kind_ = head.kind;
    topic_ = head.topic;
}

}  // namespace twinleg::venues::lighter
