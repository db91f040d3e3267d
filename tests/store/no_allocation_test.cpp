// The journal takes nothing from the heap on the hot path.

#include <gtest/gtest.h>

#include "tests/store/journal_fixture.h"
#include "tests/support/counting_allocator.h"

namespace twinleg::store {
namespace {

using support::CountAllocations;
using support::TempDir;

TEST(NoAllocation, AppendingToTheJournalTakesNothingFromTheHeap) {
    TempDir dir;
    const auto writer = JournalWriter::create(dir / "j");
    ASSERT_TRUE(writer);
    const std::vector<Level> levels(20, {Price::from_units(1), Quantity::from_units(1)});
    const Event delta{Time{1}, false, BookDelta{.bids = levels, .asks = levels}};
    const Command cancel = CancelOrder{};
    bool refused = false;

    const CountAllocations allocations;
    for (int i = 0; i < 1000; ++i)
        refused = refused || !(*writer)->append(delta) || !(*writer)->append(cancel);

    EXPECT_EQ(allocations.count(), 0u);
    EXPECT_FALSE(refused);
}

TEST(NoAllocation, DecodingReusesItsScratch) {
    const std::vector<Level> levels(20, {Price::from_units(1), Quantity::from_units(1)});
    std::vector<std::byte> bytes;
    encode(Event{Time{1}, false, BookDelta{.bids = levels, .asks = levels}}, bytes);
    Scratch scratch;
    ASSERT_TRUE(decode_event(bytes, scratch));

    const CountAllocations allocations;
    for (int i = 0; i < 100; ++i)
        (void)decode_event(bytes, scratch);

    EXPECT_EQ(allocations.count(), 0u);
}

TEST(NoAllocation, TheCounterCounts) {
    if (!support::kCounts) GTEST_SKIP() << "this build has a counter of its own";
    const CountAllocations allocations;
    const auto text = std::make_unique<std::string>(100, 'x');
    EXPECT_EQ(allocations.count(), 2u);
}

}  // namespace
}  // namespace twinleg::store
