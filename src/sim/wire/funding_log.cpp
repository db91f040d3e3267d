#include "sim/wire/funding_log.h"

namespace twinleg::sim::wire {

void FundingLog::look() {
    for (const Instrument& each : exchange_.instruments()) {
        const MarketFacts& facts = exchange_.facts(each.id);
        auto& paid = paid_.at(each.id.value);
        if (!facts.last_funding.known()) continue;
        if (!paid.empty() && paid.back().time >= facts.last_funding) continue;
        paid.push_back({facts.last_funding_rate, facts.last_funding});
        if (paid.size() > kKept) paid.pop_front();
    }
}

}  // namespace twinleg::sim::wire
