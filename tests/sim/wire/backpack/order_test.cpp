// Orders, as a client that signs correctly sees them.

#include "tests/sim/wire/backpack/desk.h"

namespace twinleg::sim::wire::backpack::test {
namespace {

class BackpackOrders : public BackpackDesk {};

TEST_F(BackpackOrders, ALimitOrderRests) {
    const Tree placed = place("Bid", "59000.5", "0.01", {{"clientId", 7}});

    EXPECT_EQ(status, 200);
    EXPECT_EQ(placed.at("status"), "New");
    EXPECT_EQ(placed.at("clientId"), 7);
    EXPECT_EQ(placed.at("price"), "59000.5");
    EXPECT_EQ(placed.at("createdAt"), ms_of(kStart));
    EXPECT_EQ(get("/api/v1/orders").size(), 1U);
    EXPECT_EQ(get("/api/v1/order", {{"symbol", kBtc}, {"clientId", "7"}}).at("id"),
              placed.at("id"));
}

TEST_F(BackpackOrders, ATakerSeesItsFillsInTheAnswer) {
    other(Side::sell, "60000.1", "0.004");
    other(Side::sell, "60000.2", "1");

    const Tree placed = place("Bid", "60001", "0.01", {{"timeInForce", "IOC"}});

    EXPECT_EQ(placed.at("status"), "Filled");
    EXPECT_EQ(placed.at("executedQuantity"), "0.01");
    EXPECT_EQ(placed.at("executedQuoteQuantity"), "600.0016");
}

TEST_F(BackpackOrders, WhatAnIocDoesNotFindExpires) {
    other(Side::sell, "60000.1", "0.004");

    const Tree placed = place("Bid", "60001", "0.01", {{"timeInForce", "IOC"}});

    EXPECT_EQ(placed.at("status"), "Expired");
    EXPECT_EQ(placed.at("executedQuantity"), "0.004");
    const Tree rows = get("/wapi/v1/history/orders");
    EXPECT_EQ(rows.at(0).at("expiryReason"), "ImmediateOrCancel");
}

TEST_F(BackpackOrders, AFokFindsAllOrNothing) {
    other(Side::sell, "60000.1", "0.004");

    const Tree placed = place("Bid", "60001", "0.01", {{"timeInForce", "FOK"}});

    EXPECT_EQ(placed.at("status"), "Expired");
    EXPECT_EQ(placed.at("executedQuantity"), "0");
}

TEST_F(BackpackOrders, APostOnlyThatWouldTakeIsAnError) {
    other(Side::sell, "60000.1", "1");
    subscribe({"account.orderUpdate"});

    const Tree placed = place("Bid", "60001", "0.01", {{"postOnly", true}, {"clientId", 8}});

    EXPECT_EQ(status, 400);
    EXPECT_EQ(placed.at("code"), "INVALID_ORDER");
    const auto told = line.take("account.orderUpdate");
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].at("e"), "orderExpired");
    EXPECT_EQ(told[0].at("R"), "PostOnlyTaker");
    EXPECT_EQ(told[0].at("y"), true);
}

TEST_F(BackpackOrders, AMarketOrderReachesThreePercentPastTheBestOffer) {
    other(Side::sell, "60000", "0.001");
    other(Side::sell, "61800", "0.001");
    other(Side::sell, "61800.1", "1");

    const Tree placed = place("Bid", "", "0.01");

    EXPECT_EQ(placed.at("orderType"), "Market");
    EXPECT_EQ(placed.at("status"), "Expired");
    EXPECT_EQ(placed.at("executedQuantity"), "0.002");
    EXPECT_FALSE(placed.contains("price"));
}

TEST_F(BackpackOrders, AMarketOrderByValueIsCutToTheLot) {
    other(Side::sell, "60000", "1");
    Tree body = order("Bid", "", "0.01");
    body.erase("quantity");
    body["quoteQuantity"] = "100";

    const Tree placed = ask("POST", "/api/v1/order", body);

    EXPECT_EQ(placed.at("status"), "Filled");
    EXPECT_EQ(placed.at("executedQuantity"), "0.00166");
    EXPECT_EQ(placed.at("quoteQuantity"), "100");
}

TEST_F(BackpackOrders, ReduceOnlyNeedsSomethingToReduce) {
    EXPECT_EQ(place("Ask", "60000", "0.01", {{"reduceOnly", true}}).at("code"), "INVALID_ORDER");
    EXPECT_EQ(status, 400);

    other(Side::sell, "60000", "1");
    place("Bid", "60000", "0.01");
    other(Side::buy, "59990", "1");
    const Tree closed = place("Ask", "59990", "0.5", {{"reduceOnly", true}});
    EXPECT_EQ(closed.at("executedQuantity"), "0.01");
    EXPECT_EQ(get("/api/v1/position"), Tree::array());
}

TEST_F(BackpackOrders, AClientIdIsUniqueWhileItsOrderIsOpen) {
    place("Bid", "59000", "0.01", {{"clientId", 7}});
    EXPECT_EQ(place("Bid", "59001", "0.01", {{"clientId", 7}}).at("code"), "INVALID_ORDER");

    ask("DELETE", "/api/v1/order", {{"symbol", kBtc}, {"clientId", 7}});
    EXPECT_EQ(status, 200);
    EXPECT_EQ(place("Bid", "59001", "0.01", {{"clientId", 7}}).at("status"), "New");
}

TEST_F(BackpackOrders, AClientIdHas32Bits) {
    EXPECT_EQ(place("Bid", "59000", "0.01", {{"clientId", 4294967295}}).at("status"), "New");
    EXPECT_EQ(place("Bid", "59000", "0.01", {{"clientId", 4294967296}}).at("code"),
              "INVALID_CLIENT_REQUEST");
}

