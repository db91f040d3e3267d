#include "net/event_loop.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "tests/net/support.h"

namespace twinleg::net {
namespace {

using test::run_until;

TEST(EventLoop, RunsWhatWasPostedInOrderAndSaysHowMuch) {
    EventLoop loop;
    std::vector<int> ran;
    for (int i = 0; i < 5; ++i)
        loop.post([&ran, i] { ran.push_back(i); });
    EXPECT_TRUE(ran.empty());

    EXPECT_EQ(loop.poll(), 5);

    EXPECT_EQ(ran, (std::vector{0, 1, 2, 3, 4}));
    EXPECT_EQ(loop.poll(), 0);
    EXPECT_EQ(loop.run(Duration{}), 0);
    EXPECT_EQ(loop.run(milliseconds(1)), 0);
}

TEST(EventLoop, ComesBackFromAHandlerThatAlwaysPostsAnother) {
    EventLoop loop;
    std::size_t ran = 0;
    std::function<void()> again = [&] {
        ++ran;
        loop.post(again);
    };
    loop.post(again);

    EXPECT_GT(loop.poll(), 1);
    EXPECT_GT(loop.run(seconds(10)), 1);
    EXPECT_LT(ran, 10'000);
}

TEST(EventLoop, TellsATimeThatNeverGoesBack) {
    EventLoop loop;
    auto last = loop.now();
    EXPECT_GT(last, Time{} + seconds(1'700'000'000));
    for (int i = 0; i < 1000; ++i) {
        const auto now = loop.now();
        EXPECT_GE(now, last);
        last = now;
    }
}

TEST(EventLoop, StopsTheRunThatIsGoingOnOrTheNext) {
    EventLoop loop;
    bool later = false;
    loop.post([&] { loop.stop(); });
    loop.run(seconds(20));
    loop.stop();
    loop.post([&] { later = true; });

    loop.run(seconds(20));
    EXPECT_FALSE(later);
    loop.run(seconds(20));
    EXPECT_TRUE(later);
}

TEST(EventLoop, IsStoppedByAnotherThread) {
    EventLoop loop;
    std::thread other{[&] { loop.stop(); }};

    EXPECT_LE(loop.run(minutes(5)), 1);
    other.join();
}

TEST(EventLoop, TakesWorkFromOtherThreadsInTheOrderOfEach) {
    EventLoop loop;
    constexpr int kThreads = 4;
    constexpr int kEach = 1000;
    std::vector<std::vector<int>> ran(kThreads);
    int total = 0;

    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < kThreads; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < kEach; ++i)
                loop.post([&, t, i] {
                    ran[t].push_back(i);
                    ++total;
                });
        });
    EXPECT_TRUE(run_until(loop, [&] { return total == kThreads * kEach; }));
    for (auto& thread : threads)
        thread.join();

    for (const auto& one : ran) {
        ASSERT_EQ(one.size(), kEach);
        EXPECT_TRUE(std::ranges::is_sorted(one));
    }
}

TEST(EventLoop, DestroysWhatItNeverRan) {
    auto kept = std::make_shared<int>(1);
    {
        EventLoop loop;
        loop.post([kept] { FAIL(); });
    }
    EXPECT_EQ(kept.use_count(), 1);
}

TEST(Timer, CallsBackOnce) {
    EventLoop loop;
    Timer timer{loop};
    int calls = 0;
    timer.after(milliseconds(1), [&] { ++calls; });
    EXPECT_TRUE(timer.armed());

    EXPECT_TRUE(run_until(loop, [&] { return calls == 1; }));
    test::run_dry(loop);

    EXPECT_EQ(calls, 1);
    EXPECT_FALSE(timer.armed());
}

TEST(Timer, CallsInTheOrderOfTheTimes) {
    EventLoop loop;
    Timer late{loop};
    Timer early{loop};
    std::vector<int> calls;
    late.after(milliseconds(20), [&] { calls.push_back(2); });
    early.after(milliseconds(1), [&] { calls.push_back(1); });

    EXPECT_TRUE(run_until(loop, [&] { return calls.size() == 2; }));

    EXPECT_EQ(calls, (std::vector{1, 2}));
}

TEST(Timer, IsSilentOnceCancelledArmedAgainOrDestroyed) {
    EventLoop loop;
    int wrong = 0;
    int right = 0;
    Timer cancelled{loop};
    cancelled.after(Duration{}, [&] { ++wrong; });
    cancelled.cancel();
    Timer again{loop};
    again.after(Duration{}, [&] { ++wrong; });
    again.after(milliseconds(1), [&] { ++right; });
    {
        Timer gone{loop};
        gone.after(Duration{}, [&] { ++wrong; });
    }

    EXPECT_TRUE(run_until(loop, [&] { return right == 1; }));

    EXPECT_EQ(wrong, 0);
}

// Both timers are due in the same round of the loop; the first to run takes the second back.
TEST(Timer, IsSilentWhenCancelledAfterItsTimeHadCome) {
    EventLoop loop;
    Timer a{loop};
    Timer b{loop};
    int calls = 0;
    a.after(Duration{}, [&] {
        ++calls;
        b.cancel();
    });
    b.after(Duration{}, [&] {
        ++calls;
        a.cancel();
    });

    test::run_dry(loop);

    EXPECT_EQ(calls, 1);
}

TEST(Timer, MayBeArmedAgainOrDestroyedByItsOwnCallback) {
    EventLoop loop;
    auto timer = std::make_unique<Timer>(loop);
    int calls = 0;
    std::function<void()> tick = [&] {
        if (++calls < 3)
            timer->after(Duration{}, tick);
        else
            timer.reset();
    };
    timer->after(Duration{}, tick);

    EXPECT_TRUE(run_until(loop, [&] { return timer == nullptr; }));
    EXPECT_EQ(calls, 3);
}

TEST(Timer, MayBelongToWorkThatNeverRan) {
    auto loop = std::make_unique<EventLoop>();
    auto timer = std::make_unique<Timer>(*loop);
    auto kept = std::make_shared<int>(1);
    const std::weak_ptr<int> seen = kept;
    timer->after(seconds(1), [kept = std::move(kept)] { ADD_FAILURE() << "the loop is gone"; });
    loop->post([timer = std::move(timer)] { timer->cancel(); });

    loop.reset();

    EXPECT_TRUE(seen.expired());
}

TEST(Timer, TakesAnyWait) {
    EventLoop loop;
    Timer past{loop};
    Timer never{loop};
    bool called = false;
    past.after(Duration{-5}, [&] { called = true; });
    never.after(Duration{INT64_MAX}, [] { FAIL(); });

    EXPECT_TRUE(run_until(loop, [&] { return called; }));
    EXPECT_TRUE(never.armed());
}

}  // namespace
}  // namespace twinleg::net
