#pragma once
// What a person far from the desk is told, as facts; text.h makes the words of them.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/command.h"
#include "core/event.h"
#include "core/money.h"
#include "core/time.h"

namespace twinleg::notify {

// One position of the desk. Venues are named as people write them: "EdgeX".
struct Held {
    std::string venue;
    std::string symbol;
    Quantity quantity;  // signed
};

// PnL by cause, in quote units; what was paid is negative.
struct Causes {
    Notional trading;
    Notional fees;
    Notional funding;
    Notional total() const { return trading + fees + funding; }
    friend bool operator==(const Causes&, const Causes&) = default;
};

// The state of a desk at a moment; the figures are those of the report, counted since its start.
struct Figures {
    Time time;
    Mode mode{Mode::starting};
    bool paused{false};
    std::string strategy;
    std::string coin;
    std::vector<Held> positions;
    Base exposure;
    Causes pnl;
    std::vector<std::pair<std::string, Causes>> by_venue;
    struct {
        std::uint64_t completed{0}, rolled_back{0}, failed{0};
    } pair_trades;
    std::uint64_t fills{0};
    Notional volume_quote;
    std::uint64_t breaker_trips{0};
    std::uint64_t halts{0};
};

struct Started {
    Figures figures;
    std::vector<std::string> venues;
    std::string world;  // sim, paper, testnet, live
};

// A pair trade that is closed, and with it every fill of its legs.
struct Traded {
    bool is_long{true};  // bought at the first venue
    PairOutcome outcome{PairOutcome::completed};
    Quantity quantity;  // of the first leg's instrument
    struct Leg {
        std::string venue;
        Price price;  // zero: not filled
        Quantity position;
    };
    Leg first;
    Leg second;
    Duration latency;  // longest time unhedged
    Notional pnl;
};

// A fill outside any pair trade: a flatten, an order from before a restart.
struct FilledAlone {
    std::string venue;
    Side side{Side::buy};
    Quantity quantity;
    Price price;
    Quantity position;
};

struct ErrorSeen {
    std::string kind;     // in a word or two, English
    std::string details;  // a sentence, English
};

struct BreakerTripped {
    std::uint32_t errors{0};
    Duration window;
    Time recovers;
};

struct StatusReport {
    Figures figures;
};

// One day of the zone. Trades are pair trades that filled; the rate is of those completed.
struct DailySummary {
    std::string date;  // 20240808
    std::uint64_t trades{0};
    std::uint64_t completed{0};
    Causes pnl;
    Notional volume_quote;
};

struct Imbalance {
    Base difference;
    Base limit;  // zero: not known
    std::string coin;
};

// A venue has less than a round needs.
struct BalanceShort {
    std::string sentence;  // "Insufficient Paradex balance: 50 USDC (required: 200 USDC)"
};

struct FrontEnd {
    bool connected{false};
};

struct Halted {
    std::string why;
    bool latched{true};  // a person's to leave
};

struct Killed {
    std::string by;
};

struct OperatorDid {
    Operator what{Operator::stop};
    std::string by;  // empty: whoever started the program
};

struct Ended {
    Figures figures;
    std::string why;
};

// What the strategy would do, told while it does not trade by itself.
struct SignalSeen {
    Signal signal{Signal::none};
    std::string first;  // venues
    std::string second;
    Price price_a;
    Price price_b;
    Price spread;  // price_a − price_b
    double z{0};
    std::string advice;  // the strategy's own words; the rest means nothing then
};

// The program could not begin.
struct NotStarted {
    std::string why;
};

struct Message {
    Time time;
    std::variant<Started, Traded, FilledAlone, ErrorSeen, BreakerTripped, StatusReport,
                 DailySummary, Imbalance, BalanceShort, FrontEnd, Halted, Killed, OperatorDid,
                 Ended, SignalSeen, NotStarted>
        what;
};

// "trade", "error", …: for the JSON of a webhook.
std::string_view kind(const Message& message);

// False: it may be counted instead of told, when there are too many.
bool must_be_told(const Message& message);

// The sentence of a BalanceShort where `text` is one, with or without "Error: " before it.
std::optional<std::string> balance_sentence(std::string_view text);

// "edgex" as people write it: "EdgeX". A name that is not known begins with a capital.
std::string venue_title(std::string_view name);

}  // namespace twinleg::notify
