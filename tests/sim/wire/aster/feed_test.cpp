// Streams.

#include "tests/sim/wire/aster/desk.h"

namespace twinleg::sim::wire::aster::test {
namespace {

class AsterFeed : public AsterDesk {
protected:
    static std::vector<std::string> words(const std::vector<Tree>& events) {
        std::vector<std::string> out;
        for (const Tree& each : events)
            out.push_back(each.at("o").at("x").get<std::string>() + " " +
                          each.at("o").at("X").get<std::string>());
        return out;
    }
};

using Words = std::vector<std::string>;

TEST_F(AsterFeed, DepthGoesOnFromTheSnapshot) {
    listen("/ws/btcusdt@depth@100ms");
    other(Side::sell, "60010", "1");
    pass(milliseconds(100));
    const auto before = line.take("depthUpdate");
    other(Side::sell, "60011", "2");
    const Tree snapshot = get("v1/depth", "symbol=BTCUSDT&limit=5");
    other(Side::buy, "60010", "1");
    pass(milliseconds(100));
    const auto told = line.take("depthUpdate");
    other(Side::sell, "60012", "1");
    pass(milliseconds(100));
    const auto after = line.take("depthUpdate");

    ASSERT_EQ(before.size(), 1U);
    ASSERT_EQ(told.size(), 1U);
    ASSERT_EQ(after.size(), 1U);
    const auto last = snapshot.at("lastUpdateId").get<int>();
    EXPECT_LT(before[0].at("u").get<int>(), last);
    EXPECT_LE(told[0].at("U").get<int>(), last);
    EXPECT_GE(told[0].at("u").get<int>(), last);
    EXPECT_EQ(told[0].at("pu"), before[0].at("u"));
    EXPECT_EQ(after[0].at("pu"), told[0].at("u"));
    EXPECT_EQ(told[0].at("a"), Tree::parse(R"([["60010.0","0.000"],["60011.0","2.000"]])"));
}

TEST_F(AsterFeed, ASnapshotOfAQuietBookIsFollowedByAnEventThatFits) {
    listen("/ws/btcusdt@depth");
    other(Side::sell, "60010", "1");
    pass(milliseconds(250));
    line.frames.clear();
    const Tree snapshot = get("v1/depth", "symbol=BTCUSDT");
    other(Side::sell, "60011", "2");
    pass(milliseconds(250));

    const auto told = line.take("depthUpdate");
    ASSERT_EQ(told.size(), 1U);
    EXPECT_LE(told[0].at("U"), snapshot.at("lastUpdateId"));
    EXPECT_GE(told[0].at("u"), snapshot.at("lastUpdateId"));
}

TEST_F(AsterFeed, PartialDepthIsWholeAndBestFirst) {
    listen("/ws/btcusdt@depth5@100ms");
    other(Side::sell, "60011", "1");
    other(Side::sell, "60010", "2");
    other(Side::buy, "59000", "3");
    pass(milliseconds(100));

    const auto told = line.take("depthUpdate");
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].at("a"), Tree::parse(R"([["60010.0","2.000"],["60011.0","1.000"]])"));
    EXPECT_EQ(told[0].at("b"), Tree::parse(R"([["59000.0","3.000"]])"));
}

TEST_F(AsterFeed, CombinedFramesNameTheirStream) {
    listen("/stream", "streams=btcusdt@bookTicker/btcusdt@aggTrade");
    other(Side::sell, "60010", "1");
    other(Side::buy, "60010", "0.5");

    ASSERT_EQ(line.frames.size(), 3U);
    EXPECT_EQ(line.frames[0].at("stream"), "btcusdt@bookTicker");
    EXPECT_EQ(line.frames[0].at("data").at("a"), "60010.0");
    EXPECT_EQ(line.frames[1].at("stream"), "btcusdt@aggTrade");
    EXPECT_EQ(line.frames[1].at("data").at("m"), false);
}

TEST_F(AsterFeed, MarksAreToldEverySecondOrEveryThree) {
    listen("/stream", "streams=btcusdt@markPrice@1s/!markPrice@arr");
    for (int i = 0; i < 60; ++i)
        pass(milliseconds(100));

    int single = 0;
    int all = 0;
    for (const Tree& each : line.frames)
        ++(each.at("stream") == "!markPrice@arr" ? all : single);
    EXPECT_EQ(single, 6);
    EXPECT_EQ(all, 2);
    EXPECT_EQ(line.frames[0].at("data").at("p"), "60000.00000000");
}

