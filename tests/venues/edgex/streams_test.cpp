// The connector's two sockets against a fake venue.

#include <gmock/gmock.h>

#include "tests/venues/edgex/desk_fixture.h"

namespace twinleg::venues::edgex::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class EdgexStreams : public EdgexDesk {
protected:
    std::string ours(std::uint32_t number) {
        return "desk7-" + std::to_string(ClientOrderId::make(1, number).value);
    }
    // A frame of the fixtures with an order of ours in it.
    std::string frame(std::size_t which, std::uint32_t number) {
        Json json = fixtures()["private_ws"][which];
        json["content"]["data"]["order"][0]["clientOrderId"] = ours(number);
        return json.dump();
    }
};

TEST_F(EdgexStreams, AreUpOnlyAfterTheirSnapshots) {
    venue.greets_with_snapshots = false;
    ASSERT_TRUE(describe());
    connector->open();
    ASSERT_TRUE(until([&] { return venue.market_heard.size() == 4 && venue.account; }));
    EXPECT_THAT(told, Not(Contains("market up")));
    EXPECT_THAT(told, Not(Contains("account up")));

    venue.snapshot(10);
    venue.account->send(fixtures()["private_ws"][1].dump());

    EXPECT_TRUE(until([&] { return heard("market up") && heard("account up"); }));
    EXPECT_THAT(told, Contains("book 10"));
}

TEST_F(EdgexStreams, SubscribeByTheContractsIdAndSignTheOpening) {
    open();

    EXPECT_THAT(venue.market_heard,
                ElementsAre(R"({"type":"subscribe","channel":"depth.30000001.200"})",
                            R"({"type":"subscribe","channel":"trades.30000001"})",
                            R"({"type":"subscribe","channel":"ticker.30000001"})",
                            R"({"type":"subscribe","channel":"metadata"})"));
    EXPECT_THAT(venue.account_target,
                HasSubstr("/api/v1/private/ws?accountId=543429922991899150&timestamp="));
    EXPECT_NE(venue.account_protocol, "");
}

TEST_F(EdgexStreams, AnswerThePingOfTheVenueWithItsOwnTime) {
    open();
    venue.market->send(R"({"type":"ping","time":"1758456318000"})");

    EXPECT_TRUE(until(
        [&] { return venue.market_heard.back() == R"({"type":"pong","time":"1758456318000"})"; }));
}

TEST_F(EdgexStreams, ContinueTheBookWhereAChangeBeginsAtTheLastEndOrOneLater) {
    open();
    told.clear();

    venue.change(10, 12);
    venue.change(13, 15);
    venue.change(14, 15);  // old
    venue.change(9, 14);   // old
    venue.change(14, 17);  // reaches past what is known: its sizes are absolute

    EXPECT_TRUE(until([&] { return told.size() == 3; }));
    EXPECT_THAT(told, ElementsAre("change 10 to 12", "change 12 to 15", "change 15 to 17"));
}

TEST_F(EdgexStreams, LetTheEngineSeeAGapAndFetchTheBookAgainWhenItAsks) {
    open();
    told.clear();
    venue.market_heard.clear();

    venue.change(12, 14);
    ASSERT_TRUE(until([&] { return !told.empty(); }));
    EXPECT_THAT(told, ElementsAre("change 12 to 14"));
    venue.greets_with_snapshots = false;
    connector->resync({slot.instrument}, loop.now());
    connector->resync({slot.instrument}, loop.now());  // impatient
    ASSERT_TRUE(until([&] { return venue.market_heard.size() == 2; }));
    venue.change(14, 16);  // of the old subscription
    venue.snapshot(20);
    venue.change(20, 21);

    EXPECT_TRUE(until([&] { return told.size() == 3; }));
    EXPECT_THAT(told, ElementsAre("change 12 to 14", "book 20", "change 20 to 21"));
    EXPECT_THAT(venue.market_heard,
                ElementsAre(R"({"type":"unsubscribe","channel":"depth.30000001.200"})",
                            R"({"type":"subscribe","channel":"depth.30000001.200"})"));
}

TEST_F(EdgexStreams, PassAnEmptyChangeOnAsASignOfLife) {
    open();
    told.clear();

    venue.market->send(venue.depth(false, 10, 10, Json::array(), Json::array()).dump());

    EXPECT_TRUE(until([&] { return heard("change 10 to 10"); }));
}

TEST_F(EdgexStreams, TellAMatchAtOnceAndItsFillOnce) {
    open();

    venue.account->send(frame(2, 5));
    venue.account->send(frame(3, 5));
    venue.account->send(frame(4, 5));  // matched
    ASSERT_TRUE(until([&] { return reports.size() == 3; }));
    EXPECT_TRUE(fills.empty());
    venue.account->send(frame(5, 5));  // passed by the risk check
    venue.account->send(frame(5, 5));
    ASSERT_TRUE(until([&] { return fills.size() == 2; }));

    ASSERT_EQ(reports.size(), 3U);
    EXPECT_EQ(reports[0].client_order_id, ClientOrderId::make(1, 5));
    EXPECT_EQ(reports[0].word, OrderWord::accepted);
    EXPECT_EQ(to_text(reports[1].cumulative), "0.004");
    EXPECT_EQ(reports[2].word, OrderWord::filled);
    EXPECT_EQ(to_text(reports[2].cumulative), "0.01");
    EXPECT_EQ(to_text(reports[2].average_price), "97393.8");
    EXPECT_EQ(fills[0].client_order_id, ClientOrderId::make(1, 5));
    EXPECT_EQ(fills[0].fill_id, fills[1].fill_id);
    EXPECT_EQ(to_text(fills[0].fee), "0.175308");
    EXPECT_EQ(fills[0].instrument, slot.instrument);
}

