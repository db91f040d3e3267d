#pragma once
// The dead-man switch: one countdown for each account and symbol. Source: page § 12.

#include <map>
#include <utility>

#include "sim/wire/exchange.h"

namespace twinleg::sim::wire::aster {

class DeadMan {
public:
    // Replaces the running countdown; zero stops it.
    void set(AccountIndex account, InstrumentId instrument, Duration countdown, Time now);
    // Cancels the orders of every countdown that is over. Each fires once.
    void look(Exchange& exchange, Time now);

private:
    std::map<std::pair<AccountIndex, InstrumentId>, Time> due_;
};

}  // namespace twinleg::sim::wire::aster