TEST_F(AsterFeed, ControlFramesAreAnswered) {
    listen("/ws");
    const auto say = [&](const char* text) {
        feed.message(1, text, exchange.now());
        return line.answers.empty() ? Tree{} : line.answers.back();
    };
    EXPECT_EQ(say(R"({"method":"SUBSCRIBE","params":["btcusdt@aggTrade"],"id":1})"),
              Tree::parse(R"({"result":null,"id":1})"));
    EXPECT_EQ(say(R"({"method":"LIST_SUBSCRIPTIONS","id":18446744073709551615})").at("result"),
              Tree::parse(R"(["btcusdt@aggTrade"])"));
    EXPECT_TRUE(
        say(R"({"method":"UNSUBSCRIBE","params":["btcusdt@aggTrade"]})").at("id").is_null());
    EXPECT_EQ(say(R"({"method":"GET_PROPERTY","params":["combined"],"id":2})").at("result"), false);
    EXPECT_TRUE(say(R"({"method":"SET_PROPERTY","params":["combined",true],"id":3})")
                    .at("result")
                    .is_null());
    EXPECT_EQ(say(R"({"method":"NOTHING"})").at("code"), 2);
    EXPECT_EQ(say("x").at("code"), 3);
    other(Side::sell, "60000", "1");
    EXPECT_TRUE(line.frames.empty());
}

TEST_F(AsterFeed, ElevenFramesInASecondAreTooMany) {
    listen("/ws");
    for (int i = 0; i < 10; ++i)
        feed.message(1, R"({"method":"LIST_SUBSCRIPTIONS","id":1})", exchange.now());
    EXPECT_EQ(line.closed_with, 0);
    feed.message(1, R"({"method":"LIST_SUBSCRIPTIONS","id":1})", exchange.now());
    EXPECT_EQ(line.closed_with, 1008);
}

TEST_F(AsterFeed, AnOrderIsNewThenTradesAndTheAccountFollows) {
    listen_to_user();
    other(Side::sell, "60000", "0.004");
    other(Side::sell, "60001", "1");
    place("BUY", "60001", "0.01", {{"newClientOrderId", "a"}}, "IOC");

    const auto frames = line.frames;
    const auto told = line.take("ORDER_TRADE_UPDATE");
    EXPECT_EQ(words(told), (Words{"NEW NEW", "TRADE PARTIALLY_FILLED", "TRADE FILLED"}));
    EXPECT_EQ(told[2].at("o").at("z"), "0.010");
    EXPECT_EQ(told[2].at("o").at("l"), "0.006");
    EXPECT_EQ(told[2].at("o").at("c"), "a");
    EXPECT_FALSE(told[0].at("o").contains("N"));
    EXPECT_EQ(told[1].at("o").at("N"), "USDT");
    EXPECT_EQ(frames.back().at("e"), "ACCOUNT_UPDATE");
    EXPECT_EQ(frames.back().at("a").at("m"), "ORDER");
    EXPECT_EQ(frames.back().at("a").at("P")[0].at("pa"), "0.010");
}

TEST_F(AsterFeed, UnfilledOrdersSayNothingOfTheAccount) {
    listen_to_user();
    place("BUY", "59000", "0.01", {{"newClientOrderId", "a"}});
    v1("DELETE", "v1/order", {{"symbol", kBtc}, {"origClientOrderId", "a"}});

    EXPECT_EQ(line.frames.size(), 2U);
    EXPECT_EQ(words(line.take("ORDER_TRADE_UPDATE")), (Words{"NEW NEW", "CANCELED CANCELED"}));
}

