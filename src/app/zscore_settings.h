#pragma once
// The settings of the z-score strategy, as document 002 names them, on a command line.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "app/options.h"

namespace twinleg::app {

struct ZScoreSettings {
    std::string trading{"auto"};
    std::string price{"mid"};
    Price rate_a{Price::from_units(1)};
    Price rate_b{Price::from_units(1)};
    Duration lookback{seconds(900)};
    double enter_z{2.0};
    double exit_z{0.5};
    double stop_z{4.0};
    double min_stddev_bps{0};
    Duration min_hold{seconds(30)};
    Duration min_reentry{seconds(60)};
    std::uint64_t max_entries_per_day{0};
    Notional max_gross_notional{Notional::from_units(50'000)};
    std::uint64_t max_legs{3};
    Notional min_liquidity{Notional::from_units(25'000)};
    std::uint64_t max_slippage_bps{10};
    std::string cost_check{"on"};
    double min_edge_bps{0};
    double transfer_bps{0};
    double max_basis_bps{100};
    std::string drift{"on"};
    std::string opening{"slices"};
    std::string closing{"whole"};
    std::string entry{"thin-first"};
    Duration fill_timeout{seconds(5)};

    // One leg of a slice, in quote units.
    Notional slice() const;
};

void declare(Options& options, ZScoreSettings& settings);

// Into the strategy's parameters. Throws CannotStart (kBadUsage) for what the strategy refuses,
// naming the flags.
void apply(const ZScoreSettings& settings, std::map<std::string, std::string>& parameters);

// What a person is told of them at the start.
std::vector<std::pair<std::string, std::string>> zscore_facts(const ZScoreSettings& settings);

// The most coins of one slice where a person does not say: twice its value at `price`, so that a
// coin that has become cheaper can still be traded in whole slices.
Quantity largest_slice(const ZScoreSettings& settings, Price price);

}  // namespace twinleg::app
