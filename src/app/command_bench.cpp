#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ostream>

#include "app/bench_book.h"
#include "app/bench_desks.h"
#include "app/bench_engine.h"
#include "app/bench_journal.h"
#include "app/bench_sign.h"
#include "app/bench_tick_to_trade.h"
#include "app/bench_zscore.h"
#include "app/commands.h"
#include "app/nearest.h"
#include "app/options.h"
#include "app/run_settings.h"

namespace twinleg::app {

namespace {

struct Group {
    std::string_view name;
    void (*run)(std::ostream& out, unsigned repetitions);
    unsigned repetitions;  // unless said
};

constexpr unsigned kTickToTradeRepetitions = 1'000;

void bench_all_venues(std::ostream& out, unsigned repetitions) {
    bench_tick_to_trade(out, repetitions);
}

// A new group of benchmarks: its function in bench_<name>.h, and one line here.
constexpr Group kGroups[] = {
    {"book", bench_book, 15},
    {"decode", bench_decode, 9},
    {"desks", bench_desks, 10},
    {"engine", bench_engine, 2'000},
    {"journal", bench_journal, 200'000},
    {"replay", bench_replay, 9},
    {"sign", bench_sign, 4'000},
    {"tick-to-trade", bench_all_venues, kTickToTradeRepetitions},
    {"zscore", bench_zscore, 2'000},
};

}  // namespace

int run_bench(const Arguments& arguments, std::ostream& out, std::ostream&) {
    std::vector<std::string> names;
    for (const Group& group : kGroups)
        names.emplace_back(group.name);

    std::string wanted;
    std::string venue;
    std::optional<std::uint64_t> repetitions;
    Options options("bench",
                    fmt::format("Measures on this machine; one JSON line a figure. Groups: {}; all "
                                "unless one is named.",
                                fmt::join(names, ", ")),
                    "  twinleg bench sign\n"
                    "  twinleg bench tick-to-trade --venue lighter --repetitions 10000\n");
    options.positional("group", &wanted, "what to measure", false);
    options.add("--repetitions", &repetitions, "of each figure");
    options.add("--venue", &venue, "tick-to-trade of these alone, commas between");
    if (!options.parse(arguments, out)) return kDone;

    if (!wanted.empty() && std::ranges::find(names, wanted) == names.end())
        throw CannotStart(
            kBadUsage, fmt::format("there is no group `{}`{}", wanted, did_you_mean(wanted, names)),
            fmt::format("There are: {}.", fmt::join(names, ", ")));
    if (repetitions && (*repetitions == 0 || *repetitions > 100'000'000))
        throw CannotStart(
            kBadUsage, fmt::format("--repetitions {} is not within 1 and 100000000", *repetitions),
            "Leave it out for what is usual.");
    if (!venue.empty()) {
        if (wanted != "tick-to-trade")
            throw CannotStart(kBadUsage, "--venue goes with the group tick-to-trade",
                              "Leave it out for all venues.");
        for (const auto& each : venue_list("--venue", venue))
            bench_tick_to_trade(
                out, static_cast<unsigned>(repetitions.value_or(kTickToTradeRepetitions)), each);
        return kDone;
    }
    for (const Group& group : kGroups)
        if (wanted.empty() || wanted == group.name)
            group.run(out, static_cast<unsigned>(repetitions.value_or(group.repetitions)));
    return kDone;
}

}  // namespace twinleg::app
