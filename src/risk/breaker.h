#pragma once
// Stops by itself: too many errors in a minute, or too large a share of them; and losses, which
// latch.

#include <cstddef>
#include <deque>
#include <optional>

#include "core/money.h"
#include "core/time.h"
#include "risk/limits.h"

namespace twinleg::risk {

class Breaker {
public:
    explicit Breaker(const Limits& limits) : limits_(limits) {}

    // An order came back with an error of ours or of the venue's (not: a post-only that would have
    // taken, an IOC that found nothing).
    void on_error(Time now);
    void on_success(Time now);

    // True once, when a limit is passed.
    bool tripped(Time now);
    void clear();
    void restate(const Limits& limits) { limits_ = limits; }

private:
    struct Outcome {
        Time at;
        bool error;
    };
    Limits limits_;
    std::deque<Outcome> outcomes_;
    std::size_t errors_{0};  // among them
};

// Daily loss and drawdown, on the desk's whole PnL in quote units. The day is UTC's.
class LossGuard {
public:
    explicit LossGuard(const Limits& limits) : limits_(limits) {}

    // The name of the limit that `pnl` breaks now, if one.
    std::optional<std::string_view> look(Time now, Notional pnl);
    // An operator's reset: losses count from here.
    void clear(Notional pnl);
    void restate(const Limits& limits) { limits_ = limits; }

private:
    Limits limits_;
    std::int64_t day_{-1};
    Notional at_day_start_;
    Notional highest_;
};

}  // namespace twinleg::risk
