#pragma once
// The end of a desk: everything final, closed as the policy says, and verified with the venues.

#include <vector>

#include "exec/desk.h"
#include "exec/questions.h"
#include "exec/reconcile.h"

namespace twinleg::exec {

// Begins with the first settle() and is through once, asked after all was final and closed, every
// venue lists no open order of ours and agrees about positions. It may take long: a large position
// is closed in small slices, as fast as the order rates allow. It gives up `stop_limit` after the
// positions last became smaller than ever since it began. Threads: the engine's.
class Stop {
public:
    // `retired`: no dead man's switch is left to be taken away.
    void settle(Desk& desk, const Market& market, Questions& questions, Reconciler& reconciler,
                Port& port, bool retired);
    // The answer to a question that was sent at `asked`.
    void on_open_orders(const OpenOrdersAnswer& answer, Time asked);

    // Nothing is open by our own books, and the venues are asked.
    bool verifying() const { return verify_since_.known(); }
    bool done() const { return done_; }
    // It was ended by its limit, and something may be open.
    bool timed_out() const { return timed_out_; }

private:
    Time since_;                        // it began, or closed something
    Base held_;                         // the least since it began: Σ |coins| over instruments
    Time verify_since_;                 // nothing was open by our own books then
    std::vector<bool> no_open_orders_;  // a venue's word after that
    bool done_{false};
    bool timed_out_{false};
};

}  // namespace twinleg::exec
