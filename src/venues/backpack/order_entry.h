#pragma once
// Commands about orders, and what comes of them as events.

#include <functional>
#include <utility>

#include "core/command.h"
#include "venues/backpack/account_side.h"
#include "venues/backpack/door.h"

namespace twinleg::venues::backpack {

// What becomes of what is sent:
//
//   200      OrderReport from the reply, which comes after matching: a taker's fill is known at
//   once
//            as a cumulative figure, and the stream brings the fills
//   202, 5xx, no answer, no answer of the venue's   SendFailed unknown
//   refused  OrderReport rejected with the reason of its words
//   never sent, or held back by our own limit       SendFailed never_sent
//
// A reduce-only order that expired without saying why is told as alive with what it filled: its
// end, and whether it was because our position is not what we thought, comes by the stream.
//
// Threads: the loop's.
class OrderEntry {
public:
    // `market_doubtful`: an order was refused as it would be if tick or lot were not what we know.
    OrderEntry(AccountSide& account, Door& door, std::function<void()> market_doubtful)
        : account_(account), door_(door), market_doubtful_(std::move(market_doubtful)) {}

    void place(const Order& order, Time now);
    void cancel(const CancelOrder& cancel, Time now);
    // Of our market, whoever placed it.
    void cancel_all(const CancelAll& cancel, Time now);

private:
    void on_placed(ClientOrderId id, bool reduce_only, const Reply& reply);
    void on_cancelled(const CancelOrder& cancel, const Reply& reply);
    void report(ClientOrderId id, const VenueOrderId& venue_id, OrderWord word, Reason reason,
                Time at);
    Time heard(const Reply& reply) const {
        return reply.received.known() ? reply.received : account_.now();
    }

    AccountSide& account_;
    Door& door_;
    const std::function<void()> market_doubtful_;
};

}  // namespace twinleg::venues::backpack
