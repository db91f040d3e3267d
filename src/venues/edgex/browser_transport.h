#pragma once
// Trading at EdgeX through the user's own browser page: what a connector sees of it.
//
// The page signs with keys that only it knows, so whoever stands behind this needs none. Orders go
// as `execute_order` of the page's protocol; every other private request goes as an unsigned HTTP
// request that the page signs and sends; frames of the page's private socket come back as they
// were. The one implementation is the Bridge (bridge.h).

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/order.h"
#include "core/result.h"
#include "core/time.h"
#include "net/http_client.h"

namespace twinleg::venues::edgex {

// An order as the page is told of it. Texts are plain decimals, on tick and lot already.
struct PageOrder {
    std::string contract_id;
    std::string client_order_id;  // also gives the nonce; the venue takes each but once
    Side side{Side::buy};
    TimeInForce time_in_force{TimeInForce::post_only};
    bool reduce_only{false};
    std::string price;
    std::string quantity;
    // The page refuses to send it after this. Unknown: after BridgeOptions::command_age.
    Time send_before;
    // When the venue shall cancel it by itself, ms since epoch; 0: the SDK's own value.
    std::uint64_t expire_ms{0};
};

// What came of placing or cancelling, once for each. Fills are told elsewhere: on_order_update(),
// on_account_frame().
struct PageAnswer {
    enum class What : std::uint8_t {
        done,        // the venue took it
        refused,     // the venue said no
        never_sent,  // certainly not one byte of it reached the venue
        unknown,     // no answer: it may have been done
    };
    What what{What::unknown};
    std::string venue_order_id;  // of an order that was taken
    std::string code;            // the venue's error word; empty where it gave none
    std::string text;            // a sentence; empty where done
};

// The state of one of our orders, as the page asked or heard of it. Told again after every pairing.
struct PageOrderUpdate {
    std::string_view venue_order_id;
    std::string_view client_order_id;
    std::string_view status;         // the venue's: OPEN, FILLED, CANCELED …, or PARTIALLY_FILLED
    std::string_view reason;         // the venue's cancelReason; empty where it gave none
    std::string_view time_in_force;  // the venue's word
    Side side{Side::buy};
    Price price;
    Quantity filled;      // cumMatchSize
    Price average_price;  // of what is filled; zero where not told
    Time venue_time;      // unknown where not told
    Time received;        // when the page's message reached us
};

// Who the page says it is.
struct PageInfo {
    std::string account_id;
    std::string version;  // "v1", "v2"
    std::string contract_id;
    std::string ticker;  // "BTC"
};

// The page's own view of the best bid and ask. A quantity of zero: that side is empty.
struct PageQuote {
    std::uint64_t version{0};  // endVersion of the page's book
    Price bid;
    Quantity bid_quantity;
    Price ask;
    Quantity ask_quantity;
    Time seen;      // when the page had it, by our clock
    Time received;  // when it reached us
};

// How long each stage of an order through the page took. Zero where the page did not tell.
struct PageLatency {
    Duration to_page;  // place() → the page has the command
    Duration signing;  // → the request leaves the page
    Duration venue;    // → the venue's answer is in the page
    Duration to_us;    // → it is here
    Duration total;    // all of it: what a strategy waits for
};

// Calls come from the loop, never from inside a call into BrowserTransport. Views live until they
// return.
class BrowserListener {
public:
    virtual ~BrowserListener() = default;
    // A page was paired and its clock measured: commands may go. Or it is gone, `why` says how,
    // even if it never came so far; what was under way has been answered as unknown by then.
    virtual void on_page_up(const PageInfo& page) = 0;
    virtual void on_page_down(const Error& why) = 0;
    // Only what is fresh; what waited in a queue for too long was dropped.
    virtual void on_quote(const PageQuote& quote) = 0;
    // The page has had no market data worth having for too long, or its book has a gap.
    virtual void on_quote_lost(const Error& why) = 0;
    virtual void on_order_update(const PageOrderUpdate& update) = 0;
    // A frame of the venue's private socket, byte for byte, with 64 spare bytes after it.
    virtual void on_account_frame(std::string_view frame, Time received) = 0;
    // The page's private socket came up (its snapshot is the next frame) or went down. A page that
    // cannot open one never calls this, and tells all by on_order_update().
    virtual void on_account_stream(bool up) = 0;
    virtual void on_latency(const PageLatency& latency) = 0;
};

// Threads: the loop's.
class BrowserTransport {
public:
    virtual ~BrowserTransport() = default;

    // Null: nobody. The listener outlives this, or takes itself off.
    virtual void listen(BrowserListener* listener) = 0;

    // A page is there and may be given commands.
    virtual bool ready() const = 0;

    // `done` is called once, later, from the loop, also when no page is there.
    using Done = std::function<void(const PageAnswer&)>;
    virtual void place(const PageOrder& order, Done done) = 0;
    // By the venue's id, or by ours where that is empty.
    virtual void cancel(std::string_view venue_order_id, std::string_view client_order_id,
                        Done done) = 0;

    // Any other private request: the page adds the venue's authentication and sends it. Only what
    // asks about orders and the account, and cancels; anything else the page refuses. Headers of
    // the request are not passed on.
    virtual void send(net::HttpRequest request, net::HttpDone done) = 0;

    // The page cancels its orders and closes `quantity` at once, reduce-only, at its own book's
    // price. For the end of things; it has no answer but on_order_update().
    virtual void emergency_close(Side side, std::string_view quantity) = 0;

    // Asks the page for a new subscription of its market data.
    virtual void resubscribe() = 0;
};

}  // namespace twinleg::venues::edgex
