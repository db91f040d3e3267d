// Limits and parameters that an operator changes while the desk runs. The event in the journal is
// the record of who asked; the notice behind it says what came of it.

#include "engine/parts.h"

namespace twinleg::engine {

void Engine::Parts::change(const SettingAsked& asked) {
    constexpr std::string_view kParameter = "parameter.";
    const std::string_view name = asked.name.view();
    const std::string_view value = asked.value.view();
    const auto before = name.starts_with(kParameter)
                            ? change_parameter(name.substr(kParameter.size()), value)
                            : change_limit(name, value);
    std::string text{name};
    if (before)
        text.append(" is ").append(value).append(" now, it was ").append(*before);
    else
        text.append(" stays as it is: ").append(before.error().message);
    if (!asked.by.empty()) text.append(" (asked for by ").append(asked.by.view()).append(")");
    emit(Notice{before ? Severity::info : Severity::warning, std::move(text)});
    settle_wanted = true;
}

Result<std::string> Engine::Parts::change_limit(std::string_view name, std::string_view value) {
    auto before = config.change_limit(name, value);
    if (!before) return before;
    gate.limits() = config.risk;
    breaker.restate(config.risk);
    losses.restate(config.risk);
    modes.restate(config.risk);
    next_look = now;
    return before;
}

Result<std::string> Engine::Parts::change_parameter(std::string_view key, std::string_view value) {
    auto wanted = config.parameters;
    auto& parameter = wanted[std::string{key}];
    std::string before = parameter.empty() ? "not set" : parameter;
    parameter = value;
    if (const auto taken = strategy->reconfigure(wanted); !taken)
        return std::unexpected{taken.error()};
    config.parameters = std::move(wanted);
    return before;
}

}  // namespace twinleg::engine
