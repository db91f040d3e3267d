// Both sockets: greeting, pings, channels, the chain of versions, and an order's two FILLED frames.

#include "tests/sim/wire/edgex/desk.h"

namespace twinleg::sim::wire::edgex::test {
namespace {

class EdgexFeeds : public EdgexDesk {
protected:
    EdgexFeeds() { publics.opened(1, line, "sid-1"); }

    void hear(const Tree& message) { publics.message(1, message.dump()); }
    void subscribe(const std::string& channel) {
        hear({{"type", "subscribe"}, {"channel", channel}});
    }
    // The depth objects told since the last take.
    std::vector<Tree> depths() {
        std::vector<Tree> out;
        for (const Tree& frame : line.take("quote-event"))
            out.push_back(frame["content"]["data"][0]);
        return out;
    }

    FakeLine line;
};

TEST_F(EdgexFeeds, GreetsAndEchoesPings) {
    EXPECT_EQ(line.take(), (std::vector<Tree>{{{"sid", "sid-1"}, {"type", "connected"}}}));

    hear({{"type", "ping"}, {"time", "1758456318000"}});

    EXPECT_EQ(line.take(), (std::vector<Tree>{{{"type", "pong"}, {"time", "1758456318000"}}}));
}

TEST_F(EdgexFeeds, PingsAndClosesAfterFiveWithoutAnAnswer) {
    const auto beat = [&] {
        pass(kPingEvery);
        publics.beat(exchange.now());
        return line.take("ping").size();
    };
    line.take();
    for (int i = 0; i < 4; ++i)
        EXPECT_EQ(beat(), 1U);
    hear({{"type", "pong"}, {"time", "1"}});
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(beat(), 1U);
    EXPECT_EQ(line.closed_with, 0);

    EXPECT_EQ(beat(), 0U);

    EXPECT_NE(line.closed_with, 0);
}

TEST_F(EdgexFeeds, AcknowledgesWithTheRequestsOwnTextAndThenASnapshot) {
    line.take();
    const std::string text = R"({"type": "subscribe", "channel": "depth.30000001.15"})";

    publics.message(1, text);

    const auto frames = line.take();
    ASSERT_EQ(frames.size(), 2U);
    EXPECT_EQ(frames[0],
              (Tree{{"type", "subscribed"}, {"channel", "depth.30000001.15"}, {"request", text}}));
    EXPECT_EQ(frames[1]["type"], "quote-event");
    EXPECT_EQ(frames[1]["channel"], "depth.30000001.15");
    EXPECT_EQ(frames[1]["content"]["channel"], "depth.30000001.15");
    EXPECT_EQ(frames[1]["content"]["dataType"], "Snapshot");
    EXPECT_EQ(frames[1]["content"]["data"][0]["depthType"], "SNAPSHOT");
}

TEST_F(EdgexFeeds, ChainsVersionsAndRebuildsTheBook) {
    other("BTCUSDC", Side::sell, "97394.1", "0.551");
    subscribe("depth.30000001.15");
    std::map<std::string, std::string> asks;
    std::string version;
    const auto apply = [&] {
        for (const Tree& depth : depths()) {
            if (depth["depthType"] == "SNAPSHOT") {
                asks.clear();
            } else {
                EXPECT_EQ(depth["startVersion"], version);
            }
            EXPECT_LT(std::stoull(depth["startVersion"].get<std::string>()),
                      std::stoull(depth["endVersion"].get<std::string>()));
            version = depth["endVersion"];
            for (const Tree& level : depth["asks"]) {
                if (level["size"] == "0.000")
                    EXPECT_EQ(asks.erase(level["price"]), 1U) << level;
                else
                    asks[level["price"]] = level["size"];
            }
        }
    };
    apply();

    // Twenty levels in a window of fifteen; then the best three are taken and others come in.
    for (int i = 0; i < 20; ++i)
        other("BTCUSDC", Side::sell,
              to_text(parse_price("97395").value() + parse_price("0.1").value() * i).c_str(),
              "0.1");
    apply();
    EXPECT_EQ(asks.size(), 15U);
    other("BTCUSDC", Side::buy, "97395.1", "0.751");
    apply();

    EXPECT_EQ(asks.size(), 15U);
    const Tree rest_view = get(Generation::v2, "public/quote/getDepth",
                               {{"contractId", "30000001"}, {"level", "15"}})["data"][0];
    EXPECT_EQ(rest_view["endVersion"], version);
    for (const Tree& level : rest_view["asks"])
        EXPECT_EQ(asks[level["price"]], level["size"]);
    EXPECT_EQ(asks.begin()->first, "97395.2");
}

TEST_F(EdgexFeeds, ShowsLateSubscribersTheSameChain) {
    FakeLine late;
    publics.opened(2, late, "sid-2");
    subscribe("depth.30000001.15");
    other("BTCUSDC", Side::sell, "97394.1", "0.551");
    publics.message(2, R"({"type":"subscribe","channel":"depth.30000001.15"})");
    other("BTCUSDC", Side::sell, "97394.2", "0.551");

    const auto frames = late.take("quote-event");

    ASSERT_EQ(frames.size(), 2U);
    EXPECT_EQ(frames[1]["content"]["data"][0]["startVersion"],
              frames[0]["content"]["data"][0]["endVersion"]);
    EXPECT_EQ(depths().back(), frames[1]["content"]["data"][0]);
}

TEST_F(EdgexFeeds, SendsAnEmptyChangeForAQuietBook) {
    subscribe("depth.30000001.15");
    const Tree before = depths().back();

    pass(PublicFeed::kQuiet);
    publics.beat(exchange.now());

    const auto told = depths();
    ASSERT_EQ(told.size(), 1U);
    EXPECT_TRUE(told[0]["asks"].empty());
    EXPECT_TRUE(told[0]["bids"].empty());
    EXPECT_EQ(told[0]["startVersion"], before["endVersion"]);
}

TEST_F(EdgexFeeds, TellsTradesWithTheTakersSide) {
    subscribe("trades.30000001");
    line.take();
    other("BTCUSDC", Side::buy, "97393.8", "0.010");
    other("BTCUSDC", Side::sell, "97393.8", "0.004");

    const auto frames = line.take("quote-event");

    ASSERT_EQ(frames.size(), 1U);
    EXPECT_EQ(frames[0]["content"]["dataType"], "changed");
    const Tree trade = frames[0]["content"]["data"][0];
    EXPECT_EQ(trade["price"], "97393.8");
    EXPECT_EQ(trade["size"], "0.004");
    EXPECT_EQ(trade["value"], "389.5752");
    EXPECT_EQ(trade["isBuyerMaker"], true);
    EXPECT_EQ(trade["contractName"], "BTCUSDC");
    EXPECT_TRUE(trade["ticketId"].is_string());
}

TEST_F(EdgexFeeds, PushesTheShortChannelsOfV1UnderTheirOwnNames) {
    for (const char* name :
         {"depth.10000001", "trade.10000001", "kline.10000001.MINUTE_1", "ticker.10000001"})
        subscribe(name);
    line.take();
    other("BTCUSD", Side::buy, "97393.8", "0.010");
    other("BTCUSD", Side::sell, "97393.8", "0.004");
    publics.beat(exchange.now());

    std::set<std::string> seen;
    for (const Tree& frame : line.take("quote-event"))
        seen.insert(frame["channel"]);

    EXPECT_EQ(seen, (std::set<std::string>{"depth.10000001", "trade.10000001",
                                           "kline.10000001.MINUTE_1", "ticker.10000001"}));
}

TEST_F(EdgexFeeds, TellsEveryContractOnceASecondWhereAsked) {
    subscribe("ticker.all.1s");
    subscribe("bookTicker.all.1s");
    subscribe("fundingRate.all");
    subscribe("metadata");
    const auto first = line.take("quote-event");
    ASSERT_EQ(first.size(), 4U);
    EXPECT_EQ(first[0]["content"]["data"].size(), 6U);
    EXPECT_EQ(first[1]["content"]["data"][0]["bestAskPrice"], "0");
    const Tree metadata = first[3]["content"]["data"][0];
    EXPECT_EQ(metadata["contractList"][0]["contractName"], "BTCUSDC");
    EXPECT_EQ(metadata["contract"][0]["contractName"], "BTCUSD");

    publics.beat(exchange.now());
    line.take();
    pass(seconds(1));
    publics.beat(exchange.now());

    EXPECT_EQ(line.take("quote-event").size(), 2U);
}

TEST_F(EdgexFeeds, TellsTheBestPricesInTickersOfTheSocketAlone) {
    other("BTCUSDC", Side::sell, "97394.1", "0.551");
    subscribe("ticker.30000001");

    const Tree ticker = line.take("quote-event")[0]["content"]["data"][0];

    EXPECT_EQ(ticker["bestAskPrice"], "97394.1");
    EXPECT_FALSE(ticker.contains("bestBidPrice"));
    EXPECT_FALSE(
        get(Generation::v2, "public/quote/getTicker", {{"contractId", "30000001"}})["data"][0]
            .contains("bestAskPrice"));
}

TEST_F(EdgexFeeds, SaysWhatIsWrongWithAChannel) {
    const auto code = [&](const std::string& channel) {
        line.take();
        subscribe(channel);
        const auto frames = line.take("error");
        return frames.size() == 1 ? frames[0]["content"]["code"].get<std::string>() : "";
    };

    EXPECT_EQ(code("depth.invalid.15"), "GATEWAY_INVALID_CHANNEL");
    EXPECT_EQ(code("nothing"), "GATEWAY_INVALID_CHANNEL");
    EXPECT_EQ(code("depth.10002.15"), "INVALID_CONTRACT_ID");
    EXPECT_EQ(code("depth.30000001.16"), "GATEWAY_INVALID_BOOK_DEPTH");
    EXPECT_EQ(code("kline.GUESS.30000001.MINUTE_1"), "GATEWAY_INVALID_KLINE_PRICE_TYPE");
    EXPECT_EQ(code("kline.LAST_PRICE.30000001.MINUTE_7"), "GATEWAY_INVALID_KLINE_INTERVAL");
}

TEST_F(EdgexFeeds, ClosesASessionThatGoesOnTalkingNonsense) {
    line.take();
    publics.message(1, "hello");
    publics.message(1, R"({"type":"dance"})");
    const auto errors = line.take("error");
    ASSERT_EQ(errors.size(), 2U);
    EXPECT_EQ(errors[0]["content"]["code"], "GATEWAY_UNRECOGNIZED_MESSAGE");
    EXPECT_EQ(errors[0]["request"], "hello");
    EXPECT_EQ(errors[1]["content"]["code"], "GATEWAY_INVALID_MESSAGE_TYPE");

    for (int i = 0; i < 8; ++i)
        publics.message(1, "hello");

    EXPECT_NE(line.closed_with, 0);
}

TEST_F(EdgexFeeds, StopsTellingWhatIsUnsubscribed) {
    subscribe("trades.30000001");
    hear({{"type", "unsubscribe"}, {"channel", "trades.30000001"}});
    EXPECT_EQ(line.take().back()["type"], "unsubscribed");

    other("BTCUSDC", Side::buy, "97393.8", "0.010");
    other("BTCUSDC", Side::sell, "97393.8", "0.004");

    EXPECT_TRUE(line.take().empty());
}

// --- The private socket.

class EdgexEvents : public EdgexBoth {
protected:
    EdgexEvents() { privates.opened(1, line, "sid", *members.find(kAccountId), GetParam()); }

