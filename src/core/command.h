#pragma once
// Everything the engine can want done. Whoever executes one reports what came of it as an event.

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "core/approved.h"
#include "core/event.h"
#include "core/instrument.h"
#include "core/order.h"
#include "core/time.h"

namespace twinleg {

// --- For venues.

struct PlaceOrder {
    Approved<Order> order;
};

struct CancelOrder {
    InstrumentId instrument;
    ClientOrderId client_order_id;
    VenueOrderId venue_order_id;  // empty where not known
    Nonce nonce{kNoNonce};
};

struct CancelAll {
    VenueId venue;
    RequestId request;
    Nonce nonce{kNoNonce};
};

enum class Question : std::uint8_t { order, open_orders, fills, positions, balance, nonce };
std::string_view name(Question question);

struct Ask {
    VenueId venue;
    RequestId request;
    Question what{Question::order};
    InstrumentId instrument;        // of the order
    ClientOrderId client_order_id;  // of the order
    Time since;                     // of fills
    NonceKey key{0};                // of nonce: whose
};

// A harmless transaction that uses up a nonce, so that a doubtful order with it never can be done.
struct BurnNonce {
    VenueId venue;
    RequestId request;
    Nonce nonce{kNoNonce};
};

// Sets the venue's dead man's switch: at that moment it cancels every order, unless it is set anew
// before. An unknown time takes it away.
struct ArmDeadMan {
    VenueId venue;
    RequestId request;
    Time at;
    Nonce nonce{kNoNonce};
};

// The book of this instrument is not right any more: fetch a snapshot.
struct Resync {
    InstrumentId instrument;
};

// --- For people and files. They change nothing, and are in the journal like the rest.

enum class Mode : std::uint8_t {
    starting,  // the eight steps; only cancels and questions
    active,
    reducing,  // no new risk
    halted,    // only cancels and the flatten
    stopping,  // no new risk; ends when everything is final
    ended,     // verified with the venues; nothing more will be sent
};
std::string_view name(Mode mode);

struct ModeChanged {
    Mode from{Mode::starting};
    Mode to{Mode::starting};
    bool latched{false};
    std::string why;
};

struct PairTradeId {
    std::uint32_t value{0};
    friend constexpr auto operator<=>(PairTradeId, PairTradeId) = default;
};

struct PairOpened {
    PairTradeId id;
    InstrumentId buy;
    InstrumentId sell;
    Quantity quantity;  // of the first leg's instrument
    Price buy_price;    // limits
    Price sell_price;
};

enum class PairOutcome : std::uint8_t {
    completed,    // both legs filled, exposure back within dust
    rolled_back,  // exposure back within dust, but not with both legs
    nothing,      // neither leg filled
    failed,       // the budget ended it
};
std::string_view name(PairOutcome outcome);

// One side of what a pair trade came to; quantities of fills, prices volume-weighted.
struct LegResult {
    InstrumentId instrument;
    Quantity bought;
    Quantity sold;
    Price average_buy;   // zero where nothing was bought
    Price average_sell;  // zero where nothing was sold
    Notional fee;
    Quantity position;  // after it
};

struct PairClosed {
    PairTradeId id;
    PairOutcome outcome{PairOutcome::nothing};
    LegResult first;
    LegResult second;
    Duration unhedged;  // longest time from exposure leaving dust to its return
    Duration took;      // opened to closed
    Notional pnl;       // cash flows of both legs and fees, at the prices filled, in quote units
    Time opened;
};

// Risk refused something; `check` is the limit's name as in the report's "refused".
struct Refused {
    std::string check;
    std::string why;
    Role role{Role::leg};
};

enum class Severity : std::uint8_t { info, warning, error };

struct Notice {
    Severity severity{Severity::info};
    std::string text;
};

// What a strategy sees in a spread (price_a − price_b), whether or not it may act on it.
enum class Signal : std::uint8_t { none, enter_short_a, enter_long_a, exit, stop };

// What a strategy saw when it decided, for snapshot files and --spreads.
struct Evaluated {
    Price price_a;
    Price price_b;
    Price spread;      // price_a − price_b
    double mean{0};    // of the last spreads it sampled, this one among them
    double stddev{0};  // of the population
    double z{0};       // zero where stddev is
    std::uint32_t samples{0};
    Price long_threshold;
    Price short_threshold;
    Signal signal{Signal::none};
};

// What a strategy expects of the spread it told, for panels.
struct Outlook {
    bool automatic{false};  // it acts on its signals
    bool warm{false};       // its statistics are of a full window
    Duration half_life;     // of the distance from the mean; zero: not known
    Duration exit_in;       // until it is back at the exit threshold; zero: not known, or there
    Quantity quantity;      // coins of the next slice
    Price gain;             // quote units a coin, from here to the exit threshold
    Price cost;             // quote units a coin: fees, slippage and funding, in and out
};

using Command =
    std::variant<PlaceOrder, CancelOrder, CancelAll, Ask, BurnNonce, Resync, ModeChanged,
                 PairOpened, PairClosed, Refused, Notice, Evaluated, ArmDeadMan, Outlook>;
using Commands = std::vector<Command>;

}  // namespace twinleg
