#pragma once
// The venue's business rules: what the API refuses of a transaction whose form, nonce and signature
// are good. Nothing here changes anything.
//
// Source: venue page, sections 2, 8, 11 and 13. The page gives no numbers for the two price codes;
// those here are wide and our own.

#include <optional>
#include <set>

#include "sim/wire/lighter/history.h"

namespace twinleg::sim::wire::lighter {

inline constexpr std::int64_t kMinExpiryMs = 5LL * 60 * 1000;
inline constexpr std::int64_t kMaxExpiryMs = 30LL * 24 * 60 * 60 * 1000;
inline constexpr std::int64_t kMaxScheduleMs = 15LL * 24 * 60 * 60 * 1000;
// A limit price through the mark by more than this is an accident (21733).
inline constexpr std::int64_t kAccidentPercent = 20;
// A limit price over so many times the mark, or below such a part of it, is too far (21734).
inline constexpr std::int64_t kFarFactor = 20;

// What earlier transactions of a batch would have done by now.
struct Ahead {
    std::set<std::uint64_t> client_order_indexes;
    std::optional<bool> cancel_all_queued;
};

// An order of a group with what it leaves out: a child without an amount takes its parent's.
CreateOrder order_of_group(const GroupedOrders& group, std::size_t n);
// Whether the first order of the group is the parent of the others.
bool is_led(const GroupedOrders& group);

// Threads: none of its own.
class Rules {
public:
    Rules(Exchange& exchange, const History& history) : exchange_(exchange), history_(history) {}

    // `now` is the time it is judged by; `in_batch`: an order that is not there may be made by
    // then. Refusals: as section 8 of the page has them. Adds to `ahead` what would be done.
    Checked<void> check(const Transaction& tx, const Member& member, Time now,
                        bool price_protection, bool in_batch, Ahead& ahead) const;

    // The order that `index`, of either kind, names, if it is alive and of that market.
    const OrderRecord* find_order(const Member& member, std::uint64_t market,
                                  std::uint64_t index) const;

    // What the exchange is asked for.
    OrderRequest request_of(const CreateOrder& order, const Member& member,
                            const OrderNote& note) const;
    // How long it waits: a taker's time where it would take now, else a maker's.
    Duration delay_of(const Member& member, Side side, Lifetime lifetime, InstrumentId instrument,
                      Price price) const;

private:
    Checked<void> check_order(const CreateOrder& order, const Transaction& tx, const Member& member,
                              Time now, bool price_protection, Ahead& ahead,
                              bool child = false) const;
    Checked<void> check_group(const GroupedOrders& group, const Transaction& tx,
                              const Member& member, Time now, bool price_protection,
                              Ahead& ahead) const;
    Checked<void> check_modify(const ModifyOrder& modify, const Transaction& tx,
                               const Member& member, bool in_batch) const;
    Checked<void> check_cancel_all(const CancelAll& all, const Transaction& tx,
                                   const Member& member, Time now, Ahead& ahead) const;
    Checked<void> check_leverage(const UpdateLeverage& leverage, const Member& member) const;
    Checked<void> check_price(const Market& market, bool is_ask, std::int64_t price,
                              bool protection) const;
    Checked<void> check_margin(const OrderRequest& request) const;

    Exchange& exchange_;
    const History& history_;
};

// Why the exchange would not, as the venue's code.
wire::lighter::Refusal refusal_of(const wire::Refusal& refused);

}  // namespace twinleg::sim::wire::lighter