    std::vector<Tree> events() {
        std::vector<Tree> out;
        for (const Tree& frame : line.take("trade-event"))
            out.push_back(frame["content"]);
        return out;
    }

    FakeLine line;
};

INSTANTIATE_TEST_SUITE_P(Both, EdgexEvents, ::testing::Values(Generation::v1, Generation::v2),
                         generation_name);

TEST_P(EdgexEvents, BeginsWithTheAccountAsItIs) {
    place(generation(), "BUY", "97000.0", "0.010", "a");
    FakeLine later;
    privates.opened(2, later, "sid-2", *members.find(kAccountId), generation());

    const auto frames = later.take();

    ASSERT_EQ(frames.size(), 2U);
    EXPECT_EQ(frames[0]["type"], "connected");
    EXPECT_EQ(frames[0]["time"], std::to_string(now_ms()));
    EXPECT_EQ(frames[1]["type"], "trade-event");
    const Tree& content = frames[1]["content"];
    EXPECT_EQ(content["event"], "Snapshot");
    EXPECT_EQ(content["accountId"], kAccountId);
    EXPECT_EQ(content["data"]["account"][0]["id"], kAccountId);
    EXPECT_EQ(content["data"]["collateral"][0]["amount"], "10000.000000");
    EXPECT_EQ(content["data"]["order"][0]["clientOrderId"], "a");
    EXPECT_EQ(content["data"]["order"][0]["status"], "OPEN");
}

TEST_P(EdgexEvents, TellsPendingThenOpenThenBothFilledEvents) {
    events();

    place(generation(), "BUY", "97393.8", "0.010", "a");
    other(book(), Side::sell, "97393.8", "0.010");

    const auto told = events();
    ASSERT_EQ(told.size(), 4U);
    std::uint64_t version = 0;
    for (const Tree& each : told) {
        EXPECT_EQ(each["event"], "ORDER_UPDATE");
        EXPECT_EQ(each["data"]["order"][0]["clientOrderId"], "a");
        const std::uint64_t next = std::stoull(each["version"].get<std::string>());
        EXPECT_GT(next, version);
        version = next;
    }
    const auto at = [&](std::size_t i) { return told[i]["data"]["order"][0]; };
    EXPECT_EQ(at(0)["status"], "PENDING");
    EXPECT_EQ(at(1)["status"], "OPEN");
    // Matched: the collateral is as it was, so nothing of it is told.
    EXPECT_EQ(at(2)["status"], "FILLED");
    EXPECT_EQ(at(2)["cumMatchSize"], "0.010");
    EXPECT_EQ(at(2)["cumFillSize"], "0");
    EXPECT_TRUE(told[2]["data"]["collateral"].empty());
    EXPECT_TRUE(told[2]["data"]["position"].empty());
    // Passed.
    EXPECT_EQ(at(3)["status"], "FILLED");
    EXPECT_EQ(at(3)["cumFillSize"], "0.010");
    EXPECT_EQ(told[3]["data"]["collateral"].size(), 1U);
    EXPECT_EQ(told[3]["data"]["position"][0]["openSize"], "0.010");
    EXPECT_EQ(told[3]["data"]["orderFillTransaction"][0]["fillPrice"], "97393.8");
    EXPECT_EQ(told[3]["data"]["orderFillTransaction"][0]["direction"], "MAKER");
    EXPECT_EQ(told[3]["data"]["positionTransaction"].size(), 1U);
    EXPECT_EQ(told[3]["data"]["collateralTransaction"].size(), 1U);
}

TEST_P(EdgexEvents, TellsAPartialFillAsOpenWithMoreMatched) {
    place(generation(), "BUY", "97393.8", "0.010", "a");
    events();

    other(book(), Side::sell, "97393.8", "0.004");
    other(book(), Side::sell, "97393.8", "0.003");

    const auto told = events();
    ASSERT_EQ(told.size(), 4U);
    const auto order_at = [&](std::size_t i) { return told[i]["data"]["order"][0]; };
    EXPECT_EQ(order_at(0)["status"], "OPEN");
    EXPECT_EQ(order_at(0)["cumMatchSize"], "0.004");
    EXPECT_EQ(order_at(0)["cumFillSize"], "0");
    EXPECT_EQ(order_at(1)["cumFillSize"], "0.004");
    EXPECT_EQ(order_at(2)["cumMatchSize"], "0.007");
    EXPECT_EQ(order_at(2)["cumFillSize"], "0.004");
    EXPECT_EQ(order_at(3)["cumFillSize"], "0.007");
}

TEST_P(EdgexEvents, TellsEveryWayAnOrderIsCancelled) {
    other(book(), Side::sell, "97400.0", "1");
    events();
    place(generation(), "BUY", "97400.0", "0.010", "a", {{"timeInForce", "POST_ONLY"}});
    place(generation(), "BUY", "97000.0", "0.010", "b",
          {{"expireTime", std::to_string(now_ms() + 1'000)}});
    pass(seconds(2));

    std::vector<std::string> told;
    for (const Tree& each : events()) {
        const Tree& seen = each["data"]["order"][0];
        told.push_back(seen["clientOrderId"].get<std::string>() + " " +
                       seen["status"].get<std::string>() + " " +
                       seen["cancelReason"].get<std::string>());
    }

    EXPECT_EQ(told, (std::vector<std::string>{
                        "a PENDING UNKNOWN_ORDER_CANCEL_REASON",
                        "a CANCELED COULD_NOT_FILL",
                        "b PENDING UNKNOWN_ORDER_CANCEL_REASON",
                        "b OPEN UNKNOWN_ORDER_CANCEL_REASON",
                        "b CANCELED EXPIRE_CANCELED",
                    }));
}

TEST_P(EdgexEvents, TellsNothingOfTheOtherGenerationsBooks) {
    events();
    const Generation stranger = generation() == Generation::v1 ? Generation::v2 : Generation::v1;

    place(stranger, "BUY", "97000.0", "0.010", "a");

    EXPECT_TRUE(events().empty());
}

TEST_P(EdgexEvents, TellsOfLeverageAndFunding) {
    events();
    post(generation(), "private/account/updateLeverageSetting",
         {{"accountId", kAccountId}, {"contractId", contract()}, {"leverage", "20"}});
    const auto changed = events();
    ASSERT_EQ(changed.size(), 1U);
    EXPECT_EQ(changed[0]["event"], "ACCOUNT_UPDATE");
    EXPECT_EQ(
        changed[0]["data"]["account"][0]["contractIdToTradeSetting"][contract()]["maxLeverage"],
        "20");

    other(book(), Side::sell, "97400.0", "0.100");
    place(generation(), "BUY", "97400.0", "0.100", "a");
    exchange.set_funding_rate(exchange.find(book())->id, parse_ratio("0.0001").value());
    events();
    pass(minutes(241));
    const auto paid = events();
    ASSERT_EQ(paid.size(), 1U);
    EXPECT_EQ(paid[0]["event"], "FUNDING_SETTLEMENT");
    EXPECT_EQ(paid[0]["data"]["position"][0]["fundingFee"], "-0.974000");
    EXPECT_EQ(paid[0]["data"]["positionTransaction"][0]["type"], "SETTLE_FUNDING_FEE");
}

TEST_P(EdgexEvents, EndsWithTheSession) {
    privates.expire();

    EXPECT_NE(line.closed_with, 0);
}

}  // namespace
}  // namespace twinleg::sim::wire::edgex::test
