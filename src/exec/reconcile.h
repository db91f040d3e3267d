#pragma once
// Reading the venues' own books, always: what a lost stream message took away, fills and positions
// bring back.

#include <optional>
#include <utility>
#include <vector>

#include "exec/desk.h"
#include "exec/questions.h"

namespace twinleg::exec {

// A difference between a venue's position and our fills that has become part of the exposure.
struct Adjustment {
    InstrumentId instrument;
    Quantity contracts;  // signed; what of it no later fill explains
    Price price;         // it was booked at
    Time at;             // of the read that showed it
};

// A position read counts after a fills answer that reaches its venue time, and is compared with the
// fills up to that time. Two that show the same difference, far enough apart, with no stand-in at
// the venue and no live order that could explain it, make an adjustment.
class Reconciler {
public:
    explicit Reconciler(const Desk& desk);

    // Sends the questions that are due.
    void settle(Desk& desk, Questions& questions, Port& port);
    Time wake(const Desk& desk) const;

    // `asked`: when, for answers without a time of their own.
    void on_fills(Desk& desk, const FillsAnswer& answer, Time asked);
    void on_positions(Desk& desk, const PositionsAnswer& answer, Time asked);

    // Differences that must become adjustments now; the caller books them. Cleared by the call.
    std::vector<Adjustment> take_adjustments() { return std::exchange(due_, {}); }
    // It was booked: later fills may explain it.
    void book(const Adjustment& adjustment) { open_.push_back(adjustment); }
    const std::vector<Adjustment>& open_adjustments() const { return open_; }
    // Books the part of this fill that an earlier adjustment stands for against it. Returns that
    // part (unsigned), and the price it was booked at.
    struct Absorbed {
        Quantity quantity;
        Price price;
    };
    std::optional<Absorbed> absorb(const Fill& fill);

    // A difference bars new risk until it is explained or booked.
    bool suspicious(VenueId venue) const;
    bool any_suspicion() const;
    // When, by our time, a read of this venue's positions last agreed with its fills.
    Time agreed(VenueId venue) const { return state_[venue.value].agreed; }
    Time balance_read(VenueId venue) const { return state_[venue.value].balance; }
    void on_balance(VenueId venue, Time now) { state_[venue.value].balance = now; }
    // Read this venue again at once.
    void hurry(VenueId venue, Time now);
    // The steps of a start begin anew for this venue.
    void restart(VenueId venue, Time now);

private:
    struct Read {
        Time at;     // the venue's own time
        bool timed;  // else it speaks of a moment between `at` and its receipt
        std::vector<PositionEntry> entries;
    };
    struct Suspicion {
        InstrumentId instrument;
        Quantity difference;
        Time first;  // the read's time
        Time since;  // ours
    };
    struct VenueState {
        Time next_fills;
        Time next_positions;
        Time covered;  // fills are known up to here
        std::optional<Read> read;
        std::vector<Suspicion> suspicions;
        Time agreed;
        Time balance;
    };
    void compare(Desk& desk, VenueId venue);

    std::vector<VenueState> state_;
    std::vector<Adjustment> due_;
    std::vector<Adjustment> open_;
};

}  // namespace twinleg::exec
