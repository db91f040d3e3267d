#pragma once
// A budget of a rolling minute.

#include <cstdint>
#include <deque>
#include <utility>

#include "core/time.h"

namespace twinleg::sim::wire {

// What was spent in the last minute.
class RollingMinute {
public:
    // False, and nothing is spent, where that would make more than `most`.
    bool spend(std::uint64_t cost, std::uint64_t most, Time now);

    // Of the last spend().
    std::uint64_t spent() const { return sum_; }

private:
    std::deque<std::pair<Time, std::uint64_t>> spent_;
    std::uint64_t sum_{0};
};

}  // namespace twinleg::sim::wire