TEST_F(AsterFeed, FundingTellsTheBalanceAlone) {
    other(Side::sell, "60000", "1");
    place("BUY", "60000", "0.01");
    listen_to_user();
    exchange.set_funding_rate(exchange.find(kBtc)->id, basis_points(1));
    pass(minutes(30));
    v1("PUT", "v1/listenKey");
    for (int i = 0; i < 16; ++i) {
        pass(minutes(30));
        v1("PUT", "v1/listenKey");
    }

    const auto told = line.take("ACCOUNT_UPDATE");
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].at("a").at("m"), "FUNDING_FEE");
    EXPECT_EQ(told[0].at("a").at("P"), Tree::array());
    EXPECT_EQ(v1("GET", "v1/income", {{"incomeType", "FUNDING_FEE"}})[0].at("income"),
              "-0.06000000");
}

TEST_F(AsterFeed, AListenKeyLivesAnHour) {
    const Tree first = v1("POST", "v1/listenKey");
    pass(minutes(59));
    EXPECT_EQ(v1("POST", "v1/listenKey"), first);
    listen("/ws/" + first.at("listenKey").get<std::string>());
    pass(minutes(59));
    v1("PUT", "v1/listenKey");
    pass(minutes(59));
    EXPECT_TRUE(line.take("listenKeyExpired").empty());
    pass(minutes(1));
    EXPECT_EQ(line.take("listenKeyExpired").size(), 1U);
    EXPECT_EQ(v1("PUT", "v1/listenKey").at("code"), -1125);
    EXPECT_NE(v1("POST", "v1/listenKey"), first);
    place("BUY", "59000", "0.01");
    EXPECT_TRUE(line.frames.empty());
}

TEST_F(AsterFeed, AWalletHasAListenKeyToo) {
    const Tree key = v3("POST", "v3/listenKey");
    listen("/ws");
    feed.message(1, Tree{{"method", "SUBSCRIBE"}, {"params", {key.at("listenKey")}}}.dump(),
                 exchange.now());
    place("BUY", "59000", "0.01");
    EXPECT_EQ(line.take("ORDER_TRADE_UPDATE").size(), 1U);
}

TEST_F(AsterFeed, ExpiredAuthVoidsListenKeys) {
    listen_to_user();
    feed.expire();
    EXPECT_EQ(line.take("listenKeyExpired").size(), 1U);
}

TEST_F(AsterFeed, ACandleIsToldWhileItMovesAndOnceItIsOver) {
    listen("/ws/btcusdt@kline_1m");
    other(Side::sell, "60000", "1");
    other(Side::buy, "60000", "0.1");
    pass(milliseconds(100));
    pass(milliseconds(100));
    pass(minutes(1));

    const auto told = line.take("kline");
    ASSERT_EQ(told.size(), 3U);
    EXPECT_EQ(told[0].at("k").at("x"), false);
    EXPECT_EQ(told[1].at("k").at("x"), true);
    EXPECT_EQ(told[1].at("k").at("V"), "0.100");
    EXPECT_EQ(told[2].at("k").at("n"), 0);
}

TEST_F(AsterFeed, CandlesAreRowsOfTwelve) {
    other(Side::sell, "60000", "1");
    other(Side::buy, "60000", "0.1");
    pass(minutes(3));
    const Tree rows = get("v1/klines", "symbol=BTCUSDT&interval=1m");
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_EQ(rows[0].size(), 12U);
    EXPECT_EQ(rows[0][5], "0.100");
    EXPECT_EQ(rows[1][5], "0.000");
    EXPECT_EQ(get("v1/klines", "symbol=BTCUSDT&interval=1m&limit=1")[0][0], rows[3][0]);
    EXPECT_EQ(get("v1/klines", "symbol=BTCUSDT&interval=1m&limit=1&startTime=1")[0][0], rows[0][0]);
    EXPECT_EQ(get("v1/klines", "symbol=BTCUSDT&interval=9m").at("code"), -1120);
    EXPECT_EQ(get("v1/markPriceKlines", "symbol=BTCUSDT&interval=1m")[0][4], "60000.0");
}

TEST_F(AsterFeed, LeverageIsTold) {
    listen_to_user();
    v1("POST", "v1/leverage", {{"symbol", kBtc}, {"leverage", "10"}});
    const auto told = line.take("ACCOUNT_CONFIG_UPDATE");
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].at("ac"), Tree::parse(R"({"s":"BTCUSDT","l":10})"));
}

}  // namespace
}  // namespace twinleg::sim::wire::aster::test
