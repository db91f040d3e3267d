#include "store/daily_logs.h"

#include <gtest/gtest.h>

#include <sstream>

#include "store/export_logs.h"
#include "tests/support/temp_dir.h"

namespace twinleg::store {
namespace {

using support::read_file;
using support::TempDir;
using support::write_file;

constexpr Time kNoon{1'723'118'400'000'000'000};  // 2024-08-08T12:00:00Z
constexpr Duration kDay = seconds(86'400);

Price price(const char* text) {
    return *parse_price(text);
}
Quantity quantity(const char* text) {
    return *parse_quantity(text);
}

// Bought at the first venue, sold at the second.
TradeRow long_trade(Time time = kNoon) {
    return {.time = time,
            .outcome = PairOutcome::completed,
            .first_side = Side::buy,
            .first = {.instrument = {0},
                      .bought = quantity("0.001"),
                      .average_buy = price("42150.5"),
                      .fee = *parse_notional("0.01"),
                      .position = quantity("0.003")},
            .second = {.instrument = {1},
                       .sold = quantity("0.001"),
                       .average_sell = price("42165.2"),
                       .fee = *parse_notional("0.02"),
                       .position = quantity("-0.003")},
            .unhedged = milliseconds(125),
            .pnl = *parse_notional("2.35")};
}

DailyLogs maker_taker(const TempDir& dir, const char* first = "edgex",
                      const char* second = "lighter") {
    return {dir.path(), log_names("maker-taker", "BTC", first, second), "maker-taker", first,
            second};
}

TEST(DailyLogs, WritesTheTradesOfTheDocumentUnderItsExactHeader) {
    TempDir dir;
    {
        DailyLogs logs = maker_taker(dir);
        logs.write(long_trade());
    }
    EXPECT_EQ(read_file(dir / "trades_20240808.csv"),
              "timestamp,direction,edgex_price,lighter_price,quantity,spread,latency_ms,pnl,"
              "edgex_position,lighter_position\n"
              "2024-08-08T12:00:00.000Z,long,42150.5,42165.2,0.001,14.7,125,2.35,0.003,-0.003\n");
}

TEST(DailyLogs, PutsEdgexFirstAsTheDocumentHasItEvenWhereItIsTheSecondLeg) {
    TempDir dir;
    {
        DailyLogs logs = maker_taker(dir, "lighter", "edgex");
        logs.write(long_trade());  // bought at lighter: short at edgex
    }
    EXPECT_EQ(read_file(dir / "trades_20240808.csv"),
              "timestamp,direction,edgex_price,lighter_price,quantity,spread,latency_ms,pnl,"
              "edgex_position,lighter_position\n"
              "2024-08-08T12:00:00.000Z,short,42165.2,42150.5,0.001,-14.7,125,2.35,-0.003,0.003\n");
}

TEST(DailyLogs, LeavesEmptyWhatDidNotTrade) {
    TempDir dir;
    {
        TradeRow undone = long_trade();
        undone.outcome = PairOutcome::rolled_back;
        undone.second = {.instrument = {1}};
        undone.first.sold = undone.first.bought;
        undone.first.average_sell = price("42100");
        undone.first.position = {};
        DailyLogs logs = maker_taker(dir);
        logs.write(undone);
    }
    EXPECT_NE(read_file(dir / "trades_20240808.csv")
                  .find("\n2024-08-08T12:00:00.000Z,long,42150.5,,0.001,,125,2.35,0,0\n"),
              std::string::npos);
}

TEST(DailyLogs, WritesBestBidsAndOffersAndSnapshots) {
    TempDir dir;
    {
        DailyLogs logs = maker_taker(dir);
        logs.write(BboRow{.time = kNoon,
                          .first_bid = {price("100"), quantity("1")},
                          .first_ask = {price("101"), quantity("2")},
                          .second_bid = {price("103.5"), quantity("3")},
                          .second_ask = {}});
        logs.write(SnapshotRow{.time = kNoon,
                               .mode = Mode::active,
                               .evaluated = {.price_a = price("100.5"),
                                             .price_b = price("103"),
                                             .spread = price("-2.5"),
                                             .mean = 0.5,
                                             .stddev = 0.25,
                                             .z = -12,
                                             .samples = 100,
                                             .long_threshold = price("10"),
                                             .short_threshold = price("11"),
                                             .signal = Signal::enter_short_a},
                               .first_position = quantity("0.5"),
                               .second_position = quantity("-0.5"),
                               .exposure = {}});
    }
    EXPECT_EQ(read_file(dir / "bbo_20240808.csv"),
              "timestamp,edgex_bid,edgex_bid_quantity,edgex_ask,edgex_ask_quantity,lighter_bid,"
              "lighter_bid_quantity,lighter_ask,lighter_ask_quantity,long_spread,short_spread\n"
              "2024-08-08T12:00:00.000Z,100,1,101,2,103.5,3,,,2.5,\n");
    EXPECT_EQ(read_file(dir / "snapshots_20240808.csv"),
              "timestamp,mode,price_a,price_b,spread,mean,stddev,z,samples,long_threshold,"
              "short_threshold,signal,edgex_position,lighter_position,exposure\n"
              "2024-08-08T12:00:00.000Z,active,100.5,103,-2.5,0.5,0.25,-12,100,10,11,1,0.5,-0.5,"
              "0\n");
}

TEST(DailyLogs, CountsTheDayOnAfterARestart) {
    TempDir dir;
    for (int start = 0; start < 3; ++start) {
        DailyLogs logs = maker_taker(dir);
        logs.write(long_trade(kNoon + seconds(start)));
        ASSERT_TRUE(logs.flush());
    }
    DailyLogs logs = maker_taker(dir);
    logs.write(long_trade(kNoon + kDay));
    ASSERT_TRUE(logs.flush());

    EXPECT_EQ(
        read_file(dir / "summary_20240808.json"),
        R"({"date":"20240808","strategy":"maker-taker","venues":["edgex","lighter"],"trades":3,)"
        R"("completed":3,"rolled_back":0,"failed":0,"volume_base":"0.003","pnl":"7.05",)"
        R"("best_pnl":"2.35","worst_pnl":"2.35","winning":3,"fees_first":"0.03",)"
        R"("fees_second":"0.06","latency_ms_max":125,"latency_ms_sum":375,)"
        R"("first_trade":"2024-08-08T12:00:00.000Z","last_trade":"2024-08-08T12:00:02.000Z"})"
        "\n");
    EXPECT_NE(read_file(dir / "summary_20240809.json").find(R"("trades":1,)"), std::string::npos);
}

TEST(DailyLogs, KeepsADamagedSummaryAside) {
    TempDir dir;
    write_file(dir / "summary_20240808.json", R"({"date":"20240808","trades":)");
    DailyLogs logs = maker_taker(dir);
    logs.write(long_trade());
    ASSERT_TRUE(logs.flush());

    EXPECT_EQ(read_file(dir / "summary_20240808.json.damaged"), R"({"date":"20240808","trades":)");
    EXPECT_NE(read_file(dir / "summary_20240808.json").find(R"("trades":1,)"), std::string::npos);
}

TEST(DailyLogs, HasTheNamesOfEachDocument) {
    const LogNames spread = log_names("market-spread", "BTC", "backpack", "lighter");
    EXPECT_EQ(spread.activity, "backpack_lighter_BTC.log");
    EXPECT_EQ(spread.bbo, "bbo_BTC_{date}.csv");
    EXPECT_EQ(spread.trades, "trades_BTC_{date}.csv");
    const LogNames maker = log_names("maker-taker", "BTC", "edgex", "lighter");
    EXPECT_EQ(maker.trades, "trades_{date}.csv");
    EXPECT_EQ(maker.summary, "summary_{date}.json");
    EXPECT_EQ(log_names("hedge-cycle", "BTC", "paradex", "lighter").activity,
              "cross_hedge_BTC_activity.log");
    EXPECT_EQ(log_names("hedge-cycle", "BTC", "paradex", "lighter", "account_1").activity,
              "cross_hedge_BTC_account_1_activity.log");
}

TEST(DailyLogs, KeepsALineALineInTheLogForPeople) {
    TempDir dir;
    {
        DailyLogs logs(dir.path(), log_names("market-spread", "BTC", "backpack", "lighter"),
                       "market-spread", "backpack", "lighter");
        logs.write(kNoon, Severity::warning, "margin is low\nvery low");
    }
    EXPECT_EQ(read_file(dir / "backpack_lighter_BTC.log"),
              "2024-08-08T12:00:00.000Z WARNING margin is low very low\n");
}

TEST(ExportLogs, GivesTheLastDaysAsJson) {
    TempDir dir;
    {
        DailyLogs logs = maker_taker(dir);
        for (int day = 0; day < 9; ++day)
            logs.write(long_trade(kNoon + kDay * day));
    }
    std::ostringstream out;

    const auto counts = export_for_analysis(dir.path(), 7, false, out);

    ASSERT_TRUE(counts);
    EXPECT_EQ(counts->rows, 14u);
    const std::string json = out.str();
    EXPECT_TRUE(json.starts_with(R"({"days":7,"from":"20240810","to":"20240816","summaries":[{)"));
    EXPECT_EQ(json.find("20240809"), std::string::npos);
    EXPECT_NE(json.find(R"({"file":"trades_20240810.csv","timestamp":"2024-08-10T12:00:00.000Z",)"
                        R"("direction":"long","edgex_price":"42150.5")"),
              std::string::npos);
    EXPECT_TRUE(json.ends_with(R"("bbo":[],"counts":{"files":14,"rows":14,"skipped":0}})"
                               "\n"));
}

TEST(ExportLogs, SaysWhatItMisses) {
    TempDir dir;
    std::ostringstream out;
    EXPECT_EQ(export_for_analysis(dir / "absent", 7, false, out).error().code, Errc::missing);
    EXPECT_EQ(export_for_analysis(dir.path(), 7, false, out).error().code, Errc::missing);
    EXPECT_EQ(export_for_analysis(dir.path(), 0, false, out).error().code, Errc::out_of_range);
    EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace twinleg::store
