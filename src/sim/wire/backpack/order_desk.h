#pragma once
// Orders: placing, cancelling, asking for them, and their history. Source: page § 5.

#include <string>

#include "sim/wire/backpack/answer.h"
#include "sim/wire/backpack/gate.h"
#include "sim/wire/backpack/markets.h"
#include "sim/wire/backpack/member.h"
#include "sim/wire/exchange.h"
#include "sim/wire/fault_box.h"

namespace twinleg::sim::wire::backpack {

class OrderDesk {
public:
    OrderDesk(Exchange& exchange, const Markets& markets, FaultBox& faults)
        : exchange_(exchange), markets_(markets), faults_(faults) {}

    // A signed call to …/order, …/orders or …/history/….
    Asked<net::ServerResponse> answer(const Call& call, Member& member);
    // Whether an answer since forget_lost() is to be lost: what was asked for is done.
    bool lost() const { return lost_; }
    void forget_lost() { lost_ = false; }

private:
    Asked<std::string> place(const Json& body, Member& member);
    Asked<std::string> place_batch(const Json& bodies, Member& member);
    Asked<std::string> cancel(const Call& call, Member& member);
    Asked<std::string> cancel_all(const Call& call, Member& member);
    Asked<std::string> open_order(const Call& call, const Member& member) const;
    Asked<std::string> open_orders(const Call& call, const Member& member) const;
    Asked<std::string> order_history(const Call& call, const Member& member) const;
    Asked<std::string> fill_history(const Call& call, const Member& member) const;
    Asked<std::string> funding_history(const Call& call, const Member& member) const;

    // The order that a call names, if it is alive. Null: there is none.
    Asked<const OrderRecord*> named(const Call& call, const Member& member) const;

    Exchange& exchange_;
    const Markets& markets_;
    FaultBox& faults_;
    bool lost_{false};
};

}  // namespace twinleg::sim::wire::backpack
