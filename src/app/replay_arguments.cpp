#include "app/replay_arguments.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "app/options.h"

namespace twinleg::app {

namespace {

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> out;
    std::string_view rest = text;
    while (!rest.empty()) {
        const auto part = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(rest.size(), part.size() + 1));
        if (!part.empty()) out.emplace_back(part);
    }
    return out;
}

void check_evaluate(const std::string& text) {
    if (text == "every-event") return;
    std::uint64_t ms = 0;
    const auto [at, code] = std::from_chars(text.data(), text.data() + text.size(), ms);
    if (code != std::errc{} || at != text.data() + text.size() || ms == 0)
        throw CannotStart(kBadUsage, fmt::format("--evaluate \"{}\" is not a time", text),
                          "Use every-event, or milliseconds, e.g. --evaluate 100.");
}

}  // namespace

std::optional<ReplaySettings> replay_settings(const Arguments& arguments, std::string_view command,
                                              std::string_view summary, std::string_view examples,
                                              std::ostream& out,
                                              const std::function<void(Options&)>& more) {
    ReplaySettings settings;
    const auto strategy = strategy_in(arguments).value_or("");
    if (!strategy.empty()) settings.strategy = default_settings(strategy);

    std::string first;
    std::string second;
    std::string name = strategy;
    Options options(std::string{command}, std::string{summary}, std::string{examples});
    if (more) more(options);
    options.add("--strategy", &name,
                "maker-taker, market-spread, …; decides which flags there are");
    options.add("--first", &first, "recordings of the first leg, FILE[,FILE…]");
    options.add("--second", &second,
                "recordings of the second leg; without them the first is a "
                "feed without orders");
    options.add("--first-instrument", &settings.first_instrument,
                "key=value,… of symbol, kind, contract, tick, lot, min_quantity, min_notional, "
                "quote, maker_bps, taker_bps");
    options.add("--second-instrument", &settings.second_instrument, "the same of the second leg");
    options.add("--report", &settings.report, "writes the report as JSON");
    options.add("--journal", &settings.journal, "writes every event and command");
    options.add("--latency-ms", &settings.latency_ms, "from us to a venue, and back, each");
    options.add("--spreads", &settings.spreads, "writes a CSV row for each look at the spread");
    options.add("--evaluate", &settings.evaluate, "when to look: every-event, or milliseconds");
    options.add("--books", &settings.books, "writes the final books, one JSON line a side");
    options.add("--collateral", &settings.collateral, "dollars at each venue to begin with");
    options.choice("--on-exit", settings.on_exit, {"flatten", "cancel-only"},
                   "what becomes of positions at the end");
    options.choice("--log-level", settings.log_level, {"debug", "info", "warning", "error"},
                   "how much is told");
    options.add("--json", &settings.json, "the report as one JSON object on standard output");
    if (!strategy.empty()) declare(options, settings.strategy);
    if (!options.parse(arguments, out)) return std::nullopt;
    check_evaluate(settings.evaluate);
    settings.first = split(first);
    settings.second = split(second);

    return settings;
}

}  // namespace twinleg::app
