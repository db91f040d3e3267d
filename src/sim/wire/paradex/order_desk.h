#pragma once
// Creates, modifies and cancels: the same for REST and sockets. Source: page § 6, § 10.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/wire/fault_box.h"
#include "sim/wire/paradex/limits.h"
#include "sim/wire/paradex/order_body.h"
#include "sim/wire/paradex/order_extras.h"

namespace twinleg::sim::wire::paradex {

inline constexpr std::size_t kLargestBatch = 10;
inline constexpr Duration kRetailDelay = milliseconds(300);

// An order is taken first (NEW), and matched a moment later: margin, position limit, reduce-only
// and post-only are found out then, and close it.
class OrderDesk {
public:
    OrderDesk(Exchange& exchange, const MessageHashes& hashes, FaultBox& faults, Limits& limits,
              OrderExtrasBook& extras)
        : exchange_(exchange), hashes_(hashes), faults_(faults), limits_(limits), extras_(extras) {}

    // The order's id. now: the time by which the request is judged.
    Asked<std::uint64_t> create(const Login& login, const Json& body, Time now);
    // One bad field or signature refuses all; what the market says is said of each.
    Asked<std::vector<Asked<std::uint64_t>>> create_batch(const Login& login,
                                                          const std::vector<Json>& bodies,
                                                          Time now);
    Asked<std::uint64_t> modify(const Login& login, std::string_view id, const Json& body,
                                Time now);

    Asked<std::uint64_t> cancel(const Login& login, std::string_view id);
    // market: empty for any.
    Asked<std::uint64_t> cancel_client_id(const Login& login, std::string_view client_id,
                                          std::string_view market);
    // market: empty for all. Errors: MARKET_NOT_FOUND.
    Asked<void> cancel_all(const Login& login, std::string_view market);

    // One of a batch of cancels.
    struct Cancelled {
        std::string id, client_id, market;
        std::string_view status;
    };
    std::vector<Cancelled> cancel_batch(const Login& login, const std::vector<std::string>& ids,
                                        const std::vector<std::string>& client_ids);

    // Cancels every order of a market whose price is not within 5 bps of the fair one, as when the
    // system begins to take post-only orders, or cancels, alone.
    void clear_far(InstrumentId id);

    // The account's order of that id, or client order id; null where there is none.
    const OrderRecord* find(const Member& member, std::string_view id) const;
    const OrderRecord* find_client_id(const Member& member, std::string_view client_id) const;

private:
    Asked<OrderBody> understood(const Login& login, const Json& json, Time now);
    Asked<void> check_market(const OrderBody& body, const Member& member, bool is_new) const;
    Asked<std::uint64_t> place(const Login& login, const OrderBody& body, Time now);
    Price market_limit(const OrderBody& body) const;
    bool past_position_limit(const OrderBody& body, const Member& member) const;
    Duration cancel_delay(const Login& login) const;

    Exchange& exchange_;
    const MessageHashes& hashes_;
    FaultBox& faults_;
    Limits& limits_;
    OrderExtrasBook& extras_;
    std::uint64_t requests_{0};
};

}  // namespace twinleg::sim::wire::paradex
