#pragma once
// Who listens at /api/stream, and what each was told last.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/server.h"
#include "panel/state.h"

namespace twinleg::panel {

struct StreamOptions {
    std::size_t most{1000};                      // listeners
    std::size_t queued{std::size_t{256} << 10};  // unread bytes from which one is skipped
    Duration patience{seconds(10)};              // skipped for so long, it is closed: 1013
    Duration beat{seconds(1)};
    std::size_t depth{20};  // of the books of a watched pair
};

// A listener that does not keep up is told less often and of more at a time; nobody waits for it.
//
// Threads: the panel's.
class Stream {
public:
    Stream(State& state, StreamOptions options) : state_(state), options_(options) {}

    bool full() const { return listeners_.size() >= options_.most; }
    // `since`: the number it has; without, or where that is too old, it begins with a snapshot.
    void add(std::shared_ptr<net::ServerSocket> socket, std::optional<std::uint64_t> since,
             Time now);
    void on_message(net::ServerSocket& socket, std::string_view text);
    void remove(std::uint64_t id) { listeners_.erase(id); }
    // Tells everybody what is new.
    void tell(Time now);

    std::size_t listeners() const { return listeners_.size(); }
    std::uint64_t skipped() const { return skipped_; }

private:
    struct Listener {
        std::shared_ptr<net::ServerSocket> socket;
        std::uint64_t number{0};  // what it knows
        Time told;
        Time behind;  // skipped since; unknown: it keeps up
        std::string watched;
    };

    bool keeps_up(Listener& listener, Time now);
    void tell(Listener& listener, Time now);
    const std::string& delta_after(std::uint64_t number);
    const std::string& book_of(const std::string& pair);

    State& state_;
    const StreamOptions options_;
    std::map<std::uint64_t, Listener> listeners_;
    std::uint64_t skipped_{0};
    // Made once for all who need the same.
    std::map<std::uint64_t, std::string> deltas_;  // by the number they begin after; "": none
    std::map<std::string, std::string> books_;
};

}  // namespace twinleg::panel
