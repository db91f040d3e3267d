// The z-score strategy as a person starts it.

#include <cstdio>
#include <filesystem>
#include <sstream>

#include "app/strategy_settings.h"
#include "sim/templates.h"
#include "tests/app/command_line.h"

namespace twinleg::app {
namespace {

const std::string kRoot{TWINLEG_SOURCE_DIR};
const std::string kFutures{kRoot + "/tests/replay/data/futures.jsonl.gz"};
const std::string kCoin{kRoot + "/tests/replay/data/coin.jsonl.gz"};
const std::string kReal{kRoot + "/../shared/data/binance_raw_l2/"};

Arguments replay(const std::string& first, const std::string& second, const Arguments& more) {
    Arguments words{"replay", "--strategy", "zscore", "--first", first, "--second", second};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

// What the independent reckoning of the rows says; empty if it agrees.
std::string check_rows(const std::string& rows, const std::string& lookback,
                       const std::string& frames = {}) {
    const std::string command = "python3 -B " + kRoot + "/tests/replay/spread_rows.py " + rows +
                                " " + lookback + " " + frames + " 2>&1";
    std::FILE* pipe = ::popen(command.c_str(), "r");
    std::string said;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe))
        said += static_cast<char>(c);
    return ::pclose(pipe) == 0 ? std::string{} : said;
}

engine::Config lighter_and_aster(const std::string& coin = "BTC") {
    engine::Config config;
    config.instruments = {{.instrument = *sim::instrument_like("lighter", coin), .book = {}},
                          {.instrument = *sim::instrument_like("aster", coin), .book = {}}};
    return config;
}

// What is refused of these words; empty if nothing.
std::string problem(const Arguments& words, engine::Config& config) {
    auto settings = default_settings("zscore");
    Options options("run zscore", "", "");
    declare(options, settings);
    std::ostringstream out;
    try {
        options.parse(words, out);
        complete(settings, Price::from_units(60'000));
        apply(settings, config);
    } catch (const CannotStart& cannot) {
        EXPECT_EQ(cannot.code(), kBadUsage);
        return cannot.what();
    }
    return {};
}

TEST(ZScoreCommand, HasTheDocumentsDefaultsAndNames) {
    auto config = lighter_and_aster();
    ASSERT_EQ(problem({}, config), "");
    EXPECT_EQ(config.parameters.at("enter_z"), "2");
    EXPECT_EQ(config.parameters.at("exit_z"), "0.5");
    EXPECT_EQ(config.parameters.at("stop_z"), "4");
    EXPECT_EQ(config.parameters.at("lookback_secs"), "900");
    EXPECT_EQ(config.parameters.at("min_hold_secs"), "30");
    EXPECT_EQ(config.parameters.at("min_reentry_secs"), "60");
    EXPECT_EQ(config.parameters.at("max_legs"), "3");
    // 50,000 / 3 / 2 at 60,000, and as much again.
    EXPECT_EQ(to_text(config.exec.pair_quantity), "0.277");
    EXPECT_EQ(to_text(config.risk.max_gross_notional), "50500");

    ASSERT_EQ(problem({"--lookback-secs", "60", "--enter-z-high", "1.8", "--exit-z", "0.25",
                       "--max-legs", "2", "--min-liquidity-usd", "5000", "--size", "0.1"},
                      config),
              "");
    EXPECT_EQ(config.parameters.at("lookback_secs"), "60");
    EXPECT_EQ(config.parameters.at("enter_z"), "1.8");
    EXPECT_EQ(config.parameters.at("exit_z"), "0.25");
    EXPECT_EQ(to_text(config.exec.pair_quantity), "0.1");
}

TEST(ZScoreCommand, RefusesThresholdsThatDoNotFitTogetherAndNamesBoth) {
    auto config = lighter_and_aster();
    const auto enter = problem({"--enter-z", "0.5"}, config);
    EXPECT_NE(enter.find("--enter-z"), std::string::npos) << enter;
    EXPECT_NE(enter.find("--exit-z"), std::string::npos) << enter;
    const auto stop = problem({"--stop-z", "1.5"}, config);
    EXPECT_NE(stop.find("--stop-z"), std::string::npos) << stop;
    const auto small = problem({"--max-gross-notional-usd", "50"}, config);
    EXPECT_NE(small.find("under the minimum of lighter:BTC, 10"), std::string::npos) << small;
    EXPECT_EQ(say({"run", "zscore", "--mode", "sim", "--exit-z", "3"}).code, kBadUsage);
}

TEST(ZScoreCommand, WritesRowsThatAnIndependentReckoningAgreesWith) {
    const Scratch scratch;
    const Said said =
        say(replay(kFutures, kCoin, {"--lookback-secs", "2", "--spreads", scratch.at("s.csv")}));
    ASSERT_EQ(said.code, kDone) << said.err;

    EXPECT_EQ(check_rows(scratch.at("s.csv"), "2", kFutures + " " + kCoin), "");
}

TEST(ZScoreCommand, WritesSuchRowsOfARealMarket) {
    const std::string first = kReal + "usdm-btcusdt_20240808.jsonl.gz";
    const std::string second = kReal + "cm-btcusd_perp_20240808.jsonl.gz";
    if (!std::filesystem::exists(first)) GTEST_SKIP() << "no recordings here";
    const Scratch scratch;
    const Said said =
        say(replay(first, second, {"--lookback-secs", "60", "--spreads", scratch.at("s.csv")}));
    ASSERT_EQ(said.code, kDone) << said.err;

    EXPECT_EQ(check_rows(scratch.at("s.csv"), "60"), "");
}

TEST(ZScoreCommand, DecidesTheSameWhenItsJournalIsRunAgain) {
    const Scratch scratch;
    const Arguments flags{"--lookback-secs",     "2", "--enter-z",       "1", "--cost-check", "off",
                          "--min-liquidity-usd", "0", "--min-hold-secs", "0", "--journal"};
    auto words = flags;
    words.push_back(scratch.at("a.twj"));
    ASSERT_EQ(say(replay(kFutures, kCoin, words)).code, kDone);

    const Said verified = say({"journal", "verify", scratch.at("a.twj")});

    EXPECT_EQ(verified.code, kDone) << verified.out << verified.err;
    EXPECT_NE((verified.out + verified.err).find("identical"), std::string::npos);
}

TEST(ZScoreCommand, TradesASimulatedMarketAsFastAsItGoes) {
    const Scratch scratch;
    const Said said = say({"run",
                           "zscore",
                           "--mode",
                           "sim",
                           "--speed",
                           "0",
                           "--duration",
                           "10m",
                           "--number",
                           "7",
                           "--lookback-secs",
                           "60",
                           "--enter-z",
                           "1.5",
                           "--min-hold-secs",
                           "2",
                           "--min-reentry-secs",
                           "2",
                           "--data",
                           scratch.at("data"),
                           "--json"});

    ASSERT_EQ(said.code, kDone) << said.err;
    EXPECT_NE(said.out.find("\"strategy\":\"zscore\""), std::string::npos);
    EXPECT_EQ(said.out.find("\"completed\":0,"), std::string::npos) << said.out;
    EXPECT_NE(said.out.find("\"invariants\":\"held\""), std::string::npos);
}

TEST(ZScoreCommand, SendsNothingWhileReminding) {
    const Scratch scratch;
    const Said said = say({"run", "zscore", "--mode", "sim", "--speed", "0", "--duration", "10m",
                           "--number", "7", "--lookback-secs", "60", "--enter-z", "1.5",
                           "--trading", "remind", "--data", scratch.at("data"), "--json"});

    ASSERT_EQ(said.code, kDone) << said.err;
    EXPECT_NE(said.out.find("\"sent\":0,"), std::string::npos) << said.out;
    EXPECT_NE(said.err.find("reminder: enter_"), std::string::npos);
    EXPECT_NE(said.err.find("reminder: exit"), std::string::npos);
}

}  // namespace
}  // namespace twinleg::app
