#pragma once
// What the exchange says of orders and fills, as ORDER_TRADE_UPDATE.
// Source: page § 8.

#include <string>
#include <unordered_map>
#include <vector>

#include "sim/wire/aster/markets.h"
#include "sim/wire/exchange.h"

namespace twinleg::sim::wire::aster {

// An order is NEW, then has a TRADE for each fill, then is CANCELED or EXPIRED; the last fill says
// FILLED.
class OrderNews {
public:
    OrderNews(const Exchange& exchange, const Markets& markets)
        : exchange_(exchange), markets_(markets) {}

    // The payloads to be told, in their order.
    std::vector<std::string> order(const OrderRecord& record);
    std::vector<std::string> fill(const FillRecord& fill);

private:
    struct Told {
        Quantity executed;
        Notional value;
    };
    // What was told of it; with NEW appended to `out` if that was nothing.
    Told& accepted(const OrderRecord& record, std::vector<std::string>& out);

    const Exchange& exchange_;
    const Markets& markets_;
    std::unordered_map<std::uint64_t, Told> told_;  // alive orders; looked up, never walked
};

}  // namespace twinleg::sim::wire::aster
