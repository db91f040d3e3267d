#include "net/websocket.h"

#include <gmock/gmock.h>

#include <random>

#include "net/ws_handshake.h"
#include "tests/net/support.h"

namespace twinleg::net {
namespace {

using namespace std::string_literals;
using test::run_dry;
using test::run_until;
using ::testing::HasSubstr;

struct Recorder : WsHandler {
    std::function<void()> opened = [] {};
    std::function<void(std::string_view)> message = [](std::string_view) {};
    std::function<void()> down = [] {};

    int opens{0};
    std::vector<std::string> messages;
    std::vector<bool> binary;
    std::vector<Error> downs;
    Time last{};

    void on_open() override {
        ++opens;
        opened();
    }
    void on_message(std::span<char> data, bool is_binary, Time received) override {
        messages.emplace_back(data.data(), data.size());
        binary.push_back(is_binary);
        last = received;
        // As the interface allows: whatever lies behind a message may be overwritten.
        std::fill_n(data.data() + data.size(), 64, '\xff');
        message(messages.back());
    }
    void on_down(const Error& why) override {
        downs.push_back(why);
        down();
    }
};

class WebSocketTest : public ::testing::Test {
protected:
    EventLoop loop;
    test::TestHandler handler;
    Server server{loop, "127.0.0.1", 0, handler};
    Recorder seen;
    WsOptions options{.proxy = {}};

