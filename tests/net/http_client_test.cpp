#include "net/http_client.h"

#include <gmock/gmock.h>

#include "tests/net/http_stage.h"

namespace twinleg::net {
namespace {

using test::Answer;
using test::direct;
using test::run_dry;
using test::run_until;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using HttpClientTest = test::HttpStage;

TEST_F(HttpClientTest, GetsAnAnswerWithItsHeadersAndTimes) {
    handler.request = [](const ServerRequest& request, const Responder& to) {
        to.send({.status = 201,
                 .body = "{\"path\":\"" + std::string{request.path()} + "\"}",
                 .headers = {{"X-Limit", "17"}}});
    };

    const auto answer = ask(client, {.target = "/v1/time?x=1"});

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 201);
    EXPECT_EQ(answer->body, "{\"path\":\"/v1/time\"}");
    EXPECT_EQ(answer->header("x-limit"), "17");
    EXPECT_EQ(answer->header("Content-Type"), "application/json");
    EXPECT_TRUE(answer->sent.known());
    EXPECT_GE(answer->received, answer->sent);
    EXPECT_GE(answer->body.capacity(), answer->body.size() + 64);
}

TEST_F(HttpClientTest, SendsTheRequestAsAVenueExpectsIt) {
    auto peer = asked(raw_client, raw,
                      {.method = "POST",
                       .target = "/v1/order?a=1",
                       .headers = {{"Content-Type", "application/json"}, {"X-Api-Key", "k"}},
                       .body = "{}"});

    const auto port = std::to_string(raw.port());
    EXPECT_EQ(peer.received(),
              "POST /v1/order?a=1 HTTP/1.1\r\nHost: 127.0.0.1:" + port +
                  "\r\nUser-Agent: twinleg\r\nAccept: */*\r\nContent-Type: application/json\r\n"
                  "X-Api-Key: k\r\nContent-Length: 2\r\n\r\n{}");
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    EXPECT_EQ(wait_for_late()->body, "ok");
}

TEST_F(HttpClientTest, UsesOneConnectionForManyRequests) {
    for (int i = 0; i < 20; ++i) {
        const auto answer = ask(client, {.method = "POST", .body = std::to_string(i)});
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->body, std::to_string(i));
    }

    EXPECT_EQ(handler.requests, 20);
    EXPECT_EQ(server.connections(), 1);
    EXPECT_EQ(client.open(), 1);
    EXPECT_EQ(client.idle(), 1);
}

TEST_F(HttpClientTest, OpensNoMoreConnectionsThanAllowedAndAnswersAll) {
    int answers = 0;
    std::size_t most = 0;
    for (int i = 0; i < 100; ++i)
        client.send({.method = "POST", .body = std::to_string(i)}, [&, i](Answer answer) {
            ASSERT_TRUE(answer);
            EXPECT_EQ(answer->body, std::to_string(i));
            ++answers;
            most = std::max(most, client.open());
        });

    EXPECT_TRUE(run_until(loop, [&] { return answers == 100; }));
    EXPECT_EQ(most, 4);
    EXPECT_LE(server.connections(), 4);
}

TEST_F(HttpClientTest, WarmsConnectionsUpBeforeTheyAreNeeded) {
    client.warm(3);
    EXPECT_TRUE(run_until(loop, [&] { return client.idle() == 3; }));

    client.warm(2);
    run_dry(loop);

    EXPECT_EQ(client.open(), 3);
    EXPECT_TRUE(ask(client));
    EXPECT_EQ(client.open(), 3);
}

TEST_F(HttpClientTest, WritesOnAnOpenConnectionBeforeSendReturns) {
    raw_client.warm(1);
    auto peer = raw.accept(loop);
    ASSERT_TRUE(run_until(loop, [&] { return raw_client.idle() == 1; }));

    raw_client.send({.target = "/now"}, [](const Answer&) {});

    // The loop did not run in between.
    EXPECT_THAT(peer.received(), StartsWith("GET /now HTTP/1.1\r\n"));
}

