#include "venues/edgex/account_stream.h"

namespace twinleg::venues::edgex {
namespace {

constexpr Duration kSnapshotWait = seconds(6);
constexpr std::uint64_t kSeed = 0x6163636f756e74;

}  // namespace

void AccountEvents::on_update(const Update& update) {
    if (const auto* order = std::get_if<OrderUpdate>(&update)) {
        if (!desk_.ours(order->market)) return;
        const OrderReport report = desk_.report_of(*order, Source::stream);
        if (desk_.ids.repeated(order->venue_order_id, order->word, order->filled)) return;
        desk_.tell(received_, report);
    } else if (const auto* fill = std::get_if<FillUpdate>(&update)) {
        if (!desk_.ours(fill->market)) return;
        const Fill told = desk_.fill_of(*fill, Source::stream);
        if (!told.fill_id.empty()) desk_.tell(received_, told);
    } else if (const auto* paid = std::get_if<FundingPaidUpdate>(&update)) {
        if (!desk_.ours(paid->market)) return;
        const FundingPaid told = desk_.funding_of(*paid);
        if (!told.payment_id.empty()) desk_.tell(received_, told);
    }
    // Positions are not told as they come: the engine compares them with fills up to one time, and
    // asks for them itself.
}

AccountStream::AccountStream(DeskSide& desk, Auth& auth, std::function<void(Time)> came_up,
                             std::function<void()> clock_doubtful)
    : desk_(desk),
      auth_(auth),
      came_up_(std::move(came_up)),
      clock_doubtful_(std::move(clock_doubtful)),
      events_(desk),
      socket_(desk.loop, desk.settings.ca_file, *this,
              kSeed ^ static_cast<std::uint64_t>(desk.loop.now().ns), desk.latencies) {}

void AccountStream::close() {
    socket_.close();
    up_ = false;
    opened_ = {};
}

void AccountStream::idle(Time now) {
    if (up_) sure_at_ = now;
    if (!up_ && opened_.known() && now - opened_ > kSnapshotWait) {
        opened_ = {};
        socket_.restart({Errc::timed_out, "edgex: no snapshot of the account came"});
    }
}

Result<SocketTarget> AccountStream::target() {
    auto handshake = auth_.handshake(desk_.clock.venue_ms(desk_.loop.now()));
    if (!handshake) return std::unexpected{handshake.error()};
    SocketTarget out;
    out.url = desk_.settings.private_ws;
    out.url.path.append("?").append(handshake->query);
    out.headers = std::move(handshake->headers);
    out.subprotocol = std::move(handshake->subprotocol);
    return out;
}

void AccountStream::on_frame(const FrameHead& head, Time received) {
    if (head.kind == FrameHead::Kind::account && head.text == "START_LIQUIDATING")
        desk_.say("the venue has begun to liquidate the account");
    if (head.kind != FrameHead::Kind::account || !head.snapshot || up_) return;
    const Time was_sure = sure_at_;
    up_ = true;
    opened_ = {};
    sure_at_ = received;
    socket_.settled();
    desk_.tell(received, StreamStatus{desk_.slot.venue, Stream::account, true});
    came_up_(was_sure);
}

void AccountStream::on_malformed(const Error& why, Time) {
    socket_.restart({why.code, "edgex: a frame of the account cannot be read: " + why.message});
}

void AccountStream::on_down(const Error& why) {
    opened_ = {};
    desk_.say("the account is not heard: " + why.message);
    if (why.code == Errc::unauthorised || why.code == Errc::refused) clock_doubtful_();
    if (!up_) return;
    up_ = false;
    desk_.tell(desk_.loop.now(), StreamStatus{desk_.slot.venue, Stream::account, false});
}

void AccountStream::on_raw(Time received, std::span<const char> frame) {
    if (listener_) listener_(received, Stream::account, frame);
}

}  // namespace twinleg::venues::edgex
