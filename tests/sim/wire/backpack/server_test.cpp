// The server as a whole, over real sockets: what the parts cannot show by themselves.

#include "net/http_client.h"
#include "net/websocket.h"
#include "tests/net/support.h"
#include "tests/sim/wire/backpack/desk.h"

namespace twinleg::sim::wire::backpack::test {
namespace {

using net::test::run_until;

struct Ear : net::WsHandler {
    void on_open() override { open = true; }
    void on_message(std::span<char> data, bool, Time) override {
        frames.push_back(Tree::parse(data.begin(), data.end()));
    }
    void on_down(const Error&) override { down = true; }
    bool open{false};
    bool down{false};
    std::vector<Tree> frames;
};

class BackpackServerTest : public ::testing::Test {
protected:
    BackpackServerTest() : exchange(exchange_config(), clock.now()) {
        accounts.backpack = {{.public_key = crypto::to_base64(key_of(1).public_key())}};
        for (const Instrument& each : exchange.instruments())
            exchange.set_mark(each.id, parse_price("60000").value());
        server = std::make_unique<BackpackServer>(VenueSetup{.loop = loop,
                                                             .clock = clock,
                                                             .exchange = exchange,
                                                             .accounts = accounts,
                                                             .port = 0,
                                                             .rate_limits = true,
                                                             .number = 7});
        client =
            std::make_unique<net::HttpClient>(loop, net::Url::parse(server->rest_url()).value());
    }
    int status_of(const std::string& target) {
        bool done = false;
        int status = 0;
        client->send({.method = "GET", .target = target},
                     [&](std::expected<net::HttpResponse, net::HttpFailure> answer) {
                         done = true;
                         if (answer) status = answer->status;
                     });
        EXPECT_TRUE(run_until(loop, [&] { return done; }));
        return status;
    }

    net::EventLoop loop;
    Clock clock{loop};
    Exchange exchange;
    AccountsFile accounts;
    std::unique_ptr<BackpackServer> server;
    std::unique_ptr<net::HttpClient> client;
};

TEST_F(BackpackServerTest, SaysThatItIsReady) {
    const Tree ready = Tree::parse(server->ready_line());
    EXPECT_EQ(ready.at("venue"), "backpack");
    EXPECT_EQ(ready.at("rest"), server->rest_url());
    EXPECT_EQ(ready.at("ws"), server->ws_url());
}

TEST_F(BackpackServerTest, AnswersRequestsAndFaults) {
    EXPECT_EQ(status_of("/api/v1/time"), 200);
    EXPECT_EQ(status_of("/nothing"), 404);
    server->order_fault(Fault::http_429, 1, {});
    EXPECT_EQ(status_of("/api/v1/time"), 429);
    server->order_fault(Fault::http_500, 1, {});
    EXPECT_EQ(status_of("/api/v1/time"), 500);
    server->order_fault(Fault::maintenance, 1, {});
    EXPECT_EQ(status_of("/api/v1/time"), 503);
}

TEST_F(BackpackServerTest, TellsASocketWhatItSubscribedTo) {
    Ear ear;
    net::WebSocket socket(loop, net::Url::parse(server->ws_url("/")).value(), {}, ear);
    socket.open();
    ASSERT_TRUE(run_until(loop, [&] { return ear.open; }));
    socket.send(R"({"method":"SUBSCRIBE","params":["markPrice.BTC_USDC_PERP"]})");
    ASSERT_TRUE(run_until(loop, [&] { return !ear.frames.empty(); }));
    EXPECT_EQ(ear.frames[0].at("data").at("p"), "60000");

    server->order_fault(Fault::disconnect, {}, {});
    EXPECT_TRUE(run_until(loop, [&] { return ear.down; }));
}

TEST_F(BackpackServerTest, HasOneSocketPath) {
    Ear ear;
    net::WebSocket socket(loop, net::Url::parse(server->ws_url("/nothing")).value(), {}, ear);
    socket.open();
    ASSERT_TRUE(run_until(loop, [&] { return ear.open || ear.down; }));
    EXPECT_FALSE(ear.open);
}

}  // namespace
}  // namespace twinleg::sim::wire::backpack::test
