#include "venues/backpack/account_feed.h"

#include <array>
#include <utility>

namespace twinleg::venues::backpack {
namespace {

constexpr Duration kNoRefusal = seconds(1);
constexpr Duration kSilence = seconds(15);
constexpr Duration kSocketLife = minutes(23 * 60);

}  // namespace

AccountFeed::AccountFeed(AccountSide& account, const Settings& settings, const Signer& signer,
                         std::function<void(Time)> came_up, std::function<void()> clock_doubtful)
    : account_(account),
      signer_(signer),
      came_up_(std::move(came_up)),
      clock_doubtful_(std::move(clock_doubtful)),
      socket_(account, settings.private_ws, settings.ca_file, *this) {}

void AccountFeed::close() {
    socket_.close();
    up_ = false;
    subscribed_ = heard_ = {};
}

void AccountFeed::on_stream_open() {
    const kit::DeskSide& desk = account_;
    subscribed_ = desk.now();
    heard_ = {};
    const std::array<std::string, 2> own{"account.orderUpdate." + desk.symbol,
                                         "account.positionUpdate." + desk.symbol};
    const auto frame = signer_.frame("SUBSCRIBE", own, desk.venue_ms(subscribed_));
    if (!frame) return socket_.restart(frame.error());
    const std::array<std::string, 1> pulse{"markPrice." + desk.symbol};
    static_cast<void>(socket_.send(frame->text));
    static_cast<void>(socket_.send(subscribe_frame(pulse)));
}

void AccountFeed::come_up(Time at) {
    subscribed_ = {};
    if (std::exchange(up_, true)) return;
    const Time was_sure = std::exchange(sure_, at);
    socket_.settled();
    account_.tell(at, StreamStatus{account_.slot.venue, Stream::account, true});
    came_up_(was_sure);
}

void AccountFeed::on_stream_frame(std::span<const char> frame, bool binary, Time received) {
    if (listener_) listener_(received, Stream::account, frame);
    received_ = received;
    heard_ = received;
    if (up_) sure_ = received;
    const std::uint64_t began = runtime::cycles();
    const auto head = binary ? Result<FrameHead>{fail(Errc::malformed, "a binary frame")}
                             : frames_.read(frame, *this);
    account_.timed(runtime::LatencyStage::decode, began);
    if (!head) {
        socket_.restart(
            {head.error().code, "a frame of the account cannot be read: " + head.error().message});
        return;
    }
    switch (head->kind) {
        case FrameHead::Kind::market:
        case FrameHead::Kind::order:
        case FrameHead::Kind::position:
            if (!up_) come_up(received);
            return;
        case FrameHead::Kind::error:
            if (up_) {
                account_.say("the venue says: " + std::string{head->text});
                return;
            }
            clock_doubtful_();
            socket_.restart(
                {Errc::unauthorised, "the subscription was refused: " + std::string{head->text}});
            return;
        case FrameHead::Kind::skipped:
            return;
    }
}

void AccountFeed::on_update(const Update& update) {
    account_.hear(update, received_);
}

void AccountFeed::on_stream_down(const Error& why) {
    subscribed_ = heard_ = {};
    account_.say("the account is not heard: " + why.message);
    if (!std::exchange(up_, false)) return;
    account_.tell(account_.now(), StreamStatus{account_.slot.venue, Stream::account, false});
}

void AccountFeed::tick(Time now) {
    if (!socket_.is_open()) return;
    if (!up_ && subscribed_.known() && now - subscribed_ >= kNoRefusal) return come_up(now);
    if (heard_.known() && now - heard_ >= kSilence)
        return socket_.restart({Errc::timed_out, "the account's socket has been silent for 15 s"});
    if (now - socket_.since() >= kSocketLife)
        socket_.restart({Errc::disconnected, "the socket's day is nearly over"});
}

}  // namespace twinleg::venues::backpack
