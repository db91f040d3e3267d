// What becomes of orders.

#include "tests/conformance/conformance.h"

namespace twinleg::conformance {
namespace {

using Orders = Conformance;

TEST_P(Orders, RestWhenPlacedPostOnly) {
    TWINLEG_NEEDS(post_only);
    const auto id = stage.place(kBuy, TimeInForce::post_only, bid, one);

    ASSERT_TRUE(accepted(id));
    expect_open(id);
    EXPECT_FALSE(stage.told(id).final());
}

TEST_P(Orders, AreRefusedPostOnlyWhereTheyWouldTake) {
    TWINLEG_NEEDS(post_only);
    const auto id = stage.place(kBuy, TimeInForce::post_only, ask, one);

    ASSERT_TRUE(final(id));
    EXPECT_EQ(stage.told(id).filled(), Quantity{});
    EXPECT_EQ(stage.told(id).reason, Reason::would_cross);
}

TEST_P(Orders, AreFilledInPartsAsMakers) {
    TWINLEG_NEEDS(post_only);
    const auto id = stage.place(kBuy, TimeInForce::post_only, bid + stage.tick(10), one);
    ASSERT_TRUE(accepted(id));

    const auto part = parse_quantity("0.004").value();
    stage.somebody(kSell, bid + stage.tick(10), part, sim::wire::Force::ioc);
    EXPECT_TRUE(stage.until([&] { return stage.told(id).filled() == part; }));
    EXPECT_FALSE(stage.told(id).final());
    stage.somebody(kSell, bid + stage.tick(10), one, sim::wire::Force::ioc);

    ASSERT_TRUE(final(id));
    EXPECT_EQ(stage.told(id).word, OrderWord::filled);
    EXPECT_TRUE(stage.until([&] { return stage.told(id).fills == one; }));
}

TEST_P(Orders, AreFilledInPartAsIoc) {
    TWINLEG_NEEDS(ioc);
    stage.somebody(kSell, ask - stage.tick(20), parse_quantity("0.003").value());
    ASSERT_TRUE(stage.until([&] { return stage.book_agrees(); }));

    const auto id = stage.place(kBuy, TimeInForce::ioc, ask - stage.tick(20), one);

    ASSERT_TRUE(final(id));
    EXPECT_TRUE(
        stage.until([&] { return stage.told(id).filled() == parse_quantity("0.003").value(); }));
    EXPECT_NE(stage.told(id).word, OrderWord::filled);
}

TEST_P(Orders, EndAsIocWhereTheyFindNobody) {
    TWINLEG_NEEDS(ioc);
    const auto id = stage.place(kBuy, TimeInForce::ioc, bid, one);

    ASSERT_TRUE(final(id));
    EXPECT_EQ(stage.told(id).filled(), Quantity{});
    EXPECT_EQ(stage.told(id).reason, Reason::no_liquidity);
}

TEST_P(Orders, AreFilledWholeAsIoc) {
    TWINLEG_NEEDS(ioc);
    const auto id = stage.place(kSell, TimeInForce::ioc, bid, one);

    ASSERT_TRUE(final(id));
    EXPECT_EQ(stage.told(id).word, OrderWord::filled);
    EXPECT_TRUE(stage.until([&] { return stage.told(id).fills == one; }));
    const auto held = stage.ask<PositionsAnswer>(Question::positions);
    ASSERT_TRUE(held.head.ok);
    ASSERT_EQ(held.positions.size(), 1u);
    EXPECT_EQ(held.positions[0].quantity, -one);
}

TEST_P(Orders, ReduceOnlyEndWhereNothingIsHeld) {
    TWINLEG_NEEDS(reduce_only);
    const auto id = stage.place(kSell, TimeInForce::ioc, bid, one, true);

    ASSERT_TRUE(final(id));
    EXPECT_EQ(stage.told(id).filled(), Quantity{});
    EXPECT_EQ(stage.told(id).reason, Reason::reduce_only);
    EXPECT_EQ(stage.position(), Quantity{});
}

TEST_P(Orders, OfOneStepAreSentAndEachIsTold) {
    const auto first = stage.place(kBuy, TimeInForce::post_only, bid, one);
    const auto second = stage.place(kBuy, TimeInForce::post_only, bid - stage.tick(10), one);
    stage.flush();
    ASSERT_TRUE(accepted(first));
    ASSERT_TRUE(accepted(second));

    stage.cancel(first);
    stage.cancel(second);
    stage.flush();

    EXPECT_TRUE(final(first));
    EXPECT_TRUE(final(second));
}

TEST_P(Orders, AreWatchedByADeadMansSwitchThatIsSetAndTakenAway) {
    const exec::DeadManTraits& dead_man = stage.traits().dead_man;
    if (dead_man.ahead.ns == 0) GTEST_SKIP() << "the venue has none that the engine keeps";
    const auto later = [&] { return stage.loop().now() + dead_man.ahead; };

    EXPECT_TRUE(stage.arm(later()));
    EXPECT_EQ(stage.arm(later()), !dead_man.one_slot);
    EXPECT_TRUE(stage.arm({}));
    EXPECT_TRUE(stage.arm(later()));
    EXPECT_TRUE(stage.arm({}));
}

TEST_P(Orders, ThatNeverWereAreNotFound) {
    const auto answer = stage.ask<OrderAnswer>(Question::order, ClientOrderId::make(1, 999));

    ASSERT_TRUE(answer.head.ok);
    EXPECT_FALSE(answer.found);
}

TEST_P(Orders, ChangeTheBalanceToTheLastDigit) {
    const auto id = stage.place(kSell, TimeInForce::ioc, bid, one);
    ASSERT_TRUE(final(id));

    const auto balance = stage.ask<BalanceAnswer>(Question::balance);

    ASSERT_TRUE(balance.head.ok);
    EXPECT_EQ(balance.equity, stage.exchange().equity(0));
    EXPECT_LT(balance.free_collateral, balance.equity);
}

TWINLEG_FOR_EVERY_WAY(Orders);

}  // namespace
}  // namespace twinleg::conformance