TEST_F(HttpClientTest, PutsTheUrgentFirstAndBeyondTheUsualNumber) {
    HttpOptions options = direct();
    options.connections = 1;
    HttpClient narrow{loop, test::url_of("http", raw.port()), options};
    std::vector<std::string> order;
    const auto note = [&](std::string name) {
        return [&order, name = std::move(name)](const Answer&) { order.push_back(name); };
    };
    narrow.send({.target = "/first"}, note("first"));
    auto first = raw.accept(loop);
    narrow.send({.target = "/second"}, note("second"));
    narrow.send({.target = "/hedge", .urgent = true}, note("hedge"));

    auto second = raw.accept(loop);
    ASSERT_TRUE(run_until(loop, [&] { return second.received().contains("\r\n\r\n"); }));

    EXPECT_THAT(second.received(), StartsWith("GET /hedge"));
    second.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    ASSERT_TRUE(run_until(loop, [&] { return second.received().contains("/second"); }));
    EXPECT_EQ(order, std::vector<std::string>{"hedge"});
    second.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    ASSERT_TRUE(run_until(loop, [&] { return order.size() == 2; }));
    // The one too many is closed again.
    EXPECT_TRUE(run_until(loop, [&] { return second.ended(); }));
    EXPECT_EQ(narrow.open(), 1);
}

TEST_F(HttpClientTest, ClosesAnIdleConnectionAfterAWhile) {
    auto options = direct();
    options.idle_timeout = milliseconds(5);
    HttpClient brief{loop, test::url_of("http", server.port()), options};
    ASSERT_TRUE(ask(brief));

    EXPECT_TRUE(run_until(loop, [&] { return brief.open() == 0; }));
}

TEST_F(HttpClientTest, SendsALargeBodyWhole) {
    auto options = direct();
    ServerOptions roomy{.max_body = 64 << 20};
    Server large{loop, "127.0.0.1", 0, handler, roomy};
    HttpClient to_large{loop, test::url_of("http", large.port()), options};
    std::string body(9 << 20, 'x');
    for (std::size_t i = 0; i < body.size(); i += 4096)
        body[i] = static_cast<char>('a' + i / 4096 % 26);

    const auto answer = ask(to_large, {.method = "POST", .body = body});

    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->body == body);
    EXPECT_GE(answer->body.capacity(), answer->body.size() + 64);
}

TEST_F(HttpClientTest, ReadsAnswersOfAnyForm) {
    const auto body_of = [&](std::string_view bytes, bool close, std::string method = "GET") {
        late.reset();
        HttpClient fresh{loop, test::url_of("http", raw.port()), direct()};
        auto peer = asked(fresh, raw, {.method = std::move(method)});
        // One byte at a time, to find what depends on how it is cut.
        for (const char byte : bytes) {
            peer.send({&byte, 1});
            loop.poll();
        }
        if (close) peer.close();
        const auto answer = wait_for_late();
        return answer ? std::to_string(answer->status) + " " + answer->body
                      : "error: " + answer.error().error.message;
    };

    EXPECT_EQ(body_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                      "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: 1\r\n\r\n",
                      false),
              "200 abcde");
    EXPECT_EQ(body_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", false),
              "200 ");
    EXPECT_EQ(body_of("HTTP/1.0 200 OK\r\n\r\nto the end", true), "200 to the end");
    EXPECT_EQ(body_of("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n", false), "304 ");
    EXPECT_EQ(body_of("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n", false, "HEAD"), "200 ");
    EXPECT_EQ(body_of("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                      false),
              "200 ok");
    EXPECT_EQ(body_of("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n<html>", true),
              "503 <html>");
}

TEST_F(HttpClientTest, DoesNotReuseAConnectionWithBytesBehindTheAnswer) {
    auto peer = asked(raw_client, raw);
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n");

    EXPECT_EQ(wait_for_late()->body, "ok");
    EXPECT_EQ(raw_client.open(), 0);
}

TEST_F(HttpClientTest, DoesNotReuseAConnectionThatTheServerWantsClosed) {
    handler.request = [](const ServerRequest&, const Responder& to) {
        to.send({.headers = {{"Connection", "close"}}});
    };

    EXPECT_TRUE(ask(client));
    EXPECT_EQ(client.open(), 0);
}

TEST_F(HttpClientTest, RefusesAnAnswerAboveItsLimit) {
    auto options = direct();
    options.max_body = 10;
    HttpClient small{loop, test::url_of("http", server.port()), options};

    EXPECT_TRUE(ask(small, {.method = "POST", .body = "0123456789"}));
    const auto answer = ask(small, {.method = "POST", .body = "0123456789a"});

    ASSERT_FALSE(answer);
    EXPECT_TRUE(answer.error().sent);
    EXPECT_EQ(answer.error().error.code, Errc::out_of_range);
}

