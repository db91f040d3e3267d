#pragma once
// Real venues as the loop knows the world: where events come from, and where commands go.

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "net/event_loop.h"
#include "runtime/loop.h"
#include "runtime/stop_once.h"
#include "venues/inbox.h"
#include "venues/venue.h"

namespace twinleg::venues {

// Waits in the event loop of the sockets, so that a frame is decoded, decided on and answered in
// one go on one thread.
//
// Threads: the loop's.
class LiveWorld final : public runtime::Source, public runtime::Sink {
public:
    struct Options {
        Time stop_at{kNever};                  // Operator::stop is asked then
        std::function<bool()> interrupted;     // asked again and again; true: Operator::stop, once
        Duration look_every{milliseconds(5)};  // at the latest; zero: never sleeps
    };

    // At index VenueId; all must outlive it.
    LiveWorld(net::EventLoop& loop, Inbox& inbox, std::vector<Connector*> connectors,
              Options options);

    // Which venue an instrument of the desk is at; told for each before the loop turns.
    void place_instrument(InstrumentId instrument, VenueId venue);

    // Told first, before anything a venue says.
    void started(std::uint32_t epoch);
    // Told as the next event; nothing is asked twice.
    void ask(Operator what);

    bool next(Time wake_at, Event& event) override;
    void execute(const Command& command, Time now) override;
    void executed(Time now) override;

private:
    net::EventLoop& loop_;
    Inbox& inbox_;
    const std::vector<Connector*> connectors_;  // at index VenueId
    Connector* gathering_{nullptr};             // whose commands may wait for more of this step
    const Duration look_every_;
    runtime::StopOnce stop_;
    std::vector<std::uint8_t> venue_of_;  // at index InstrumentId
    bool more_{false};
};

}  // namespace twinleg::venues
