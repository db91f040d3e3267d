#include "venues/kit/budget.h"

#include <algorithm>
#include <utility>

namespace twinleg::venues::kit {

Budget::Budget(net::EventLoop& loop, std::uint32_t per_minute, std::uint32_t at_once)
    : loop_(loop), bucket_(per_minute, at_once, kReserved), turn_(loop) {}

void Budget::set(std::uint32_t per_minute, std::uint32_t at_once) {
    bucket_ = net::TokenBucket(per_minute, at_once, kReserved);
}

bool Budget::in_turn(std::uint32_t cost, std::move_only_function<void()> go) {
    const Time now = loop_.now();
    if (waiting_.empty() && bucket_.take(now, cost, false)) {
        go();
        return true;
    }
    if (waiting_.size() >= kMostWaiting) return false;
    const Time ready = bucket_.ready_at(now, cost, false);
    if (ready == kNever || ready - now > kMostWait) return false;
    waiting_.push_back({cost, std::move(go)});
    next();
    return true;
}

void Budget::next() {
    const Time now = loop_.now();
    while (!waiting_.empty() && bucket_.take(now, waiting_.front().cost, false)) {
        auto go = std::move(waiting_.front().go);
        waiting_.pop_front();
        go();
    }
    if (waiting_.empty()) return turn_.cancel();
    const Time ready = bucket_.ready_at(now, waiting_.front().cost, false);
    const Duration wait = std::min(ready - now, kMostWait);
    turn_.after(std::max(wait, milliseconds(1)), [this] { next(); });
}

void Budget::clear() {
    turn_.cancel();
    waiting_.clear();
}

}  // namespace twinleg::venues::kit
