#include "sim/wire/fault_box.h"

#include <gtest/gtest.h>

namespace twinleg::sim::wire {
namespace {

constexpr Time kNow{1'000'000'000};

int taken(FaultBox& box, Fault fault, int times, Time now = kNow) {
    int hits = 0;
    for (int i = 0; i < times; ++i)
        hits += box.take(fault, now) ? 1 : 0;
    return hits;
}

TEST(FaultBox, HitsOnceWithoutACountOrADuration) {
    FaultBox box;
    EXPECT_FALSE(box.take(Fault::http_500, kNow));

    box.order(Fault::http_500, {}, {}, kNow);

    EXPECT_EQ(taken(box, Fault::http_500, 5), 1);
    EXPECT_FALSE(box.take(Fault::http_429, kNow));
}

TEST(FaultBox, HitsTheNextOnesOfACount) {
    FaultBox box;
    box.order(Fault::reject_orders, 3, {}, kNow);

    EXPECT_EQ(taken(box, Fault::reject_orders, 5), 3);
}

TEST(FaultBox, HitsEverythingWhileItLasts) {
    FaultBox box;
    box.order(Fault::maintenance, {}, seconds(2), kNow);

    EXPECT_EQ(taken(box, Fault::maintenance, 5, kNow + milliseconds(1999)), 5);
    EXPECT_FALSE(box.take(Fault::maintenance, kNow + seconds(2)));
    EXPECT_EQ(box.until(Fault::maintenance, kNow), kNow + seconds(2));
}

TEST(FaultBox, EndsWithWhateverIsOverFirst) {
    FaultBox box;
    box.order(Fault::delay, 2, seconds(1), kNow);
    EXPECT_EQ(taken(box, Fault::delay, 5), 2);

    box.order(Fault::delay, 2, seconds(1), kNow);
    EXPECT_FALSE(box.take(Fault::delay, kNow + seconds(1)));
}

TEST(FaultBox, KnowsEveryFaultByItsName) {
    for (std::size_t i = 0; i < kWireFaults; ++i) {
        const auto fault = static_cast<Fault>(i);
        EXPECT_EQ(parse_fault(name(fault)), fault);
    }
    EXPECT_FALSE(parse_fault("gremlins"));
}

}  // namespace
}  // namespace twinleg::sim::wire
