#pragma once
// Orders: placing, changing, cancelling, asking for them. Source: page § 6.

#include <string>
#include <vector>

#include "sim/wire/aster/answer.h"
#include "sim/wire/aster/dead_man.h"
#include "sim/wire/aster/gate.h"
#include "sim/wire/aster/limits.h"
#include "sim/wire/aster/markets.h"
#include "sim/wire/exchange.h"
#include "sim/wire/fault_box.h"

namespace twinleg::sim::wire::aster {

class OrderDesk {
public:
    OrderDesk(Exchange& exchange, const Markets& markets, FaultBox& faults, const Limits& limits)
        : exchange_(exchange), markets_(markets), faults_(faults), limits_(limits) {}

    static bool is_for(const Call& call);
    Asked<std::string> answer(const Call& call, Member& member);
    // Whether an answer since forget_lost() is to be lost: what was asked for is done.
    bool lost() const { return lost_; }
    void forget_lost() { lost_ = false; }

    DeadMan& dead_man() { return dead_man_; }

private:
    Asked<std::string> place(const Json& fields, Member& member);
    Asked<std::string> place_batch(const Call& call, Member& member);
    Asked<std::string> change(const Call& call, Member& member);
    Asked<std::string> cancel(const Call& call, Member& member);
    Asked<std::string> cancel_batch(const Call& call, Member& member);
    Asked<std::string> cancel_all(const Call& call, Member& member);
    Asked<std::string> count_down(const Call& call, Member& member);
    Asked<std::string> query(const Call& call, const Member& member, bool open_only) const;
    Asked<std::string> open_orders(const Call& call, const Member& member) const;
    Asked<std::string> all_orders(const Call& call, const Member& member) const;

    // The order of that id, or that client id; null where there is none of the market.
    const OrderRecord* find(const Member& member, const Market& market, std::string_view id,
                            std::string_view client_id) const;
    // The order that a call names. Errors: -1102 for no id.
    Asked<const OrderRecord*> named(const Call& call, const Member& member) const;
    Asked<std::string> cancel_one(Member& member, const OrderRecord* order);

    Exchange& exchange_;
    const Markets& markets_;
    FaultBox& faults_;
    const Limits& limits_;
    DeadMan dead_man_;
    std::uint64_t made_ids_{0};
    bool lost_{false};
};

}  // namespace twinleg::sim::wire::aster
