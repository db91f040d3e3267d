#include "app/strategy_settings.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/catalog.h"
#include "app/nearest.h"
#include "app/ranges.h"

namespace twinleg::app {

namespace {

Quantity decimal(std::string_view text) {
    const auto value = parse_quantity(text);
    CHECK(value.has_value());
    return *value;
}

[[noreturn]] void cannot_trade(const std::string& what, const std::string& mend) {
    throw CannotStart(kBadUsage, what, mend);
}

void check_size(Quantity size, const Instrument& instrument) {
    const auto least = std::max(instrument.min_quantity, instrument.lot);
    if (size < least)
        cannot_trade(
            fmt::format("--size {} is under the minimum of {}, {}", to_text(size),
                        instrument.spec(), to_text(least)),
            fmt::format("Use --size {} or more.", to_text(ceil_to(least, instrument.lot))));
    if (!is_multiple(size, instrument.lot)) {
        const auto below = floor_to(size, instrument.lot);
        cannot_trade(fmt::format("--size {} is not a multiple of the lot of {}, {}", to_text(size),
                                 instrument.spec(), to_text(instrument.lot)),
                     fmt::format("Use {} or {}.", to_text(below), to_text(below + instrument.lot)));
    }
}

void check_count(std::string_view flag, std::uint64_t count,
                 std::string_view why = "is more than anybody could send") {
    constexpr std::uint64_t kMost = 1'000'000;
    if (count > kMost)
        cannot_trade(fmt::format("{} {} {}", flag, count, why),
                     fmt::format("The most is {}.", kMost));
}

// Strategies count in milliseconds.
void check_time(std::string_view flag, Duration time, const std::string& mend) {
    if (time < milliseconds(1))
        cannot_trade(fmt::format("{} {} is under a millisecond", flag, to_text(time)), mend);
}

// Of the z-score strategy: its position is limited in money, and a slice is whatever fits.
void check_slices(const ZScoreSettings& settings, const engine::Config& config) {
    for (const auto& each : config.instruments) {
        const Notional least = each.instrument.min_notional;
        if (settings.slice() >= least) continue;
        cannot_trade(
            fmt::format("a slice is worth {} a leg, under the minimum of {}, {}",
                        to_text(settings.slice(), 2), each.instrument.spec(), to_text(least)),
            "Make --max-gross-notional-usd larger, or --max-legs smaller.");
    }
}

void check_position(const StrategySettings& settings) {
    if (settings.max_position.is_negative())
        cannot_trade(fmt::format("--max-position {} is negative", to_text(settings.max_position)),
                     "Give the largest position at one venue, e.g. --max-position 0.01.");
    if (settings.max_position.is_zero() && settings.strategy != "market-spread")
        cannot_trade("--max-position 0 would let nothing be traded",
                     "Give the largest position at one venue; only market-spread knows no limit.");
    if (!settings.max_position.is_zero() && settings.size && *settings.size > settings.max_position)
        cannot_trade(
            fmt::format("--size {} is over --max-position {}: nothing could ever be traded",
                        to_text(*settings.size), to_text(settings.max_position)),
            "Make the size smaller, or the largest position larger.");
}

void check_rates(const StrategySettings& settings) {
    for (const auto& [flag, rate] :
         {std::pair{"--reprices-per-minute", settings.reprices_per_minute},
          {"--orders-per-minute", settings.orders_per_minute},
          {"--pairs-per-minute", settings.pairs_per_minute}}) {
        if (rate == 0)
            cannot_trade(fmt::format("{} 0 would let nothing be traded", flag),
                         "Leave it out for the usual rate.");
        check_count(flag, rate);
    }
    check_count("--breaker-errors", settings.breaker_errors);
    check_time("--breaker-pause", settings.breaker_pause, "Say how long trading stops, e.g. 5m.");
    for (const auto& [flag, limit] : {std::pair{"--daily-loss", settings.daily_loss},
                                      {"--max-drawdown", settings.max_drawdown}})
        if (limit.is_negative())
            cannot_trade(fmt::format("{} {} is negative", flag, to_text(limit)),
                         "Give the loss without a sign, e.g. 500; 0 is no limit.");
}

void check_thresholds(const StrategySettings& settings) {
    if (settings.strategy == "market-spread")
        check_time("--check-interval", settings.check_interval,
                   "E.g. 0.1; each change of a book is looked at anyway.");
    if (settings.strategy != "maker-taker") return;
    check_time("--fill-timeout", settings.fill_timeout,
               "Say how long a maker order may rest, e.g. 5.");
    if (settings.samples == 0 && !settings.long_threshold)
        cannot_trade("--samples 0 leaves nothing to take a mean of", "Use --samples 100.");
    check_count("--samples", settings.samples, "is more than fit into a window");
}

// What the instruments must be known for.
void check_sizes(const StrategySettings& settings, const engine::Config& config) {
    if (settings.strategy == "zscore") return check_slices(settings.zscore, config);
    for (const auto& each : config.instruments) {
        // Contracts of an inverse instrument are no coins: what they come to depends on the price.
        if (each.instrument.kind == ContractKind::linear)
            check_size(*settings.size, each.instrument);
    }
}

Base coins(Quantity quantity) {
    return Base::from_raw(static_cast<Int128>(quantity.raw()) * 10'000'000'000);
}

}  // namespace

std::optional<std::string> strategy_in(const std::vector<std::string>& arguments) {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string_view word = arguments[i];
        if (word == "--strategy" && i + 1 < arguments.size()) return arguments[i + 1];
        if (word.starts_with("--strategy=")) return std::string{word.substr(11)};
    }
    return std::nullopt;
}

StrategySettings default_settings(std::string_view strategy) {
    if (find_strategy(strategy) == nullptr) {
        std::vector<std::string> names;
        for (const auto& entry : strategies())
            names.emplace_back(entry.name);
        throw CannotStart(
            kBadUsage,
            fmt::format("there is no strategy \"{}\"{}", strategy, did_you_mean(strategy, names)),
            fmt::format("There are: {}.", fmt::join(names, ", ")));
    }
    StrategySettings settings{.strategy = std::string(strategy)};
    if (strategy == "maker-taker") {
        settings.size = decimal("0.001");
        settings.max_position = decimal("0.01");
    } else if (strategy == "market-spread") {
        settings.long_threshold = Price::from_units(5);
        settings.short_threshold = Price::from_units(5);
    }
    return settings;
}

void check_ranges(const StrategySettings& settings) {
    if (settings.strategy == "zscore") {
        std::map<std::string, std::string> read_and_forgotten;
        apply(settings.zscore, read_and_forgotten);
    }
    if (settings.strategy == "hedge-cycle") check_ranges(settings.hedge);
    if (settings.size && !settings.size->is_positive())
        cannot_trade(fmt::format("--size {} is not above zero", to_text(*settings.size)),
                     "Say how much one order is, e.g. --size 0.001.");
    if (settings.strategy == "maker-taker" || settings.strategy == "market-spread")
        check_position(settings);
    check_rates(settings);
    check_thresholds(settings);
}

void complete(StrategySettings& settings, std::optional<Price> price) {
    if (settings.strategy != "zscore" || settings.size) return;
    if (!price)
        cannot_trade("--size is missing: nothing is known of this coin's price",
                     "Say how many coins a slice is at most, e.g. --size 100.");
    settings.size = largest_slice(settings.zscore, *price);
}

namespace {

void declare_sizes(Options& options, StrategySettings& settings) {
    if (settings.strategy == "zscore") {
        options.add("-s,--size", &settings.size,
                    "coins of one slice, at most [twice --max-gross-notional-usd / --max-legs / 2 "
                    "at a usual price]",
                    {"ORDER_QUANTITY"});
        declare(options, settings.zscore);
        return;
    }
    if (settings.strategy == "hedge-cycle") return declare(options, settings.hedge);
    options.add("-s,--size", &settings.size, "coins of one order", {"ORDER_QUANTITY"});
    options.add("-m,--max-position", &settings.max_position, "coins at one venue, at most",
                {"MAX_POSITION"});
    options.add("-l,--long-threshold", &settings.long_threshold,
                "buy at the first venue when the second bids so much more, in quote units");
    options.add("-sh,--short-threshold", &settings.short_threshold,
                "sell at the first venue when it bids so much more than the second asks");
    if (settings.strategy == "maker-taker") {
        options.add("--threshold-offset", &settings.threshold_offset,
                    "without fixed thresholds: so much above the sampled mean",
                    {"THRESHOLD_OFFSET"});
        options.add("--samples", &settings.samples, "spreads in the sampled mean");
        options.add("-f,--fill-timeout", &settings.fill_timeout,
                    "a maker order is withdrawn after it");
        options.add("--reprices-per-minute", &settings.reprices_per_minute,
                    "maker orders placed in a minute, at most");
    } else {
        options.add("--check-interval", &settings.check_interval,
                    "longest time between two looks at the spread");
    }
}

}  // namespace

void declare(Options& options, StrategySettings& settings) {
    declare_sizes(options, settings);
    options.add("--daily-loss", &settings.daily_loss,
                "halt after losing so much in a day; 0: none");
    options.add("--max-drawdown", &settings.max_drawdown,
                "halt so far below the highest equity; 0: none");
    options.add("--orders-per-minute", &settings.orders_per_minute,
                "orders of both venues in a minute, at most; a third is kept for closing");
    options.add("--pairs-per-minute", &settings.pairs_per_minute,
                "pair trades begun in a minute, at most");
    options.add("--breaker-errors", &settings.breaker_errors,
                "errors within a minute that stop trading; 0: their share of the orders alone");
    options.add("--breaker-pause", &settings.breaker_pause,
                "how long the circuit breaker stops trading");
}

namespace {

void apply_limits(const StrategySettings& settings, engine::Config& config) {
    config.risk.max_position = coins(settings.max_position);
    if (settings.size)
        config.risk.position_balance = coins(*settings.size) * 5;  // 0.005 at the documents' 0.001
    config.risk.daily_loss = settings.daily_loss;
    config.risk.max_drawdown = settings.max_drawdown;
    config.risk.orders_per_minute = static_cast<std::uint32_t>(settings.orders_per_minute);
    config.risk.pairs_per_minute = static_cast<std::uint32_t>(settings.pairs_per_minute);
    config.risk.breaker_errors = static_cast<std::uint32_t>(settings.breaker_errors);
    config.risk.breaker_pause = settings.breaker_pause;
}

}  // namespace

void apply(const StrategySettings& settings, engine::Config& config) {
    check_ranges(settings);
    if (settings.strategy == "hedge-cycle") {
        apply_limits(settings, config);
        apply(settings.hedge, config);
        return;
    }
    if (!settings.size)
        cannot_trade("--size is missing: how much one order is",
                     fmt::format("e.g. twinleg run {} --size 0.001", settings.strategy));
    check_sizes(settings, config);

    const auto size = *settings.size;
    config.strategy = settings.strategy;
    auto& parameters = config.parameters;
    parameters["size"] = to_text(size);
    config.exec.pair_quantity = size;
    apply_limits(settings, config);
    if (settings.strategy == "zscore") {
        apply(settings.zscore, parameters);
        // A little above the strategy's own limit: prices move between its look and the gate's.
        config.risk.max_gross_notional =
            scale_toward_zero(settings.zscore.max_gross_notional, basis_points(10'100));
        return;
    }
    parameters["max_position"] = to_text(settings.max_position);
    if (settings.long_threshold) parameters["long_threshold"] = to_text(*settings.long_threshold);
    if (settings.short_threshold)
        parameters["short_threshold"] = to_text(*settings.short_threshold);
    if (settings.strategy == "maker-taker") {
        parameters["threshold_offset"] = to_text(settings.threshold_offset);
        parameters["samples"] = fmt::format("{}", settings.samples);
        parameters["fill_timeout_ms"] = fmt::format("{}", settings.fill_timeout.ns / 1'000'000);
        // Left out where it is the strategy's own, so that older journals can be gone on with.
        if (settings.reprices_per_minute != StrategySettings{}.reprices_per_minute)
            parameters["max_reprices_per_minute"] = fmt::format("{}", settings.reprices_per_minute);
    } else {
        parameters["check_interval_ms"] = fmt::format("{}", settings.check_interval.ns / 1'000'000);
    }
}

}  // namespace twinleg::app
