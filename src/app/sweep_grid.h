#pragma once
// The points of a grid of parameters.

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace twinleg::app {

// One flag of the strategy, without its dashes, and the values it takes, as text.
struct Axis {
    std::string flag;
    std::vector<std::string> values;
};

// "long-threshold=1,2,5 short-threshold=2:4:0.5": a list, or from:to:step with both ends, exact in
// decimals. Errors: malformed, out_of_range (no values, a step that leads nowhere, more than
// 100,000 points, a flag twice), naming the axis.
Result<std::vector<Axis>> parse_grid(std::string_view text);

// One value for each axis; the last axis turns fastest.
std::vector<std::vector<std::string>> points_of(const std::vector<Axis>& axes);

}  // namespace twinleg::app
