#include "venues/kit/venue_clock.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace twinleg::venues::kit
