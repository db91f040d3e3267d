#include "app/zscore_settings.h"

#include <algorithm>

#include <fmt/format.h>

#include "strategy/zscore/settings.h"

namespace twinleg::app {

namespace {

// Ten decimals at most, and none that are not there: what the strategy reads is what was said.
std::string decimal_text(double value) {
    std::string text = fmt::format("{:.10f}", value);
    while (text.ends_with('0'))
        text.pop_back();
    if (text.ends_with('.')) text.pop_back();
    return text;
}

std::string seconds_text(Duration value) {
    return to_text(Ratio::from_raw(value.ns * 10));
}

// "enter_z" → "--enter-z".
std::string as_flags(std::string text) {
    for (const std::string_view name :
         {"enter_z", "exit_z", "stop_z", "lookback_secs", "min_stddev_bps", "min_hold_secs",
          "min_reentry_secs", "max_entries_per_day", "max_gross_notional_usd", "max_legs",
          "min_liquidity_usd", "max_slippage_bps", "min_edge_bps", "fill_timeout_secs", "rate_a",
          "rate_b", "transfer_bps", "max_basis_bps"}) {
        std::string flag{name};
        std::ranges::replace(flag, '_', '-');
        for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + 2)) {
            text.replace(at, name.size(), "--" + flag);
        }
    }
    return text;
}

}  // namespace

Notional ZScoreSettings::slice() const {
    const auto slices = opening == "whole" ? 1 : std::max<std::uint64_t>(max_legs, 1);
    return Notional::from_raw(max_gross_notional.raw() / static_cast<Int128>(slices) / 2);
}

void declare(Options& options, ZScoreSettings& s) {
    options.choice("--trading", s.trading, {"auto", "remind"},
                   "act on signals, or only tell them and send nothing", {"TRADING_MODE"});
    options.choice("--price", s.price, {"mid", "last", "mark", "index"},
                   "what is compared: mid of the books, last trade, mark or index price");
    options.add("--rate-a", &s.rate_a,
                "what one unit of the first venue's quote currency counts for, e.g. 0.9995");
    options.add("--rate-b", &s.rate_b, "the same of the second venue");
    options.add("--lookback,--lookback-secs", &s.lookback,
                "window of mean and deviation; no signal before it is full", {"LOOKBACK_SECS"});
    options.add("--enter-z-high,--enter-z", &s.enter_z, "enter so many deviations from the mean",
                {"ENTER_Z", "ENTER_Z_HIGH"});
    options.add("--exit-z-low,--exit-z", &s.exit_z, "leave within so many",
                {"EXIT_Z", "EXIT_Z_LOW"});
    options.add("--stop-z", &s.stop_z, "close everything at so many", {"STOP_Z"});
    options.add("--min-stddev-bps", &s.min_stddev_bps,
                "no signal while the deviation is below, in bps of the price");
    options.add("--min-hold,--min-hold-secs", &s.min_hold, "no exit before it", {"MIN_HOLD_SECS"});
    options.add("--min-reentry,--min-reentry-secs", &s.min_reentry,
                "no entry so soon after a close", {"MIN_REENTRY_SECS"});
    options.add("--max-entries-per-day", &s.max_entries_per_day,
                "entries in a day of UTC; 0: no limit", {"MAX_ENTRIES_PER_DAY"});
    options.add("--max-gross-notional,--max-gross-notional-usd", &s.max_gross_notional,
                "value of both legs together, at most", {"MAX_GROSS_NOTIONAL_USD"});
    options.add("--max-legs", &s.max_legs, "slices of it", {"MAX_LEGS"});
    options.add("--min-liquidity,--min-liquidity-usd", &s.min_liquidity,
                "each side of both books holds so much within --max-slippage-bps; 0: any",
                {"MIN_LIQUIDITY_USD"});
    options.add("--max-slippage-bps", &s.max_slippage_bps, "worst price, from the best",
                {"MAX_SLIPPAGE_BPS"});
    options.choice("--cost-check", s.cost_check, {"on", "off"},
                   "enter only where the way back to the exit threshold pays fees, slippage and "
                   "funding");
    options.add("--min-edge-bps", &s.min_edge_bps, "and so much more, in bps of the price");
    options.add("--transfer-bps", &s.transfer_bps,
                "what a round costs in collateral that is moved between the venues, counted with "
                "the costs, in bps of the price");
    options.add("--max-basis-bps", &s.max_basis_bps,
                "no entry while the prices, each times its rate, are further apart; 0: any");
    options.choice("--drift", s.drift, {"on", "off"},
                   "hold against entries what funding moves the mean by");
    options.choice("--opening", s.opening, {"slices", "whole"}, "open in slices or in one go");
    options.choice("--closing", s.closing, {"slices", "whole"}, "close in slices or in one go");
    options.choice("--entry", s.entry, {"thin-first", "together", "limit"},
                   "take the thinner side first, both at once, or rest there first");
    options.add("--fill-timeout,--fill-timeout-secs", &s.fill_timeout,
                "with --entry limit: what has not filled then is taken");
}

