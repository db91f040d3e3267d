#pragma once
// How far the page's clock is ahead of ours, from questions and answers: without it nobody knows
// how old the page's news are.

#include <array>
#include <cstddef>
#include <optional>

#include "core/time.h"

namespace twinleg::venues::edgex {

// Each sample says: asked at `sent`, answered with the page's time, heard at `received`. The page's
// reading belongs somewhere between the two, so its error is at most half the round trip; of the
// last few samples, the one with the shortest round trip counts.
class PageClock {
public:
    // A sample whose round trip is above `longest`, or below zero, says nothing and is dropped.
    explicit PageClock(Duration longest) : longest_(longest) {}

    void sample(Time sent, double page_ms, Time received);
    bool known() const { return used_ > 0; }

    // The page's moment by our clock, and ours by the page's in ms. Only while known().
    Time ours(double page_ms) const;
    double pages(Time time) const;

    // The error of both is at most this.
    Duration uncertainty() const;

private:
    struct Sample {
        Duration ahead;  // page − ours
        Duration round_trip;
    };
    const Sample& best() const;

    Duration longest_;
    std::array<Sample, 4> samples_{};
    std::size_t used_{0};
    std::size_t next_{0};
};

}  // namespace twinleg::venues::edgex
