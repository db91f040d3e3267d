// The plans that are neither all at once nor resting: which leg goes first, and when it is hedged.

#include <gtest/gtest.h>

#include "tests/support/trading_desk.h"

namespace twinleg::exec {
namespace {

using test::coins;
using test::price;
using test::quantity;
using test::TradingDesk;

// 0.004 coins: bought at the first venue, sold at the second.
PairPlan by(Plan plan) {
    return {.first = {{0}, Side::buy, price("100.1")},
            .second = {{1}, Side::sell, price("100.9")},
            .quantity = quantity("0.004"),
            .plan = plan};
}

// Begins it and returns the only order of its first step.
Order first_order(TradingDesk& desk, Plan plan) {
    EXPECT_TRUE(desk.begin(by(plan)));
    const auto sent = desk.take_placed();
    EXPECT_EQ(sent.size(), 1U);
    return sent.empty() ? Order{} : sent[0];
}

PairClosed the_end(const TradingDesk& desk) {
    const auto closed = desk.port.all<PairClosed>();
    EXPECT_EQ(closed.size(), 1U);
    return closed.empty() ? PairClosed{} : closed[0];
}

TEST(ThinFirst, BeginsWithTheLegThatHasLessDepth) {
    for (const std::uint16_t thin : {std::uint16_t{0}, std::uint16_t{1}}) {
        TradingDesk desk;
        desk.start();
        desk.market.of[thin].depth = quantity("0.004");
        desk.market.of[1 - thin].depth = quantity("0.005");

        const Order leg = first_order(desk, Plan::thin_first);

        EXPECT_EQ(leg.instrument.value, thin);
        EXPECT_EQ(leg.side, thin == 0 ? Side::buy : Side::sell);
        EXPECT_EQ(leg.time_in_force, TimeInForce::ioc);
        EXPECT_EQ(leg.role, Role::leg);
    }
}

TEST(ThinFirst, HedgesEachFillAtOnceAndNoMoreThanFilled) {
    TradingDesk desk;
    desk.start();
    desk.market.of[1].depth = quantity("0.004");
    const Order leg = first_order(desk, Plan::thin_first);

    desk.tell(desk.fill_of(leg, quantity("0.001")));
    desk.settle();

    auto hedge = desk.take_placed();
    ASSERT_EQ(hedge.size(), 1U);
    EXPECT_EQ(hedge[0].role, Role::neutralise);
    EXPECT_EQ(hedge[0].instrument.value, 0);
    EXPECT_EQ(hedge[0].side, Side::buy);
    EXPECT_EQ(hedge[0].quantity, quantity("0.001"));
    desk.does(hedge[0], quantity("0.001"));

    // The rest of the leg finds nothing: that is all there is to hedge.
    OrderReport end;
    end.client_order_id = leg.client_order_id;
    end.instrument = leg.instrument;
    end.word = OrderWord::cancelled;
    end.has_cumulative = true;
    end.cumulative = quantity("0.001");
    desk.tell(end);
    desk.settle();

    EXPECT_TRUE(desk.take_placed().empty());
    EXPECT_FALSE(desk.executor.busy());
    EXPECT_EQ(name(the_end(desk).outcome), "completed");
    EXPECT_TRUE(desk.executor.exposure().is_zero());
}

TEST(ThinFirst, IsNothingWhereTheThinLegFindsNothing) {
    TradingDesk desk;
    desk.start();
    desk.market.of[1].depth = quantity("0.004");
    const Order leg = first_order(desk, Plan::thin_first);

    desk.does(leg, quantity("0"));
    desk.settle();

    EXPECT_TRUE(desk.take_placed().empty());
    EXPECT_EQ(name(the_end(desk).outcome), "nothing");
}

TEST(Sequential, SendsTheSecondLegForWhatTheFirstFilledOnceItIsFinal) {
    TradingDesk desk;
    desk.start();
    const Order leg = first_order(desk, Plan::sequential);
    EXPECT_EQ(leg.instrument.value, 0);

    desk.tell(desk.fill_of(leg, quantity("0.001")));
    desk.settle();
    EXPECT_TRUE(desk.take_placed().empty()) << "the first leg may still fill";

    desk.does(leg, quantity("0"));  // its end, told with the fills before it
    desk.tell(desk.fill_of(leg, quantity("0.002")));
    desk.settle();

    const auto second = desk.take_placed();
    ASSERT_EQ(second.size(), 1U);
    EXPECT_EQ(second[0].instrument.value, 1);
    EXPECT_EQ(second[0].side, Side::sell);
    EXPECT_EQ(second[0].role, Role::leg);
    EXPECT_EQ(second[0].quantity, quantity("0.003"));
    EXPECT_EQ(second[0].price, price("100.9")) << "the plan's own limit, not a neutraliser's";
}

TEST(Sequential, NeutralisesWhatTheSecondLegLeaves) {
    TradingDesk desk;
    desk.start();
    const Order first = first_order(desk, Plan::sequential);
    desk.does(first, quantity("0.004"));
    desk.settle();
    const auto second = desk.take_placed();
    ASSERT_EQ(second.size(), 1U);

    desk.does(second[0], quantity("0.003"));
    desk.settle();

    const auto rest = desk.take_placed();
    ASSERT_EQ(rest.size(), 1U);
    EXPECT_EQ(rest[0].role, Role::neutralise);
    EXPECT_EQ(rest[0].side, Side::sell);
    EXPECT_EQ(rest[0].quantity, quantity("0.001"));
    desk.does(rest[0], quantity("0.001"));
    desk.settle();
    EXPECT_EQ(name(the_end(desk).outcome), "completed");
    EXPECT_TRUE(desk.executor.exposure().is_zero());
}

TEST(Sequential, SendsNoSecondLegWhereTheFirstFindsNothing) {
    TradingDesk desk;
    desk.start();
    const Order first = first_order(desk, Plan::sequential);

    desk.does(first, quantity("0"));
    desk.settle();

    EXPECT_TRUE(desk.take_placed().empty());
    EXPECT_EQ(name(the_end(desk).outcome), "nothing");
}

TEST(Sequential, HedgesTheFillsOfASilentFirstLegAtTheDeadline) {
    TradingDesk desk;
    desk.start();
    const Order first = first_order(desk, Plan::sequential);
    desk.silent = true;
    desk.tell(desk.fill_of(first, quantity("0.002")));

    desk.pass(milliseconds(2450));
    EXPECT_TRUE(desk.take_placed().empty());
    desk.pass(milliseconds(100));

    // Long by 0.002 at least, whatever becomes of the other 0.002.
    const auto hedge = desk.take_placed();
    ASSERT_EQ(hedge.size(), 1U);
    EXPECT_EQ(hedge[0].role, Role::neutralise);
    EXPECT_EQ(hedge[0].side, Side::sell);
    EXPECT_EQ(hedge[0].quantity, quantity("0.002"));
    EXPECT_FALSE(desk.port.all<CancelOrder>().empty());
}

TEST(Sequential, UndoesTheFirstLegWhereTheSecondVenueHasGone) {
    TradingDesk desk;
    desk.start();
    const Order first = first_order(desk, Plan::sequential);
    desk.market.lose_book(1);

    desk.does(first, quantity("0.004"));
    desk.settle();

    const auto undo = desk.take_placed();
    ASSERT_EQ(undo.size(), 1U);
    EXPECT_EQ(undo[0].role, Role::neutralise);
    EXPECT_EQ(undo[0].instrument.value, 0);
    desk.does(undo[0], undo[0].quantity);
    desk.settle();
    EXPECT_EQ(name(the_end(desk).outcome), "rolled_back");
}

}  // namespace
}  // namespace twinleg::exec
