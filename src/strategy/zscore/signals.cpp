#include "strategy/zscore/signals.h"

#include <cmath>

namespace twinleg::strategy::zscore {
namespace {

constexpr std::int64_t kDayNs = 86'400LL * 1'000'000'000;

}  // namespace

void Signals::note(Time now, Held held) {
    if (const std::int64_t day = now.ns / kDayNs; day != day_) {
        day_ = day;
        entries_ = 0;
    }
    if (held == held_) return;
    if (held == Held::nothing) {
        closed_at_ = now;
    } else {
        opened_at_ = now;
        ++entries_;
    }
    held_ = held;
}

Signal Signals::look(const Seen& seen) {
    note(seen.now, seen.held);
    if (!seen.z) return Signal::none;
    const double z = *seen.z;
    if (seen.held == Held::nothing) return when_flat(seen, z);
    const Signal signal = when_held(seen, z);
    if (signal == Signal::stop) armed_ = false;
    return signal;
}

Signal Signals::entry(const Seen& seen, double z) const {
    if (z >= settings_.enter_z && seen.z_entry >= settings_.enter_z) return Signal::enter_short_a;
    if (z <= -settings_.enter_z && seen.z_entry <= -settings_.enter_z) return Signal::enter_long_a;
    return Signal::none;
}

Signal Signals::when_flat(const Seen& seen, double z) {
    if (std::fabs(z) <= settings_.exit_z) armed_ = true;
    if (!armed_ || std::fabs(z) >= settings_.stop_z) return Signal::none;
    if (closed_at_.known() && seen.now - closed_at_ < settings_.min_reentry) return Signal::none;
    if (settings_.max_entries_per_day > 0 && entries_ >= settings_.max_entries_per_day)
        return Signal::none;
    return entry(seen, z);
}

Signal Signals::when_held(const Seen& seen, double z) const {
    if (std::fabs(z) >= settings_.stop_z) return Signal::stop;
    const bool long_enough = seen.now - opened_at_ >= settings_.min_hold;
    if (std::fabs(z) <= settings_.exit_z) return long_enough ? Signal::exit : Signal::none;
    const Signal wanted = entry(seen, z);
    if (wanted == Signal::none) return Signal::none;
    const bool same = (wanted == Signal::enter_short_a) == (seen.held == Held::short_a);
    return same ? (seen.slice_left ? wanted : Signal::none) : (long_enough ? wanted : Signal::none);
}

}  // namespace twinleg::strategy::zscore
