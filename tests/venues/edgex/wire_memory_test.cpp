// What reading a frame takes from the heap.

#include <gtest/gtest.h>

#include "tests/support/counting_allocator.h"
#include "venues/edgex/wire.h"

namespace twinleg::venues::edgex {
namespace {

class Ignore final : public UpdateSink {
public:
    void on_update(const Update&) override {}
};

TEST(EdgexWire, TakesNothingFromTheHeapForABookInSteadyState) {
    if (!support::kCounts) GTEST_SKIP();
    std::string frame =
        R"({"type":"quote-event","channel":"depth.30000001.200","content":{"channel":"depth.30000001.200","dataType":"changed","data":[{"startVersion":"1","endVersion":"2","level":200,"contractId":"30000001","contractName":"BTCUSDC","asks":[{"price":"97394.1","size":"0.000"},{"price":"97394.3","size":"0.912"}],"bids":[{"price":"97393.9","size":"0.200"}],"depthType":"CHANGED"}]}})";
    frame.reserve(frame.size() + kFramePadding);
    Frames frames;
    Ignore sink;
    ASSERT_TRUE(frames.read(frame, sink));

    const support::CountAllocations counted;
    for (int i = 0; i < 100; ++i)
        ASSERT_TRUE(frames.read(frame, sink));

    EXPECT_EQ(counted.count(), 0U);
}

}  // namespace
}  // namespace twinleg::venues::edgex
