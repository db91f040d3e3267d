#pragma once
// Thousands of simulations of the whole engine, each fixed by its number.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "sim/soak/number_run.h"

namespace twinleg::sim {

struct SoakOptions {
    std::uint64_t from{1};
    std::uint64_t numbers{500};
    std::vector<std::uint64_t> only;  // these instead
    unsigned jobs{1};
    ScenarioChoice choice;
    std::filesystem::path traces{"traces"};  // made when there is something to put there
    bool stop_at_first{false};
};

struct SoakSummary {
    std::uint64_t numbers{0};
    std::uint64_t violations{0};
    Duration virtual_time;
    std::uint64_t pair_trades{0};
    std::uint64_t orders{0};
    std::uint64_t events{0};
    std::uint64_t worsenings{0};
    std::uint64_t halts{0};
    FaultCounts faults;
    // Times back to dust of each profile, in milliseconds, sorted; and each run's longest.
    std::array<std::vector<std::int64_t>, kProfiles> unhedged_ms;
    std::array<std::vector<std::int64_t>, kProfiles> longest_ms;
};

// Runs every number, on `jobs` threads; `say` gets one line a violation, from one thread at a time:
// {"number":…,"property":"…","time_ms":…,"what":"…","trace":"FILE"}.
SoakSummary run_soak(const SoakOptions& options, const StrategyMaker& make,
                     const std::function<void(const std::string&)>& say);

// The line at the end:
// {"numbers":M,"violations":0,"virtual_hours":0,"pair_trades":0,"faults":{…},…}
std::string to_json(const SoakSummary& summary);

}  // namespace twinleg::sim
