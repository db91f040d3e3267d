#pragma once
// What the parts of one connector share.

#include <utility>

#include "net/event_loop.h"
#include "venues/edgex/answers.h"
#include "venues/edgex/order_ids.h"
#include "venues/edgex/settings.h"
#include "venues/edgex/venue_clock.h"
#include "venues/inbox.h"

namespace twinleg::venues::edgex {

// Threads: the loop's.
struct DeskSide {
    net::EventLoop& loop;
    Inbox& inbox;
    const Slot slot;
    const Settings settings;
    runtime::Latencies* const latencies;
    OrderIds ids;
    VenueClock clock;
    ContractInfo contract;  // filled by describe()
    Time since;             // when describe() was asked; fills before it are another desk's

    template <typename What>
    void tell(Time at, What&& what) {
        inbox.push({.time = at, .what = std::forward<What>(what)});
    }

    // Whether an update is about our contract, by name or by id.
    bool ours(std::string_view market) const {
        return market == contract.id || market == contract.name;
    }

    // Updates as events of the engine. Ids that do not fit make an empty report (see usable()).
    OrderReport report_of(const OrderUpdate& update, Source source);
    Fill fill_of(const FillUpdate& update, Source source) const;
};

}  // namespace twinleg::venues::edgex
