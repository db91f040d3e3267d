// Orders by REST: what is taken, what becomes of it, and what it costs.

#include "tests/sim/wire/paradex/desk.h"

namespace twinleg::sim::wire::paradex::test {
namespace {

class ParadexOrders : public ParadexDesk {
protected:
    ParadexOrders() { log_in(); }
    // As it is once it was matched.
    Tree placed(const std::string& side, const std::string& price, const std::string& size,
                const Tree& change = {}) {
        const Tree answer = place(side, price, size, change);
        EXPECT_EQ(status, 201) << answer;
        return order(answer.value("id", ""));
    }
};

TEST_F(ParadexOrders, AreNewAtFirstAndOpenAMomentLater) {
    const Tree answer = place("BUY", "59000", "0.01", {{"client_id", "mine"}});

    EXPECT_EQ(status, 201);
    EXPECT_EQ(answer["status"], "NEW");
    EXPECT_EQ(answer["remaining_size"], "0.01");
    EXPECT_EQ(answer["timestamp"], now_ms());
    EXPECT_EQ(get("orders/" + answer["id"].get<std::string>())["status"], "OPEN");
    EXPECT_EQ(get("orders/by_client_id/mine")["id"], answer["id"]);
    EXPECT_EQ(get("orders")["results"].size(), 1U);
}

TEST_F(ParadexOrders, TakeWhatIsThereAndPayForIt) {
    other(Side::sell, "60010", "1");

    const Tree order = placed("BUY", "60010", "0.01", {{"instruction", "IOC"}});

    EXPECT_EQ(order["status"], "CLOSED");
    EXPECT_EQ(order["remaining_size"], "0");
    EXPECT_EQ(order["avg_fill_price"], "60010");
    EXPECT_EQ(order["cancel_reason"], "");
    const Tree fill = get("fills")["results"][0];
    EXPECT_EQ(fill["liquidity"], "TAKER");
    EXPECT_EQ(fill["fee"], "0.270045");
    EXPECT_EQ(get("balance")["results"][0]["size"], "9999.729955");
    EXPECT_EQ(get("account")["account_value"], "9999.629955");  // bought 10 above the mark
}

TEST_F(ParadexOrders, ThatArePostOnlyNeverTake) {
    other(Side::sell, "60010", "1");

    const Tree crossed = placed("BUY", "60010", "0.01", {{"instruction", "POST_ONLY"}});
    const Tree rests = placed("BUY", "60009.9", "0.01", {{"instruction", "POST_ONLY"}});

    EXPECT_EQ(crossed["status"], "CLOSED");
    EXPECT_EQ(crossed["cancel_reason"], "POST_ONLY_WOULD_CROSS");
    EXPECT_EQ(crossed["remaining_size"], "0.01");
    EXPECT_EQ(rests["status"], "OPEN");
}

// F5: document 003's market order, 0.3 % through the best ask, as the "post-only" it asks for and
// as the IOC order that is sent.
TEST_F(ParadexOrders, ThroughTheBookAreRefusedAsPostOnlyAndFilledAsIoc) {
    other(Side::sell, "60010", "1");

    const Tree post_only = placed("BUY", "60190", "0.01", {{"instruction", "POST_ONLY"}});
    const Tree ioc = placed("BUY", "60190", "0.01", {{"instruction", "IOC"}});

    EXPECT_EQ(post_only["status"], "CLOSED");
    EXPECT_EQ(post_only["cancel_reason"], "POST_ONLY_WOULD_CROSS");
    EXPECT_EQ(post_only["remaining_size"], "0.01");
    EXPECT_EQ(ioc["status"], "CLOSED");
    EXPECT_EQ(ioc["remaining_size"], "0");
    EXPECT_EQ(ioc["avg_fill_price"], "60010");
}

TEST_F(ParadexOrders, LoseTheRestOfAnIoc) {
    other(Side::sell, "60010", "0.004");

    const Tree order = placed("BUY", "60010", "0.01", {{"instruction", "IOC"}});

    EXPECT_EQ(order["status"], "CLOSED");
    EXPECT_EQ(order["remaining_size"], "0.006");
    EXPECT_EQ(order["cancel_reason"], "NOT_ENOUGH_LIQUIDITY");
}

TEST_F(ParadexOrders, OfTheMarketKindStopAtTheBand) {
    other(Side::sell, "62900", "0.01");
    other(Side::sell, "63000.1", "1");  // the band ends at 63000

    const Tree order = placed("BUY", "", "0.02");

    EXPECT_EQ(order["type"], "MARKET");
    EXPECT_EQ(order["price"], "0");
    EXPECT_EQ(order["remaining_size"], "0.01");
    EXPECT_EQ(order["avg_fill_price"], "62900");
}

TEST_F(ParadexOrders, OfTheMarketKindKeepToTheirAveragePrice) {
    other(Side::sell, "60000", "0.01");
    other(Side::sell, "60100", "0.01");
    other(Side::sell, "60200", "1");

    // 0.01 at 60000 and 0.01 at 60100 make 60050.
    const Tree order = placed("BUY", "", "0.05", {{"vwap_price", "60050"}});

    EXPECT_EQ(order["remaining_size"], "0.03");
    EXPECT_EQ(order["avg_fill_price"], "60050");
}

TEST_F(ParadexOrders, AreRefusedForWhatIsWrongInThem) {
    const std::tuple<Tree, const char*> wrong[] = {
        {{{"market", "XXX-USD-PERP"}}, "MARKET_NOT_FOUND"},
        {{{"side", "LONG"}}, "VALIDATION_ERROR"},
        {{{"type", "STOP_LIMIT"}, {"trigger_price", "1"}}, "VALIDATION_ERROR"},
        {{{"size", "0.000015"}}, "INVALID_ORDER_SIZE"},
        {{{"size", "100.1"}}, "INVALID_ORDER_SIZE"},
        {{{"size", "0.0001"}}, "INVALID_ORDER_SIZE"},  // 6 USD
        {{{"size", "-1"}}, "INVALID_ORDER_SIZE"},
        {{{"price", "59000.05"}}, "VALIDATION_ERROR"},
        {{{"price", "63000.1"}}, "VALIDATION_ERROR"},  // past the band
        {{{"instruction", "RPI"}}, "RPI_ACCOUNT_NOT_WHITELISTED"},
        {{{"instruction", "FOK"}}, "VALIDATION_ERROR"},
        {{{"stp", "EXPIRE_ALL"}}, "VALIDATION_ERROR"},
        {{{"recv_window", 9}}, "VALIDATION_ERROR"},
        {{{"flags", {"BOLD"}}}, "VALIDATION_ERROR"},
        {{{"client_id", std::string(65, 'x')}}, "VALIDATION_ERROR"},
        {{{"signature", "[\"1\",\"2\"]"}}, "INVALID_ORDER_SIGNATURE"},
        {{{"signature", "what"}}, "INVALID_ORDER_SIGNATURE"},
    };
    for (const auto& [change, expected] : wrong)
        EXPECT_EQ(code(place("BUY", "59000", "0.01", change)), expected) << change;

    EXPECT_EQ(exchange.counts(0).refused, std::size(wrong));
    EXPECT_EQ(exchange.counts(0).accepted, 0U);
    EXPECT_EQ(code(send("POST", "orders", "{")), "BINDING_ERROR");
}

TEST_F(ParadexOrders, HaveAMinimumByTheMarkAndNotByTheirPrice) {
    // 0.00018 at the mark is 10.8 USD, at its own price 9.
    EXPECT_EQ(placed("BUY", "50000", "0.00018")["status"], "OPEN");
}

TEST_F(ParadexOrders, ComeTooLateAfterTheirWindow) {
    const Tree late = body("BUY", "59000", "0.01", {{"recv_window", 500}});
    pass(milliseconds(501));

    EXPECT_EQ(code(send("POST", "orders", late.dump())), "INVALID_TIMESTAMP");
}

TEST_F(ParadexOrders, KeepTheirClientIdToThemselvesWhileTheyLive) {
    const Tree first = place("BUY", "59000", "0.01", {{"client_id", "a"}});
    EXPECT_EQ(code(place("BUY", "59001", "0.01", {{"client_id", "a"}})), "DUPLICATED_CLIENT_ID");

    send_raw("DELETE", "orders/" + first["id"].get<std::string>());

    EXPECT_EQ(status, 204);
    place("BUY", "59001", "0.01", {{"client_id", "a"}});
    EXPECT_EQ(status, 201);
}

TEST_F(ParadexOrders, AreClosedForWantOfMarginAfterTheyWereTaken) {
    const Tree order = placed("BUY", "59000", "20");

    EXPECT_EQ(order["status"], "CLOSED");
    EXPECT_EQ(order["cancel_reason"], "NOT_ENOUGH_MARGIN");
}

TEST_F(ParadexOrders, AreClosedPastThePositionLimit) {
    exchange.deposit(0, Notional::from_units(10'000'000));
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(placed("BUY", "59000", "100")["status"], "OPEN");

    const Tree order = placed("BUY", "59000", "0.00017", {});

    EXPECT_EQ(order["status"], "CLOSED");
    EXPECT_EQ(order["cancel_reason"], "POSITION_LIMIT_EXCEEDED");
}

TEST_F(ParadexOrders, HaveAMostThatMayBeOpen) {
    for (int i = 0; i < 150; ++i)
        place("BUY", "50000", "0.001");
    ASSERT_EQ(status, 201);

    EXPECT_EQ(code(place("BUY", "50000", "0.001")), "REQUEST_NOT_ALLOWED");
}

TEST_F(ParadexOrders, ThatReduceOnlyNeedSomethingToReduce) {
    const Tree nothing = placed("SELL", "60000", "0.01", {{"flags", {"REDUCE_ONLY"}}});
    EXPECT_EQ(nothing["status"], "CLOSED");
    EXPECT_EQ(nothing["cancel_reason"], "REDUCE_ONLY_WOULD_INCREASE");
    EXPECT_EQ(nothing["flags"], Tree({"REDUCE_ONLY"}));

    other(Side::sell, "60000", "1");
    placed("BUY", "60000", "0.00017");
    other(Side::buy, "59990", "1");
    const Tree closes =
        placed("SELL", "", "0.05", {{"flags", {"REDUCE_ONLY"}}});  // more than there is

    EXPECT_EQ(closes["size"], "0.00017");
    EXPECT_EQ(get("positions")["results"][0]["status"], "CLOSED");
}

TEST_F(ParadexOrders, OfTheWholePositionNeedNoMinimum) {
    other(Side::sell, "60000", "1");
    placed("BUY", "60000", "0.00017");
    exchange.set_mark(btc, Price::from_units(58'000));  // it is worth 9.86 now
    other(Side::buy, "57990", "1");
    EXPECT_EQ(code(place("SELL", "57990", "0.00017")), "INVALID_ORDER_SIZE");

    const Tree closes = placed("SELL", "57990", "0.00017", {{"flags", {"REDUCE_ONLY"}}});

    EXPECT_EQ(closes["remaining_size"], "0");
}

TEST_F(ParadexOrders, OfOneAccountDoNotMeet) {
    const auto ask = [&](const char* stp) {
        const Tree maker = placed("SELL", "60010", "0.01");
        const Tree taker = placed("BUY", "60010", "0.01", {{"stp", stp}, {"instruction", "IOC"}});
        const Tree after = order(maker["id"]);
        send_raw("DELETE", "orders");
        return after["status"].get<std::string>() + " " + taker["status"].get<std::string>() + " " +
               taker["cancel_reason"].get<std::string>();
    };

    EXPECT_EQ(ask("EXPIRE_TAKER"), "OPEN CLOSED SELF_TRADE");
    EXPECT_EQ(ask("EXPIRE_MAKER"), "CLOSED CLOSED NOT_ENOUGH_LIQUIDITY");
    EXPECT_EQ(ask("EXPIRE_BOTH"), "CLOSED CLOSED SELF_TRADE");
    EXPECT_EQ(get("fills")["results"].size(), 0U);
}

TEST_F(ParadexOrders, AreModifiedUnderTheirOwnSignature) {
    const std::string id = place("BUY", "59000", "0.01")["id"];
    const Tree change{{"id", id}};

    const Tree changed = send("PUT", "orders/" + id, body("BUY", "59100", "0.02", change).dump());

    EXPECT_EQ(status, 200);
    EXPECT_EQ(changed["id"], id);
    EXPECT_EQ(changed["price"], "59100");
    EXPECT_EQ(changed["size"], "0.02");
    EXPECT_EQ(changed["request_info"]["request_type"], "MODIFY_ORDER");
    EXPECT_EQ(changed["request_info"]["status"], "SUCCESS");

    Tree unsigned_id = body("BUY", "59200", "0.02");  // signed as a new order
    EXPECT_EQ(code(send("PUT", "orders/" + id, unsigned_id.dump())), "INVALID_ORDER_SIGNATURE");
    EXPECT_EQ(code(send("PUT", "orders/" + id, body("SELL", "60100", "0.02", change).dump())),
              "VALIDATION_ERROR");
    send_raw("DELETE", "orders/" + id);
    EXPECT_EQ(code(send("PUT", "orders/" + id, body("BUY", "59100", "0.02", change).dump())),
              "ORDER_IS_CLOSED");
}

TEST_F(ParadexOrders, AreCancelledInEveryWay) {
    const std::string a = place("BUY", "59000", "0.01", {{"client_id", "a"}})["id"];
    place("BUY", "59000", "0.01", {{"client_id", "b"}});
    place("BUY", "59000", "0.01", {{"client_id", "c"}});
    place("BUY", "2900", "0.1", {{"client_id", "d"}, {"market", "ETH-USD-PERP"}});

    send_raw("DELETE", "orders/" + a);
    EXPECT_EQ(status, 204);
    EXPECT_EQ(code(send("DELETE", "orders/" + a)), "ORDER_IS_CLOSED");
    EXPECT_EQ(code(send("DELETE", "orders/4711")), "ORDER_ID_NOT_FOUND");
    EXPECT_EQ(status, 404);
    EXPECT_EQ(code(send("DELETE", "orders/by_client_id/b?market=ETH-USD-PERP")),
              "CLIENT_ORDER_ID_NOT_FOUND");
    send_raw("DELETE", "orders/by_client_id/b?market=BTC-USD-PERP");
    EXPECT_EQ(status, 204);
    const Tree batch = send("DELETE", "orders/batch",
                            Tree{{"order_ids", {a}}, {"client_order_ids", {"c", "z"}}}.dump());
    EXPECT_EQ(batch["results"][0]["status"], "ALREADY_CLOSED");
    EXPECT_EQ(batch["results"][1]["status"], "QUEUED_FOR_CANCELLATION");
    EXPECT_EQ(batch["results"][2]["status"], "NOT_FOUND");
    send_raw("DELETE", "orders?market=BTC-USD-PERP");
    EXPECT_EQ(get("orders")["results"].size(), 1U);
    const auto all = send_raw("DELETE", "orders");
    EXPECT_EQ(all.status, 200);
    EXPECT_EQ(all.body, "");

    EXPECT_EQ(get("orders")["results"].size(), 0U);
    EXPECT_EQ(order(a)["cancel_reason"], "USER_CANCELED");
}

TEST_F(ParadexOrders, InABatchStandEachForItself) {
    const Tree batch{body("BUY", "59000", "0.01", {{"client_id", "a"}}),
                     body("BUY", "59000", "0.01", {{"client_id", "a"}}),
                     body("BUY", "59000.05", "0.01")};

    const Tree answer = send("POST", "orders/batch", batch.dump());

    EXPECT_EQ(status, 201);
    EXPECT_EQ(answer["orders"][0]["status"], "NEW");
    EXPECT_TRUE(answer["errors"][0].is_null());
    EXPECT_EQ(answer["errors"][1]["error"], "DUPLICATED_CLIENT_ID");
    EXPECT_EQ(answer["errors"][2]["error"], "VALIDATION_ERROR");
}

TEST_F(ParadexOrders, InABatchFallWithOneBadSignature) {
    Tree batch{body("BUY", "59000", "0.01"), body("BUY", "59000", "0.01")};
    batch[1]["price"] = "59001";

    EXPECT_EQ(code(send("POST", "orders/batch", batch.dump())), "INVALID_ORDER_SIGNATURE");
    EXPECT_EQ(get("orders")["results"].size(), 0U);
    EXPECT_EQ(code(send("POST", "orders/batch", "[]")), "BATCH_SIZE_OUT_OF_RANGE");
}

TEST_F(ParadexOrders, FollowTheStateOfTheSystem) {
    exchange.set_mode(btc, MarketMode::post_only);
    EXPECT_EQ(code(place("BUY", "59999", "0.01")), "SYSTEM_STATUS_POST_ONLY");
    EXPECT_EQ(place("BUY", "59999", "0.01", {{"instruction", "POST_ONLY"}})["status"], "NEW");

    exchange.set_mode(btc, MarketMode::cancel_only);
    EXPECT_EQ(code(place("BUY", "59999", "0.01", {{"instruction", "POST_ONLY"}})),
              "SYSTEM_STATUS_CANCEL_ONLY");
    EXPECT_EQ(get("system/state")["status"], "ok");  // the other markets trade

    for (const Instrument& each : exchange.instruments())
        exchange.set_mode(each.id, MarketMode::cancel_only);
    EXPECT_EQ(get("system/state")["status"], "cancel_only");
    send_raw("DELETE", "orders");
    EXPECT_EQ(status, 200);
}

TEST_F(ParadexOrders, FarFromTheFairPriceAreClearedBeforeMaintenance) {
    const std::string near = place("BUY", "59980", "0.01")["id"];
    const std::string far = place("BUY", "59960", "0.01")["id"];

    desk.clear_far(btc);

    EXPECT_EQ(order(near)["status"], "OPEN");
    EXPECT_EQ(order(far)["status"], "CLOSED");
    EXPECT_EQ(order(far)["cancel_reason"], "PRICE_TOO_FAR");
}

TEST_F(ParadexOrders, AreRefusedByAFault) {
    faults.order(Fault::reject_orders, 1, {}, exchange.now());

    EXPECT_EQ(code(place("BUY", "59000", "0.01")), "REQUEST_NOT_ALLOWED");
    place("BUY", "59000", "0.01");
    EXPECT_EQ(status, 201);
}

TEST_F(ParadexOrders, OfARetailTokenWaitAndPayNothing) {
    other(Side::sell, "60000", "1");
    log_in(kMainKey, "?token_usage=interactive");

    const std::string id = place("BUY", "60000", "0.01")["id"];
    EXPECT_EQ(order(id)["status"], "NEW");
    EXPECT_EQ(order(id)["flags"], Tree({"INTERACTIVE"}));
    pass(milliseconds(301));

    EXPECT_EQ(order(id)["status"], "CLOSED");
    EXPECT_EQ(get("fills")["results"][0]["fee"], "0");
    EXPECT_EQ(get("fills")["results"][0]["flags"], Tree({"interactive"}));
}

TEST_F(ParadexOrders, OfARetailTokenAreProPastItsLimit) {
    log_in(kMainKey, "?token_usage=interactive");
    for (int i = 0; i < 3; ++i)
        place("BUY", "59000", "0.01");

    const Tree fourth = place("BUY", "59000", "0.01");

    EXPECT_EQ(fourth["flags"], Tree::array());
    EXPECT_EQ(order(fourth["id"])["status"], "OPEN");  // without delay
}

TEST_F(ParadexOrders, PassFundingOnWhenThePositionChanges) {
    other(Side::sell, "60000", "1");
    placed("BUY", "60000", "0.5");
    exchange.set_funding_rate(btc, parse_ratio("0.0001").value());
    const Price before = exchange.facts(btc).funding_index;

    // 8 hours of 0.01 % on 60000 make 6 a coin.
    pass(minutes(60 * 8));

    const Price grown = exchange.facts(btc).funding_index - before;
    EXPECT_EQ(to_text(grown), "6");
    log_in();  // the token was over
    const Tree position = get("positions")["results"][0];
    EXPECT_EQ(position["unrealized_funding_pnl"], "-3");
    EXPECT_EQ(get("balance")["results"][0]["size"], "9986.5");
    EXPECT_EQ(get("account")["account_value"], "9983.5");

    exchange.set_funding_rate(btc, {});
    other(Side::buy, "60000", "1");
    placed("SELL", "60000", "0.5");

    EXPECT_EQ(get("fills")["results"][0]["realized_funding"], "-3");
    EXPECT_EQ(get("funding/payments")["results"][0]["payment"], "-3");
    EXPECT_EQ(get("balance")["results"][0]["size"], "9970");
    EXPECT_EQ(get("account")["account_value"], "9970");
}

TEST_F(ParadexOrders, ArePagedNewestFirst) {
    for (int i = 0; i < 5; ++i)
        place("BUY", std::to_string(59000 + i), "0.01");

    const Tree first = get("orders-history?page_size=2");
    EXPECT_EQ(first["results"][0]["price"], "59004");
    EXPECT_TRUE(first["prev"].is_null());
    place("BUY", "59010", "0.01");  // does not move the cursor
    const Tree second =
        get("orders-history?page_size=2&cursor=" + first["next"].get<std::string>());
    EXPECT_EQ(second["results"][0]["price"], "59002");
    const Tree last = get("orders-history?page_size=2&cursor=" + second["next"].get<std::string>());

    EXPECT_EQ(last["results"].size(), 1U);
    EXPECT_TRUE(last["next"].is_null());
    EXPECT_EQ(get("orders-history?side=SELL")["results"].size(), 0U);
    EXPECT_EQ(code(get("orders-history?page_size=0")), "INVALID_REQUEST_PARAMETER");
    EXPECT_EQ(code(get("orders-history?start_at=x")), "INVALID_REQUEST_PARAMETER");
}

// Whatever comes in is answered, and nothing but the good body becomes an order.
TEST_F(ParadexOrders, NeverFallOverNonsense) {
    const std::string good =
        body("BUY", "59000", "0.01", {{"client_id", "a"}, {"flags", {"REDUCE_ONLY"}}}).dump();
    const auto refuses = [&](const std::string& bad) {
        const auto answer = send_raw("POST", "orders", bad);
        if (answer.status == 201) return true;  // what was spoilt is not signed
        return answer.status == 400 || answer.status == 403 || answer.status == 404;
    };

    for (std::size_t i = 0; i < good.size(); ++i) {
        std::string spoilt = good;
        spoilt[i] = spoilt[i] == '"' ? '7' : '"';
        EXPECT_TRUE(refuses(spoilt)) << spoilt;
        EXPECT_TRUE(refuses(good.substr(0, i))) << i;
        EXPECT_TRUE(refuses(good.substr(0, i) + "[{" + good.substr(i))) << i;
    }
    for (const char* path : {"", "/", "orders//", "orders/%zz", "auth/%00", "bbo/",
                             "orderbook/x?depth=", "orderbook/BTC-USD-PERP?depth=-1",
                             "trades?market=BTC-USD-PERP&cursor=x",
                             "markets/klines?symbol=BTC-USD-PERP", "markets/summary?=&&=="})
        EXPECT_GE(send_raw("GET", path).status, 400) << path;
    EXPECT_EQ(exchange.position(0, btc).quantity(), Quantity{});
}

TEST_F(ParadexOrders, LeaveListsEmptyOfWhatNeverHappens) {
    for (const char* path : {"transfers", "transactions", "tradebusts", "liquidations"})
        EXPECT_EQ(get(path)["results"], Tree::array()) << path;
}

}  // namespace
}  // namespace twinleg::sim::wire::paradex::test
