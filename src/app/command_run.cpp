#include <cstdlib>
#include <ostream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/catalog.h"
#include "app/commands.h"
#include "app/live_session.h"
#include "app/notifications.h"
#include "app/paper_session.h"
#include "app/run_plan.h"
#include "app/sim_session.h"

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

int trade(const RunSettings& settings, const Environment& environment, std::ostream& out,
          std::ostream& err, const Reread& reread) {
    if (settings.mode == "paper") return run_paper_session(settings, environment, out, err);
    if (over_sockets(settings)) return run_live_session(settings, environment, out, err, reread);
    return run_sim_session(settings, out, err);
}

int run_session(RunSettings settings, const Environment& environment, std::ostream& out,
                std::ostream& err, const Reread& reread = {}) {
    read_notify(environment, settings);
    try {
        return trade(settings, environment, out, err, reread);
    } catch (const CannotStart& problem) {
        tell_not_started(settings, problem.what(), err);
        throw;
    }
}

// One process trades one pair; many are many processes.
const Instance& only_instance(const RunPlan& plan) {
    if (plan.instances.size() == 1) return plan.instances.front();
    std::vector<std::string> names;
    for (const auto& instance : plan.instances)
        names.push_back(instance.name);
    throw CannotStart(
        kBadUsage,
        fmt::format("the configuration has {} pairs, and one process trades one", names.size()),
        fmt::format("Choose one with --pair ({}), and start a process for each, with "
                    "a --data of its own.",
                    fmt::join(names, ", ")));
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
    const auto plan = plan_run(request, arguments, out);
    if (!plan) return kDone;
    const auto& instance = only_instance(*plan);
    request.ask_passphrase = false;  // keys are not read again
    auto last = instance;
    const Reread reread = [&](const engine::Config& running) {
        auto now = only_instance(*plan_run(request, arguments, out));
        auto changes = changes_between(last, now, running);
        last = std::move(now);
        return changes;
    };
    return run_session(instance.settings, instance.environment, out, err, reread);
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
    return run_session(settings, options.environment(), out, err);
}

}  // namespace twinleg::app
