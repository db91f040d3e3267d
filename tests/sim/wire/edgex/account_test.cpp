// What an account comes to, to the last digit.

#include "tests/sim/wire/edgex/desk.h"

namespace twinleg::sim::wire::edgex::test {
namespace {

using EdgexAccounts = EdgexBoth;

INSTANTIATE_TEST_SUITE_P(Both, EdgexAccounts, ::testing::Values(Generation::v1, Generation::v2),
                         generation_name);

// The example of the page: maker's rate 0.00018 and 97,393.8 dollars.
TEST_F(EdgexDesk, ComesToThePagesDigits) {
    place(Generation::v2, "BUY", "97393.8", "0.010", "a");
    other("BTCUSDC", Side::sell, "97393.8", "0.010");

    const Tree whole = asset(Generation::v2);

    const Tree& collateral = whole["collateralList"][0];
    EXPECT_EQ(collateral["amount"], "9025.886692");
    EXPECT_EQ(collateral["legacyAmount"], "9999.824692");
    EXPECT_EQ(collateral["cumDepositAmount"], "10000.000000");
    EXPECT_EQ(collateral["cumPositionBuyAmount"], "-973.938000");
    EXPECT_EQ(collateral["cumPositionSellAmount"], "0");
    EXPECT_EQ(collateral["cumFillFeeAmount"], "-0.175308");
    const Tree& position = whole["positionList"][0];
    EXPECT_EQ(position["openSize"], "0.010");
    EXPECT_EQ(position["openValue"], "973.938000");
    EXPECT_EQ(position["openFee"], "-0.175308");
    EXPECT_EQ(position["longTermCount"], 1);
    EXPECT_EQ(position["longTermStat"]["cumOpenSize"], "0.010");
    const Tree& worth = whole["positionAssetList"][0];
    EXPECT_EQ(worth["positionValue"], "974.000000");
    EXPECT_EQ(worth["initialMarginRequirement"], "97.400000");
    EXPECT_EQ(worth["avgEntryPrice"], "97393.8");
    EXPECT_EQ(worth["unrealizePnl"], "0.062000");
    EXPECT_EQ(worth["riskValue"], "4.870000");
    const Tree& model = whole["collateralAssetModelList"][0];
    EXPECT_EQ(model["totalEquity"], "9999.886692");
    EXPECT_EQ(model["totalPositionValueAbs"], "974.000000");
    EXPECT_EQ(model["orderFrozenAmount"], "0");
    EXPECT_EQ(model["availableAmount"], "9902.486692");
}

TEST_P(EdgexAccounts, KeepsThePagesArithmeticThroughOpeningClosingAndTurning) {
    const auto fill = [&](const char* side, const char* price, const char* size,
                          const std::string& id) {
        other(book(), std::string{side} == "BUY" ? Side::sell : Side::buy, price, size);
        ASSERT_EQ(place(generation(), side, price, size, id)["code"], "SUCCESS");
        ASSERT_EQ(order(generation(), id)["status"], "FILLED");
    };
    fill("BUY", "97000.0", "0.030", "a");
    fill("SELL", "97100.0", "0.010", "b");  // closes a third
    fill("SELL", "97200.0", "0.050", "c");  // closes the rest and turns short
    fill("BUY", "97300.0", "0.010", "d");   // closes a third of the short

    const Tree whole = asset(generation());

    const Tree& position = whole["positionList"][0];
    EXPECT_EQ(position["openSize"], "-0.020");
    EXPECT_EQ(position["openValue"], "-1944.000000");
    EXPECT_EQ(position["longTermStat"]["cumCloseSize"], "-0.030");
    EXPECT_EQ(position["longTermStat"]["cumCloseValue"], "-2915.000000");
    EXPECT_EQ(position["shortTermStat"]["cumOpenSize"], "-0.030");
    EXPECT_EQ(position["shortTermCount"], 1);
    const Notional fees =
        parse_notional(whole["collateralList"][0]["cumFillFeeAmount"].get<std::string>()).value();
    // bought 2910 + 973, sold 971 + 4860
    const Notional amount = Notional::from_units(10'000 - 3'883 + 5'831) + fees;
    EXPECT_EQ(whole["collateralList"][0]["amount"], money(amount));
    EXPECT_EQ(whole["collateralAssetModelList"][0]["totalEquity"],
              money(amount - Notional::from_units(1'948)));
    // The exchange behind the wire books the same.
    EXPECT_EQ(exchange.equity(0), amount - Notional::from_units(1'948));
    EXPECT_EQ(exchange.cash(0), amount);
    EXPECT_EQ(whole["positionAssetList"][0]["avgEntryPrice"], "97200");
    EXPECT_EQ(whole["positionAssetList"][0]["unrealizePnl"], "-4.000000");
    // 1 + 4 of the long, −1 of the short.
    EXPECT_EQ(whole["positionAssetList"][0]["totalRealizePnl"], "4.000000");
}

TEST_P(EdgexAccounts, WritesDownEveryFillInBothTransactionPages) {
    other(book(), Side::sell, "97000.0", "0.010");
    place(generation(), "BUY", "97000.0", "0.010", "a");
    other(book(), Side::buy, "97100.0", "0.010");
    place(generation(), "SELL", "97100.0", "0.010", "b");

    const auto rows = [&](const char* name, const Tree& filter = Tree::object()) {
        return ask(generation(), std::string{"account/"} + name, filter)["data"]["dataList"];
    };
    const Tree positions = rows("getPositionTransactionPage");
    ASSERT_EQ(positions.size(), 2U);
    EXPECT_EQ(positions[0]["type"], "SELL_POSITION");
    EXPECT_EQ(positions[0]["beforeOpenSize"], "0.010");
    EXPECT_EQ(positions[0]["deltaOpenSize"], "-0.010");
    EXPECT_EQ(positions[0]["fillCloseValue"], "-971.000000");
    EXPECT_EQ(positions[0]["fillPrice"], "97100.0");
    EXPECT_EQ(positions[1]["type"], "BUY_POSITION");
    EXPECT_EQ(rows("getPositionTransactionPage", {{"filterTypeList", "BUY_POSITION"}}).size(), 1U);
    EXPECT_EQ(rows("getPositionTransactionPage", {{"filterCloseOnly", "true"}}).size(), 1U);
    const Tree collateral = rows("getCollateralTransactionPage");
    ASSERT_EQ(collateral.size(), 2U);
    EXPECT_EQ(collateral[1]["beforeAmount"], "10000.000000");
    EXPECT_EQ(collateral[1]["type"], "POSITION_BUY");
    const Tree fills = ask(generation(), "order/getHistoryOrderFillTransactionPage")["data"];
    EXPECT_EQ(fills["dataList"][0]["positionTransactionId"], positions[0]["id"]);
    EXPECT_EQ(fills["dataList"][0]["collateralTransactionId"], collateral[0]["id"]);
}

TEST_P(EdgexAccounts, AnswersPositionsByContract) {
    other(book(), Side::sell, "97000.0", "0.010");
    place(generation(), "BUY", "97000.0", "0.010", "a");

    const Tree found =
        ask(generation(), "account/getPositionByContractId", {{"contractIdList", contract()}});
    ASSERT_EQ(found["data"].size(), 1U);
    EXPECT_EQ(found["data"][0]["openSize"], "0.010");
    EXPECT_EQ(
        ask(generation(), "account/getPositionByContractId", {{"contractIdList", "10002"}})["code"],
        "INVALID_CONTRACT_ID");
    EXPECT_EQ(ask(generation(), "account/getAccountById")["data"]["id"], kAccountId);
}

TEST_P(EdgexAccounts, ChangesLeverageOnlyWithoutOpenOrders) {
    const auto set = [&](const std::string& leverage, const char* of) {
        return post(generation(), "private/account/updateLeverageSetting",
                    {{"accountId", kAccountId}, {"contractId", of}, {"leverage", leverage}});
    };
    place(generation(), "BUY", "97000.0", "0.010", "a");
    EXPECT_EQ(set("20", contract())["code"], "ACCOUNT_UPDATE_LEVERAGE_FAILED_ORDER");
    EXPECT_EQ(set("20", "0")["code"], "ACCOUNT_UPDATE_LEVERAGE_FAILED_ORDER");
    post(generation(), "private/order/cancelAllOrder", {{"accountId", kAccountId}});

    const Tree done = set("20", contract());

    EXPECT_EQ(done["code"], "SUCCESS");
    EXPECT_TRUE(done["data"].is_null());
    EXPECT_EQ(asset(generation())["account"]["contractIdToTradeSetting"][contract()]["maxLeverage"],
              "20");
    EXPECT_EQ(place(generation(), "BUY", "97400.0", "2", "b")["code"], "SUCCESS");
    post(generation(), "private/order/cancelAllOrder", {{"accountId", kAccountId}});
    EXPECT_EQ(set("0", contract())["code"], "INVALID_LEVERAGE");
    EXPECT_EQ(set("101", contract())["code"], "INVALID_LEVERAGE");
    EXPECT_EQ(set("5", "0")["code"], "SUCCESS");
    EXPECT_EQ(asset(generation())["account"]["defaultTradeSetting"]["maxLeverage"], "5");
    EXPECT_EQ(asset(generation())["account"]["contractIdToTradeSetting"][contract()]["maxLeverage"],
              "20");
}

TEST_P(EdgexAccounts, RefusesALeverageThatThePositionDoesNotBear) {
    other(book(), Side::sell, "97400.0", "1");
    place(generation(), "BUY", "97400.0", "1", "a");

    const Tree refused =
        post(generation(), "private/account/updateLeverageSetting",
             {{"accountId", kAccountId}, {"contractId", contract()}, {"leverage", "2"}});

    EXPECT_EQ(refused["code"], "MARGIN_NOT_ENOUGH");
    EXPECT_EQ(asset(generation())["positionAssetList"][0]["maxLeverage"], "10");
}

TEST_F(EdgexDesk, SetsTheMarginModeThatTheAccountSigned) {
    const auto key = crypto::EthereumKey::from_hex("key", kTradingKey);
    const auto domain = v2_domain(kChain, crypto::parse_address("c", kChainContract).value());
    const auto body = [&](std::uint8_t mode) {
        const auto hash = v2_struct_hash(MarginMode{.account = std::stoull(kAccountId),
                                                    .contract = 30000001,
                                                    .mode = mode,
                                                    .nonce = nonce_of("m"),
                                                    .signer = key->address()});
        return Tree{{"accountId", kAccountId},
                    {"contractId", "30000001"},
                    {"marginMode", "1"},
                    {"l2Nonce", std::to_string(nonce_of("m"))},
                    {"l2ExpireTime", std::to_string(now_ms() + 86'400'000)},
                    {"signer", crypto::checksum_address(key->address())},
                    {"l2Signature", crypto::to_hex(key->sign(crypto::typed_digest(domain, hash)))}};
    };

    EXPECT_EQ(post(Generation::v2, "private/account/setMarginMode", body(0))["code"],
              "INVALID_L2_SIGNATURE");
    EXPECT_EQ(post(Generation::v2, "private/account/setMarginMode", body(1))["code"], "SUCCESS");
    EXPECT_EQ(post(Generation::v1, "private/account/setMarginMode", body(1))["code"],
              "GATEWAY_PATH_NOT_FOUND");
}

TEST_P(EdgexAccounts, PaysFundingEveryFourHours) {
    other(book(), Side::sell, "97400.0", "0.100");
    place(generation(), "BUY", "97400.0", "0.100", "a");
    const Instrument* at = exchange.find(book());
    exchange.set_funding_rate(at->id, parse_ratio("0.0001").value());

    pass(minutes(241));

    // 9,740 × 0.0001, and a long pays.
    const Tree whole = asset(generation());
    EXPECT_EQ(whole["collateralList"][0]["cumFundingFeeAmount"], "-0.974000");
    EXPECT_EQ(whole["positionList"][0]["fundingFee"], "-0.974000");
    const Tree row = ask(generation(), "account/getPositionTransactionPage",
                         {{"filterTypeList", "SETTLE_FUNDING_FEE"}})["data"]["dataList"][0];
    EXPECT_EQ(row["deltaFundingFee"], "-0.974000");
    EXPECT_EQ(row["fundingRate"], "0.0001");
    EXPECT_EQ(row["fundingPositionSize"], "0.100");
    const Tree rates =
        get(generation(), "public/funding/getFundingRatePage", {{"contractId", contract()}});
    EXPECT_EQ(rates["data"]["dataList"][0]["fundingRate"], "0.0001");
    EXPECT_EQ(rates["data"]["dataList"][0]["isSettlement"], true);
    EXPECT_EQ(
        std::stoll(rates["data"]["dataList"][0]["fundingTime"].get<std::string>()) % (240 * 60'000),
        0);
}

TEST_P(EdgexAccounts, LiquidatesWhoCannotHoldAPosition) {
    FakeLine line;
    privates.opened(1, line, "sid", *members.find(kAccountId), generation());
    other(book(), Side::sell, "97400.0", "1");
    place(generation(), "BUY", "97400.0", "1", "a");
    other(book(), Side::buy, "87500.0", "1");
    line.take();

    // 10,000 − 9,900 − fees is below half a percent of 87,500.
    exchange.set_mark(exchange.find(book())->id, parse_price("87500").value());

    std::vector<std::string> events;
    for (const Tree& frame : line.take("trade-event"))
        events.push_back(frame["content"]["event"]);
    EXPECT_EQ(events.front(), "START_LIQUIDATING");
    EXPECT_EQ(events.back(), "FINISH_LIQUIDATING");
    EXPECT_EQ(asset(generation())["positionList"][0]["openSize"], "0");
    const Tree fill = ask(generation(), "order/getHistoryOrderFillTransactionPage",
                          {{"filterIsLiquidateList", "true"}})["data"]["dataList"][0];
    EXPECT_EQ(fill["isLiquidate"], true);
    EXPECT_EQ(exchange.equity(0), exchange.cash(0));
    EXPECT_EQ(money(exchange.cash(0)), asset(generation())["collateralList"][0]["amount"]);
}

}  // namespace
}  // namespace twinleg::sim::wire::edgex::test
