#pragma once
// What the z-score strategy says to people.

#include <optional>
#include <string>
#include <string_view>

#include "core/command.h"
#include "strategy/zscore/costs.h"

namespace twinleg::strategy::zscore {

std::string_view name(Signal signal);

// A statistic as a price, cut at 10 places; what no price can be is zero.
Price as_price(double value);

// "enter_short_a: z 2.31 (enter 2.00, exit 0.50, stop 4.00), spread 12.40, mean 3.10, …"
std::string words_of(Signal signal, const Statistics& seen, double spread,
                     const Settings& settings);
// "; sell 0.138 lighter:BTC at 60010.1 or better, buy …"
std::string advice(const View& view, const Books& books, Side side_a, Quantity coins,
                   const Settings& settings);
// "; expected gain 7.29 a coin, cost 4.10 (…), back in 40 s"
std::string prospects(const Statistics& seen, double gain, const std::optional<Costs>& costs,
                      double exit_z);
std::string too_dear(double gain, const Costs& costs, double edge);
std::string far_apart(double apart_bps, const View& view, const Settings& settings);
// Empty where both venues quote in the same currency, or a rate was given.
std::string currencies(const View& view, const Settings& settings);

}  // namespace twinleg::strategy::zscore
