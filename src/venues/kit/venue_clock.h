#pragma once
// How far the venue's clock is from ours.

#include <cstdint>
#include <optional>

#include "core/time.h"

namespace twinleg::venues::kit {

// The offset is kept in steps: it stays as it is while samples lie near it, so that times of the
// venue keep their order when they are put into ours; one sample alone never moves it.
//
// Threads: none of its own.
class VenueClock {
public:
    // The venue said `venue` between our `sent` and `received`. Answers whether the clock needs
    // another sample to be sure.
    bool sample(Time sent, Time received, Time venue);

    // Venue − ours. Zero until a sample lies far enough from it.
    Duration offset() const { return offset_; }
    // Of the last sample: as measured.
    Duration measured() const { return measured_; }
    Duration round_trip() const { return round_trip_; }
    bool known() const { return known_; }

    Time to_venue(Time ours) const { return ours + offset_; }
    // Unknown stays unknown.
    Time to_ours(Time venue) const { return venue.known() ? venue - offset_ : venue; }
    std::uint64_t venue_ms(Time ours) const {
        return static_cast<std::uint64_t>(to_venue(ours).ns / 1'000'000);
    }

private:
    Duration offset_;
    Duration measured_;
    Duration round_trip_;
    std::optional<Duration> doubt_;  // an earlier sample that lay elsewhere
    bool known_{false};
};

// Without its sign.
inline Duration either_way(Duration offset) {
    return offset.ns < 0 ? Duration{} - offset : offset;
}

// How far the clocks are certainly apart, venue − ours. The venue said `venue`, cut to
// `resolution`, between our `sent` and `received`; where what it said may be right, nothing is
// certain: zero.
Duration certain_offset(Time sent, Time received, Time venue, Duration resolution);

}  // namespace twinleg::venues::kit
