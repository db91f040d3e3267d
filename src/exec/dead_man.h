#pragma once
// The venues' own dead man's switches, set again and again while there is something to protect.

#include <vector>

#include "core/event.h"
#include "exec/desk.h"

namespace twinleg::exec {

// Set as soon as a venue that has joined holds an order or a position of ours. Long before it fires
// it is set anew, or taken away if nothing is there any more, so that a desk that lives never meets
// it; and it is taken away at a clean stop. Of a venue out of reach it is left to fire. Where
// it takes one transaction to take it away and one to set it, both go out in one instant and the
// venue is without for that long.
//
// Everything here comes of events: after a crash the journal says what was set and until when, and
// what got no answer is taken for either.
//
// Threads: the engine's.
class DeadMan {
public:
    // `retire`: everything is final, and what is set is taken away.
    void settle(Desk& desk, Port& port, bool retire);
    // When settle() next has something to do.
    Time wake(const Desk& desk) const;

    void on_answer(Desk& desk, Port& port, const DeadManAnswer& answer);
    // What an earlier process asked for is not answered any more.
    void on_started(Desk& desk);

    // Nothing is left to be taken away, or it was tried for long enough. Asked while retiring.
    bool retired() const;

private:
    enum class State : std::uint8_t {
        untouched,  // never set by this desk; somebody else may have
        none,       // nothing is queued
        set,        // until `at`
        unknown,    // what was asked got no answer
    };
    struct Asked {
        RequestId request;  // zero: nothing is out
        Nonce nonce{kNoNonce};
        bool out() const { return request.value != 0; }
    };
    struct Switch {
        State state{State::untouched};
        Time at;      // when it fires, where set
        Time set_at;  // when that was asked for
        Asked drop;   // what is out
        Asked arm;
        Time arm_at;        // of `arm`
        Time asked;         // when
        bool alone{false};  // `drop` went out without `arm`
        Time next;          // not before, after a failure
        bool told{false};   // that it cannot be set
        bool may_fire() const { return state == State::set || state == State::unknown; }
    };

    void ask(Desk& desk, Port& port, Venue& venue, Switch& one, bool arm);
    static bool in_reach(const Venue& venue);
    static bool needed(const Desk& desk, const Venue& venue);
    static Time due(const Switch& one, const DeadManTraits& traits);
    // What is out counts as done or not done.
    static void give_up(Desk& desk, VenueId venue, Switch& one);

    std::vector<Switch> switches_;  // at index VenueId
    Time retiring_since_;
    Time now_;
};

}  // namespace twinleg::exec
