#include "venues/edgex/page_clock.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "core/check.h"

namespace twinleg::venues::edgex {
namespace {

constexpr double kNsInMs = 1e6;

// Milliseconds with a fraction are exact to a fraction of a microsecond in a double.
Time from_ms(double ms) {
    const double whole = std::floor(ms);
    return Time{static_cast<std::int64_t>(whole) * 1'000'000 +
                static_cast<std::int64_t>((ms - whole) * kNsInMs)};
}

bool is_sane(double ms) {
    return ms > 0 && ms < 9e12;  // year 2255; Time has room for it
}

}  // namespace

void PageClock::sample(Time sent, double page_ms, Time received) {
    const Duration round_trip = received - sent;
    if (round_trip.ns < 0 || round_trip > longest_ || !is_sane(page_ms)) return;
    const Time middle = sent + round_trip / 2;
    samples_[next_] = {from_ms(page_ms) - middle, round_trip};
    next_ = (next_ + 1) % samples_.size();
    used_ = std::min(used_ + 1, samples_.size());
}

const PageClock::Sample& PageClock::best() const {
    CHECK(used_ > 0);
    return *std::ranges::min_element(std::span{samples_}.first(used_), {}, &Sample::round_trip);
}

Time PageClock::ours(double page_ms) const {
    return is_sane(page_ms) ? from_ms(page_ms) - best().ahead : Time{};
}

double PageClock::pages(Time time) const {
    const Time there = time + best().ahead;
    return static_cast<double>(there.ns / 1000) / 1e3;
}

Duration PageClock::uncertainty() const {
    return best().round_trip / 2;
}

}  // namespace twinleg::venues::edgex
