// WebSockets of a server, and its end.

#include <gmock/gmock.h>

#include "tests/net/server_stage.h"

namespace twinleg::net {
namespace {

using namespace std::string_literals;
using test::kUpgrade;
using test::RawSocket;
using test::run_dry;
using test::run_until;
using ::testing::StartsWith;

using ServerSocketTest = test::ServerStage;
TEST_F(ServerSocketTest, AcceptsAWebSocketAsTheStandardSays) {
    handler.upgrade = [](const ServerRequest& request) {
        EXPECT_EQ(request.path(), "/ws");
        return Upgrade{.subprotocol = "b"};
    };
    auto socket = client();
    socket.send(std::string{kUpgrade} +
                "Sec-WebSocket-Protocol: a, b\r\n"
                "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n" +
                masked("first"));

    ASSERT_TRUE(gets(socket, "first"));

    EXPECT_EQ(socket.received(),
              "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
              "Sec-WebSocket-Protocol: b\r\n\r\n\x81\x05"
              "first");
    EXPECT_EQ(server->sockets(), 1);
}

TEST_F(ServerSocketTest, RefusesAWebSocketThatAsksWrongly) {
    auto old = client();
    old.send(
        "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 8\r\n\r\n");
    EXPECT_TRUE(gets(old, "HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 13\r\n"));

    auto keyless = client();
    keyless.send(
        "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\n\r\n");
    EXPECT_TRUE(gets(keyless, "HTTP/1.1 400 "));
    EXPECT_TRUE(handler.sockets.empty());
}

TEST_F(ServerSocketTest, RefusesAWebSocketWithTheHandlersWords) {
    handler.upgrade = [](const ServerRequest&) {
        return Upgrade{.accept = false, .refuse_status = 403, .refuse_body = "bad origin"};
    };
    auto socket = client();
    socket.send(std::string{kUpgrade} + "\r\n");

    EXPECT_TRUE(gets(socket, "HTTP/1.1 403 Forbidden\r\n"));
    EXPECT_TRUE(gets(socket, "bad origin"));
    // The connection is good for an ordinary request.
    socket.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(gets(socket, "HTTP/1.1 200 OK"));
}

TEST_F(ServerSocketTest, AnswersPingsOfClientsAndHearsTheirPongs) {
    auto socket = upgraded();
    socket.send(masked("are you there", '\x89'));
    EXPECT_TRUE(gets(socket,
                     "\x8a\x0d"
                     "are you there"));

    handler.sockets[0]->ping("p1");
    EXPECT_TRUE(gets(socket, "\x89\x02p1"));
    socket.send(masked("p1", '\x8a'));
    EXPECT_TRUE(run_until(loop, [&] { return handler.pongs == std::vector<std::string>{"p1"}; }));
}

TEST_F(ServerSocketTest, KnowsWhenASocketWasHeardOf) {
    auto socket = upgraded();
    ASSERT_EQ(handler.sockets.size(), 1);
    const auto opened = handler.sockets[0]->heard();
    EXPECT_TRUE(opened.known());

    socket.send(masked("", '\x89'));
    ASSERT_TRUE(run_until(loop, [&] { return handler.sockets[0]->heard() > opened; }));

    const auto last = handler.sockets[0]->heard();
    socket.close();
    ASSERT_TRUE(run_until(loop, [&] { return handler.closed.size() == 1; }));
    EXPECT_EQ(handler.sockets[0]->heard(), last);
}

TEST_F(ServerSocketTest, DropsASocketThatDoesNotAnswerItsPings) {
    serve({.ping_every = milliseconds(300)});
    auto socket = upgraded();

    EXPECT_TRUE(is_closed(socket));
    EXPECT_THAT(socket.received(), StartsWith("\x89"));
    EXPECT_TRUE(run_until(loop, [&] { return handler.closed.size() == 1; }));
}

TEST_F(ServerSocketTest, ClosesASocketThatSendsAFrameAboveTheLimit) {
    serve({.max_message = 100});
    auto socket = upgraded();
    socket.send("\x81\xfe\x01\x00"s + "\0\0\0\0"s);

    EXPECT_TRUE(gets(socket, "\x03\xf1"));  // 1009
    EXPECT_THAT(socket.received(), StartsWith("\x88"));
    EXPECT_TRUE(is_closed(socket));
    EXPECT_TRUE(run_until(loop, [&] { return handler.closed.size() == 1; }));
}

TEST_F(ServerSocketTest, ClosesASocketWhoseFramesAreNotMasked) {
    auto socket = upgraded();
    socket.send("\x81\x02hi");

    EXPECT_TRUE(gets(socket, "\x03\xea"));  // 1002
    EXPECT_TRUE(is_closed(socket));
}

TEST_F(ServerSocketTest, EchoesTheCloseOfAClient) {
    auto socket = upgraded();
    socket.send(
        masked("\x0f\xa1"
               "bye",
               '\x88'));

    EXPECT_TRUE(gets(socket, "\x88\x02\x0f\xa1"));
    EXPECT_TRUE(is_closed(socket));
    EXPECT_TRUE(run_until(loop, [&] { return handler.closed.size() == 1; }));
}

TEST_F(ServerSocketTest, CountsWhatASocketDoesNotRead) {
    serve({.max_queued = 8 << 20});
    auto socket = upgraded();
    auto& peer = *handler.sockets[0];
    while (peer.queued() == 0)
        peer.send(std::string(100'000, 'x'));
    const auto waiting = peer.queued();
    peer.send("more");
    EXPECT_EQ(peer.queued(), waiting + 6);

    ASSERT_TRUE(run_until(loop, [&] {
        socket.received();
        socket.forget();
        return peer.queued() == 0;
    }));
    EXPECT_TRUE(peer.is_open());
    for (int i = 0; i < 1000 && peer.is_open(); ++i)
        peer.send(std::string(100'000, 'x'));

    EXPECT_FALSE(peer.is_open());
    EXPECT_TRUE(handler.closed.empty());
    EXPECT_TRUE(run_until(loop, [&] { return handler.closed.size() == 1; }));
}

TEST_F(ServerSocketTest, DropsASocketThatTakesNothingForTooLong) {
    serve({.write_timeout = milliseconds(20)});
    auto socket = upgraded();
    auto& peer = *handler.sockets[0];
    while (peer.queued() == 0)
        peer.send(std::string(100'000, 'x'));

    EXPECT_TRUE(run_until(loop, [&] { return handler.closed.size() == 1; }));
}

TEST_F(ServerSocketTest, CutsEverySocketAndGoesOnListening) {
    std::vector<RawSocket> sockets;
    for (int i = 0; i < 5; ++i)
        sockets.push_back(upgraded());
    auto plain = client();
    ASSERT_TRUE(run_until(loop, [&] { return server->connections() == 6; }));

    server->close_all_sockets();

    for (auto& socket : sockets)
        EXPECT_TRUE(is_closed(socket));
    EXPECT_EQ(sockets[0].received(), "");  // no close frame
    EXPECT_TRUE(run_until(loop, [&] { return handler.closed.size() == 5; }));
    EXPECT_EQ(server->sockets(), 0);
    plain.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(gets(plain, "200 OK"));
    upgraded();
    EXPECT_EQ(handler.sockets.back()->id, 6);
}

TEST_F(ServerSocketTest, StopsListeningAndCutsEverything) {
    auto socket = upgraded();
    auto plain = client();
    ASSERT_TRUE(run_until(loop, [&] { return server->connections() == 2; }));

    server->close();

    EXPECT_TRUE(is_closed(socket));
    EXPECT_TRUE(is_closed(plain));
    EXPECT_TRUE(run_until(loop, [&] { return handler.closed.size() == 1; }));
    EXPECT_EQ(server->connections(), 0);
}

TEST_F(ServerSocketTest, MayBeClosedFromAnyCallback) {
    handler.request = [&](const ServerRequest&, const Responder& to) {
        server->close();
        to.send({});
    };
    auto a = client();
    a.send("GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(is_closed(a));

    serve();
    handler.upgrade = [&](const ServerRequest&) {
        server->close();
        return Upgrade{};
    };
    auto b = client();
    b.send(std::string{kUpgrade} + "\r\n");
    EXPECT_TRUE(is_closed(b));
    EXPECT_TRUE(handler.sockets.empty());

    serve();
    handler.upgrade = [](const ServerRequest&) { return Upgrade{}; };
    handler.opened = [&](ServerSocket& socket) {
        socket.send("hello");
        server->close();
    };
    auto c = client();
    c.send(std::string{kUpgrade} + "\r\n" + masked("x"));
    EXPECT_TRUE(is_closed(c));
    EXPECT_TRUE(run_until(loop, [&] { return handler.closed.size() == 1; }));

    serve();
    handler.opened = [](ServerSocket&) {};
    handler.message = [&](ServerSocket& socket, std::string_view, bool) {
        socket.close(1001, "going away");
        server->close();
    };
    auto d = client();
    d.send(std::string{kUpgrade} + "\r\n" + masked("x") + masked("y"));
    EXPECT_TRUE(is_closed(d));
    EXPECT_TRUE(run_until(loop, [&] { return handler.closed.size() == 2; }));
}

TEST_F(ServerSocketTest, IsDestroyedWithoutCallingAnybody) {
    auto socket = upgraded();
    auto kept = handler.sockets[0];
    server.reset();
    kept->send("into the void");
    kept->close(1000, "");
    run_dry(loop);

    EXPECT_FALSE(kept->is_open());
    EXPECT_EQ(kept->queued(), 0);
    EXPECT_TRUE(handler.closed.empty());
    EXPECT_TRUE(is_closed(socket));
}

}  // namespace
}  // namespace twinleg::net
