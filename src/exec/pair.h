#pragma once
// The running pair trade: its first orders, its deadline, and what it came to.

#include <array>
#include <optional>

#include "exec/desk.h"
#include "exec/neutralise.h"
#include "exec/pair_plan.h"

namespace twinleg::exec {

// Both quantities of a pair trade of (at most) `quantity` of the first instrument, such that both
// venues take them and they are the same coins: for linear contracts a multiple of the common step
// (least common multiple of lot × multiplier), for inverse ones to within a contract.
//
// Errors: out_of_range, naming the venue and the minimum that the size is under.
struct PairQuantities {
    Quantity first;
    Quantity second;
};
Result<PairQuantities> fit(const Instrument& first, Price first_price, const Instrument& second,
                           Price second_price, Quantity quantity);

// It only sends the first orders and, for `sequential`, the second leg. Every debt that its fills
// make is the rule's, which waits while holds().
class PairTrade {
public:
    bool running() const { return running_; }

    void begin(Desk& desk, const Market& market, Port& port, const PairPlan& plan,
               PairQuantities quantities, PairTradeId id);
    void withdraw() { withdrawn_ = true; }

    // Cancels at deadlines, sends what is next, and closes the trade once nothing is alive and the
    // exposure is dust.
    void settle(Desk& desk, const Market& market, Port& port);
    // A halt or stop ends the wait for it: what happens further is no part of the pair trade.
    void abandon(Desk& desk, const Market& market, Port& port, PairOutcome outcome);

    bool holds(const Desk& desk) const;
    // What is owed is taken back rather than tried again.
    bool rolls_back() const { return running_ && (plan_.roll_back || plan_.closes); }
    Time wake(const Desk& desk) const;

    void on_fill(const Instrument& instrument, const Fill& fill);
    void on_unhedged(Duration span) { unhedged_ = std::max(unhedged_, span); }

private:
    struct Flow {
        Quantity bought, sold;
        Notional paid, received;  // quantity × price, per contract
        Base coins;               // signed
        Notional cash;            // signed, in quote units
        Notional fee;             // in quote units
    };
    bool legs_final(const Desk& desk) const;
    LegResult result(const Desk& desk, std::size_t leg) const;
    void close(Desk& desk, const Market& market, Port& port, PairOutcome outcome);

    bool running_{false};
    bool withdrawn_{false};
    PairTradeId id_;
    PairPlan plan_;
    PairQuantities quantities_;
    ClientOrderId first_;
    ClientOrderId second_;
    bool second_tried_{false};
    Time opened_;
    Time deadline_;
    Duration unhedged_;
    std::array<Flow, 2> flows_;
};

}  // namespace twinleg::exec
