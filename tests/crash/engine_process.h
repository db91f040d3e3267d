#pragma once
// The engine in a process of its own, with a real journal, that dies where it is told to.

#include <cstdint>
#include <filesystem>

#include "runtime/recovery.h"
#include "sim/soak/scenario.h"

namespace twinleg::crash {

// SIGKILL to itself; zero: never.
struct Death {
    std::uint64_t after_records{0};  // events and commands that this process recorded
    std::uint64_t after_sends{0};    // commands that this process sent
};

// How it ended, as an exit code.
enum Ending : int { kEnded = 0, kNotEnded = 5, kCannotStart = 2, kHostGone = 9 };

// Connects to the venues at `socket`, recovers `data`, trades until it was asked to stop and is
// flat, tells the venues that it is done. Returns an Ending, or does not return.
int run_engine(const sim::Scenario& scenario, const std::filesystem::path& socket,
               const std::filesystem::path& data, const Death& death);

// An engine with the strategy of the scenario.
runtime::EngineFactory factory_of(const sim::Scenario& scenario);

}  // namespace twinleg::crash
