// The server as a whole, over real sockets: what the parts cannot show by themselves.

#include "tests/sim/wire/aster/desk.h"
#include "tests/sim/wire/server_fixture.h"

namespace twinleg::sim::wire::aster::test {
namespace {

using wire::test::Ear;

class AsterServerTest : public wire::test::ServerTest<AsterServer> {
protected:
    AsterServerTest()
        : ServerTest(exchange_config(),
                     {.aster = {{.api_key = "key", .api_secret = "secret", .user = kUser}}},
                     "60000") {}
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
    const auto socket = connect(ear, "/stream?streams=btcusdt@markPrice@1s");
    ASSERT_TRUE(until([&] { return !ear.frames.empty(); }));
    EXPECT_EQ(ear.frames[0].at("stream"), "btcusdt@markPrice@1s");
    EXPECT_EQ(ear.frames[0].at("data").at("p"), "60000.00000000");

    server->order_fault(Fault::disconnect, {}, {});
    EXPECT_TRUE(until([&] { return ear.down; }));
}

TEST_F(AsterServerTest, EndsASocketAfterTwentyFourHours) {
    Ear ear;
    const auto socket = connect(ear, "/ws/btcusdt@markPrice@1s");
    ASSERT_TRUE(until([&] { return ear.open; }));
    clock.advance(minutes(24 * 60 - 1));
    ear.frames.clear();
    ASSERT_TRUE(until([&] { return ear.frames.size() >= 2; }));  // told on a later beat too
    EXPECT_FALSE(ear.down);
    Ear later;
    const auto other = connect(later, "/ws/btcusdt@markPrice@1s");
    ASSERT_TRUE(until([&] { return later.open; }));

    clock.advance(minutes(1) + seconds(1));

    ASSERT_TRUE(until([&] { return ear.down; }));
    EXPECT_FALSE(later.down);  // it is young
}

TEST_F(AsterServerTest, RefusesOtherSocketPaths) {
    Ear ear;
    const auto socket = connect(ear, "/nothing");
    ASSERT_TRUE(until([&] { return ear.open || ear.down; }));
    EXPECT_FALSE(ear.open);
}

}  // namespace
}  // namespace twinleg::sim::wire::aster::test
