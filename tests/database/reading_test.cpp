// What a journal's records become in the tables.

#include "database/reading.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "database/feeder.h"
#include "database/schema.h"
#include "tests/database/databases.h"
#include "tests/database/desk_journal.h"

namespace twinleg::database {
namespace {

class Readings : public ::testing::TestWithParam<Kind> {
protected:
    void SetUp() override {
        if (const auto why = databases_.cannot(GetParam()); !why.empty()) GTEST_SKIP() << why;
        auto connection = connect(databases_.fresh(GetParam()));
        ASSERT_TRUE(connection) << connection.error().message;
        connection_ = std::move(*connection);
        ASSERT_TRUE(migrate(*connection_, "1", Time{1}));
    }
    // All of the journal into the database.
    void feed(DeskJournal& journal, std::size_t rows_at_once = 10'000) {
        Feeder feeder(journal.path(), 0xABC, {"sim", "1.0", 1});
        ASSERT_TRUE(feeder.attach(*connection_));
        for (bool more = true; more;) {
            const auto read = feeder.read(journal.appended(), rows_at_once);
            ASSERT_TRUE(read) << read.error().message;
            more = *read;
            const auto written = feeder.write(*connection_);
            ASSERT_TRUE(written) << written.error().message;
        }
        EXPECT_EQ(feeder.stored_through(), journal.appended());
        EXPECT_EQ(feeder.remark(), "");
    }
    std::vector<Row> all(std::string_view sql) {
        const auto found = rows(*connection_, sql);
        EXPECT_TRUE(found) << found.error().message;
        return found.value_or(std::vector<Row>{});
    }
    std::int64_t count(std::string_view table) {
        return number_of(all("SELECT COUNT(*) FROM " + std::string(table)).front().front());
    }

