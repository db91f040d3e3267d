#include <fmt/format.h>

#include "app/catalog.h"
#include "app/close_account.h"
#include "app/commands.h"
#include "app/keystore_access.h"
#include "app/networks.h"
#include "app/run_settings.h"
#include "app/trading.h"
#include "sim/templates.h"

namespace twinleg::app {

namespace {

constexpr std::string_view kExamples =
    "  twinleg flatten --mode live --first edgex --second lighter --ticker BTC\n"
    "  twinleg flatten maker-taker --mode live -t BTC -s 0.01 -m 0.1\n"
    "  twinleg flatten --mode sim --sim http://127.0.0.1:18100 --env-file sim.env --first edgex "
    "--second lighter\n"
    "  twinleg flatten --mode live --first edgex --ticker BTC\n"
    "The last closes one account alone, whatever the other side holds.\n"
    "With the strategy and the settings of a run it goes on with that run's journal. Without one "
    "it "
    "takes over\nwhat the two accounts hold in that coin, whoever opened it.\n";

// Without a strategy nothing is known of sizes: slices of about so much money.
constexpr std::int64_t kSliceUsd = 2'000;

Quantity usual_slice(const std::string& ticker) {
    const auto market = sim::flow_of(ticker);
    if (!market)
        throw CannotStart(kBadUsage, "--size is missing: nothing is known of this coin's price",
                          "Say how many coins are closed at once, e.g. --size 100.");
    const auto step = parse_quantity("0.001").value();
    const auto coins = Quantity::from_raw(
        static_cast<std::int64_t>(Notional::from_units(kSliceUsd).raw() / market->start.raw()));
    return coins > step ? cut_to(coins, step) : step;
}

void check_mode(const RunSettings& settings, bool mode_given) {
    if (!mode_given)
        throw CannotStart(kBadUsage, "--mode is missing: whose accounts?",
                          "Say --mode live, testnet, or sim with --sim.");
    if (settings.mode == "paper")
        throw CannotStart(kBadUsage, "--mode paper holds nothing that could be closed",
                          "Say --mode live, testnet, or sim with --sim.");
    if (settings.mode == "sim" && !settings.sim)
        throw CannotStart(kBadUsage, "--mode sim without --sim has no accounts that outlived a run",
                          "Add --sim with the control port of running simulators.");
    if (settings.on_exit != "flatten")
        throw CannotStart(kBadUsage, "--on-exit cancel-only is not what flatten does",
                          "Leave it out.");
}

}  // namespace

int run_flatten(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    const bool of_a_run = !arguments.empty() && !arguments.front().starts_with('-');
    auto settings = default_run(of_a_run ? arguments.front() : "market-spread");
    if (!of_a_run) settings.data = "data/flatten";
    settings.only_close = true;
    Options options(
        "flatten",
        "Cancels every order of a coin at two venues (or, of --first alone, at one), closes what "
        "they hold of it, both sides together, and looks until that is seen.",
        std::string(kExamples));
    declare(options, settings);
    options.use_environment(Environment::of_process(), foreign_env_names());
    if (!options.parse({arguments.begin() + (of_a_run ? 1 : 0), arguments.end()}, out))
        return kDone;
    check_mode(settings, options.given("--mode"));
    if (!settings.strategy.size && !of_a_run) settings.strategy.size = usual_slice(settings.ticker);
    // Nobody names a second account: there is one.
    const bool alone = !of_a_run && options.given("--first") && !options.given("--second");
    if (alone && settings.second == settings.first)
        settings.second = settings.first == "edgex" ? "lighter" : "edgex";  // is not looked at
    check(settings);
    auto environment = options.environment();
    add_keystore(settings, environment);
    check_network(settings, environment);
    if (alone) return run_close_account(settings, environment, out, err);
    const auto name = settings.strategy.strategy;
    std::vector desk{instance_of(name, std::move(settings), std::move(environment))};
    return trade_all(desk, {}, out, err);
}

}  // namespace twinleg::app
