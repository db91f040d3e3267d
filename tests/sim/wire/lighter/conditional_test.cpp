// Orders that wait: for the mark to reach their trigger, or for their parent to fill.

#include "tests/sim/wire/lighter/desk.h"

namespace twinleg::sim::wire::lighter {
namespace {

constexpr int kStop = 2;
constexpr int kStopLimit = 3;
constexpr int kTake = 4;
constexpr std::int64_t kHourMs = 3'600'000;

class LighterConditional : public LighterDesk {
protected:
    std::int64_t sent(std::uint64_t type, const std::string& body) {
        const auto answer =
            send(type, signed_info(type, body, members.find(65)->keys.at(3).next_nonce));
        last = answer.body;
        return Document{answer.body}.number("/code");
    }
    // The ten keys of an order in the market of BTC.
    std::string order(std::uint64_t client, std::int64_t size, std::int64_t price, bool ask,
                      int type, int lifetime, std::int64_t trigger, bool reduce = true) const {
        const bool lasts = type >= kStop || lifetime != 0;
        return fmt::format(
            R"("MarketIndex":1,"ClientOrderIndex":{},"BaseAmount":{},"Price":{},"IsAsk":{},)"
            R"("Type":{},"TimeInForce":{},"ReduceOnly":{},"TriggerPrice":{},"OrderExpiry":{})",
            client, size, price, ask ? 1 : 0, type, lifetime, reduce ? 1 : 0, trigger,
            lasts ? ms_of(exchange.now()) + kHourMs : 0);
    }
    std::string group(int type, const std::vector<std::string>& orders) const {
        std::string body = fmt::format(R"("GroupingType":{},"Orders":[)", type);
        for (std::size_t n = 0; n < orders.size(); ++n)
            body += (n > 0 ? ",{" : "{") + orders[n] + "}";
        return body + "]";
    }
    // Somebody bids 79,900 and offers 80,100; we hold 0.1 from the offer.
    void hold() {
        quote();
        ASSERT_EQ(sent(14, order(900, 10'000, 801'000, false, 0, 0, 0, false)), 200) << last;
        pass();
        ASSERT_EQ(held(), parse_quantity("0.1").value());
    }
    void quote() {
        const Quantity deep = Quantity::from_units(5);
        exchange.counterparty(btc, Side::sell, Price::from_units(80'100), deep, Force::gtc, false);
        exchange.counterparty(btc, Side::buy, Price::from_units(79'900), deep, Force::gtc, false);
    }
    void mark(std::int64_t price) { exchange.set_mark(btc, Price::from_units(price)); }
    void pass() { exchange.tick(exchange.now() + seconds(1)); }
    Quantity held() const { return exchange.position(0, btc).quantity(); }
    OrderRow row(std::uint64_t client) const {
        return order_row(*exchange.order(0, std::to_string(client)), 65, 0);
    }

    std::string last;
};

TEST_F(LighterConditional, AStopSellsOnceTheMarkHasFallenToItsTrigger) {
    hold();
    ASSERT_EQ(sent(14, order(1, 10'000, 790'000, true, kStop, 0, 795'000)), 200) << last;
    EXPECT_EQ(name(row(1).status), "pending");

    mark(79'501);
    pass();
    EXPECT_EQ(name(row(1).status), "pending");
    mark(79'500);
    pass();

    EXPECT_EQ(name(row(1).status), "filled");
    EXPECT_TRUE(held().is_zero());
}

TEST_F(LighterConditional, ATakeProfitSellsOnceTheMarkHasRisen) {
    hold();
    ASSERT_EQ(sent(14, order(1, 10'000, 790'000, true, kTake, 0, 805'000)), 200) << last;

    mark(79'000);
    pass();
    EXPECT_EQ(name(row(1).status), "pending");
    mark(80'600);
    pass();

    EXPECT_EQ(name(row(1).status), "filled");
}

TEST_F(LighterConditional, AStopLimitRestsAtItsOwnPriceOnceItIsTriggered) {
    hold();
    ASSERT_EQ(sent(14, order(1, 10'000, 800'500, true, kStopLimit, 1, 795'000)), 200) << last;

    mark(79'400);
    pass();

    EXPECT_EQ(name(row(1).status), "open");
    EXPECT_EQ(exchange.best(btc, Side::sell)->price, Price::from_units(80'050));
}

TEST_F(LighterConditional, AreShownWithWhatTheyWaitForAndCanBeCancelled) {
    hold();
    ASSERT_EQ(sent(14, order(1, 10'000, 790'000, true, kStop, 0, 795'000)), 200) << last;

    const auto open = get("accountActiveOrders?account_index=65&market_id=1", token());
    EXPECT_EQ(open.text("/orders/0/type"), "stop-loss");
    EXPECT_EQ(open.text("/orders/0/status"), "pending");
    EXPECT_EQ(open.text("/orders/0/trigger_price"), "79500.0");
    EXPECT_EQ(open.text("/orders/0/trigger_status"), "mark-price");
    EXPECT_TRUE(exchange.order_margin(0).is_zero());

    ASSERT_EQ(sent(15, R"("MarketIndex":1,"Index":1)"), 200) << last;
    pass();
    EXPECT_EQ(name(row(1).status), "canceled");
    mark(70'000);
    pass();
    EXPECT_EQ(held(), parse_quantity("0.1").value());
}

TEST_F(LighterConditional, WantAnExpiryAndAPositionToReduce) {
    EXPECT_EQ(sent(14, order(1, 10'000, 790'000, true, kStop, 0, 795'000)), 21732);
    hold();
    auto late = order(1, 10'000, 790'000, true, kStop, 0, 795'000);
    late.replace(late.find(R"("OrderExpiry":)") + 14, 13,
                 std::to_string(ms_of(exchange.now()) + 1000));
    EXPECT_EQ(sent(14, late), 21711);
}

TEST_F(LighterConditional, OfTwoOneCancelsTheOther) {
    hold();
    ASSERT_EQ(sent(28, group(2, {order(1, 10'000, 790'000, true, kStop, 0, 795'000),
                                 order(2, 10'000, 790'000, true, kTake, 0, 805'000)})),
              200)
        << last;

    mark(79'000);
    pass();

    EXPECT_EQ(name(row(1).status), "filled");
    EXPECT_EQ(name(row(2).status), "canceled-oco");
    EXPECT_TRUE(held().is_zero());
}

TEST_F(LighterConditional, AParentWakesItsChildrenWhenItIsFilled) {
    quote();
    ASSERT_EQ(sent(28, group(3, {order(1, 10'000, 801'000, false, 0, 1, 0, false),
                                 order(2, 0, 790'000, true, kStop, 0, 795'000),
                                 order(3, 0, 790'000, true, kTake, 0, 805'000)})),
              200)
        << last;
    EXPECT_TRUE(row(2).parent_waits);
    EXPECT_EQ(row(2).parent_index, row(1).order_index);
    EXPECT_EQ(row(1).to_trigger[1], row(3).order_index);

    pass();
    EXPECT_EQ(name(row(1).status), "filled");
    EXPECT_EQ(name(row(2).status), "pending");
    EXPECT_FALSE(row(2).parent_waits);
    mark(81'000);
    pass();

    EXPECT_EQ(name(row(3).status), "filled");
    EXPECT_EQ(name(row(2).status), "canceled-oco");
    EXPECT_TRUE(held().is_zero());
}

TEST_F(LighterConditional, ChildrenEndWithAParentThatFilledNothing) {
    quote();
    ASSERT_EQ(sent(28, group(1, {order(1, 10'000, 790'000, false, 0, 1, 0, false),
                                 order(2, 0, 780'000, true, kStop, 0, 785'000)})),
              200)
        << last;
    pass();

    ASSERT_EQ(sent(15, R"("MarketIndex":1,"Index":1)"), 200) << last;
    pass();

    EXPECT_EQ(name(row(1).status), "canceled");
    EXPECT_EQ(name(row(2).status), "canceled-child");
}

TEST_F(LighterConditional, GroupsAreOfTheirKind) {
    hold();
    const auto stop = order(1, 10'000, 790'000, true, kStop, 0, 795'000);
    const auto plain = order(2, 10'000, 810'000, true, 0, 1, 0);
    EXPECT_EQ(sent(28, group(3, {stop, plain})), 21501);
    EXPECT_EQ(sent(28, group(1, {stop, plain})), 21501);
    EXPECT_EQ(sent(28, group(2, {stop, plain})), 21501);
    EXPECT_EQ(exchange.open_orders(0).size(), 0u);
}

}  // namespace
}  // namespace twinleg::sim::wire::lighter
