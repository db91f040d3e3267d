// Who is let in, and what is not heard.

#include "panel/guard.h"

#include "tests/panel/stage.h"

namespace twinleg::panel::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kToken = "0123456789abcdef-secret";

class Door : public PanelTest {
protected:
    Answer with_host(std::string_view host, const Headers& more = {}) {
        Headers headers{{"Host", std::string(host)}};
        headers.insert(headers.end(), more.begin(), more.end());
        return get(port(), "/api/latest", headers);
    }
    void lock() { open({.token = kToken}); }
};

TEST_F(Door, AnswersToNamesOfThisMachineAlone) {
    open();
    for (const auto* ours : {"127.0.0.1", "localhost:8000", "LOCALHOST", "[::1]:8000", "127.0.0.2"})
        EXPECT_EQ(with_host(ours).status, 200) << ours;
    for (const auto* other :
         {"evil.example", "127.0.0.1.evil.example:8000", "10.0.0.1", "", "127.evil.example"}) {
        EXPECT_EQ(with_host(other).status, 403) << other;
        EXPECT_EQ(with_host(other).code(), "forbidden");
    }
}

TEST_F(Door, AnswersToPagesOfItsOwnAlone) {
    open();
    const auto host = "127.0.0.1:" + std::to_string(port());
    EXPECT_EQ(with_host(host, {{"Origin", "http://" + host}}).status, 200);
    for (const auto* origin : {"http://evil.example", "null", "http://127.0.0.1:1", "file://"}) {
        EXPECT_EQ(with_host(host, {{"Origin", origin}}).status, 403) << origin;
        EXPECT_EQ(post(port(), "/api/kill", "{}", {{"Origin", origin}}).status, 403) << origin;
        EXPECT_EQ(Listener(port(), {}, {{"Origin", origin}}).status, 403) << origin;
    }
    EXPECT_EQ(Listener(port(), {}, {{"Host", "evil.example"}}).status, 403);
}

TEST_F(Door, WantsItsTokenForAllButHealthAndPage) {
    lock();
    for (const auto* path : {"/api/latest", "/metrics", "/api/openapi.json", "/api/book"}) {
        const auto refused = get(port(), path);
        EXPECT_EQ(refused.status, 401) << path;
        EXPECT_EQ(refused.code(), "missing");
        EXPECT_THAT(refused.head, HasSubstr("WWW-Authenticate: Bearer"));
        EXPECT_THAT(refused.body, Not(HasSubstr(kToken)));
    }
    EXPECT_EQ(post(port(), "/api/pause", "{}").status, 401);
    EXPECT_EQ(Listener(port()).status, 401);
    EXPECT_EQ(get(port(), "/health").status, 200);
    EXPECT_EQ(get(port(), "/").status, 200);

    EXPECT_EQ(get(port(), "/api/latest", {{"Authorization", "Bearer " + kToken}}).status, 200);
    const Listener listener(port(), {},
                            {{"Sec-WebSocket-Protocol", "twinleg, twinleg.bearer." + kToken}});
    EXPECT_EQ(listener.status, 101);
    EXPECT_THAT(listener.answer, HasSubstr("Sec-WebSocket-Protocol: twinleg\r\n"));
}

TEST_F(Door, HearsNoMoreGuessesAfterTen) {
    lock();
    for (int n = 0; n < 10; ++n)
        EXPECT_EQ(get(port(), "/api/latest", {{"Authorization", "Bearer wrong"}}).status, 401);

    const auto late = get(port(), "/api/latest", {{"Authorization", "Bearer " + kToken}});

    EXPECT_EQ(late.status, 429);
    EXPECT_EQ(late.code(), "too_many");
    EXPECT_EQ(Listener(port(), {}, {{"Sec-WebSocket-Protocol", "twinleg.bearer." + kToken}}).status,
              429);
}

net::ServerRequest request_of(std::string host, std::string authorization = {}) {
    net::ServerRequest request;
    request.headers = {{"Host", std::move(host)}};
    if (!authorization.empty()) request.headers.push_back({"Authorization", authorization});
    request.remote = "10.0.0.7";
    return request;
}

TEST(Guard, ForgetsWrongTokensAfterAMinute) {
    Guard guard({.token = kToken});
    const Time now{1'000'000'000'000};
    for (int n = 0; n < 10; ++n)
        EXPECT_EQ(guard.not_let_in(request_of("x", "Bearer no"), now)->status, 401);
    EXPECT_EQ(guard.not_let_in(request_of("x", "Bearer " + kToken), now)->status, 429);

    EXPECT_FALSE(guard.not_let_in(request_of("x", "bearer " + kToken), now + seconds(61)));
}

TEST(Guard, KnowsItsNamesWhereItListensEverywhere) {
    const Guard guard({.listen = "0.0.0.0", .token = kToken, .host = "desk.example.org"});
    for (const auto* ours : {"10.0.0.3:8000", "desk.example.org", "twinleg:8000", "[fd00::1]:8000"})
        EXPECT_FALSE(guard.wrong_place(request_of(ours))) << ours;
    EXPECT_TRUE(guard.wrong_place(request_of("evil.example")));
}

TEST(Guard, ComparesSecretsWhole) {
    EXPECT_TRUE(same_secret("abc", "abc"));
    for (const auto* other : {"", "ab", "abcd", "abd", "abcabc"})
        EXPECT_FALSE(same_secret(other, "abc")) << other;
    EXPECT_FALSE(same_secret("", ""));
}

}  // namespace
}  // namespace twinleg::panel::test
