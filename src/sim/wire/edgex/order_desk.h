#pragma once
// Private requests about orders and fills. Source: page § 4.

#include <string>
#include <utility>
#include <vector>

#include "sim/wire/edgex/account_forms.h"
#include "sim/wire/edgex/gate.h"
#include "sim/wire/edgex/page.h"
#include "sim/wire/fault_box.h"

namespace twinleg::sim::wire::edgex {

class OrderDesk {
public:
    // `match_delay`: how long an order is PENDING before it is matched.
    OrderDesk(const Venue& venue, FaultBox& faults, Duration match_delay)
        : venue_(venue), faults_(faults), match_delay_(match_delay) {}

    // `data` of the answer to a call whose name begins with private/order/. `judged` is the clock
    // that the request's own times are held against.
    Asked<std::string> answer(const Call& call, Member& member, Time judged);

    // Whether the answer just made must not arrive (accept_then_drop_reply); asked once.
    bool take_lost() { return std::exchange(lost_, false); }

    // createOrder and the cancels, which have a budget of their own.
    static bool is_operation(const Call& call);

private:
    Asked<std::string> create(const Call& call, Member& member, Time judged);
    Asked<std::string> cancel_by_id(const Call& call, Member& member);
    Asked<std::string> cancel_by_client_id(const Call& call, Member& member);
    Asked<std::string> cancel_all(const Call& call, Member& member);
    Asked<std::string> by_id(const Call& call, const Member& member) const;
    Asked<std::string> by_client_id(const Call& call, const Member& member) const;
    Asked<std::string> active_page(const Call& call, const Member& member) const;
    Asked<std::string> history_page(const Call& call, const Member& member) const;
    Asked<std::string> fill_page(const Call& call, const Member& member) const;
    Asked<std::string> most_size(const Call& call, const Member& member) const;

    std::string orders_page(const Call& call, const Member& member,
                            std::vector<const OrderRecord*> orders, const PageWish& wish) const;
    // The account's order in this generation's books; null else.
    const OrderRecord* own(const Call& call, const Member& member, const OrderRecord* order) const;
    std::string_view cancel_one(Member& member, const OrderRecord* order);

    Venue venue_;
    FaultBox& faults_;
    Duration match_delay_;
    bool lost_{false};
};

}  // namespace twinleg::sim::wire::edgex
