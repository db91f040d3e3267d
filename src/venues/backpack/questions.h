#pragma once
// The engine's questions, asked by REST, and funding, which no stream tells.

#include <memory>
#include <string>
#include <vector>

#include "core/command.h"
#include "venues/backpack/account_side.h"
#include "venues/backpack/door.h"

namespace twinleg::venues::backpack {

// One answer for each question, with the same request id; ok false where the question failed or
// could not be asked. No answer says what moment it speaks of, so none has a venue_time.
//
//   order        the resting one; where there is none, the history, newest first, as far as orders
//                of this desk go back
//   open_orders  of our market
//   fills        of our market, oldest first, page by page. A `since` that is not known means:
//                since the connector was described
//   positions    of our market      balance  of the account
//   nonce        this venue has none: ok is false
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
    void ask_history(const Ask& question, std::size_t offset);
    void ask_open_orders(const Ask& question);
    void ask_fills(const std::shared_ptr<FillsCall>& call);
    void ask_positions(const Ask& question);
    void ask_balance(const Ask& question);
    void failed(const Ask& question, const Reply& reply);
    Time heard(const Reply& reply) const {
        return reply.received.known() ? reply.received : account_.now();
    }
    std::string in_our_market() const { return "symbol=" + account_.symbol; }

    AccountSide& account_;
    Door& door_;
};

}  // namespace twinleg::venues::backpack
