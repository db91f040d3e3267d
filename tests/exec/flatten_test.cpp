// Closing positions: both sides together, in small slices, for as long as it takes.

#include "exec/flatten.h"

#include <gtest/gtest.h>

#include "tests/support/trading_desk.h"

namespace twinleg::exec {
namespace {

using test::coins;
using test::price;
using test::quantity;
using test::TradingDesk;

// Long at the first venue and short at the second, so much.
void take_position(TradingDesk& desk, std::string_view amount) {
    desk.start();
    ASSERT_TRUE(desk.begin({.first = {{0}, Side::buy, price("100.1")},
                            .second = {{1}, Side::sell, price("100.9")},
                            .quantity = quantity(amount)}));
    for (const Order& leg : desk.take_placed())
        desk.does(leg, leg.quantity);
    desk.pass(seconds(1));
    ASSERT_FALSE(desk.executor.busy());
    ASSERT_TRUE(desk.executor.exposure().is_zero());
}

Quantity held(const TradingDesk& desk, std::size_t instrument) {
    return desk.executor.desk().holdings[instrument].contracts;
}

// Contracts paid in the coin give back the coins they were opened at.
TEST(Flatten, SlicesAnInversePositionHoweverFarThePriceHasGone) {
    Config config;
    config.pair_quantity = quantity("1");
    Desk desk{config,
              {test::linear(0, 0, "a"), test::inverse(1, 1, "b")},
              {VenueTraits{.id = {0}, .name = "a"}, VenueTraits{.id = {1}, .name = "b"}}};
    desk.holdings[0].apply(desk.instruments[0], quantity("3"), price("100"));
    desk.holdings[1].apply(desk.instruments[1], quantity("-30"), price("100"));
    test::FakeMarket market;

    for (const auto* now : {"20", "100", "150", "500"}) {
        market.quote(0, now, now);
        market.quote(1, now, now);
        const auto slice = Flattener::next_slice(desk, market, {});
        ASSERT_TRUE(slice) << now;
        EXPECT_EQ(slice->sell, quantity("1")) << now;
        EXPECT_NEAR(to_double(slice->buy), 10, 1) << now;
    }
}

TEST(Flatten, ClosesBothSidesTogetherInSlicesNoLargerThanAPairTrade) {
    TradingDesk desk{TradingDesk::pair_of("0.004")};
    take_position(desk, "0.010");

    desk.executor.flatten();
    desk.settle();

    for (const char* slice : {"0.004", "0.004", "0.002"}) {
        const auto sent = desk.take_placed();
        ASSERT_EQ(sent.size(), 2U) << slice;
        EXPECT_EQ(sent[0].side, Side::sell);
        EXPECT_EQ(sent[1].side, Side::buy);
        for (const Order& order : sent) {
            EXPECT_EQ(order.quantity, quantity(slice));
            EXPECT_EQ(order.role, Role::close);
            EXPECT_TRUE(order.reduce_only);
            desk.does(order, order.quantity);
        }
        desk.settle();
    }

    EXPECT_TRUE(desk.take_placed().empty());
    EXPECT_TRUE(held(desk, 0).is_zero());
    EXPECT_TRUE(held(desk, 1).is_zero());
    EXPECT_NE(desk.executor.barred(), "flattening");
}

TEST(Flatten, LetsTheRuleRepairASliceThatFilledOnOneSideOnly) {
    TradingDesk desk{TradingDesk::pair_of("0.004")};
    take_position(desk, "0.004");
    desk.executor.flatten();
    desk.settle();
    const auto sent = desk.take_placed();
    ASSERT_EQ(sent.size(), 2U);

    desk.does(sent[0], sent[0].quantity);
    desk.settle();
    EXPECT_TRUE(desk.take_placed().empty()) << "the other half of the slice is alive";
    desk.does(sent[1], quantity("0.001"));
    desk.pass(seconds(1));

    // Short by 0.003 now. Reduce-only where that closes, though buying is cheaper elsewhere.
    const auto repair = desk.take_placed();
    ASSERT_EQ(repair.size(), 1U);
    EXPECT_EQ(repair[0].role, Role::neutralise);
    EXPECT_EQ(repair[0].instrument.value, 1);
    EXPECT_EQ(repair[0].side, Side::buy);
    EXPECT_EQ(repair[0].quantity, quantity("0.003"));
    EXPECT_TRUE(repair[0].reduce_only);
}

TEST(Flatten, ClosesNoLegAloneWhileItsPartnersVenueIsDown) {
    TradingDesk desk{TradingDesk::pair_of("0.004")};
    take_position(desk, "0.004");
    const auto best = desk.market.of[1].best;
    desk.market.lose_book(1);

    desk.executor.flatten();
    desk.pass(seconds(10));
    EXPECT_TRUE(desk.take_placed().empty());
    EXPECT_EQ(desk.executor.barred(), "flattening");

    desk.market.of[1].best = best;
    desk.pass(seconds(1));
    EXPECT_EQ(desk.take_placed().size(), 2U);
}

TEST(Flatten, BacksOffAndGoesFurtherThroughTheBookAfterASliceThatFoundNothing) {
    TradingDesk desk{TradingDesk::pair_of("0.004")};
    take_position(desk, "0.004");
    desk.executor.flatten();
    desk.settle();
    const auto first = desk.take_placed();
    ASSERT_EQ(first.size(), 2U);

    for (const Order& order : first)
        desk.does(order, quantity("0"));
    desk.settle();
    EXPECT_TRUE(desk.take_placed().empty()) << "not at once again";
    desk.pass(milliseconds(500));

    const auto second = desk.take_placed();
    ASSERT_EQ(second.size(), 2U);
    EXPECT_LT(second[0].price, first[0].price);
    EXPECT_GT(second[1].price, first[1].price);
}

// A stop of a position that the order rates let close only bit by bit.
TEST(Stop, TakesItsTimeWhileItClosesSomethingNowAndThen) {
    TradingDesk desk{TradingDesk::pair_of("0.001")};
    take_position(desk, "0.010");
    desk.mode = Mode::stopping;

    const Time begun = desk.now;
    for (int slice = 0; slice < 10; ++slice) {
        desk.market.of[0].rate = false;
        desk.pass(seconds(50), milliseconds(250));
        EXPECT_TRUE(desk.take_placed().empty());
        ASSERT_FALSE(desk.executor.stopped()) << slice;
        desk.market.of[0].rate = true;
        desk.pass(milliseconds(200));
        const auto sent = desk.take_placed();
        ASSERT_EQ(sent.size(), 2U) << slice;
        for (const Order& order : sent)
            desk.does(order, order.quantity);
        desk.market.of[0].rate = false;
        desk.settle();
    }
    desk.pass(seconds(5));

    EXPECT_TRUE(desk.executor.stopped());
    EXPECT_FALSE(desk.executor.stop_timed_out());
    EXPECT_GT(desk.now - begun, TradingDesk::pair_of("1").stop_limit * 4);
    EXPECT_TRUE(held(desk, 0).is_zero());
}

TEST(Stop, GivesUpOnceNothingWasClosedForItsLimit) {
    TradingDesk desk{TradingDesk::pair_of("0.004")};
    take_position(desk, "0.004");
    desk.market.lose_book(1);
    desk.mode = Mode::stopping;

    desk.pass(seconds(119), milliseconds(250));
    EXPECT_FALSE(desk.executor.stopped());
    desk.pass(seconds(2));

    EXPECT_TRUE(desk.executor.stopped());
    EXPECT_TRUE(desk.executor.stop_timed_out());
}

}  // namespace
}  // namespace twinleg::exec
