#pragma once
// Takes both legs at once when one venue's bid stands above the other's ask by more than a
// threshold (document 004).

#include <map>
#include <memory>
#include <string>

#include "core/result.h"
#include "strategy/signal/spread_window.h"
#include "strategy/strategy.h"

namespace twinleg::strategy {

// buy first, sell second  when  second.bid > first.ask + long_threshold
// sell first, buy second  when  first.bid > second.ask + short_threshold
//
// What it tells of statistics is over the last hundred spreads that it told; it decides by none.
class MarketSpread final : public Strategy {
public:
    struct Settings {
        Quantity size;          // coins
        Quantity max_position;  // coins at one venue; zero: none
        Price long_threshold{Price::from_units(5)};
        Price short_threshold{Price::from_units(5)};
        Duration check_interval{milliseconds(100)};
        Duration tell_every{seconds(1)};  // what it sees; zero: each change of either mid
        Ratio slippage{basis_points(3)};  // the worst price is so far through the best
    };
    static Result<std::unique_ptr<Strategy>> create(
        const std::map<std::string, std::string>& parameters);
    // Errors: missing, malformed, out_of_range, naming the parameter.
    static Result<Settings> read(const std::map<std::string, std::string>& parameters);
    explicit MarketSpread(Settings settings) : settings_(settings) {}

    std::string_view name() const override { return "market-spread"; }
    void on_event(const Event& event, const View& view, Wishes& out) override;
    Duration check_interval() const override { return settings_.check_interval; }
    Result<void> reconfigure(const std::map<std::string, std::string>& parameters) override;

private:
    static constexpr std::size_t kToldSpreads = 100;

    Settings settings_;
    SpreadWindow spreads_{kToldSpreads};  // those that were told last
    Evaluated last_told_;
    Time told_;
};

}  // namespace twinleg::strategy
