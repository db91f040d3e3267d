#pragma once
// What all parts of the executor work on: the orders, holdings and venues of one desk.

#include <deque>
#include <optional>
#include <vector>

#include "core/command.h"
#include "core/event.h"
#include "exec/config.h"
#include "exec/fills.h"
#include "exec/ledger.h"
#include "exec/market.h"
#include "exec/nonces.h"
#include "exec/order_record.h"
#include "exec/traits.h"

namespace twinleg::exec {

// An order and what we have done about it.
struct Tracked {
    OrderRecord record;
    bool cancel_wanted{false};
    Nonce cancel_nonce{kNoNonce};  // of the last one
    Nonce given_back{kNoNonce};    // by the last one that never left
    Time cancel_first;             // unknown: not yet
    Time cancel_sent;              // last; unknown: not yet
    Time doubt_since;              // unknown: no doubt
    Time next_ask;
    Notional reserved;  // of the loss budget
    Price mid_when_sent;
    bool closed{false};  // final, and everything that follows from it is done
    Time closed_at;
    bool counted{false};  // in OrderCounts; once, though late facts may revive and close it again
};

// Where a venue stands in the steps of a start.
enum class Phase : std::uint8_t {
    waiting,     // for its streams
    cancelling,  // cancel-all is sent; every order of ours must become final
    listing,     // its open orders are read: there must be none
    reading,     // fills, positions and balance, until they agree
    joined,      // it may trade
};

struct Venue {
    explicit Venue(VenueTraits t)
        : traits(std::move(t)), nonces(traits.nonces, traits.nonce_keys) {}

    VenueTraits traits;
    Nonces nonces;
    KnownFills fills;

    bool account_up{false};
    bool market_up{false};
    Time account_changed;           // when account_up last changed
    Time aside_until;               // refused lastingly, or never sent: not before
    bool refused_lastingly{false};  // since an order there was last taken
    bool position_doubtful{false};  // a reduce-only order was refused or cut: read it again first

    Phase phase{Phase::waiting};
    Time phase_since;
    bool set_aside{false};  // did not come through the steps in time; joins when it answers

    bool up() const { return account_up && market_up; }
};

// A fill that names only a venue order id which no order of ours has yet. It can only belong to an
// order that was sent before it came; otherwise it is somebody else's.
struct Unassigned {
    Time came;
    VenueId venue;
    InstrumentId instrument;
    VenueOrderId venue_order_id;
    Side side;
    Quantity quantity;
    Price price;
};

class Desk {
public:
    Desk(Config config, std::vector<Instrument> instruments, std::vector<VenueTraits> traits);

    const Config config;
    std::vector<Instrument> instruments;
    std::vector<Venue> venues;
    std::vector<Holding> holdings;  // at index InstrumentId
    std::vector<Unassigned> unassigned;

    Time now;
    Mode mode{Mode::starting};
    PairTradeId pair;  // the running pair trade; zero: none
    std::uint32_t epoch{0};

    const Instrument& instrument(InstrumentId id) const { return instruments[id.value]; }
    Venue& venue(InstrumentId id) { return venues[instruments[id.value].venue.value]; }
    const Venue& venue(InstrumentId id) const { return venues[instruments[id.value].venue.value]; }
    Venue& venue(VenueId id) { return venues[id.value]; }

    // --- Orders, oldest first. References stay good until forget_old_orders().

    std::deque<Tracked>& orders() { return orders_; }
    const std::deque<Tracked>& orders() const { return orders_; }
    Tracked* find(ClientOrderId id);
    Tracked* find(VenueId venue, const VenueOrderId& id);
    // Not final yet. Kept beside the orders, for there are few.
    const std::vector<Tracked*>& live() const { return live_; }
    bool any_live(VenueId venue) const;
    void forget_old_orders();
    // Drops fills that no order of ours can own any more.
    void forget_foreign_fills();
    // Takes what became final out of live() and returns it.
    std::vector<Tracked*> collect_final();
    // A fact came for an order that had been final: it is live again if it is not any more.
    void revive(Tracked& tracked);

    // Makes the order with ids of its own, asks risk through `port`, and tracks it. Nothing if risk
    // refused. The price must be on the tick and the quantity on the lot.
    Tracked* place(InstrumentId id, Side side, Price price, Quantity quantity, TimeInForce tif,
                   Role role, bool reduce_only, Port& port);
    void cancel(Tracked& tracked, Port& port);
    RequestId next_request() { return {++requests_}; }

    // --- Exposure.

    // By fills and adjustments, and by cumulative figures that ran ahead of their fills.
    Base exposure() const;
    bool stand_in_at(VenueId venue) const;
    // lo = exposure − rests of live sells, hi = exposure + rests of live buys, over every taker
    // that is not final, whatever its role. What no outcome of them can repair: lo if above zero,
    // hi if below, else zero. Inverse contracts that open are as many coins as their price says:
    // while it is not known, lo and hi take what the limit and a better price leave possible.
    Base unrepairable() const;

    // The coins (unsigned) that a fill of `quantity` there would move: closing inverse contracts
    // gives back their share of the coins they were opened at.
    Base coins_moved(InstrumentId id, Side side, Quantity quantity, Price price) const;

    // The largest legal quantity whose trade there removes no more than `owed`. A position of
    // inverse contracts gives back, where it is closed, its share of the coins it was opened at.
    Quantity quantity_for(InstrumentId id, Base owed, Price price) const;

    // The least a venue takes, in coins; what is below the least of all is dust.
    Base least(InstrumentId id, Price price) const;
    Base dust_limit(const Market& market) const;
    // Coins of the largest pair trade at the last mid; zero while there is none.
    Base largest_pair(const Market& market) const;

private:
    struct CoinRange {
        Base least;
        Base most;
    };
    // The coins (unsigned) that `quantity` of the order moves, at the price if it is `known`.
    CoinRange coins_between(const Order& order, Quantity quantity, Price known) const;
    Base coins_by_fills() const;

    static bool may_own(const Tracked& tracked, const Unassigned& fill);

    std::deque<Tracked> orders_;
    std::vector<Tracked*> live_;
    std::uint32_t counter_{0};
    std::uint64_t requests_{0};
};

}  // namespace twinleg::exec
