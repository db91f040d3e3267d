#pragma once
// What Paradex wants to find again of an order, and the exchange does not know. It travels in
// OrderRequest::venue_data.

#include <cstdint>
#include <string>

#include "sim/wire/orders.h"

namespace twinleg::sim::wire::paradex {

struct OrderNote {
    std::string type;         // LIMIT, MARKET
    std::string instruction;  // GTC, POST_ONLY, IOC
    std::string stp;          // EXPIRE_TAKER, …
    std::int64_t signed_at_ms{0};
    bool interactive{false};  // of a Retail token
};

void write_note(const OrderNote& note, OrderRequest& request);
OrderNote read_note(const OrderRequest& request);

}  // namespace twinleg::sim::wire::paradex
