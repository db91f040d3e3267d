#include "app/hedge_settings.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "app/catalog.h"
#include "app/ranges.h"
#include "strategy/hedge_cycle/settings.h"

namespace twinleg::app {

namespace {

struct Preset {
    std::string_view name;
    std::int64_t margin;
    std::int64_t hold_s;
    std::int64_t take_profit;
    std::int64_t stop_loss;
};

// The first is what stands where nobody chose one.
constexpr std::array kPresets{Preset{"none", 100, 300, 50, 50},
                              Preset{"low-frequency", 50, 600, 30, 30},
                              Preset{"high-frequency", 100, 180, 50, 50}};

const Preset& preset_of(const HedgeOptions& hedge) {
    const auto found = std::ranges::find(kPresets, hedge.preset, &Preset::name);
    CHECK(found != kPresets.end());
    return *found;
}

// The strategy names its parameter; a person gave a flag.
std::string flag_of(std::string text) {
    for (const auto& [parameter, flag] : {std::pair{"hold_ms:", "--hold-time:"},
                                          {"take_profit:", "--take-profit:"},
                                          {"stop_loss:", "--stop-loss:"},
                                          {"aggressive_offset:", "--aggressive-offset:"},
                                          {"margin:", "--margin:"}}) {
        if (text.starts_with(parameter))
            return flag + text.substr(std::string_view{parameter}.size());
    }
    return text;
}

void refuse(const Error& error) {
    throw CannotStart(kBadUsage, flag_of(error.message),
                      "`twinleg run hedge-cycle --help` tells what each is and its default.");
}

void write(const HedgeOptions& hedge, std::map<std::string, std::string>& parameters) {
    parameters["margin"] = to_text(hedge.margin_of_leg());
    parameters["hold_ms"] = fmt::format("{}", hedge.hold().ns / 1'000'000);
    parameters["take_profit"] = to_text(hedge.take_profit_percent());
    parameters["stop_loss"] = to_text(hedge.stop_loss_percent());
    parameters["reverse"] = hedge.reverse ? "1" : "0";
    parameters["cycle_wait_ms"] = fmt::format("{}", hedge.cycle_wait.ns / 1'000'000);
    parameters["aggressive_offset"] = to_text(hedge.aggressive_offset);
    parameters["pnl_basis"] = hedge.pnl_basis;
    parameters["sequential"] = hedge.sequential ? "1" : "0";
}

}  // namespace

Notional HedgeOptions::margin_of_leg() const {
    return margin.value_or(Notional::from_units(preset_of(*this).margin));
}
Duration HedgeOptions::hold() const {
    return hold_time.value_or(seconds(preset_of(*this).hold_s));
}
Ratio HedgeOptions::take_profit_percent() const {
    return take_profit.value_or(Ratio::from_units(preset_of(*this).take_profit));
}
Ratio HedgeOptions::stop_loss_percent() const {
    return stop_loss.value_or(Ratio::from_units(preset_of(*this).stop_loss));
}

void declare(Options& options, HedgeOptions& hedge) {
    std::vector<std::string> presets;
    for (const auto& preset : kPresets)
        presets.emplace_back(preset.name);
    options.choice("--preset", hedge.preset, presets,
                   "margin, hold time and both percentages at once, where they are not said "
                   "themselves with the same weight or more (50, 600 s, 30, 30; 100, 180 s, 50, "
                   "50)",
                   {"CROSS_HEDGE_PRESET"});
    options.add("--margin", &hedge.margin, "what one leg is worth, in quote units [100]",
                {"CROSS_HEDGE_MARGIN"});
    options.add("--hold-time", &hedge.hold_time, "close a pair after so long [300s]",
                {"CROSS_HEDGE_POSITION_HOLD_TIME"});
    options.add("--take-profit", &hedge.take_profit,
                "close both when one leg has gained so many percent [50]",
                {"CROSS_HEDGE_TAKE_PROFIT"});
    options.add("--stop-loss", &hedge.stop_loss,
                "close both when one leg has lost so many percent [50]", {"CROSS_HEDGE_STOP_LOSS"});
    options.outweighed("--preset", {"--margin", "--hold-time", "--take-profit", "--stop-loss"});
    options.add("--reverse", &hedge.reverse, "first venue SHORT, second LONG",
                {"CROSS_HEDGE_REVERSE"});
    options.add("--cycle-wait", &hedge.cycle_wait, "from the end of a round to the next",
                {"CROSS_HEDGE_CYCLE_WAIT"});
    options.add("--aggressive-offset", &hedge.aggressive_offset,
                "how far through the best price an order may trade; 0.003 is 0.3 %",
                {"CROSS_HEDGE_AGGRESSIVE_OFFSET"});
    options.choice("--pnl-basis", hedge.pnl_basis, {"price", "margin"},
                   "what the percentages are of: the entry price, or the margin the venue holds",
                   {"CROSS_HEDGE_PNL_BASIS"});
    options.add("--sequential", &hedge.sequential,
                "the second leg only once the first is filled, for what it filled",
                {"CROSS_HEDGE_SEQUENTIAL"});
}

std::vector<std::pair<std::string, std::string>> hedge_facts(const HedgeOptions& hedge) {
    return {
        {"margin", fmt::format("{} a leg, held {}, then {} until the next",
                               twinleg::to_text(hedge.margin_of_leg()), to_text(hedge.hold()),
                               to_text(hedge.cycle_wait))},
        {"threshold", fmt::format("one leg {} % up or {} % down, of its {}",
                                  twinleg::to_text(hedge.take_profit_percent()),
                                  twinleg::to_text(hedge.stop_loss_percent()), hedge.pnl_basis)}};
}

void check_ranges(const HedgeOptions& hedge) {
    std::map<std::string, std::string> parameters;
    write(hedge, parameters);
    if (const auto read = strategy::HedgeSettings::of(parameters); !read) refuse(read.error());
}

void apply(const HedgeOptions& hedge, engine::Config& config) {
    config.strategy = "hedge-cycle";
    auto& parameters = config.parameters;
    write(hedge, parameters);
    for (const auto& [name, i] : {std::pair{"first", 0U}, {"second", 1U}}) {
        const auto* venue = find_venue(config.instruments.at(i).instrument.venue_name);
        if (venue == nullptr) continue;
        parameters[std::string{name} + "_title"] = venue->title;
        parameters[std::string{name} + "_currency"] = venue->quote;
    }
    if (const auto read = strategy::HedgeSettings::of(parameters); !read) refuse(read.error());

    const Notional margin = hedge.margin_of_leg();
    for (const auto& each : config.instruments) {
        const Instrument& i = each.instrument;
        if (margin >= i.min_notional) continue;
        throw CannotStart(kBadUsage,
                          fmt::format("--margin {} is under the minimum order of {}, {} {}",
                                      to_text(margin), i.spec(), to_text(i.min_notional), i.quote),
                          fmt::format("Use --margin {} or more.", to_text(i.min_notional * 2)));
    }
    // Prices move between an opening and the look at a limit.
    config.exec.pair_value = margin * 2;
    config.risk.max_order_notional = margin * 2;
    config.risk.max_gross_notional = margin * 4;
}

}  // namespace twinleg::app