TEST_F(HttpClientTest, WritesNoRequestThatCouldBecomeTwo) {
    for (const auto& request :
         {HttpRequest{.target = "/a b"}, HttpRequest{.target = "/a\r\nX: y"},
          HttpRequest{.target = ""}, HttpRequest{.target = "http://other/"},
          HttpRequest{.method = "GET /x"}, HttpRequest{.headers = {{"X", "a\r\nY: b"}}},
          HttpRequest{.headers = {{"X:", "a"}}}, HttpRequest{.headers = {{"Content-Length", "5"}}},
          HttpRequest{.headers = {{"transfer-encoding", "chunked"}}}}) {
        const auto answer = ask(client, request);
        ASSERT_FALSE(answer);
        EXPECT_FALSE(answer.error().sent);
        EXPECT_EQ(answer.error().error.code, Errc::malformed);
    }
    EXPECT_EQ(handler.requests, 0);
}

TEST_F(HttpClientTest, CallsNobodyOnceDestroyed) {
    auto doomed = std::make_unique<HttpClient>(loop, test::url_of("http", raw.port()), direct());
    auto peer = asked(*doomed, raw);
    doomed->send({}, [&](const Answer&) { FAIL(); });
    doomed->send({.target = "bad"}, [&](const Answer&) { FAIL(); });
    doomed.reset();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

    run_dry(loop);

    EXPECT_FALSE(late);
}

TEST_F(HttpClientTest, MayBeDestroyedByItsOwnCallback) {
    auto doomed = std::make_unique<HttpClient>(loop, test::url_of("http", server.port()), direct());
    doomed->send({}, [&](const Answer&) { doomed.reset(); });
    EXPECT_TRUE(run_until(loop, [&] { return doomed == nullptr; }));

    doomed =
        std::make_unique<HttpClient>(loop, test::url_of("http", test::closed_port()), direct());
    int calls = 0;
    for (int i = 0; i < 2; ++i)
        doomed->send({}, [&](const Answer&) {
            ++calls;
            doomed.reset();
        });
    EXPECT_TRUE(run_until(loop, [&] { return doomed == nullptr; }));
    run_dry(loop);
    EXPECT_EQ(calls, 1);
}

TEST_F(HttpClientTest, SendsFromInsideItsCallbacks) {
    int left = 50;
    std::function<void(const Answer&)> again = [&](const Answer& answer) {
        EXPECT_TRUE(answer);
        if (--left > 0) client.send({}, again);
    };
    client.send({}, again);

    EXPECT_TRUE(run_until(loop, [&] { return left == 0; }));
    EXPECT_EQ(client.open(), 1);
}

TEST_F(HttpClientTest, AsksAProxyForAPlainUrl) {
    auto options = direct();
    options.proxy.http = "http://user:p%40ss@127.0.0.1:" + std::to_string(raw.port());
    HttpClient proxied{loop, *Url::parse("http://venue.test:81"), options};

    auto peer = asked(proxied, raw, {.target = "/v1?x=1"});

    EXPECT_THAT(peer.received(), StartsWith("GET http://venue.test:81/v1?x=1 HTTP/1.1\r\n"
                                            "Host: venue.test:81\r\n"));
    EXPECT_THAT(peer.received(), HasSubstr("Proxy-Authorization: Basic dXNlcjpwQHNz\r\n"));
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    EXPECT_EQ(wait_for_late()->body, "ok");
}

TEST_F(HttpClientTest, SaysThatAProxyRefusesTheTunnel) {
    auto options = direct();
    options.proxy.https = "http://127.0.0.1:" + std::to_string(raw.port());
    HttpClient proxied{loop, *Url::parse("https://venue.test"), options};

    auto peer = asked(proxied, raw);

    EXPECT_THAT(peer.received(),
                StartsWith("CONNECT venue.test:443 HTTP/1.1\r\nHost: venue.test:443"));
    peer.send("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    const auto answer = wait_for_late();
    ASSERT_FALSE(answer);
    EXPECT_FALSE(answer.error().sent);
    EXPECT_EQ(answer.error().error.code, Errc::refused);
    EXPECT_THAT(answer.error().error.message, HasSubstr("407 Proxy Authentication Required"));
}

TEST_F(HttpClientTest, SaysThatAProxysUrlIsWrong) {
    auto options = direct();
    options.proxy.http = "socks5://p:1";
    HttpClient proxied{loop, *Url::parse("http://venue.test"), options};

    const auto answer = ask(proxied);

    ASSERT_FALSE(answer);
    EXPECT_FALSE(answer.error().sent);
    EXPECT_THAT(answer.error().error.message, HasSubstr("HTTP_PROXY"));
}

}  // namespace
}  // namespace twinleg::net
