#pragma once
// Everybody else: a reference price that walks, a basis between venues that comes and goes, market
// makers whose quotes are real orders, and takers at random.

#include <array>
#include <cstdint>
#include <vector>

#include "sim/crowd.h"
#include "sim/prng.h"

namespace twinleg::sim {

// Where the reference is drawn to besides its walk: evenly from `after` on (of the start), until it
// is `by` of the starting price away.
struct PricePath {
    Duration after;
    Duration lasts;  // zero: there is none
    Ratio by;        // negative: down
};

// A `unit` is 1/60,000 of the starting price (1 USD where BTC starts at 60,000), so that one set of
// numbers fits every coin.
struct FlowConfig {
    Price start{Price::from_units(60'000)};
    Quantity coin_size{Quantity::from_raw(1'000'000)};  // coins in an order of ordinary size
    std::int64_t walk{1200};     // of the reference each 50 ms, in thousandths of a unit
    std::int64_t basis{18'000};  // the furthest the basis is drawn to, in thousandths of a unit
    std::int64_t basis_noise{900};
    Duration basis_life{seconds(8)};  // mean time until it is drawn elsewhere
    Duration update_least{milliseconds(30)};
    Duration update_most{milliseconds(110)};
    std::size_t levels{15};
    bool long_tails{false};     // the basis is mostly near, and now and then far out
    bool thin{false};           // orders of a tenth of the size, and gaps between them
    std::uint32_t takers{120};  // per thousand updates
    PricePath path{};
};

// The price all venues have in common, and each venue's distance from it. Moves in steps of 50 ms.
class PriceWalk {
public:
    // venues ≥ 2
    PriceWalk(const FlowConfig& config, std::uint64_t number, Time start, std::size_t venues = 2);
    // The price at a venue; the first one is the reference itself.
    Price at(std::size_t venue, Time now);
    // The mark: the mean over the venues.
    Price mark(Time now);
    std::int64_t unit() const { return unit_; }

private:
    void advance(Time now);

    FlowConfig config_;
    Prng prng_;
    Time since_;
    std::int64_t unit_;       // raw price of a unit
    std::int64_t reference_;  // raw price
    Time drawn_since_;        // as the path has it, and until when; raw price a step
    Time drawn_until_;
    std::int64_t drawn_{0};
    struct Basis {  // raw prices
        std::int64_t now{0};
        std::int64_t drawn_to{0};
    };
    std::vector<Basis> bases_;  // of the second venue and those after it
};

// The crowd of one instrument.
class Flow {
public:
    Flow(const FlowConfig& config, std::uint64_t number, Crowd& venue, InstrumentId instrument,
         std::size_t place, PriceWalk& walk);

    // Moves quotes, takes now and then, and tells the changes. When it moves next.
    Duration tick(Time now);

private:
    struct Quoted {
        Price price;
        Handle handle;
    };
    using Quotes = std::vector<Quoted>;  // best last

    void withdraw(Side side, Price best);
    void quote(Side side, Price best);
    void wall(Side side, std::size_t which, Price best);
    void take(Price fair);
    Quoted place(Side side, Price price, Quantity quantity);
    Quantity size(std::int64_t least_percent, std::int64_t most_percent);
    Price worse(Side side, Price price, std::int64_t raw) const;

    FlowConfig config_;
    Prng prng_;
    Crowd& venue_;
    Instrument instrument_;
    std::size_t place_;
    PriceWalk& walk_;
    Quotes bids_;
    Quotes asks_;
    std::array<std::array<Quoted, 3>, 2> walls_{};
};

}  // namespace twinleg::sim
