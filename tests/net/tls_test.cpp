// TLS from end to end: who is believed, and that it carries what plain sockets carry.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "net/http_client.h"
#include "net/tls.h"
#include "net/websocket.h"
#include "tests/net/certificates.h"
#include "tests/net/support.h"

namespace twinleg::net {
namespace {

using test::run_until;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using Answer = std::expected<HttpResponse, HttpFailure>;

struct Listener : WsHandler {
    int opens{0};
    std::vector<std::string> messages;
    std::vector<Error> downs;

    void on_open() override { ++opens; }
    void on_message(std::span<char> data, bool, Time) override {
        messages.emplace_back(data.data(), data.size());
    }
    void on_down(const Error& why) override { downs.push_back(why); }
};

class TlsTest : public ::testing::Test {
protected:
    static test::Certificates& certificates() {
        static test::Certificates made;
        return made;
    }

    std::unique_ptr<Server> serve(const test::Certificates::Pair& pair) {
        ServerOptions options{.max_body = 64 << 20};
        options.tls_certificate_file = pair.certificate_file;
        options.tls_key_file = pair.key_file;
        return std::make_unique<Server>(loop, "127.0.0.1", 0, handler, options);
    }
    static HttpOptions options() { return {.ca_file = certificates().root_file(), .proxy = {}}; }
    Answer ask(const Url& url, const HttpOptions& how, HttpRequest request = {}) {
        HttpClient client{loop, url, how};
        std::optional<Answer> got;
        client.send(std::move(request), [&](Answer answer) { got = std::move(answer); });
        EXPECT_TRUE(run_until(loop, [&] { return got.has_value(); }));
        return std::move(*got);
    }
    static Url to(const Server& server, std::string_view host, std::string_view scheme = "https") {
        return test::url_of(scheme, server.port(), "/", host);
    }

    EventLoop loop;
    test::TestHandler handler;
};

TEST_F(TlsTest, AcceptsACertificateThatTheRootSignedForTheHost) {
    const auto server = serve(certificates().issue("DNS:localhost,IP:127.0.0.1"));

    for (const auto* host : {"localhost", "127.0.0.1"}) {
        const auto answer = ask(to(*server, host), options(), {.method = "POST", .body = "hello"});
        ASSERT_TRUE(answer) << answer.error().error.message;
        EXPECT_EQ(answer->body, "hello");
    }
}

TEST_F(TlsTest, RefusesACertificateForAnotherHost) {
    const auto server = serve(certificates().issue("DNS:other.test,IP:127.0.0.2"));

    for (const auto* host : {"localhost", "127.0.0.1"}) {
        const auto answer = ask(to(*server, host), options());
        ASSERT_FALSE(answer);
        EXPECT_FALSE(answer.error().sent);
        EXPECT_EQ(answer.error().error.code, Errc::unauthorised);
        EXPECT_THAT(answer.error().error.message, HasSubstr("mismatch"));
    }
    EXPECT_EQ(handler.requests, 0);
}

TEST_F(TlsTest, RefusesASelfSignedCertificate) {
    const auto server = serve(certificates().self_signed("DNS:localhost,IP:127.0.0.1"));

    const auto answer = ask(to(*server, "localhost"), options());

    ASSERT_FALSE(answer);
    EXPECT_FALSE(answer.error().sent);
    EXPECT_EQ(answer.error().error.code, Errc::unauthorised);
    EXPECT_THAT(answer.error().error.message, HasSubstr("self-signed certificate"));
}

TEST_F(TlsTest, RefusesARootThatTheSystemDoesNotKnow) {
    const auto server = serve(certificates().issue("DNS:localhost"));

    const auto answer = ask(to(*server, "localhost"), {.proxy = {}});

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().error.code, Errc::unauthorised);
}

TEST_F(TlsTest, RefusesAnExpiredCertificate) {
    const auto server = serve(certificates().issue("DNS:localhost", true));

    const auto answer = ask(to(*server, "localhost"), options());

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().error.code, Errc::unauthorised);
    EXPECT_THAT(answer.error().error.message, HasSubstr("expired"));
}

TEST_F(TlsTest, TakesAnyCertificateWhenToldTo) {
    const auto server = serve(certificates().self_signed("DNS:other.test"));

    EXPECT_TRUE(ask(to(*server, "localhost"), {.verify_peer = false, .proxy = {}}));
}

