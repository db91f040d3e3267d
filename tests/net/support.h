#pragma once
// What the tests of net share: a loop that is run until something is so, bare sockets on either
// side, and a server whose behaviour is a handful of functions.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/event_loop.h"
#include "net/server.h"
#include "net/url.h"

namespace twinleg::net::test {

// Runs the loop until `so`, 30 s at most. Whether it came to be.
inline bool run_until(EventLoop& loop, const std::function<bool()>& so) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (!so()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        loop.run(milliseconds(5));
    }
    return true;
}

// Runs the loop until it has had nothing to do for 50 ms: what did not happen by then is not
// coming.
inline void run_dry(EventLoop& loop) {
    while (loop.run(milliseconds(50)) != 0) {
    }
}

inline sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

inline const sockaddr* generic(const sockaddr_in& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

// A connected loopback socket without a protocol. Nothing here waits.
class RawSocket {
public:
    explicit RawSocket(int fd) : fd_{fd} {}
    ~RawSocket() { close(); }
    RawSocket(RawSocket&& other) noexcept
        : fd_{std::exchange(other.fd_, -1)},
          ended_{other.ended_},
          received_{std::move(other.received_)} {}
    RawSocket& operator=(RawSocket&&) = delete;

    // A small receive buffer makes a client that takes little.
    static RawSocket connect(std::uint16_t port, int receive_buffer = 0) {
        const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (receive_buffer != 0)
            ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        const auto address = loopback(port);
        EXPECT_EQ(::connect(fd, generic(address), sizeof address), 0);
        return RawSocket{fd};
    }

    // How many of the bytes the kernel took at once.
    std::size_t send(std::string_view bytes) {
        const auto count = ::send(fd_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        return count < 0 ? 0 : static_cast<std::size_t>(count);
    }
    // Everything received so far.
    const std::string& received() {
        char bytes[65536];
        for (;;) {
            const auto count = ::recv(fd_, bytes, sizeof bytes, MSG_DONTWAIT);
            if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
            if (count <= 0) {
                ended_ = true;
                break;
            }
            received_.append(bytes, static_cast<std::size_t>(count));
        }
        return received_;
    }
    // The peer closed, or reset.
    bool ended() {
        received();
        return ended_;
    }
    void forget() { received_.clear(); }
    void close() {
        if (fd_ >= 0) ::close(std::exchange(fd_, -1));
    }
    // Says that nothing follows, and goes on reading.
    void half_close() { ::shutdown(fd_, SHUT_WR); }
    // A reset in place of a goodbye.
    void reset() {
        const linger now{.l_onoff = 1, .l_linger = 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        close();
    }

private:
    int fd_;
    bool ended_{false};
    std::string received_;
};

// A listener without a protocol.
class RawServer {
public:
    explicit RawServer(int receive_buffer = 0)
        : fd_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)} {
        if (receive_buffer != 0)
            ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        auto address = loopback(0);
        EXPECT_EQ(::bind(fd_, generic(address), sizeof address), 0);
        EXPECT_EQ(::listen(fd_, 64), 0);
        socklen_t size = sizeof address;
        ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
    }
    ~RawServer() { ::close(fd_); }
    RawServer(const RawServer&) = delete;
    RawServer& operator=(const RawServer&) = delete;

    std::uint16_t port() const { return port_; }
    // The next connection, if one has come.
    std::optional<RawSocket> accept() {
        const int fd = ::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0) return std::nullopt;
        return RawSocket{fd};
    }
    // The next connection; the loop runs until it comes.
    RawSocket accept(EventLoop& loop) {
        std::optional<RawSocket> got;
        EXPECT_TRUE(run_until(loop, [&] {
            if (auto next = accept()) got.emplace(std::move(*next));
            return got.has_value();
        }));
        return got ? std::move(*got) : RawSocket{-1};
    }

private:
    int fd_;
    std::uint16_t port_{0};
};

// A port on which nobody listens.
inline std::uint16_t closed_port() {
    return RawServer{}.port();
}

inline Url url_of(std::string_view scheme, std::uint16_t port, std::string_view path = "/",
                  std::string_view host = "127.0.0.1") {
    return Url{.scheme = std::string{scheme},
               .host = std::string{host},
               .port = port,
               .path = std::string{path}};
}

// Echoes requests and messages, unless told otherwise.
class TestHandler : public ServerHandler {
public:
    std::function<void(ServerRequest, Responder)> request = [](const ServerRequest& got,
                                                               const Responder& to) {
        to.send({.body = got.body, .content_type = "text/plain"});
    };
    std::function<Upgrade(const ServerRequest&)> upgrade = [](const ServerRequest&) {
        return Upgrade{};
    };
    std::function<void(ServerSocket&)> opened = [](ServerSocket&) {};
    std::function<void(ServerSocket&, std::string_view, bool)> message =
        [](ServerSocket& socket, std::string_view data, bool binary) {
            if (binary)
                socket.send_binary(data);
            else
                socket.send(data);
        };

    std::vector<std::shared_ptr<ServerSocket>> sockets;  // in the order opened
    std::vector<std::uint64_t> closed;                   // ids, in the order closed
    std::vector<std::string> pongs;
    int requests{0};

    void on_request(ServerRequest got, Responder to) override {
        ++requests;
        request(std::move(got), std::move(to));
    }
    Upgrade on_upgrade(const ServerRequest& got) override { return upgrade(got); }
    void on_socket(std::shared_ptr<ServerSocket> socket, const ServerRequest&) override {
        sockets.push_back(socket);
        opened(*socket);
    }
    void on_message(ServerSocket& socket, std::string_view data, bool binary) override {
        message(socket, data, binary);
    }
    void on_pong(ServerSocket&, std::string_view payload) override { pongs.emplace_back(payload); }
    void on_closed(ServerSocket& socket) override { closed.push_back(socket.id); }
};

}  // namespace twinleg::net::test
