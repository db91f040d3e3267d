// A run and the database that it leaves.

#include <filesystem>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "core/money.h"
#include "database/connection.h"
#include "database/schema.h"
#include "tests/app/command_line.h"

namespace twinleg::app {
namespace {

Arguments demo(const Scratch& scratch, Arguments more = {}) {
    Arguments words{"demo",
                    "--speed",
                    "0",
                    "--number",
                    "1",
                    "--duration",
                    "60s",
                    "--data",
                    scratch.at("a"),
                    "--report",
                    scratch.at("a.json"),
                    "--no-panel"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

std::vector<database::Row> ask(const Scratch& scratch, std::string_view sql) {
    auto connection =
        database::connect(database::sqlite_file(scratch.at("a/arb.db")), {.read_only = true});
    EXPECT_TRUE(connection) << connection.error().message;
    if (!connection) return {};
    const auto found = database::rows(**connection, sql);
    EXPECT_TRUE(found) << found.error().message;
    return found.value_or(std::vector<database::Row>{});
}

std::int64_t number(const Scratch& scratch, std::string_view sql) {
    const auto found = ask(scratch, sql);
    return found.empty() ? -1 : database::number_of(found.front().front());
}

std::string part(const std::string& json, const std::string& from, const std::string& to) {
    const auto begin = json.find(from);
    return json.substr(begin, json.find(to, begin) - begin);
}

TEST(RunDatabase, HoldsWhatTheReportCounts) {
    const Scratch scratch;

    const auto said = say(demo(scratch));

    ASSERT_EQ(said.code, kDone) << said.err;
    simdjson::dom::parser parser;
    const std::string json = text_of(scratch.at("a.json"));
    const simdjson::dom::element report = parser.parse(json);
    const auto figure = [&](const char* pointer) {
        return std::int64_t{report.at_pointer(pointer)};
    };
    EXPECT_GT(figure("/fills/count"), 10);
    EXPECT_EQ(number(scratch, "SELECT COUNT(*) FROM fills"), figure("/fills/count"));
    EXPECT_EQ(number(scratch, "SELECT COUNT(*) FROM orders"), figure("/orders/sent"));
    EXPECT_EQ(number(scratch, "SELECT COUNT(*) FROM pair_trades WHERE outcome = 'completed'"),
              figure("/pair_trades/completed"));
    EXPECT_EQ(number(scratch,
                     "SELECT COUNT(*) FROM orders WHERE state IN ('sent', 'accepted', "
                     "'unknown')"),
              0);
    EXPECT_EQ(number(scratch, "SELECT stored FROM journals WHERE complete = 1"),
              figure("/journal/events") + figure("/journal/commands") + 1);
    EXPECT_GE(number(scratch, "SELECT COUNT(*) FROM spreads"), 55);
    EXPECT_EQ(number(scratch,
                     "SELECT COUNT(*) FROM runs WHERE mode = 'sim' AND started_ns > 0 AND "
                     "ended_ns > started_ns"),
              1);
    // Flat at the end, and the same PnL to the last digit.
    Notional total;
    for (const auto& row :
         ask(scratch,
             "SELECT p.quantity, p.realised, p.fees, p.funding FROM positions p JOIN "
             "(SELECT instrument, MAX(position) AS last FROM positions WHERE source = "
             "'fills' GROUP BY instrument) l ON l.instrument = p.instrument AND "
             "l.last = p.position WHERE p.source = 'fills'")) {
        EXPECT_EQ(database::text_of(row[0]), "0");
        total += *parse_notional(database::text_of(row[1]));
        total += -*parse_notional(database::text_of(row[2]));
        total += *parse_notional(database::text_of(row[3]));
    }
    EXPECT_EQ(to_text(total), std::string(std::string_view(report.at_pointer("/pnl/total"))));
}

TEST(RunDatabase, ExportsTheTradesOfTheLogFiles) {
    const Scratch scratch;
    ASSERT_EQ(say(demo(scratch)).code, kDone);

    const auto stored = say({"export", "--data", scratch.at("a")});
    const auto logged = say({"export", "--logs", scratch.at("a/logs")});
    const auto with_bbo = say({"export", "--data", scratch.at("a"), "--bbo"});

    ASSERT_EQ(stored.code, kDone) << stored.err;
    ASSERT_EQ(logged.code, kDone) << logged.err;
    EXPECT_EQ(part(stored.out, "{\"days\"", "\"snapshots\""),
              part(logged.out, "{\"days\"", "\"snapshots\""));
    EXPECT_NE(stored.out.find("\"snapshots\":[{\"file\":\"snapshots_20231114.csv\",\"timestamp\":"),
              std::string::npos);
    EXPECT_NE(with_bbo.out.find("\"bbo\":[{\"file\":\"bbo_20231114.csv\""), std::string::npos);
}

TEST(RunDatabase, IsNotThereWithoutOne) {
    const Scratch scratch;

    ASSERT_EQ(say(demo(scratch, {"--no-database"})).code, kDone);

    EXPECT_FALSE(std::filesystem::exists(scratch.at("a/arb.db")));
    EXPECT_EQ(say({"export", "--data", scratch.at("a")}).code, kDone);  // from the log files
}

TEST(RunDatabase, ThatCannotBeWrittenStopsNoTrade) {
    const Scratch scratch;
    std::filesystem::create_directories(scratch.at("a/arb.db"));

    const auto said = say(demo(scratch));

    EXPECT_EQ(said.code, kDone);
    EXPECT_NE(said.err.find("trading goes on"), std::string::npos) << said.err;
    EXPECT_NE(said.err.find("the database is not whole: "), std::string::npos) << said.err;
    EXPECT_NE(text_of(scratch.at("a.json")).find("\"invariants\":\"held\""), std::string::npos);
}

TEST(RunDatabase, OfANewerProgramIsNotWrittenTo) {
    const Scratch scratch;
    std::filesystem::create_directories(scratch.at("a"));
    {
        auto connection = *database::connect(database::sqlite_file(scratch.at("a/arb.db")));
        ASSERT_TRUE(database::migrate(*connection, "9", Time{1}));
        ASSERT_TRUE(connection->script("UPDATE schema_migrations SET number = 1000"));
    }

    const auto said = say(demo(scratch));
    const auto exported = say({"export", "--data", scratch.at("a")});

    EXPECT_EQ(said.code, kBadUsage);
    EXPECT_NE(said.err.find("newer program"), std::string::npos) << said.err;
    EXPECT_EQ(exported.code, kUnreadable);
    EXPECT_NE(exported.err.find("newer program"), std::string::npos) << exported.err;
}

TEST(RunDatabase, IsNamedByAnUrlThatIsCheckedAndNeverRepeated) {
    const Scratch scratch;

    for (const auto* url : {"mysql://me:geheim@host/x", "postgresql://me:ge@heim@host/x"}) {
        const auto said = say(demo(scratch, {"--database", url}));

        EXPECT_EQ(said.code, kBadUsage);
        EXPECT_NE(said.err.find("--database"), std::string::npos) << said.err;
        EXPECT_EQ(said.err.find("heim"), std::string::npos) << said.err;
    }
    const auto both = say(demo(scratch, {"--no-database", "--database", "sqlite:x.db"}));
    EXPECT_EQ(both.code, kBadUsage);
}

TEST(RunDatabase, ThatIsAwayIsToldWithoutItsPassword) {
    const Scratch scratch;

    const auto said = say(
        demo(scratch, {"--database", "postgresql://me:geheim@/x?host=" + scratch.at("nobody")}));

    EXPECT_EQ(said.code, kDone);
    EXPECT_NE(said.err.find("the database is not whole: "), std::string::npos) << said.err;
    EXPECT_EQ(said.err.find("geheim"), std::string::npos) << said.err;
}

}  // namespace
}  // namespace twinleg::app
