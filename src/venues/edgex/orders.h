#pragma once
// Commands about orders, and what comes of them as events.

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "core/command.h"
#include "venues/edgex/desk_side.h"
#include "venues/edgex/door.h"

namespace twinleg::venues::edgex {

// How long an order lives. The venue has no dead man's switch; its expireTime is all there is, and
// V2 signs it in whole seconds.
//
//   IOC        Order.valid_until, put into the venue's clock and cut to the second: the venue may
//              not accept it later, so it is rounded down, and traits.validity is two seconds.
//   post-only  the same plus kMakerLife: if we die, it is gone a minute later. It can be accepted
//              as long, too; a fill of one that was taken for lost counts like any other.
//
// V1 does not sign expireTime; its l2ExpireTime lies at least eight days after it (auth.cpp).
inline constexpr Duration kMakerLife = seconds(60);

// Milliseconds since the epoch by the venue's clock, a whole second.
std::uint64_t expire_ms(const Order& order, const kit::VenueClock& clock, Time now);

// What becomes of what is sent:
//
//   contract changed  SendFailed never_sent, until the program is started anew
//   accepted        OrderReport accepted, from the reply; the stream tells the rest
//   refused         OrderReport rejected with the reason of the venue's word
//   429             the same with rate_limited; so is what our own budget holds back
//   never sent      SendFailed never_sent: only if not one byte left
//   5xx, no answer, an answer that is none of the venue's: SendFailed unknown
//
// A cancel that was taken has no event of its own: the stream's is the order's end, and it has the
// figure. One that found nothing is OrderReport accepted with not_found.
//
// Threads: the loop's.
class Orders {
public:
    // `contract_doubtful`: an order was refused as it would be if the contract were not what we
    // think: for its price, its size, or for no reason that we know.
    Orders(DeskSide& desk, Door& door, std::function<void()> contract_doubtful)
        : desk_(desk), door_(door), contract_doubtful_(std::move(contract_doubtful)) {}

    void place(const Order& order, Time now);
    void cancel(const CancelOrder& cancel, Time now);
    void cancel_all(const CancelAll& cancel, Time now);

private:
    void report(ClientOrderId id, const VenueOrderId& venue_id, OrderWord word, Reason reason);
    void on_placed(ClientOrderId id, const PageAnswer& answer);
    void on_cancelled(ClientOrderId id, const VenueOrderId& venue_id, const PageAnswer& answer);

    std::string mend(std::string_view code) const;

    DeskSide& desk_;
    Door& door_;
    const std::function<void()> contract_doubtful_;
};

}  // namespace twinleg::venues::edgex
