#include <algorithm>
#include <cstdlib>
#include <ostream>
#include <sstream>

#include <fmt/format.h>

#include "app/catalog.h"
#include "app/commands.h"
#include "app/reload.h"
#include "app/run_plan.h"
#include "app/trading.h"

namespace twinleg::app {

namespace {

constexpr std::string_view kExamples =
    "  twinleg run maker-taker --mode sim -t BTC -s 0.01 -f 5 -m 0.1 -l 10 -sh 10\n"
    "  twinleg run maker-taker --mode sim --ticker BTC --size 0.001 --max-position 0.01\n"
    "  twinleg run market-spread --mode sim --ticker BTC --size 0.001\n"
    "  twinleg run zscore --mode sim --lookback-secs 300 --enter-z 1.8\n"
    "  twinleg run market-spread --mode sim --ticker ETH --size 0.01 --long-threshold 3 "
    "--short-threshold 3\n"
    "  twinleg run --config twinleg.yaml --pair btc\n";

void print_general_help(std::ostream& out) {
    out << "One strategy on two venues, until Ctrl+C; then both are closed.\n\n"
           "usage: twinleg run STRATEGY [OPTIONS]\n"
           "       twinleg run --config FILE [--pair NAME] [OPTIONS]\n\nstrategies:\n";
    for (const auto& strategy : strategies())
        out << fmt::format("  {:<15}{}; on {} and {} unless said\n", strategy.name,
                           strategy.summary, strategy.first, strategy.second);
    out << "\n`twinleg run STRATEGY --help` lists its options.\n\nexamples:\n" << kExamples;
}

// A demo's own settings, where a day is too long to watch.
RunSettings demo_of(const std::string& strategy) {
    auto settings = default_run(strategy);
    settings.mode = "sim";
    auto& zscore = settings.strategy.zscore;
    zscore.lookback = seconds(30);
    zscore.enter_z = 1.5;
    zscore.min_hold = zscore.min_reentry = seconds(2);
    return settings;
}

}  // namespace

int run_run(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    if (arguments.empty() && !std::getenv("TWINLEG_CONFIG"))
        throw CannotStart(kBadUsage, "which strategy?", "`twinleg run --help` lists them.");
    if (!arguments.empty() && (arguments.front() == "--help" || arguments.front() == "-h")) {
        print_general_help(out);
        return kDone;
    }
    PlanRequest request{.command = "run",
                        .examples = std::string(kExamples),
                        .environment = Environment::of_process()};
    auto plan = plan_run(request, arguments, out);
    if (!plan) return kDone;
    check_together(plan->instances);
    set_apart(plan->instances);
    request.ask_passphrase = false;  // keys are not read again
    const auto rereads = [&](std::size_t desk) -> Reread {
        return [&, desk, last = plan->instances[desk]](const engine::Config& running) mutable {
            std::ostringstream nobody;
            auto again = plan_run(request, arguments, nobody);
            set_apart(again->instances);
            const auto now = std::ranges::find(again->instances, last.name, &Instance::name);
            if (now == again->instances.end())
                throw CannotStart(kBadUsage,
                                  fmt::format("the file has no pair {} any more", last.name));
            auto changes = changes_between(last, *now, running);
            last = std::move(*now);
            return changes;
        };
    };
    return trade_all(plan->instances, rereads, out, err);
}

int run_demo(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    auto settings = demo_of(strategy_in(arguments).value_or("maker-taker"));
    Options options("demo",
                    "Trades simulated venues, EdgeX and Lighter with maker-taker unless said; "
                    "nothing to set up. Ctrl+C closes both.",
                    "  twinleg demo\n"
                    "  twinleg demo --duration 60s --number 1 --report report.json\n"
                    "  twinleg demo --strategy zscore --duration 5m\n"
                    "  twinleg demo --speed 0 --duration 1h --number 7\n");
    declare(options, settings);
    std::string name = settings.strategy.strategy;
    options.add("--strategy", &name, "what trades; decides which flags there are");
    options.use_environment(Environment::of_process(), foreign_env_names());
    if (!options.parse(arguments, out)) return kDone;
    check(settings);
    settings.effective = options.effective();
    std::vector desks{instance_of(name, settings, options.environment())};
    return trade_all(desks, {}, out, err);
}

}  // namespace twinleg::app
