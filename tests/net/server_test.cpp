#include "net/server.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <random>

#include "tests/net/server_stage.h"

namespace twinleg::net {
namespace {

using namespace std::string_literals;
using test::run_dry;
using test::run_until;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using ServerTest = test::ServerStage;
TEST_F(ServerTest, HandsOutTheWholeRequest) {
    ServerRequest seen;
    handler.request = [&](ServerRequest got, const Responder& to) {
        seen = std::move(got);
        to.send({});
    };
    auto socket = client();
    socket.send(
        "POST /v1/order?symbol=BTC&x=%20 HTTP/1.1\r\nHost: panel.test\r\nX-A: 1\r\n"
        "Content-Length: 5\r\n\r\nhello");

    ASSERT_TRUE(gets(socket, "\r\n\r\n"));

    EXPECT_EQ(seen.method, "POST");
    EXPECT_EQ(seen.target, "/v1/order?symbol=BTC&x=%20");
    EXPECT_EQ(seen.path(), "/v1/order");
    EXPECT_EQ(seen.query(), "symbol=BTC&x=%20");
    EXPECT_EQ(seen.header("x-a"), "1");
    EXPECT_EQ(seen.header("host"), "panel.test");
    EXPECT_EQ(seen.body, "hello");
    EXPECT_EQ(seen.remote, "127.0.0.1");
    EXPECT_TRUE(seen.received.known());
    EXPECT_EQ(ServerRequest{.target = "/x"}.query(), "");
}

TEST_F(ServerTest, WritesTheAnswerWithItsHeaders) {
    handler.request = [](const ServerRequest&, const Responder& to) {
        to.send(
            {.status = 429,
             .body = "slow down",
             .content_type = "text/plain",
             .headers = {{"Retry-After", "3"}, {"Bad\r\nX", "1"}, {"Y", "a\r\nSet-Cookie: b"}}});
    };
    auto socket = client();
    socket.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

    ASSERT_TRUE(gets(socket, "slow down"));

    EXPECT_EQ(socket.received(),
              "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 3\r\nContent-Type: text/plain\r\n"
              "Content-Length: 9\r\n\r\nslow down");
}

TEST_F(ServerTest, AnswersPipelinedRequestsInTheirOrder) {
    std::vector<Responder> waiting;
    handler.request = [&](const ServerRequest& request, const Responder& to) {
        if (request.path() == "/slow")
            waiting.push_back(to);
        else
            to.send({.body = "[" + std::string{request.path()} + "]"});
    };
    auto socket = client();
    socket.send(
        "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n"
        "GET /slow HTTP/1.1\r\nHost: x\r\n\r\nGET /3 HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(run_until(loop, [&] { return waiting.size() == 1; }));
    run_dry(loop);
    EXPECT_THAT(socket.received(), EndsWith("[/2]"));
    EXPECT_TRUE(waiting[0].wanted());

    waiting[0].send({.body = "[slow]"});
    EXPECT_FALSE(waiting[0].wanted());
    waiting[0].send({.body = "[twice]"});
    waiting[0].drop();

    ASSERT_TRUE(gets(socket, "[/3]"));
    EXPECT_FALSE(socket.received().contains("[twice]"));
    EXPECT_LT(socket.received().find("[/1]"), socket.received().find("[/2]"));
    EXPECT_LT(socket.received().find("[slow]"), socket.received().find("[/3]"));
}

TEST_F(ServerTest, AnswersAHalfClosedClient) {
    std::optional<Responder> waiting;
    handler.request = [&](const ServerRequest&, const Responder& to) { waiting = to; };
    auto socket = client();
    socket.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    socket.half_close();
    ASSERT_TRUE(run_until(loop, [&] { return waiting.has_value(); }));
    run_dry(loop);

    waiting->send({.body = "still here"});

    EXPECT_TRUE(gets(socket, "still here"));
    EXPECT_TRUE(is_closed(socket));
}

TEST_F(ServerTest, ClosesAfterTheAnswerWhereTheClientWantsIt) {
    for (const auto* request :
         {"GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"}) {
        auto socket = client();
        socket.send(request);
        EXPECT_TRUE(gets(socket, "\r\n\r\n"));
        EXPECT_TRUE(is_closed(socket));
        EXPECT_THAT(socket.received(), HasSubstr("Connection: close\r\n"));
    }
}

TEST_F(ServerTest, SendsNoBodyToHeadNorWith204) {
    handler.request = [](const ServerRequest& request, const Responder& to) {
        to.send({.status = request.path() == "/none" ? 204 : 200, .body = "body"});
    };
    auto socket = client();
    socket.send(
        "HEAD / HTTP/1.1\r\nHost: x\r\n\r\nGET /none HTTP/1.1\r\nHost: x\r\n\r\n"
        "GET /last HTTP/1.1\r\nHost: x\r\n\r\n");

    ASSERT_TRUE(gets(socket, "\r\n\r\nbody"));

    EXPECT_EQ(socket.received(),
              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n"
              "HTTP/1.1 204 No Content\r\n\r\n"
              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\nbody");
}

TEST_F(ServerTest, DropsAConnectionWithoutAnAnswer) {
    handler.request = [](const ServerRequest&, const Responder& to) { to.drop(); };
    auto socket = client();
    socket.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

    EXPECT_TRUE(is_closed(socket));
    EXPECT_EQ(socket.received(), "");
    EXPECT_EQ(server->connections(), 0);
}

TEST_F(ServerTest, DropsAConnectionWhoseResponderIsForgotten) {
    handler.request = [](const ServerRequest&, const Responder&) {};
    auto socket = client();
    socket.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

    EXPECT_TRUE(is_closed(socket));
}

TEST_F(ServerTest, LetsAResponderOutliveEverything) {
    std::vector<Responder> kept;
    handler.request = [&](const ServerRequest&, const Responder& to) { kept.push_back(to); };
    auto gone = client();
    gone.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    auto cut = client();
    cut.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(run_until(loop, [&] { return kept.size() == 2; }));
    gone.reset();
    run_dry(loop);
    kept[0].send({});
    server.reset();

    kept[0].send({});
    kept[1].send({});
    kept[1].drop();
    EXPECT_FALSE(kept[0].wanted());
    EXPECT_FALSE(kept[1].wanted());
    EXPECT_TRUE(is_closed(cut));
}

TEST_F(ServerTest, RefusesABodyAboveItsLimit) {
    serve({.max_body = 10});
    auto exact = client();
    exact.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n0123456789");
    EXPECT_TRUE(gets(exact, "200 OK"));

    auto announced = client();
    announced.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n");
    EXPECT_TRUE(gets(announced, "HTTP/1.1 413 Content Too Large"));
    EXPECT_TRUE(is_closed(announced));

    auto chunked = client();
    chunked.send(
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        "6\r\n012345\r\n6\r\n012345\r\n0\r\n\r\n");
    EXPECT_TRUE(gets(chunked, "HTTP/1.1 413"));
    EXPECT_EQ(handler.requests, 1);
}

TEST_F(ServerTest, TellsAClientThatIsStillSendingWhyItIsRefused) {
    serve({.max_body = 1000});
    auto socket = client();
    socket.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n");
    std::size_t sent = 0;
    // Were the rest not taken from it, the reset would destroy the answer.
    ASSERT_TRUE(run_until(loop, [&] {
        if (sent < 3'000'000) sent += socket.send(std::string(100'000, 'x'));
        return socket.ended();
    }));

    EXPECT_THAT(socket.received(), StartsWith("HTTP/1.1 413"));
}

TEST_F(ServerTest, RefusesHeadersAboveItsLimit) {
    serve({.max_header = 2000});
    for (const bool one_header : {true, false}) {
        auto socket = client();
        std::string request = "GET / HTTP/1.1\r\nHost: x\r\n";
        if (one_header)
            request += "X: " + std::string(3000, 'x') + "\r\n";
        else
            for (int i = 0; i < 300; ++i)
                request += "X" + std::to_string(i) + ": 123\r\n";
        socket.send(request + "\r\n");

        EXPECT_TRUE(gets(socket, "HTTP/1.1 431 "));
        EXPECT_TRUE(is_closed(socket));
    }
    EXPECT_EQ(handler.requests, 0);
}

TEST_F(ServerTest, RefusesWhatIsNoHttp) {
    for (const std::string_view garbage :
         {"\x16\x03\x01\x02 hello hello hello\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/3.0\r\n\r\n",
          "GET / HTTP/1.1\r\nno colon\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"}) {
        auto socket = client();
        socket.send(garbage);
        EXPECT_TRUE(gets(socket, "HTTP/1.1 400 Bad Request")) << garbage;
        EXPECT_TRUE(is_closed(socket));
    }
    EXPECT_EQ(handler.requests, 0);
}

TEST_F(ServerTest, TakesRequestsByteByByte) {
    std::vector<std::string> bodies;
    handler.request = [&](const ServerRequest& request, const Responder& to) {
        bodies.push_back(request.body);
        to.send({});
    };
    auto socket = client();
    for (const char byte :
         "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
         "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nT: "
         "x\r\n\r\n"
         "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"s) {
        socket.send({&byte, 1});
        loop.poll();
    }

    EXPECT_TRUE(run_until(loop, [&] { return bodies.size() == 3; }));
    EXPECT_EQ(bodies, (std::vector{""s, "a"s, "hi"s}));
}

TEST_F(ServerTest, SurvivesAnyRequestCutAndChangedAnywhere) {
    const std::string good =
        "POST /a?b=c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
        "chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    std::mt19937 random{8};
    for (int round = 0; round < 500; ++round) {
        auto bytes = good;
        for (auto changes = random() % 4; changes > 0; --changes)
            bytes[random() % bytes.size()] = static_cast<char>(random());
        bytes.resize(random() % (bytes.size() + 1));
        auto socket = client();
        socket.send(bytes);
        loop.poll();
        socket.close();
    }
    EXPECT_TRUE(run_until(loop, [&] { return server->connections() == 0; }));
    auto socket = client();
    socket.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(gets(socket, "200 OK"));
}

TEST_F(ServerTest, GivesAClientThatDawdlesNoMoreThanItsTime) {
    serve({.request_timeout = milliseconds(40)});
    auto silent = client();
    auto slow = client();
    slow.send("GET / HTTP/1.1\r\nHo");
    auto body = client();
    body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n01234");

    EXPECT_TRUE(is_closed(silent));
    EXPECT_TRUE(is_closed(slow));
    EXPECT_TRUE(is_closed(body));
    EXPECT_EQ(server->connections(), 0);
    EXPECT_EQ(handler.requests, 0);
}

TEST_F(ServerTest, TellsAClientBetweenRequestsThatItsTimeIsUp) {
    serve({.request_timeout = milliseconds(400)});
    auto socket = client();
    socket.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(gets(socket, "200 OK"));
    socket.forget();
    socket.send("GET /again HTTP/1.1\r\n");

    EXPECT_TRUE(gets(socket, "HTTP/1.1 408 Request Timeout"));
    EXPECT_TRUE(is_closed(socket));
}

TEST_F(ServerTest, ClosesAnIdleConnection) {
    serve({.idle_timeout = milliseconds(20)});
    auto socket = client();
    socket.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(gets(socket, "200 OK"));

    EXPECT_TRUE(is_closed(socket));
}

TEST_F(ServerTest, DropsAClientThatDoesNotReadItsAnswer) {
    serve({.write_timeout = milliseconds(50)});
    handler.request = [](const ServerRequest&, const Responder& to) {
        to.send({.body = std::string(32 << 20, 'x')});
    };
    auto socket = client(4096);
    socket.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

    ASSERT_TRUE(run_until(loop, [&] { return handler.requests == 1; }));
    EXPECT_TRUE(run_until(loop, [&] { return server->connections() == 0; }));
}

TEST_F(ServerTest, ClosesConnectionsAboveItsLimit) {
    serve({.max_connections = 2});
    auto first = client();
    auto second = client();
    ASSERT_TRUE(run_until(loop, [&] { return server->connections() == 2; }));
    auto third = client();

    EXPECT_TRUE(is_closed(third));
    EXPECT_FALSE(first.ended());
    second.close();
    ASSERT_TRUE(run_until(loop, [&] { return server->connections() == 1; }));
    auto fourth = client();
    fourth.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(gets(fourth, "200 OK"));
}

TEST_F(ServerTest, TellsAClientThatAsksToSendItsBody) {
    auto socket = client();
    socket.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_TRUE(gets(socket, "HTTP/1.1 100 Continue\r\n\r\n"));
    socket.send("hi");

    EXPECT_TRUE(gets(socket, "\r\n\r\nhi"));
}

TEST_F(ServerTest, CannotListenWhereSomebodyDoes) {
    serve();
    const auto port = server->port();
    EXPECT_GT(port, 0);

    try {
        Server second{loop, "127.0.0.1", port, handler};
        FAIL();
    } catch (const std::runtime_error& error) {
        EXPECT_THAT(error.what(), HasSubstr("127.0.0.1:" + std::to_string(port)));
        EXPECT_THAT(error.what(), HasSubstr("another program listens there"));
    }
    EXPECT_THROW((Server{loop, "no address", 0, handler}), std::runtime_error);
    EXPECT_NO_THROW((Server{loop, "localhost", 0, handler}));
}

TEST_F(ServerTest, ListensAgainOnThePortItJustLeft) {
    serve();
    const auto port = server->port();
    auto socket = client();
    ASSERT_TRUE(run_until(loop, [&] { return server->connections() == 1; }));
    server.reset();

    Server again{loop, "127.0.0.1", port, handler};

    EXPECT_EQ(again.port(), port);
}

TEST_F(ServerTest, LeavesNoSocketToProcessesThatWeStart) {
    auto socket = client();
    ASSERT_TRUE(run_until(loop, [&] { return server->connections() == 1; }));

    int sockets = 0;
    for (int fd = 3; fd < 256; ++fd) {
        struct stat what{};
        if (::fstat(fd, &what) != 0 || !S_ISSOCK(what.st_mode)) continue;
        ++sockets;
        EXPECT_EQ(::fcntl(fd, F_GETFD), FD_CLOEXEC) << fd;
    }
    EXPECT_GE(sockets, 3);
}

}  // namespace
}  // namespace twinleg::net
