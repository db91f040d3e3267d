#pragma once
// The other side of a simulated market.

#include <string_view>

#include "sim/wire/exchange.h"

namespace twinleg::sim::wire::test {

inline CounterpartyResult other_side(Exchange& exchange, std::string_view symbol, Side side,
                                     std::string_view price, std::string_view quantity,
                                     Force force = Force::gtc) {
    return exchange.counterparty(exchange.find(symbol)->id, side, parse_price(price).value(),
                                 parse_quantity(quantity).value(), force, false);
}

}  // namespace twinleg::sim::wire::test
