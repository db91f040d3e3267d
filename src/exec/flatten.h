#pragma once
// Closing positions, both sides together; it must not fight the rule.

#include "exec/desk.h"
#include "exec/neutralise.h"

namespace twinleg::exec {

// Works only while no order is alive. Two opposite positions close together, reduce-only, in slices
// no larger than a pair trade; until both orders are final, or the deadline, the rule holds still.
// A leg is never closed alone because its partner's venue is down or its partner is below a
// minimum: the hedged rest stays and is reported. Everything else is the rule's.
class Flattener {
public:
    // Hedged coins that stay open; zero: everything is closed.
    void keep(Base coins) { keep_ = coins; }

    // Coins that the desk is long of at one venue and short of at another.
    static Base hedged(const Desk& desk);

    // Sends the next slice, if the venues let us.
    void settle(Desk& desk, const Market& market, Port& port, Ratio step);
    void on_final(Desk& desk, const Tracked& tracked);

    // Orders of a slice are out: the rule waits for them.
    bool holds(const Desk& desk) const;
    Time wake(const Desk& desk) const;

    // No position is left that its venue and its partner's would let us close.
    static bool flat(const Desk& desk, const Market& market);
    // The same, or no more than what stays open.
    bool done(const Desk& desk, const Market& market) const;

    struct Slice {
        InstrumentId long_side;
        InstrumentId short_side;
        Quantity sell;  // of long_side
        Quantity buy;   // of short_side
    };
    // What would be closed next, so that `keep` coins stay; nothing if there is no such position.
    static std::optional<Slice> next_slice(const Desk& desk, const Market& market, Base keep);

private:
    static std::optional<Slice> slice_of(const Desk& desk, const Market& market,
                                         const Instrument& l, const Instrument& s, Base keep);

    Base keep_;
    Time deadline_;
    Time backoff_until_;
    std::uint32_t failed_by_price_{0};
};

}  // namespace twinleg::exec