    Databases databases_;
    std::unique_ptr<Connection> connection_;
};

INSTANTIATE_TEST_SUITE_P(Both, Readings, ::testing::Values(Kind::sqlite, Kind::postgres),
                         kind_name);

TEST_P(Readings, TellWhatARunIs) {
    DeskJournal journal(databases_.dir().path());

    feed(journal);

    const auto runs =
        all("SELECT run, strategy, coin, first_instrument, second_instrument, mode, "
            "version, started_ns, ended_ns FROM runs");
    ASSERT_EQ(runs.size(), 1u);
    EXPECT_EQ(runs[0],
              (Row{run_number(0xABC, 1), text("maker-taker"), text("BTC"), text("edgex:BTC"),
                   text("lighter:BTC"), text("sim"), text("1.0"), journal.now().ns, Value{}}));
}

TEST_P(Readings, FollowAnOrderFromItsSendingToItsEnd) {
    DeskJournal journal(databases_.dir().path());
    journal.place(1, 0, Side::buy, "100.5", "0.03");
    feed(journal);
    EXPECT_EQ(all("SELECT state, filled FROM orders").front(), (Row{text("sent"), text("0")}));

    journal.report(1, 0, OrderWord::accepted);
    journal.fill(1, 0, Side::buy, "100.4", "0.01", "a");
    journal.fill(1, 0, Side::buy, "100.3", "0.01", "b");
    journal.report(1, 0, OrderWord::cancelled);
    journal.report(1, 0, OrderWord::rejected, Reason::not_found);  // the answer to a late cancel
    feed(journal);

    const auto order = all(
        "SELECT instrument, side, price, quantity, state, filled, average_price, venue_order_id, "
        "reason FROM orders");
    ASSERT_EQ(order.size(), 1u);
    EXPECT_EQ(order[0],
              (Row{text("edgex:BTC"), text("buy"), text("100.5"), text("0.03"), text("cancelled"),
                   text("0.02"), text("100.35"), text("9001"), Value{}}));
}

TEST_P(Readings, CountAFillOnceHoweverOftenItIsTold) {
    DeskJournal journal(databases_.dir().path());
    journal.place(1, 0, Side::buy, "100.5", "0.03");
    journal.fill(1, 0, Side::buy, "100.4", "0.01", "a");
    journal.fill(1, 0, Side::buy, "100.4", "0.01", "a");
    const std::vector<Fill> answered{DeskJournal::fill_of(1, 0, Side::buy, "100.4", "0.01", "a"),
                                     DeskJournal::fill_of(1, 0, Side::buy, "100.5", "0.02", "b")};
    journal.tell(FillsAnswer{.head = {.venue = {0}, .ok = true}, .fills = answered});

    feed(journal);

    const auto fills =
        all("SELECT fill_id, price, quantity, fee, fee_currency FROM fills "
            "ORDER BY position, item");
    ASSERT_EQ(fills.size(), 2u);
    EXPECT_EQ(fills[1], (Row{text("b"), text("100.5"), text("0.02"), text("0.0125"), text("USD")}));
    const auto positions =
        all("SELECT quantity, fees FROM positions ORDER BY position DESC, item DESC");
    ASSERT_EQ(positions.size(), 2u);
    EXPECT_EQ(positions[0], (Row{text("0.03"), text("0.025")}));
    EXPECT_EQ(all("SELECT filled FROM orders").front(), Row{text("0.03")});
}

TEST_P(Readings, GiveTheSameRowsInPiecesAndTwice) {
    DeskJournal journal(databases_.dir().path());
    for (std::uint32_t n = 1; n <= 30; ++n)
        journal.trade(n);

    feed(journal, 7);
    const auto fills = count("fills");
    const auto events = all("SELECT * FROM events ORDER BY position, item");
    ASSERT_TRUE(connection_->script("UPDATE journals SET stored = 0"));
    feed(journal);

    EXPECT_EQ(fills, 60);
    EXPECT_EQ(count("fills"), 60);
    EXPECT_EQ(count("orders"), 60);
    EXPECT_EQ(all("SELECT * FROM events ORDER BY position, item"), events);
    EXPECT_EQ(all("SELECT COUNT(*) FROM orders WHERE state = 'filled' AND filled = '0.01'").front(),
              Row{std::int64_t{60}});
}

TEST_P(Readings, ThinSpreadsToOneASecondAndKeepEveryNewSignal) {
    DeskJournal journal(databases_.dir().path());
    for (int i = 0; i < 40; ++i) {
        journal.evaluate("100.1", "100.2", i == 13 ? Signal::enter_long_a : Signal::none);
        journal.pass(milliseconds(100));
    }

    feed(journal);

    EXPECT_EQ(count("spreads"), 5);  // at 0, 1, 1.3, 2.3 and 3.3 s
    const auto signals = all("SELECT coin, signal, spread, z FROM signals");
    ASSERT_EQ(signals.size(), 1u);
    EXPECT_EQ(signals[0], (Row{text("BTC"), text("enter_long_a"), text("-0.1"), -2.5}));
}

TEST_P(Readings, TellWhatRiskDecided) {
    DeskJournal journal(databases_.dir().path());
    journal.command(Refused{.check = "daily_loss", .why = "-501 of -500", .role = Role::leg});
    journal.command(Refused{.check = "daily_loss", .why = "-501 of -500", .role = Role::leg});
    journal.command(ModeChanged{Mode::active, Mode::halted, true, "daily loss"});
    journal.tell(SettingAsked{.name = *Text<48>::from("risk.daily_loss"),
                              .value = *Text<48>::from("-100"),
                              .by = *Asker::from("panel 127.0.0.1")});

    feed(journal);

    const auto decisions =
        all("SELECT decision, subject, latched, why FROM risk_decisions ORDER BY position");
    ASSERT_EQ(decisions.size(), 3u);
    EXPECT_EQ(decisions[0],
              (Row{text("refused"), text("daily_loss"), Value{}, text("-501 of -500")}));
    EXPECT_EQ(decisions[1],
              (Row{text("mode"), text("halted"), std::int64_t{1}, text("daily loss")}));
    EXPECT_EQ(decisions[2], (Row{text("setting"), text("risk.daily_loss"), Value{},
                                 text("-100, by panel 127.0.0.1")}));
    EXPECT_EQ(all("SELECT severity FROM events WHERE kind = 'mode'").front(), Row{text("error")});
}

TEST_P(Readings, KeepFundingAndWhatVenuesSayOfPositions) {
    DeskJournal journal(databases_.dir().path());
    const FundingPaid paid{.instrument = {1},
                           .payment_id = *FillId::from("f1"),
                           .amount = test::notional("-0.000000000000000001"),
                           .venue_time = journal.now()};
    journal.tell(paid);
    journal.tell(paid);
    journal.tell(FundingRate{.instrument = {1}, .rate = basis_points(1), .interval = minutes(60)});
    const std::vector<PositionEntry> entries{{{1}, test::quantity("-0.5")}};
    for (int i = 0; i < 3; ++i)
        journal.tell(PositionsAnswer{.head = {.venue = {1}, .ok = true}, .positions = entries});

    feed(journal);

    const auto funding = all("SELECT kind, amount, rate FROM funding ORDER BY position");
    ASSERT_EQ(funding.size(), 2u);
    EXPECT_EQ(funding[0], (Row{text("paid"), text("-0.000000000000000001"), Value{}}));
    EXPECT_EQ(funding[1], (Row{text("rate"), Value{}, text("0.0001")}));
    const auto told = all("SELECT instrument, quantity FROM positions WHERE source = 'venue'");
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0], (Row{text("lighter:BTC"), text("-0.5")}));
}

