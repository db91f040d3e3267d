#include "app/reload.h"

#include <algorithm>
#include <map>

#include "app/shown_value.h"

namespace twinleg::app {

namespace {

constexpr std::string_view kNextStart = "it takes a new start";

// The lines of the engine's configuration that a person's settings make.
ConfigLines lines_asked_by(const StrategySettings& settings, const engine::Config& running) {
    auto config = running;
    config.parameters.clear();
    apply(settings, config);
    return lines_of(config);
}

bool may_change(std::string_view line) {
    return line.starts_with("risk.") || line.starts_with("parameter.");
}

}  // namespace

ConfigLines lines_of(const engine::Config& config) {
    ConfigLines out;
    const auto text = config.to_text();
    for (std::string_view rest = text; !rest.empty();) {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        const auto equals = line.find('=');
        if (equals != std::string_view::npos)
            out.emplace(line.substr(0, equals), line.substr(equals + 1));
    }
    return out;
}

std::vector<Change> changes_between(const Instance& before, const Instance& now,
                                    const engine::Config& running) {
    std::vector<Change> out;
    // What an order is of is in the executor and in the venues' open orders too.
    auto wanted = now.settings.strategy;
    wanted.size = before.settings.strategy.size;
    const auto old_lines = lines_asked_by(before.settings.strategy, running);
    const auto new_lines = lines_asked_by(wanted, running);
    for (const auto& [name, value] : new_lines) {
        const auto old = old_lines.find(name);
        const std::string was = old == old_lines.end() ? "not set" : old->second;
        if (was == value) continue;
        out.push_back({.name = name,
                       .before = was,
                       .after = value,
                       .refused = may_change(name) ? std::string{} : std::string{kNextStart}});
    }
    for (const auto& [name, value] : old_lines)
        if (!new_lines.contains(name))
            out.push_back({.name = name,
                           .before = value,
                           .after = "not set",
                           .refused = "a setting is taken away at a new start alone"});

    // All else that differs is not the engine's, or not to be changed.
    StrategySettings told = before.settings.strategy;
    Options of_strategy({}, {}, {});
    declare(of_strategy, told);
    const auto in_engine = of_strategy.setting_names();
    for (const auto& each : now.effective) {
        const auto old = std::ranges::find(before.effective, each.name, &Effective::name);
        if (old == before.effective.end() || old->value == each.value) continue;
        const bool engine = each.name != "--size" &&
                            std::ranges::find(in_engine, each.name.substr(2)) != in_engine.end();
        if (engine) continue;
        out.push_back({.name = each.name,
                       .before = each.secret ? "set" : without_password(old->value),
                       .after = each.secret ? "another" : without_password(each.value),
                       .refused = std::string{kNextStart}});
    }
    return out;
}

}  // namespace twinleg::app
