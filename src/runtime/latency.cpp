#include "runtime/latency.h"

#include <cmath>

namespace twinleg::runtime {

std::string_view name(LatencyStage stage) {
    switch (stage) {
        case LatencyStage::tick_to_trade:
            return "tick_to_trade";
        case LatencyStage::decode:
            return "decode";
        case LatencyStage::journal:
            return "journal";
        case LatencyStage::strategy:
            return "strategy";
        case LatencyStage::risk:
            return "risk";
        case LatencyStage::sign:
            return "sign";
        case LatencyStage::send:
            return "send";
    }
    return "unknown";
}

StageFigures Latencies::figures(LatencyStage stage) const {
    const Histogram& histogram = histograms_[static_cast<std::size_t>(stage)];
    if (histogram.count() == 0) return {};
    const double scale = scale_.ns_per_cycle() / 1000;
    const auto us = [&](std::uint64_t value) {
        return static_cast<std::int64_t>(std::llround(static_cast<double>(value) * scale));
    };
    return {.p50_us = us(histogram.percentile(0.50)),
            .p99_us = us(histogram.percentile(0.99)),
            .max_us = us(histogram.max()),
            .count = histogram.count()};
}

double Latencies::percentile_ns(LatencyStage stage, double share) const {
    const Histogram& histogram = histograms_[static_cast<std::size_t>(stage)];
    return static_cast<double>(histogram.percentile(share)) * scale_.ns_per_cycle();
}

}  // namespace twinleg::runtime
