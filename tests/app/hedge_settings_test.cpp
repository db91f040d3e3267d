// Document 003's command lines and environment, as a person gives them.

#include "app/hedge_settings.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/run_settings.h"
#include "app/strategy_settings.h"
#include "sim/templates.h"
#include "tests/app/command_line.h"

namespace twinleg::app {
namespace {

using ::testing::HasSubstr;

// What went wrong, or empty; the configuration that came of it.
std::string problem(const Arguments& words, engine::Config& config,
                    std::map<std::string, std::string> environment = {}) {
    config.instruments = {{.instrument = *sim::instrument_like("paradex", "BTC"), .book = {}},
                          {.instrument = *sim::instrument_like("lighter", "BTC"), .book = {}}};
    auto settings = default_settings("hedge-cycle");
    Options options("run hedge-cycle", "", "");
    declare(options, settings);
    options.use_environment(Environment(std::move(environment)), foreign_env_names());
    std::ostringstream out;
    try {
        options.parse(words, out);
        apply(settings, config);
    } catch (const CannotStart& cannot) {
        EXPECT_EQ(cannot.code(), kBadUsage);
        return cannot.what();
    }
    return {};
}

// Requirements D013 to D016, D024 to D028, F18.
TEST(HedgeSettings, HaveTheDocumentsDefaults) {
    engine::Config config;

    ASSERT_EQ(problem({}, config), "");

    EXPECT_EQ(config.strategy, "hedge-cycle");
    EXPECT_EQ(config.parameters.at("margin"), "100");
    EXPECT_EQ(config.parameters.at("hold_ms"), "300000");
    EXPECT_EQ(config.parameters.at("take_profit"), "50");
    EXPECT_EQ(config.parameters.at("stop_loss"), "50");
    EXPECT_EQ(config.parameters.at("reverse"), "0");
    EXPECT_EQ(config.parameters.at("cycle_wait_ms"), "20000");
    EXPECT_EQ(config.parameters.at("aggressive_offset"), "0.003");
    EXPECT_EQ(config.parameters.at("pnl_basis"), "price");
    EXPECT_EQ(config.parameters.at("first_title"), "Paradex");
    EXPECT_EQ(to_text(config.exec.pair_value), "200");
}

// §3, the second way.
TEST(HedgeSettings, TakeTheDocumentsOwnLine) {
    engine::Config config;

    ASSERT_EQ(problem({"--margin", "200", "--hold-time", "600", "--take-profit", "30",
                       "--stop-loss", "40"},
                      config),
              "");

    EXPECT_EQ(config.parameters.at("margin"), "200");
    EXPECT_EQ(config.parameters.at("hold_ms"), "600000");
    EXPECT_EQ(config.parameters.at("take_profit"), "30");
    EXPECT_EQ(config.parameters.at("stop_loss"), "40");
}

// Requirements D017, D018, D024 to D028.
TEST(HedgeSettings, ComeFromTheEnvironmentBelowTheCommandLine) {
    const Scratch scratch;
    write_text(scratch.at("account_1.env"),
               "CROSS_HEDGE_MARGIN=50              # of each trade\n"
               "CROSS_HEDGE_POSITION_HOLD_TIME=180\nCROSS_HEDGE_TAKE_PROFIT=12.5\n"
               "CROSS_HEDGE_STOP_LOSS=7\nCROSS_HEDGE_REVERSE=true\nCROSS_HEDGE_CYCLE_WAIT=5\n"
               "CROSS_HEDGE_AGGRESSIVE_OFFSET=0.001\n");
    engine::Config config;

    ASSERT_EQ(problem({"--env-file", scratch.at("account_1.env"), "--margin", "80"}, config,
                      {{"CROSS_HEDGE_STOP_LOSS", "8"}}),
              "");

    EXPECT_EQ(config.parameters.at("margin"), "80");
    EXPECT_EQ(config.parameters.at("hold_ms"), "180000");
    EXPECT_EQ(config.parameters.at("take_profit"), "12.5");
    EXPECT_EQ(config.parameters.at("stop_loss"), "8");
    EXPECT_EQ(config.parameters.at("reverse"), "1");
    EXPECT_EQ(config.parameters.at("cycle_wait_ms"), "5000");
    EXPECT_EQ(config.parameters.at("aggressive_offset"), "0.001");
}

// Requirements D081 and D082.
TEST(HedgeSettings, HavePresetsBelowWhatIsSaid) {
    engine::Config low, high, own;

    ASSERT_EQ(problem({"--preset", "low-frequency"}, low), "");
    ASSERT_EQ(problem({"--preset", "high-frequency"}, high), "");
    ASSERT_EQ(problem({"--preset", "low-frequency", "--margin", "75"}, own), "");

    EXPECT_EQ(low.parameters.at("margin"), "50");
    EXPECT_EQ(low.parameters.at("hold_ms"), "600000");
    EXPECT_EQ(low.parameters.at("take_profit"), "30");
    EXPECT_EQ(low.parameters.at("stop_loss"), "30");
    EXPECT_EQ(high.parameters.at("margin"), "100");
    EXPECT_EQ(high.parameters.at("hold_ms"), "180000");
    EXPECT_EQ(high.parameters.at("take_profit"), "50");
    EXPECT_EQ(own.parameters.at("margin"), "75");
    EXPECT_EQ(own.parameters.at("hold_ms"), "600000");
}

TEST(HedgeSettings, HavePresetsAboveWhatStandsBelowThem) {
    const Scratch scratch;
    write_text(scratch.at("desk.env"), text_of(TWINLEG_SOURCE_DIR "/.env.example"));
    engine::Config example, variable, both, beside;

    ASSERT_EQ(problem({"--env-file", scratch.at("desk.env"), "--preset", "low-frequency"}, example),
              "");
    ASSERT_EQ(problem({"--env-file", scratch.at("desk.env")}, variable,
                      {{"CROSS_HEDGE_PRESET", "low-frequency"}, {"CROSS_HEDGE_MARGIN", "60"}}),
              "");
    ASSERT_EQ(problem({"--env-file", scratch.at("desk.env"), "--preset", "low-frequency",
                       "--stop-loss", "5"},
                      both),
              "");
    write_text(scratch.at("own.env"), "CROSS_HEDGE_MARGIN=70\nCROSS_HEDGE_PRESET=low-frequency\n");
    ASSERT_EQ(problem({"--env-file", scratch.at("own.env")}, beside), "");

    EXPECT_EQ(example.parameters.at("margin"), "50");
    EXPECT_EQ(example.parameters.at("hold_ms"), "600000");
    EXPECT_EQ(example.parameters.at("take_profit"), "30");
    EXPECT_EQ(variable.parameters.at("margin"), "60") << "of the same weight: it stands";
    EXPECT_EQ(variable.parameters.at("hold_ms"), "600000");
    EXPECT_EQ(both.parameters.at("stop_loss"), "5");
    EXPECT_EQ(both.parameters.at("take_profit"), "30");
    EXPECT_EQ(beside.parameters.at("margin"), "70");
    EXPECT_EQ(beside.parameters.at("hold_ms"), "600000");
}

TEST(HedgeSettings, TakeBackASwitchOfTheEnvironment) {
    engine::Config off, said, on, last;

    ASSERT_EQ(problem({"--no-reverse"}, off, {{"CROSS_HEDGE_REVERSE", "true"}}), "");
    ASSERT_EQ(problem({"--reverse=false"}, said, {{"CROSS_HEDGE_REVERSE", "true"}}), "");
    ASSERT_EQ(problem({"--reverse"}, on, {{"CROSS_HEDGE_REVERSE", "false"}}), "");

    EXPECT_EQ(off.parameters.at("reverse"), "0");
    EXPECT_EQ(said.parameters.at("reverse"), "0");
    EXPECT_EQ(on.parameters.at("reverse"), "1");
    EXPECT_THAT(problem({"--no-revers"}, last), HasSubstr("did you mean `--no-reverse`"));
}

TEST(HedgeSettings, RefuseWhatCanNeverTradeByItsFlag) {
    engine::Config config;

    EXPECT_THAT(problem({"--margin", "0"}, config), HasSubstr("--margin: 0 can never trade"));
    EXPECT_THAT(problem({"--margin", "5"}, config),
                HasSubstr("--margin 5 is under the minimum order of"));
    EXPECT_THAT(problem({"--hold-time", "0"}, config), HasSubstr("--hold-time: 0 would close"));
    EXPECT_THAT(problem({"--stop-loss", "0"}, config), HasSubstr("--stop-loss: 0"));
    EXPECT_THAT(problem({"--aggressive-offset", "0.5"}, config),
                HasSubstr("--aggressive-offset: 0.5 is not between"));
    EXPECT_THAT(problem({"--pnl-basis", "equity"}, config), HasSubstr("--pnl-basis"));
    EXPECT_THAT(problem({"--preset", "fast"}, config), HasSubstr("--preset"));
    EXPECT_THAT(problem({"--size", "1"}, config), HasSubstr("--size"));
}

std::string log_of(const Scratch& scratch, const std::string& name) {
    return text_of(scratch.at("data/logs/" + name));
}

Arguments cycle(const Scratch& scratch, const Arguments& more) {
    Arguments words{"run",       "hedge-cycle", "--mode", "sim",    "--speed",
                    "0",         "--number",    "1",      "--data", scratch.at("data"),
                    "--no-panel"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

// Requirements D063 to D072 and D077, in the file and on the console.
TEST(HedgeCycleRun, WritesTheDocumentsLog) {
    const Scratch scratch;

    const auto said = say(cycle(scratch, {"--duration", "70s", "--hold-time", "10"}));

    EXPECT_EQ(said.code, kDone) << said.err;
    const auto log = log_of(scratch, "cross_hedge_BTC_activity.log");
    for (const auto* line :
         {"=== Cross-Exchange Hedge Bot Configuration ===", "Paradex Contract: BTC-USD-PERP",
          "Margin per trade: 100 USDC", "=== Opening Cross-Exchange Hedge Positions ===",
          "Prices: Paradex=", ", Lighter=", "Calculated quantity: 0.0016",
          "Normal mode: Paradex LONG + Lighter SHORT", "[MARKET] Placing buy market order: 0.0016",
          "✓ Paradex LONG: 0.0016", "✓ Lighter SHORT: 0.0016",
          "=== Cross-Exchange Hedge Positions Opened Successfully ===", "P&L: Paradex=",
          "Hold time expired (10s)",
          "=== Closing Cross-Exchange Hedge Positions ===", "✓ Paradex closed: 0.0016",
          "✓ Lighter closed: 0.0016", "=== Cross-Exchange Hedge Positions Closed ===",
          "Waiting 20 seconds before next cycle..."}) {
        EXPECT_THAT(log, HasSubstr(line));
        EXPECT_THAT(said.err, HasSubstr(line));
    }
}

// Requirement D063, over sockets: the venue's own name for the contract.
TEST(HedgeCycleRun, NamesTheContractsAsTheirVenuesDo) {
    const Scratch scratch;

    const auto said = say({"run", "hedge-cycle", "--mode", "sim", "--duration", "1s", "--data",
                           scratch.at("data"), "--no-panel"});

    EXPECT_EQ(said.code, kDone) << said.err;
    EXPECT_THAT(said.err, HasSubstr("Paradex Contract: BTC-USD-PERP"));
    EXPECT_THAT(said.err, HasSubstr("Lighter Contract: 1"));
}

// Requirements D031 and D032: the zone is the machine's own after it, so this one is far from UTC.
TEST(HedgeCycleRun, NamesItsLogByTheAccountAndStampsItInTheZone) {
    const Scratch scratch;

    const auto said = say(cycle(scratch, {"--duration", "5s", "--account-name", "my_account",
                                          "--timezone", "Asia/Shanghai"}));
    const auto bad = say(cycle(scratch, {"--account-name", "../x"}));
    const auto nowhere = say(cycle(scratch, {"--timezone", "Asia/Nowhere"}));
    (void)say(cycle(scratch, {"--duration", "1s", "--timezone", "UTC"}));

    EXPECT_EQ(said.code, kDone) << said.err;
    EXPECT_THAT(log_of(scratch, "cross_hedge_BTC_my_account_activity.log"), HasSubstr("+08:00"));
    EXPECT_EQ(bad.code, kBadUsage);
    EXPECT_EQ(nowhere.code, kBadUsage);
    EXPECT_THAT(nowhere.err, HasSubstr("Asia/Nowhere"));
}

// Requirements D046 and D073; 10,000 are in each account.
TEST(HedgeCycleRun, EndsWithTwoWhereABalanceIsTooLow) {
    const Scratch scratch;

    const auto said = say(cycle(scratch, {"--duration", "60s", "--margin", "6000"}));

    EXPECT_EQ(said.code, kBadUsage) << said.err;
    EXPECT_THAT(
        said.err,
        HasSubstr("Error: Insufficient Paradex balance: 10000 USDC (required: 12000 USDC)"));
}

}  // namespace
}  // namespace twinleg::app
