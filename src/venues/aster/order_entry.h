#pragma once
// Commands about orders, and what comes of them as events.

#include <functional>
#include <utility>

#include "core/command.h"
#include "venues/aster/account_side.h"
#include "venues/aster/door.h"

namespace twinleg::venues::aster {

// Orders ask for the RESULT reply, which comes after matching: what a taker filled is known at once
// as a cumulative figure, and the stream brings the fills.
//
//   200      OrderReport from the reply
//   5xx, -1000, -1001, -1006, -1007, no answer, no answer of the venue's   SendFailed unknown
//   refused  OrderReport rejected with the reason of its code
//   never sent, or held back by our own limit                              SendFailed never_sent
//
// Threads: the loop's.
class OrderEntry {
public:
    // `market_doubtful`: an order was refused as it would be if tick or lot were not what we know.
    OrderEntry(AccountSide& account, Door& door, std::function<void()> market_doubtful)
        : account_(account), door_(door), market_doubtful_(std::move(market_doubtful)) {}

    void place(const Order& order, Time now);
    void cancel(const CancelOrder& cancel, Time now);
    // Of our symbol, whoever placed it.
    void cancel_all(const CancelAll& cancel, Time now);
    // Sets the countdown of our symbol, anew each time; an unknown moment stops it.
    void arm(const ArmDeadMan& arm, Time now);

private:
    void on_placed(ClientOrderId id, const Reply& reply);
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

}  // namespace twinleg::venues::aster