TEST_F(EdgexStreams, TellOrdersAndFillsOfOthersWithoutAName) {
    open();

    venue.account->send(fixtures()["private_ws"][5].dump());

    ASSERT_TRUE(until([&] { return fills.size() == 1; }));
    EXPECT_FALSE(reports.at(0).client_order_id.known());
    EXPECT_FALSE(fills[0].client_order_id.known());
    EXPECT_EQ(fills[0].venue_order_id.view(), "799373727132287382");
}

TEST_F(EdgexStreams, SayNothingOfOtherContracts) {
    open();
    Json other = fixtures()["private_ws"][5];
    other["content"]["data"]["order"][0]["contractId"] = "30000002";
    other["content"]["data"]["orderFillTransaction"][0]["contractId"] = "30000002";
    venue.account->send(other.dump());
    venue.account->send(frame(2, 5));

    ASSERT_TRUE(until([&] { return !reports.empty(); }));
    EXPECT_EQ(reports.size(), 1U);
    EXPECT_TRUE(fills.empty());
}

TEST_F(EdgexStreams, MakeTheAccountsSocketAnewWhenItCannotBeRead) {
    open();
    told.clear();

    venue.account->send(
        R"({"type":"trade-event","content":{"event":"ORDER_UPDATE","data":{"order":[{)");

    EXPECT_TRUE(until([&] { return heard("account up"); }));
    EXPECT_THAT(told, ElementsAre("account down", "account up"));
    EXPECT_EQ(venue.accounts_opened, 2);
}

TEST_F(EdgexStreams, ComeBackAfterACutAndLookForFundingThatWasMissed) {
    open();
    told.clear();
    EXPECT_TRUE(venue.of("getPositionTransactionPage").empty());
    venue.says("getPositionTransactionPage",
               FakeVenue::wrap({{"dataList", Json::array({{{"id", "61"},
                                                           {"contractId", "30000001"},
                                                           {"type", "SETTLE_FUNDING_FEE"},
                                                           {"deltaFundingFee", "-0.25"},
                                                           {"fundingTime", "1800000000000"}}})},
                                {"nextPageOffsetData", ""}}));

    venue.market->drop();
    venue.account->drop();

    EXPECT_TRUE(
        until([&] { return heard("market up") && heard("account up") && heard("paid -0.25"); }));
    EXPECT_THAT(told, Contains("market down"));
    EXPECT_THAT(told, Contains("account down"));
    EXPECT_EQ(venue.of("getPositionTransactionPage").at(0).query.at("filterTypeList"),
              "SETTLE_FUNDING_FEE");
}

TEST_F(EdgexStreams, HaltTheMarketWhenItsTickChangesUnderWay) {
    open();
    Json finer = fixtures()["rest"]["v2 getMetaData"];
    finer["data"]["contractList"][0]["tickSize"] = "0.01";
    venue.says("getMetaData", finer);

    venue.market->send(
        R"({"type":"quote-event","channel":"metadata","content":{"channel":"metadata","dataType":"changed","data":[]}})");

    EXPECT_TRUE(until([&] { return heard("halted"); }));
}

TEST_F(EdgexStreams, HaltAMarketThatIsClosedAndOpenItAgain) {
    open();
    Json closed = fixtures()["public_ws"][5];
    closed["content"]["data"][0]["marketOpen"] = false;

    venue.market->send(closed.dump());
    ASSERT_TRUE(until([&] { return heard("halted"); }));
    venue.market->send(fixtures()["public_ws"][5].dump());

    EXPECT_TRUE(until([&] { return heard("open"); }));
}

TEST_F(EdgexStreams, NeedNoKeysForMarketDataAlone) {
    trading = false;
    credentials = Credentials{};
    const auto described = describe();
    ASSERT_TRUE(described) << described.error().message;
    connector->open();

    EXPECT_TRUE(until([&] { return heard("market up"); }));
    EXPECT_TRUE(venue.of("getAccountAsset").empty());
    EXPECT_EQ(venue.accounts_opened, 0);
}

TEST_F(EdgexStreams, HandRawFramesToWhoeverRecords) {
    make();
    int market = 0;
    int account = 0;
    connector->listen([&](Time received, Stream stream, std::span<const char> frame) {
        EXPECT_TRUE(received.known());
        EXPECT_FALSE(frame.empty());
        ++(stream == Stream::market ? market : account);
    });

    open();

    EXPECT_GE(market, 2);
    EXPECT_EQ(account, 2);
}

}  // namespace
}  // namespace twinleg::venues::edgex::test
