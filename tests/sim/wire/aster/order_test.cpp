// Orders, as a client that signs correctly sees them.

#include "tests/sim/wire/aster/desk.h"

namespace twinleg::sim::wire::aster::test {
namespace {

class AsterOrders : public AsterDesk {};

TEST_F(AsterOrders, ALimitOrderRests) {
    const Tree placed = place("BUY", "59000.5", "0.01", {{"newClientOrderId", "arb-1_a"}});

    EXPECT_EQ(placed.at("status"), "NEW");
    EXPECT_EQ(placed.at("clientOrderId"), "arb-1_a");
    EXPECT_EQ(placed.at("price"), "59000.5");
    EXPECT_EQ(placed.at("origQty"), "0.010");
    EXPECT_FALSE(placed.contains("time"));
    const Tree open = v1("GET", "v1/openOrders", {{"symbol", kBtc}});
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open[0].at("orderId"), placed.at("orderId"));
    EXPECT_TRUE(open[0].contains("time"));
}

TEST_F(AsterOrders, AnAnswerOfAckIsBeforeTheMatch) {
    other(Side::sell, "60000", "1");
    Fields fields = limit("BUY", "60000", "0.01", {{"newClientOrderId", "a"}}, "IOC");
    fields[6].second = "ACK";
    const Tree sent = v1("POST", "v1/order", fields);
    EXPECT_EQ(sent.at("status"), "NEW");
    EXPECT_EQ(sent.at("executedQty"), "0.000");
    EXPECT_EQ(order("a").at("status"), "FILLED");
}

TEST_F(AsterOrders, AnAnswerOfResultIsAfterTheMatch) {
    other(Side::sell, "60000", "0.004");
    const Tree placed = place("BUY", "60000", "0.01", {}, "IOC");
    EXPECT_EQ(placed.at("status"), "EXPIRED");
    EXPECT_EQ(placed.at("executedQty"), "0.004");
    EXPECT_EQ(placed.at("cumQuote"), "240.00000");
    EXPECT_EQ(placed.at("avgPrice"), "60000.00000");
}

TEST_F(AsterOrders, AFokFindsAllOrNothing) {
    other(Side::sell, "60000", "0.004");
    const Tree placed = place("BUY", "60000", "0.01", {}, "FOK");
    EXPECT_EQ(placed.at("status"), "EXPIRED");
    EXPECT_EQ(placed.at("executedQty"), "0.000");
}

TEST_F(AsterOrders, AGtxThatWouldTakeExpires) {
    other(Side::sell, "60000", "1");
    EXPECT_EQ(place("BUY", "60000", "0.01", {}, "GTX").at("status"), "EXPIRED");
    EXPECT_EQ(place("BUY", "59999.9", "0.01", {}, "GTX").at("status"), "NEW");
}

TEST_F(AsterOrders, AMarketOrderStopsAtItsBound) {
    other(Side::sell, "60000", "0.001");
    other(Side::sell, "63000.1", "1");
    const Fields fields{{"symbol", kBtc},
                        {"side", "BUY"},
                        {"type", "MARKET"},
                        {"quantity", "0.01"},
                        {"newOrderRespType", "RESULT"}};
    const Tree placed = v1("POST", "v1/order", fields);
    EXPECT_EQ(placed.at("status"), "EXPIRED");
    EXPECT_EQ(placed.at("executedQty"), "0.001");
    EXPECT_EQ(v1("POST", "v1/order", fields).at("code"), -4131);
}

TEST_F(AsterOrders, FiltersHaveTheirCodes) {
    EXPECT_EQ(place("BUY", "59000.05", "0.01").at("code"), -4014);
    EXPECT_EQ(place("BUY", "59000", "0.0105").at("code"), -4023);
    EXPECT_EQ(place("BUY", "59000", "0.0005").at("code"), -4004);
    EXPECT_EQ(place("BUY", "59000", "0").at("code"), -4003);
    EXPECT_EQ(place("BUY", "59000", "1001").at("code"), -4005);
    EXPECT_EQ(place("BUY", "63000.1", "0.01").at("code"), -4016);
    EXPECT_EQ(place("SELL", "56999.9", "0.01").at("code"), -4024);
    EXPECT_EQ(place("BUY", "4999.9", "0.001").at("code"), -4164);
    EXPECT_EQ(place("BUY", "59000.00000000001", "0.01").at("code"), -1111);
    EXPECT_EQ(place("BUY", "59000", "0.01", {{"newClientOrderId", "a b"}}).at("code"), -4015);
    EXPECT_EQ(place("BUY", "59000", "100").at("code"), -2019);
    EXPECT_EQ(place("HOLD", "59000", "0.01").at("code"), -1117);
    EXPECT_EQ(place("BUY", "59000", "0.01", {}, "HIDDEN").at("code"), -1115);
    EXPECT_EQ(v1("POST", "v1/order", {{"symbol", "DOGEUSDT"}}).at("code"), -1121);
    EXPECT_EQ(v1("POST", "v1/order", {{"symbol", kBtc}, {"side", "BUY"}}).at("code"), -1102);
}

TEST_F(AsterOrders, ReduceOnlyNeedsSomethingToReduce) {
    EXPECT_EQ(place("SELL", "60000", "0.01", {{"reduceOnly", "true"}}).at("code"), -2022);
    other(Side::sell, "60000", "1");
    place("BUY", "60000", "0.01");
    other(Side::buy, "59990", "1");
    const Tree closed = place("SELL", "59990", "0.5", {{"reduceOnly", "true"}}, "IOC");
    EXPECT_EQ(closed.at("executedQty"), "0.010");
}

TEST_F(AsterOrders, AClientIdIsUniqueWhileItsOrderIsOpen) {
    place("BUY", "59000", "0.01", {{"newClientOrderId", "a"}});
    EXPECT_EQ(place("BUY", "59001", "0.01", {{"newClientOrderId", "a"}}).at("code"), -2010);
    EXPECT_EQ(v1("DELETE", "v1/order", {{"symbol", kBtc}, {"origClientOrderId", "a"}}).at("status"),
              "CANCELED");
    EXPECT_EQ(place("BUY", "59001", "0.01", {{"newClientOrderId", "a"}}).at("status"), "NEW");
}

TEST_F(AsterOrders, UnknownOrdersHaveTwoCodes) {
    EXPECT_EQ(v1("DELETE", "v1/order", {{"symbol", kBtc}, {"orderId", "1"}}).at("code"), -2011);
    EXPECT_EQ(v1("GET", "v1/order", {{"symbol", kBtc}, {"orderId", "1"}}).at("code"), -2013);
    EXPECT_EQ(v1("DELETE", "v1/order", {{"symbol", kBtc}}).at("code"), -1102);
}

TEST_F(AsterOrders, OpenOrderKnowsLiveOnesAlone) {
    const Tree placed = place("BUY", "59000", "0.01", {{"newClientOrderId", "a"}});
    const Fields named{{"symbol", kBtc}, {"origClientOrderId", "a"}};
    EXPECT_EQ(v1("GET", "v1/openOrder", named).at("orderId"), placed.at("orderId"));
    v1("DELETE", "v1/allOpenOrders", {{"symbol", kBtc}});
    EXPECT_EQ(v1("GET", "v1/openOrder", named).at("code"), -2013);
    EXPECT_EQ(order("a").at("status"), "CANCELED");
}

TEST_F(AsterOrders, ABatchIsAnsweredOrderByOrder) {
    const Tree orders = Tree::parse(
        R"([{"symbol":"BTCUSDT","side":"BUY","type":"LIMIT","timeInForce":"GTC","price":"59000",)"
        R"("quantity":"0.01","newClientOrderId":"a"},)"
        R"({"symbol":"BTCUSDT","side":"BUY","type":"LIMIT","timeInForce":"GTC","price":"59000",)"
        R"("quantity":"0.0105"}])");
    const Tree answers = v1("POST", "v1/batchOrders", {{"batchOrders", orders.dump()}});
    ASSERT_EQ(answers.size(), 2U);
    EXPECT_EQ(answers[0].at("clientOrderId"), "a");
    EXPECT_EQ(answers[1].at("code"), -4023);

    const Tree gone = v1("DELETE", "v1/batchOrders",
                         {{"symbol", kBtc}, {"origClientOrderIdList", R"(["a","b"])"}});
    ASSERT_EQ(gone.size(), 2U);
    EXPECT_EQ(gone[0].at("status"), "CANCELED");
    EXPECT_EQ(gone[1].at("code"), -2011);
}

TEST_F(AsterOrders, AChangeIsOfPriceAndQuantityOnV3) {
    place("BUY", "59000", "0.01", {{"newClientOrderId", "a"}});
    const Fields change{
        {"symbol", kBtc}, {"origClientOrderId", "a"}, {"price", "59100"}, {"quantity", "0.02"}};
    const Tree changed = v3("PUT", "v3/order", change);
    EXPECT_EQ(changed.at("price"), "59100.0");
    EXPECT_EQ(changed.at("origQty"), "0.020");
    v1("PUT", "v1/order", change);
    EXPECT_EQ(status, 404);
}

TEST_F(AsterOrders, TheDeadManCancelsOneSymbolOnce) {
    place("BUY", "59000", "0.01", {{"newClientOrderId", "a"}});
    EXPECT_EQ(v1("POST", "v1/countdownCancelAll", {{"symbol", kBtc}, {"countdownTime", "1000"}}),
              (Tree{{"symbol", kBtc}, {"countdownTime", "1000"}}));
    pass(milliseconds(900));
    v1("POST", "v1/countdownCancelAll", {{"symbol", kBtc}, {"countdownTime", "1000"}});
    pass(milliseconds(900));
    EXPECT_EQ(order("a").at("status"), "NEW");
    pass(milliseconds(100));
    EXPECT_EQ(order("a").at("status"), "CANCELED");

    place("BUY", "59000", "0.01", {{"newClientOrderId", "b"}});
    pass(seconds(5));
    EXPECT_EQ(order("b").at("status"), "NEW");
}

TEST_F(AsterOrders, ZeroStopsTheCountdown) {
    place("BUY", "59000", "0.01", {{"newClientOrderId", "a"}});
    v1("POST", "v1/countdownCancelAll", {{"symbol", kBtc}, {"countdownTime", "1000"}});
    v1("POST", "v1/countdownCancelAll", {{"symbol", kBtc}, {"countdownTime", "0"}});
    pass(seconds(5));
    EXPECT_EQ(order("a").at("status"), "NEW");
}

TEST_F(AsterOrders, SelfTradeIsPreventedAsTheOrderSays) {
    place("SELL", "60000", "0.01");
    EXPECT_EQ(place("BUY", "60000", "0.01", {}, "IOC").at("status"), "EXPIRED");
    const Tree maker =
        v3("POST", "v3/order", limit("BUY", "60000", "0.01", {{"stpMode", "EXPIRE_MAKER"}}));
    EXPECT_EQ(maker.at("status"), "NEW");
    EXPECT_EQ(v1("GET", "v1/openOrders").size(), 1U);
}

TEST_F(AsterOrders, MoneyIsExact) {
    other(Side::sell, "64575.2", "1");
    exchange.set_mark(exchange.find(kBtc)->id, parse_price("64575.6").value());
    place("BUY", "64575.2", "0.005");

    const Tree fill = v1("GET", "v1/userTrades", {{"symbol", kBtc}})[0];
    EXPECT_EQ(fill.at("commission"), "0.11300660");
    EXPECT_EQ(fill.at("quoteQty"), "322.87600000");
    EXPECT_EQ(v1("GET", "v2/balance")[0].at("balance"), "9999.88699340");
    EXPECT_EQ(v1("GET", "v2/balance")[0].at("crossUnPnl"), "0.00200000");
    const Tree risk = v1("GET", "v2/positionRisk", {{"symbol", kBtc}})[0];
    EXPECT_EQ(risk.at("positionAmt"), "0.005");
    EXPECT_EQ(risk.at("entryPrice"), "64575.20000");
    EXPECT_EQ(risk.at("leverage"), "20");
    const Tree income = v1("GET", "v1/income");
    ASSERT_EQ(income.size(), 1U);
    EXPECT_EQ(income[0].at("income"), "-0.11300660");
    EXPECT_EQ(v1("GET", "v4/account").at("positions").size(), 3U);
}

TEST_F(AsterOrders, LeverageHasItsBounds) {
    EXPECT_EQ(v1("POST", "v1/leverage", {{"symbol", kBtc}, {"leverage", "125"}}).at("leverage"),
              125);
    EXPECT_EQ(v1("POST", "v1/leverage", {{"symbol", kBtc}, {"leverage", "126"}}).at("code"), -4028);
    EXPECT_EQ(v1("POST", "v1/marginType", {{"symbol", kBtc}, {"marginType", "CROSSED"}}).at("code"),
              -4046);
    EXPECT_EQ(v1("POST", "v1/positionSide/dual", {{"dualSidePosition", "false"}}).at("code"),
              -4059);
    EXPECT_EQ(v1("GET", "v1/commissionRate", {{"symbol", kBtc}}).at("takerCommissionRate"),
              "0.000350");
}

TEST_F(AsterOrders, ALostReplyLeavesTheOrder) {
    faults.order(Fault::accept_then_drop_reply, {}, {}, exchange.now());
    place("BUY", "59000", "0.01", {{"newClientOrderId", "a"}});
    EXPECT_TRUE(lost);
    EXPECT_EQ(order("a").at("status"), "NEW");
    EXPECT_FALSE(lost);
}

}  // namespace
}  // namespace twinleg::sim::wire::aster::test
