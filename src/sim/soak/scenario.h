#pragma once
// What one number is: its venues, instruments, faults, strategy, and what the engine is told of
// them.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "engine/config.h"
#include "sim/check/checker.h"
#include "sim/soak/random_pairs.h"
#include "sim/world.h"

namespace twinleg::sim {

// The rows of EXECUTION's last table.
enum class Profile : std::uint8_t {
    none,       // nothing fails
    latencies,  // slow venues with taker delays and nonces
    faults,     // loss, delay, duplicates, 5xx, lost replies, refusals
    crashes,    // and the process dies and comes back
    frozen,     // and venues freeze, and streams go down
    person,     // and somebody else trades on the account
};
inline constexpr std::size_t kProfiles = 6;
std::string_view name(Profile profile);
// Errors: unsupported, naming those there are.
Result<Profile> profile_named(std::string_view name);

struct ScenarioChoice {
    std::string strategy;            // empty: drawn
    std::optional<Profile> profile;  // nothing: drawn
    Duration lasts{minutes(10)};
};

struct Scenario {
    std::uint64_t number{0};
    Profile profile{Profile::none};
    WorldConfig world;
    engine::Config engine;
    RandomPairsConfig random;  // where the strategy is random-pairs
    Bounds bounds;
    Duration lasts;
    Duration crash_gap;  // mean time between crashes; zero: never
    Duration down_most;  // how long a dead process stays dead
    bool power_loss{false};
    bool full_disk{false};  // the journal refuses at some moment; a crash follows soon
    bool kills{false};      // an operator kills, flattens and resets now and then
    bool verify{false};     // at the end the journal is run again
};

// Everything is drawn from the number; the same number and choice make the same scenario.
Scenario scenario_of(std::uint64_t number, const ScenarioChoice& choice);

}  // namespace twinleg::sim
