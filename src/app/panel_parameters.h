#pragma once
// Limits and parameters as a form wants them: type, unit, bounds, default, and what each is for.

#include <optional>
#include <string_view>
#include <vector>

#include "engine/config.h"
#include "panel/board.h"

namespace twinleg::app {

// What the strategy's defaults make of a desk with these instruments; nothing where they cannot be
// traded with.
std::optional<engine::Config> standard_config(std::string_view strategy,
                                              const engine::Config& running);

// Every limit of risk::Limits, and every parameter of the strategy, with their values in `running`,
// spelt as the engine spells them (durations in nanoseconds or in what the name says). Where an
// option of the strategy sets one, its help is the summary. Pure.
std::vector<panel::Parameter> describe_parameters(const engine::Config& running,
                                                  const std::optional<engine::Config>& standard);

}  // namespace twinleg::app
