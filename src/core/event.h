#pragma once
// Everything that can happen to the engine. Live, paper, replay and simulation differ only in who
// makes these.

#include <cstdint>
#include <span>
#include <variant>

#include "core/instrument.h"
#include "core/order.h"
#include "core/time.h"

namespace twinleg {

// --- Market data. The spans belong to the source and live until step() returns.

struct Level {
    Price price;
    Quantity quantity;  // zero in an increment: the level is gone
    friend constexpr bool operator==(const Level&, const Level&) = default;
};

// The whole book of an instrument, best level first or in any order.
struct BookSnapshot {
    InstrumentId instrument;
    std::uint64_t sequence{0};
    Time venue_time;  // unknown where the venue gives none
    std::span<const Level> bids;
    std::span<const Level> asks;
};

// A change of some levels. `first`, `last` and `previous` are the venue's own sequence numbers as
// far as it has them; which of them must chain is the instrument's book::SequenceRule.
struct BookDelta {
    InstrumentId instrument;
    std::uint64_t first{0};
    std::uint64_t last{0};
    std::uint64_t previous{0};
    Time venue_time;
    std::span<const Level> bids;
    std::span<const Level> asks;
};

// Best bid and ask from a channel of their own. Where an instrument has no depth feed it is the
// book; elsewhere it is told to strategies and never mixed into the book. A quantity of zero: that
// side is empty.
struct Quote {
    InstrumentId instrument;
    std::uint64_t sequence{0};
    Time venue_time;
    Level bid;
    Level ask;
};

struct PublicTrade {
    InstrumentId instrument;
    std::uint64_t id{0};
    Time venue_time;
    Price price;
    Quantity quantity;
    Side taker_side{Side::buy};
};

struct MarkPrice {
    InstrumentId instrument;
    Price mark;
    Price index;  // zero: not told
    Time venue_time;
};

struct FundingRate {
    InstrumentId instrument;
    Ratio rate;         // for one interval; longs pay where positive
    Duration interval;  // zero: not told
    Time next;          // when it is next paid
};

enum class MarketMode : std::uint8_t { normal, post_only, cancel_only, halted };

struct MarketState {
    InstrumentId instrument;
    MarketMode mode{MarketMode::normal};
};

enum class Stream : std::uint8_t { market, account };

// A connection of a venue came up or went down. Down: its books are not there any more (market),
// or its orders and fills may be told late or never (account).
struct StreamStatus {
    VenueId venue;
    Stream stream{Stream::market};
    bool up{false};
};

// --- Orders, as streams and replies tell them. Late, twice, in any order: all the same.

enum class Source : std::uint8_t { stream, reply, query };

// A venue's word about one of our orders.
struct OrderReport {
    InstrumentId instrument;
    ClientOrderId client_order_id;  // unknown where the venue gives only its own id
    VenueOrderId venue_order_id;    // empty where not told
    OrderWord word{OrderWord::accepted};
    bool has_cumulative{false};
    Quantity cumulative;  // filled so far; means nothing without has_cumulative
    Price average_price;  // of what is filled; zero where not told
    Reason reason{Reason::none};
    Time venue_time;
    Source source{Source::stream};
};

struct Fill {
    InstrumentId instrument;
    FillId fill_id;  // unique per venue
    ClientOrderId
        client_order_id;  // unknown where the venue gives only its own id, or no order of ours
    VenueOrderId venue_order_id;
    Side side{Side::buy};
    Price price;
    Quantity quantity;  // > 0
    Notional fee;       // in the settlement currency; positive is paid, negative a rebate
    Liquidity liquidity{Liquidity::taker};
    Time venue_time;
    Source source{Source::stream};
};

enum class SendOutcome : std::uint8_t {
    never_sent,  // certainly not: refused before the first byte left
    unknown,     // lost reply, reset, 5xx, time-out: it may have been done
};

// The connector's own word about an order (or a cancel of it) that got no answer of the venue.
struct SendFailed {
    InstrumentId instrument;
    ClientOrderId client_order_id;
    bool was_cancel{false};
    SendOutcome outcome{SendOutcome::unknown};
};

// --- Answers to the engine's questions. `ok` false: the query failed, and means nothing at all;
// above all not "none" and not "flat". `venue_time` is the answer's own (unknown where it has
// none).

struct RequestId {
    std::uint64_t value{0};
    friend constexpr auto operator<=>(RequestId, RequestId) = default;
};

struct AnswerHead {
    VenueId venue;
    RequestId request;
    bool ok{false};
    Time venue_time;
};

// Asked by client order id. Found: `report` says what it is.
struct OrderAnswer {
    AnswerHead head;
    ClientOrderId client_order_id;
    bool found{false};
    OrderReport report;
};

struct OpenOrder {
    InstrumentId instrument;
    ClientOrderId client_order_id;  // unknown: not of ours
    VenueOrderId venue_order_id;
    Side side{Side::buy};
    Price price;
    Quantity remaining;
};

struct OpenOrdersAnswer {
    AnswerHead head;
    std::span<const OpenOrder> orders;
};

// All fills of the account with venue time in [since, through].
struct FillsAnswer {
    AnswerHead head;
    Time since;
    Time through;
    std::span<const Fill> fills;
};

struct PositionEntry {
    InstrumentId instrument;
    Quantity quantity;  // signed
};

// Every instrument of the desk at this venue; one that is not named is flat.
struct PositionsAnswer {
    AnswerHead head;
    std::span<const PositionEntry> positions;
};

struct BalanceAnswer {
    AnswerHead head;
    Notional equity;           // collateral + unrealised PnL, in the settlement currency
    Notional free_collateral;  // what new positions may use
};

// The lowest nonce of that key which the venue has not used yet.
struct NonceAnswer {
    AnswerHead head;
    Nonce next{kNoNonce};
};

// A harmless transaction with this nonce was accepted or refused.
struct BurnAnswer {
    AnswerHead head;
    Nonce nonce{kNoNonce};
    bool accepted{false};
};

// The venue did (or refused) a cancel-all. It is not the orders' own terminal word.
struct CancelAllAnswer {
    AnswerHead head;
};

// The venue's dead man's switch stands as asked, or does not.
struct DeadManAnswer {
    AnswerHead head;
    bool certain{false};  // where not ok: surely not done, and its nonce is not used
};

struct FundingPaid {
    InstrumentId instrument;
    FillId payment_id;  // unique per venue
    Notional amount;    // in the settlement currency; positive is received
    Time venue_time;
};

// --- Ourselves.

// The first event after a start: everything before it in the journal is an earlier process's.
struct Started {
    std::uint32_t epoch{0};
};

// The time the engine asked for with wake_at() has come.
struct Timer {};

enum class Operator : std::uint8_t {
    stop,     // no new risk, cancel, wait, hedge, flatten or keep by policy, verify, end
    flatten,  // close everything now; trading may go on afterwards
    kill,     // HALTED, flatten, latch
    reset,    // leave a latched halt by the eight steps of a start
    pause,    // no new pair trades
    resume,
};

// Who asked, and from where: "panel 127.0.0.1", "telegram 4711". Empty: this program, for its user.
using Asker = Text<48>;

struct OperatorAsked {
    Operator what{Operator::stop};
    Asker by{};
};

// A limit, or a parameter of the strategy, is to have another value while the desk runs. Names and
// values are those of the configuration's text: "risk.daily_loss", "parameter.long_threshold".
struct SettingAsked {
    Text<48> name;
    Text<48> value;
    Asker by{};
};

// clock: how far the venue's clock is from ours, either way.
enum class Stage : std::uint8_t { browser_leg, order_ack, hedge, clock };

// A measured delay of one stage, from outside the engine.
struct LatencyMeasured {
    VenueId venue;
    Stage stage{Stage::order_ack};
    Duration delay;
};

// The journal cannot keep up or cannot be written: nothing may be sent that is not in it.
struct JournalStalled {};

struct Event {
    Time time;         // when it reached us; never before the last event's
    bool more{false};  // another event of the same instant follows: rules look after the last
    std::variant<BookDelta, Quote, PublicTrade, BookSnapshot, MarkPrice, FundingRate, MarketState,
                 StreamStatus, OrderReport, Fill, SendFailed, OrderAnswer, OpenOrdersAnswer,
                 FillsAnswer, PositionsAnswer, BalanceAnswer, NonceAnswer, BurnAnswer,
                 CancelAllAnswer, FundingPaid, Started, Timer, OperatorAsked, LatencyMeasured,
                 JournalStalled, DeadManAnswer, SettingAsked>
        what;
};

}  // namespace twinleg
