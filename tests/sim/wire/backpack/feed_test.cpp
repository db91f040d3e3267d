// Streams.

#include "tests/sim/wire/backpack/desk.h"

namespace twinleg::sim::wire::backpack::test {
namespace {

class BackpackFeed : public BackpackDesk {
protected:
    static std::vector<std::string> names(const std::vector<Tree>& events) {
        std::vector<std::string> out;
        for (const Tree& each : events)
            out.push_back(each.value("e", ""));
        return out;
    }
};

using Names = std::vector<std::string>;

TEST_F(BackpackFeed, DepthGoesOnFromTheSnapshotWithoutAGap) {
    other(Side::sell, "60010", "1");
    const Tree snapshot = get("/api/v1/depth", {{"symbol", kBtc}});
    subscribe({"depth.BTC_USDC_PERP"});

    other(Side::sell, "60011", "2");
    other(Side::buy, "60010", "1");

    const auto told = line.take("depth.BTC_USDC_PERP");
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(std::to_string(told[0].at("U").get<int>() - 1), snapshot.at("lastUpdateId"));
    EXPECT_EQ(told[0].at("u"), told[0].at("U"));
    EXPECT_EQ(told[1].at("U").get<int>(), told[0].at("u").get<int>() + 1);
    EXPECT_EQ(told[0].at("a"), Tree::parse(R"([["60011","2"]])"));
    EXPECT_EQ(told[1].at("a"), Tree::parse(R"([["60010","0"]])"));
}

TEST_F(BackpackFeed, PacedDepthJoinsWhatHappened) {
    subscribe({"depth.600ms.BTC_USDC_PERP"});
    other(Side::sell, "60011", "2");
    pass(milliseconds(1));
    const auto first = line.take("depth.600ms.BTC_USDC_PERP");
    other(Side::sell, "60011", "1");
    other(Side::sell, "60012", "1");
    pass(milliseconds(300));
    EXPECT_TRUE(line.take("depth.600ms.BTC_USDC_PERP").empty());
    pass(milliseconds(300));

    const auto told = line.take("depth.600ms.BTC_USDC_PERP");
    ASSERT_EQ(first.size(), 1U);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].at("U").get<int>(), first[0].at("u").get<int>() + 1);
    EXPECT_EQ(told[0].at("u").get<int>(), told[0].at("U").get<int>() + 1);
    EXPECT_EQ(told[0].at("a"), Tree::parse(R"([["60011","3"],["60012","1"]])"));
}

TEST_F(BackpackFeed, DepthSnapshotsAscendOnBothSides) {
    other(Side::buy, "59000", "1");
    other(Side::buy, "59001", "2");
    other(Side::sell, "60001", "3");
    other(Side::sell, "60000", "4");

    const Tree book = get("/api/v1/depth", {{"symbol", kBtc}, {"limit", "5"}});

    EXPECT_EQ(book.at("bids"), Tree::parse(R"([["59000","1"],["59001","2"]])"));
    EXPECT_EQ(book.at("asks"), Tree::parse(R"([["60000","4"],["60001","3"]])"));
    EXPECT_EQ(book.at("timestamp"), us_of(exchange.now()));
    get("/api/v1/depth", {{"symbol", kBtc}, {"limit", "7"}});
    EXPECT_EQ(status, 400);
}

TEST_F(BackpackFeed, AnOrderIsAcceptedFilledAndDone) {
    other(Side::sell, "60000", "0.004");
    other(Side::sell, "60001", "1");
    subscribe({"account.orderUpdate", "account.positionUpdate"});

    place("Bid", "60001", "0.01", {{"clientId", 7}, {"timeInForce", "IOC"}});

    const auto frames = line.frames;
    const auto told = line.take("account.orderUpdate");
    EXPECT_EQ(names(told), (Names{"orderAccepted", "orderFill", "orderFill"}));
    EXPECT_EQ(told[0].at("X"), "New");
    EXPECT_TRUE(told[0].at("t").is_null());
    EXPECT_EQ(told[1].at("X"), "PartiallyFilled");
    EXPECT_EQ(told[1].at("z"), "0.004");
    EXPECT_EQ(told[2].at("X"), "Filled");
    EXPECT_EQ(told[2].at("l"), "0.006");
    EXPECT_EQ(told[2].at("Z"), "600.006");
    EXPECT_EQ(told[2].at("c"), 7);
    EXPECT_EQ(told[2].at("m"), false);
    EXPECT_EQ(told[2].at("o"), "LIMIT");
    EXPECT_EQ(frames.back().at("stream"), "account.positionUpdate");
    EXPECT_EQ(frames.back().at("data").at("e"), "positionOpened");
    EXPECT_EQ(frames.back().at("data").at("q"), "0.01");
}

TEST_F(BackpackFeed, ACancelledOrderSaysSo) {
    subscribe({"account.orderUpdate.BTC_USDC_PERP"});
    place("Bid", "59000", "0.01", {{"clientId", 7}});
    ask("DELETE", "/api/v1/order", {{"symbol", kBtc}, {"clientId", 7}});

    const auto told = line.take("account.orderUpdate.BTC_USDC_PERP");
    EXPECT_EQ(names(told), (Names{"orderAccepted", "orderCancelled"}));
    EXPECT_EQ(told[1].at("X"), "Cancelled");
}

