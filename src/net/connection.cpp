#include "net/connection.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <optional>
#include <span>
#include <utility>

#include "core/check.h"
#include "net/event_loop_impl.h"

namespace twinleg::net {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t kLeastRead = 16 << 10;
constexpr std::size_t kMostRead = 1 << 20;
constexpr std::chrono::seconds kGoodbye{2};

}  // namespace

Connection::Connection(EventLoop& loop, asio::ip::tcp::socket socket, bool nodelay)
    : loop_{loop}, socket_{std::move(socket)}, goodbye_{loop.impl().context} {
    error_code ignored;  // the peer may be gone already: the first read tells
    socket_.non_blocking(true, ignored);
    socket_.set_option(asio::ip::tcp::no_delay{nodelay}, ignored);
    socket_.set_option(asio::socket_base::keep_alive{true}, ignored);
    // A process that we start must not keep our connections open.
    ::fcntl(socket_.native_handle(), F_SETFD, FD_CLOEXEC);
}

Connection::~Connection() = default;

void Connection::start() {
    read();
}

void Connection::secure(Tls tls) {
    tls_.emplace(std::move(tls));
    secured_ = false;
    if (!input_.empty()) {
        tls_->feed(input_.view());
        input_.clear();
    }
    // The client's hello goes out now, what comes of it later.
    const auto begun = tls_->proceed();
    take_wire();
    if (begun) return;
    asio::post(loop_.impl().context, [self = shared_from_this(), error = begun.error()] {
        if (!self->closed_) self->end(error.code, error.message, false);
    });
}

void Connection::read() {
    if (closed_ || reading_ || paused_ || handling_) return;
    reading_ = true;
    auto& into = tls_ ? wire_in_ : input_;
    // The more lies there unread, the longer the message it belongs to, and the more is read at
    // once.
    const auto room = into.prepare(std::clamp(into.size(), kLeastRead, kMostRead));
    socket_.async_read_some(asio::buffer(room.data(), room.size()),
                            asio::bind_allocator(OperationAllocator<char>{read_memory_},
                                                 [self = shared_from_this()](
                                                     const error_code& error, std::size_t count) {
                                                     self->reading_ = false;
                                                     if (!self->closed_)
                                                         self->on_read(error, count);
                                                 }));
}

void Connection::on_read(const error_code& error, std::size_t count) {
    if (error) {
        const bool ended = error == asio::error::eof;
        const bool clean = ended && (!tls_ || tls_->ended());
        return end(Errc::disconnected,
                   ended ? "the peer closed the connection"
                         : fmt::format("the connection broke: {}", error.message()),
                   clean);
    }
    received_ = loop_.now();
    handling_ = true;
    if (!tls_) {
        input_.commit(count);
    } else {
        wire_in_.commit(count);
        tls_->feed(wire_in_.view());
        wire_in_.clear();
        if (!decrypt()) return;
    }
    after_input();
}

void Connection::after_input() {
    handling_ = true;
    // An owner may hand the connection on, with bytes that are the next one's: a 101 answer and the
    // first frame behind it.
    Owner* told = nullptr;
    do {
        told = owner_;
        deliver();
    } while (owner_ != told && owner_ != nullptr && !closed_);
    handling_ = false;
    if (closed_ || paused_) return;
    if (failure_) return end(failure_->code, failure_->message, false);
    if (tls_ && tls_->ended())
        return end(Errc::disconnected, "the peer closed the connection", true);
    read();
}

// False if that ended the connection, or the handshake goes on.
bool Connection::decrypt() {
    const bool was_secured = secured_;
    if (!secured_) {
        const auto done = tls_->proceed();
        take_wire();
        if (!done) {
            end(done.error().code, done.error().message, false);
            return false;
        }
        secured_ = *done;
    }
    bool fine = true;
    while (secured_ && fine) {
        const auto room = input_.prepare(kLeastRead);
        const auto count = tls_->read(room);
        if (!count) {
            failure_ = count.error();  // what came before it is handed out first
            break;
        }
        input_.commit(*count);
        fine = *count != 0;
    }
    // The session may have something to say of its own: tickets, new keys.
    take_wire();
    if (secured_ && !was_secured && owner_ != nullptr) owner_->on_secured();
    return !closed_;
}

void Connection::deliver() {
    if (finishing_) return input_.clear();
    if (!input_.empty() && !paused_ && owner_ != nullptr) owner_->on_input();
}

void Connection::resume() {
    if (!paused_) return;
    paused_ = false;
    if (closed_ || reading_ || handling_) return;
    // Later: nobody is called from inside a call.
    asio::post(loop_.impl().context, [self = shared_from_this()] {
        if (!self->closed_ && !self->paused_ && !self->reading_) self->after_input();
    });
}

