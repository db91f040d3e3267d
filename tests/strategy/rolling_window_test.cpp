// Mean, deviation, z-score and half-life over a window of time, exact whatever has passed through.

#include "strategy/signal/rolling_window.h"

#include <gtest/gtest.h>

#include <cmath>
#include <deque>
#include <random>

#include "tests/support/instruments.h"

namespace twinleg::strategy {
namespace {

using test::at_ms;
using test::price;

// The same by the definition, from the samples themselves, in long double.
struct Plain {
    std::deque<std::pair<Time, Price>> samples;
    Duration lookback;

    RollingWindow::Statistics add(Time now, Price spread) {
        samples.emplace_back(now, spread);
        while (samples.front().first <= now - lookback)
            samples.pop_front();
        const auto n = static_cast<long double>(samples.size());
        long double mean = 0;
        for (const auto& [_, s] : samples)
            mean += static_cast<long double>(s.raw()) / 1e10L / n;
        long double squares = 0;
        for (const auto& [_, s] : samples) {
            const long double d = static_cast<long double>(s.raw()) / 1e10L - mean;
            squares += d * d;
        }
        const long double deviation = std::sqrt(squares / n);
        const long double newest = static_cast<long double>(spread.raw()) / 1e10L;
        return {static_cast<double>(mean), static_cast<double>(deviation),
                deviation > 0 ? static_cast<double>((newest - mean) / deviation) : 0.0};
    }
};

TEST(RollingWindow, HasTheStatisticsOfItsSamples) {
    RollingWindow window{seconds(10)};
    window.add(at_ms(0), price("1"));
    EXPECT_EQ(window.statistics().mean, 1);
    EXPECT_EQ(window.statistics().deviation, 0);
    EXPECT_EQ(window.statistics().z, 0);

    window.add(at_ms(1), price("2"));
    window.add(at_ms(2), price("6"));

    EXPECT_EQ(window.samples(), 3U);
    EXPECT_DOUBLE_EQ(window.statistics().mean, 3);
    EXPECT_DOUBLE_EQ(window.statistics().deviation, std::sqrt(14.0 / 3));
    EXPECT_DOUBLE_EQ(window.statistics().z, 3 / std::sqrt(14.0 / 3));
}

TEST(RollingWindow, LosesASampleAtTheInstantItIsAsOldAsTheLookback) {
    RollingWindow window{seconds(10)};
    window.add(at_ms(0), price("100"));
    window.add(at_ms(9'999), price("1"));
    EXPECT_EQ(window.samples(), 2U);

    window.add(at_ms(10'000), price("3"));

    EXPECT_EQ(window.samples(), 2U) << "time > now − lookback, and no other";
    EXPECT_EQ(window.statistics().mean, 2);
}

TEST(RollingWindow, ForgetsWithoutATraceWhatHasLeftIt) {
    RollingWindow window{seconds(1)};
    RollingWindow fresh{seconds(1)};
    window.add(at_ms(0), price("900000000"));
    window.add(at_ms(1), price("-900000000"));
    for (int i = 0; i < 100; ++i) {
        const Price small = Price::from_raw(100'000'000 + i % 7);
        window.add(at_ms(5'000 + i), small);
        fresh.add(at_ms(5'000 + i), small);
    }

    EXPECT_EQ(window.samples(), 100U);
    EXPECT_EQ(window.statistics().mean, fresh.statistics().mean);
    EXPECT_EQ(window.statistics().deviation, fresh.statistics().deviation);
    EXPECT_EQ(window.statistics().z, fresh.statistics().z);
    EXPECT_EQ(window.half_life()->ns, fresh.half_life()->ns);
}

TEST(RollingWindow, AgreesWithTheDefinitionAtEverySample) {
    std::mt19937_64 random{7};
    RollingWindow window{milliseconds(900)};
    Plain plain{.samples = {}, .lookback = milliseconds(900)};
    Time now = at_ms(0);
    std::int64_t raw = -70'000'000'000;
    for (int i = 0; i < 20'000; ++i) {
        now = now + microseconds(static_cast<std::int64_t>(random() % 4'000));
        raw += (static_cast<std::int64_t>(random() % 21) - 10) * 1'000'000'000;
        const Price spread = Price::from_raw(raw);
        window.add(now, spread);
        const auto expected = plain.add(now, spread);
        const auto found = window.statistics();

        ASSERT_EQ(window.samples(), plain.samples.size());
        ASSERT_NEAR(found.mean, expected.mean, 1e-12 * (1 + std::abs(expected.mean)));
        ASSERT_NEAR(found.deviation, expected.deviation, 1e-12 * (1 + expected.deviation));
        ASSERT_NEAR(found.z, expected.z, 1e-10 * (1 + std::abs(expected.z)));
    }
}

TEST(RollingWindow, IsExactAtTheEndsOfItsRange) {
    RollingWindow window{seconds(1), 1 << 10};
    const Price least = Price::from_raw(INT64_MIN);
    const Price most = Price::from_raw(INT64_MAX);
    for (int i = 0; i < 1'000; ++i)
        window.add(at_ms(i / 10), i % 2 == 0 ? least : most);

    EXPECT_NEAR(window.statistics().deviation, 922'337'203.6854775807, 1e-3);
    EXPECT_NEAR(window.statistics().z, 1, 1e-12);
}

TEST(RollingWindow, HoldsNoMoreThanItsMostAndSaysSo) {
    RollingWindow window{seconds(100), 128};
    for (int i = 0; i < 130; ++i)
        window.add(at_ms(i), Price::from_units(i));

    EXPECT_EQ(window.samples(), 128U);
    EXPECT_EQ(window.cut_short(), 2U);
    EXPECT_DOUBLE_EQ(window.statistics().mean, (2 + 129) / 2.0);
}

TEST(RollingWindow, KnowsTheHalfLifeOfWhatComesBack) {
    // s[i+1] = 0.9 × s[i] + noise: the distance halves in 6.58 samples of 100 ms.
    std::mt19937_64 random{3};
    RollingWindow window{seconds(900), 1 << 14};
    double s = 0;
    for (int i = 0; i < 9'000; ++i) {
        const double noise = static_cast<double>(random() % 2'001) - 1'000;
        s = 0.9 * s + noise;
        window.add(at_ms(i * 100), Price::from_raw(static_cast<std::int64_t>(s * 1e8)));
    }

    ASSERT_TRUE(window.half_life());
    EXPECT_NEAR(static_cast<double>(window.half_life()->ns), 657.9e6, 60e6);
}

TEST(RollingWindow, HasNoHalfLifeForWhatDoesNotComeBack) {
    RollingWindow window{seconds(900), 128};
    for (int i = 0; i < 100; ++i)
        window.add(at_ms(i), Price::from_units(i));
    EXPECT_FALSE(window.half_life()) << "a straight line";

    RollingWindow flat{seconds(900), 128};
    for (int i = 0; i < 100; ++i)
        flat.add(at_ms(i), Price::from_units(1));
    EXPECT_FALSE(flat.half_life());

    RollingWindow jumping{seconds(900), 128};
    for (int i = 0; i < 100; ++i)
        jumping.add(at_ms(i), Price::from_units(i % 2));
    EXPECT_FALSE(jumping.half_life()) << "to the other side each time";
}

TEST(Wide, MultipliesAndSubtractsWithSign) {
    const auto big = (static_cast<Int128>(1) << 100) + 12345;
    EXPECT_EQ(Wide::product(big, -big), -Wide::product(big, big));
    EXPECT_EQ(Wide::product(big, 3), Wide{big}.times(3));
    EXPECT_EQ(Wide::product(-big, 3), Wide{-big}.times(3));
    EXPECT_TRUE((Wide::product(big, big) - Wide::product(big, big)).is_zero());
    EXPECT_TRUE((Wide{5} - Wide{7}).is_negative());
    EXPECT_EQ((Wide{5} - Wide{7}).to_double(), -2);
    EXPECT_DOUBLE_EQ(Wide::product(big, big).to_double(), std::pow(2.0, 200));
    // (a + b)² = a² + 2ab + b²
    const Int128 a = (static_cast<Int128>(7) << 90) + 3;
    const Int128 b = -(static_cast<Int128>(5) << 88) - 11;
    EXPECT_EQ(Wide::product(a + b, a + b),
              Wide::product(a, a) + Wide::product(a, b).times(2) + Wide::product(b, b));
}

}  // namespace
}  // namespace twinleg::strategy
