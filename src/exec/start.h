#pragma once
// The steps every venue comes through before it may trade: after a start, a crash, a long
// disconnect, an operator's reset.

#include "exec/desk.h"
#include "exec/questions.h"
#include "exec/reconcile.h"

namespace twinleg::exec {

// streams up → cancel all, every order of ours final, nonces decided → no open order listed (else
// cancel again: it arrived after the cancel) → fills, positions and balance agree → joined.
// A failed query is never "none" and never "flat": the step is asked again.
class Starter {
public:
    // All venues begin again at the first step.
    void restart_all(Desk& desk, Reconciler& reconciler);
    void restart(Desk& desk, Venue& venue, Reconciler& reconciler);

    void settle(Desk& desk, Questions& questions, Reconciler& reconciler, Port& port);
    Time wake(const Desk& desk) const;

    void on_cancelled_all(Desk& desk, const AnswerHead& head);
    void on_open_orders(Desk& desk, const OpenOrdersAnswer& answer);

    // Every venue has joined or was set aside, and one at least has joined.
    static bool done(const Desk& desk);
    static bool all_joined(const Desk& desk);

private:
    void enter(Desk& desk, Venue& venue, Phase phase);

    struct Step {
        RequestId request;      // the cancel-all that is out
        Nonce nonce{kNoNonce};  // of it
        Time next;              // when to repeat
        bool confirmed{false};
        Time began;
    };
    std::vector<Step> steps_;
};

}  // namespace twinleg::exec
