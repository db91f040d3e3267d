#pragma once
// What happened to an order that the exchange's record does not say.

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace twinleg::sim::wire::paradex {

// Of the last modify.
struct RequestInfo {
    std::string id;
    std::string status;  // SUCCESS, REJECTED
    std::string message;
};

struct OrderExtras {
    std::string cancel_reason;  // in place of the record's own; empty: none
    std::optional<RequestInfo> request;
};

class OrderExtrasBook {
public:
    OrderExtras& of(std::uint64_t order_id) {
        if (extras_.size() > kMost) extras_.erase(extras_.begin());
        return extras_[order_id];
    }
    // Null where nothing was written.
    const OrderExtras* find(std::uint64_t order_id) const {
        const auto found = extras_.find(order_id);
        return found == extras_.end() ? nullptr : &found->second;
    }

private:
    static constexpr std::size_t kMost = 50'000;
    std::map<std::uint64_t, OrderExtras> extras_;  // the oldest order first
};

}  // namespace twinleg::sim::wire::paradex
