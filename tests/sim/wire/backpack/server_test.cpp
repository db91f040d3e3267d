// The server as a whole, over real sockets: what the parts cannot show by themselves.

#include "tests/sim/wire/backpack/desk.h"
#include "tests/sim/wire/server_fixture.h"

namespace twinleg::sim::wire::backpack::test {
namespace {

using wire::test::Ear;

class BackpackServerTest : public wire::test::ServerTest<BackpackServer> {
protected:
    BackpackServerTest()
        : ServerTest(exchange_config(),
                     {.backpack = {{.public_key = crypto::to_base64(key_of(1).public_key())}}},
                     "60000") {}
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
    const auto socket = connect(ear, "/");
    ASSERT_TRUE(until([&] { return ear.open; }));
    socket->send(R"({"method":"SUBSCRIBE","params":["markPrice.BTC_USDC_PERP"]})");
    ASSERT_TRUE(until([&] { return !ear.frames.empty(); }));
    EXPECT_EQ(ear.frames[0].at("data").at("p"), "60000");

    server->order_fault(Fault::disconnect, {}, {});
    EXPECT_TRUE(until([&] { return ear.down; }));
}

TEST_F(BackpackServerTest, HasOneSocketPath) {
    Ear ear;
    const auto socket = connect(ear, "/nothing");
    ASSERT_TRUE(until([&] { return ear.open || ear.down; }));
    EXPECT_FALSE(ear.open);
}

}  // namespace
}  // namespace twinleg::sim::wire::backpack::test
