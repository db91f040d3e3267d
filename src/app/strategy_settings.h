#pragma once
// The settings of one strategy on one pair of instruments, as its document names them: shared by
// `run` and `replay`.

#include <optional>
#include <string>
#include <string_view>

#include "app/hedge_settings.h"
#include "app/options.h"
#include "app/zscore_settings.h"
#include "engine/config.h"
#include "risk/limits.h"

namespace twinleg::app {

struct StrategySettings {
    std::string strategy;
    std::optional<Quantity> size;  // coins of one order
    Quantity max_position;         // coins at one venue; zero: none, in market-spread only
    std::optional<Price> long_threshold;
    std::optional<Price> short_threshold;
    Price threshold_offset{Price::from_units(10)};
    std::uint64_t samples{100};
    Duration fill_timeout{seconds(5)};
    Duration check_interval{milliseconds(100)};
    Notional daily_loss{Notional::from_units(500)};
    Notional max_drawdown;  // zero: none
    // How often, and when the circuit breaker stops it: the engine's own defaults unless said.
    std::uint64_t reprices_per_minute{30};  // makers placed; maker-taker only
    std::uint64_t orders_per_minute{risk::Limits{}.orders_per_minute};
    std::uint64_t pairs_per_minute{risk::Limits{}.pairs_per_minute};
    std::uint64_t breaker_errors{risk::Limits{}.breaker_errors};
    Duration breaker_pause{risk::Limits{}.breaker_pause};
    ZScoreSettings zscore;
    HedgeOptions hedge;  // hedge-cycle only, which knows none of the sizes and thresholds
};

// The strategy's own defaults. Throws CannotStart where there is no such strategy, naming the
// nearest.
StrategySettings default_settings(std::string_view strategy);

// What `--strategy` says, which decides which flags there are and so is looked for first.
std::optional<std::string> strategy_in(const std::vector<std::string>& arguments);

// Declares the flags that this strategy knows, with the short forms and environment names of its
// document.
void declare(Options& options, StrategySettings& settings);

// Fills in the size where the strategy's is in money: `price` is the coin's, roughly, and the same
// at each start (what a journal was begun with must fit). Nothing: not known; then a size must have
// been said.
void complete(StrategySettings& settings, std::optional<Price> price);

// Holds the settings against the instruments (two, with ids set) and writes them into `config`:
// its strategy, parameters, limits and executor.
//
// Throws CannotStart (kBadUsage) for what can never trade: a size that is not above zero, not on
// the lot, under a minimum of a venue, or above the largest position.
void apply(const StrategySettings& settings, engine::Config& config);

}  // namespace twinleg::app