TEST_P(Readings, TakeTextsThatNoDatabaseWould) {
    DeskJournal journal(databases_.dir().path());
    journal.command(Notice{Severity::warning, std::string("bad \xFF\xC0 and \0 zero, ✓", 22)});

    feed(journal);

    const auto said = all("SELECT text FROM events WHERE kind = 'notice'");
    ASSERT_EQ(said.size(), 1u);
    EXPECT_EQ(text_of(said[0][0]), "bad ?? and ? zero, ✓");
}

TEST_P(Readings, GoOnWithTheNextStartOfTheSameJournal) {
    {
        DeskJournal journal(databases_.dir().path());
        journal.place(1, 0, Side::buy, "100.5", "0.01");
        journal.fill(1, 0, Side::buy, "100.4", "0.004", "a");
        journal.close();
        feed(journal);
    }
    DeskJournal journal(databases_.dir().path(), 2);
    journal.fill(1, 0, Side::buy, "100.4", "0.006", "b");
    journal.report(1, 0, OrderWord::filled);
    feed(journal);

    EXPECT_EQ(count("runs"), 2);
    const auto order = all("SELECT run, state, filled FROM orders");
    ASSERT_EQ(order.size(), 1u);
    EXPECT_EQ(order[0], (Row{run_number(0xABC, 1), text("filled"), text("0.01")}));
    EXPECT_EQ(all("SELECT quantity FROM positions ORDER BY position DESC").front(),
              Row{text("0.01")});
}

TEST(Readings, AreTheSameInBothDatabases) {
    Databases databases;
    if (const auto why = databases.cannot(Kind::postgres); !why.empty()) GTEST_SKIP() << why;
    DeskJournal journal(databases.dir().path());
    for (std::uint32_t n = 1; n <= 50; ++n) {
        journal.evaluate("100.123456789", "99.9",
                         n % 7 == 0 ? Signal::enter_short_a : Signal::none);
        journal.trade(n);
    }
    std::vector<std::vector<Row>> found;
    for (const Kind kind : {Kind::sqlite, Kind::postgres}) {
        auto connection = *connect(databases.fresh(kind));
        ASSERT_TRUE(migrate(*connection, "1", Time{1}));
        Feeder feeder(journal.path(), 77, {"sim", "1.0", 1});
        ASSERT_TRUE(feeder.attach(*connection));
        ASSERT_TRUE(feeder.read(journal.appended(), SIZE_MAX));
        ASSERT_TRUE(feeder.write(*connection, true));
        found.emplace_back();
        for (std::size_t id = 0; id < kTables; ++id) {
            const auto all =
                rows(*connection, fmt::format("SELECT * FROM {} ORDER BY run, position",
                                              table(static_cast<TableId>(id)).name));
            ASSERT_TRUE(all) << all.error().message;
            found.back().insert(found.back().end(), all->begin(), all->end());
        }
    }

    EXPECT_GT(found[0].size(), 500u);
    EXPECT_EQ(found[0], found[1]);
}

}  // namespace
}  // namespace twinleg::database