void apply(const ZScoreSettings& s, std::map<std::string, std::string>& parameters) {
    parameters["trading"] = s.trading;
    parameters["price"] = s.price;
    parameters["rate_a"] = to_text(s.rate_a);
    parameters["rate_b"] = to_text(s.rate_b);
    parameters["lookback_secs"] = seconds_text(s.lookback);
    parameters["enter_z"] = decimal_text(s.enter_z);
    parameters["exit_z"] = decimal_text(s.exit_z);
    parameters["stop_z"] = decimal_text(s.stop_z);
    parameters["min_stddev_bps"] = decimal_text(s.min_stddev_bps);
    parameters["min_hold_secs"] = seconds_text(s.min_hold);
    parameters["min_reentry_secs"] = seconds_text(s.min_reentry);
    parameters["max_entries_per_day"] = fmt::format("{}", s.max_entries_per_day);
    parameters["max_gross_notional_usd"] = to_text(s.max_gross_notional);
    parameters["max_legs"] = fmt::format("{}", s.max_legs);
    parameters["min_liquidity_usd"] = to_text(s.min_liquidity);
    parameters["max_slippage_bps"] = fmt::format("{}", s.max_slippage_bps);
    parameters["cost_check"] = s.cost_check;
    parameters["min_edge_bps"] = decimal_text(s.min_edge_bps);
    parameters["transfer_bps"] = decimal_text(s.transfer_bps);
    parameters["max_basis_bps"] = decimal_text(s.max_basis_bps);
    parameters["drift"] = s.drift;
    parameters["opening"] = s.opening;
    parameters["closing"] = s.closing;
    parameters["entry"] = s.entry;
    parameters["fill_timeout_secs"] = seconds_text(s.fill_timeout);
    if (const auto read = strategy::zscore::read_settings(parameters); !read)
        throw CannotStart(kBadUsage, as_flags(read.error().message),
                          "`twinleg run zscore --help` tells what each is and its default.");
}

std::vector<std::pair<std::string, std::string>> zscore_facts(const ZScoreSettings& s) {
    return {
        {"size", fmt::format("{} slices of {} a leg; {} of both legs at most", s.max_legs,
                             to_text(s.slice(), 2), to_text(s.max_gross_notional))},
        {"threshold", fmt::format("enter {}, exit {}, stop {} deviations; of the {} price over {}",
                                  decimal_text(s.enter_z), decimal_text(s.exit_z),
                                  decimal_text(s.stop_z), s.price, to_text(s.lookback))},
        {"trading", s.trading == "auto" ? "automatic" : "reminding only: nothing is sent"}};
}

Quantity largest_slice(const ZScoreSettings& settings, Price price) {
    const auto coins = static_cast<std::int64_t>(settings.slice().raw() * 2 / price.raw());
    // A round number, for people: cut to three places where there is anything in front of them.
    const Quantity step = parse_quantity("0.001").value();
    const Quantity exact = Quantity::from_raw(coins);
    return exact > step ? cut_to(exact, step) : exact;
}

}  // namespace twinleg::app
