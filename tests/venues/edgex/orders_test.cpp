// Commands and questions against a fake venue.

#include <gmock/gmock.h>

#include "tests/venues/edgex/desk_fixture.h"

namespace twinleg::venues::edgex::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class EdgexOrders : public EdgexDesk {
protected:
    void SetUp() override { open(); }
    std::string ours(std::uint32_t number) {
        return "desk7-" + std::to_string(ClientOrderId::make(1, number).value);
    }
    static FakeVenue::Said refusal(const char* code, int status = 200) {
        return {.status = status, .body = FakeVenue::wrap(nullptr, code).dump()};
    }
    void cancel(std::uint32_t number, const char* venue_id = "") {
        connector->cancel({.instrument = slot.instrument,
                           .client_order_id = ClientOrderId::make(1, number),
                           .venue_order_id = VenueOrderId::from(venue_id).value()},
                          loop.now());
    }
};

TEST_F(EdgexOrders, AreSentWithOurNameAndALifeAndAcceptedWithTheirs) {
    const Order what = order(9);
    place(what);

    ASSERT_TRUE(until([&] { return !reports.empty(); }));
    EXPECT_EQ(reports[0].word, OrderWord::accepted);
    EXPECT_EQ(reports[0].source, Source::reply);
    EXPECT_FALSE(reports[0].has_cumulative);
    EXPECT_EQ(reports[0].venue_order_id.view(), "799373727132287382");
    const Json body = venue.of("createOrder").at(0).body;
    EXPECT_EQ(body["clientOrderId"], ours(9));
    EXPECT_EQ(body["timeInForce"], "IMMEDIATE_OR_CANCEL");
    EXPECT_EQ(body["type"], "LIMIT");
    EXPECT_EQ(body["side"], "BUY");
    EXPECT_EQ(body["price"], "100");
    EXPECT_EQ(body["size"], "0.01");
    const auto expire = std::stoll(body["expireTime"].get<std::string>());
    EXPECT_EQ(expire % 1000, 0);
    EXPECT_LE(expire, what.valid_until.ns / 1'000'000);
    EXPECT_GE(std::stoll(body["l2ExpireTime"].get<std::string>()) - expire, 8LL * 86'400'000);
}

