// The server as a whole, over real sockets: what the parts cannot show by themselves.

#include "net/http_client.h"
#include "net/websocket.h"
#include "tests/net/support.h"
#include "tests/sim/wire/aster/desk.h"

namespace twinleg::sim::wire::aster::test {
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

class AsterServerTest : public ::testing::Test {
protected:
    AsterServerTest() : exchange(exchange_config(), clock.now()) {
        accounts.aster = {{.api_key = "key", .api_secret = "secret", .user = kUser}};
        for (const Instrument& each : exchange.instruments())
            exchange.set_mark(each.id, parse_price("60000").value());
        server = std::make_unique<AsterServer>(VenueSetup{.loop = loop,
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
    std::unique_ptr<AsterServer> server;
    std::unique_ptr<net::HttpClient> client;
};

TEST_F(AsterServerTest, SaysThatItIsReady) {
    const Tree ready = Tree::parse(server->ready_line());
    EXPECT_EQ(ready.at("venue"), "aster");
    EXPECT_EQ(ready.at("rest"), server->rest_url());
    EXPECT_EQ(ready.at("ws"), server->ws_url());
}

TEST_F(AsterServerTest, AnswersRequestsAndFaults) {
    EXPECT_EQ(status_of("/fapi/v1/ping"), 200);
    EXPECT_EQ(status_of("/nothing"), 404);
    server->order_fault(Fault::http_429, 1, {});
    EXPECT_EQ(status_of("/fapi/v1/ping"), 429);
    server->order_fault(Fault::http_500, 1, {});
    EXPECT_EQ(status_of("/fapi/v1/ping"), 500);
    server->order_fault(Fault::maintenance, 1, {});
    EXPECT_EQ(status_of("/fapi/v1/ping"), 503);
}

TEST_F(AsterServerTest, TellsASocketWhatItsPathNames) {
    Ear ear;
    net::WebSocket socket(
        loop, net::Url::parse(server->ws_url("/stream?streams=btcusdt@markPrice@1s")).value(), {},
        ear);
    socket.open();
    ASSERT_TRUE(run_until(loop, [&] { return !ear.frames.empty(); }));
    EXPECT_EQ(ear.frames[0].at("stream"), "btcusdt@markPrice@1s");
    EXPECT_EQ(ear.frames[0].at("data").at("p"), "60000.00000000");

    server->order_fault(Fault::disconnect, {}, {});
    EXPECT_TRUE(run_until(loop, [&] { return ear.down; }));
}

TEST_F(AsterServerTest, RefusesOtherSocketPaths) {
    Ear ear;
    net::WebSocket socket(loop, net::Url::parse(server->ws_url("/nothing")).value(), {}, ear);
    socket.open();
    ASSERT_TRUE(run_until(loop, [&] { return ear.open || ear.down; }));
    EXPECT_FALSE(ear.open);
}

}  // namespace
}  // namespace twinleg::sim::wire::aster::test
