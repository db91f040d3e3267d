#pragma once
// Two legs stay one trade: every fill is a debt of the desk until a fill on the other side pays it.

#include <expected>
#include <memory>
#include <optional>
#include <vector>

#include "exec/dead_man.h"
#include "exec/desk.h"
#include "exec/flatten.h"
#include "exec/neutralise.h"
#include "exec/order_counts.h"
#include "exec/pair.h"
#include "exec/questions.h"
#include "exec/reconcile.h"
#include "exec/start.h"
#include "exec/stop.h"

namespace twinleg::exec {

// A fill or adjustment that is new to the desk, for whoever keeps PnL. `reversed`: an adjustment
// of that many signed contracts at that price is taken back, because this fill explains it.
struct Booked {
    Fill fill;
    bool adjustment{false};  // no fill: a difference that reconciliation found
    Quantity reversed;
    Price reversed_price;
};

// Driven by exposure, not by order states. apply() takes facts in; settle() looks at the whole once
// all events of an instant are in, and acts.
//
// Invariants, after settle(): the exposure is the sum of all fills, adjustments and stand-ins of
// the desk; no order leaves live() before its venue's last word; what no live order can repair is
// either dust, or an order for it has been sent, or a timer will look again. Threads: the engine's.
class Executor {
public:
    Executor(Config config, std::vector<Instrument> instruments, std::vector<VenueTraits> traits);

    // Facts. Returns true if the event concerned the executor. New fills are appended to `booked`.
    bool apply(const Event& event, const Market& market, Port& port, std::vector<Booked>& booked);

    // The rule, the deadlines, the questions. `mode` is what the desk may do from now on.
    void settle(Time now, Mode mode, const Market& market, Port& port, std::vector<Booked>& booked);

    // Something is unfinished, so settle() wants to be called after market data too.
    bool attention() const;
    // When settle() must be called at the latest.
    Time wake_at() const { return wake_; }

    // Begins a pair trade of these quantities (as fit() finds them for it), or names the check that
    // says not now. Nothing is taken from the heap for a name: a signal that cannot be followed
    // comes again with every tick.
    std::expected<PairTradeId, std::string_view> begin(const PairPlan& plan,
                                                       PairQuantities quantities,
                                                       const Market& market, Port& port);
    void withdraw() { pair_.withdraw(); }
    bool busy() const { return pair_.running(); }

    // Close all positions now; ends by itself when that is done.
    void flatten();
    // Close a quarter of the hedged position, both sides together; ends by itself likewise. All of
    // it where a quarter is less than a pair trade.
    void reduce(const Market& market);
    bool flattening() const { return flattening_; }
    // The venues say other terms than before: fees, margins, minimums, times, rates.
    void restate(const std::vector<Instrument>& instruments,
                 const std::vector<VenueTraits>& traits);
    // The steps of a start begin anew; everything stays known.
    void restart();
    // An operator has looked: budgets are whole again, and what the venues hold is taken over.
    void reset();

    std::optional<HaltCause> take_halt() { return std::exchange(halt_, std::nullopt); }
    bool started() const { return Starter::done(desk_); }
    bool all_joined() const { return Starter::all_joined(desk_); }
    // No new risk for now, and why; empty: none.
    std::string_view barred() const;
    // Stopping is complete: everything final, verified with the venues after that.
    bool stopped() const { return stop_.done(); }
    // What kept a stop from completing, if it took too long.
    bool stop_timed_out() const { return stop_.timed_out(); }

    const Desk& desk() const { return desk_; }
    Base exposure() const { return desk_.exposure(); }
    const Budget& budget() const { return neutraliser_.budget(); }
    // Spans with exposure beyond dust that ended; taken by the caller.
    std::vector<Duration> take_excursions() { return std::exchange(excursions_, {}); }
    std::uint64_t unknown_resolved() const { return unknown_resolved_; }
    const OrderCounts& order_counts() const { return order_counts_; }
    std::uint64_t adjustments() const { return adjustments_; }

private:
    void on_report(const OrderReport& report, const Market& market, Port& port);
    void on_fill(const Fill& fill, Port& port, std::vector<Booked>& booked);
    void on_send_failed(const SendFailed& failed);
    void on_order_answer(const OrderAnswer& answer, const Market& market, Port& port);
    void tie(Tracked& tracked);
    void book_adjustments(const Market& market, Port& port, std::vector<Booked>& booked);
    void finish_orders(Port& port);
    void ask_nonces(Port& port);
    void watch_exposure(const Market& market);
    void compute_wake();

    Desk desk_;
    Questions questions_;
    Doubts doubts_;
    Reconciler reconciler_;
    Starter starter_;
    Neutraliser neutraliser_;
    Flattener flattener_;
    PairTrade pair_;
    Stop stop_;
    DeadMan dead_man_;
    std::uint32_t pairs_{0};

    bool flattening_{false};
    std::optional<HaltCause> halt_;
    bool settled_in_{false};  // the steps of the last start are through, or their limit is
    // The journal does not hold the last orders before this start: a power cut took its end. What
    // the other venue has of them is not known before it has been read, so nothing is hedged.
    bool end_lost_{false};
    bool hands_off_{false};  // a person trades here: nothing is hedged until a reset or a stop
    bool adopt_{false};      // after a reset, until the steps are through
    Time exposed_since_;
    Time halted_since_;
    std::vector<Duration> excursions_;
    Time wake_{kNever};
    std::uint64_t unknown_resolved_{0};
    OrderCounts order_counts_;
    std::uint64_t adjustments_{0};
    Time housekeeping_;
};

}  // namespace twinleg::exec
