#pragma once
// The rule: what no live order can repair is sent back to zero, where it is cheapest.

#include <optional>

#include "exec/budget.h"
#include "exec/desk.h"

namespace twinleg::exec {

// Why the executor asks for HALTED. All but `breaker` latch.
enum class HaltCause : std::uint8_t {
    budget,   // attempts or losses of an hour or a pair are used up
    blocked,  // no venue takes what is owed
    person,   // a position changed by more than the largest pair trade, and no fill says why
};
std::string_view name(HaltCause cause);

// A venue may take an order now: joined, connected, trading normally, its book ready, not put
// aside, its nonces clear, its rate limit not used up.
bool usable(const Desk& desk, const Market& market, InstrumentId id);

// The worst price of a taker: `ratio` through the best one, on the tick, never inside the best.
Price through(const Instrument& instrument, const Best& best, Side side, Ratio ratio);

class Neutraliser {
public:
    explicit Neutraliser(const Config& config) : budget_(config) {}

    // Sends a neutralising order if one is owed and somebody takes it. `flatten`: prefer what
    // shrinks positions, at the emergency price and without a budget while HALTED.
    void settle(Desk& desk, const Market& market, Port& port, bool flatten);
    void on_final(Desk& desk, Tracked& tracked);
    Time wake() const { return wake_; }
    // It will try again in a moment: what is owed comes before the rest of a flatten.
    bool backing_off(Time now) const { return now < backoff_until_; }

    Budget& budget() { return budget_; }
    const Budget& budget() const { return budget_; }
    std::optional<HaltCause> take_cause() { return std::exchange(cause_, std::nullopt); }

    // How far through the book the next one may go, by the attempts that failed by price.
    Ratio step(const Desk& desk) const;
    // Somebody would take what is owed, if it were usable: it is not dust.
    static bool owed(const Desk& desk, const Market& market, Base amount);

private:
    struct Offer {
        InstrumentId instrument;
        Quantity quantity;
        Price limit;
        Price cost;  // what a coin comes to, fees included
        bool reduce_only{false};
    };
    std::optional<Offer> offer(const Desk& desk, const Market& market, const Instrument& instrument,
                               Base owed, bool flatten) const;

    Budget budget_;
    std::uint32_t failed_by_price_{0};
    Time blocked_since_;
    Time backoff_until_;
    Time wake_{kNever};
    std::optional<HaltCause> cause_;
};

}  // namespace twinleg::exec
