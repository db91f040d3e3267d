#include "runtime/histogram.h"

#include <algorithm>
#include <cmath>

namespace twinleg::runtime {

std::uint64_t Histogram::percentile(double share) const {
    const std::uint64_t total = count();
    if (total == 0) return 0;
    const double wanted = std::ceil(std::clamp(share, 0.0, 1.0) * static_cast<double>(total));
    const auto rank = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(wanted));
    std::uint64_t seen = 0;
    for (std::size_t index = 0; index < counts_.size(); ++index) {
        seen += counts_[index].load(std::memory_order_relaxed);
        if (seen >= rank) return std::min(top_of(index), max());
    }
    return max();
}

void Histogram::clear() {
    for (auto& counter : counts_)
        counter.store(0, std::memory_order_relaxed);
    count_.store(0, std::memory_order_relaxed);
    max_.store(0, std::memory_order_relaxed);
}

}  // namespace twinleg::runtime
