#include "venues/kit/venue_clock.h"

#include <algorithm>

namespace twinleg::venues::kit {
namespace {

// Nearer than this two readings are the same: the answer's own time is cut to a millisecond, and
// where between request and answer it was read is not known.
Duration tolerance(Duration round_trip) {
    return std::max(milliseconds(100), round_trip / 2 + milliseconds(20));
}

bool near(Duration a, Duration b, Duration by) {
    return a - b <= by && b - a <= by;
}

}  // namespace

bool VenueClock::sample(Time sent, Time received, Time venue) {
    if (!venue.known() || !sent.known() || received < sent) return false;
    round_trip_ = received - sent;
    measured_ = venue - (sent + round_trip_ / 2);
    const Duration by = tolerance(round_trip_);
    known_ = true;
    if (near(measured_, offset_, by)) {
        doubt_.reset();
        return false;
    }
    if (doubt_ && near(*doubt_, measured_, by)) {
        offset_ = measured_;
        doubt_.reset();
        return false;
    }
    doubt_ = measured_;
    return true;
}

Duration certain_offset(Time sent, Time received, Time venue, Duration resolution) {
    if (!venue.known() || !sent.known() || received < sent) return {};
    const Duration least = venue - received;
    const Duration most = venue + resolution - sent;
    if (least.ns > 0) return least;
    return std::min(most, Duration{});
}

}  // namespace twinleg::venues::kit
