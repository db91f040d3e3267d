#pragma once
// The list of concrete venues and strategies. Only this folder names them.

#include <span>
#include <string_view>

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
const VenueEntry* find_venue(std::string_view name);

}  // namespace twinleg::app
