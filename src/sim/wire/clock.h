#pragma once
// A venue's clock.

#include "net/event_loop.h"

namespace twinleg::sim::wire {

// Venue time: real time, and what was advanced by hand.
//
// Threads: the loop's.
class Clock {
public:
    explicit Clock(const net::EventLoop& loop) : loop_(loop) {}
    Time now() const { return loop_.now() + advanced_; }
    void advance(Duration by) { advanced_ = advanced_ + by; }

private:
    const net::EventLoop& loop_;
    Duration advanced_{};
};

}  // namespace twinleg::sim::wire
