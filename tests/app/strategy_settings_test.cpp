#include "app/strategy_settings.h"

#include <sstream>

#include <gtest/gtest.h>

#include "sim/templates.h"

namespace twinleg::app {
namespace {

engine::Config config_of(const std::string& first, const std::string& second,
                         const std::string& coin = "BTC") {
    engine::Config config;
    config.instruments = {{.instrument = *sim::instrument_like(first, coin), .book = {}},
                          {.instrument = *sim::instrument_like(second, coin), .book = {}}};
    return config;
}

// Parses a document's own words and applies them; what went wrong, or empty.
std::string problem(const std::string& strategy, const Arguments& words, engine::Config& config) {
    auto settings = default_settings(strategy);
    Options options("run " + strategy, "", "");
    declare(options, settings);
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

TEST(StrategySettings, TakeTheLineOfDocument001) {
    auto config = config_of("edgex", "lighter");

    const auto wrong = problem(
        "maker-taker", {"-s", "0.01", "-f", "5", "-m", "0.1", "-l", "10", "-sh", "10"}, config);

    EXPECT_EQ(wrong, "");
    EXPECT_EQ(config.parameters.at("size"), "0.01");
    EXPECT_EQ(config.parameters.at("max_position"), "0.1");
    EXPECT_EQ(config.parameters.at("long_threshold"), "10");
    EXPECT_EQ(config.parameters.at("short_threshold"), "10");
    EXPECT_EQ(config.parameters.at("fill_timeout_ms"), "5000");
    EXPECT_EQ(to_text(config.risk.max_position), "0.1");
    EXPECT_EQ(to_text(config.exec.pair_quantity), "0.01");
}

TEST(StrategySettings, TakeTheLineOfDocument000AndItsDefaults) {
    auto config = config_of("edgex", "lighter");

    const auto wrong =
        problem("maker-taker", {"--size", "0.001", "--max-position", "0.01"}, config);

    EXPECT_EQ(wrong, "");
    EXPECT_FALSE(config.parameters.contains("long_threshold"));
    EXPECT_EQ(config.parameters.at("threshold_offset"), "10");
    EXPECT_EQ(config.parameters.at("samples"), "100");
    EXPECT_EQ(to_text(config.risk.daily_loss), "500");
    EXPECT_EQ(to_text(config.risk.position_balance), "0.005");
}

TEST(StrategySettings, TakeEachLineOfDocument004) {
    for (const Arguments& words :
         {Arguments{"--size", "0.001"},
          Arguments{"--size", "0.01", "--long-threshold", "3", "--short-threshold", "3"},
          Arguments{"--size", "0.001", "--max-position", "0.1"}}) {
        auto config = config_of("backpack", "lighter");
        EXPECT_EQ(problem("market-spread", words, config), "");
    }
    auto config = config_of("backpack", "lighter");
    ASSERT_EQ(problem("market-spread", {"--size", "0.001"}, config), "");
    EXPECT_EQ(config.parameters.at("long_threshold"), "5");
    EXPECT_EQ(config.parameters.at("check_interval_ms"), "100");
    EXPECT_TRUE(config.risk.max_position.is_zero());
}

TEST(StrategySettings, SetRatesAndTheBreakerAndLeaveTheirDefaultsAlone) {
    auto usual = config_of("edgex", "lighter");
    auto quick = config_of("edgex", "lighter");

    ASSERT_EQ(problem("maker-taker", {}, usual), "");
    ASSERT_EQ(
        problem("maker-taker",
                {"--reprices-per-minute", "300", "--orders-per-minute", "1200",
                 "--pairs-per-minute", "200", "--breaker-errors", "9", "--breaker-pause", "10s"},
                quick),
        "");

    const risk::Limits own;
    EXPECT_FALSE(usual.parameters.contains("max_reprices_per_minute"));
    EXPECT_EQ(usual.risk.orders_per_minute, own.orders_per_minute);
    EXPECT_EQ(usual.risk.pairs_per_minute, own.pairs_per_minute);
    EXPECT_EQ(usual.risk.breaker_errors, own.breaker_errors);
    EXPECT_EQ(usual.risk.breaker_pause, own.breaker_pause);
    EXPECT_EQ(quick.parameters.at("max_reprices_per_minute"), "300");
    EXPECT_EQ(quick.risk.orders_per_minute, 1200U);
    EXPECT_EQ(quick.risk.pairs_per_minute, 200U);
    EXPECT_EQ(quick.risk.breaker_errors, 9U);
    EXPECT_EQ(quick.risk.breaker_pause, seconds(10));
}

TEST(StrategySettings, RefuseWhatCanNeverTrade) {
    const auto refusal = [](const std::string& strategy, const Arguments& words) {
        auto config = config_of("edgex", "lighter");
        return problem(strategy, words, config);
    };

    EXPECT_EQ(refusal("market-spread", {}), "--size is missing: how much one order is");
    EXPECT_EQ(refusal("maker-taker", {"--size", "-0.001"}), "--size -0.001 is not above zero");
    EXPECT_EQ(refusal("maker-taker", {"--size", "0.02", "--max-position", "0.01"}),
              "--size 0.02 is over --max-position 0.01: nothing could ever be traded");
    EXPECT_EQ(refusal("maker-taker", {"--size", "0.0005"}),
              "--size 0.0005 is under the minimum of edgex:BTCUSDC, 0.001");
    EXPECT_EQ(refusal("maker-taker", {"--size", "0.0015"}),
              "--size 0.0015 is not a multiple of the lot of edgex:BTCUSDC, 0.001");
    EXPECT_EQ(refusal("maker-taker", {"--max-position", "0"}),
              "--max-position 0 would let nothing be traded");
}

TEST(StrategySettings, NameTheNearestStrategy) {
    try {
        default_settings("maker-takr");
        FAIL() << "there is no such strategy";
    } catch (const CannotStart& cannot) {
        EXPECT_STREQ(cannot.what(),
                     "there is no strategy \"maker-takr\"; did you mean `maker-taker`?");
    }
}

}  // namespace
}  // namespace twinleg::app
