#pragma once
// The main network's markets and rules, as far as the exchange behind them has to know.

#include "sim/wire/exchange.h"

namespace twinleg::sim::wire::lighter {

// Instruments stand in the order of markets(). Fees are those of the accounts' tiers.
ExchangeConfig exchange_config();

}  // namespace twinleg::sim::wire::lighter
