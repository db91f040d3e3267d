#include "net/http_client.h"

#include <gmock/gmock.h>

#include <random>

#include "tests/net/support.h"

namespace twinleg::net {
namespace {

using test::run_dry;
using test::run_until;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using Answer = std::expected<HttpResponse, HttpFailure>;

HttpOptions direct() {
    return {.proxy = {}};
}

class HttpClientTest : public ::testing::Test {
protected:
    // Sends, and runs the loop until the answer is there.
    Answer ask(HttpClient& of, HttpRequest request = {}) {
        std::optional<Answer> got;
        of.send(std::move(request), [&](Answer answer) { got = std::move(answer); });
        EXPECT_FALSE(got) << "called from inside send()";
        EXPECT_TRUE(run_until(loop, [&] { return got.has_value(); }));
        return std::move(*got);
    }
    // A client of `raw`, with its request on the way and the server's end of the connection.
    test::RawSocket asked(HttpClient& by, test::RawServer& at, HttpRequest request = {}) {
        by.send(std::move(request), [this](Answer answer) { late = std::move(answer); });
        auto peer = at.accept(loop);
        EXPECT_TRUE(run_until(loop, [&] { return peer.received().contains("\r\n\r\n"); }));
        return peer;
    }
    Answer wait_for_late() {
        EXPECT_TRUE(run_until(loop, [&] { return late.has_value(); }));
        return std::move(*late);
    }

