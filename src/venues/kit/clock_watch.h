#pragma once
// How far a venue's clock is from ours while we trade, for the engine's limit.

#include <optional>

#include "core/time.h"

namespace twinleg::venues::kit {

// When to ask, and what the engine hears (LatencyMeasured, Stage::clock): an offset that is
// certain, and was so twice; one odd answer stops nobody.
//
// Threads: none of its own.
class ClockWatch {
public:
    // `every`: between questions; zero: a minute, and ten seconds while the clock is off.
    explicit ClockWatch(Duration every) : every_(every) {}

    // Trading begins: what the engine is to hear of what was learned at the start, if anything was.
    std::optional<Duration> open(Time now);
    bool due(Time now) const { return open_ && now >= next_; }
    // A question leaves: none is due until its answer, or its time has passed.
    void asked(Time now) { next_ = now + period(); }
    // As certain_offset(). What the engine is to hear: how far, either way; nothing before open().
    std::optional<Duration> heard(Time now, Duration certain);

private:
    Duration period() const;

    const Duration every_;
    std::optional<Duration> last_;  // either way
    Time next_;
    bool open_{false};
};

}  // namespace twinleg::venues::kit
