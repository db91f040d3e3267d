#include "venues/kit/venue_clock.h"

#include <gtest/gtest.h>

#include "venues/kit/clock_watch.h"

namespace twinleg::venues::kit {
namespace {

constexpr Time kNoon{1'800'000'000'000'000'000};

TEST(VenueClock, StaysWhereItIsForSmallDifferences) {
    VenueClock clock;

    EXPECT_FALSE(clock.sample(kNoon, kNoon + milliseconds(40), kNoon + milliseconds(90)));

    EXPECT_EQ(clock.offset(), Duration{});
    EXPECT_EQ(clock.measured(), milliseconds(70));
}

TEST(VenueClock, IsMovedByTwoSamplesThatAgreeAndNotByOne) {
    VenueClock clock;
    const auto ahead = [&](int seconds_ahead) {
        return clock.sample(kNoon, kNoon + milliseconds(20),
                            kNoon + milliseconds(10) + seconds(seconds_ahead));
    };

    EXPECT_TRUE(ahead(5));
    EXPECT_EQ(clock.offset(), Duration{});
    EXPECT_TRUE(ahead(-7));
    EXPECT_EQ(clock.offset(), Duration{});
    EXPECT_FALSE(ahead(-7));
    EXPECT_EQ(clock.offset(), seconds(-7));

    EXPECT_EQ(clock.to_venue(kNoon), kNoon - seconds(7));
    EXPECT_EQ(clock.to_ours(kNoon - seconds(7)), kNoon);
    EXPECT_FALSE(clock.to_ours({}).known());
}

TEST(VenueClock, IsNotCertainlyOffWithinTheTimeOfItsAnswer) {
    const Time received = kNoon + milliseconds(800);
    const auto certain = [&](Duration said) {
        return certain_offset(kNoon, received, kNoon + said, milliseconds(1));
    };

    EXPECT_EQ(certain(milliseconds(0)), Duration{});
    EXPECT_EQ(certain(milliseconds(800)), Duration{});
    EXPECT_EQ(certain(milliseconds(1800)), seconds(1));
    EXPECT_EQ(certain(milliseconds(-1001)), seconds(-1));
    // Whole seconds are cut: it may have been almost one more.
    EXPECT_EQ(certain_offset(kNoon, received, kNoon - seconds(1), seconds(1)), Duration{});
    EXPECT_EQ(certain_offset(kNoon, received, kNoon - seconds(3), seconds(1)), seconds(-2));
    EXPECT_EQ(certain_offset(kNoon, received, {}, milliseconds(1)), Duration{});
}

TEST(ClockWatch, TellsFromTheOpeningOnAndNeverOfOneAnswerAlone) {
    ClockWatch watch{Duration{}};
    EXPECT_EQ(watch.heard(kNoon, milliseconds(-700)), std::nullopt);
    EXPECT_EQ(watch.open(kNoon), milliseconds(700));

    EXPECT_EQ(watch.heard(kNoon, Duration{}), Duration{});
    EXPECT_EQ(watch.heard(kNoon, seconds(90)), Duration{});
    EXPECT_EQ(watch.heard(kNoon, seconds(80)), seconds(80));
    EXPECT_EQ(watch.heard(kNoon, Duration{}), Duration{});
}

TEST(ClockWatch, AsksEachMinuteAndSoonerWhileTheClockIsOff) {
    ClockWatch watch{Duration{}};
    EXPECT_FALSE(watch.due(kNoon)) << "nobody trades";
    EXPECT_EQ(watch.open(kNoon), std::nullopt);

    EXPECT_FALSE(watch.due(kNoon + seconds(59)));
    EXPECT_TRUE(watch.due(kNoon + seconds(60)));
    watch.heard(kNoon, seconds(-3));
    EXPECT_TRUE(watch.due(kNoon + seconds(10)));
    watch.asked(kNoon + seconds(10));
    EXPECT_FALSE(watch.due(kNoon + seconds(19)));
}

}  // namespace
}  // namespace twinleg::venues::kit
