#include "notify/text.h"

#include <gtest/gtest.h>

namespace twinleg::notify {
namespace {

// 2024-11-08 14:32:15 UTC.
constexpr Time kTime{1'731'076'335'000'000'000};

Price price(std::string_view text) {
    return *parse_price(text);
}
Quantity quantity(std::string_view text) {
    return *parse_quantity(text);
}
Notional notional(std::string_view text) {
    return *parse_notional(text);
}

Traded documented_trade() {
    return {.is_long = true,
            .quantity = quantity("0.001"),
            .first = {"EdgeX", price("42150.5"), quantity("0.003")},
            .second = {"Lighter", price("42165.2"), quantity("-0.003")},
            .latency = milliseconds(125),
            .pnl = notional("2.35")};
}

Figures some_figures() {
    Figures figures{.time = kTime,
                    .mode = Mode::active,
                    .strategy = "maker-taker",
                    .coin = "BTC",
                    .positions = {{"EdgeX", "BTCUSDC", quantity("0.003")},
                                  {"Lighter", "BTC", quantity("-0.003")}},
                    .pnl = {notional("3.1"), notional("-0.5"), notional("-0.25")},
                    .by_venue = {{"EdgeX", {notional("5"), notional("-0.5"), {}}},
                                 {"Lighter", {notional("-1.9"), {}, notional("-0.25")}}},
                    .fills = 26,
                    .volume_quote = notional("1096.28")};
    figures.pair_trades = {12, 1, 0};
    return figures;
}

std::string in_english(const Message& message) {
    return text(message, {.language = Language::en});
}
std::string as_documented(const Message& message) {
    return text(message, {});
}

// Requirements A058 to A067: the example of document 000, letter for letter.
TEST(Text, TellsATradeAsTheDocumentDoes) {
    EXPECT_EQ(as_documented({kTime, documented_trade()}),
              "🟢 交易成交 - 做多\n"
              "\n"
              "📍 账户: A1\n"
              "📦 数量: 0.001\n"
              "💰 EdgeX: 42150.5\n"
              "💰 Lighter: 42165.2\n"
              "📊 价差: 14.7\n"
              "⚡ 延迟: 125ms\n"
              "\n"
              "📈 EdgeX仓位: 0.003\n"
              "📉 Lighter仓位: -0.003\n"
              "💵 预估盈亏: +2.35\n"
              "\n"
              "⏰ 14:32:15");
}

TEST(Text, TellsAShortTradeInRed) {
    auto trade = documented_trade();
    trade.is_long = false;
    trade.first.price = price("42165.2");
    trade.second.price = price("42150.5");

    const auto told = as_documented({kTime, trade});

    EXPECT_TRUE(told.starts_with("🔴 交易成交 - 做空\n\n📍 账户: A1\n")) << told;
    // As in the trade files: the second venue's price less the first's.
    EXPECT_NE(told.find("📊 价差: -14.7\n"), std::string::npos) << told;
}

TEST(Text, TellsATradeInEnglish) {
    EXPECT_EQ(in_english({kTime, documented_trade()}),
              "🟢 Trade filled - long\n"
              "\n"
              "📍 Account: A1\n"
              "📦 Quantity: 0.001\n"
              "💰 EdgeX: 42150.5\n"
              "💰 Lighter: 42165.2\n"
              "📊 Spread: 14.7\n"
              "⚡ Latency: 125ms\n"
              "\n"
              "📈 EdgeX position: 0.003\n"
              "📉 Lighter position: -0.003\n"
              "💵 Estimated PnL: +2.35\n"
              "\n"
              "⏰ 14:32:15");
}

TEST(Text, SaysWhenOneLegOfATradeWasUndone) {
    auto trade = documented_trade();
    trade.outcome = PairOutcome::rolled_back;
    trade.second.price = {};

    const auto told = as_documented({kTime, trade});

    EXPECT_NE(told.find("💰 Lighter: -\n⚡"), std::string::npos) << told;
    EXPECT_NE(told.find("已回滚"), std::string::npos) << told;
}

// Requirement D073.
TEST(Text, TellsAShortBalanceInTheWordsOfItsDocument) {
    const auto told = as_documented(
        {kTime, BalanceShort{"Insufficient Paradex balance: 50 USDC (required: 200 USDC)"}});

    EXPECT_EQ(told,
              "💸 Insufficient balance\n"
              "\n"
              "📍 Account: A1\n"
              "Error: Insufficient Paradex balance: 50 USDC (required: 200 USDC)\n"
              "\n"
              "⏰ 14:32:15");
    EXPECT_TRUE(text({kTime, BalanceShort{"Insufficient …"}}, {.language = Language::zh})
                    .starts_with("💸 余额不足\n"));
}

// Requirement A052: account, time, status.
TEST(Text, TellsTheStart) {
    EXPECT_EQ(as_documented({kTime, Started{some_figures(), {"EdgeX", "Lighter"}, "live"}}),
              "🚀 启动通知\n"
              "\n"
              "📍 账户: A1\n"
              "🤖 策略: maker-taker BTC (live)\n"
              "🏦 交易所: EdgeX / Lighter\n"
              "✅ 状态: 运行中\n"
              "\n"
              "⏰ 14:32:15");
}

// Requirement A054: type, details.
TEST(Text, TellsAnError) {
    EXPECT_EQ(as_documented({kTime, ErrorSeen{"order refused", "lighter: insufficient margin"}}),
              "⚠️ 错误告警\n"
              "\n"
              "📍 账户: A1\n"
              "🏷️ 类型: order refused\n"
              "📝 详情: lighter: insufficient margin\n"
              "\n"
              "⏰ 14:32:15");
}

// Requirement A055: number of errors, recovery time.
TEST(Text, TellsTheBreaker) {
    EXPECT_EQ(as_documented({kTime, BreakerTripped{5, seconds(60), kTime + minutes(5)}}),
              "🚨 熔断告警\n"
              "\n"
              "📍 账户: A1\n"
              "❌ 错误次数: 5 (60 秒内)\n"
              "⏸️ 状态: 策略已暂停\n"
              "🔄 恢复时间: 14:37:15\n"
              "\n"
              "⏰ 14:32:15");
}

// Requirement A056: positions, PnL, statistics.
TEST(Text, TellsTheStatus) {
    EXPECT_EQ(as_documented({kTime, StatusReport{some_figures()}}),
              "📊 状态报告\n"
              "\n"
              "📍 账户: A1\n"
              "✅ 状态: 运行中\n"
              "\n"
              "📈 EdgeX仓位: 0.003\n"
              "📉 Lighter仓位: -0.003\n"
              "⚖️ 净敞口: 0 BTC\n"
              "\n"
              "💵 盈亏: +2.35\n"
              "   交易 +3.10 | 手续费 -0.50 | 资金费 -0.25\n"
              "🔁 配对交易: 13 (完成 12, 回滚 1, 失败 0)\n"
              "📦 成交额: 1096.28\n"
              "\n"
              "⏰ 14:32:15");
}

// Requirement A057: trades, success rate, PnL.
TEST(Text, TellsTheDay) {
    EXPECT_EQ(as_documented({kTime, DailySummary{.date = "20241108",
                                                 .trades = 13,
                                                 .completed = 12,
                                                 .pnl = some_figures().pnl,
                                                 .volume_quote = notional("1096.28")}}),
              "📈 每日汇总\n"
              "\n"
              "📍 账户: A1\n"
              "📅 日期: 20241108\n"
              "🔁 总交易: 13\n"
              "🎯 成功率: 92.3%\n"
              "📦 成交额: 1096.28\n"
              "💵 盈亏: +2.35\n"
              "   交易 +3.10 | 手续费 -0.50 | 资金费 -0.25\n"
              "\n"
              "⏰ 14:32:15");
}

TEST(Text, NeverRoundsASuccessRateUp) {
    const auto rate = [](std::uint64_t completed, std::uint64_t trades) {
        const auto told =
            in_english({kTime, DailySummary{.trades = trades, .completed = completed}});
        const auto from = told.find("rate: ") + 6;
        return told.substr(from, told.find('\n', from) - from);
    };

    EXPECT_EQ(rate(9999, 10'000), "99.9%");
    EXPECT_EQ(rate(3, 3), "100%");
    EXPECT_EQ(rate(0, 0), "-");
}

TEST(Text, EveryMessageHasBothLanguagesAndItsAccount) {
    const std::vector<Message> all{{kTime, Started{some_figures(), {"EdgeX"}, "sim"}},
                                   {kTime, documented_trade()},
                                   {kTime, FilledAlone{"EdgeX", Side::buy}},
                                   {kTime, ErrorSeen{"a", "b"}},
                                   {kTime, BreakerTripped{}},
                                   {kTime, StatusReport{some_figures()}},
                                   {kTime, DailySummary{}},
                                   {kTime, Imbalance{}},
                                   {kTime, BalanceShort{"x"}},
                                   {kTime, FrontEnd{true}},
                                   {kTime, FrontEnd{false}},
                                   {kTime, Halted{"daily_loss", true}},
                                   {kTime, Killed{}},
                                   {kTime, OperatorDid{Operator::pause}},
                                   {kTime, OperatorDid{Operator::resume}},
                                   {kTime, OperatorDid{Operator::stop}},
                                   {kTime, OperatorDid{Operator::flatten}},
                                   {kTime, OperatorDid{Operator::reset}},
                                   {kTime, Ended{some_figures(), "flat"}},
                                   {kTime, NotStarted{"no key"}}};
    const auto ascii_letters = [](const std::string& text) {
        return std::ranges::any_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
    };
    for (const auto& message : all) {
        const auto zh = text(message, {.language = Language::zh, .account = "desk-7"});
        const auto en = text(message, {.language = Language::en, .account = "desk-7"});

        EXPECT_NE(zh, en);
        EXPECT_NE(zh.find("账户: desk-7"), std::string::npos) << zh;
        EXPECT_NE(en.find("Account: desk-7"), std::string::npos) << en;
        EXPECT_TRUE(ascii_letters(en)) << en;
        EXPECT_TRUE(zh.ends_with("⏰ 14:32:15")) << zh;
        // Chinese characters all begin with these bytes; English has none of them.
        EXPECT_EQ(en.find("\xE4\xBB"), std::string::npos) << en;
        EXPECT_EQ(en.find("："), std::string::npos) << en;
    }
}

TEST(Text, WritesMoneyWithItsSignAndWhatPlacesItNeeds) {
    EXPECT_EQ(signed_money(notional("2.35")), "+2.35");
    EXPECT_EQ(signed_money(notional("0.0147")), "+0.0147");
    EXPECT_EQ(signed_money(notional("-0.5")), "-0.50");
    EXPECT_EQ(signed_money(notional("0")), "+0.00");
    EXPECT_EQ(signed_money(notional("1234.56789")), "+1234.5678");
    EXPECT_EQ(signed_money(notional("-1000")), "-1000.00");
}

TEST(Text, AnswersWithPositionsAndPnl) {
    EXPECT_EQ(positions_text(some_figures(), {.language = Language::en}),
              "📦 Positions\n\n📍 Account: A1\nEdgeX BTCUSDC: 0.003\nLighter BTC: -0.003\n"
              "⚖️ Exposure: 0 BTC\n\n⏰ 14:32:15");
    EXPECT_EQ(pnl_text(some_figures(), {.language = Language::en}),
              "💵 PnL\n\n📍 Account: A1\nEdgeX: +4.50\nLighter: -2.15\n💵 PnL: +2.35\n"
              "   trading +3.10 | fees -0.50 | funding -0.25\n\n⏰ 14:32:15");
}

TEST(Text, SaysPausedOnlyOfADeskThatWouldTrade) {
    auto figures = some_figures();
    figures.paused = true;
    EXPECT_NE(status_text(figures, {}).find("状态: 已暂停"), std::string::npos);

    figures.mode = Mode::halted;
    EXPECT_NE(status_text(figures, {}).find("状态: 已停机"), std::string::npos);
}

TEST(Text, KnowsItsLanguages) {
    EXPECT_EQ(parse_language("zh"), Language::zh);
    EXPECT_EQ(parse_language("en"), Language::en);
    EXPECT_EQ(parse_language("auto"), Language::as_documented);
    EXPECT_FALSE(parse_language("fr"));
}

TEST(Text, NamesVenuesAsPeopleDo) {
    EXPECT_EQ(venue_title("edgex"), "EdgeX");
    EXPECT_EQ(venue_title("backpack"), "Backpack");
    EXPECT_EQ(venue_title("newvenue"), "Newvenue");
}

}  // namespace
}  // namespace twinleg::notify
