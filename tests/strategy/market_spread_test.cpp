// Takes both legs at once when one venue's bid stands far enough above the other's ask.

#include "strategy/market_spread/market_spread.h"

#include <gtest/gtest.h>

#include "tests/strategy/fake_view.h"

namespace twinleg::strategy {
namespace {

using test::price;
using test::quantity;

MarketSpread::Settings settings() {
    MarketSpread::Settings s;
    s.size = quantity("0.1");
    s.max_position = quantity("0.25");
    s.long_threshold = price("5");
    s.short_threshold = price("3");
    return s;
}

class MarketSpreadTest : public ::testing::Test {
protected:
    FakeView view;
    MarketSpread strategy{settings()};
};

TEST_F(MarketSpreadTest, BuysFirstAndSellsSecondWhenTheSecondBidStandsHighEnough) {
    view.quote(1, "105.2", "105.3");

    const auto wishes = view.look(strategy);

    const auto* pair = trade_in(wishes);
    ASSERT_NE(pair, nullptr);
    EXPECT_EQ(pair->first.instrument.value, 0);
    EXPECT_EQ(pair->first.side, Side::buy);
    EXPECT_EQ(pair->second.instrument.value, 1);
    EXPECT_EQ(pair->second.side, Side::sell);
    EXPECT_EQ(pair->plan, Plan::concurrent);
    EXPECT_EQ(pair->quantity, quantity("0.1"));
    // At most 3 bps through the best, and on the tick.
    EXPECT_EQ(pair->first.price, price("100.1"));
    EXPECT_EQ(pair->second.price, price("105.2"));
}

TEST_F(MarketSpreadTest, SellsFirstAndBuysSecondTheOtherWayRound) {
    view.quote(0, "103.2", "103.3");

    const auto wishes = view.look(strategy);

    const auto* pair = trade_in(wishes);
    ASSERT_NE(pair, nullptr);
    EXPECT_EQ(pair->first.side, Side::sell);
    EXPECT_EQ(pair->second.side, Side::buy);
}

TEST_F(MarketSpreadTest, WantsMoreThanItsThreshold) {
    view.quote(1, "105.1", "105.2");  // exactly 5
    EXPECT_EQ(trade_in(view.look(strategy)), nullptr);

    view.wide();
    view.quote(0, "103.1", "103.2");  // exactly 3
    EXPECT_EQ(trade_in(view.look(strategy)), nullptr);
}

TEST_F(MarketSpreadTest, KeepsItsPositionWithinItsLimit) {
    view.quote(1, "105.2", "105.3");
    view.positions[0] = quantity("0.15");
    view.positions[1] = quantity("-0.15");
    EXPECT_NE(trade_in(view.look(strategy)), nullptr);

    view.positions[0] = quantity("0.151");
    view.positions[1] = quantity("-0.151");
    EXPECT_EQ(trade_in(view.look(strategy)), nullptr);
}

TEST_F(MarketSpreadTest, MindsThePositionOfTheSecondVenueToo) {
    view.quote(1, "105.2", "105.3");
    view.positions[1] = quantity("-0.2");

    EXPECT_EQ(trade_in(view.look(strategy)), nullptr);
}

TEST_F(MarketSpreadTest, ShrinksAPositionThatIsOverItsLimit) {
    view.quote(0, "103.2", "103.3");
    view.positions[0] = quantity("0.5");
    view.positions[1] = quantity("-0.5");

    EXPECT_NE(trade_in(view.look(strategy)), nullptr);
}

TEST_F(MarketSpreadTest, SeesNothingWithoutBothBooks) {
    view.quote(1, "105.2", "105.3");
    view.books[0].reset();

    const auto wishes = view.look(strategy, seconds(2));

    EXPECT_EQ(trade_in(wishes), nullptr);
    EXPECT_FALSE(wishes.evaluated);
}

TEST_F(MarketSpreadTest, WaitsWhileItMayNotOrAnotherTradeRuns) {
    view.quote(1, "105.2", "105.3");
    view.is_busy = true;
    EXPECT_EQ(trade_in(view.look(strategy)), nullptr);
    view.is_busy = false;
    view.is_open = false;
    EXPECT_EQ(trade_in(view.look(strategy)), nullptr);
    view.is_open = true;
    EXPECT_NE(trade_in(view.look(strategy)), nullptr);
}

TEST_F(MarketSpreadTest, TellsOnceASecondWhatItSees) {
    view.quote(1, "105.2", "105.3");
    const auto first = view.look(strategy);
    ASSERT_TRUE(first.evaluated);
    EXPECT_EQ(first.evaluated->signal, Signal::enter_long_a);
    EXPECT_EQ(first.evaluated->spread, price("-5.2"));

    EXPECT_FALSE(view.look(strategy, milliseconds(999)).evaluated);
    EXPECT_TRUE(view.look(strategy, milliseconds(1)).evaluated);
}

TEST_F(MarketSpreadTest, TellsEachChangeOfAMidWhereItIsAskedTo) {
    auto settings = MarketSpread::Settings{.size = quantity("0.1")};
    settings.tell_every = {};
    MarketSpread each{settings};
    view.quote(1, "90", "90.2");
    EXPECT_TRUE(view.look(each).evaluated);

    EXPECT_FALSE(view.look(each).evaluated);
    view.quote(1, "89.9", "90.3");
    EXPECT_FALSE(view.look(each).evaluated) << "the mid is where it was";
    view.quote(1, "90", "90.4");
    const auto moved = view.look(each);

    ASSERT_TRUE(moved.evaluated);
    EXPECT_EQ(moved.evaluated->samples, 2U);
    EXPECT_NEAR(moved.evaluated->stddev, 0.05, 1e-9);
}

TEST(MarketSpreadSettings, NameTheParameterTheyCannotRead) {
    const auto missing = MarketSpread::create({});
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().message.find("size"), std::string::npos) << missing.error().message;

    const auto wrong = MarketSpread::create({{"size", "1"}, {"long_threshold", "ten"}});
    ASSERT_FALSE(wrong);
    EXPECT_NE(wrong.error().message.find("long_threshold"), std::string::npos);

    const auto zero = MarketSpread::create({{"size", "0"}});
    ASSERT_FALSE(zero);
    EXPECT_EQ(zero.error().code, Errc::out_of_range);
    EXPECT_TRUE(MarketSpread::create({{"size", "1"}}));
}

}  // namespace
}  // namespace twinleg::strategy