TEST_F(BackpackOrders, FiltersNameWhatIsTooLong) {
    EXPECT_EQ(place("Bid", "59000.05", "0.01").at("message"), "Price decimal too long");
    EXPECT_EQ(place("Bid", "59000", "0.010001").at("message"), "Quantity decimal too long");
    EXPECT_EQ(place("Bid", "66000.1", "0.01").at("code"), "INVALID_PRICE");
    EXPECT_EQ(place("Bid", "59000", "0.01", {{"symbol", "DOGE_USDC_PERP"}}).at("code"),
              "INVALID_SYMBOL");
    EXPECT_EQ(place("Bid", "59000", "100").at("code"), "INSUFFICIENT_MARGIN");
    EXPECT_EQ(place("Bid", "59000", "0.01", {{"triggerPrice", "60000"}}).at("code"),
              "NOT_IMPLEMENTED");
}

TEST_F(BackpackOrders, SelfTradeIsPreventedAsTheOrderSays) {
    place("Ask", "60000", "0.01", {{"clientId", 1}});
    const Tree taker = place("Bid", "60000", "0.01");
    EXPECT_EQ(taker.at("status"), "Expired");
    EXPECT_EQ(get("/api/v1/orders").size(), 1U);

    const Tree both = place("Bid", "60000", "0.01", {{"selfTradePrevention", "RejectBoth"}});
    EXPECT_EQ(both.at("status"), "Expired");
    EXPECT_EQ(get("/api/v1/orders"), Tree::array());

    place("Ask", "60000", "0.01");
    const Tree maker = place("Bid", "60000", "0.01", {{"selfTradePrevention", "RejectMaker"}});
    EXPECT_EQ(maker.at("status"), "New");
    EXPECT_EQ(get("/api/v1/orders").size(), 1U);
}

TEST_F(BackpackOrders, ABatchIsAnsweredOrderByOrder) {
    const Tree answers = ask(
        "POST", "/api/v1/orders",
        Tree::array({order("Bid", "59000", "0.01", {{"clientId", 1}}), order("Bid", "59000", "100"),
                     order("Ask", "61000", "0.01", {{"clientId", 2}})}));

    ASSERT_EQ(answers.size(), 3U);
    EXPECT_EQ(answers[0].at("operation"), "Ok");
    EXPECT_EQ(answers[0].at("clientId"), 1);
    EXPECT_EQ(answers[1], (Tree{{"operation", "Err"},
                                {"code", "INSUFFICIENT_MARGIN"},
                                {"message", "Insufficient margin"}}));
    EXPECT_EQ(answers[2].at("side"), "Ask");
}

TEST_F(BackpackOrders, ACancelNamesExactlyOneId) {
    const Tree placed = place("Bid", "59000", "0.01", {{"clientId", 7}});

    EXPECT_EQ(ask("DELETE", "/api/v1/order",
                  {{"symbol", kBtc}, {"clientId", 7}, {"orderId", placed.at("id")}})
                  .at("code"),
              "INVALID_CLIENT_REQUEST");
    EXPECT_EQ(ask("DELETE", "/api/v1/order", {{"symbol", kBtc}, {"orderId", placed.at("id")}})
                  .at("status"),
              "Cancelled");
    EXPECT_EQ(
        ask("DELETE", "/api/v1/order", {{"symbol", kBtc}, {"orderId", placed.at("id")}}).at("code"),
        "RESOURCE_NOT_FOUND");
    EXPECT_EQ(status, 400);
    get("/api/v1/order", {{"symbol", kBtc}, {"clientId", "7"}});
    EXPECT_EQ(status, 404);
}

TEST_F(BackpackOrders, CancelAllIsOfOneMarket) {
    place("Bid", "59000", "0.01");
    place("Bid", "59001", "0.01");

    EXPECT_EQ(ask("DELETE", "/api/v1/orders", {{"symbol", "ETH_USDC_PERP"}}), Tree::array());
    EXPECT_EQ(
        ask("DELETE", "/api/v1/orders", {{"symbol", kBtc}, {"orderType", "ConditionalOrder"}}),
        Tree::array());
    const Tree gone = ask("DELETE", "/api/v1/orders", {{"symbol", kBtc}});
    EXPECT_EQ(gone.size(), 2U);
    EXPECT_EQ(gone[0].at("status"), "Cancelled");
    EXPECT_EQ(get("/api/v1/orders"), Tree::array());
}

TEST_F(BackpackOrders, FillsTellFeeTradeAndSide) {
    other(Side::sell, "64575.2", "1");
    place("Bid", "64575.2", "0.005", {{"clientId", 7}});

    const Tree fills = get("/wapi/v1/history/fills", {{"symbol", kBtc}});

    ASSERT_EQ(fills.size(), 1U);
    EXPECT_EQ(fills[0].at("fee"), "0.161438");
    EXPECT_EQ(fills[0].at("tradeId"), 1);
    EXPECT_EQ(fills[0].at("clientId"), "7");
    EXPECT_EQ(fills[0].at("isMaker"), false);
    EXPECT_EQ(get("/wapi/v1/history/fills", {{"orderId", "1"}}), Tree::array());
    EXPECT_EQ(get("/wapi/v1/history/fills", {{"offset", "1"}}), Tree::array());
}

TEST_F(BackpackOrders, ALostReplyLeavesTheOrder) {
    faults.order(Fault::accept_then_drop_reply, {}, {}, exchange.now());

    place("Bid", "59000", "0.01", {{"clientId", 7}});

    EXPECT_TRUE(lost);
    EXPECT_EQ(get("/api/v1/orders").size(), 1U);
    EXPECT_FALSE(lost);
}

}  // namespace
}  // namespace twinleg::sim::wire::backpack::test
