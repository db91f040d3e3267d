#include "app/paced_source.h"

#include <deque>
#include <optional>

#include <gtest/gtest.h>

namespace twinleg::app {
namespace {

constexpr Time kStart{1'000'000'000'000};

// Time passes only while somebody waits.
class HandWall : public Wall {
public:
    Duration now() override { return now_; }
    void wait(Duration duration) override {
        now_ = now_ + duration;
        ++waits;
    }
    int waits{0};

private:
    Duration now_;
};

// Public trades at given times.
class Script : public runtime::Source {
public:
    explicit Script(std::deque<Time> times) : times_(std::move(times)) {}
    bool next(Time wake_at, Event& event) override {
        if (!times_.empty() && times_.front() <= wake_at) {
            event = {.time = times_.front(), .what = PublicTrade{}};
            times_.pop_front();
            return true;
        }
        if (times_.empty() && wake_at == kNever) return false;
        event = {.time = wake_at, .what = Timer{}};
        return true;
    }

private:
    std::deque<Time> times_;
};

const auto kNobody = [] { return false; };

bool is_stop(const Event& event) {
    const auto* asked = std::get_if<OperatorAsked>(&event.what);
    return asked != nullptr && asked->what == Operator::stop;
}

TEST(PacedSource, HoldsAnEventBackUntilTheWallHasReachedIt) {
    HandWall wall;
    Script script({kStart + milliseconds(100)});
    PacedSource paced(script, wall, kStart, {}, kNobody);
    Event event;

    ASSERT_TRUE(paced.next(kNever, event));

    EXPECT_EQ(event.time, kStart + milliseconds(100));
    EXPECT_EQ(wall.now(), milliseconds(100));
}

TEST(PacedSource, GivesTheTimerThatWasAskedForAndNoOther) {
    HandWall wall;
    Script script({kStart + milliseconds(100)});
    PacedSource paced(script, wall, kStart, {}, kNobody);
    Event event;

    ASSERT_TRUE(paced.next(kStart + milliseconds(31), event));

    EXPECT_TRUE(std::holds_alternative<Timer>(event.what));
    EXPECT_EQ(event.time, kStart + milliseconds(31));
}

TEST(PacedSource, AsksToStopAtTheVirtualTimeWhateverTheSpeed) {
    for (const std::int64_t speed : {0, 1, 50}) {
        HandWall wall;
        Script script({kStart + milliseconds(10), kStart + milliseconds(300)});
        PacedSource paced(script, wall, kStart,
                          {.speed = speed, .stop_at = kStart + milliseconds(200)}, kNobody);
        Event event;

        ASSERT_TRUE(paced.next(kNever, event));
        EXPECT_FALSE(is_stop(event));
        ASSERT_TRUE(paced.next(kNever, event));
        EXPECT_TRUE(is_stop(event));
        EXPECT_EQ(event.time, kStart + milliseconds(200)) << speed;

        ASSERT_TRUE(paced.next(kNever, event));  // the world goes on, for the closing
        EXPECT_EQ(event.time, kStart + milliseconds(300));
    }
}

TEST(PacedSource, DoesNotWaitWhereItGoesAsFastAsItCan) {
    HandWall wall;
    Script script({kStart + seconds(3600)});
    PacedSource paced(script, wall, kStart, {.speed = 0}, kNobody);
    Event event;

    ASSERT_TRUE(paced.next(kNever, event));

    EXPECT_EQ(wall.waits, 0);
}

TEST(PacedSource, PassesOnAnInterruptionOnceAndAtOnce) {
    HandWall wall;
    Script script({kStart + seconds(10), kStart + seconds(11)});
    bool interrupted = false;
    PacedSource paced(script, wall, kStart, {}, [&] { return interrupted || wall.waits > 5; });
    Event event;

    ASSERT_TRUE(paced.next(kNever, event));
    EXPECT_TRUE(is_stop(event));
    EXPECT_LT(wall.now(), milliseconds(20));

    ASSERT_TRUE(paced.next(kNever, event));
    EXPECT_FALSE(is_stop(event));
    EXPECT_EQ(event.time, kStart + seconds(10));
}

}  // namespace
}  // namespace twinleg::app
