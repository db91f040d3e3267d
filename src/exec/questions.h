#pragma once
// The questions that are out, and those that doubt about an order makes due.

#include <optional>
#include <vector>

#include "exec/desk.h"

namespace twinleg::exec {

// Threads: the engine's. A question whose answer never comes is forgotten after a time and asked
// again by whoever needs it; an answer to a forgotten question still brings its facts.
class Questions {
public:
    struct Pending {
        RequestId request;
        VenueId venue;
        Question what;
        ClientOrderId order;
        Time asked;
    };

    // Sends one; `order`, `since` and `key` as the question needs them.
    void ask(Desk& desk, Port& port, VenueId venue, Question what, ClientOrderId order = {},
             Time since = {}, NonceKey key = 0);

    // The question this answers, which is then no longer out; nothing if it is not known.
    std::optional<Pending> answered(const AnswerHead& head);

    bool out(VenueId venue, Question what) const;
    void forget_old(Time now, Duration limit);
    // A start: the answers to an earlier process's questions will not come.
    void clear() { pending_.clear(); }

private:
    std::vector<Pending> pending_;
};

// Orders in doubt: no word in time, a taker that is not final in time, a cancel without effect, a
// terminal word that overtook its fills. Asks about each, more rarely as it grows older, and
// repeats cancels.
class Doubts {
public:
    // Marks what has become doubtful and sends the questions and cancels that are due.
    void settle(Desk& desk, Questions& questions, Port& port);

    // When settle() next has something to do.
    Time wake(const Desk& desk) const;

    // A venue with an order in doubt takes no new risk.
    static bool doubtful(const Desk& desk, VenueId venue);
};

}  // namespace twinleg::exec
