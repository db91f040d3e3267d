#pragma once
// Whether the venue takes orders: everything, post-only, cancels alone, nothing.

#include <string_view>

#include "core/event.h"
#include "venues/paradex/rest.h"

namespace twinleg::venues::paradex {

// No stream tells it, so GET /system/state is asked every two seconds, twice a second while it is
// not normal; and a refusal that speaks of it counts at once. The engine is told of each change:
// while a market is not open to all orders it begins nothing, at either venue, and closing and
// cancelling go on as far as this one lets them. (Maintenance is announced for weekdays, about
// 04:30 UTC: cancel-only, then post-only, then open.)
//
// Threads: the loop's.
class ModeWatch {
public:
    ModeWatch(Station& station, Rest& rest) : station_(station), rest_(rest) {}

    void tick(Time now);
    // Of a refusal. Most say nothing of the mode.
    void heard(std::string_view code);
    // The market's metadata has changed under us: nothing more is begun, whatever the venue says.
    void halt();
    // Tells the mode again: the stream has come back.
    void repeat();

    MarketMode mode() const { return halted_ ? MarketMode::halted : mode_; }

private:
    void learn(MarketMode mode, Time at);
    void tell(Time at);

    Station& station_;
    Rest& rest_;
    Answers answers_;
    MarketMode mode_{MarketMode::normal};
    Time asked_;
    bool asking_{false};
    bool halted_{false};
};

}  // namespace twinleg::venues::paradex
