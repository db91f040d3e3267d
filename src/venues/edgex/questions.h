#pragma once
// The engine's questions, and funding that may have been missed.

#include <deque>
#include <memory>
#include <vector>

#include "core/command.h"
#include "venues/edgex/desk_side.h"
#include "venues/edgex/door.h"

namespace twinleg::venues::edgex {

// Every question gets one answer; `ok` false where any part of it failed. `venue_time` is when the
// venue took the (first) request, put into our clock.
//
//   order        by client order id; not found is an empty list, or the venue's word for it
//   open_orders  of our contract, all pages
//   fills        of our contract, all pages, those the risk check has passed. A `since` that is not
//                known means: since describe(), not the account's whole past.
//   positions, balance  one getAccountAsset; both asked in one instant share it
//   nonce        this venue has none: ok is false
//
// Threads: the loop's.
class Questions {
public:
    Questions(DeskSide& desk, Door& door) : desk_(desk), door_(door) {}

    void ask(const Ask& question, Time now);

    // Tells FundingPaid of what was paid since then; the engine knows each by its id.
    void look_for_funding(Time since);

private:
    struct Paging;
    struct AssetAsked {
        Time at;
        std::vector<Ask> questions;
    };

    AnswerHead head(RequestId request, bool ok, Time venue_time) const;
    void ask_order(const Ask& question);
    void ask_asset(const Ask& question, Time now);
    void answer_asset(const AssetAsked& asked, bool ok, Time venue_time,
                      const AccountInfo& account);
    void turn_page(const std::shared_ptr<Paging>& paging);
    void finish(Paging& paging, bool ok);

    DeskSide& desk_;
    Door& door_;
    Answers answers_;
    std::shared_ptr<AssetAsked> asset_;  // the newest getAccountAsset on its way
};

}  // namespace twinleg::venues::edgex
