#pragma once
// A price–time matching engine for one instrument. It knows no clock, account or network: whoever
// owns it says who places what and when.

#include <cstdint>
#include <optional>
#include <vector>

#include "core/event.h"
#include "core/order.h"

namespace twinleg::sim {

// Whose order it is. The crowd is everybody else: it may trade with itself.
using Owner = std::uint32_t;
inline constexpr Owner kCrowd = 0;

// A resting order. Stays unique after the order is gone.
struct Handle {
    std::uint32_t slot{UINT32_MAX};
    std::uint32_t generation{0};
    friend constexpr bool operator==(Handle, Handle) = default;
};

// What happens when an order would meet another of the same owner.
enum class SelfTrade : std::uint8_t {
    expire_taker,  // the rest of the incoming order is cancelled
    expire_maker,  // the resting order is cancelled, and matching goes on
    expire_both,   // the resting order is cancelled, and so is the rest of the incoming one
};

struct Incoming {
    Owner owner{kCrowd};
    std::uint64_t tag{0};  // the owner's own name for the order, repeated in executions
    Side side{Side::buy};
    TimeInForce time_in_force{TimeInForce::gtc};
    Price price;                          // > 0, on the tick
    Quantity quantity;                    // > 0, on the lot
    std::optional<SelfTrade> self_trade;  // else the book's rule
};

// One match of the incoming order with a resting one, at the resting one's price.
struct Execution {
    Owner maker{kCrowd};
    std::uint64_t maker_tag{0};
    Handle maker_handle;
    Price price;
    Quantity quantity;  // zero: the resting order was expired by self-trade prevention
    Quantity maker_left;
};

struct Placed {
    Quantity filled;
    Quantity left;  // not filled: resting, or gone
    bool resting{false};
    Handle handle;                // where resting
    Reason reason{Reason::none};  // why the rest is gone
};

// Invariants: no level is empty; the best bid is below the best ask.
// Memory: orders and levels are reused, so that a book of steady size allocates nothing.
class MatchingBook {
public:
    explicit MatchingBook(SelfTrade rule = SelfTrade::expire_taker) : rule_(rule) {}

    // Matches in price, then time, order; appends to `executions`. Of post-only orders nothing is
    // matched: one that would take is gone with Reason::would_cross.
    Placed place(const Incoming& order, std::vector<Execution>& executions);

    // Takes an order out. What was left of it; nothing if it is not here any more.
    std::optional<Quantity> cancel(Handle handle);

    // Leaves at most `quantity` of an order, which keeps its place. Zero takes it out.
    void cut(Handle handle, Quantity quantity);

    // What is left of an order; nothing if it is not here any more.
    std::optional<Quantity> left(Handle handle) const;

    // Best price and all quantity there; nothing where the side is empty. Side::buy: bids.
    std::optional<Level> best(Side side) const;

    // How much could be taken by an order of `side` no worse than `limit`.
    Quantity available(Side side, Price limit) const;

    // All levels, best first.
    void levels(Side side, std::vector<Level>& out) const;

    // The orders of one side, best first, oldest first at each price.
    struct Resting {
        Owner owner{kCrowd};
        std::uint64_t tag{0};
        Price price;
        Quantity left;
    };
    void orders(Side side, std::vector<Resting>& out) const;

    // The levels that changed since the last call, with what is there now (zero: gone).
    // False if none did.
    bool take_changes(std::vector<Level>& bids, std::vector<Level>& asks);

private:
    static constexpr std::uint32_t kNone = UINT32_MAX;
    struct Node {
        Owner owner{kCrowd};
        std::uint64_t tag{0};
        Side side{Side::buy};
        Price price;
        Quantity quantity;
        std::uint32_t next{kNone};
        std::uint32_t previous{kNone};
        std::uint32_t generation{0};
        bool live{false};
    };
    struct Queue {
        Price price;
        Quantity total;
        std::uint32_t head{kNone};
        std::uint32_t tail{kNone};
    };
    using Ladder = std::vector<Queue>;  // best last

    Ladder& ladder(Side side) { return side == Side::buy ? bids_ : asks_; }
    const Ladder& ladder(Side side) const { return side == Side::buy ? bids_ : asks_; }
    Ladder::iterator find(Side side, Price price);
    Quantity total_at(Side side, Price price) const;
    Handle rest(const Incoming& order, Quantity quantity);
    void remove(std::uint32_t slot);
    void touch(Side side, Price price);
    void report(Side side, std::vector<Price>& touched, std::vector<Level>& out);
    const Node* live(Handle handle) const;

    SelfTrade rule_;
    Ladder bids_;
    Ladder asks_;
    std::vector<Node> nodes_;
    std::vector<std::uint32_t> free_;
    std::vector<Price> touched_bids_;
    std::vector<Price> touched_asks_;
};

}  // namespace twinleg::sim
