// How often, and at what cost, an exposure may be repaired.

#include "exec/budget.h"

#include <gtest/gtest.h>

#include "tests/support/instruments.h"

namespace twinleg::exec {
namespace {

using test::at_ms;
using test::notional;

Config small() {
    Config config;
    config.attempts_per_pair = 3;
    config.attempts_per_hour = 5;
    config.loss_per_hour = notional("100");
    return config;
}

TEST(Budget, EndsAfterTheFailedAttemptsOfAPairTradeAndBeginsAnewWithTheNext) {
    Budget budget{small()};
    budget.failed_attempt(at_ms(1));
    budget.failed_attempt(at_ms(2));
    EXPECT_TRUE(budget.allows(at_ms(3), notional("1")));

    budget.failed_attempt(at_ms(3));
    EXPECT_FALSE(budget.allows(at_ms(4), notional("1")));

    budget.begin_pair();
    EXPECT_TRUE(budget.allows(at_ms(5), notional("1")));
}

TEST(Budget, EndsAfterTheFailedAttemptsOfAnHourWhateverThePairTrades) {
    Budget budget{small()};
    for (int i = 0; i < 5; ++i) {
        budget.begin_pair();
        budget.failed_attempt(at_ms(i));
    }
    budget.begin_pair();

    EXPECT_FALSE(budget.allows(at_ms(10), notional("1")));
    EXPECT_TRUE(budget.allows(at_ms(0) + minutes(60) + milliseconds(1), notional("1")));
    EXPECT_EQ(budget.attempts(), 5U);
}

TEST(Budget, SetsTheWorstLossAsideUntilTheTrueOneIsKnown) {
    Budget budget{small()};
    budget.reserve(notional("90"));
    EXPECT_TRUE(budget.allows(at_ms(1), notional("10")));
    EXPECT_FALSE(budget.allows(at_ms(1), notional("10.01")));

    budget.settle(at_ms(2), notional("90"), notional("30"));

    EXPECT_TRUE(budget.allows(at_ms(3), notional("70")));
    EXPECT_FALSE(budget.allows(at_ms(3), notional("70.01")));
}

TEST(Budget, ForgetsLossesAfterAnHourAndNeverCountsAGainAgainstThem) {
    Budget budget{small()};
    budget.reserve(notional("100"));
    budget.settle(at_ms(0), notional("100"), notional("95"));
    budget.reserve(notional("50"));
    budget.settle(at_ms(1), notional("50"), notional("-50"));
    EXPECT_FALSE(budget.allows(at_ms(2), notional("6")));

    EXPECT_TRUE(budget.allows(at_ms(0) + minutes(60) + milliseconds(1), notional("100")));
}

TEST(Budget, IsWholeAgainAfterAReset) {
    Budget budget{small()};
    for (int i = 0; i < 5; ++i)
        budget.failed_attempt(at_ms(i));
    budget.reserve(notional("100"));
    budget.settle(at_ms(6), notional("100"), notional("100"));
    ASSERT_FALSE(budget.allows(at_ms(7), notional("1")));

    budget.clear();

    EXPECT_TRUE(budget.allows(at_ms(7), notional("100")));
}

TEST(Budget, KnowsNoLimitOfLossWhereNoneIsSet) {
    Config config = small();
    config.loss_per_hour = {};
    const Budget budget{config};

    EXPECT_TRUE(budget.allows(at_ms(1), notional("1000000")));
}

}  // namespace
}  // namespace twinleg::exec
