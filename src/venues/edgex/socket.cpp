#include "venues/edgex/socket.h"

#include "runtime/cycles.h"
#include "runtime/latency.h"
#include "venues/sizes.h"

namespace twinleg::venues::edgex {
namespace {

constexpr Duration kFirstWait = milliseconds(100);
constexpr Duration kLongestWait = seconds(5);
constexpr Duration kLook = seconds(2);

}  // namespace

Socket::Socket(net::EventLoop& loop, std::string ca_file, SocketOwner& owner, std::uint64_t seed,
               runtime::Latencies* latencies)
    : loop_(loop),
      ca_file_(std::move(ca_file)),
      owner_(owner),
      latencies_(latencies),
      backoff_(kFirstWait, kLongestWait, seed),
      retry_(loop),
      watch_(loop) {}

Socket::~Socket() = default;

void Socket::open() {
    if (wanted_) return;
    wanted_ = true;
    attempt();
    watch();
}

void Socket::close() {
    wanted_ = false;
    retry_.cancel();
    watch_.cancel();
    if (socket_) socket_->close();
    socket_.reset();
}

bool Socket::send(std::string_view text) {
    return socket_ && socket_->send(text);
}

void Socket::attempt() {
    auto target = owner_.target();
    if (!target) {
        owner_.on_down(target.error());
        again();
        return;
    }
    net::WsOptions options;
    options.headers = std::move(target->headers);
    options.subprotocol = std::move(target->subprotocol);
    options.ping_every = {};
    options.ca_file = ca_file_;
    options.max_message = kLargestFrame;
    heard_ = loop_.now();
    net::WsHandler& self = *this;
    socket_ = std::make_unique<net::WebSocket>(loop_, target->url, std::move(options), self);
    socket_->open();
}

void Socket::again() {
    if (wanted_) retry_.after(backoff_.next(), [this] { attempt(); });
}

void Socket::restart(Error why) {
    if (!wanted_ || retry_.armed()) return;
    if (socket_) socket_->close();
    owner_.on_down(why);
    again();
}

void Socket::on_open() {
    heard_ = loop_.now();
    owner_.on_open();
}

void Socket::on_message(std::span<char> data, bool binary, Time received) {
    heard_ = received;
    owner_.on_raw(received, data);
    if (binary) {
        owner_.on_malformed({Errc::malformed, "a binary frame"}, received);
        return;
    }
    const auto began = runtime::cycles();
    owner_.begin_frame(received);
    const auto head = frames_.read(data, owner_);
    if (latencies_ != nullptr)
        latencies_->record(runtime::LatencyStage::decode, began, runtime::cycles());
    if (!head) {
        owner_.on_malformed(head.error(), received);
        return;
    }
    if (head->kind == FrameHead::Kind::ping) {
        send(std::string{R"({"type":"pong","time":")"}.append(head->text).append(R"("})"));
        return;
    }
    owner_.on_frame(*head, received);
}

void Socket::on_down(const Error& why) {
    owner_.on_down(why);
    again();
}

void Socket::watch() {
    watch_.after(kLook, [this] {
        const Duration silence = loop_.now() - heard_;
        if (socket_ && socket_->is_open()) {
            if (silence >= kSilent) {
                restart({Errc::timed_out, "edgex: the socket has been silent for 20 s"});
            } else if (silence >= kQuiet) {
                send(R"({"type":"ping","time":")" + std::to_string(loop_.now().ns / 1'000'000) +
                     R"("})");
            }
        }
        watch();
    });
}

}  // namespace twinleg::venues::edgex