TEST_F(BackpackFeed, PositionsAreToldAtTheStartAndWhenTheyClose) {
    other(Side::sell, "60000", "1");
    place("Bid", "60000", "0.01");
    subscribe({"account.positionUpdate"});
    const auto snapshot = line.take("account.positionUpdate");
    ASSERT_EQ(snapshot.size(), 1U);
    EXPECT_FALSE(snapshot[0].contains("e"));

    other(Side::buy, "59990", "1");
    place("Ask", "59990", "0.004");
    place("Ask", "59990", "0.006");

    const auto told = line.take("account.positionUpdate");
    EXPECT_EQ(names(told), (Names{"positionAdjusted", "positionClosed"}));
    EXPECT_EQ(told[1].at("q"), "0");
    EXPECT_EQ(told[1].at("p"), "-0.1");
    EXPECT_EQ(told[1].at("i"), snapshot[0].at("i"));
}

TEST_F(BackpackFeed, PrivateStreamsWantASignature) {
    say({{"method", "SUBSCRIBE"}, {"params", {"account.orderUpdate"}}});
    ASSERT_EQ(line.answers.size(), 1U);
    EXPECT_TRUE(line.answers[0].contains("error"));

    place("Bid", "59000", "0.01");
    EXPECT_TRUE(line.frames.empty());
}

TEST_F(BackpackFeed, AnOldSignatureIsRefused) {
    const Tree frame = subscription({"account.orderUpdate"});
    pass(seconds(6));
    say(frame);
    ASSERT_EQ(line.answers.size(), 1U);
    EXPECT_EQ(line.answers[0].at("error").at("message"), "Request has expired");
}

TEST_F(BackpackFeed, TradesAreNumberedByTheirMarket) {
    subscribe({"trade.BTC_USDC_PERP"});
    other(Side::sell, "60000", "1");
    other(Side::buy, "60000", "0.1");
    other(Side::buy, "60000", "0.2");

    const auto told = line.take("trade.BTC_USDC_PERP");
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0].at("t"), 1);
    EXPECT_EQ(told[1].at("t"), 2);
    EXPECT_EQ(told[1].at("m"), false);
    EXPECT_EQ(told[1].at("q"), "0.2");
}

TEST_F(BackpackFeed, TheBestPricesAreToldWhenTheyMove) {
    subscribe({"bookTicker.BTC_USDC_PERP"});
    other(Side::sell, "60000", "1");
    other(Side::sell, "60001", "1");
    other(Side::buy, "59999", "2");

    const auto told = line.take("bookTicker.BTC_USDC_PERP");
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[1].at("b"), "59999");
    EXPECT_EQ(told[1].at("a"), "60000");
    EXPECT_EQ(told[1].at("u"), "3");
}

TEST_F(BackpackFeed, AnUnknownStreamIsAnErrorAndUnsubscribingStops) {
    subscribe({"nothing.BTC_USDC_PERP", "trade.BTC_USDC_PERP"});
    EXPECT_EQ(line.answers.size(), 1U);
    say({{"method", "UNSUBSCRIBE"}, {"params", {"trade.BTC_USDC_PERP"}}});
    other(Side::sell, "60000", "1");
    other(Side::buy, "60000", "0.1");
    EXPECT_TRUE(line.take("trade.BTC_USDC_PERP").empty());
}

TEST_F(BackpackFeed, ACandleIsToldWhileItMovesAndOnceItIsOver) {
    subscribe({"kline.1m.BTC_USDC_PERP"});
    other(Side::sell, "60000", "1");
    other(Side::buy, "60000", "0.1");
    pass(milliseconds(100));
    pass(milliseconds(100));
    EXPECT_EQ(line.take("kline.1m.BTC_USDC_PERP").size(), 1U);
    pass(minutes(1));

    const auto told = line.take("kline.1m.BTC_USDC_PERP");
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0].at("X"), true);
    EXPECT_EQ(told[0].at("v"), "0.1");
    EXPECT_EQ(told[1].at("X"), false);
    EXPECT_EQ(told[1].at("n"), 0);
}

TEST_F(BackpackFeed, CandlesOfTheMarkAreKeptToo) {
    const std::string start = std::to_string(kStart.ns / 1'000'000'000 - 60);
    const Tree rows =
        get("/api/v1/klines",
            {{"symbol", kBtc}, {"interval", "1m"}, {"startTime", start}, {"priceType", "Mark"}});
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].at("close"), "60000");
    EXPECT_EQ(rows[0].at("start").get<std::string>().size(), 19U);
    get("/api/v1/klines", {{"symbol", kBtc}, {"interval", "1s"}, {"startTime", start}});
    EXPECT_EQ(status, 400);
}

TEST_F(BackpackFeed, ExpiredAuthClosesWhoShowedASignature) {
    subscribe({"trade.BTC_USDC_PERP"});
    feed.expire();
    EXPECT_EQ(line.closed_with, 0);
    subscribe({"account.orderUpdate"});
    feed.expire();
    EXPECT_EQ(line.closed_with, 1008);
}

}  // namespace
}  // namespace twinleg::sim::wire::backpack::test
