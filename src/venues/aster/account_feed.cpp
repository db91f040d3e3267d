#include "venues/aster/account_feed.h"

#include <utility>

#include "venues/aster/answers.h"
#include "venues/aster/words.h"

namespace twinleg::venues::aster {
namespace {

constexpr Duration kFirstWait = milliseconds(100);
constexpr Duration kLongestWait = seconds(5);
constexpr Duration kKeepEvery = minutes(20);
constexpr Duration kKeepAgain = seconds(30);
constexpr Duration kNoRefusal = seconds(1);
constexpr Duration kSilence = seconds(15);
constexpr Duration kSocketLife = minutes(23 * 60);
constexpr std::uint64_t kSeed = 0x75736572;

}  // namespace

AccountFeed::AccountFeed(AccountSide& account, Door& door, const Settings& settings, Told told)
    : account_(account),
      door_(door),
      base_(settings.private_ws),
      ca_file_(settings.ca_file),
      told_(std::move(told)),
      backoff_(kFirstWait, kLongestWait, kSeed ^ static_cast<std::uint64_t>(account.now().ns)),
      retry_(account.loop) {}

void AccountFeed::open() {
    if (std::exchange(wanted_, true)) return;
    begin();
}

void AccountFeed::close() {
    wanted_ = false;
    asking_ = false;
    ++round_;
    retry_.cancel();
    if (socket_) socket_->close();
    up_ = false;
    subscribed_ = heard_ = {};
}

void AccountFeed::begin() {
    if (!wanted_ || asking_) return;
    asking_ = true;
    door_.listen_key("POST", [this, round = ++round_](const Reply& reply) {
        if (round != round_) return;
        asking_ = false;
        auto key = reply.good() ? read_listen_key(reply.body)
                                : Result<std::string>{std::unexpected{reply.error("user stream")}};
        if (!key) {
            // No "key:" in it: a log hides what stands behind that.
            account_.say("no user stream: " + key.error().message);
            retry_.after(backoff_.next(), [this] { begin(); });
            return;
        }
        net::Url url = base_;
        url.path = "/ws/" + *key;
        keep_at_ = account_.now() + kKeepEvery;
        kit::StreamOwner& self = *this;
        socket_ = std::make_unique<kit::StreamSocket>(account_, url, ca_file_, self);
        socket_->open();
    });
}

void AccountFeed::on_stream_open() {
    subscribed_ = account_.now();
    heard_ = {};
    static_cast<void>(
        socket_->send(subscribe_frame(stream_symbol(account_.symbol) + "@markPrice@1s", 1)));
}

void AccountFeed::come_up(Time at) {
    subscribed_ = {};
    if (std::exchange(up_, true)) return;
    const Time was_sure = std::exchange(sure_, at);
    backoff_.reset();
    account_.tell(at, StreamStatus{account_.slot.venue, Stream::account, true});
    told_.came_up(was_sure);
}

void AccountFeed::go_down() {
    subscribed_ = heard_ = {};
    if (!std::exchange(up_, false)) return;
    account_.tell(account_.now(), StreamStatus{account_.slot.venue, Stream::account, false});
}

// Whatever ended it, the key may be the reason: the next socket has one asked for anew.
void AccountFeed::on_stream_down(const Error& why) {
    account_.say("the account is not heard: " + why.message);
    go_down();
    socket_->close();
    if (wanted_) retry_.after(backoff_.next(), [this] { begin(); });
}

void AccountFeed::on_stream_frame(std::span<const char> frame, bool binary, Time received) {
    if (listener_) listener_(received, Stream::account, frame);
    received_ = heard_ = received;
    if (up_) sure_ = received;
    const std::uint64_t began = runtime::cycles();
    const auto head = binary ? Result<FrameHead>{fail(Errc::malformed, "a binary frame")}
                             : frames_.read(frame, *this);
    account_.timed(runtime::LatencyStage::decode, began);
    if (!head) {
        socket_->restart(
            {head.error().code, "a frame of the account cannot be read: " + head.error().message});
        return;
    }
    switch (head->kind) {
        case FrameHead::Kind::key_expired:
            return socket_->restart({Errc::unauthorised, "the listen key has expired"});
        case FrameHead::Kind::error:
            account_.say("the venue says: " + std::string{head->text});
            return;
        case FrameHead::Kind::funding:
            told_.funding_paid();
            break;
        case FrameHead::Kind::account:
            if (head->text == "MARGIN_CALL") account_.say("the venue calls for margin");
            if (head->text == "ACCOUNT_CONFIG_UPDATE")
                account_.say("leverage or asset mode of the account was changed");
            break;
        case FrameHead::Kind::answer:
        case FrameHead::Kind::market:
        case FrameHead::Kind::skipped:
            break;
    }
    if (!up_) come_up(received);
}

void AccountFeed::on_update(const Update& update) {
    account_.hear(update, received_);
}

void AccountFeed::keep(Time now) {
    keep_at_ = now + kKeepEvery;
    door_.listen_key("PUT", [this, round = round_](const Reply& reply) {
        if (round != round_ || reply.good()) return;
        if (reply.kind == Reply::Kind::refused && reply.code == code::listen_key) {
            if (socket_) socket_->restart({Errc::unauthorised, "the listen key is gone"});
            return;
        }
        account_.say("the listen key was not kept: " + reply.text());
        keep_at_ = account_.now() + kKeepAgain;
    });
}

void AccountFeed::tick(Time now) {
    if (!socket_ || !socket_->is_open()) return;
    if (!up_ && subscribed_.known() && now - subscribed_ >= kNoRefusal) return come_up(now);
    if (heard_.known() && now - heard_ >= kSilence)
        return socket_->restart({Errc::timed_out, "the account's socket has been silent for 15 s"});
    if (now - socket_->since() >= kSocketLife)
        return socket_->restart({Errc::disconnected, "the socket's day is nearly over"});
    if (now >= keep_at_) keep(now);
}

}  // namespace twinleg::venues::aster
