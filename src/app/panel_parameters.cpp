#include "app/panel_parameters.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

#include "app/options.h"
#include "app/reload.h"
#include "app/strategy_settings.h"
#include "sim/templates.h"

namespace twinleg::app {

namespace {

using panel::Parameter;

constexpr std::string_view kRisk = "risk.";
constexpr std::string_view kParameter = "parameter.";

// Limits as risk/limits.h has them; bounds as Limits::validate() holds them. `least`: "0", or the
// smallest that is above it.
struct Limit {
    std::string_view name;
    std::string_view type;
    std::string_view unit;
    std::string_view least;
    std::string_view most;
    std::string_view summary;  // empty: an option has it
};
constexpr std::string_view kAbove = "0.00000001";
constexpr std::array kLimits{
    Limit{"price_collar", "decimal", "ratio", kAbove, "1",
          "an order's price, from our mid and from the venue's mark; not a flatten's"},
    Limit{"max_order_quantity", "decimal", "contracts", "0", "", "of one order; 0: none"},
    Limit{"max_order_notional", "decimal", "quote", kAbove, "", "value of one order"},
    Limit{"max_position", "decimal", "coins", "0", "",
          "at one venue, open orders counted; 0: none"},
    Limit{"max_exposure", "decimal", "coins", "0", "",
          "over all venues, open orders counted; 0: two pair trades"},
    Limit{"max_gross_notional", "decimal", "quote", kAbove, "",
          "value of all positions together, without their signs"},
    Limit{"position_balance", "decimal", "coins", "0", "", "exposure that is alarming; 0: none"},
    Limit{"orders_per_minute", "integer", "", "1", "1000000", ""},
    Limit{"pairs_per_minute", "integer", "", "1", "1000000", ""},
    Limit{"duplicate_window_ns", "duration", "ns", "0", "",
          "two orders alike within it are one too many"},
    Limit{"daily_loss", "decimal", "quote", "0", "", ""},
    Limit{"max_drawdown", "decimal", "quote", "0", "", ""},
    Limit{"max_browser_latency_ns", "duration", "ns", "1", "",
          "no new risk while the page in the browser takes longer"},
    Limit{"max_hedge_latency_ns", "duration", "ns", "1", "",
          "no new risk while a hedge takes longer"},
    Limit{"breaker_errors", "integer", "", "1", "1000000", ""},
    Limit{"breaker_window_ns", "duration", "ns", "1", "", "what the breaker looks back over"},
    Limit{"breaker_error_rate", "decimal", "ratio", kAbove, "1",
          "errors' share of the last orders that stops trading, from 20 orders on"},
    Limit{"breaker_pause_ns", "duration", "ns", "1", "", ""},
    Limit{"reducing_hold_ns", "duration", "ns", "0", "",
          "the cause of reducing must be gone for so long"},
    Limit{"max_clock_offset_ns", "duration", "ns", "0", "", "a venue's clock from ours; 0: any"},
    Limit{"max_move", "decimal", "ratio", "0", "",
          "no new risk while a mid has moved further within move_window; 0: any"},
    Limit{"move_window_ns", "duration", "ns", "1", "", "of max_move"},
    Limit{"min_depth", "decimal", "quote", "0", "",
          "no new risk while a side of a book holds less within depth_within; 0: any"},
    Limit{"depth_within", "decimal", "ratio", kAbove, "1", "of min_depth, from the mid"},
    Limit{"min_liquidation_distance", "decimal", "ratio", "0", "1",
          "share of the price that a venue may be from liquidating; nearer, positions are "
          "reduced; 0: any"},
};

// What text alone does not tell of a strategy's parameter.
struct Shape {
    std::string_view ending;
    std::string_view type;
    std::string_view unit;
};
constexpr std::array kShapes{
    Shape{"_ms", "duration", "ms"},
    Shape{"_secs", "decimal", "s"},
    Shape{"_bps", "decimal", "bps"},
    Shape{"_usd", "decimal", "quote"},
    Shape{"_z", "decimal", "deviations"},
    Shape{"threshold", "decimal", "quote"},
    Shape{"_offset", "decimal", "quote"},
    Shape{"size", "decimal", "coins"},
    Shape{"max_position", "decimal", "coins"},
    Shape{"margin", "decimal", "quote"},
    Shape{"take_profit", "decimal", "%"},
    Shape{"stop_loss", "decimal", "%"},
};
// Whole numbers, and what is a fact of the run, not a choice.
constexpr std::array<std::string_view, 6> kWhole{
    "samples",    "max_legs", "max_entries_per_day", "max_slippage_bps", "max_reprices_per_minute",
    "max_samples"};
constexpr std::array<std::string_view, 7> kFixed{
    "size",           "first_title",    "second_title", "first_currency", "second_currency",
    "first_contract", "second_contract"};

// The configuration leaves out what was later than the first journals where it is as usual.
ConfigLines all_lines_of(const engine::Config& config) {
    auto out = lines_of(config);
    const risk::Limits usual;
    out.emplace("risk.max_clock_offset_ns", std::to_string(usual.max_clock_offset.ns));
    out.emplace("risk.max_move", to_text(usual.max_move));
    out.emplace("risk.move_window_ns", std::to_string(usual.move_window.ns));
    out.emplace("risk.min_depth", to_text(usual.min_depth));
    out.emplace("risk.depth_within", to_text(usual.depth_within));
    out.emplace("risk.min_liquidation_distance", to_text(usual.min_liquidation_distance));
    return out;
}

std::vector<Options::Described> options_of(std::string_view strategy) {
    auto settings = default_settings(strategy);
    Options options({}, {}, {});
    declare(options, settings);
    return options.described();
}

// "breaker_pause_ns" is set by --breaker-pause, "lookback_secs" by --lookback-secs or --lookback.
const Options::Described* option_of(const std::vector<Options::Described>& options,
                                    std::string_view name) {
    std::vector<std::string> flags;
    const auto add = [&](std::string_view text) {
        std::string flag = "--" + std::string{text};
        std::ranges::replace(flag, '_', '-');
        flags.push_back(std::move(flag));
    };
    add(name);
    for (const std::string_view unit : {"_ns", "_ms", "_secs", "_usd"})
        if (name.ends_with(unit)) add(name.substr(0, name.size() - unit.size()));
    if (name == "hold_ms") add("hold-time");
    for (const auto& flag : flags)
        for (const auto& option : options)
            if (std::ranges::find(option.names, flag) != option.names.end()) return &option;
    return nullptr;
}

Parameter limit(const Limit& of, const ConfigLines& now, const ConfigLines& standard,
                const std::vector<Options::Described>& options) {
    Parameter out{.name = std::string{kRisk} + std::string{of.name},
                  .type = std::string{of.type},
                  .unit = std::string{of.unit},
                  .minimum = std::string{of.least},
                  .maximum = std::string{of.most},
                  .summary = std::string{of.summary}};
    if (const auto found = now.find(out.name); found != now.end()) out.value = found->second;
    if (const auto found = standard.find(out.name); found != standard.end())
        out.standard = found->second;
    if (const auto* option = option_of(options, of.name); option != nullptr && out.summary.empty())
        out.summary = option->help;
    return out;
}

Parameter parameter(std::string_view name, std::string_view value, const ConfigLines& standard,
                    const std::vector<Options::Described>& options) {
    Parameter out{.name = std::string{kParameter} + std::string{name},
                  .value = std::string{value},
                  .type = "decimal",
                  .minimum = name.ends_with("threshold") || name == "threshold_offset" ? "" : "0"};
    if (const auto found = standard.find(out.name); found != standard.end())
        out.standard = found->second;
    for (const auto& shape : kShapes) {
        if (!name.ends_with(shape.ending)) continue;
        out.type = shape.type;
        out.unit = shape.unit;
        break;
    }
    if (std::ranges::find(kWhole, name) != kWhole.end()) out.type = "integer";
    if (const auto* option = option_of(options, name)) {
        out.summary = option->help;
        out.choices = option->words;
    }
    if (!out.choices.empty()) out.type = "choice";
    if (name == "reverse" || name == "sequential") {
        out.type = "boolean";
        out.choices = {"0", "1"};
    }
    if (out.type == "choice" || out.type == "boolean") out.minimum.clear();
    out.changeable = std::ranges::find(kFixed, name) == kFixed.end();
    if (!out.changeable && out.unit.empty()) out.type = "text";
    return out;
}

}  // namespace

std::optional<engine::Config> standard_config(std::string_view strategy,
                                              const engine::Config& running) {
    try {
        auto settings = default_settings(strategy);
        const auto market = sim::flow_of(running.instruments.at(0).instrument.base);
        complete(settings, market ? std::optional{market->start} : std::nullopt);
        // market-spread has no size of its own.
        if (!settings.size && running.exec.pair_quantity.is_positive())
            settings.size = running.exec.pair_quantity;
        auto config = running;
        config.risk = {};
        config.parameters.clear();
        apply(settings, config);
        return config;
    } catch (const CannotStart&) {
        return std::nullopt;  // the strategy's own size cannot be traded here
    }
}

std::vector<panel::Parameter> describe_parameters(const engine::Config& running,
                                                  const std::optional<engine::Config>& standard) {
    const auto options = options_of(running.strategy);
    const auto now = all_lines_of(running);
    const auto usual = standard ? all_lines_of(*standard) : ConfigLines{};
    std::vector<Parameter> out;
    for (const auto& each : kLimits)
        out.push_back(limit(each, now, usual, options));
    for (const auto& [name, value] : running.parameters)
        out.push_back(parameter(name, value, usual, options));
    return out;
}

}  // namespace twinleg::app
