#pragma once
// What was asked of the page and is not answered yet. Knows no clock and no socket.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "net/http_client.h"
#include "venues/edgex/browser_transport.h"
#include "venues/edgex/page_protocol.h"

namespace twinleg::venues::edgex {

// Every callback that goes in is called once: by an answer, by expire() or by fail_all(). They may
// ask for more while they are called.
class PageCalls {
public:
    using Done = BrowserTransport::Done;

    void place(std::string client_order_id, Time at, Time until, Done done);
    void cancel(std::string venue_order_id, std::string client_order_id, Time until, Done done);
    // The number that the answer will bear.
    std::uint64_t request(Time at, Time until, net::HttpDone done);

    // When the order was given to the page; nothing if nobody waits for it (any more).
    std::optional<Time> answer(const page::OrderPlaced& placed);
    void answer(const page::OrderCancelled& cancelled);
    void answer(const page::Answer& answer, Time now);

    // Whose time is over: the outcome is unknown.
    void expire(Time now);
    // The page is gone: the same for all.
    void fail_all(const Error& why);

    std::size_t size() const { return places_.size() + cancels_.size() + requests_.size(); }

private:
    struct Placing {
        Time at;
        Time until;
        Done done;
    };
    struct Cancelling {
        std::string venue_order_id;
        std::string client_order_id;
        Time until;
        Done done;
    };
    struct Requesting {
        Time at;
        Time until;
        net::HttpDone done;
    };

    std::multimap<std::string, Placing, std::less<>> places_;
    std::vector<Cancelling> cancels_;
    std::map<std::uint64_t, Requesting> requests_;
    std::uint64_t last_request_{0};
};

}  // namespace twinleg::venues::edgex
