#pragma once
// What the executor may see of the rest of the engine: books, margin and rate budgets, read-only.

#include <optional>

#include "core/command.h"
#include "core/event.h"
#include "core/instrument.h"
#include "core/order.h"

namespace twinleg::exec {

struct Best {
    Price bid;
    Price ask;
    Price mid() const { return Price::from_raw((bid.raw() + ask.raw()) / 2); }
};

// What taking a quantity would come to.
struct Sweep {
    Quantity available;  // up to the quantity asked for, within the limit
    Price average;       // of what is available, cut toward zero; zero if there is none
};

class Market {
public:
    virtual ~Market() = default;

    // Nothing while the book is not ready or a side is empty.
    virtual std::optional<Best> best(InstrumentId id) const = 0;

    // The last mid price known, even of a book that is not ready now; zero before the first.
    virtual Price last_mid(InstrumentId id) const = 0;

    // Taking `quantity` as `side` no worse than `limit`, on the book as it is, own orders included.
    virtual Sweep sweep(InstrumentId id, Side side, Quantity quantity, Price limit) const = 0;

    virtual MarketMode mode(InstrumentId id) const = 0;

    // Whether free collateral allows the order after the worst case of all open ones. Always true
    // for what shrinks the position.
    virtual bool margin_allows(InstrumentId id, Side side, Quantity quantity,
                               Price price) const = 0;

    // Whether the venue's order rate leaves room for one more of this role. A third is kept from
    // new risk, and a sixth from the slices of a flatten, so that what they leave can be hedged.
    virtual bool rate_allows(VenueId venue, Role role) const = 0;
};

// What the executor wants done, in order. Implemented by the engine.
class Port {
public:
    virtual ~Port() = default;
    // False: risk refused it; it was not sent and never will be.
    virtual bool place(const Order& order) = 0;
    virtual void emit(Command command) = 0;
};

}  // namespace twinleg::exec
