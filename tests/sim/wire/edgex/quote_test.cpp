// Public requests, and their objects against the fixtures of the page.

#include "tests/sim/wire/edgex/desk.h"

namespace twinleg::sim::wire::edgex::test {
namespace {

using EdgexQuotes = EdgexBoth;

INSTANTIATE_TEST_SUITE_P(Both, EdgexQuotes, ::testing::Values(Generation::v1, Generation::v2),
                         generation_name);

Tree fixture(const std::string& name) {
    return twinleg::test::read_vectors("tests/sim/wire/edgex/data/sim_fixtures.json")["rest"][name];
}

// Every name of `expected` is in `seen`, with a value of the same JSON kind.
void expect_like(const Tree& seen, const Tree& expected, const std::string& where) {
    ASSERT_EQ(seen.type_name(), std::string{expected.type_name()}) << where;
    if (expected.is_object()) {
        for (const auto& [name, value] : expected.items()) {
            if (name == "contractIdToTradeSetting") continue;
            ASSERT_TRUE(seen.contains(name)) << where << "." << name;
            if (!value.is_null() && !seen[name].is_null())
                expect_like(seen[name], value, where + "." + name);
        }
    } else if (expected.is_array() && !expected.empty() && !seen.empty()) {
        expect_like(seen[0], expected[0], where + "[0]");
    }
}

TEST_F(EdgexDesk, HasEveryFieldOfThePagesObjects) {
    other("BTCUSDC", Side::sell, "97394.1", "1");
    other("BTCUSDC", Side::buy, "97393.8", "1");
    place(Generation::v2, "BUY", "97394.1", "0.010", "a");
    const std::string id = place(Generation::v2, "BUY", "97000.0", "0.010", "b")["data"]["orderId"];
    const Tree contract{{"contractId", "30000001"}};
    const auto with = [](Tree a, const Tree& b) {
        a.update(b);
        return a;
    };

    expect_like(get(Generation::v1, "public/meta/getMetaData"), fixture("v1 getMetaData"), "v1");
    expect_like(get(Generation::v2, "public/meta/getMetaData"), fixture("v2 getMetaData"), "v2");
    expect_like(get(Generation::v2, "public/quote/getDepth", with(contract, {{"level", "15"}})),
                fixture("getDepth"), "depth");
    Tree ticker = fixture("getTicker");
    ticker["data"][0].erase("bestAskPrice");  // the page: only the socket adds them
    ticker["data"][0].erase("bestBidPrice");
    expect_like(get(Generation::v2, "public/quote/getTicker", contract), ticker, "ticker");
    expect_like(get(Generation::v2, "public/funding/getLatestFundingRate", contract),
                fixture("getLatestFundingRate"), "funding");
    expect_like(get(Generation::v2, "public/quote/getKline",
                    with(contract, {{"klineType", "MINUTE_1"}, {"priceType", "LAST_PRICE"}})),
                fixture("getKline"), "kline");
    expect_like(ask(Generation::v2, "account/getAccountAsset"), fixture("getAccountAsset"),
                "asset");
    expect_like(ask(Generation::v2, "order/getOrderById", {{"orderIdList", id}}),
                fixture("getOrderById"), "order");
    expect_like(ask(Generation::v2, "order/getActiveOrderPage"), fixture("getActiveOrderPage"),
                "active");
    expect_like(ask(Generation::v2, "order/getHistoryOrderFillTransactionPage"),
                fixture("getHistoryOrderFillTransactionPage"), "fills");
}

TEST_F(EdgexDesk, TellsTheReferenceValuesOfBothGenerations) {
    const Tree v1 = get(Generation::v1, "public/meta/getMetaData")["data"];
    const Tree v2 = get(Generation::v2, "public/meta/getMetaData")["data"];

    EXPECT_EQ(v1["contractList"][0]["contractId"], "10000001");
    EXPECT_EQ(v1["contractList"][0]["contractName"], "BTCUSD");
    EXPECT_EQ(v1["contractList"][0]["starkExSyntheticAssetId"], "0x425443322d31300000000000000000");
    EXPECT_EQ(v1["contractList"][0]["starkExResolution"], "0x2540be400");
    EXPECT_EQ(v1["contractList"][0]["defaultTakerFeeRate"], "0.00038");
    EXPECT_EQ(v1["contractList"][0]["defaultMakerFeeRate"], "0.00015");
    EXPECT_EQ(v1["contractList"][0]["tickSize"], "0.1");
    EXPECT_EQ(v1["contractList"][0]["fundingRateIntervalMin"], "240");
    EXPECT_EQ(v1["global"]["starkExCollateralCoin"]["starkExAssetId"], kCollateralAsset);
    EXPECT_EQ(v2["contractList"][0]["contractName"], "BTCUSDC");
    EXPECT_EQ(v2["contractList"][0]["defaultTakerFeeRate"], "0.00045");
    EXPECT_EQ(v2["contractList"][0]["defaultMakerFeeRate"], "0.00018");
    EXPECT_EQ(v2["contractList"][2]["contractName"], "SOLUSDC");
    EXPECT_EQ(v2["global"]["nativeChainId"], "3343");
    EXPECT_EQ(v2["global"]["contractAddress"], kChainContract);
    EXPECT_EQ(v2["coinList"][0]["resolution"], "0xf4240");
}

TEST_P(EdgexQuotes, AnswersDepthAsASnapshotBestFirst) {
    other(book(), Side::sell, "97394.2", "0.883");
    other(book(), Side::sell, "97394.1", "0.551");
    other(book(), Side::buy, "97393.7", "1.25");

    const Tree depth = get(generation(), "public/quote/getDepth",
                           {{"contractId", contract()}, {"level", "15"}})["data"][0];

    EXPECT_EQ(depth["depthType"], "SNAPSHOT");
    EXPECT_EQ(depth["level"], 15);
    EXPECT_EQ(depth["contractName"], book());
    EXPECT_EQ(depth["asks"][0], (Tree{{"price", "97394.1"}, {"size", "0.551"}}));
    EXPECT_EQ(depth["asks"][1]["price"], "97394.2");
    EXPECT_EQ(depth["bids"][0], (Tree{{"price", "97393.7"}, {"size", "1.250"}}));
    EXPECT_EQ(get(generation(), "public/quote/getDepth",
                  {{"contractId", contract()}, {"level", "50"}})["code"],
              "GATEWAY_PARAM_INVALID");
    EXPECT_EQ(get(generation(), "public/quote/getDepth",
                  {{"contractId", "10002"}, {"level", "15"}})["code"],
              "INVALID_CONTRACT_ID");
}

TEST_P(EdgexQuotes, KnowsTheOraclePriceBeforeAnybodyTraded) {
    const Tree ticker =
        get(generation(), "public/quote/getTicker", {{"contractId", contract()}})["data"][0];

    EXPECT_EQ(ticker["oraclePrice"], "97400.0");
    EXPECT_EQ(ticker["lastPrice"], "97400.0");
    EXPECT_EQ(ticker.contains("markPrice"), generation() == Generation::v2);
}

TEST_F(EdgexDesk, AnswersNothingToAQuestionForEveryTickerOfV2) {
    EXPECT_EQ(get(Generation::v2, "public/quote/getTicker")["data"], Tree::array());
    EXPECT_EQ(get(Generation::v1, "public/quote/getTicker")["data"].size(), 3U);
}

TEST_P(EdgexQuotes, DrawsCandlesNewestFirstAndFillsQuietMinutes) {
    const auto trade = [&](const char* price) {
        other(book(), Side::sell, price, "0.010");
        other(book(), Side::buy, price, "0.010");
    };
    trade("97000.0");
    trade("97200.0");
    trade("97100.0");
    pass(minutes(3));
    trade("97300.0");

    const auto candles = [&](const Tree& more) {
        Tree fields{
            {"contractId", contract()}, {"klineType", "MINUTE_1"}, {"priceType", "LAST_PRICE"}};
        fields.update(more);
        return get(generation(), "public/quote/getKline", fields);
    };
    const Tree rows = candles(Tree::object())["data"]["dataList"];
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_EQ(rows[0]["close"], "97300.0");
    EXPECT_EQ(rows[0]["open"], "97100.0");
    EXPECT_EQ(rows[0]["trades"], "1");
    EXPECT_EQ(rows[1]["high"], "97100.0");
    EXPECT_EQ(rows[1]["size"], "0.000");
    EXPECT_EQ(rows[3]["high"], "97400.0");  // the oracle's, from before the first trade
    EXPECT_EQ(rows[3]["low"], "97000.0");
    EXPECT_EQ(rows[3]["size"], "0.030");
    EXPECT_EQ(rows[3]["makerBuySize"], "0.000");  // all takers bought

    const Tree page = candles({{"size", "2"}})["data"];
    ASSERT_EQ(page["dataList"].size(), 2U);
    const Tree next = candles({{"size", "2"}, {"offsetData", page["nextPageOffsetData"]}})["data"];
    ASSERT_EQ(next["dataList"].size(), 2U);
    EXPECT_EQ(next["dataList"][1]["low"], "97000.0");
    EXPECT_EQ(next["nextPageOffsetData"], "");
    EXPECT_EQ(candles({{"size", "1001"}})["code"], "INVALID_GET_PAGE_SIZE");
    EXPECT_EQ(candles({{"klineType", "MINUTE_7"}})["code"], "GATEWAY_PARAM_INVALID");
    const Tree hour = candles({{"klineType", "HOUR_4"}})["data"]["dataList"];
    EXPECT_EQ(hour[0]["trades"], "4");
    const Tree many =
        get(generation(), "public/quote/getMultiContractKline",
            {{"contractIdList", contract()}, {"klineType", "MINUTE_1"}, {"size", "2"}})["data"];
    EXPECT_EQ(many[0]["contractId"], contract());
    EXPECT_EQ(many[0]["klineList"].size(), 2U);
}

TEST(EdgexKlines, BeginWhereTheCalendarSays) {
    const Time wednesday{1'795'000'000'000'000'000};  // 2026-11-18T11:06:40Z
    EXPECT_EQ(ms_of(kline_start(KlineType::minute_5, wednesday)), 1'794'999'900'000);
    EXPECT_EQ(ms_of(kline_start(KlineType::day_1, wednesday)), 1'794'960'000'000);
    EXPECT_EQ(ms_of(kline_start(KlineType::week_1, wednesday)), 1'794'787'200'000);   // Monday 16
    EXPECT_EQ(ms_of(kline_start(KlineType::month_1, wednesday)), 1'793'491'200'000);  // 1 November
}

TEST_F(EdgexDesk, ServesPagesOfItsSite) {
    rest.serve_page("/trade", "text/html", "<title>edgeX</title>");
    net::ServerRequest asked;
    asked.method = "GET";
    asked.target = "/trade";

    const auto outcome = rest.answer(asked, exchange.now());

    EXPECT_EQ(outcome.response.status, 200);
    EXPECT_EQ(outcome.response.body, "<title>edgeX</title>");
    EXPECT_EQ(outcome.response.content_type, "text/html");
}

}  // namespace
}  // namespace twinleg::sim::wire::edgex::test
