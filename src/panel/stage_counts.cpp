#include "panel/stage_counts.h"

#include <algorithm>

namespace twinleg::panel {

StageCounts stage_counts(const runtime::Latencies& latencies, runtime::LatencyStage stage) {
    StageCounts out;
    out.all = latencies.figures(stage).count;
    if (out.all == 0) return out;
    const auto total = static_cast<double>(out.all);
    std::uint64_t before = 0;
    double last = 0;
    for (std::size_t n = 0; n < kStageBounds.size(); ++n) {
        // How many lie at the bound or below: the highest rank whose value does.
        std::uint64_t low = before;
        std::uint64_t high = out.all;
        while (low < high) {
            const auto middle = low + (high - low + 1) / 2;
            const bool below = latencies.percentile_ns(
                                   stage, static_cast<double>(middle) / total) <= kStageBounds[n];
            if (below)
                low = middle;
            else
                high = middle - 1;
        }
        out.below[n] = low;
        out.sum_ns += static_cast<double>(low - before) * (last + kStageBounds[n]) / 2;
        before = low;
        last = kStageBounds[n];
    }
    out.sum_ns += static_cast<double>(out.all - before) * last;
    return out;
}

}  // namespace twinleg::panel
