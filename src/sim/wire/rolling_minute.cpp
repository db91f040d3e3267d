#include "sim/wire/rolling_minute.h"

namespace twinleg::sim::wire {

bool RollingMinute::spend(std::uint64_t cost, std::uint64_t most, Time now) {
    while (!spent_.empty() && spent_.front().first + minutes(1) <= now) {
        sum_ -= spent_.front().second;
        spent_.pop_front();
    }
    if (sum_ + cost > most) return false;
    spent_.emplace_back(now, cost);
    sum_ += cost;
    return true;
}

}  // namespace twinleg::sim::wire
