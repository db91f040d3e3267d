#include "net/ws_peer.h"

#include <fmt/format.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/check.h"

namespace twinleg::net {

WsPeer::WsPeer(EventLoop& loop, std::shared_ptr<Connection> connection, WsRole role,
               const WsLimits& limits, Listener& listener)
    : loop_{loop},
      connection_{std::move(connection)},
      role_{role},
      limits_{limits},
      listener_{&listener},
      reader_{role, limits.max_message},
      quiet_{loop} {}

WsPeer::~WsPeer() {
    if (open_) connection_->abort();
}

void WsPeer::start() {
    connection_->set_owner(this);
    heard_ = Clock::now();
    heard_at_ = loop_.now();
    if (limits_.ping_every > Duration{}) watch(limits_.ping_every);
    connection_->start();
}

std::array<char, 4> WsPeer::next_mask() {
    if (masks_used_ == masks_.size()) {
        CHECK(RAND_bytes(reinterpret_cast<unsigned char*>(masks_.data()), sizeof masks_) == 1);
        masks_used_ = 0;
    }
    std::array<char, 4> mask{};
    std::memcpy(mask.data(), masks_.data() + masks_used_, mask.size());
    masks_used_ += mask.size();
    return mask;
}

bool WsPeer::send(WsOpcode opcode, std::string_view payload) {
    if (!open_) return false;
    if (connection_->queued() + payload.size() > limits_.max_queued) {
        drop({Errc::disconnected,
              fmt::format("the peer does not read: {} bytes wait for it", connection_->queued())});
        return false;
    }
    frame_.clear();
    append_ws_frame(frame_, opcode, payload,
                    role_ == WsRole::client ? std::optional{next_mask()} : std::nullopt);
    return connection_->write(frame_);
}

void WsPeer::on_input() {
    const auto self = shared_from_this();
    heard_ = Clock::now();
    heard_at_ = connection_->received();
    if (std::exchange(pinged_, false)) watch(limits_.ping_every);
    auto& input = connection_->input();
    while (open_) {
        const auto message = reader_.next(input);
        if (!message) return violate(message.error());
        if (!*message) return;
        if (!handle(**message)) return;
        reader_.finish(input);
    }
}

bool WsPeer::handle(const WsMessage& message) {
    const std::string_view payload{message.data.data(), message.data.size()};
    switch (message.opcode) {
        case WsOpcode::text:
        case WsOpcode::binary:
            hand_out(message);
            break;
        case WsOpcode::ping:
            send(WsOpcode::pong, payload);
            break;
        case WsOpcode::pong:
            if (listener_ != nullptr) listener_->on_ws_pong(payload);
            break;
        case WsOpcode::close:
            on_close_frame(payload);
            break;
        case WsOpcode::continuation:
            CHECK(false);  // the reader puts fragments together
    }
    return open_;
}

// The spare bytes after a message are often the beginning of the next: whoever handles the message
// may write there, and finds out nothing.
void WsPeer::hand_out(const WsMessage& message) {
    if (listener_ == nullptr) return;
    char* const after = message.data.data() + message.data.size();
    std::array<char, kSpare> behind;  // NOLINT: filled in the next line
    std::memcpy(behind.data(), after, kSpare);
    listener_->on_ws_message(message.data, message.opcode == WsOpcode::binary,
                             connection_->received());
    std::memcpy(after, behind.data(), kSpare);
}

void WsPeer::on_close_frame(std::string_view payload) {
    const auto close = parse_ws_close(payload);
    if (!close) return violate({kCloseProtocol, "a close frame makes no sense"});
    send(WsOpcode::close, payload.substr(0, 2));
    open_ = false;
    connection_->finish();
    tell_end(
        {Errc::disconnected, close->reason.empty()
                                 ? fmt::format("the peer closed the websocket with {}", close->code)
                                 : fmt::format("the peer closed the websocket with {}: {}",
                                               close->code, close->reason)});
}

void WsPeer::violate(const WsViolation& violation) {
    send(WsOpcode::close, ws_close_payload(violation.code, violation.what));
    open_ = false;
    connection_->finish();
    const bool too_big = violation.code == kCloseTooBig;
    tell_end({too_big ? Errc::out_of_range : Errc::malformed,
              fmt::format("websocket closed with {}: {}", violation.code, violation.what)});
}

void WsPeer::on_end(const Error& why, bool) {
    const auto self = shared_from_this();
    open_ = false;
    tell_end(why);
}

void WsPeer::close(int code, std::string_view reason) {
    if (!open_) return;
    send(WsOpcode::close, ws_close_payload(code, reason));
    if (!open_) return;  // its queue was full, and it is dropped
    open_ = false;
    connection_->finish();
    end_later({Errc::disconnected, fmt::format("we closed the websocket with {}", code)});
}

void WsPeer::drop(Error why) {
    if (!open_) return;
    open_ = false;
    connection_->abort();
    end_later(std::move(why));
}

void WsPeer::drop_inside(WsOpcode opcode, std::string_view payload) {
    if (!open_) return;
    open_ = false;
    frame_.clear();
    append_ws_frame(frame_, opcode, payload,
                    role_ == WsRole::client ? std::optional{next_mask()} : std::nullopt);
    connection_->write(
        std::string_view{frame_}.substr(0, frame_.size() - (payload.size() + 1) / 2));
    connection_->finish();
    end_later({Errc::disconnected, "dropped inside a frame"});
}

void WsPeer::end_later(Error why) {
    quiet_.cancel();
    loop_.post([self = shared_from_this(), why = std::move(why)] { self->tell_end(why); });
}

void WsPeer::tell_end(const Error& why) {
    quiet_.cancel();
    if (auto* const listener = std::exchange(listener_, nullptr)) listener->on_ws_end(why);
}

void WsPeer::watch(Duration wait) {
    quiet_.after(wait, [this] {
        const auto self = shared_from_this();
        on_quiet();
    });
}

void WsPeer::on_quiet() {
    if (!open_) return;
    if (pinged_)
        return drop({Errc::timed_out, fmt::format("no byte for {} ms after our ping",
                                                  limits_.pong_timeout.ns / milliseconds(1).ns)});
    const Duration quiet{
        std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - heard_).count()};
    if (quiet < limits_.ping_every) return watch(limits_.ping_every - quiet);
    pinged_ = true;
    if (send(WsOpcode::ping, {}) || open_) watch(limits_.pong_timeout);
}

}  // namespace twinleg::net