    EventLoop loop;
    test::TestHandler handler;
    Server server{loop, "127.0.0.1", 0, handler};
    HttpClient client{loop, test::url_of("http", server.port()), direct()};
    test::RawServer raw;
    HttpClient raw_client{loop, test::url_of("http", raw.port()), direct()};
    std::optional<Answer> late;
};

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

TEST_F(HttpClientTest, CallsARefusedConnectionNeverSent) {
    HttpClient nobody{loop, test::url_of("http", test::closed_port()), direct()};

    const auto answer = ask(nobody);

    ASSERT_FALSE(answer);
    EXPECT_FALSE(answer.error().sent);
    EXPECT_EQ(answer.error().error.code, Errc::disconnected);
    EXPECT_THAT(answer.error().error.message, HasSubstr("cannot connect: Connection refused"));
}

TEST_F(HttpClientTest, FailsAllThatWaitWhenNobodyListens) {
    HttpClient nobody{loop, test::url_of("http", test::closed_port()), direct()};
    int failures = 0;
    for (int i = 0; i < 20; ++i)
        nobody.send({}, [&](const Answer& answer) {
            EXPECT_FALSE(answer.error().sent);
            ++failures;
        });

    EXPECT_TRUE(run_until(loop, [&] { return failures == 20; }));
}

TEST_F(HttpClientTest, SaysThatAHostHasNoAddress) {
    HttpClient nowhere{loop, test::url_of("http", 80, "/", "no-such-host.invalid"), direct()};

    const auto answer = ask(nowhere);

    ASSERT_FALSE(answer);
    EXPECT_FALSE(answer.error().sent);
    EXPECT_THAT(answer.error().error.message, StartsWith("no-such-host.invalid:80: "));
}

TEST_F(HttpClientTest, CallsAConnectionClosedWithoutAnAnswerMaybeSent) {
    handler.request = [](const ServerRequest&, const Responder& to) { to.drop(); };

    const auto answer = ask(client);

    ASSERT_FALSE(answer);
    EXPECT_TRUE(answer.error().sent);
    EXPECT_EQ(answer.error().error.code, Errc::disconnected);
    EXPECT_THAT(answer.error().error.message, HasSubstr("without an answer"));
}

TEST_F(HttpClientTest, NeverSendsARequestTwice) {
    handler.request = [](const ServerRequest&, const Responder& to) { to.drop(); };
    ask(client);
    ask(client);
    run_dry(loop);

    EXPECT_EQ(handler.requests, 2);
}

TEST_F(HttpClientTest, CallsAResetMaybeSent) {
    auto peer = asked(raw_client, raw);
    peer.reset();

    const auto answer = wait_for_late();

    ASSERT_FALSE(answer);
    EXPECT_TRUE(answer.error().sent);
    EXPECT_EQ(answer.error().error.code, Errc::disconnected);
}

TEST_F(HttpClientTest, TakesAnotherConnectionWhenTheIdleOneWasClosedMeanwhile) {
    raw_client.warm(1);
    auto old = raw.accept(loop);
    ASSERT_TRUE(run_until(loop, [&] { return raw_client.idle() == 1; }));
    // Closed, and the client's loop has had no chance to see it.
    old.close();

    raw_client.send({}, [&](Answer answer) { late = std::move(answer); });
    auto fresh = raw.accept(loop);
    ASSERT_TRUE(run_until(loop, [&] { return fresh.received().contains("\r\n\r\n"); }));
    fresh.send("HTTP/1.1 204 No Content\r\n\r\n");

    EXPECT_EQ(wait_for_late()->status, 204);
}

TEST_F(HttpClientTest, ForgetsAnIdleConnectionThatTheServerClosesOrSpeaksOn) {
    raw_client.warm(2);
    auto closing = raw.accept(loop);
    auto talking = raw.accept(loop);
    ASSERT_TRUE(run_until(loop, [&] { return raw_client.idle() == 2; }));

    closing.close();
    talking.send("HTTP/1.1 408 Request Timeout\r\n\r\n");

    EXPECT_TRUE(run_until(loop, [&] { return raw_client.open() == 0; }));
}

TEST_F(HttpClientTest, ClosesAnIdleConnectionAfterAWhile) {
    auto options = direct();
    options.idle_timeout = milliseconds(5);
    HttpClient brief{loop, test::url_of("http", server.port()), options};
    ASSERT_TRUE(ask(brief));

    EXPECT_TRUE(run_until(loop, [&] { return brief.open() == 0; }));
}

TEST_F(HttpClientTest, TimesOutWhereTheServerIsSilent) {
    auto options = direct();
    options.first_byte_timeout = milliseconds(20);
    HttpClient hasty{loop, test::url_of("http", raw.port()), options};
    auto peer = asked(hasty, raw);

    const auto answer = wait_for_late();

    ASSERT_FALSE(answer);
    EXPECT_TRUE(answer.error().sent);
    EXPECT_EQ(answer.error().error.code, Errc::timed_out);
    EXPECT_THAT(answer.error().error.message, HasSubstr("no byte of an answer in time"));
    EXPECT_TRUE(run_until(loop, [&] { return peer.ended(); }));
}

TEST_F(HttpClientTest, TimesOutInTheMiddleOfAnAnswer) {
    auto peer = asked(raw_client, raw, {.timeout = milliseconds(50)});
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhal");

    const auto answer = wait_for_late();

    ASSERT_FALSE(answer);
    EXPECT_TRUE(answer.error().sent);
    EXPECT_EQ(answer.error().error.code, Errc::timed_out);
    EXPECT_THAT(answer.error().error.message, HasSubstr("the answer was not whole in time"));
}

TEST_F(HttpClientTest, TimesOutWaitingForAConnection) {
    auto options = direct();
    options.connections = 1;
    HttpClient narrow{loop, test::url_of("http", raw.port()), options};
    auto peer = asked(narrow, raw);

    const auto answer = ask(narrow, {.timeout = milliseconds(20)});

    ASSERT_FALSE(answer);
    EXPECT_FALSE(answer.error().sent);
    EXPECT_EQ(answer.error().error.code, Errc::timed_out);
    EXPECT_THAT(answer.error().error.message, HasSubstr("no connection was free in time"));
}

TEST_F(HttpClientTest, TimesOutConnecting) {
    // A listener whose queue is full lets nobody in and refuses nobody.
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto address = test::loopback(0);
    ASSERT_EQ(::bind(fd, test::generic(address), sizeof address), 0);
    ASSERT_EQ(::listen(fd, 0), 0);
    socklen_t size = sizeof address;
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    const auto port = ntohs(address.sin_port);
    const auto filler = test::RawSocket::connect(port);
    auto options = direct();
    options.connect_timeout = milliseconds(50);
    options.connections = 8;
    HttpClient hasty{loop, test::url_of("http", port), options};
    hasty.warm(7);

    const auto answer = ask(hasty);

    ::close(fd);
    ASSERT_FALSE(answer);
    EXPECT_FALSE(answer.error().sent);
    EXPECT_EQ(answer.error().error.code, Errc::timed_out);
    EXPECT_THAT(answer.error().error.message, HasSubstr("connecting took more than 50 ms"));
}

TEST_F(HttpClientTest, TimesOutWritingToAServerThatDoesNotRead) {
    test::RawServer lazy{4096};
    auto options = direct();
    options.write_timeout = milliseconds(50);
    HttpClient hasty{loop, test::url_of("http", lazy.port()), options};
    hasty.send({.method = "POST", .body = std::string(32 << 20, 'x')},
               [&](Answer answer) { late = std::move(answer); });
    auto peer = lazy.accept(loop);

    const auto answer = wait_for_late();

    ASSERT_FALSE(answer);
    EXPECT_TRUE(answer.error().sent);
    EXPECT_EQ(answer.error().error.code, Errc::timed_out);
    EXPECT_THAT(answer.error().error.message, HasSubstr("could not be written in time"));
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

TEST_F(HttpClientTest, CallsGarbageMalformedAndMaybeSent) {
    for (const std::string_view garbage :
         {"\x15\x03\x03 TLS where none was asked for\r\n", "SSH-2.0-OpenSSH_9.2\r\n",
          "HTTP/9.9 200 OK\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
          "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "\r\n\r\n\r\n\r\n"}) {
        late.reset();
        HttpClient fresh{loop, test::url_of("http", raw.port()), direct()};
        auto peer = asked(fresh, raw);
        peer.send(garbage);
        peer.close();

        const auto answer = wait_for_late();

        ASSERT_FALSE(answer) << garbage;
        EXPECT_TRUE(answer.error().sent);
        EXPECT_EQ(answer.error().error.code, Errc::malformed) << garbage;
        EXPECT_EQ(fresh.open(), 0);
    }
}

TEST_F(HttpClientTest, CallsAnAnswerThatIsCutOffDisconnected) {
    for (const std::string_view begun :
         {"HT", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"}) {
        late.reset();
        HttpClient fresh{loop, test::url_of("http", raw.port()), direct()};
        auto peer = asked(fresh, raw);
        peer.send(begun);
        peer.close();

        const auto answer = wait_for_late();

        ASSERT_FALSE(answer) << begun;
        EXPECT_EQ(answer.error().error.code, Errc::disconnected);
        EXPECT_TRUE(answer.error().sent);
    }
}

TEST_F(HttpClientTest, SurvivesAnyAnswerCutAndChangedAnywhere) {
    const std::string good =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-A: b\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    std::mt19937 random{9};
    for (int round = 0; round < 300; ++round) {
        auto bytes = good;
        for (auto changes = random() % 4; changes > 0; --changes)
            bytes[random() % bytes.size()] = static_cast<char>(random());
        bytes.resize(random() % (bytes.size() + 1));
        late.reset();
        HttpClient fresh{loop, test::url_of("http", raw.port()), direct()};
        auto peer = asked(fresh, raw);
        peer.send(bytes);
        peer.close();

        const auto answer = wait_for_late();

        EXPECT_TRUE(answer || answer.error().sent);
    }
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

TEST_F(HttpClientTest, FailsWhatIsUnderWayWhenItIsClosed) {
    auto options = direct();
    options.connections = 1;
    HttpClient closing{loop, test::url_of("http", raw.port()), options};
    std::vector<bool> sent;
    const auto note = [&](const Answer& answer) { sent.push_back(answer.error().sent); };
    closing.send({}, note);
    auto peer = raw.accept(loop);
    ASSERT_TRUE(run_until(loop, [&] { return peer.received().contains("\r\n\r\n"); }));
    closing.send({}, note);

    closing.close();
    EXPECT_TRUE(sent.empty());

    EXPECT_TRUE(run_until(loop, [&] { return sent.size() == 2; }));
    EXPECT_EQ(sent, (std::vector{true, false}));
    EXPECT_TRUE(run_until(loop, [&] { return peer.ended(); }));
    // And it may be used again.
    closing.send({}, [](const Answer&) {});
    raw.accept(loop);
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
    doomed->send({}, [&](const Answer&) { doomed.reset(); });
    doomed->send({}, [](const Answer&) { FAIL(); });
    EXPECT_TRUE(run_until(loop, [&] { return doomed == nullptr; }));
    run_dry(loop);
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
