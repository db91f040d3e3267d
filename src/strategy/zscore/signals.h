#pragma once
// From a z-score to a signal: thresholds with hysteresis, holds, cool-downs, and entries a day.

#include <cstdint>
#include <optional>

#include "core/command.h"
#include "core/time.h"
#include "strategy/zscore/settings.h"

namespace twinleg::strategy::zscore {

// What is held: nothing, short A and long B, or long A and short B.
enum class Held : std::uint8_t { nothing, short_a, long_a };

// Nothing held:  z ≥ enter → enter_short_a        z ≤ −enter → enter_long_a
//                but not at |z| ≥ stop, within min_reentry of the last close, past the entries of
//                the day (UTC, of event time), or after a stop before |z| ≤ exit was seen once.
// Something:     |z| ≥ stop → stop                 |z| ≤ exit → exit, from min_hold on
//                an entry of the same side → it again, while a slice is left;
//                an entry of the other side → that, from min_hold on: what is held goes first.
class Signals {
public:
    explicit Signals(const Settings& settings) : settings_(settings) {}

    // Other thresholds; what was noted stays.
    void restate(const Settings& settings) { settings_ = settings; }

    struct Seen {
        Time now;
        std::optional<double> z;  // nothing: warm-up, or too flat
        double z_entry{0};        // with the drift counted; an entry must pass by both
        Held held{Held::nothing};
        bool slice_left{true};
    };
    Signal look(const Seen& seen);

    // Positions found changed without a look.
    void note(Time now, Held held);

    Time opened_at() const { return opened_at_; }
    std::int64_t entries_today() const { return entries_; }

private:
    Signal when_flat(const Seen& seen, double z);
    Signal when_held(const Seen& seen, double z) const;
    Signal entry(const Seen& seen, double z) const;

    Settings settings_;
    Held held_{Held::nothing};
    Time opened_at_;
    Time closed_at_;
    bool armed_{true};  // false from a stop until |z| ≤ exit
    std::int64_t day_{-1};
    std::int64_t entries_{0};
};

}  // namespace twinleg::strategy::zscore
