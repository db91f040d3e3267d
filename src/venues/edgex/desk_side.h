#pragma once
// What the parts of one connector share.

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "net/event_loop.h"
#include "venues/edgex/answers.h"
#include "venues/edgex/order_ids.h"
#include "venues/edgex/settings.h"
#include "venues/inbox.h"
#include "venues/kit/venue_clock.h"

namespace twinleg::venues::edgex {

// Threads: the loop's.
struct DeskSide {
    net::EventLoop& loop;
    Inbox& inbox;
    const Slot slot;
    const Settings settings;
    runtime::Latencies* const latencies;
    const std::function<void(std::string_view)> person;  // Setup.say
    OrderIds ids;
    kit::VenueClock clock;
    ContractInfo contract;  // filled by describe()
    bool usable{true};      // false: it is not what it was at the start, and no order is sent
    Time since;             // when describe() was asked; fills before it are another desk's

    template <typename What>
    void tell(Time at, What&& what) {
        inbox.push({.time = at, .what = std::forward<What>(what)});
    }

    // A line for the person in charge, secrets taken out. The same line again within kSayOnce is
    // not said.
    void say(std::string_view text);
    static constexpr Duration kSayOnce = seconds(30);

    // Whether an update is about our contract, by name or by id.
    bool ours(std::string_view market) const {
        return market == contract.id || market == contract.name;
    }

    // Updates as events of the engine. Ids that do not fit make an empty report (see usable()).
    OrderReport report_of(const OrderUpdate& update, Source source);
    Fill fill_of(const FillUpdate& update, Source source) const;

    std::string said;  // last
    Time said_at;
};

}  // namespace twinleg::venues::edgex
