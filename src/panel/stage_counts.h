#pragma once
// A stage's histogram by bounds that are the same each time, as charts and Prometheus want them.

#include <array>
#include <cstdint>

#include "runtime/latency.h"

namespace twinleg::panel {

// Upper bounds in nanoseconds.
inline constexpr std::array<double, 20> kStageBounds{1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5,
                                                     2e5, 5e5, 1e6, 2e6, 5e6, 1e7, 2e7,
                                                     5e7, 1e8, 2e8, 5e8, 1e9, 1e10};

struct StageCounts {
    std::array<std::uint64_t, kStageBounds.size()> below{};  // at the bound or below it
    std::uint64_t all{0};
    double sum_ns{0};  // of values each taken for its bound's middle
};

// Right within the 3 % that the histogram itself is.
StageCounts stage_counts(const runtime::Latencies& latencies, runtime::LatencyStage stage);

}  // namespace twinleg::panel
