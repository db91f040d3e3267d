#pragma once
// The door: everything the program knows of a venue it knows through this page.
//
// A venue is a folder with a pure `wire` (bytes ↔ venues/update.h), a pure `sign`, and a connector,
// which is the only part with sockets. Adding one is that folder and a line in app/catalog.cpp.

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "book/order_book.h"
#include "core/command.h"
#include "core/instrument.h"
#include "core/result.h"
#include "exec/traits.h"
#include "venues/inbox.h"
#include "venues/update.h"

namespace twinleg::net {
class EventLoop;
}
namespace twinleg::runtime {
class Latencies;
}

namespace twinleg::venues {

// What can be done at a venue, and how: printed by `twinleg venues`, and what the conformance
// suite asks before it runs a case.
struct Capabilities {
    std::string_view book_sync;  // "snapshot in the stream", "REST snapshot + increments"
    std::vector<std::string_view> order_transports;  // "rest", "websocket", "browser"
    bool post_only{true};
    bool ioc{true};
    bool reduce_only{true};
    bool cancel_by_client_id{true};
    bool cancel_all{true};
    bool batch{false};
    bool modify{false};
    bool nonces{false};                 // each transaction carries one of the engine's
    bool stream_fills{true};            // fills come by stream, not only by asking
    std::string_view dead_mans_switch;  // "scheduled cancel-all"; empty: none, the watchdog is all
    bool testnet{false};
};

// Settings and secrets of an account by the names that CONTRACTS gives them, such as
// LIGHTER_ACCOUNT_INDEX. Never printed; wiped when it goes.
class Credentials {
public:
    Credentials() = default;
    explicit Credentials(std::map<std::string, std::string, std::less<>> values)
        : values_(std::move(values)) {}
    Credentials(Credentials&&) = default;
    Credentials& operator=(Credentials&&) = default;
    Credentials(const Credentials&) = delete;
    Credentials& operator=(const Credentials&) = delete;
    ~Credentials();

    std::optional<std::string_view> find(std::string_view name) const;
    // Errors: missing, naming the variable and how to set it.
    Result<std::string_view> get(std::string_view name) const;

private:
    std::map<std::string, std::string, std::less<>> values_;
};

// Where a venue listens. Empty ones are the main network's.
struct Endpoints {
    std::string rest;        // "https://…", without a slash at the end
    std::string ws;          // "wss://…"; of the public stream where there are two
    std::string private_ws;  // empty: as `ws`
    std::string ca_file;     // roots to trust instead of the system's; for tests
};

// The one instrument of the desk at this venue.
struct Slot {
    VenueId venue;
    InstrumentId instrument;
    std::string coin;    // "BTC"
    std::string symbol;  // in the venue's own spelling; empty: the coin's perpetual
    // Desks of this process that trade the account, this one among them.
    std::uint8_t sharers{1};

