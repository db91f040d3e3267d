#pragma once
// How many messages a service takes in a while.

#include <algorithm>
#include <cstddef>
#include <deque>
#include <utility>
#include <vector>

#include "core/time.h"

namespace twinleg::notify {

struct Limit {
    std::size_t count{1};
    Duration in{seconds(1)};
};

// Sliding windows: in no span of `in`, wherever it begins, are there more than `count`.
class SendLimits {
public:
    explicit SendLimits(std::vector<Limit> limits) : limits_(std::move(limits)) {
        for (const auto& limit : limits_)
            most_ = std::max(most_, limit.count);
    }

    // The first moment, not before `now`, at which one more may go.
    Time ready_at(Time now) const {
        Time ready = std::max(now, held_until_);
        for (const auto& limit : limits_) {
            if (sent_.size() < limit.count) continue;
            ready = std::max(ready, sent_[sent_.size() - limit.count] + limit.in);
        }
        return ready;
    }
    void sent(Time now) {
        sent_.push_back(now);
        if (sent_.size() > most_) sent_.pop_front();
    }
    // The service said no.
    void hold(Time until) { held_until_ = std::max(held_until_, until); }

private:
    std::vector<Limit> limits_;
    std::size_t most_{0};
    std::deque<Time> sent_;  // the last most_ of them, oldest first
    Time held_until_;
};

}  // namespace twinleg::notify
