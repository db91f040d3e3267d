#pragma once
// Real books, and fills as honest as those of a replay: what a run on paper trades in.

#include <array>
#include <functional>
#include <vector>

#include "net/event_loop.h"
#include "replay/recorded_venue.h"
#include "runtime/loop.h"
#include "runtime/stop_once.h"
#include "venues/inbox.h"
#include "venues/venue.h"

namespace twinleg::replay {

// Market data comes from the connectors as it does live; orders and questions never reach them, but
// meet the same books in a RecordedVenue, latencies and queues included. Only a resync is really
// asked for. Funding is paid at the rate last announced, when its time has come; a venue that does
// not say when pays none.
//
// Threads: the loop's.
class PaperWorld final : public runtime::Source, public runtime::Sink {
public:
    struct Options {
        Time stop_at{kNever};               // Operator::stop is asked then
        std::function<bool()> interrupted;  // asked again and again; true: Operator::stop, once
        Duration look_every{milliseconds(5)};
    };

    // Instruments have the ids 0 and 1, venues too. All must outlive it.
    PaperWorld(net::EventLoop& loop, venues::Inbox& inbox,
               std::vector<venues::Connector*> connectors,
               std::array<RecordedVenueConfig, 2> configs, Options options);

    // Told first: the start, and that the accounts (which are here) are there.
    void started(std::uint32_t epoch);

    bool next(Time wake_at, Event& event) override;
    void execute(const Command& command, Time now) override;

    RecordedVenue& venue(std::size_t side) { return sides_[side]; }

private:
    void meet(const Event& event);
    void pay_funding(Time now);
    Time stamp(Time time);

    net::EventLoop& loop_;
    venues::Inbox& inbox_;
    const std::vector<venues::Connector*> connectors_;
    std::array<RecordedVenue, 2> sides_;
    std::array<FundingRate, 2> announced_{};
    const Duration look_every_;
    runtime::StopOnce stop_;
    Time now_;
    bool more_{false};
};

}  // namespace twinleg::replay
