#pragma once
// One number from its first event to the last check: the whole engine in a simulated world, with
// its process dying and coming back.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sim/soak/memory_journal.h"
#include "sim/soak/scenario.h"
#include "strategy/strategy.h"

namespace twinleg::sim {

// Makes the strategies of the catalog; random-pairs is made here.
using StrategyMaker =
    std::function<Result<std::unique_ptr<strategy::Strategy>>(const engine::Config&)>;

struct NumberResult {
    std::uint64_t number{0};
    std::optional<Violation> violation;
    std::vector<std::string> trace;  // of the violation: the shortest that shows it
    Duration virtual_time;
    std::uint64_t pair_trades{0};
    std::uint64_t orders{0};
    std::uint64_t events{0};
    std::uint64_t worsenings{0};
    std::uint64_t halts{0};
    FaultCounts faults;
    std::vector<Duration> unhedged;
    MemoryJournal journal;
};

NumberResult run_number(const Scenario& scenario, const StrategyMaker& make);

}  // namespace twinleg::sim