bool Connection::write(std::string_view bytes) {
    if (closed_ || broken_ || finishing_) return false;
    const auto mark = produced_;
    const bool was_empty = queued() == 0;
    if (tls_) {
        const auto encrypted = tls_->write(bytes);
        if (!encrypted) return false;
        take_wire();
    } else if (was_empty) {
        // Straight from the caller's memory; only what the socket does not take is copied.
        produced_ += bytes.size();
        error_code error;
        const auto count = socket_.write_some(asio::buffer(bytes), error);
        flushed_ += count;
        broken_ = error && error != asio::error::would_block && error != asio::error::try_again;
        if (!broken_ && count < bytes.size()) {
            out_ += bytes.substr(count);
            wait_writable();
        }
    } else {
        out_ += bytes;
        produced_ += bytes.size();
    }
    return !(broken_ && flushed_ <= mark);
}

// Sends what the TLS session has to say.
void Connection::take_wire() {
    tls_->take_wire(out_);
    produced_ = flushed_ + queued();
    flush();
}

void Connection::flush() {
    while (queued() != 0 && !broken_ && !closed_) {
        error_code error;
        const auto count =
            socket_.write_some(asio::buffer(out_.data() + out_begin_, queued()), error);
        out_begin_ += count;
        flushed_ += count;
        if (error == asio::error::would_block || error == asio::error::try_again)
            return wait_writable();
        // Reading goes on: the peer's last words may be there, and then its end.
        if (error) broken_ = true;
    }
    if (queued() == 0) {
        out_.clear();
        out_begin_ = 0;
    }
}

void Connection::wait_writable() {
    if (waiting_writable_) return;
    waiting_writable_ = true;
    socket_.async_wait(asio::socket_base::wait_write,
                       asio::bind_allocator(OperationAllocator<char>{write_memory_},
                                            [self = shared_from_this()](const error_code& error) {
                                                self->waiting_writable_ = false;
                                                if (!error && !self->closed_) self->on_writable();
                                            }));
}

void Connection::on_writable() {
    // Now and then the part already written is dropped from the front.
    if (out_begin_ > out_.size() / 2) {
        out_.erase(0, out_begin_);
        out_begin_ = 0;
    }
    flush();
    if (queued() != 0 || broken_) return;
    if (finishing_)
        say_goodbye();
    else if (owner_ != nullptr)
        owner_->on_drained();
}

bool Connection::has_news() {
    if (closed_ || broken_ || !input_.empty()) return true;
    const auto look = [&](std::span<char> into, int flags) {
        const auto count =
            ::recv(socket_.native_handle(), into.data(), into.size(), flags | MSG_DONTWAIT);
        const bool nothing = count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
        return nothing ? std::optional<std::size_t>{}
                       : static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    };
    std::array<char, 4096> bytes;  // NOLINT: written before it is read
    if (!tls_) return look({bytes.data(), 1}, MSG_PEEK).has_value();

    // Under TLS bytes may be the session's own, such as tickets: they are no reason to give up a
    // connection. The read under way finds nothing, and goes on waiting.
    while (const auto count = look(bytes, 0)) {
        if (*count == 0) return true;
        tls_->feed({bytes.data(), *count});
        std::array<char, 1> plain{};
        const auto said = tls_->read(plain);
        if (!said || *said != 0 || tls_->ended()) return true;
        take_wire();
    }
    return broken_;
}

void Connection::finish() {
    owner_ = nullptr;
    if (closed_ || finishing_) return;
    finishing_ = true;
    paused_ = false;
    goodbye_.expires_after(kGoodbye);
    goodbye_.async_wait([self = shared_from_this()](const error_code& error) {
        if (!error) self->close_socket();
    });
    if (queued() == 0) say_goodbye();
    read();
}

void Connection::say_goodbye() {
    if (tls_) {
        tls_->finish();
        take_wire();  // an alert of some thirty bytes; if the socket is full, it goes without
    }
    error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

void Connection::abort() {
    owner_ = nullptr;
    close_socket();
}

void Connection::end(Errc code, std::string why, bool clean) {
    auto* const owner = std::exchange(owner_, nullptr);
    close_socket();
    if (owner != nullptr) owner->on_end({code, std::move(why)}, clean);
}

void Connection::close_socket() {
    closed_ = true;
    error_code ignored;
    goodbye_.cancel();
    socket_.close(ignored);
}

std::string Connection::remote_address() const {
    error_code error;
    const auto endpoint = socket_.remote_endpoint(error);
    return error ? std::string{} : endpoint.address().to_string();
}

}  // namespace twinleg::net
