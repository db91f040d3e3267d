#include "venues/edgex/page_clock.h"

#include <gtest/gtest.h>

namespace twinleg::venues::edgex {
namespace {

constexpr Time kNow{1'760'000'000'000'000'000};

double ms(Time time) {
    return static_cast<double>(time.ns) / 1e6;
}

TEST(PageClock, FindsHowFarThePageIsAhead) {
    PageClock clock{milliseconds(250)};
    EXPECT_FALSE(clock.known());

    // The page is 3 s ahead, and each way takes 2 ms.
    clock.sample(kNow, ms(kNow + milliseconds(3002)), kNow + milliseconds(4));

    ASSERT_TRUE(clock.known());
    EXPECT_EQ(clock.uncertainty(), milliseconds(2));
    const Duration off = clock.ours(ms(kNow + milliseconds(3002))) - (kNow + milliseconds(2));
    EXPECT_LT(std::abs(off.ns), 1'000);
    EXPECT_NEAR(clock.pages(kNow), ms(kNow + seconds(3)), 0.01);
}

TEST(PageClock, BelievesTheShortestRoundTripOfTheLastFew) {
    PageClock clock{milliseconds(250)};
    clock.sample(kNow, ms(kNow + milliseconds(1)), kNow + milliseconds(2));
    clock.sample(kNow, ms(kNow + milliseconds(199)), kNow + milliseconds(200));  // a busy page

    EXPECT_EQ(clock.uncertainty(), milliseconds(1));
    EXPECT_NEAR(clock.pages(kNow), ms(kNow), 0.01);

    for (int i = 0; i < 4; ++i)  // later the page's clock is another
        clock.sample(kNow, ms(kNow + seconds(60) + milliseconds(5)), kNow + milliseconds(10));

    EXPECT_NEAR(clock.pages(kNow), ms(kNow + seconds(60)), 0.01);
}

TEST(PageClock, LearnsNothingFromSlowAnswersAndSenselessTimes) {
    PageClock clock{milliseconds(250)};

    clock.sample(kNow, ms(kNow), kNow + milliseconds(251));
    clock.sample(kNow, ms(kNow), kNow - milliseconds(1));
    clock.sample(kNow, 0, kNow);
    clock.sample(kNow, -5, kNow);
    clock.sample(kNow, 1e300, kNow);

    EXPECT_FALSE(clock.known());
}

}  // namespace
}  // namespace twinleg::venues::edgex
