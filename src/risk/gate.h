#pragma once
// The only maker of Approved<Order>: nothing is sent that has not come through here.

#include <deque>
#include <string_view>
#include <vector>

#include "core/approved.h"
#include "core/command.h"
#include "core/instrument.h"
#include "core/order.h"
#include "core/result.h"
#include "risk/limits.h"
#include "risk/rate_window.h"

namespace twinleg::risk {

// What the gate must know of the moment an order is asked for.
struct Situation {
    Time now;
    Mode mode{Mode::starting};
    bool journal_stalled{false};
    bool book_ready{false};
    Price mid;       // ours; zero: not known
    Price mark;      // the venue's; zero: not known
    Base position;   // coins at this instrument, signed
    Base open_buys;  // rests of our live orders there, coins
    Base open_sells;
    Base exposure;   // of the desk, signed
    Base exposed;    // what no live order can repair, signed
    Notional gross;  // Σ |position value| over venues
    bool meets_own_order{false};
};

// A refusal: the limit's name as the report counts it, and a sentence.
struct Refusal {
    std::string_view check;
    std::string why;
};

// What reduces exposure or a position (neutralise, close) is never held by a limit that is meant to
// stop growth: position, exposure, notional, duplicate and book checks are for makers and legs.
//
// Threads: the engine's. Deterministic: time comes with the situation.
class Gate {
public:
    Gate(Limits limits, std::vector<Instrument> instruments,
         std::vector<std::uint32_t> orders_per_minute);

    // The venues say other terms than before; what was sent stays counted.
    void restate(std::vector<Instrument> instruments, std::vector<std::uint32_t> orders_per_minute);

    std::expected<Approved<Order>, Refusal> approve(const Order& order, const Situation& now);

    // Whether the venue's order rate leaves room for this role: two thirds are for makers and legs,
    // five sixths for what closes positions, all of it for hedges.
    bool rate_allows(VenueId venue, Time now, Role role) const;
    // Pair trades begun in the last minute are below the limit.
    bool pair_allowed(Time now) const;
    void pair_began(Time now) { pairs_.add(now); }

    const Limits& limits() const { return limits_; }
    Limits& limits() { return limits_; }

private:
    std::expected<void, Refusal> check_shape(const Order& order, const Instrument& i) const;
    std::expected<void, Refusal> check_growth(const Order& order, const Instrument& i,
                                              const Situation& now) const;

    struct Sent {
        Time at;
        InstrumentId instrument;
        Side side;
        Price price;
        Quantity quantity;
    };
    Limits limits_;
    std::vector<Instrument> instruments_;
    std::vector<std::uint32_t> per_minute_;  // at index VenueId
    std::vector<RateWindow> sent_;           // orders, by venue
    std::deque<Sent> recent_;                // within the duplicate window
    RateWindow pairs_;
};

}  // namespace twinleg::risk
