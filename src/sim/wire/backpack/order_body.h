#pragma once
// What a client asks for in an order, in the exchange's terms. Source: page § 5.

#include <string>
#include <string_view>

#include "sim/wire/backpack/answer.h"
#include "sim/wire/backpack/markets.h"
#include "sim/wire/backpack/member.h"
#include "sim/wire/json.h"

namespace twinleg::sim::wire::backpack {

// What the exchange does not look at, kept in OrderRequest::venue_data.
struct OrderExtras {
    std::string self_trade{"RejectTaker"};
    std::string quote_quantity;  // of a market order by value; may be empty

    std::string text() const { return self_trade + "|" + quote_quantity; }
    static OrderExtras of(const OrderRequest& request);
};

// The client's id as text, empty where it gave none or one that is no unsigned 32-bit number.
std::string client_id_of(const Json& body);

// Errors: INVALID_CLIENT_REQUEST for a form that is wrong, INVALID_SYMBOL, INVALID_PRICE and
// INVALID_QUANTITY for what the market's filters do not let through, NOT_IMPLEMENTED for triggers.
Asked<OrderRequest> read_order(const Markets& markets, const Exchange& exchange,
                               const Member& member, const Json& body);

}  // namespace twinleg::sim::wire::backpack
