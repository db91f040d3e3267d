#include "net/http_client.h"

#include <gmock/gmock.h>

#include "tests/net/support.h"

namespace twinleg::net {
namespace {

using test::run_dry;
using test::run_until;
using ::testing::HasSubstr;
using ::testing::Not;
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

}  // namespace
}  // namespace twinleg::net