    // This desk's part of what the venue allows the account.
    std::uint32_t share(std::uint32_t limit) const {
        return std::max<std::uint32_t>(1, limit / sharers);
    }
};

// Everything a connector is made of. References outlive it.
struct Setup {
    net::EventLoop& loop;
    Inbox& inbox;
    const Credentials& credentials;
    Slot slot;
    Endpoints endpoints;
    // Begins every client order id where the venue takes text, so that two data directories never
    // choose the same one; up to 12 letters and digits.
    std::string desk_tag;
    bool trading{true};           // false: market data alone, no key is needed (paper, record)
    std::string order_transport;  // of Capabilities::order_transports; empty: the first
    std::map<std::string, std::string, std::less<>> options;  // a venue's own: "version" → "v2"
    // How often the venue's clock is looked at while we trade; zero: as each venue lets us.
    Duration clock_every{};
    // Where not null: how long decoding a frame and signing an order took.
    runtime::Latencies* latencies{nullptr};
    // A line for the person in charge. Null: there is nobody.
    std::function<void(std::string_view)> say{};
};

// What the venue says of the instrument, the account and itself before trading begins. Ids, ticks,
// lots and fees come from here, never from constants.
struct Description {
    Instrument instrument;  // ids as in the Slot
    exec::VenueTraits traits;
    book::Rules book;
    Duration one_way;  // half of the quickest round trip seen while asking; zero: not measured
    Notional equity;   // zero without trading
    Notional free_collateral;
    std::string account;                // what a person knows the account by; never a secret
    std::vector<std::string> facts;     // for the start block: tier, where the fees come from
    std::vector<std::string> warnings;  // what a person should mend: clock offset, permissions
};

// What `twinleg check` says of one thing.
struct Finding {
    std::string subject;  // "key", "clock", "fees"
    bool good{false};
    std::string text;  // what was found
    std::string mend;  // how to mend it; empty where good
};

// One account at one venue.
//
// Order of life: describe() until it answers; then open(); commands at any time; close(). It tells
// everything as events through the Inbox: StreamStatus up only when the stream has said all it says
// at its beginning (snapshot of the book; open orders and position of the account), and after every
// reconnect again. An event's time is EventLoop::now() when its last byte was read.
//
// What comes of a command:
//   place    OrderReport, from the reply (Source::reply) and from the stream, or one SendFailed:
//            never_sent only if no byte of it can have reached the venue.
//   cancel   OrderReport when the venue says so; Reason::not_found with the word `accepted` where
//            it finds nothing; SendFailed with was_cancel where no answer came.
//   arm      one DeadManAnswer with the same RequestId.
//   others   one answer with the same RequestId; ok false if the question failed.
// A connector never repeats an order, a cancel or a question by itself: what to do about silence
// is the engine's to decide. It never invents a fill or a position.
//
// Threads: the loop's.
class Connector {
public:
    virtual ~Connector() = default;

    virtual std::string_view name() const = 0;
    virtual const Capabilities& capabilities() const = 0;

    // Metadata, account, fees, clock. `done` is called once, from the loop.
    // Errors: missing (no such symbol; the message names what there is), unauthorised (naming the
    // variable to look at), conflict (symbol and id disagree), malformed; and what may be better
    // in a moment: disconnected, timed_out, rate_limited, not_ready (refused for the time).
    virtual void describe(std::function<void(Result<Description>)> done) = 0;

    // All that `twinleg check` wants to know; never changes anything at the venue.
    virtual void examine(std::function<void(std::vector<Finding>)> done) = 0;

    virtual void open() = 0;
    virtual void close() = 0;

    virtual void place(const Approved<Order>& order, Time now) = 0;
    virtual void cancel(const CancelOrder& cancel, Time now) = 0;
    virtual void cancel_all(const CancelAll& cancel, Time now) = 0;
    virtual void ask(const Ask& question, Time now) = 0;
    virtual void burn(const BurnNonce& burn, Time now) = 0;
    virtual void resync(const Resync& resync, Time now) = 0;
    // Only where Description::traits names a dead man's switch that the engine keeps.
    virtual void arm(const ArmDeadMan&, Time) {}
    // The step's commands to this venue are all there. A connector that batches has kept their
    // transactions until now; without this call it sends them with the loop's next turn.
    virtual void flush(Time) {}

    // Nothing is waiting: prepare what the next order needs (nonce pairs, tokens, connections).
    // Short; called often.
    virtual void idle(Time now) = 0;

    // Raw frames as they came, for `twinleg record`: called before decoding.
    using RawFrame = std::function<void(Time received, Stream stream, std::span<const char>)>;
    virtual void listen(RawFrame listener) = 0;
};

// A venue as the catalog lists it.
struct VenueKind {
    std::string_view name;                                   // "lighter"
    std::unique_ptr<Connector> (*make)(const Setup& setup);  // throws std::invalid_argument, naming
                                                             // the option or key it cannot use
    std::unique_ptr<FrameDecoder> (*make_decoder)();
    const Capabilities& (*capabilities)();
};

}  // namespace twinleg::venues
