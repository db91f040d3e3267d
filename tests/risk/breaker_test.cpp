// Stops by itself, and losses that latch.

#include "risk/breaker.h"

#include <gtest/gtest.h>

#include "tests/support/instruments.h"

namespace twinleg::risk {
namespace {

using test::at_ms;
using test::notional;

TEST(Breaker, TripsOnceAtTheFifthErrorOfAMinute) {
    Breaker breaker{Limits{}};
    for (int i = 0; i < 4; ++i)
        breaker.on_error(at_ms(i * 10'000));
    EXPECT_FALSE(breaker.tripped(at_ms(40'000)));

    breaker.on_error(at_ms(50'000));

    EXPECT_TRUE(breaker.tripped(at_ms(50'000)));
    EXPECT_FALSE(breaker.tripped(at_ms(50'001)));
}

TEST(Breaker, ForgetsErrorsAfterAMinute) {
    Breaker breaker{Limits{}};
    for (int i = 0; i < 4; ++i)
        breaker.on_error(at_ms(0));

    breaker.on_error(at_ms(60'001));

    EXPECT_FALSE(breaker.tripped(at_ms(60'001)));
}

Limits only_the_rate() {
    Limits limits;
    limits.breaker_errors = 0;
    return limits;
}

TEST(Breaker, MindsNoRateBeforeTwentyOutcomes) {
    Breaker breaker{only_the_rate()};
    for (int i = 0; i < 3; ++i)
        breaker.on_error(at_ms(i));
    for (int i = 0; i < 16; ++i)
        breaker.on_success(at_ms(10 + i));
    EXPECT_FALSE(breaker.tripped(at_ms(50)));

    breaker.on_success(at_ms(60));  // the twentieth: 3 of 20

    EXPECT_TRUE(breaker.tripped(at_ms(60)));
}

TEST(Breaker, ToleratesATenthAndNotMore) {
    Breaker breaker{only_the_rate()};
    for (int i = 0; i < 2; ++i)
        breaker.on_error(at_ms(i));
    for (int i = 0; i < 18; ++i)
        breaker.on_success(at_ms(10 + i));
    EXPECT_FALSE(breaker.tripped(at_ms(50)));  // 2 of 20

    breaker.on_error(at_ms(60));  // 3 of 21

    EXPECT_TRUE(breaker.tripped(at_ms(60)));
}

TEST(Breaker, BeginsAnewWhenCleared) {
    Breaker breaker{Limits{}};
    for (int i = 0; i < 4; ++i)
        breaker.on_error(at_ms(i));

    breaker.clear();
    breaker.on_error(at_ms(5));

    EXPECT_FALSE(breaker.tripped(at_ms(5)));
}

constexpr Time kMidnight{1'772'064'000'000'000'000};  // 2026-02-26T00:00:00Z

TEST(LossGuard, NamesTheDailyLossFromTheDaysFirstLook) {
    static_assert(kMidnight.ns % 86'400'000'000'000 == 0);
    LossGuard guard{Limits{}};  // 500
    EXPECT_FALSE(guard.look(kMidnight, notional("100")));
    EXPECT_FALSE(guard.look(kMidnight + minutes(1), notional("-399.99")));

    EXPECT_EQ(guard.look(kMidnight + minutes(2), notional("-400")), "daily_loss");
}

TEST(LossGuard, CountsTheDayAnewAtMidnightUtc) {
    LossGuard guard{Limits{}};
    ASSERT_FALSE(guard.look(kMidnight - minutes(10), notional("0")));
    ASSERT_FALSE(guard.look(kMidnight - nanoseconds(1), notional("-400")));

    EXPECT_FALSE(guard.look(kMidnight, notional("-400")));
    EXPECT_FALSE(guard.look(kMidnight + minutes(1), notional("-899")));
    EXPECT_EQ(guard.look(kMidnight + minutes(2), notional("-900")), "daily_loss");
}

TEST(LossGuard, NamesTheDrawdownFromTheHighestOverDays) {
    Limits limits;
    limits.daily_loss = {};
    limits.max_drawdown = notional("100");
    LossGuard guard{limits};
    ASSERT_FALSE(guard.look(kMidnight - minutes(1), notional("50")));
    ASSERT_FALSE(guard.look(kMidnight + minutes(1), notional("-49")));

    EXPECT_EQ(guard.look(kMidnight + minutes(2), notional("-50")), "max_drawdown");
}

TEST(LossGuard, CountsFromAnOperatorsReset) {
    LossGuard guard{Limits{}};
    ASSERT_FALSE(guard.look(kMidnight, notional("0")));
    ASSERT_TRUE(guard.look(kMidnight + minutes(1), notional("-500")));

    guard.clear(notional("-500"));

    EXPECT_FALSE(guard.look(kMidnight + minutes(2), notional("-999")));
    EXPECT_TRUE(guard.look(kMidnight + minutes(3), notional("-1000")));
}

TEST(LossGuard, KnowsNoLimitWhereNoneIsSet) {
    Limits limits;
    limits.daily_loss = {};
    LossGuard guard{limits};
    ASSERT_FALSE(guard.look(kMidnight, notional("0")));

    EXPECT_FALSE(guard.look(kMidnight + minutes(1), notional("-1000000")));
}

}  // namespace
}  // namespace twinleg::risk