TEST_F(EdgexOrders, ThatRestLiveAMinuteLonger) {
    const Order what = order(9, TimeInForce::post_only);
    place(what);

    ASSERT_TRUE(until([&] { return !reports.empty(); }));
    const Json body = venue.of("createOrder").at(0).body;
    EXPECT_EQ(body["timeInForce"], "POST_ONLY");
    EXPECT_GE(std::stoll(body["expireTime"].get<std::string>()),
              what.valid_until.ns / 1'000'000 + 59'000);
}

TEST_F(EdgexOrders, WhoseLifeIsOverAreNotSent) {
    Order late = order(9);
    late.valid_until = loop.now() - seconds(1);
    place(late);

    ASSERT_TRUE(until([&] { return !reports.empty(); }));
    EXPECT_EQ(reports[0].reason, Reason::expired);
    EXPECT_TRUE(venue.of("createOrder").empty());
}

TEST_F(EdgexOrders, AreRefusedWithAReason) {
    venue.says_once("createOrder", refusal("ACCOUNT_MARGIN_NOT_ENOUGH", 400));
    place(order(9));

    ASSERT_TRUE(until([&] { return !reports.empty(); }));
    EXPECT_EQ(reports[0].word, OrderWord::rejected);
    EXPECT_EQ(reports[0].reason, Reason::margin);
    EXPECT_TRUE(failures.empty());
}

TEST_F(EdgexOrders, AreInDoubtAfterServerErrorsSilenceAndPagesOfHtml) {
    venue.says_once("createOrder", refusal("INTERNAL_ERROR", 500));
    venue.says_once("createOrder", {.drop = true});
    venue.says_once("createOrder", {.status = 403, .body = "<html>no</html>"});
    venue.says_once("createOrder", refusal("SYSTEM_BUSY"));
    for (std::uint32_t i = 1; i <= 4; ++i) {
        place(order(i));
        ASSERT_TRUE(until([&] { return failures.size() == i; }));
        EXPECT_EQ(failures.back().outcome, SendOutcome::unknown) << i;
        EXPECT_EQ(failures.back().client_order_id, ClientOrderId::make(1, i));
    }
    EXPECT_TRUE(reports.empty());
}

TEST_F(EdgexOrders, AreHeldBackForAsLongAsTheVenueSays) {
    venue.says_once("createOrder",
                    {.status = 429, .body = "{}", .headers = {{"Retry-After", "30"}}});
    place(order(1));
    ASSERT_TRUE(until([&] { return reports.size() == 1; }));
    place(order(2));
    ASSERT_TRUE(until([&] { return reports.size() == 2; }));

    EXPECT_EQ(reports[0].reason, Reason::rate_limited);
    EXPECT_EQ(reports[1].reason, Reason::rate_limited);
    EXPECT_EQ(venue.of("createOrder").size(), 1U);
}

TEST_F(EdgexOrders, SetTheClockWhenTheVenueRefusesTheirTime) {
    venue.ahead = seconds(90);
    const auto before = venue.of("getServerTime").size();
    venue.says_once("createOrder", refusal("GATEWAY_TIMESTAMP_INVALID", 401));
    place(order(1));
    ASSERT_TRUE(until([&] { return !reports.empty(); }));
    EXPECT_EQ(reports[0].word, OrderWord::rejected);

    ASSERT_TRUE(until([&] { return venue.of("getServerTime").size() >= before + 2; }));
    until([] { return false; }, milliseconds(20));
    place(order(2));

    ASSERT_TRUE(until([&] { return venue.of("createOrder").size() == 2; }));
    const auto expire =
        std::stoll(venue.of("createOrder")[1].body["expireTime"].get<std::string>());
    EXPECT_GT(expire, (loop.now() + seconds(80)).ns / 1'000'000);
}

TEST_F(EdgexOrders, AreCancelledByTheVenuesIdOrByOurs) {
    venue.says("cancelOrderByClientOrderId",
               FakeVenue::wrap({{"cancelResultMap", {{ours(3), "SUCCESS"}}}}));
    cancel(2, "799373727132287382");
    cancel(3);

    ASSERT_TRUE(until([&] { return venue.of("cancelOrderByClientOrderId").size() == 1; }));
    EXPECT_EQ(venue.of("cancelOrderById").at(0).body["orderIdList"],
              Json::array({"799373727132287382"}));
    EXPECT_EQ(venue.of("cancelOrderByClientOrderId").at(0).body["clientOrderIdList"],
              Json::array({ours(3)}));
    until([] { return false; }, milliseconds(20));
    EXPECT_TRUE(reports.empty());  // the stream has the last word
    EXPECT_TRUE(failures.empty());
}

TEST_F(EdgexOrders, ThatACancelDidNotFindAreSaidToBeNotFound) {
    venue.says("cancelOrderById",
               FakeVenue::wrap({{"cancelResultMap", {{"5", "FAILED_ORDER_NOT_FOUND"}}}}));
    cancel(2, "5");

    ASSERT_TRUE(until([&] { return !reports.empty(); }));
    EXPECT_EQ(reports[0].word, OrderWord::accepted);
    EXPECT_EQ(reports[0].reason, Reason::not_found);
}

TEST_F(EdgexOrders, WhoseCancelGotNoAnswerAreInDoubt) {
    venue.says_once("cancelOrderById", {.drop = true});
    cancel(2, "5");

    ASSERT_TRUE(until([&] { return !failures.empty(); }));
    EXPECT_TRUE(failures[0].was_cancel);
    EXPECT_EQ(failures[0].outcome, SendOutcome::unknown);
}

TEST_F(EdgexOrders, OfOurContractAreCancelledAllTogether) {
    connector->cancel_all({.venue = slot.venue, .request = {4}}, loop.now());

    ASSERT_TRUE(until([&] { return cancel_all_answer.has_value(); }));
    EXPECT_TRUE(cancel_all_answer->head.ok);
    EXPECT_EQ(cancel_all_answer->head.request.value, 4U);
    EXPECT_EQ(venue.of("cancelAllOrder").at(0).body["filterContractIdList"],
              Json::array({"30000001"}));
}

TEST_F(EdgexOrders, AreAskedForByOurName) {
    Json found = fixtures()["rest"]["getOrderById"];
    found["data"][0]["clientOrderId"] = ours(9);
    found["data"][0]["status"] = "CANCELED";
    found["data"][0]["cumMatchSize"] = "0.004";
    venue.says("getOrderByClientOrderId", found);
    ask(Question::order, 9);

    ASSERT_TRUE(until([&] { return order_answer.has_value(); }));
    EXPECT_TRUE(order_answer->head.ok);
    EXPECT_TRUE(order_answer->found);
    EXPECT_EQ(order_answer->head.venue_time.ns, 1'758'456'317'000'000'000);
    EXPECT_EQ(order_answer->report.word, OrderWord::cancelled);
    EXPECT_EQ(to_text(order_answer->report.cumulative), "0.004");
    EXPECT_EQ(venue.of("getOrderByClientOrderId").at(0).query.at("clientOrderIdList"), ours(9));
}

TEST_F(EdgexOrders, ThatTheVenueDoesNotKnowAreNotFoundAndFailedQuestionsAreNoAnswer) {
    ask(Question::order, 9);
    ASSERT_TRUE(until([&] { return order_answer.has_value(); }));
    EXPECT_TRUE(order_answer->head.ok);
    EXPECT_FALSE(order_answer->found);

    order_answer.reset();
    venue.says_once("getOrderByClientOrderId", refusal("ORDER_NOT_FOUND", 400));
    ask(Question::order, 9);
    ASSERT_TRUE(until([&] { return order_answer.has_value(); }));
    EXPECT_TRUE(order_answer->head.ok);
    EXPECT_FALSE(order_answer->found);

    order_answer.reset();
    venue.says_once("getOrderByClientOrderId", refusal("INTERNAL_ERROR", 500));
    ask(Question::order, 9);
    ASSERT_TRUE(until([&] { return order_answer.has_value(); }));
    EXPECT_FALSE(order_answer->head.ok);
}

TEST_F(EdgexOrders, FillsComeFromAllPagesOrNotAtAll) {
    Json first = fixtures()["rest"]["getHistoryOrderFillTransactionPage"];
    first["data"]["nextPageOffsetData"] = "page two";
    Json second = fixtures()["rest"]["getHistoryOrderFillTransactionPage"];
    second["data"]["dataList"][0]["id"] = "799373730000000009";
    venue.says_once("getHistoryOrderFillTransactionPage", {.body = first.dump()});
    venue.says_once("getHistoryOrderFillTransactionPage", {.body = second.dump()});
    const Time since{1'758'456'000'000'000'000};
    ask(Question::fills, 0, since);

    ASSERT_TRUE(until([&] { return fills_answer.has_value(); }));
    EXPECT_TRUE(fills_answer->head.ok);
    EXPECT_EQ(fills_answer->since, since);
    EXPECT_EQ(fills_answer->through, fills_answer->head.venue_time);
    ASSERT_EQ(answered_fills.size(), 2U);
    EXPECT_EQ(answered_fills[1].fill_id.view(), "799373730000000009");
    const auto asked = venue.of("getHistoryOrderFillTransactionPage");
    EXPECT_EQ(asked.at(0).query.at("filterStartCreatedTimeInclusive"), "1758456000000");
    EXPECT_EQ(asked.at(1).query.at("offsetData"), "page two");

    fills_answer.reset();
    venue.says_once("getHistoryOrderFillTransactionPage", {.body = first.dump()});
    venue.says_once("getHistoryOrderFillTransactionPage", refusal("INTERNAL_ERROR", 500));
    ask(Question::fills, 0, since);
    ASSERT_TRUE(until([&] { return fills_answer.has_value(); }));
    EXPECT_FALSE(fills_answer->head.ok);
}

TEST_F(EdgexOrders, OpenOnesAreListedWithWhatIsLeftOfThem) {
    Json open_page = fixtures()["rest"]["getActiveOrderPage"];
    open_page["data"]["dataList"][0]["clientOrderId"] = ours(4);
    open_page["data"]["dataList"][0]["cumMatchSize"] = "0.004";
    venue.says("getActiveOrderPage", open_page);
    ask(Question::open_orders);

    ASSERT_TRUE(until([&] { return open_answer.has_value(); }));
    EXPECT_TRUE(open_answer->head.ok);
    ASSERT_EQ(open_orders.size(), 1U);
    EXPECT_EQ(open_orders[0].client_order_id, ClientOrderId::make(1, 4));
    EXPECT_EQ(to_text(open_orders[0].remaining), "0.006");
}

TEST_F(EdgexOrders, PositionAndBalanceAskedTogetherAreOneRequest) {
    const auto before = venue.of("getAccountAsset").size();
    const Time now = loop.now();
    connector->ask({.venue = slot.venue, .request = {5}, .what = Question::positions}, now);
    connector->ask({.venue = slot.venue, .request = {6}, .what = Question::balance}, now);

    ASSERT_TRUE(until([&] { return positions_answer && balance_answer; }));
    EXPECT_EQ(venue.of("getAccountAsset").size(), before + 1);
    EXPECT_EQ(positions_answer->head.request.value, 5U);
    ASSERT_EQ(positions.size(), 1U);
    EXPECT_EQ(to_text(positions[0].quantity), "0.01");
    EXPECT_EQ(balance_answer->head.request.value, 6U);
    EXPECT_EQ(to_text(balance_answer->equity), "9999.886692");
}

}  // namespace
}  // namespace twinleg::venues::edgex::test
