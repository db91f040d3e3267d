#pragma once
// A server with a handler, and bare sockets that talk to it.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "net/server.h"
#include "tests/net/support.h"

namespace twinleg::net::test {

// All of a request for a WebSocket but its last line break.
inline constexpr std::string_view kUpgrade =
    "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";

class ServerStage : public ::testing::Test {
protected:
    Server& serve(ServerOptions options = {}) {
        server = std::make_unique<Server>(loop, "127.0.0.1", 0, handler, std::move(options));
        return *server;
    }
    RawSocket client(int receive_buffer = 0) {
        if (!server) serve();
        return RawSocket::connect(server->port(), receive_buffer);
    }
    // Whether `text` arrives.
    bool gets(RawSocket& socket, std::string_view text) {
        return run_until(loop, [&] { return socket.received().contains(text); });
    }
    bool is_closed(RawSocket& socket) {
        return run_until(loop, [&] { return socket.ended(); });
    }
    // A raw client with an open WebSocket.
    RawSocket upgraded() {
        auto socket = client();
        socket.send(std::string{kUpgrade} + "\r\n");
        EXPECT_TRUE(gets(socket, "\r\n\r\n"));
        socket.forget();
        return socket;
    }
    // A text frame as a client sends it, masked with zeros.
    static std::string masked(std::string_view text, char opcode = '\x81') {
        return std::string{opcode} + static_cast<char>(0x80 | text.size()) + std::string(4, '\0') +
               std::string{text};
    }

    EventLoop loop;
    TestHandler handler;
    std::unique_ptr<Server> server;
};

}  // namespace twinleg::net::test
