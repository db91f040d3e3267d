#pragma once
// What the parts of one connector share: where its events go, what the time is at the venue, and
// who is told lines.

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "net/event_loop.h"
#include "runtime/latency.h"
#include "venues/inbox.h"
#include "venues/kit/venue_clock.h"
#include "venues/venue.h"

namespace twinleg::venues::kit {

// Threads: the loop's.
class DeskSide {
public:
    DeskSide(std::string_view venue, const Setup& setup)
        : loop(setup.loop),
          inbox(setup.inbox),
          slot(setup.slot),
          latencies(setup.latencies),
          clock_every(setup.clock_every),
          person_(setup.say),
          name_(venue) {}
    virtual ~DeskSide() = default;

    net::EventLoop& loop;
    Inbox& inbox;
    const Slot slot;
    runtime::Latencies* const latencies;
    const Duration clock_every;  // as in Setup
    VenueClock clock;
    std::string symbol;         // as frames name the instrument
    Duration funding_interval;  // by the metadata; zero: not told
    Time since;                 // when trading was described; what is older is another desk's

    template <typename What>
    void tell(Time at, What&& what) {
        inbox.push({.time = at, .what = std::forward<What>(what)});
    }
    // Records what has passed since `from` (runtime::cycles()).
    void timed(runtime::LatencyStage stage, std::uint64_t from) const {
        if (latencies != nullptr) latencies->record(stage, from, runtime::cycles());
    }
    // A line for the person in charge, behind the venue's name, secrets taken out. The same line
    // again within kSayOnce is not said.
    void say(std::string_view text);
    static constexpr Duration kSayOnce = seconds(30);

    // Whether an update is about our instrument.
    virtual bool ours(std::string_view market) const { return market == symbol; }
    const std::string& venue() const { return name_; }
    Time now() const { return loop.now(); }
    std::uint64_t venue_ms(Time ours) const { return clock.venue_ms(ours); }

    AnswerHead head(RequestId request, bool ok) const {
        return {.venue = slot.venue, .request = request, .ok = ok};
    }

private:
    const std::function<void(std::string_view)> person_;
    const std::string name_;
    std::string said_;  // last
    Time said_at_;
};

// The same words for an order that was not sent or not answered.
SendFailed send_failed(const DeskSide& desk, ClientOrderId id, bool was_cancel,
                       SendOutcome outcome);
// What the reply to a command about an order says of it.
OrderReport replied(const DeskSide& desk, ClientOrderId id, const VenueOrderId& venue_id,
                    OrderWord word, Reason reason);

}  // namespace twinleg::venues::kit
