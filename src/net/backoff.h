#pragma once
// How long to wait before the next attempt.

#include <cstdint>

#include "core/time.h"

namespace twinleg::net {

// Full jitter: the n-th wait (n from 0) is uniform in [0, min(cap, first · 2^n)], so that many
// clients cut off at once do not come back at once. The same seed gives the same waits.
class Backoff {
public:
    // Both above zero; `cap` is at least `first`.
    Backoff(Duration first, Duration cap, std::uint64_t seed);

    Duration next();
    // After a success: the next wait is a first one again.
    void reset() { ceiling_ = first_; }

private:
    Duration first_;
    Duration cap_;
    Duration ceiling_;  // of the next wait
    std::uint64_t state_;
};

}  // namespace twinleg::net
