#pragma once
// What an exchange keeps and tells: orders, fills, trades, funding payments. All times are the
// venue's own.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "core/event.h"
#include "core/order.h"
#include "sim/matching.h"

namespace twinleg::sim::wire {

// Index into Exchange's accounts: small, dense, stable. kNobody: the crowd, or the venue itself.
using AccountIndex = std::uint32_t;
inline constexpr AccountIndex kNobody = UINT32_MAX;

// What becomes of the part that is not filled at once.
enum class Force : std::uint8_t { gtc, ioc, post_only, fok };

// An order as the wire understood it: signatures, nonces and scales are behind it.
struct OrderRequest {
    AccountIndex account{kNobody};
    InstrumentId instrument;
    Side side{Side::buy};
    Force force{Force::gtc};
    bool market{false};  // never rests; `price`, where positive, is the worst acceptable one
    bool reduce_only{false};
    Price price;
    Quantity quantity;            // > 0
    std::string client_order_id;  // as text; empty: none
    bool free_of_fees{false};
    Time expires_at;                      // unknown: never. The venue cancels what rests then
    std::optional<SelfTrade> self_trade;  // else the exchange's rule
    Duration delay;             // speed bump: waits, alive but not matched, before it is matched
    Price trigger;              // positive: sleeps until the mark has come there
    bool trigger_above{false};  // by rising; else by falling
    std::uint64_t parent{0};    // sleeps until that order has ended with a fill, and ends if it
                                // ends without one; zero: none
    bool conditional() const { return trigger.is_positive() || parent != 0; }
    std::string venue_data;  // whatever the wire wants to find again; the exchange never reads it
};

enum class OrderState : std::uint8_t {
    pending,  // taken, and waiting for its delay
    open,     // rests, perhaps partly filled
    filled,
    cancelled,  // `reason` says why; none: its owner asked for it
    expired,
};
constexpr bool ended(OrderState state) {
    return state != OrderState::pending && state != OrderState::open;
}

// Which other order ended this one, where one did.
enum class EndedBy : std::uint8_t { itself, parent, sibling };

struct OrderRecord {
    std::uint64_t id{0};  // the venue's, unique over all of its orders, the crowd's included
    OrderRequest request;
    OrderState state{OrderState::pending};
    Reason reason{Reason::none};
    Price price;        // of request, or the last modification
    Quantity quantity;  // of request, or the last modification
    Quantity filled;
    Notional value;  // Σ fill quantity × price
    Notional fee;    // Σ, positive: paid
    Notional realised;
    Price lowest_fill;  // zero while nothing is filled
    Price highest_fill;
    std::uint32_t version{1};  // +1 with every change told
    Time accepted_at;
    Time updated_at;
    Time cancel_due;  // known: a cancel was taken, and waits for its delay
    Handle handle;    // in the matching book, where it rests
    bool resting{false};
    bool asleep{false};        // pending, and waits for its trigger or its parent
    Time triggered_at;         // unknown: not yet
    bool parent_alive{false};  // asleep because of it
    std::array<std::uint64_t, 2> children{};
    std::uint64_t sibling{0};  // of two, the one that wakes ends the other; zero: none
    EndedBy ended_by{EndedBy::itself};

    bool alive() const { return !ended(state); }
    // Not filled; what rests while it is alive.
    Quantity left() const { return quantity - filled; }
    // Volume-weighted, cut toward zero; zero while nothing is filled.
    Price average() const;
};

// One side of a match, as its account sees it.
struct FillRecord {
    std::uint64_t id{0};  // unique over the venue
    std::uint64_t trade_id{0};
    std::uint64_t trade_number{0};  // as TradeRecord::number
    std::uint64_t order_id{0};      // zero: liquidation
    AccountIndex account{kNobody};
    std::string client_order_id;
    InstrumentId instrument;
    Side side{Side::buy};
    Price price;
    Quantity quantity;  // > 0
    Notional value;
    Notional fee;  // positive: paid
    Liquidity liquidity{Liquidity::taker};
    bool liquidation{false};
    Notional realised;         // PnL of what the fill closed, before its fee
    Quantity position_before;  // signed
    Notional entry_before;     // signed value of the position at its entries
    Time time;
};

// One side of a public trade.
struct TradeSide {
    AccountIndex account{kNobody};
    std::uint64_t order_id{0};
    std::string client_order_id;
    Notional fee;
    Ratio fee_rate;
    Quantity position_before;
    Notional entry_before;
};

struct TradeRecord {
    std::uint64_t id{0};      // rises by one within the venue
    std::uint64_t number{0};  // from 1, rises by one within the market
    InstrumentId instrument;
    Price price;
    Quantity quantity;
    Side taker_side{Side::buy};
    bool liquidation{false};
    TradeSide taker;
    TradeSide maker;
    Time time;

    const TradeSide& bid() const { return taker_side == Side::buy ? taker : maker; }
    const TradeSide& ask() const { return taker_side == Side::buy ? maker : taker; }
};

struct FundingPayment {
    std::uint64_t id{0};
    AccountIndex account{kNobody};
    InstrumentId instrument;
    Ratio rate;
    Price mark;
    Quantity position;  // signed
    Notional amount;    // positive: received
    Time time;
};

// Levels that changed, with what is there now (zero: gone); best first. `sequence` rises by one
// with each. The spans live until the call returns.
struct BookChange {
    InstrumentId instrument;
    std::uint64_t sequence{0};
    Time time;
    std::span<const Level> bids;
    std::span<const Level> asks;
};

// Who hears what happens. Everything is told after the operation that caused it is complete and
// before it returns, in this order: orders, trades and fills as they happened, then accounts, then
// books. A listener may ask the exchange anything; what it orders there is done, and told, next.
class Listener {
public:
    virtual ~Listener() = default;
    virtual void on_order(const OrderRecord&) {}  // of accounts, never of the crowd
    virtual void on_fill(const FillRecord&) {}    // of accounts
    virtual void on_trade(const TradeRecord&) {}  // public, the crowd's among itself included
    virtual void on_funding(const FundingPayment&) {}
    virtual void on_account(AccountIndex) {}  // a position or the collateral moved
    virtual void on_mark(InstrumentId) {}
    virtual void on_mode(InstrumentId, MarketMode) {}
    virtual void on_book(const BookChange&) {}
};

}  // namespace twinleg::sim::wire
