#include "runtime/ring.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <thread>

namespace twinleg::runtime {
namespace {

TEST(Ring, GivesBackInOrderWhatWasPushed) {
    Ring<int> ring(4);
    for (int i = 0; i < 3; ++i)
        ASSERT_TRUE(ring.push(int{i}));

    int item = -1;
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(ring.pop(item));
        EXPECT_EQ(item, i);
    }
    EXPECT_FALSE(ring.pop(item));
}

TEST(Ring, RefusesWhenFullAndLeavesTheItemAlone) {
    Ring<std::unique_ptr<int>> ring(2);
    ASSERT_TRUE(ring.push(std::make_unique<int>(1)));
    ASSERT_TRUE(ring.push(std::make_unique<int>(2)));
    auto third = std::make_unique<int>(3);

    EXPECT_FALSE(ring.push(std::move(third)));

    ASSERT_NE(third, nullptr);
    EXPECT_EQ(ring.waiting(), 2u);
    std::unique_ptr<int> item;
    ASSERT_TRUE(ring.pop(item));
    EXPECT_TRUE(ring.push(std::move(third)));
}

TEST(Ring, LosesNothingBetweenTwoThreads) {
    constexpr std::uint64_t kItems = 200'000;
    Ring<std::uint64_t> ring(64);
    std::uint64_t wrong = 0;
    std::thread popper([&] {
        for (std::uint64_t expected = 0; expected < kItems;) {
            std::uint64_t item = 0;
            if (!ring.pop(item)) {
                std::this_thread::yield();
                continue;
            }
            wrong += item != expected ? 1 : 0;
            ++expected;
        }
    });
    for (std::uint64_t i = 0; i < kItems;) {
        std::uint64_t item = i;
        if (ring.push(std::move(item)))
            ++i;
        else
            std::this_thread::yield();
    }
    popper.join();

    EXPECT_EQ(wrong, 0u);
}

}  // namespace
}  // namespace twinleg::runtime
