#pragma once
// The local WebSocket server that the user's EdgeX page connects to, and through which the desk
// trades there.
//
// A connection is let in if its Origin is allowed (a foreign page cannot forge one), and may say
// and hear nothing but its greeting until it has sent the pairing token. One page is paired at a
// time; a second one is turned away while the first is alive.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "net/event_loop.h"
#include "venues/edgex/browser_transport.h"
#include "venues/edgex/page_latency.h"

namespace twinleg::venues::edgex {

struct BridgeOptions {
    std::string address{"127.0.0.1"};
    std::uint16_t port{8765};  // 0: any free one
    // Whole origins. The extension's is "chrome-extension://<its id>".
    std::vector<std::string> origins{"https://pro.edgex.exchange"};
    bool loopback_origins{false};  // pages of this computer too; tests only
    std::string token;             // empty: a random one
    std::string ticker;            // a page that trades another is refused; empty: any

    Duration max_quote_age{milliseconds(500)};  // older market data is dropped
    Duration quote_silence{seconds(5)};         // without fresh market data so long: it is lost
    Duration command_age{seconds(2)};           // an order is not sent later than this
    Duration answer_timeout{seconds(12)};       // after which an order's outcome is unknown
    Duration page_silence{seconds(15)};         // a page not heard of so long is gone
    Duration pairing_timeout{seconds(10)};      // for the token, from the connection on
    Duration clock_every{seconds(5)};
    Duration clock_round_trip{milliseconds(250)};  // longer ones do not tell the time
    std::size_t max_waiting{8};                    // connections that have not paired

    // Lines for the log, the pairing token not among them. Null: silence.
    std::function<void(std::string_view)> say;
};

struct BridgeCounts {
    std::uint64_t foreign_origins{0};  // refused before anything was said
    std::uint64_t wrong_tokens{0};
    std::uint64_t pairings{0};
    std::uint64_t malformed{0};         // messages that were none
    std::uint64_t stale_quotes{0};      // too old when they came
    std::uint64_t unordered_quotes{0};  // older than one that was here before
    std::uint64_t early_quotes{0};      // before the page's clock was known
};

// Threads: the loop's. Destruction drops all callbacks, uncalled.
class Bridge : public BrowserTransport {
public:
    // Throws std::runtime_error if it cannot listen, std::invalid_argument for a token that is
    // none.
    Bridge(net::EventLoop& loop, BridgeOptions options);
    ~Bridge() override;
    Bridge(const Bridge&) = delete;
    Bridge& operator=(const Bridge&) = delete;

    std::uint16_t port() const;
    // What the user puts into the script. Print it once, on a terminal, and never into a log.
    const std::string& token() const;

    // Ends the pairing; the page will try again in half a minute.
    void turn_away(std::string_view why);

    BridgeCounts counts() const;
    const PageLatencies& latencies() const;

    void listen(BrowserListener* listener) override;
    bool ready() const override;
    void place(const PageOrder& order, Done done) override;
    void cancel(std::string_view venue_order_id, std::string_view client_order_id,
                Done done) override;
    void send(net::HttpRequest request, net::HttpDone done) override;
    void emergency_close(Side side, std::string_view quantity) override;
    void resubscribe() override;

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace twinleg::venues::edgex
