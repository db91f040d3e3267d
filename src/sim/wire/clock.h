#pragma once
// A venue's clock.

#include <optional>

#include "net/event_loop.h"

namespace twinleg::sim::wire {

// Venue time: real time, and what was advanced by hand. Held, it moves by hand alone.
//
// Threads: the loop's.
class Clock {
public:
    explicit Clock(const net::EventLoop& loop) : loop_(loop) {}
    Time now() const { return (held_ ? *held_ : loop_.now()) + advanced_; }
    void advance(Duration by) { advanced_ = advanced_ + by; }
    void hold() {
        if (!held_) held_ = loop_.now();
    }
    // It stands where real time has it by now, and what was advanced.
    void go_on() { held_.reset(); }

private:
    const net::EventLoop& loop_;
    std::optional<Time> held_;
    Duration advanced_{};
};

}  // namespace twinleg::sim::wire
