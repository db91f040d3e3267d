#pragma once
// A venue's server as a whole, over real sockets, and clients for it.

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/http_client.h"
#include "net/websocket.h"
#include "sim/wire/venue_server.h"
#include "tests/net/support.h"
#include "tests/support/vectors.h"

namespace twinleg::sim::wire::test {

// What a client's socket heard.
struct Ear : net::WsHandler {
    void on_open() override { open = true; }
    void on_message(std::span<char> data, bool is_binary, Time) override {
        if (is_binary)
            binary.emplace_back(data.begin(), data.end());
        else
            frames.push_back(twinleg::test::Json::parse(data.begin(), data.end()));
    }
    void on_down(const Error& why) override {
        down = true;
        reason = why.message;
    }
    bool open{false};
    bool down{false};
    std::string reason;
    std::vector<twinleg::test::Json> frames;
    std::vector<std::string> binary;
};

template <typename Server>
class ServerTest : public ::testing::Test {
protected:
    // Every market is marked at `mark`. options: the server's own.
    template <typename... Options>
    ServerTest(ExchangeConfig config, AccountsFile file, const char* mark, Options... options)
        : exchange(std::move(config), clock.now()), accounts(std::move(file)) {
        for (const Instrument& each : exchange.instruments())
            exchange.set_mark(each.id, parse_price(mark).value());
        server = std::make_unique<Server>(VenueSetup{.loop = loop,
                                                     .clock = clock,
                                                     .exchange = exchange,
                                                     .accounts = accounts,
                                                     .port = 0,
                                                     .rate_limits = true,
                                                     .number = 7},
                                          options...);
        client =
            std::make_unique<net::HttpClient>(loop, net::Url::parse(server->rest_url()).value());
    }

    template <typename So>
    bool until(So so) {
        return net::test::run_until(loop, so);
    }
    // The answer; nothing where the connection closed without one.
    std::optional<net::HttpResponse> send(const std::string& method, const std::string& target,
                                          std::vector<net::Header> headers = {},
                                          std::string body = {}) {
        bool done = false;
        std::optional<net::HttpResponse> out;
        client->send({.method = method,
                      .target = target,
                      .headers = std::move(headers),
                      .body = std::move(body)},
                     [&](std::expected<net::HttpResponse, net::HttpFailure> answer) {
                         done = true;
                         if (answer) out = std::move(*answer);
                     });
        EXPECT_TRUE(until([&] { return done; }));
        return out;
    }
    // Of a GET; zero without an answer.
    int status_of(const std::string& target) {
        const auto answer = send("GET", target);
        return answer ? answer->status : 0;
    }
    std::unique_ptr<net::WebSocket> connect(Ear& ear, const std::string& path,
                                            net::WsOptions options = {}) {
        auto socket = std::make_unique<net::WebSocket>(
            loop, net::Url::parse(server->ws_url(path)).value(), std::move(options), ear);
        socket->open();
        return socket;
    }

    net::EventLoop loop;
    Clock clock{loop};
    Exchange exchange;
    AccountsFile accounts;
    std::unique_ptr<Server> server;
    std::unique_ptr<net::HttpClient> client;
};

}  // namespace twinleg::sim::wire::test