    std::unique_ptr<WebSocket> make(std::string_view path = "/stream") {
        return std::make_unique<WebSocket>(loop, test::url_of("ws", server.port(), path), options,
                                           seen);
    }
    // Opens `socket` and answers for the server; `more` comes in the same bytes as the answer.
    test::RawSocket accept_by_hand(test::RawServer& raw, WebSocket& socket,
                                   std::string_view more = {}) {
        socket.open();
        auto peer = raw.accept(loop);
        EXPECT_TRUE(run_until(loop, [&] { return peer.received().contains("\r\n\r\n"); }));
        const std::string_view asked = peer.received();
        const auto key = asked.find("Sec-WebSocket-Key: ") + 19;
        peer.send(ws_acceptance(asked.substr(key, 24), "").append(more));
        peer.forget();
        return peer;
    }
    std::unique_ptr<WebSocket> open() {
        auto socket = make();
        socket->open();
        EXPECT_TRUE(run_until(loop, [&] { return socket->is_open(); }));
        return socket;
    }
};

TEST_F(WebSocketTest, EchoesTextAndBinaryInOrder) {
    const auto socket = open();

    for (int i = 0; i < 100; ++i) {
        EXPECT_TRUE(socket->send("text " + std::to_string(i)));
        const auto bytes = "bytes " + std::to_string(i);
        EXPECT_TRUE(socket->send_binary(bytes));
    }
    ASSERT_TRUE(run_until(loop, [&] { return seen.messages.size() == 200; }));

    for (std::size_t i = 0; i < 100; ++i) {
        EXPECT_EQ(seen.messages[2 * i], "text " + std::to_string(i));
        EXPECT_FALSE(seen.binary[2 * i]);
        EXPECT_EQ(seen.messages[2 * i + 1], "bytes " + std::to_string(i));
        EXPECT_TRUE(seen.binary[2 * i + 1]);
    }
    EXPECT_TRUE(seen.last.known());
    EXPECT_EQ(socket->queued(), 0);
}

TEST_F(WebSocketTest, CarriesTenMegabytesInOneFrameEachWay) {
    const auto socket = open();
    std::string large(10'000'000, 'x');
    for (std::size_t i = 0; i < large.size(); i += 1000)
        large[i] = static_cast<char>('a' + i / 1000 % 26);

    EXPECT_TRUE(socket->send(large));
    ASSERT_TRUE(run_until(loop, [&] { return seen.messages.size() == 1; }));

    EXPECT_TRUE(seen.messages[0] == large);
}

TEST_F(WebSocketTest, WritesEveryMessageOfOneHandlerBeforeSendReturns) {
    test::RawServer raw;
    WebSocket socket{loop, test::url_of("ws", raw.port()), options, seen};
    auto peer = accept_by_hand(raw, socket);
    ASSERT_TRUE(run_until(loop, [&] { return socket.is_open(); }));

    // The loop does not run in between: an order must not wait for it.
    for (int i = 1; i <= 3; ++i) {
        socket.send("order");
        EXPECT_EQ(peer.received().size(), static_cast<std::size_t>(i) * (2 + 4 + 5));
    }
}

TEST_F(WebSocketTest, AsksForTheSubprotocolAndSendsItsHeaders) {
    options.subprotocol = "v2.market";
    options.headers = {{"X-Api-Key", "k1"}, {"Origin", "https://app.test"}};
    std::string key;
    handler.upgrade = [&](const ServerRequest& request) {
        key = request.header("x-api-key");
        EXPECT_EQ(request.path(), "/stream");
        EXPECT_EQ(request.header("Sec-WebSocket-Extensions"), "");
        return Upgrade{.subprotocol = "v2.market"};
    };

    const auto socket = open();

    EXPECT_EQ(key, "k1");
    EXPECT_EQ(socket->response_header("sec-websocket-protocol"), "v2.market");
    EXPECT_EQ(seen.opens, 1);
}

TEST_F(WebSocketTest, OpensWithoutASubprotocolThatTheServerInvents) {
    handler.upgrade = [](const ServerRequest&) { return Upgrade{.subprotocol = "mine"}; };

    const auto socket = open();

    EXPECT_EQ(socket->response_header("sec-websocket-protocol"), "");
}

TEST_F(WebSocketTest, SaysWhyTheServerRefused) {
    handler.upgrade = [](const ServerRequest&) {
        return Upgrade{.accept = false, .refuse_status = 401, .refuse_body = "token expired"};
    };
    const auto socket = make();
    socket->open();

    ASSERT_TRUE(run_until(loop, [&] { return seen.downs.size() == 1; }));

    EXPECT_EQ(seen.downs[0].code, Errc::unauthorised);
    EXPECT_THAT(seen.downs[0].message, HasSubstr("401"));
    EXPECT_THAT(seen.downs[0].message, HasSubstr("token expired"));
    EXPECT_EQ(seen.opens, 0);
    EXPECT_FALSE(socket->is_open());
    EXPECT_FALSE(socket->send("x"));
}

TEST_F(WebSocketTest, TakesFragmentsAndPingsByHand) {
    test::RawServer raw;
    WebSocket socket{loop, test::url_of("ws", raw.port()), options, seen};
    auto peer = accept_by_hand(raw, socket);

    peer.send("\x01\x02he\x89\x01p\x80\x03llo\x81\x00\x82\x01\xff"s);

    ASSERT_TRUE(run_until(loop, [&] { return seen.messages.size() == 3; }));
    EXPECT_EQ(seen.messages, (std::vector{"hello"s, ""s, "\xff"s}));
    EXPECT_EQ(seen.binary, (std::vector{false, false, true}));
    // The pong: fin and opcode, masked and one byte long, the mask, the byte.
    ASSERT_TRUE(run_until(loop, [&] { return peer.received().size() == 7; }));
    const auto pong = peer.received();
    EXPECT_EQ(pong.substr(0, 2), "\x8a\x81"s);
    EXPECT_EQ(pong[6] ^ pong[2], 'p');
}

TEST_F(WebSocketTest, TakesMessagesThatComeWithTheHandshake) {
    test::RawServer raw;
    WebSocket socket{loop, test::url_of("ws", raw.port()), options, seen};
    accept_by_hand(raw, socket, "\x81\x02hi\x81\x03you"s);

    ASSERT_TRUE(run_until(loop, [&] { return seen.messages.size() == 2; }));
    EXPECT_EQ(seen.messages, (std::vector{"hi"s, "you"s}));
}

TEST_F(WebSocketTest, TellsTheCodeAndReasonOfThePeersClose) {
    const auto socket = open();
    handler.sockets[0]->close(1012, "restarting");
    EXPECT_FALSE(handler.sockets[0]->is_open());

    ASSERT_TRUE(run_until(loop, [&] { return seen.downs.size() == 1; }));

    EXPECT_EQ(seen.downs[0].code, Errc::disconnected);
    EXPECT_THAT(seen.downs[0].message, HasSubstr("1012: restarting"));
    EXPECT_FALSE(socket->is_open());
    EXPECT_FALSE(socket->send("too late"));
    EXPECT_TRUE(run_until(loop, [&] { return handler.closed == std::vector<std::uint64_t>{1}; }));
}

TEST_F(WebSocketTest, SaysGoodbyeAndCallsNobodyAfterClose) {
    const auto socket = open();
    socket->send("last words");
    socket->close();

    EXPECT_FALSE(socket->is_open());
    ASSERT_TRUE(run_until(loop, [&] { return handler.closed.size() == 1; }));
    run_dry(loop);

    EXPECT_TRUE(seen.messages.empty());
    EXPECT_TRUE(seen.downs.empty());
}

TEST_F(WebSocketTest, IsDownWhenTheServerCutsTheConnection) {
    const auto socket = open();
    handler.sockets[0]->drop();

    ASSERT_TRUE(run_until(loop, [&] { return seen.downs.size() == 1; }));
    run_dry(loop);

    EXPECT_EQ(seen.downs.size(), 1);
    EXPECT_EQ(seen.downs[0].code, Errc::disconnected);
    EXPECT_THAT(seen.downs[0].message, HasSubstr("127.0.0.1: the peer closed the connection"));
}

TEST_F(WebSocketTest, MayBeOpenedAgainAfterEachEnd) {
    const auto socket = open();
    for (std::size_t round = 1; round <= 5; ++round) {
        server.close_all_sockets();
        ASSERT_TRUE(run_until(loop, [&] { return seen.downs.size() == round; }));
        socket->open();
        socket->open();  // the second does nothing
        ASSERT_TRUE(run_until(loop, [&] { return socket->is_open(); }));
        socket->send("again");
        ASSERT_TRUE(run_until(loop, [&] { return seen.messages.size() == round; }));
    }
    EXPECT_EQ(seen.opens, 6);
    EXPECT_EQ(server.sockets(), 1);
    EXPECT_EQ(handler.closed.size(), 5);
}

TEST_F(WebSocketTest, OpensAgainFromInsideOnDown) {
    const auto socket = make();
    seen.down = [&] { socket->open(); };
    socket->open();
    for (std::size_t round = 1; round <= 3; ++round) {
        ASSERT_TRUE(run_until(loop, [&] { return socket->is_open(); }));
        server.close_all_sockets();
        ASSERT_TRUE(run_until(loop, [&] { return seen.downs.size() == round; }));
    }
}

TEST_F(WebSocketTest, MayBeDestroyedByAnyOfItsCallbacks) {
    auto socket = make();
    seen.opened = [&] { socket.reset(); };
    socket->open();
    ASSERT_TRUE(run_until(loop, [&] { return socket == nullptr; }));

    seen.opened = [&] { socket->send("a"), socket->send("b"); };
    seen.message = [&](std::string_view) { socket.reset(); };
    socket = make();
    socket->open();
    ASSERT_TRUE(run_until(loop, [&] { return socket == nullptr; }));
    EXPECT_EQ(seen.messages.size(), 1);

    seen.opened = [] {};
    seen.down = [&] { socket.reset(); };
    socket = make();
    socket->open();
    ASSERT_TRUE(run_until(loop, [&] { return socket->is_open(); }));
    server.close_all_sockets();
    ASSERT_TRUE(run_until(loop, [&] { return socket == nullptr; }));
    run_dry(loop);
    EXPECT_EQ(server.sockets(), 0);
}

TEST_F(WebSocketTest, SaysThatNobodyListens) {
    WebSocket socket{loop, test::url_of("ws", test::closed_port()), options, seen};
    socket.open();

    ASSERT_TRUE(run_until(loop, [&] { return seen.downs.size() == 1; }));

    EXPECT_EQ(seen.downs[0].code, Errc::disconnected);
    EXPECT_EQ(seen.opens, 0);
}

TEST_F(WebSocketTest, TimesOutWhereTheOpeningIsNotAnswered) {
    test::RawServer raw;
    options.connect_timeout = milliseconds(300);
    WebSocket socket{loop, test::url_of("ws", raw.port()), options, seen};
    socket.open();

    ASSERT_TRUE(run_until(loop, [&] { return seen.downs.size() == 1; }));

    EXPECT_EQ(seen.downs[0].code, Errc::timed_out);
    EXPECT_THAT(seen.downs[0].message,
                HasSubstr("the opening of the websocket took more than 300 ms"));
}

TEST_F(WebSocketTest, PingsASilentPeerAndIsDownWithoutAPong) {
    test::RawServer raw;
    options.ping_every = milliseconds(20);
    options.pong_timeout = milliseconds(20);
    WebSocket socket{loop, test::url_of("ws", raw.port()), options, seen};
    auto peer = accept_by_hand(raw, socket);

    ASSERT_TRUE(run_until(loop, [&] { return seen.downs.size() == 1; }));

    EXPECT_EQ(seen.downs[0].code, Errc::timed_out);
    EXPECT_THAT(seen.downs[0].message, HasSubstr("no byte for 20 ms after our ping"));
    EXPECT_EQ(peer.received().substr(0, 2), "\x89\x80"s);
    EXPECT_TRUE(peer.ended());
}

TEST_F(WebSocketTest, StaysUpWhileThePeerAnswersPings) {
    options.ping_every = milliseconds(5);
    options.pong_timeout = seconds(20);
    const auto socket = open();
    const auto opened = handler.sockets[0]->heard();

    // A peer that says nothing of its own: only pongs move this.
    ASSERT_TRUE(
        run_until(loop, [&] { return handler.sockets[0]->heard() > opened + milliseconds(40); }));

    EXPECT_TRUE(socket->is_open());
    EXPECT_TRUE(seen.downs.empty());
}

TEST_F(WebSocketTest, ClosesOnAMessageAboveItsLimit) {
    options.max_message = 1000;
    const auto socket = open();

    handler.sockets[0]->send(std::string(1000, 'x'));
    handler.sockets[0]->send(std::string(1001, 'x'));

    ASSERT_TRUE(run_until(loop, [&] { return seen.downs.size() == 1; }));
    EXPECT_EQ(seen.messages.size(), 1);
    EXPECT_EQ(seen.downs[0].code, Errc::out_of_range);
    EXPECT_THAT(seen.downs[0].message,
                HasSubstr("a message of 1001 bytes or more is above the limit of 1000"));
    EXPECT_TRUE(run_until(loop, [&] { return handler.closed.size() == 1; }));
}

TEST_F(WebSocketTest, ClosesOnGarbage) {
    test::RawServer raw;
    std::mt19937 random{2};
    for (std::size_t round = 1; round <= 100; ++round) {
        WebSocket socket{loop, test::url_of("ws", raw.port()), options, seen};
        std::string garbage(1 + random() % 100, '\0');
        for (auto& c : garbage)
            c = static_cast<char>(random());
        garbage[0] = static_cast<char>(garbage[0] | 0x40);  // a reserved bit
        auto peer = accept_by_hand(raw, socket);
        ASSERT_TRUE(run_until(loop, [&] { return socket.is_open(); }));
        peer.send(garbage + "xx");

        ASSERT_TRUE(run_until(loop, [&] { return seen.downs.size() == round; }));
        EXPECT_EQ(seen.downs.back().code, Errc::malformed);
        ASSERT_TRUE(run_until(loop, [&] { return peer.received().size() >= 8; }));
        EXPECT_EQ(peer.received()[0], '\x88');
    }
}

TEST_F(WebSocketTest, IsDownOnAnyAnswerThatIsNoUpgrade) {
    test::RawServer raw;
    std::size_t round = 0;
    for (const std::string_view answer :
         {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "HTTP/1.1 101 Switching\r\n\r\n",
          "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n",
          "garbage\r\n\r\n", "", "HTTP/1.1 503 Down\r\n\r\n<html>maintenance"}) {
        ++round;
        WebSocket socket{loop, test::url_of("ws", raw.port()), options, seen};
        socket.open();
        auto peer = raw.accept(loop);
        ASSERT_TRUE(run_until(loop, [&] { return peer.received().contains("\r\n\r\n"); }));
        peer.send(answer);
        peer.close();

        ASSERT_TRUE(run_until(loop, [&] { return seen.downs.size() == round; }));
        EXPECT_FALSE(socket.is_open());
    }
    EXPECT_EQ(seen.opens, 0);
    EXPECT_THAT(seen.downs.back().message, HasSubstr("503"));
    EXPECT_THAT(seen.downs.back().message, HasSubstr("maintenance"));
}

TEST_F(WebSocketTest, QueuesWhatTheSocketDoesNotTakeAndKeepsTheOrder) {
    test::RawServer raw{4096};
    options.max_queued = 64 << 20;
    WebSocket socket{loop, test::url_of("ws", raw.port()), options, seen};
    auto peer = accept_by_hand(raw, socket);
    ASSERT_TRUE(run_until(loop, [&] { return socket.is_open(); }));
    std::string expected;
    for (int i = 0; i < 200; ++i) {
        std::string message = std::to_string(i) + std::string(50'000, 'x');
        EXPECT_TRUE(socket.send(message));
        expected += message;
    }
    EXPECT_GT(socket.queued(), 0);

    const std::size_t framed = expected.size() + 200 * 8;
    ASSERT_TRUE(run_until(loop, [&] { return peer.received().size() == framed; }));

    EXPECT_EQ(socket.queued(), 0);
    std::string unmasked;
    const auto& bytes = peer.received();
    for (std::size_t at = 0; at < bytes.size();) {
        const auto size = static_cast<std::size_t>(static_cast<unsigned char>(bytes[at + 2]) << 8 |
                                                   static_cast<unsigned char>(bytes[at + 3]));
        for (std::size_t i = 0; i < size; ++i)
            unmasked += static_cast<char>(bytes[at + 8 + i] ^ bytes[at + 4 + i % 4]);
        at += 8 + size;
    }
    EXPECT_TRUE(unmasked == expected);
}

TEST_F(WebSocketTest, IsDownWhenThePeerDoesNotRead) {
    test::RawServer raw{4096};
    options.max_queued = 1 << 20;
    WebSocket socket{loop, test::url_of("ws", raw.port()), options, seen};
    auto peer = accept_by_hand(raw, socket);
    ASSERT_TRUE(run_until(loop, [&] { return socket.is_open(); }));

    int accepted = 0;
    while (socket.send(std::string(100'000, 'x')) && accepted < 10'000)
        ++accepted;

    EXPECT_FALSE(socket.is_open());
    EXPECT_TRUE(seen.downs.empty()) << "called from inside send()";
    ASSERT_TRUE(run_until(loop, [&] { return seen.downs.size() == 1; }));
    EXPECT_THAT(seen.downs[0].message, HasSubstr("the peer does not read"));
}

TEST_F(WebSocketTest, SaysCertainlyNotSentOnceTheConnectionIsBroken) {
    test::RawServer raw;
    WebSocket socket{loop, test::url_of("ws", raw.port()), options, seen};
    auto peer = accept_by_hand(raw, socket);
    ASSERT_TRUE(run_until(loop, [&] { return socket.is_open(); }));
    peer.reset();

    // The kernel knows of the reset, the loop does not yet.
    EXPECT_FALSE(socket.send("order"));

    EXPECT_TRUE(run_until(loop, [&] { return seen.downs.size() == 1; }));
}

TEST_F(WebSocketTest, TakesANewUrlAndHeadersForTheNextOpening) {
    std::vector<std::string> paths;
    std::vector<std::string> tokens;
    handler.upgrade = [&](const ServerRequest& request) {
        paths.emplace_back(request.target);
        tokens.emplace_back(request.header("X-Token"));
        return Upgrade{};
    };
    const auto socket = open();
    socket->close();
    socket->set_url(test::url_of("ws", server.port(), "/ws/new?listenKey=2"));
    socket->set_headers({{"X-Token", "t2"}});
    socket->open();
    ASSERT_TRUE(run_until(loop, [&] { return socket->is_open(); }));

    EXPECT_EQ(paths, (std::vector{"/stream"s, "/ws/new?listenKey=2"s}));
    EXPECT_EQ(tokens, (std::vector{""s, "t2"s}));
}

}  // namespace
}  // namespace twinleg::net