TEST_F(TlsTest, SaysThatThereAreNoRoots) {
    const auto server = serve(certificates().issue("DNS:localhost"));
    auto broken = options();
    broken.ca_file = "/no/such/file.pem";

    const auto answer = ask(to(*server, "localhost"), broken);

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().error.code, Errc::io);
    EXPECT_THAT(answer.error().error.message, HasSubstr("/no/such/file.pem"));
}

TEST_F(TlsTest, FailsNeverSentWhereNoTlsIsSpoken) {
    Server plain{loop, "127.0.0.1", 0, handler};

    const auto answer = ask(to(plain, "127.0.0.1"), options());

    ASSERT_FALSE(answer);
    EXPECT_FALSE(answer.error().sent);
    EXPECT_EQ(answer.error().error.code, Errc::disconnected);
    EXPECT_THAT(answer.error().error.message, HasSubstr("tls: the handshake failed"));
}

TEST_F(TlsTest, TimesOutWhereTheHandshakeIsNotAnswered) {
    test::RawServer raw;
    auto hasty = options();
    hasty.tls_timeout = milliseconds(30);

    const auto answer = ask(test::url_of("https", raw.port()), hasty);

    ASSERT_FALSE(answer);
    EXPECT_FALSE(answer.error().sent);
    EXPECT_EQ(answer.error().error.code, Errc::timed_out);
    EXPECT_THAT(answer.error().error.message, HasSubstr("the TLS handshake took more than 30 ms"));
}

TEST_F(TlsTest, IsRefusedByAServerWithoutItsFiles) {
    const auto pair = certificates().issue("DNS:localhost");
    const auto other = certificates().issue("DNS:localhost");
    EXPECT_THROW(serve({"/no/such.pem", pair.key_file}), std::runtime_error);
    EXPECT_THROW(serve({pair.certificate_file, other.key_file}), std::runtime_error);
}

TEST_F(TlsTest, AnswersRequestsAndGoesOnAfterAClientThatSpeaksNoTls) {
    const auto server = serve(certificates().issue("DNS:localhost"));
    auto rude = test::RawSocket::connect(server->port());
    rude.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(run_until(loop, [&] { return rude.ended(); }));

    EXPECT_TRUE(ask(to(*server, "localhost"), options()));
    EXPECT_EQ(handler.requests, 1);
}

TEST_F(TlsTest, UsesOneConnectionForManyRequestsAndLargeBodies) {
    const auto server = serve(certificates().issue("DNS:localhost"));
    HttpClient client{loop, to(*server, "localhost"), options()};
    std::string body(5 << 20, 'x');
    for (std::size_t i = 0; i < body.size(); i += 1000)
        body[i] = static_cast<char>('a' + i / 1000 % 26);

    for (int round = 0; round < 5; ++round) {
        std::optional<Answer> got;
        client.send({.method = "POST", .body = body},
                    [&](Answer answer) { got = std::move(answer); });
        ASSERT_TRUE(run_until(loop, [&] { return got.has_value(); }));
        ASSERT_TRUE(*got) << got->error().error.message;
        EXPECT_TRUE((*got)->body == body);
    }

    EXPECT_EQ(server->connections(), 1);
}

// Tickets of TLS 1.3 come just behind the handshake: they are no sign of a closing connection.
TEST_F(TlsTest, UsesAWarmConnectionAtOnceWhateverTheSessionSays) {
    const auto server = serve(certificates().issue("DNS:localhost"));
    for (int round = 0; round < 20; ++round) {
        HttpClient client{loop, to(*server, "localhost"), options()};
        client.warm(1);
        ASSERT_TRUE(run_until(loop, [&] { return client.idle() == 1; }));
        std::optional<Answer> got;
        client.send({}, [&](Answer answer) { got = std::move(answer); });
        EXPECT_EQ(client.idle(), 0);
        EXPECT_EQ(client.open(), 1);
        ASSERT_TRUE(run_until(loop, [&] { return got.has_value(); }));
        EXPECT_TRUE(*got);
    }
}

