// What panels and reports get to read.

#include "database/queries.h"

#include <gtest/gtest.h>

#include <sstream>

#include "database/export.h"
#include "database/feeder.h"
#include "tests/database/databases.h"
#include "tests/database/desk_journal.h"

namespace twinleg::database {
namespace {

TEST(CoinOf, IsTheSameHoweverAVenueSpellsIt) {
    for (const auto* pair : {"BTC", "btc", "BTCUSDT", "BTC-USD", "BTC/USDT", "BTC_USDC_PERP",
                             "BTC-USD-PERP", "lighter:BTC", "edgex:BTCUSDC", "BTCUSD"})
        EXPECT_EQ(coin_of(pair), "BTC") << pair;
    EXPECT_EQ(coin_of("USDCUSDT"), "USDC");
    EXPECT_EQ(coin_of("USDC"), "USDC");
    EXPECT_EQ(coin_of(""), "");
}

class Queries : public ::testing::TestWithParam<Kind> {
protected:
    void SetUp() override {
        if (const auto why = databases_.cannot(GetParam()); !why.empty()) GTEST_SKIP() << why;
        auto connection = connect(databases_.fresh(GetParam()));
        ASSERT_TRUE(connection) << connection.error().message;
        connection_ = std::move(*connection);
        ASSERT_TRUE(migrate(*connection_, "1", Time{1}));
    }
    void feed(DeskJournal& journal, std::uint64_t number = 7) {
        Feeder feeder(journal.path(), number, {"sim", "1.0", 1});
        ASSERT_TRUE(feeder.attach(*connection_));
        ASSERT_TRUE(feeder.read(journal.appended(), SIZE_MAX));
        ASSERT_TRUE(feeder.write(*connection_));
    }
    std::string exported(int days) {
        std::ostringstream out;
        const auto counts = export_for_analysis(*connection_, days, std::nullopt, out);
        EXPECT_TRUE(counts) << counts.error().message;
        return out.str();
    }

