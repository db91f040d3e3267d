#pragma once
// From which difference on a pair trade pays, for both directions: fixed, or the mean of what was
// seen lately plus an offset.

#include <cstdint>
#include <optional>
#include <vector>

#include "core/money.h"

namespace twinleg::strategy {

// Differences in quote units: long_side = second.bid − first.ask (buy first, sell second),
// short_side = first.bid − second.ask.
struct Differences {
    Price long_side;
    Price short_side;
};

class Thresholds {
public:
    static Thresholds fixed(Price long_side, Price short_side);
    // Mean of the last `samples` differences + offset. Nothing before there are that many, so a
    // standing difference (a basis between quote currencies) is no signal.
    static Thresholds sampled_mean(std::size_t samples, Price offset);

    // Another offset, or other fixed ones; what was sampled stays.
    void move(Price offset) { offset_ = offset; }
    void move(const Differences& fixed) { fixed_ = fixed; }

    void sample(const Differences& seen);
    // Nothing during the warm-up.
    std::optional<Differences> current() const;
    std::size_t samples() const { return filled_; }
    bool adaptive() const { return !window_.empty(); }

private:
    std::optional<Differences> fixed_;
    Price offset_;
    std::vector<Differences> window_;  // a ring
    std::size_t next_{0};
    std::size_t filled_{0};
    Int128 sum_long_{0};  // of raw prices in the window, exact under eviction
    Int128 sum_short_{0};
};

}  // namespace twinleg::strategy
