#pragma once
// A client of a server with a handler, and one of a bare socket.

#include <gtest/gtest.h>

#include <optional>
#include <utility>

#include "net/http_client.h"
#include "tests/net/support.h"

namespace twinleg::net::test {

using Answer = std::expected<HttpResponse, HttpFailure>;

inline HttpOptions direct() {
    return {.proxy = {}};
}

class HttpStage : public ::testing::Test {
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
    RawSocket asked(HttpClient& by, RawServer& at, HttpRequest request = {}) {
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
    TestHandler handler;
    Server server{loop, "127.0.0.1", 0, handler};
    HttpClient client{loop, url_of("http", server.port()), direct()};
    RawServer raw;
    HttpClient raw_client{loop, url_of("http", raw.port()), direct()};
    std::optional<Answer> late;
};

}  // namespace twinleg::net::test
