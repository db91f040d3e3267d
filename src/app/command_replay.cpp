#include <charconv>
#include <ostream>

#include <fmt/format.h>

#include "app/commands.h"
#include "app/options.h"
#include "app/replay_session.h"

namespace twinleg::app {

namespace {

constexpr std::string_view kExamples =
    "  twinleg replay --strategy market-spread --size 0.01 --first usdm.jsonl.gz --second "
    "coinm.jsonl.gz --report report.json\n"
    "  twinleg replay --strategy maker-taker --threshold-offset 5 --first a1.tlr,a2.tlr --second "
    "b.tlr --latency-ms 40 --journal run.journal\n"
    "  twinleg replay --first lighter_prices.csv.gz --first-instrument tick=0.1,lot=0.00001 "
    "--json\n";

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

int run_replay(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    ReplaySettings settings;
    const auto strategy = strategy_in(arguments).value_or("");
    if (!strategy.empty()) settings.strategy = default_settings(strategy);

    std::string first;
    std::string second;
    std::string name = strategy;
    Options options("replay",
                    "The same engine over recorded markets, and what it would have earned.",
                    std::string(kExamples));
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
    if (!options.parse(arguments, out)) return kDone;
    check_evaluate(settings.evaluate);
    settings.first = split(first);
    settings.second = split(second);

    if (settings.first.empty() && settings.second.empty())
        throw CannotStart(kBadUsage, "--first is missing: which recordings?",
                          "`twinleg replay --help` has examples.");
    if (settings.first.empty() || settings.second.empty()) {
        if (settings.first.empty()) {
            settings.first = std::move(settings.second);
            settings.first_instrument = std::move(settings.second_instrument);
            settings.second.clear();
        }
        return run_replay_feed(settings, out, err);
    }
    if (strategy.empty())
        throw CannotStart(kBadUsage, "--strategy is missing: what shall trade the two sides?",
                          "e.g. --strategy market-spread --size 0.01");
    return run_replay_session(settings, out, err);
}

}  // namespace twinleg::app
