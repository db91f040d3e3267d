#pragma once
// The list of concrete venues and strategies. Only this folder names them.

#include <memory>
#include <span>
#include <string_view>

#include "core/result.h"
#include "engine/config.h"

namespace twinleg::engine {
class Engine;
}
namespace twinleg::strategy {
class Strategy;
}
namespace twinleg::venues {
struct VenueKind;
}

namespace twinleg::app {

// What the program can do at a venue today.
struct VenueEntry {
    std::string_view name;       // "lighter", as in `--first lighter`
    std::string_view title;      // "Lighter"
    std::string_view btc;        // its BTC perpetual, in its own spelling
    std::string_view quote;      // currency of prices and collateral
    std::string_view signature;  // of orders
    bool simulated{false};       // --mode sim
    bool paper{false};           // its real books can be read
    bool live{false};            // orders can be sent
};

std::span<const VenueEntry> venues();

struct StrategyEntry {
    std::string_view name;  // as in `twinleg run NAME`
    std::string_view summary;
    std::string_view first;  // venues unless said; the first is where a maker rests
    std::string_view second;
};

std::span<const StrategyEntry> strategies();

// Null where there is none of that name.
const StrategyEntry* find_strategy(std::string_view name);

// The strategy that a configuration names, with its parameters.
// Errors: missing (no such strategy), malformed or out_of_range, naming the parameter.
Result<std::unique_ptr<strategy::Strategy>> make_strategy(const engine::Config& config);

// An engine with that strategy, as new. Errors: the same, and what the engine cannot trade with.
Result<std::unique_ptr<engine::Engine>> make_engine(const engine::Config& config);

const VenueEntry* find_venue(std::string_view name);

// How to reach it; null where it cannot be reached yet.
const venues::VenueKind* find_kind(std::string_view name);

}  // namespace twinleg::app
