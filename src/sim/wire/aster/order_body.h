#pragma once
// What a client asks for in an order, in the exchange's terms. Source: page § 4, § 6.

#include <string>
#include <string_view>

#include "sim/wire/aster/answer.h"
#include "sim/wire/aster/markets.h"
#include "sim/wire/aster/member.h"
#include "sim/wire/json.h"

namespace twinleg::sim::wire::aster {

struct WantedOrder {
    OrderRequest request;
    bool result{false};  // newOrderRespType=RESULT: answered after matching
};

// The client's id; empty where it gave none, or one that is not allowed.
std::string client_id_of(const Json& fields);

// Errors: -1102 for what is missing, -1121, -1115 to -1117, -1128, -1130, -4015, -4061 for the
// form; -1111, -4003 to -4005, -4014, -4023 for the steps; -4016, -4024, -4131, -4164 for prices
// against the mark. An order without an id of its own is given one, made of `made_ids`.
Asked<WantedOrder> read_order(const Markets& markets, const Exchange& exchange,
                              const Member& member, const Json& fields, std::uint64_t& made_ids);

// Of an order or a change of one. Errors: -1102, -1111, -4014.
Asked<Price> read_price(const Market& market, const Json& fields);
Asked<Quantity> read_quantity(const Market& market, const Json& fields, bool market_order);
// Errors: -4016, -4024, -4164.
Asked<void> check_value(const Market& market, const Exchange& exchange, Side side, Price price,
                        Quantity quantity);

}  // namespace twinleg::sim::wire::aster
