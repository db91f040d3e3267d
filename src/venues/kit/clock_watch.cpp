#include "venues/kit/clock_watch.h"

#include <algorithm>

#include "venues/kit/description.h"

namespace twinleg::venues::kit {
namespace {

constexpr Duration kPeriod = seconds(60);
constexpr Duration kPeriodWhileOff = seconds(10);

}  // namespace

std::optional<Duration> ClockWatch::open(Time now) {
    open_ = true;
    asked(now);
    return last_;
}

Duration ClockWatch::period() const {
    if (every_.ns > 0) return every_;
    return last_ && *last_ > kClockAlarm ? kPeriodWhileOff : kPeriod;
}

std::optional<Duration> ClockWatch::heard(Time now, Duration certain) {
    const Duration off = either_way(certain);
    const Duration before = last_.value_or(off);
    last_ = off;
    asked(now);
    if (!open_) return std::nullopt;
    return std::min(before, off);
}

}  // namespace twinleg::venues::kit
