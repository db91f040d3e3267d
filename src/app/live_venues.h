#pragma once
// The connectors of a run, from the settings that choose them to what they say of themselves.

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/environment.h"
#include "app/run_settings.h"
#include "engine/config.h"
#include "net/event_loop.h"
#include "venues/inbox.h"
#include "venues/venue.h"

namespace twinleg::app {

// The names of CONTRACTS that hold keys and accounts, as far as the environment has them.
venues::Credentials credentials_of(const Environment& environment);

// Letters and digits that begin every client order id of this data directory: drawn when it is new.
// Throws CannotStart if it cannot be written.
std::string desk_tag(const std::filesystem::path& data);

// Threads: the loop's.
class LiveVenues {
public:
    struct Options {
        bool trading{true};
        std::map<std::string, std::uint8_t, std::less<>> sharers{};  // by venue; none: 1
        runtime::Latencies* latencies{nullptr};
        std::function<void(std::string_view)> say;  // lines of connectors; null: nobody reads
    };

    // Throws CannotStart: kBadUsage for a venue that cannot be traded from here, kRefused for a key
    // it cannot use. `credentials` must outlive it.
    // One connector for each name, VenueId and InstrumentId in that order.
    LiveVenues(const std::vector<std::string>& names, const RunSettings& settings,
               const venues::Credentials& credentials, const EndpointsByVenue& endpoints,
               const Options& options);
    ~LiveVenues();

    net::EventLoop& loop() { return loop_; }
    venues::Inbox& inbox() { return inbox_; }
    // At index VenueId.
    std::vector<venues::Connector*> connectors() const;

    // Asks all at once and waits: for half a minute, or for a person who must open a page first,
    // until `interrupted`. A venue that fails for the moment (away, busy, restarting) is asked
    // again meanwhile. Throws CannotStart (kRefused), naming the venue.
    std::vector<venues::Description> describe(const std::function<bool()>& interrupted = {});

    void open();
    void close();

private:
    static bool passing(const Error& error);

    net::EventLoop loop_;
    venues::Inbox inbox_;
    std::vector<std::unique_ptr<venues::Connector>> connectors_;
    Duration describe_limit_;
    std::function<void(std::string_view)> say_;
};

// Cancels every order at every venue of `venues`, which were described and opened, and looks until
// none is open, for about a minute a venue. Answers whether it was seen so, and tells `log` what is
// done.
bool cancel_everything(LiveVenues& venues, std::ostream& log);

// What an engine needs to know of these venues; the first leg's first.
engine::Config config_of(const std::vector<venues::Description>& descriptions);

}  // namespace twinleg::app
