#include "runtime/histogram.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>

namespace twinleg::runtime {
namespace {

TEST(Histogram, SaysNothingOfNothing) {
    const Histogram histogram;

    EXPECT_EQ(histogram.count(), 0u);
    EXPECT_EQ(histogram.percentile(0.99), 0u);
    EXPECT_EQ(histogram.max(), 0u);
}

TEST(Histogram, KeepsSmallValuesAndTheLargestExactly) {
    Histogram histogram;
    for (std::uint64_t value = 1; value <= 20; ++value)
        histogram.record(value);
    histogram.record(1'234'567'890'123);

    EXPECT_EQ(histogram.percentile(0.5), 11u);
    EXPECT_EQ(histogram.percentile(1), 1'234'567'890'123u);
    EXPECT_EQ(histogram.max(), 1'234'567'890'123u);
}

TEST(Histogram, TakesEveryValueThereIs) {
    Histogram histogram;
    histogram.record(0);
    histogram.record(UINT64_MAX);

    EXPECT_EQ(histogram.percentile(0.5), 0u);
    EXPECT_EQ(histogram.percentile(1), UINT64_MAX);
}

RC_GTEST_PROP(Histogram, IsNeverMoreThanAThirtySecondAboveTheTruth, ()) {
    const auto bits = *rc::gen::inRange(1, 63);
    auto values = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::uint64_t>>(
        rc::gen::inRange<std::uint64_t>(0, std::uint64_t{1} << bits)));
    Histogram histogram;
    for (const auto value : values)
        histogram.record(value);
    std::ranges::sort(values);

    for (const double share : {0.01, 0.5, 0.9, 0.99, 1.0}) {
        const auto rank =
            static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
        const std::uint64_t truth = values[std::max<std::size_t>(rank, 1) - 1];
        const std::uint64_t told = histogram.percentile(share);
        RC_ASSERT(told >= truth);
        RC_ASSERT(told - truth <= truth / 32);
    }
}

}  // namespace
}  // namespace twinleg::runtime
