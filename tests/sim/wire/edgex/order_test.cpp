// Orders from the door to their end, in both generations.

#include "tests/sim/wire/edgex/desk.h"

namespace twinleg::sim::wire::edgex::test {
namespace {

INSTANTIATE_TEST_SUITE_P(Both, EdgexBoth, ::testing::Values(Generation::v1, Generation::v2),
                         generation_name);

TEST_P(EdgexBoth, AnswersAnOrderWithItsIdAloneAndShowsItOpen) {
    const Tree answer = place(generation(), "BUY", "97000.0", "0.010", "a");

    EXPECT_EQ(answer["code"], "SUCCESS");
    EXPECT_EQ(answer["data"].size(), 1U);
    EXPECT_EQ(answer["data"]["orderId"].get<std::string>().size(), 18U);
    const Tree seen = order(generation(), "a");
    EXPECT_EQ(seen["id"], answer["data"]["orderId"]);
    EXPECT_EQ(seen["status"], "OPEN");
    EXPECT_EQ(seen["price"], "97000.0");
    EXPECT_EQ(seen["size"], "0.010");
    EXPECT_EQ(seen["side"], "BUY");
    EXPECT_EQ(seen["type"], "LIMIT");
    EXPECT_EQ(seen["timeInForce"], "GOOD_TIL_CANCEL");
    EXPECT_EQ(seen["reduceOnly"], false);
    EXPECT_EQ(seen["cumMatchSize"], "0");
    EXPECT_EQ(seen["contractId"], contract());
    EXPECT_EQ(seen["cancelReason"], "UNKNOWN_ORDER_CANCEL_REASON");
}

TEST_P(EdgexBoth, CountsWhatIsFilledAndChargesTheMakersFee) {
    place(generation(), "BUY", "97393.8", "0.010", "a");

    other(book(), Side::sell, "97393.8", "0.004");

    Tree seen = order(generation(), "a");
    EXPECT_EQ(seen["status"], "OPEN");
    EXPECT_EQ(seen["cumMatchSize"], "0.004");
    EXPECT_EQ(seen["cumMatchValue"], "389.575200");
    other(book(), Side::sell, "97393.8", "0.006");
    seen = order(generation(), "a");
    EXPECT_EQ(seen["status"], "FILLED");
    EXPECT_EQ(seen["cumMatchSize"], "0.010");
    EXPECT_EQ(seen["cumMatchValue"], "973.938000");
    EXPECT_EQ(seen["cumFillSize"], "0.010");
    EXPECT_EQ(seen["maxFillPrice"], "97393.8");
    // Each fill's fee is cut at 6 digits by itself: 389.5752 and 584.3628 × 0.00015 or 0.00018.
    EXPECT_EQ(seen["cumMatchFee"], generation() == Generation::v1 ? "0.146090" : "0.175308");
}

TEST_P(EdgexBoth, AnswersACrossingPostOnlyWithSuccessAndCancelsIt) {
    other(book(), Side::sell, "97400.0", "1");

    const Tree answer =
        place(generation(), "BUY", "97400.0", "0.010", "a", {{"timeInForce", "POST_ONLY"}});

    EXPECT_EQ(answer["code"], "SUCCESS");
    const Tree seen = order(generation(), "a");
    EXPECT_EQ(seen["status"], "CANCELED");
    EXPECT_EQ(seen["cancelReason"], "COULD_NOT_FILL");
    EXPECT_EQ(seen["cumMatchSize"], "0");
}

TEST_P(EdgexBoth, RestsAPostOnlyThatDoesNotCross) {
    other(book(), Side::sell, "97400.0", "1");

    place(generation(), "BUY", "97399.9", "0.010", "a", {{"timeInForce", "POST_ONLY"}});

    EXPECT_EQ(order(generation(), "a")["status"], "OPEN");
    EXPECT_EQ(order(generation(), "a")["timeInForce"], "POST_ONLY");
}

TEST_P(EdgexBoth, CancelsWhatAnIocDoesNotFind) {
    other(book(), Side::sell, "97400.0", "0.004");

    place(generation(), "BUY", "97400.0", "0.010", "a", {{"timeInForce", "IMMEDIATE_OR_CANCEL"}});

    const Tree seen = order(generation(), "a");
    EXPECT_EQ(seen["status"], "CANCELED");
    EXPECT_EQ(seen["cumMatchSize"], "0.004");
}

TEST_P(EdgexBoth, FillsAFillOrKillWholeOrNotAtAll) {
    other(book(), Side::sell, "97400.0", "0.004");

    place(generation(), "BUY", "97400.0", "0.010", "a", {{"timeInForce", "FILL_OR_KILL"}});
    place(generation(), "BUY", "97400.0", "0.004", "b", {{"timeInForce", "FILL_OR_KILL"}});

    EXPECT_EQ(order(generation(), "a")["status"], "CANCELED");
    EXPECT_EQ(order(generation(), "a")["cumMatchSize"], "0");
    EXPECT_EQ(order(generation(), "b")["status"], "FILLED");
}

TEST_P(EdgexBoth, TakesMarketOrdersOfBothSidesAtPriceZero) {
    other(book(), Side::sell, "97400.1", "1");
    other(book(), Side::buy, "97399.9", "1");

    EXPECT_EQ(place(generation(), "BUY", "0", "0.010", "a")["code"], "SUCCESS");
    EXPECT_EQ(place(generation(), "SELL", "0", "0.020", "b")["code"], "SUCCESS");

    const Tree bought = order(generation(), "a");
    EXPECT_EQ(bought["status"], "FILLED");
    EXPECT_EQ(bought["price"], "0");
    EXPECT_EQ(bought["type"], "MARKET");
    EXPECT_EQ(bought["cumMatchValue"], "974.001000");
    EXPECT_EQ(order(generation(), "b")["cumMatchValue"], "1947.998000");
}

TEST_P(EdgexBoth, LetsReduceOnlyNeverGrowAPosition) {
    const Tree refused =
        place(generation(), "SELL", "97400.0", "0.010", "a", {{"reduceOnly", true}});
    EXPECT_EQ(refused["code"], "REDUCE_ONLY_NOT_ALLOWED");

    other(book(), Side::sell, "97400.0", "0.005");
    place(generation(), "BUY", "97400.0", "0.005", "b");
    place(generation(), "SELL", "97500.0", "0.010", "c", {{"reduceOnly", true}});
    other(book(), Side::buy, "97500.0", "1");

    EXPECT_EQ(order(generation(), "c")["cumMatchSize"], "0.005");
    const Tree position = asset(generation())["positionList"][0];
    EXPECT_EQ(position["openSize"], "0");
}

TEST_P(EdgexBoth, CancelsByTheVenuesIdAndTellsTheResultOfEach) {
    const std::string first =
        place(generation(), "BUY", "97000.0", "0.010", "a")["data"]["orderId"];
    other(book(), Side::sell, "97400.0", "1");
    const std::string filled =
        place(generation(), "BUY", "97400.0", "0.010", "b")["data"]["orderId"];

    const Tree answer = post(generation(), "private/order/cancelOrderById",
                             {{"accountId", kAccountId}, {"orderIdList", {first, filled, "17"}}});

    EXPECT_EQ(answer["code"], "SUCCESS");
    EXPECT_EQ(answer["data"]["cancelResultMap"], (Tree{{first, "SUCCESS"},
                                                       {filled, "FAILED_ORDER_FILLED"},
                                                       {"17", "FAILED_ORDER_NOT_FOUND"}}));
    EXPECT_EQ(order(generation(), "a")["status"], "CANCELED");
    EXPECT_EQ(order(generation(), "a")["cancelReason"], "USER_CANCELED");
}

TEST_P(EdgexBoth, CancelsByClientIdAndTellsResultsUnderIt) {
    place(generation(), "BUY", "97000.0", "0.010", "a");

    const auto cancel = [&] {
        return post(generation(), "private/order/cancelOrderByClientOrderId",
                    {{"accountId", kAccountId}, {"clientOrderIdList", {"a", "never"}}});
    };

    EXPECT_EQ(cancel()["data"]["cancelResultMap"],
              (Tree{{"a", "SUCCESS"}, {"never", "FAILED_ORDER_NOT_FOUND"}}));
    EXPECT_EQ(cancel()["data"]["cancelResultMap"]["a"], "FAILED_ORDER_CANCELED");
}

TEST_P(EdgexBoth, CancelsAllThatPassTheFiltersAndNothingOfTheOtherGeneration) {
    const Generation stranger = generation() == Generation::v1 ? Generation::v2 : Generation::v1;
    place(generation(), "BUY", "97000.0", "0.010", "a");
    place(generation(), "BUY", "96999.0", "0.010", "b");
    place(stranger, "BUY", "97000.0", "0.010", "c");

    const auto cancel = [&](const Tree& filter) {
        Tree body{{"accountId", kAccountId}};
        body.update(filter);
        return post(generation(), "private/order/cancelAllOrder", body)["data"]["cancelResultMap"];
    };

    EXPECT_TRUE(cancel({{"filterContractIdList", {"10000002", "30000002"}}}).empty());
    EXPECT_TRUE(cancel({{"filterOrderTypeList", {"MARKET"}}}).empty());
    EXPECT_TRUE(cancel({{"filterIsPositionTpsl", {true}}}).empty());
    const Tree all = cancel({{"filterContractIdList", {contract()}},
                             {"filterCoinIdList", Tree::array()},
                             {"filterIsPositionTpsl", {false, true}}});
    EXPECT_EQ(all.size(), 2U);
    EXPECT_EQ(order(stranger, "c")["status"], "OPEN");
    EXPECT_EQ(ask(stranger, "order/getActiveOrderPage")["data"]["dataList"].size(), 1U);
}

TEST_P(EdgexBoth, ExpiresOnSimulatedTime) {
    place(generation(), "BUY", "97000.0", "0.010", "a",
          {{"expireTime", std::to_string(now_ms() + 5'000)}});

    pass(milliseconds(4'999));
    EXPECT_EQ(order(generation(), "a")["status"], "OPEN");

    pass(milliseconds(2));
    EXPECT_EQ(order(generation(), "a")["status"], "CANCELED");
    EXPECT_EQ(order(generation(), "a")["cancelReason"], "EXPIRE_CANCELED");
}

TEST_P(EdgexBoth, NeverMakesASecondOrderOfAClientId) {
    place(generation(), "BUY", "97000.0", "0.010", "a");
    post(generation(), "private/order/cancelOrderByClientOrderId",
         {{"accountId", kAccountId}, {"clientOrderIdList", {"a"}}});

    const Tree again = place(generation(), "BUY", "96000.0", "0.020", "a");

    EXPECT_EQ(again["code"], "DUPLICATE_CLIENT_ORDER_ID");
    EXPECT_EQ(again["errorParam"]["clientOrderId"], "a");
    EXPECT_EQ(exchange.counts(0).duplicate_client_order_ids, 1U);
    EXPECT_EQ(exchange.counts(0).refused, 1U);
}

TEST_P(EdgexBoth, RefusesWhatTheMarginDoesNotBear) {
    // 10,000 at leverage 10 bear 100,000: a coin, and not two.
    EXPECT_EQ(place(generation(), "BUY", "97400.0", "2", "a")["code"], "MARGIN_NOT_ENOUGH");
    EXPECT_EQ(place(generation(), "BUY", "97400.0", "1", "b")["code"], "SUCCESS");
    EXPECT_EQ(place(generation(), "BUY", "97400.0", "1", "c")["code"], "MARGIN_NOT_ENOUGH");
}

TEST_P(EdgexBoth, HoldsAConditionalOrderUntilTheMarkHasComeToItsTrigger) {
    const Tree placed = place(
        generation(), "SELL", "97600.0", "0.010", "a",
        {{"type", "STOP_LIMIT"}, {"triggerPrice", "96500.0"}, {"triggerPriceType", "LAST_PRICE"}});
    ASSERT_EQ(placed["code"], "SUCCESS");
    const auto order = [&] { return *exchange.order(0, "a"); };
    EXPECT_EQ(status_of(order()), "UNTRIGGERED");

    exchange.set_mark(order().request.instrument, Price::from_units(96'501));
    exchange.tick(exchange.now() + seconds(1));
    EXPECT_EQ(status_of(order()), "UNTRIGGERED");
    exchange.set_mark(order().request.instrument, Price::from_units(96'500));
    exchange.tick(exchange.now() + seconds(1));

    EXPECT_EQ(status_of(order()), "OPEN");
    EXPECT_TRUE(order().resting);
}

TEST_P(EdgexBoth, RefusesWithTheWordForWhatIsWrong) {
    const auto code = [&](const std::string& price, const std::string& size, const Tree& change) {
        static int number = 0;
        return place(generation(), "BUY", price, size, "w" + std::to_string(++number),
                     change)["code"];
    };
    const auto later = [&](std::int64_t days) {
        return std::to_string(now_ms() + days * 86'400'000);
    };

    EXPECT_EQ(code("97000.05", "0.010", {}), "INVALID_ORDER_PRICE");
    EXPECT_EQ(code("97000", "0.0105", {}), "INVALID_ORDER_SIZE");
    EXPECT_EQ(code("97000", "51", {}), "ORDER_SIZE_ABOVE_MAXIMUM");
    EXPECT_EQ(code("102270.1", "0.01", {}), "ORDER_PRICE_OUT_OF_RANGE");
    EXPECT_EQ(code("97000", "0.01", {{"timeInForce", "SOMETIMES"}}), "INVALID_ORDER_TIME_IN_FORCE");
    EXPECT_EQ(code("97000", "0.01", {{"type", "STOP_LIMIT"}}), "INVALID_ORDER_TRIGGER_PRICE");
    EXPECT_EQ(code("97000", "0.01", {{"side", "HOLD"}}), "INVALID_ORDER_SIDE");
    EXPECT_EQ(code("97000", "0.01", {{"l2Size", "0.02"}}), "INVALID_L2_SIZE");
    EXPECT_EQ(code("97000", "0.01", {{"l2Value", "971"}}), "INVALID_L2_VALUE");
    EXPECT_EQ(code("97000", "0.01", {{"l2LimitFee", "0"}}), "L2_LIMIT_FEE_TOO_LOW");
    EXPECT_EQ(code("97000", "0.01", {{"l2Nonce", "17"}}), "INVALID_L2_NONCE");
    EXPECT_EQ(code("97000", "0.01", {{"expireTime", later(-1)}}), "INVALID_ORDER_EXPIRE_TIME");
    EXPECT_EQ(code("97000", "0.01", {{"expireTime", later(23)}}), "INVALID_L2_EXPIRE_TIME");
    EXPECT_EQ(code("97000", "0.01", {{"contractId", "10002"}, {"l2Signature", "00"}}),
              "INVALID_CONTRACT_ID");
    EXPECT_EQ(code("97000", "0.01", {{"l2Signature", std::string(130, '1')}}),
              "INVALID_L2_SIGNATURE");
    EXPECT_EQ(status, 200);
    EXPECT_EQ(exchange.counts(0).refused, 15U);
    EXPECT_EQ(exchange.counts(0).accepted, 0U);
}

TEST_P(EdgexBoth, TakesALimitPriceOnTheRightSideOfTheOracleHoweverFar) {
    EXPECT_EQ(place(generation(), "BUY", "1.0", "0.010", "a")["code"], "SUCCESS");
    EXPECT_EQ(place(generation(), "SELL", "200000.0", "0.010", "b")["code"], "SUCCESS");
    EXPECT_EQ(place(generation(), "SELL", "92529.9", "0.010", "c")["code"],
              "ORDER_PRICE_OUT_OF_RANGE");
}

TEST_P(EdgexBoth, TurnsPagesOfActiveOrdersNewestFirst) {
    for (int i = 0; i < 5; ++i)
        place(generation(), "BUY", "97000.0", "0.010", "p" + std::to_string(i));

    const auto page = [&](const std::string& offset) {
        Tree fields{{"size", "2"}};
        if (!offset.empty()) fields["offsetData"] = offset;
        return ask(generation(), "order/getActiveOrderPage", fields)["data"];
    };
    const Tree first = page("");
    const Tree second = page(first["nextPageOffsetData"]);
    const Tree third = page(second["nextPageOffsetData"]);

    EXPECT_EQ(first["dataList"][0]["clientOrderId"], "p4");
    EXPECT_EQ(second["dataList"][0]["clientOrderId"], "p2");
    ASSERT_EQ(third["dataList"].size(), 1U);
    EXPECT_EQ(third["dataList"][0]["clientOrderId"], "p0");
    EXPECT_EQ(third["nextPageOffsetData"], "");
    EXPECT_EQ(ask(generation(), "order/getActiveOrderPage", {{"size", "201"}})["code"],
              "INVALID_GET_PAGE_SIZE");
}

TEST_P(EdgexBoth, KeepsEndedOrdersAndFillsInTheirPages) {
    other(book(), Side::sell, "97400.0", "0.006");
    other(book(), Side::sell, "97401.0", "0.004");
    const std::string id = place(generation(), "BUY", "97401.0", "0.010", "a")["data"]["orderId"];

    const Tree orders = ask(generation(), "order/getHistoryOrderPage")["data"]["dataList"];
    const Tree fills = ask(generation(), "order/getHistoryOrderFillTransactionPage",
                           {{"filterOrderIdList", id}})["data"]["dataList"];

    ASSERT_EQ(orders.size(), 1U);
    EXPECT_EQ(orders[0]["id"], id);
    ASSERT_EQ(fills.size(), 2U);
    EXPECT_EQ(fills[0]["fillPrice"], "97401.0");
    EXPECT_EQ(fills[1]["fillSize"], "0.006");
    EXPECT_EQ(fills[1]["fillValue"], "584.400000");
    EXPECT_EQ(fills[1]["direction"], "TAKER");
    // 584.4 × 0.00038 = 0.222072; × 0.00045 = 0.26298.
    EXPECT_EQ(fills[1]["fillFee"], generation() == Generation::v1 ? "0.222072" : "0.262980");
    EXPECT_EQ(fills[1]["realizePnl"], generation() == Generation::v1 ? "-0.222072" : "-0.262980");
    EXPECT_TRUE(ask(generation(), "order/getHistoryOrderFillTransactionPage",
                    {{"filterOrderIdList", "1"}})["data"]["dataList"]
                    .empty());
}

TEST_P(EdgexBoth, SaysHowMuchWouldBeTaken) {
    other(book(), Side::sell, "97394.1", "1");
    other(book(), Side::buy, "97393.8", "1");
    const auto ask_size = [&] {
        return post(
            generation(), "private/order/getMaxCreateOrderSize",
            {{"accountId", kAccountId}, {"contractId", contract()}, {"price", "97394.1"}})["data"];
    };

    const Tree most = ask_size();
    EXPECT_EQ(most["ask1Price"], "97394.1");
    EXPECT_EQ(most["bid1Price"], "97393.8");
    const std::string size = most["maxBuySize"];
    EXPECT_EQ(place(generation(), "BUY", "97394.1", size, "a")["code"], "SUCCESS");
    EXPECT_EQ(place(generation(), "BUY", "97000.0", "0.100", "b")["code"], "MARGIN_NOT_ENOUGH");
}

TEST_P(EdgexBoth, DoesWhatATesterAsksOfOrders) {
    faults.order(Fault::reject_orders, 1, {}, exchange.now());
    EXPECT_EQ(place(generation(), "BUY", "97000.0", "0.010", "a")["code"], "ORDER_REJECTED");

    faults.order(Fault::accept_then_drop_reply, 1, {}, exchange.now());
    place(generation(), "BUY", "97000.0", "0.010", "b");
    EXPECT_TRUE(lost);
    EXPECT_EQ(order(generation(), "b")["status"], "OPEN");
    EXPECT_FALSE(lost);
}

class EdgexSlowly : public EdgexDesk {
protected:
    EdgexSlowly() : EdgexDesk(Rest::Options{.match_delay = milliseconds(5)}) {}
};

TEST_F(EdgexSlowly, LeavesPendingWithinTenMilliseconds) {
    FakeLine line;
    privates.opened(1, line, "sid", *members.find(kAccountId), Generation::v2);

    place(Generation::v2, "BUY", "97000.0", "0.010", "a");
    EXPECT_EQ(order(Generation::v2, "a")["status"], "PENDING");

    pass(milliseconds(10));
    EXPECT_EQ(order(Generation::v2, "a")["status"], "OPEN");
    std::vector<std::string> told;
    for (const Tree& frame : line.take("trade-event"))
        for (const Tree& each : frame["content"]["data"]["order"])
            told.push_back(each["status"]);
    EXPECT_EQ(told, (std::vector<std::string>{"PENDING", "OPEN"}));
}

}  // namespace
}  // namespace twinleg::sim::wire::edgex::test
