#pragma once
// The engine's questions, asked by REST, and funding payments.

#include <memory>
#include <string>
#include <vector>

#include "core/command.h"
#include "venues/aster/account_side.h"
#include "venues/aster/door.h"

namespace twinleg::venues::aster {

// One answer for each question, with the same request id; ok false where the question failed or
// could not be asked. No answer says what moment it speaks of, so none has a venue_time.
//
//   order        by client order id; -2013 is "not found"
//   open_orders  of our symbol
//   fills        of our symbol: the first page by time, the next by number. A `since` that is not
//                known means: since the connector was described; one older than seven days is cut
//                to them, because the venue goes no further back at once
//   positions    of our symbol      balance  of the account
//   nonce        this venue has none of the engine's: ok is false
//
// Threads: the loop's.
class Questions {
public:
    Questions(AccountSide& account, Door& door) : account_(account), door_(door) {}

    void ask(const Ask& question, Time now);

    // Tells FundingPaid of what was paid since then; the engine knows each by its id.
    void look_for_funding(Time since);

private:
    struct FillsCall;

    void ask_order(const Ask& question);
    void ask_open_orders(const Ask& question);
    void ask_fills(const std::shared_ptr<FillsCall>& call);
    void ask_position(const Ask& question);
    void ask_balance(const Ask& question);
    void failed(const Ask& question, const Reply& reply);
    Time heard(const Reply& reply) const {
        return reply.received.known() ? reply.received : account_.now();
    }
    std::string in_our_market() const { return "symbol=" + account_.symbol; }

    AccountSide& account_;
    Door& door_;
};

}  // namespace twinleg::venues::aster
