// Every command line and every env block that stands in the requirement documents, letter for
// letter, with the strategy that the document is about.

#include <gtest/gtest.h>

#include "app/catalog.h"
#include "app/run_plan.h"
#include "tests/app/command_line.h"

namespace twinleg::app {
namespace {

struct Line {
    const char* document;
    const char* strategy;
    const char* words;
};

constexpr Line kLines[] = {
    {"000", "maker-taker", "--ticker BTC --size 0.001 --max-position 0.01"},
    {"000", "maker-taker",
     "--ticker BTC --size 0.001 --max-position 0.01 --threshold-offset 10 --port 8765 --log-level "
     "INFO"},
    {"001", "maker-taker", "-t BTC -s 0.01 -f 5 -m 0.1 -l 10 -sh 10"},
    {"003", "hedge-cycle", "--ticker BTC"},
    {"003", "hedge-cycle", "--ticker ETH"},
    {"003", "hedge-cycle",
     "--ticker BTC --margin 200 --hold-time 600 --take-profit 30 --stop-loss 40"},
    {"003", "hedge-cycle", "--ticker BTC --env-file account_1.env"},
    {"003", "hedge-cycle", "--ticker ETH --env-file account_2.env"},
    {"003", "hedge-cycle", "--ticker BTC --margin 100"},
    {"003", "hedge-cycle", "--ticker ETH --margin 80"},
    {"003", "hedge-cycle", "--ticker SOL --margin 50"},
    {"004", "market-spread", "--ticker BTC --size 0.001"},
    {"004", "market-spread", "--ticker ETH --size 0.01 --long-threshold 3 --short-threshold 3"},
    {"004", "market-spread", "--ticker BTC --size 0.001 --max-position 0.1"},
    {"004", "market-spread",
     "--ticker BTC --size 0.001 --long-threshold 5 --short-threshold 5 --max-position 0 "
     "--check-interval 0.1"},
};

Arguments words_of(const std::string& text) {
    std::istringstream stream(text);
    Arguments out;
    for (std::string word; stream >> word;)
        out.push_back(word);
    return out;
}

// What `plan_run` says of the words; empty if nothing is wrong.
std::string problem(const Arguments& words, std::map<std::string, std::string> environment = {}) {
    std::ostringstream out;
    try {
        plan_run({.command = "run",
                  .examples = {},
                  .environment = Environment(std::move(environment)),
                  .ask_passphrase = false},
                 words, out);
    } catch (const CannotStart& cannot) {
        return cannot.what();
    }
    return {};
}

TEST(Documents, GiveCommandLinesThatAreUnderstood) {
    const Scratch scratch;
    for (const auto& line : kLines) {
        if (find_strategy(line.strategy) == nullptr) continue;  // not in this build
        auto words = words_of(line.words);
        for (auto& word : words) {
            if (!word.ends_with(".env")) continue;
            write_text(scratch.at(word), "ACCOUNT_NAME=one\n");
            word = scratch.at(word);
        }
        words.insert(words.begin(), line.strategy);
        EXPECT_EQ(problem(words), "") << line.document << ": " << line.words;
    }
}

// What the tables of 000, 002, 003 and 004 call the default, as the command line would say it.
TEST(Documents, GiveDefaultsThatAreOurs) {
    struct Default {
        const char* strategy;
        const char* flag;
        const char* value;
    };
    constexpr Default kDefaults[] = {
        {"maker-taker", "--ticker", "BTC"},
        {"maker-taker", "--size", "0.001"},
        {"maker-taker", "--max-position", "0.01"},
        {"maker-taker", "--threshold-offset", "10"},
        {"maker-taker", "--port", "8765"},
        {"maker-taker", "--log-level", "info"},
        {"maker-taker", "--samples", "100"},
        {"zscore", "--enter-z", "2"},
        {"zscore", "--exit-z", "0.5"},
        {"zscore", "--stop-z", "4"},
        {"zscore", "--lookback-secs", "15m"},
        {"zscore", "--min-liquidity-usd", "25000"},
        {"zscore", "--max-slippage-bps", "10"},
        {"zscore", "--max-gross-notional-usd", "50000"},
        {"zscore", "--max-legs", "3"},
        {"zscore", "--min-hold-secs", "30s"},
        {"zscore", "--min-reentry-secs", "1m"},
        {"hedge-cycle", "--ticker", "BTC"},
        {"hedge-cycle", "--env-file", ".env"},
        {"hedge-cycle", "--cycle-wait", "20s"},
        {"hedge-cycle", "--aggressive-offset", "0.003"},
        {"hedge-cycle", "--reverse", "false"},
        {"market-spread", "--ticker", "BTC"},
        {"market-spread", "--long-threshold", "5"},
        {"market-spread", "--short-threshold", "5"},
        {"market-spread", "--max-position", "0"},
        {"market-spread", "--check-interval", "100ms"},
    };
    for (const auto& each : kDefaults) {
        std::ostringstream out;
        const auto plan =
            plan_run({.command = "run", .examples = {}, .environment = Environment({})},
                     {each.strategy}, out);
        ASSERT_TRUE(plan);
        const auto& effective = plan->instances.front().effective;
        const auto found = std::ranges::find(effective, each.flag, &Effective::name);
        ASSERT_NE(found, effective.end()) << each.flag;
        EXPECT_EQ(found->value, each.value) << each.strategy << ' ' << each.flag;
        EXPECT_EQ(found->origin, Origin::standard);
    }
}

TEST(Documents, NameLogLevelsInAnyCase) {
    for (const auto* level : {"INFO", "Info", "info", "DEBUG", "Warning", "ERROR"})
        EXPECT_EQ(problem({"maker-taker", "--log-level", level}), "") << level;
    EXPECT_NE(problem({"maker-taker", "--log-level", "VERBOSE"}), "");
}

TEST(Documents, MeanTheSameInTheShortForm) {
    std::ostringstream out;
    const auto plan =
        plan_run({.command = "run", .examples = {}, .environment = Environment({})},
                 words_of("maker-taker -t btc -s 0.01 -f 5 -m 0.1 -l 10 -sh 12.5"), out);

    ASSERT_TRUE(plan);
    const auto& settings = plan->instances.front().settings;
    EXPECT_EQ(settings.ticker, "BTC");
    EXPECT_EQ(to_text(*settings.strategy.size), "0.01");
    EXPECT_EQ(settings.strategy.fill_timeout, seconds(5));
    EXPECT_EQ(to_text(settings.strategy.max_position), "0.1");
    EXPECT_EQ(to_text(*settings.strategy.long_threshold), "10");
    EXPECT_EQ(to_text(*settings.strategy.short_threshold), "12.5");
}

constexpr std::string_view kEnv000 =
    "# Lighter 配置 (必填)\nAPI_KEY_PRIVATE_KEY=your_lighter_private_key\n"
    "LIGHTER_ACCOUNT_INDEX=0\nLIGHTER_API_KEY_INDEX=0\n\n# 策略配置\nTICKER=BTC\n"
    "ORDER_QUANTITY=0.001\nMAX_POSITION=0.01\nTHRESHOLD_OFFSET=10\n\n# Telegram 配置 (可选)\n"
    "TELEGRAM_BOT_TOKEN=your_bot_token\nTELEGRAM_CHAT_ID=your_chat_id\n";

constexpr std::string_view kEnv003 =
    "PARADEX_L1_ADDRESS=0x1234567890abcdef...           # 你的 L1 地址\n"
    "PARADEX_L2_PRIVATE_KEY=0xabcdef1234567890...       # 你的 L2 私钥\n"
    "PARADEX_ENVIRONMENT=prod                            # prod 或 testnet\n"
    "API_KEY_PRIVATE_KEY=0xabcdef1234567890...          # 你的 API 私钥\n"
    "LIGHTER_ACCOUNT_INDEX=12345                         # 你的账户索引\n"
    "LIGHTER_API_KEY_INDEX=0                             # 你的 API Key 索引\n"
    "CROSS_HEDGE_MARGIN=100                              # 每次交易 100 USDC\n"
    "CROSS_HEDGE_POSITION_HOLD_TIME=300                  # 持仓 5 分钟\n"
    "CROSS_HEDGE_TAKE_PROFIT=50                          # 单边盈利 50% 止盈\n"
    "CROSS_HEDGE_STOP_LOSS=50                            # 单边亏损 50% 止损\n"
    "CROSS_HEDGE_REVERSE=false                           # false = Paradex LONG + Lighter SHORT\n"
    "TELEGRAM_BOT_TOKEN=your_bot_token\nTELEGRAM_CHAT_ID=your_chat_id\n"
    "LARK_TOKEN=your_lark_token\n"
    "ACCOUNT_NAME=my_account                             # 账户名（用于区分日志）\n"
    "TIMEZONE=Asia/Shanghai\n";

TEST(Documents, GiveEnvFilesThatAreUnderstoodByEveryStrategy) {
    const Scratch scratch;
    for (const auto text : {kEnv000, kEnv003}) {
        const auto file = scratch.at("document.env");
        write_text(file, text);
        std::filesystem::permissions(file, std::filesystem::perms{0600});
        for (const auto& strategy : strategies())
            EXPECT_EQ(problem({std::string(strategy.name), "--env-file", file}), "")
                << strategy.name;
    }
}

TEST(Documents, NameVariablesThatAreReadWithTheirComments) {
    const Scratch scratch;
    const auto file = scratch.at("document.env");
    write_text(file, kEnv003);
    std::filesystem::permissions(file, std::filesystem::perms{0600});
    std::ostringstream out;
    const auto plan = plan_run({.command = "run", .examples = {}, .environment = Environment({})},
                               {"maker-taker", "--env-file", file}, out);

    ASSERT_TRUE(plan);
    const auto& instance = plan->instances.front();
    EXPECT_EQ(instance.environment.get("PARADEX_ENVIRONMENT"), "prod");
    EXPECT_EQ(instance.environment.get("LIGHTER_ACCOUNT_INDEX"), "12345");
    EXPECT_EQ(instance.settings.account, "my_account");
}

// The front end's own settings of document 000 are those of the form in the browser page; see
// docs/browser-leg.md. The pair map is a section of the configuration file.
TEST(Documents, GiveAPairMapThatAFileCanHold) {
    const Scratch scratch;
    write_text(scratch.at("t.yaml"),
               "strategy: maker-taker\ncontracts: {edgex: {BTC: 10002, ETH: 10001}, lighter: {BTC: "
               "1}}\n");
    std::ostringstream out;
    const auto plan = plan_run({.command = "run", .examples = {}, .environment = Environment({})},
                               {"--config", scratch.at("t.yaml")}, out);

    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->instances.front().settings.contracts.at("edgex"), "10002");
    EXPECT_EQ(plan->instances.front().settings.contracts.at("lighter"), "1");
}

}  // namespace
}  // namespace twinleg::app