    Databases databases_;
    std::unique_ptr<Connection> connection_;
};

INSTANTIATE_TEST_SUITE_P(Both, Queries, ::testing::Values(Kind::sqlite, Kind::postgres), kind_name);

TEST_P(Queries, GiveTheNewestSpreadsOldBeforeNew) {
    DeskJournal journal(databases_.dir().path());
    for (int i = 0; i < 20; ++i) {
        journal.evaluate("100." + std::to_string(10 + i), "99");
        journal.pass(seconds(1));
    }
    feed(journal);

    const auto spreads = latest_spreads(*connection_, "BTCUSDT", 3);
    const auto all = latest_spreads(*connection_, "BTC", 1000);
    const auto other = latest_spreads(*connection_, "ETHUSDT", 1000);

    ASSERT_TRUE(spreads) << spreads.error().message;
    EXPECT_EQ(spreads->strategy, "maker-taker");
    EXPECT_EQ(spreads->second_instrument, "lighter:BTC");
    ASSERT_EQ(spreads->points.size(), 3u);
    EXPECT_EQ(spreads->points[0].price_a, "100.27");
    EXPECT_EQ(spreads->points[2].price_a, "100.29");
    EXPECT_EQ(spreads->points[2].spread, "1.29");
    EXPECT_EQ(spreads->points[2].z, -2.5);
    EXPECT_EQ(spreads->points[2].samples, 100);
    EXPECT_LT(spreads->points[0].time, spreads->points[1].time);
    EXPECT_EQ(all->points.size(), 20u);
    EXPECT_TRUE(other->points.empty());
}

TEST_P(Queries, DoNotMixTheDesksOfACoin) {
    DeskJournal journal(databases_.dir() / "a");
    journal.evaluate("100", "99");
    feed(journal, 1);
    ASSERT_TRUE(connection_->script("UPDATE runs SET second_instrument = 'aster:BTCUSDT'"));
    DeskJournal later(databases_.dir() / "b", 2);
    later.evaluate("200", "199");
    feed(later, 2);

    const auto spreads = latest_spreads(*connection_, "BTC", 10);

    ASSERT_EQ(spreads->points.size(), 1u);
    EXPECT_EQ(spreads->points[0].price_a, "200");
    EXPECT_EQ(spreads->second_instrument, "lighter:BTC");
}

TEST_P(Queries, ExportWhatTheLogFilesWouldHold) {
    DeskJournal journal(databases_.dir().path());
    journal.evaluate("100.5", "101.5", Signal::enter_long_a);
    journal.command(PairOpened{.id = {1}, .buy = {0}, .sell = {1}});
    PairClosed closed{.id = {1}, .outcome = PairOutcome::completed};
    closed.first = {.instrument = {0},
                    .bought = test::quantity("0.01"),
                    .average_buy = test::price("100.4"),
                    .fee = test::notional("0.01"),
                    .position = test::quantity("0.01")};
    closed.second = {.instrument = {1},
                     .sold = test::quantity("0.01"),
                     .average_sell = test::price("101.6"),
                     .fee = test::notional("0.02"),
                     .position = test::quantity("-0.01")};
    closed.unhedged = milliseconds(125);
    closed.pnl = test::notional("0.0093");
    journal.command(closed);
    journal.command(PairClosed{.id = {2}, .outcome = PairOutcome::nothing});
    feed(journal);

    const auto json = exported(7);

    EXPECT_NE(json.find(R"("file":"trades_20260225.csv",)"), std::string::npos) << json;
    EXPECT_NE(json.find(R"("direction":"long","edgex_price":"100.4","lighter_price":"101.6",)"
                        R"("quantity":"0.01","spread":"1.2","latency_ms":"125","pnl":"0.0093",)"
                        R"("edgex_position":"0.01","lighter_position":"-0.01"})"),
              std::string::npos)
        << json;
    EXPECT_NE(json.find(R"("mean":"0.30000000000000004",)"), std::string::npos) << json;
    EXPECT_NE(json.find(R"("trades":1,"completed":1,)"), std::string::npos) << json;
    EXPECT_NE(json.find(R"("counts":{"files":3,"rows":3,"skipped":0}})"), std::string::npos)
        << json;
}

TEST_P(Queries, ExportCountsDaysBackFromTheNewest) {
    DeskJournal journal(databases_.dir().path());
    journal.evaluate("100", "99");
    journal.pass(minutes(60 * 24 * 10));
    journal.evaluate("200", "199");
    feed(journal);

    EXPECT_EQ(exported(7).find(R"("price_a":"100")"), std::string::npos);
    EXPECT_NE(exported(11).find(R"("price_a":"100")"), std::string::npos);
}

TEST_P(Queries, ExportOfNothingSaysSo) {
    std::ostringstream out;

    const auto counts = export_for_analysis(*connection_, 7, std::nullopt, out);

    ASSERT_FALSE(counts);
    EXPECT_EQ(counts.error().code, Errc::missing);
    EXPECT_EQ(out.str(), "");
}

class QueryPlan : public ::testing::TestWithParam<Kind> {};
INSTANTIATE_TEST_SUITE_P(Both, QueryPlan, ::testing::Values(Kind::sqlite, Kind::postgres),
                         kind_name);

// However many rows there are, and whatever the database knows of their number.
TEST_P(QueryPlan, OfTheNewestSpreadsIsAnIndex) {
    Databases databases;
    if (const auto why = databases.cannot(GetParam()); !why.empty()) GTEST_SKIP() << why;
    const auto target = databases.fresh(GetParam());
    ASSERT_TRUE(migrate(**connect(target), "1", Time{1}));
    auto connection = *connect(target, {.read_only = true});

    const auto plan = rows(
        *connection, std::string(GetParam() == Kind::sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") +
                         "SELECT time_ns FROM spreads WHERE coin = 'BTC' AND run + 0 IN "
                         "(SELECT run FROM runs WHERE strategy = 'zscore') "
                         "ORDER BY time_ns DESC, position DESC LIMIT 1000");

    ASSERT_TRUE(plan) << plan.error().message;
    std::string told;
    for (const auto& row : *plan)
        told += text_of(row.back()) + "; ";
    EXPECT_NE(told.find("spreads_by_coin"), std::string::npos) << told;
    EXPECT_EQ(told.find("TEMP B-TREE"), std::string::npos) << told;
    EXPECT_EQ(told.find("Sort"), std::string::npos) << told;
}

}  // namespace
}  // namespace twinleg::database
