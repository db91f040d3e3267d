#pragma once
// The settings of hedge-cycle, as document 003 names them.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/options.h"
#include "engine/config.h"

namespace twinleg::app {

// What is not said comes from the preset, and what that does not say from the strategy.
struct HedgeOptions {
    std::string preset{"none"};
    std::optional<Notional> margin;  // value of one leg, in quote units
    std::optional<Duration> hold_time;
    std::optional<Ratio> take_profit;  // percent
    std::optional<Ratio> stop_loss;    // percent
    bool reverse{false};
    Duration cycle_wait{seconds(20)};
    Ratio aggressive_offset{Ratio::from_raw(30'000'000)};  // 0.003
    std::string pnl_basis{"price"};
    bool sequential{false};

    // With the preset's.
    Notional margin_of_leg() const;
    Duration hold() const;
    Ratio take_profit_percent() const;
    Ratio stop_loss_percent() const;
};

void declare(Options& options, HedgeOptions& hedge);

// What a person is told of them at the start.
std::vector<std::pair<std::string, std::string>> hedge_facts(const HedgeOptions& hedge);

// Parameters, limits and the largest pair trade. Throws CannotStart (kBadUsage) for what can never
// trade.
void apply(const HedgeOptions& hedge, engine::Config& config);

}  // namespace twinleg::app
