// What can go wrong with a request, and what is then known of it.

#include <gmock/gmock.h>

#include <random>

#include "net/event_loop_impl.h"
#include "tests/net/http_stage.h"

namespace twinleg::net {
namespace {

using test::Answer;
using test::direct;
using test::run_dry;
using test::run_until;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using HttpFailureTest = test::HttpStage;

TEST_F(HttpFailureTest, CallsARefusedConnectionNeverSent) {
    HttpClient nobody{loop, test::url_of("http", test::closed_port()), direct()};

    const auto answer = ask(nobody);

    ASSERT_FALSE(answer);
    EXPECT_FALSE(answer.error().sent);
    EXPECT_EQ(answer.error().error.code, Errc::disconnected);
    EXPECT_THAT(answer.error().error.message, HasSubstr("cannot connect: Connection refused"));
}

TEST_F(HttpFailureTest, FailsAllThatWaitWhenNobodyListens) {
    HttpClient nobody{loop, test::url_of("http", test::closed_port()), direct()};
    int failures = 0;
    for (int i = 0; i < 20; ++i)
        nobody.send({}, [&](const Answer& answer) {
            EXPECT_FALSE(answer.error().sent);
            ++failures;
        });

    EXPECT_TRUE(run_until(loop, [&] { return failures == 20; }));
}

TEST_F(HttpFailureTest, SaysThatAHostHasNoAddress) {
    HttpClient nowhere{loop, test::url_of("http", 80, "/", "no-such-host.invalid"), direct()};

    const auto answer = ask(nowhere);

    ASSERT_FALSE(answer);
    EXPECT_FALSE(answer.error().sent);
    EXPECT_THAT(answer.error().error.message, StartsWith("no-such-host.invalid:80: "));
}

TEST_F(HttpFailureTest, FindsAHostWhoseNameIsGoneWhereItWasBefore) {
    using boost::asio::ip::make_address;
    // The first of them answers nobody, the second does.
    loop.impl().known_addresses["was-there.invalid"] = {make_address("127.0.0.77"),
                                                        make_address("127.0.0.1")};
    HttpClient old{loop, test::url_of("http", server.port(), "/", "was-there.invalid"), direct()};

    const auto answer = ask(old);

    EXPECT_TRUE(answer) << answer.error().error.message;
}

TEST_F(HttpFailureTest, CallsAConnectionClosedWithoutAnAnswerMaybeSent) {
    handler.request = [](const ServerRequest&, const Responder& to) { to.drop(); };

    const auto answer = ask(client);

    ASSERT_FALSE(answer);
    EXPECT_TRUE(answer.error().sent);
    EXPECT_EQ(answer.error().error.code, Errc::disconnected);
    EXPECT_THAT(answer.error().error.message, HasSubstr("without an answer"));
}

TEST_F(HttpFailureTest, NeverSendsARequestTwice) {
    handler.request = [](const ServerRequest&, const Responder& to) { to.drop(); };
    ask(client);
    ask(client);
    run_dry(loop);

    EXPECT_EQ(handler.requests, 2);
}

TEST_F(HttpFailureTest, CallsAResetMaybeSent) {
    auto peer = asked(raw_client, raw);
    peer.reset();

    const auto answer = wait_for_late();

    ASSERT_FALSE(answer);
    EXPECT_TRUE(answer.error().sent);
    EXPECT_EQ(answer.error().error.code, Errc::disconnected);
}

TEST_F(HttpFailureTest, TakesAnotherConnectionWhenTheIdleOneWasClosedMeanwhile) {
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

TEST_F(HttpFailureTest, ForgetsAnIdleConnectionThatTheServerClosesOrSpeaksOn) {
    raw_client.warm(2);
    auto closing = raw.accept(loop);
    auto talking = raw.accept(loop);
    ASSERT_TRUE(run_until(loop, [&] { return raw_client.idle() == 2; }));

    closing.close();
    talking.send("HTTP/1.1 408 Request Timeout\r\n\r\n");

    EXPECT_TRUE(run_until(loop, [&] { return raw_client.open() == 0; }));
}

TEST_F(HttpFailureTest, TimesOutWhereTheServerIsSilent) {
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

TEST_F(HttpFailureTest, TimesOutInTheMiddleOfAnAnswer) {
    auto peer = asked(raw_client, raw, {.timeout = milliseconds(400)});
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhal");

    const auto answer = wait_for_late();

    ASSERT_FALSE(answer);
    EXPECT_TRUE(answer.error().sent);
    EXPECT_EQ(answer.error().error.code, Errc::timed_out);
    EXPECT_THAT(answer.error().error.message, HasSubstr("the answer was not whole in time"));
}

TEST_F(HttpFailureTest, TimesOutWaitingForAConnection) {
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

TEST_F(HttpFailureTest, TimesOutConnecting) {
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

TEST_F(HttpFailureTest, TimesOutWritingToAServerThatDoesNotRead) {
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

TEST_F(HttpFailureTest, CallsGarbageMalformedAndMaybeSent) {
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

TEST_F(HttpFailureTest, CallsAnAnswerThatIsCutOffDisconnected) {
    for (const std::string_view begun :
         {"HT", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Le",
          "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
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

TEST_F(HttpFailureTest, SurvivesAnyAnswerCutAndChangedAnywhere) {
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

TEST_F(HttpFailureTest, FailsWhatIsUnderWayWhenItIsClosed) {
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

}  // namespace
}  // namespace twinleg::net
