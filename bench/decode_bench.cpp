// Frames to updates, every number read.
//
//   cmake --preset release -DTWINLEG_BENCH=ON && cmake --build build/release --target decode_bench
//   build/release/bin/decode_bench --benchmark_repetitions=9
//   --benchmark_report_aggregates_only=true

#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "venues/edgex/wire.h"
#include "venues/lighter/wire.h"

namespace {

using namespace twinleg;
using namespace twinleg::venues;

// Sums what it is told, so that nothing can be left out.
class Sum final : public lighter::FrameSink {
public:
    void on_update(const Update& update) override {
        if (const auto* book = std::get_if<BookUpdate>(&update)) {
            for (const Level& level : book->bids)
                total += level.price.raw() ^ level.quantity.raw();
            for (const Level& level : book->asks)
                total += level.price.raw() ^ level.quantity.raw();
        }
    }
    std::int64_t total{0};
};

// An increment of `levels` a side, shaped like the venue's: 16 make 1.5 kB.
std::string depth_frame(int levels) {
    std::uint32_t random = 3;
    const auto draw = [&](std::uint32_t below) {
        random = random * 1664525 + 1013904223;
        return (random >> 8) % below;
    };
    const auto side = [&](std::uint32_t base) {
        std::string text = "[";
        for (int i = 0; i < levels; ++i) {
            char level[64];
            std::snprintf(level, sizeof level, R"({"price":"%u.%02u","size":"%u.%04u"})",
                          base - draw(5), draw(100), draw(40), draw(10'000));
            text += (i > 0 ? "," : "") + std::string{level};
        }
        return text + "]";
    };
    return R"({"channel":"order_book:0","last_updated_at":1774884082309144,"offset":1558300,)"
           R"("order_book":{"code":0,"asks":)" +
           side(3335) + R"(,"bids":)" + side(3325) +
           R"(,"offset":1558300,"nonce":9182390020,"last_updated_at":1774884082309144,)"
           R"("begin_nonce":9182389998},"timestamp":1774884082326,"type":"update/order_book"})";
}

void lighter_depth(benchmark::State& state) {
    const std::string text = depth_frame(static_cast<int>(state.range(0)));
    std::vector<char> frame(text.begin(), text.end());
    frame.resize(text.size() + kFramePadding);
    lighter::Wire wire;
    Sum sum;
    for (auto _ : state) {
        const auto head = wire.read({frame.data(), text.size()}, sum);
        if (!head) {
            state.SkipWithError(head.error().message.c_str());
            break;
        }
    }
    benchmark::DoNotOptimize(sum.total);
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(lighter_depth)->Arg(1)->Arg(3)->Arg(16);

// The same number of levels in EdgeX's form.
void edgex_depth(benchmark::State& state) {
    std::string side;
    for (int i = 0; i < state.range(0); ++i) {
        char level[64];
        std::snprintf(level, sizeof level, R"(%s{"price":"97%03d.%d","size":"%d.%03d"})",
                      i > 0 ? "," : "", 390 - i, i % 10, i % 7, 551 + i);
        side += level;
    }
    const std::string text =
        R"({"type":"quote-event","channel":"depth.30000001.200","content":{"channel":)"
        R"("depth.30000001.200","dataType":"changed","data":[{"startVersion":"2070150189",)"
        R"("endVersion":"2070150202","level":200,"contractId":"30000001","contractName":)"
        R"("BTCUSDC","asks":[)" +
        side + R"(],"bids":[)" + side + R"(],"depthType":"CHANGED"}]}})";
    std::vector<char> frame(text.begin(), text.end());
    frame.resize(text.size() + kFramePadding);
    edgex::Frames frames;
    Sum sum;
    for (auto _ : state) {
        const auto head = frames.read({frame.data(), text.size()}, sum);
        if (!head) {
            state.SkipWithError(head.error().message.c_str());
            break;
        }
    }
    benchmark::DoNotOptimize(sum.total);
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(edgex_depth)->Arg(1)->Arg(3)->Arg(16);

}  // namespace

BENCHMARK_MAIN();
