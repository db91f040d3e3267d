#pragma once
// The funding rates that the markets of an exchange paid.

#include <deque>
#include <vector>

#include "sim/wire/exchange.h"

namespace twinleg::sim::wire {

struct PaidRate {
    Ratio rate;
    Time time;
};

// Of payments that one look finds together the last is kept.
class FundingLog {
public:
    explicit FundingLog(const Exchange& exchange)
        : exchange_(exchange), paid_(exchange.instruments().size()) {}

    // Takes down what was paid since the last call.
    void look();
    // Oldest first.
    const std::deque<PaidRate>& of(InstrumentId id) const { return paid_.at(id.value); }

    static constexpr std::size_t kKept = 10'000;  // of a market

private:
    const Exchange& exchange_;
    std::vector<std::deque<PaidRate>> paid_;  // by market
};

}  // namespace twinleg::sim::wire
