// 32-bit numbers for 48-bit ids.

#include "venues/backpack/client_ids.h"

#include <gtest/gtest.h>

#include <unordered_set>

namespace twinleg::venues::backpack {
namespace {

TEST(BackpackClientIds, GoThereAndBack) {
    ClientIds ids{"desk7"};
    for (const std::uint32_t epoch : {1U, 2U, 40U}) {
        for (const std::uint32_t counter : {1U, 2U, 77U, 2'000'000U}) {
            const auto id = ClientOrderId::make(epoch, counter);
            EXPECT_EQ(ids.decode(ids.encode(id)), id) << epoch << " " << counter;
        }
    }
}

TEST(BackpackClientIds, AreAllDifferentForAMillionOrdersAndTwoRestarts) {
    std::unordered_set<std::uint32_t> seen;
    std::size_t made = 0;
    for (std::uint32_t epoch = 7; epoch < 10; ++epoch) {
        ClientIds ids{"desk7"};  // a new process knows nothing of the last
        for (std::uint32_t counter = 1; counter <= 400'000; ++counter, ++made)
            seen.insert(ids.encode(ClientOrderId::make(epoch, counter)));
    }
    EXPECT_EQ(seen.size(), made);
}

TEST(BackpackClientIds, OfTwoDesksBeginAtDifferentPlaces) {
    ClientIds one{"t2345abcde"};
    ClientIds other{"t2345abcdf"};
    EXPECT_NE(one.encode(ClientOrderId::make(1, 1)), other.encode(ClientOrderId::make(1, 1)));
}

TEST(BackpackClientIds, ComeBackAsTheNewestThatFits) {
    ClientIds ids{""};
    const auto old = ids.encode(ClientOrderId::make(3, 5));

    // 2,048 starts later the same bits are another epoch's.
    static_cast<void>(ids.encode(ClientOrderId::make(3 + 2048, 1)));
    EXPECT_EQ(ids.decode(old).epoch(), 3U + 2048U);

    // And past two million orders, another counter's.
    constexpr std::uint32_t kRound = 1U << 21;
    const auto id = ClientOrderId::make(3 + 2048, kRound + 9);
    EXPECT_EQ(ids.decode(ids.encode(id)), id);
    EXPECT_EQ(ids.decode(ids.encode(ClientOrderId::make(3 + 2048, kRound - 1))),
              ClientOrderId::make(3 + 2048, kRound - 1));
}

TEST(BackpackClientIds, AreUnknownWhereNoneOfOursCanBe) {
    ClientIds ids{"desk7"};
    EXPECT_FALSE(ids.decode(std::uint64_t{0}).known());
    EXPECT_FALSE(ids.decode(std::uint64_t{1} << 32).known());
    EXPECT_FALSE(ids.decode("").known());
    EXPECT_FALSE(ids.decode("12x").known());
}

}  // namespace
}  // namespace twinleg::venues::backpack