TEST_F(TlsTest, SeesThatAnAnswerWithoutALengthWasCutOff) {
    // Ended by the TCP connection alone, which anybody on the way can do.
    const auto pair = certificates().issue("IP:127.0.0.1");
    auto context = server_tls_context(pair.certificate_file, pair.key_file);
    ASSERT_TRUE(context);
    test::RawServer raw;
    for (const bool properly : {true, false}) {
        HttpClient client{loop, test::url_of("https", raw.port()), options()};
        std::optional<Answer> got;
        client.send({}, [&](Answer answer) { got = std::move(answer); });
        auto peer = raw.accept(loop);
        auto tls = Tls::server(**context);
        const auto pump = [&] {
            tls->feed(peer.received());
            peer.forget();
            const auto done = tls->proceed();
            std::string wire;
            tls->take_wire(wire);
            peer.send(wire);
            return done && *done;
        };
        ASSERT_TRUE(run_until(loop, pump));
        char request[4096];
        ASSERT_TRUE(run_until(loop, [&] {
            pump();
            const auto count = tls->read(request);
            return count && *count != 0;
        }));
        ASSERT_TRUE(tls->write("HTTP/1.0 200 OK\r\n\r\nall of it"));
        if (properly) tls->finish();
        std::string wire;
        tls->take_wire(wire);
        peer.send(wire);
        peer.close();
        ASSERT_TRUE(run_until(loop, [&] { return got.has_value(); }));

        EXPECT_EQ(got->has_value(), properly);
        EXPECT_EQ(*got ? (*got)->body : "cut", properly ? "all of it" : "cut");
    }
}

TEST_F(TlsTest, GoesThroughAProxysTunnel) {
    const auto server = serve(certificates().issue("DNS:venue.test"));
    test::RawServer proxy;
    auto through = options();
    through.proxy.https = "http://127.0.0.1:" + std::to_string(proxy.port());
    HttpClient client{loop, *Url::parse("https://venue.test:8443"), through};
    std::optional<Answer> got;
    client.send({.method = "POST", .body = "hello"},
                [&](Answer answer) { got = std::move(answer); });

    auto inner = proxy.accept(loop);
    ASSERT_TRUE(run_until(loop, [&] { return inner.received().contains("\r\n\r\n"); }));
    EXPECT_THAT(inner.received(), StartsWith("CONNECT venue.test:8443 HTTP/1.1\r\n"));
    inner.forget();
    inner.send("HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n");
    auto outer = test::RawSocket::connect(server->port());
    ASSERT_TRUE(run_until(loop, [&] {
        outer.send(inner.received());
        inner.forget();
        inner.send(outer.received());
        outer.forget();
        return got.has_value();
    }));

    ASSERT_TRUE(*got) << got->error().error.message;
    EXPECT_EQ((*got)->body, "hello");
}

TEST_F(TlsTest, CarriesAWebSocketInOrderBothWays) {
    const auto server = serve(certificates().issue("DNS:localhost"));
    Listener seen;
    WebSocket socket{loop,
                     to(*server, "localhost", "wss"),
                     {.ca_file = certificates().root_file(), .proxy = {}},
                     seen};
    socket.open();
    ASSERT_TRUE(run_until(loop, [&] { return socket.is_open(); }));

    std::mt19937 random{1};
    std::vector<std::string> sent;
    for (int i = 0; i < 300; ++i) {
        sent.push_back(std::to_string(i) +
                       std::string(random() % (i % 50 == 0 ? 500'000 : 500), 'x'));
        EXPECT_TRUE(socket.send(sent.back()));
    }
    ASSERT_TRUE(run_until(loop, [&] { return seen.messages.size() == sent.size(); }));

    EXPECT_TRUE(seen.messages == sent);
    socket.close();
    EXPECT_TRUE(run_until(loop, [&] { return handler.closed.size() == 1; }));
    EXPECT_TRUE(seen.downs.empty());
}

TEST_F(TlsTest, TellsAWebSocketThatItsCertificateIsRefused) {
    const auto server = serve(certificates().issue("DNS:other.test"));
    Listener seen;
    WebSocket socket{loop,
                     to(*server, "localhost", "wss"),
                     {.ca_file = certificates().root_file(), .proxy = {}},
                     seen};
    socket.open();

    ASSERT_TRUE(run_until(loop, [&] { return !seen.downs.empty(); }));

    EXPECT_EQ(seen.downs[0].code, Errc::unauthorised);
    EXPECT_EQ(seen.opens, 0);
}

}  // namespace
}  // namespace twinleg::net
