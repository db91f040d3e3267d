#pragma once
// How many there were in the last minute.

#include <algorithm>
#include <cstddef>
#include <deque>

#include "core/time.h"

namespace twinleg::risk {

// Counts in O(log n), since times never go back; forgets what is older as new ones come.
class RateWindow {
public:
    void add(Time now) {
        times_.push_back(now);
        while (now - times_.front() >= kWindow)
            times_.pop_front();
    }
    std::size_t count(Time now) const {
        const auto inside =
            std::ranges::partition_point(times_, [now](Time at) { return now - at >= kWindow; });
        return static_cast<std::size_t>(times_.end() - inside);
    }

private:
    static constexpr Duration kWindow = minutes(1);
    std::deque<Time> times_;
};

}  // namespace twinleg::risk
