// From nothing to today's tables, in a file and on a server.

#include "database/schema.h"

#include <gtest/gtest.h>

#include <array>

#include "tests/database/databases.h"

namespace twinleg::database {
namespace {

constexpr Time kNow{1'700'000'000'000'000'000};

class Schema : public ::testing::TestWithParam<Kind> {
protected:
    void SetUp() override {
        if (const auto why = databases_.cannot(GetParam()); !why.empty()) GTEST_SKIP() << why;
        auto connection = connect(databases_.fresh(GetParam()));
        ASSERT_TRUE(connection) << connection.error().message;
        connection_ = std::move(*connection);
    }
    std::int64_t count(std::string_view sql) {
        const auto found = rows(*connection_, sql);
        EXPECT_TRUE(found) << found.error().message;
        return found && !found->empty() ? number_of(found->front().front()) : -1;
    }

    Databases databases_;
    std::unique_ptr<Connection> connection_;
};

INSTANTIATE_TEST_SUITE_P(Both, Schema, ::testing::Values(Kind::sqlite, Kind::postgres), kind_name);

TEST_P(Schema, IsMadeFromNothing) {
    ASSERT_FALSE(check_schema(*connection_));

    const auto migrated = migrate(*connection_, "1.2.3", kNow);

    ASSERT_TRUE(migrated) << migrated.error().message;
    EXPECT_TRUE(check_schema(*connection_));
    for (std::size_t id = 0; id < kTables; ++id)
        EXPECT_EQ(
            count("SELECT COUNT(*) FROM " + std::string(table(static_cast<TableId>(id)).name)), 0);
    const auto book =
        rows(*connection_, "SELECT number, program, applied_ns FROM schema_migrations");
    ASSERT_EQ(book->size(), migrations().size());
    EXPECT_EQ(text_of(book->front()[1]), "1.2.3");
    EXPECT_EQ(number_of(book->front()[2]), kNow.ns);
}

TEST_P(Schema, ChangesNothingTheSecondTime) {
    ASSERT_TRUE(migrate(*connection_, "1", kNow));
    ASSERT_TRUE(
        connection_->script("INSERT INTO journals (journal, stored, complete) "
                            "VALUES (1, 2, 0)"));

    const auto again = migrate(*connection_, "2", kNow);

    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(count("SELECT stored FROM journals"), 2);
    EXPECT_EQ(count("SELECT COUNT(*) FROM schema_migrations"),
              static_cast<std::int64_t>(migrations().size()));
}

TEST_P(Schema, OfANewerProgramIsRefusedAndLeftAlone) {
    ASSERT_TRUE(migrate(*connection_, "1", kNow));
    ASSERT_TRUE(
        connection_->run("INSERT INTO schema_migrations (number, name, program, "
                         "applied_ns) VALUES ($1, 'of tomorrow', '9', 0)",
                         Row{schema_version() + 1}));

    const auto refused = migrate(*connection_, "1", kNow);
    const auto reading = check_schema(*connection_);

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unsupported);
    EXPECT_NE(refused.error().message.find("newer program"), std::string::npos);
    ASSERT_FALSE(reading);
    EXPECT_EQ(reading.error().code, Errc::unsupported);
    EXPECT_EQ(count("SELECT MAX(number) FROM schema_migrations"), schema_version() + 1);
}

TEST_P(Schema, OfAnOlderProgramLearnsWhatIsNewAndKeepsItsRows) {
    std::vector<Migration> steps(migrations().begin(), migrations().end());
    ASSERT_TRUE(migrate(*connection_, "1", kNow, steps));
    ASSERT_TRUE(
        connection_->script("INSERT INTO journals (journal, stored, complete) "
                            "VALUES (7, 70, 1)"));
    steps.push_back(
        {schema_version() + 1, "a column more", "ALTER TABLE journals ADD COLUMN remark TEXT"});

    const auto migrated = migrate(*connection_, "2", kNow, steps);

    ASSERT_TRUE(migrated) << migrated.error().message;
    EXPECT_EQ(count("SELECT stored FROM journals WHERE remark IS NULL"), 70);
}

TEST_P(Schema, StaysAsItWasWhenAStepFailsHalfWay) {
    std::vector<Migration> steps(migrations().begin(), migrations().end());
    steps.push_back({schema_version() + 1, "wrong",
                     "CREATE TABLE half (a BIGINT); CREATE TABLE half (a BIGINT)"});

    const auto failed = migrate(*connection_, "1", kNow, steps);

    ASSERT_FALSE(failed);
    EXPECT_EQ(count("SELECT MAX(number) FROM schema_migrations"), schema_version());
    EXPECT_FALSE(rows(*connection_, "SELECT * FROM half"));
    EXPECT_TRUE(check_schema(*connection_));
}

TEST_P(Schema, KeepsValuesAsTheyAre) {
    ASSERT_TRUE(
        connection_->script("CREATE TABLE v (a BIGINT, b DOUBLE PRECISION, c TEXT, "
                            "d TEXT)"));
    const Row row{INT64_MIN, 0.1 + 0.2, text("170000000000000000000.000000000000000001 ✓"),
                  Value{}};

    ASSERT_TRUE(connection_->run("INSERT INTO v VALUES ($1, $2, $3, $4)", row));
    const auto found = rows(*connection_, "SELECT a, b, c, d FROM v WHERE a = $1", Row{INT64_MIN});

    ASSERT_TRUE(found) << found.error().message;
    ASSERT_EQ(found->size(), 1u);
    EXPECT_EQ(found->front(), row);
}

}  // namespace
}  // namespace twinleg::database
