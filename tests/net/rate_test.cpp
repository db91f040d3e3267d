// How often we may ask, and how long we wait: token bucket and back-off.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "net/backoff.h"
#include "net/token_bucket.h"

namespace twinleg::net {
namespace {

constexpr Time kStart = Time{} + seconds(1'700'000'000);

TEST(Backoff, StaysBelowADoublingCeilingAndItsCap) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Backoff backoff{milliseconds(100), seconds(5), seed};
        auto ceiling = milliseconds(100);
        for (int attempt = 0; attempt < 80; ++attempt) {
            const auto wait = backoff.next();
            EXPECT_GE(wait, Duration{});
            EXPECT_LE(wait, ceiling);
            ceiling = std::min(ceiling * 2, seconds(5));
        }
        backoff.reset();
        EXPECT_LE(backoff.next(), milliseconds(100));
    }
}

TEST(Backoff, UsesTheWholeRange) {
    Backoff backoff{seconds(1), seconds(1), 3};
    int low = 0;
    int high = 0;
    for (int i = 0; i < 1000; ++i) {
        const auto wait = backoff.next();
        low += wait < milliseconds(250) ? 1 : 0;
        high += wait > milliseconds(750) ? 1 : 0;
    }

    EXPECT_GT(low, 200);
    EXPECT_GT(high, 200);
}

TEST(Backoff, RepeatsItselfForTheSameSeedOnly) {
    Backoff a{seconds(1), minutes(1), 42};
    Backoff b{seconds(1), minutes(1), 42};
    Backoff c{seconds(1), minutes(1), 43};

    EXPECT_EQ(a.next(), b.next());
    EXPECT_NE(a.next(), c.next());
}

TEST(Backoff, KeepsToACapNearTheEndOfTime) {
    Backoff backoff{Duration{INT64_MAX / 3}, Duration{INT64_MAX}, 1};
    for (int i = 0; i < 10; ++i)
        EXPECT_GE(backoff.next(), Duration{});
}

TEST(TokenBucket, BeginsFullAndFillsEvenly) {
    TokenBucket bucket{60, 3, 0};

    EXPECT_TRUE(bucket.take(kStart, 3, false));
    EXPECT_FALSE(bucket.take(kStart, 1, false));
    EXPECT_FALSE(bucket.take(kStart + milliseconds(999), 1, false));
    EXPECT_TRUE(bucket.take(kStart + seconds(1), 1, false));
    EXPECT_EQ(bucket.level(kStart + minutes(60)), 3);
}

TEST(TokenBucket, LosesNothingToRounding) {
    TokenBucket bucket{7, 7, 0};
    ASSERT_TRUE(bucket.take(kStart, 7, false));

    int taken = 0;
    for (int ms = 0; ms <= 60'000; ++ms)
        taken += bucket.take(kStart + milliseconds(ms), 1, false) ? 1 : 0;

    EXPECT_EQ(taken, 7);
}

TEST(TokenBucket, KeepsAShareForTheUrgent) {
    TokenBucket bucket{60, 10, 30};

    int ordinary = 0;
    while (bucket.take(kStart, 1, false))
        ++ordinary;
    int urgent = 0;
    while (bucket.take(kStart, 1, true))
        ++urgent;

    EXPECT_EQ(ordinary, 7);
    EXPECT_EQ(urgent, 3);
    // What comes in afterwards is the urgent ones' first.
    EXPECT_FALSE(bucket.take(kStart + seconds(3), 1, false));
    EXPECT_TRUE(bucket.take(kStart + seconds(3), 1, true));
}

TEST(TokenBucket, ReservesWholeTokens) {
    TokenBucket bucket{60, 4, 10};  // 0.4 of a token, which is one

    EXPECT_TRUE(bucket.take(kStart, 3, false));
    EXPECT_FALSE(bucket.take(kStart, 1, false));
    EXPECT_TRUE(bucket.take(kStart, 1, true));
}

TEST(TokenBucket, SaysWhenItWillBeReady) {
    TokenBucket bucket{60, 10, 50};
    EXPECT_EQ(bucket.ready_at(kStart, 5, false), kStart);
    EXPECT_EQ(bucket.ready_at(kStart, 6, false), kNever);
    EXPECT_EQ(bucket.ready_at(kStart, 10, true), kStart);
    EXPECT_EQ(bucket.ready_at(kStart, 11, true), kNever);

    ASSERT_TRUE(bucket.take(kStart, 10, true));

    EXPECT_EQ(bucket.ready_at(kStart, 1, true), kStart + seconds(1));
    EXPECT_EQ(bucket.ready_at(kStart, 1, false), kStart + seconds(6));
}

TEST(TokenBucket, GivesNobodyAnythingWhileItIsPunished) {
    TokenBucket bucket{60, 10, 50};

    bucket.punish(kStart, kStart + seconds(3));
    bucket.punish(kStart, kStart + seconds(1));

    EXPECT_FALSE(bucket.take(kStart + milliseconds(2'999), 1, true));
    EXPECT_EQ(bucket.ready_at(kStart, 1, true), kStart + seconds(3));
    EXPECT_EQ(bucket.level(kStart + seconds(3)), 3);
    EXPECT_TRUE(bucket.take(kStart + seconds(3), 3, true));
    EXPECT_FALSE(bucket.take(kStart + seconds(3), 1, true));
}

TEST(TokenBucket, IsNotFooledByAClockThatGoesBack) {
    TokenBucket bucket{60, 5, 0};
    ASSERT_TRUE(bucket.take(kStart, 5, false));

    EXPECT_FALSE(bucket.take(kStart - minutes(5), 1, false));
    EXPECT_FALSE(bucket.take(kStart, 1, false));
    EXPECT_TRUE(bucket.take(kStart + seconds(1), 1, false));
    EXPECT_EQ(bucket.ready_at(kStart - minutes(5), 1, false), kStart + seconds(2));
}

TEST(TokenBucket, HoldsTheLargestFiguresItAllows) {
    TokenBucket bucket{100'000'000, 100'000'000, 100};

    EXPECT_FALSE(bucket.take(kStart, 1, false));
    EXPECT_TRUE(bucket.take(kStart, 100'000'000, true));
    EXPECT_EQ(bucket.ready_at(kStart, 100'000'000, true), kStart + minutes(1));
    EXPECT_EQ(bucket.level(kNever), 100'000'000);
    EXPECT_EQ(bucket.ready_at(kStart, UINT32_MAX, true), kNever);
    EXPECT_FALSE(bucket.take(kNever, UINT32_MAX, true));
}

// In no window of any length is more taken than a full bucket and what comes in meanwhile, and
// ready_at() is the first moment at which take() says true.
TEST(TokenBucket, NeverGivesMoreThanTheVenueAllows) {
    std::mt19937 random{5};
    for (int round = 0; round < 50; ++round) {
        const auto per_minute = static_cast<std::uint32_t>(1 + random() % 5000);
        const auto burst = static_cast<std::uint32_t>(1 + random() % 100);
        TokenBucket bucket{per_minute, burst, static_cast<std::uint32_t>(random() % 101)};
        std::int64_t taken = 0;
        auto now = kStart;
        for (int step = 0; step < 500; ++step) {
            now = now + Duration{static_cast<std::int64_t>(random() % 200'000'000)};
            const auto cost = static_cast<std::uint32_t>(1 + random() % 5);
            const bool urgent = random() % 2 == 0;
            const auto ready = bucket.ready_at(now, cost, urgent);
            if (ready != kNever && ready > now) {
                TokenBucket copy = bucket;
                EXPECT_FALSE(copy.take(ready - nanoseconds(1), cost, urgent));
                EXPECT_TRUE(copy.take(ready, cost, urgent));
            }
            const bool took = bucket.take(now, cost, urgent);
            EXPECT_EQ(took, ready == now);
            if (took) taken += cost;
            const auto elapsed_ms = (now - kStart).ns / 1'000'000;
            EXPECT_LE(taken * 60'000, burst * 60'000LL + (elapsed_ms + 1) * per_minute);
        }
    }
}

}  // namespace
}  // namespace twinleg::net
