#pragma once
// Where the time between a tick and an order goes: a histogram of cycles for every stage.

#include <array>
#include <cstdint>
#include <string_view>

#include "runtime/cycles.h"
#include "runtime/histogram.h"

namespace twinleg::runtime {

enum class LatencyStage : std::uint8_t {
    tick_to_trade,  // event handed over by its source → last order of its step handed to the sink
    decode,         // bytes → event; the connector's
    journal,        // both appends of a step
    strategy,       // Engine::step of a step without an order
    risk,           // Engine::step of a step with an order: strategy, gate and executor
    sign,           // the connector's
    send,           // order handed to the sink → the sink has done with it
};
inline constexpr std::size_t kLatencyStages = 7;
std::string_view name(LatencyStage stage);

// Microseconds, rounded to the nearest.
struct StageFigures {
    std::int64_t p50_us{0};
    std::int64_t p99_us{0};
    std::int64_t max_us{0};
    std::uint64_t count{0};
};

// Threads: each stage is recorded by one thread; figures may be read by any.
class Latencies {
public:
    void record(LatencyStage stage, std::uint64_t from_cycles, std::uint64_t to_cycles) {
        // Counters of two cores may disagree by a little; that is no time at all.
        if (to_cycles < from_cycles) to_cycles = from_cycles;
        histograms_[static_cast<std::size_t>(stage)].record(to_cycles - from_cycles);
    }

    StageFigures figures(LatencyStage stage) const;
    // Nanoseconds, for benches and the panel.
    double percentile_ns(LatencyStage stage, double share) const;

private:
    std::array<Histogram, kLatencyStages> histograms_;
    CycleScale scale_;
};

}  // namespace twinleg::runtime
