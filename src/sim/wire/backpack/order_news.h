#pragma once
// What the exchange says of orders and fills, as the events of account.orderUpdate.
// Source: page § 7.

#include <string>
#include <unordered_map>
#include <vector>

#include "sim/wire/backpack/markets.h"
#include "sim/wire/exchange.h"

namespace twinleg::sim::wire::backpack {

// An order is accepted, then filled trade by trade, then cancelled or expired; the last fill says
// Filled. A post-only order that would take only expires.
class OrderNews {
public:
    OrderNews(const Exchange& exchange, const Markets& markets)
        : exchange_(exchange), markets_(markets) {}

    // The data of the frames to be told, in their order.
    std::vector<std::string> order(const OrderRecord& record);
    std::vector<std::string> fill(const FillRecord& fill);

private:
    struct Told {
        Quantity executed;
        Notional value;
    };
    // What was told of it; with the acceptance appended to `out` if that was nothing.
    Told& accepted(const OrderRecord& record, std::vector<std::string>& out);

    const Exchange& exchange_;
    const Markets& markets_;
    std::unordered_map<std::uint64_t, Told> told_;  // alive orders; looked up, never walked
};

}  // namespace twinleg::sim::wire::backpack
