#include "tests/sim/wire/exchange_fixture.h"

namespace twinleg::sim::wire {
namespace {

TEST_F(ExchangeTest, RefusesAnOrderThatTheEquityCannotHold) {
    // 10,000 at ten times: 1.66 BTC at 60,000.
    EXPECT_EQ(refused(order(alice, Side::buy, "1.7", "59000")), Reason::margin);
    EXPECT_EQ(refused(order(alice, Side::buy, "1.6", "59000")), Reason::none);
    // What is open counts.
    EXPECT_EQ(refused(order(alice, Side::buy, "0.1", "59000")), Reason::margin);
    // The other side needs nothing more.
    EXPECT_EQ(refused(order(alice, Side::sell, "1.6", "61000")), Reason::none);
}

TEST_F(ExchangeTest, CancelsForWantOfMarginWhereTheVenueLooksOnlyWhenItMatches) {
    open({.margin_at_door = false});

    const auto placed = buy(alice, "1.7", "59000");

    EXPECT_EQ(placed.state, OrderState::cancelled);
    EXPECT_EQ(placed.reason, Reason::margin);
    EXPECT_EQ(exchange->counts(alice).accepted, 1u);
}

TEST_F(ExchangeTest, LetsAnAccountReduceWithoutMargin) {
    exchange->counterparty(id, Side::sell, price("60000"), quantity("5"), Force::gtc, false);
    exchange->counterparty(id, Side::buy, price("59000"), quantity("5"), Force::gtc, false);
    buy(alice, "1.6", "60000");
    exchange->set_mark(id, price("57000"));  // equity 10,000 − 4,800 − fees, needs 9,120

    EXPECT_EQ(refused(order(alice, Side::buy, "0.001", "57000")), Reason::margin);
    EXPECT_EQ(refused(order(alice, Side::sell, "1.6", "59000")), Reason::none);
    EXPECT_EQ(held(alice), Quantity{});
}

TEST_F(ExchangeTest, CutsAReduceOnlyOrderToThePosition) {
    exchange->counterparty(id, Side::sell, price("60000"), quantity("1"), Force::gtc, false);
    buy(alice, "0.1", "60000");
    auto close = order(alice, Side::sell, "0.3", "60010");
    close.reduce_only = true;

    const auto placed = place(close);

    EXPECT_EQ(placed.left(), quantity("0.1"));
    EXPECT_EQ(exchange->best(id, Side::sell)->price, price("60000"));
    exchange->counterparty(id, Side::buy, price("60010"), quantity("2"), Force::ioc, false);
    EXPECT_EQ(held(alice), Quantity{});
    EXPECT_EQ(exchange->order(placed.id)->state, OrderState::filled);
}

TEST_F(ExchangeTest, RefusesAReduceOnlyOrderWithoutAPosition) {
    auto close = order(alice, Side::sell, "0.3", "60010");
    close.reduce_only = true;

    EXPECT_EQ(refused(close), Reason::reduce_only);
}

TEST_F(ExchangeTest, CancelsARestingReduceOnlyOrderWhenThePositionIsGone) {
    exchange->counterparty(id, Side::sell, price("60000"), quantity("1"), Force::gtc, false);
    exchange->counterparty(id, Side::buy, price("59990"), quantity("1"), Force::gtc, false);
    buy(alice, "0.2", "60000");
    auto close = order(alice, Side::sell, "0.2", "60050");
    close.reduce_only = true;
    const auto resting = place(close);

    sell(alice, "0.1", "59990");
    EXPECT_EQ(exchange->order(resting.id)->left(), quantity("0.1"));
    sell(alice, "0.1", "59990");

    EXPECT_EQ(exchange->order(resting.id)->reason, Reason::reduce_only);
    EXPECT_TRUE(exchange->open_orders(alice).empty());
}

TEST_F(ExchangeTest, KeepsCashEquityAndRealisedApart) {
    exchange->counterparty(id, Side::sell, price("60000"), quantity("1"), Force::gtc, false);
    exchange->counterparty(id, Side::buy, price("59990"), quantity("1"), Force::gtc, false);
    exchange->set_fees(alice, {}, {});
    buy(alice, "0.2", "60000");
    exchange->set_mark(id, price("60100"));

    EXPECT_EQ(exchange->cash(alice), money("-2000"));
    EXPECT_EQ(exchange->equity(alice), money("10020"));
    EXPECT_EQ(exchange->unrealised(alice), money("20"));
    EXPECT_EQ(exchange->realised_collateral(alice), money("10000"));

    sell(alice, "0.1", "59990");

    EXPECT_EQ(ear.fills.back().realised, money("-1"));
    EXPECT_EQ(exchange->realised_collateral(alice), money("9999"));
    EXPECT_EQ(ear.fills.back().position_before, quantity("0.2"));
    EXPECT_EQ(ear.fills.back().entry_before, money("12000"));
}

TEST_F(ExchangeTest, NeedsLessMarginWithMoreLeverage) {
    ASSERT_TRUE(exchange->set_margin_fraction(alice, id, basis_points(500)));

    EXPECT_EQ(refused(order(alice, Side::buy, "3.2", "59000")), Reason::none);
    EXPECT_EQ(exchange->order_margin(alice), money("9600"));
    EXPECT_EQ(exchange->available(alice), money("400"));
    EXPECT_EQ(exchange->set_margin_fraction(alice, id, basis_points(1000)).error().reason,
              Reason::margin);
    EXPECT_EQ(exchange->set_margin_fraction(alice, id, basis_points(100)).error().reason,
              Reason::other);
}

TEST_F(ExchangeTest, LiquidatesWhoFallsBelowTheMaintenanceMargin) {
    exchange->counterparty(id, Side::sell, price("60000"), quantity("5"), Force::gtc, false);
    buy(alice, "1.6", "60000");
    buy(alice, "0.001", "59000");

    exchange->set_mark(id, price("56000"));

    EXPECT_EQ(held(alice), Quantity{});
    EXPECT_TRUE(exchange->open_orders(alice).empty());
    EXPECT_TRUE(ear.fills.back().liquidation);
    EXPECT_TRUE(ear.trades.back().liquidation);
    // 1.6 × 4,000 lost, and the fee of the one trade: 96,000 × 2.8 bps.
    EXPECT_EQ(exchange->equity(alice), money("10000") - money("6400") - money("26.88"));
}

TEST_F(ExchangeTest, PaysFundingAtFullIntervalsFromLongsToShorts) {
    open({.funding_interval = minutes(60)});
    exchange->set_funding_rate(id, basis_points(1));
    sell(alice, "0.5", "60000");
    buy(bob, "0.5", "60000");
    const Time due = exchange->next_funding();
    EXPECT_EQ(due.ns % minutes(60).ns, 0);
    const Notional before = exchange->equity(bob);

    exchange->tick(due - nanoseconds(1));
    EXPECT_TRUE(ear.funding.empty());
    exchange->tick(due + minutes(60));

    ASSERT_EQ(ear.funding.size(), 4u);
    EXPECT_EQ(ear.funding[0].time, due);
    EXPECT_EQ(ear.funding[1].amount, money("-3"));
    EXPECT_EQ(ear.funding[0].amount, money("3"));
    EXPECT_EQ(exchange->equity(bob), before - money("6"));
    EXPECT_EQ(exchange->facts(id).last_funding, due + minutes(60));
}

TEST_F(ExchangeTest, HoldsATakerForItsSpeedBump) {
    sell(alice, "0.1", "60000");
    auto request = order(bob, Side::buy, "0.1", "60000");
    request.delay = milliseconds(300);

    const auto placed = place(request);

    EXPECT_EQ(placed.state, OrderState::pending);
    EXPECT_EQ(exchange->next_due(), kStart + milliseconds(300));
    wait(milliseconds(299));
    EXPECT_EQ(held(bob), Quantity{});
    wait(milliseconds(1));
    EXPECT_EQ(held(bob), quantity("0.1"));
    EXPECT_EQ(ear.fills.front().time, kStart + milliseconds(300));
}

TEST_F(ExchangeTest, LetsAnOrderFillWhileItsCancelWaits) {
    const auto resting = buy(alice, "0.1", "60000");

    const auto cancelling = exchange->cancel(alice, resting.id, milliseconds(200));
    ASSERT_TRUE(cancelling);
    EXPECT_EQ(cancelling->cancel_due, kStart + milliseconds(200));
    exchange->counterparty(id, Side::sell, price("60000"), quantity("0.04"), Force::ioc, false);
    wait(milliseconds(200));

    EXPECT_EQ(exchange->order(resting.id)->state, OrderState::cancelled);
    EXPECT_EQ(exchange->order(resting.id)->filled, quantity("0.04"));
}

TEST_F(ExchangeTest, CancelsAnOrderThatStillWaitsForItsBump) {
    auto request = order(bob, Side::buy, "0.1", "60000");
    request.delay = milliseconds(300);
    const auto placed = place(request);

    ASSERT_TRUE(exchange->cancel(bob, placed.id));
    wait(seconds(1));

    EXPECT_EQ(exchange->order(placed.id)->state, OrderState::cancelled);
    EXPECT_FALSE(exchange->best(id, Side::buy));
}

TEST_F(ExchangeTest, ExpiresAnOrderAtItsOwnMoment) {
    auto request = order(alice, Side::buy, "0.1", "60000");
    request.expires_at = kStart + minutes(5);
    const auto placed = place(request);

    wait(minutes(60));

    EXPECT_EQ(exchange->order(placed.id)->state, OrderState::expired);
    EXPECT_EQ(exchange->order(placed.id)->updated_at, kStart + minutes(5));
    EXPECT_EQ(refused(request), Reason::expired);
}

// Two orders that become due within one step of time meet in the order of their moments.
TEST_F(ExchangeTest, DoesWhatIsDueInTheOrderOfItsMoments) {
    sell(alice, "0.1", "60000");
    auto late = order(alice, Side::buy, "0.1", "59990");
    late.delay = milliseconds(200);
    auto early = order(bob, Side::buy, "0.1", "60000");
    early.delay = milliseconds(100);
    place(late);
    place(early);

    wait(minutes(1));

    EXPECT_EQ(held(bob), quantity("0.1"));
    EXPECT_EQ(exchange->best(id, Side::buy)->price, price("59990"));
}

TEST_F(ExchangeTest, AddsNoAccountTwice) {
    EXPECT_THROW(exchange->add_account({.id = "1"}), std::invalid_argument);
}

}  // namespace
}  // namespace twinleg::sim::wire
