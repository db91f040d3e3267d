// The thread that follows a journal, and everything that may go wrong with its database.

#include "database/writer.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "database/journal_number.h"
#include "database/schema.h"
#include "tests/database/databases.h"
#include "tests/database/desk_journal.h"

namespace twinleg::database {
namespace {

// Looks until it is so; a test that never comes to it is ended by its runner.
template <typename Condition>
void until(Condition condition) {
    while (!condition())
        ::poll(nullptr, 0, 2);
}

std::int64_t count(const Target& target, const std::string& what) {
    auto connection = connect(target, {.read_only = true});
    EXPECT_TRUE(connection) << connection.error().message;
    const auto found = rows(**connection, "SELECT COUNT(*) FROM " + what);
    EXPECT_TRUE(found) << found.error().message;
    return number_of(found->front().front());
}

class Said {
public:
    void operator()(std::string line) {
        const std::scoped_lock hold(mutex_);
        lines_.push_back(std::move(line));
    }
    std::vector<std::string> lines() const {
        const std::scoped_lock hold(mutex_);
        return lines_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
};

class Writing : public ::testing::TestWithParam<Kind> {
protected:
    void SetUp() override {
        if (const auto why = databases_.cannot(GetParam()); !why.empty()) GTEST_SKIP() << why;
        target_ = databases_.fresh(GetParam());
    }
    std::filesystem::path data() const { return databases_.dir().path() / "data"; }
    Result<std::unique_ptr<Writer>> start(DeskJournal& journal, Target target) {
        return Writer::start(journal.path(), [&journal] { return journal.appended(); },
                             {.target = std::move(target),
                              .mode = "sim",
                              .version = "1.0",
                              .epoch = epoch_,
                              .flush_every = milliseconds(5),
                              .retry_first = milliseconds(2),
                              .retry_most = milliseconds(20),
                              .patience = patience_,
                              .say = [this](std::string line) { said_(std::move(line)); }});
    }
    std::unique_ptr<Writer> started(DeskJournal& journal) {
        auto writer = start(journal, target_);
        EXPECT_TRUE(writer) << writer.error().message;
        return std::move(*writer);
    }

    Databases databases_;
    Target target_;
    Duration patience_{seconds(10)};
    std::uint32_t epoch_{1};  // of the next process
    Said said_;
};

INSTANTIATE_TEST_SUITE_P(Both, Writing, ::testing::Values(Kind::sqlite, Kind::postgres), kind_name);

TEST_P(Writing, FollowsTheJournalOverItsSegmentsToTheEnd) {
    DeskJournal journal(data());
    auto writer = started(journal);
    for (std::uint32_t n = 1; n <= 400; ++n) {
        journal.trade(n);
        if (n == 200) until([&] { return writer->status().behind == 0; });
    }

    const auto closed = writer->close(seconds(60));

    ASSERT_TRUE(closed) << closed.error().message;
    EXPECT_TRUE(std::filesystem::exists(journal.path() / store::segment_name(3)));
    EXPECT_EQ(count(target_, "fills"), 800);
    EXPECT_EQ(count(target_, "orders WHERE state = 'filled'"), 800);
    EXPECT_EQ(count(target_, "journals WHERE complete = 1"), 1);
    EXPECT_EQ(writer->status().stored, journal.appended());
    EXPECT_TRUE(said_.lines().empty());
}

TEST_P(Writing, OfAKilledProcessIsFinishedByTheNext) {
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        // Writes until it is killed, and says how far its database has come.
        DeskJournal journal(data());
        auto writer = start(journal, target_);
        for (std::uint32_t n = 1;; ++n) {
            journal.trade(n);
            if (n % 50 == 0) until([&] { return (*writer)->status().stored > n; });
            (void)!::write(pipe[1], "x", 1);
        }
    }
    ::close(pipe[1]);
    char bytes[1];
    for (int trades = 0; trades < 137; ++trades)
        ASSERT_EQ(::read(pipe[0], bytes, 1), 1);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(pipe[0]);
    const auto before = count(target_, "fills");

    DeskJournal journal(data(), 2);
    epoch_ = 2;
    auto writer = started(journal);
    ASSERT_TRUE(writer->close(seconds(60)));

    // Every fill that is in the journal, once.
    std::uint64_t fills = 0;
    auto reader = store::JournalReader::open(journal.path());
    for (auto record = reader->next(); *record; record = reader->next()) {
        store::Scratch scratch;
        if ((*record)->type != store::RecordType::event) continue;
        const auto event = store::decode_event((*record)->payload, scratch);
        fills += std::holds_alternative<Fill>(event->what) ? 1U : 0U;
    }
    EXPECT_GE(fills, 2 * 137u);
    EXPECT_LE(before, static_cast<std::int64_t>(fills));
    EXPECT_EQ(count(target_, "fills"), static_cast<std::int64_t>(fills));
    EXPECT_EQ(count(target_, "runs"), 2);
}

TEST_P(Writing, FinishesJournalsOfTheKilledThatWerePutAside) {
    {
        DeskJournal journal(data());
        journal.trade(1);
        // So far its process came.
        auto connection = *connect(target_);
        ASSERT_TRUE(migrate(*connection, "1", Time{1}));
        Feeder feeder(journal.path(), **journal_number(journal.path(), UINT64_MAX),
                      {"sim", "1.0", 1});
        ASSERT_TRUE(feeder.attach(*connection));
        ASSERT_TRUE(feeder.read(journal.appended(), SIZE_MAX));
        ASSERT_TRUE(feeder.write(*connection));
        journal.trade(2);
        journal.close();
    }
    std::filesystem::rename(data() / "journal", data() / "journal-1");
    ASSERT_EQ(count(target_, "journals WHERE complete = 0"), 1);

    DeskJournal journal(data());
    auto writer = started(journal);
    journal.trade(3);
    ASSERT_TRUE(writer->close(seconds(60)));

    EXPECT_EQ(count(target_, "fills"), 6);
    EXPECT_EQ(count(target_, "journals WHERE complete = 1"), 2);
}

TEST_P(Writing, IntoADatabaseOfANewerProgramIsRefused) {
    {
        auto connection = *connect(target_);
        ASSERT_TRUE(migrate(*connection, "1", Time{1}));
        ASSERT_TRUE(
            connection->run("INSERT INTO schema_migrations (number, name, program, "
                            "applied_ns) VALUES ($1, 'x', '9', 0)",
                            Row{schema_version() + 1}));
    }
    DeskJournal journal(data());

    const auto writer = start(journal, target_);

    ASSERT_FALSE(writer);
    EXPECT_EQ(writer.error().code, Errc::unsupported);
}

TEST_P(Writing, AnewFillsADatabaseThatWasLost) {
    DeskJournal journal(data());
    journal.trade(1);
    ASSERT_TRUE(started(journal)->close(seconds(60)));
    target_ = databases_.fresh(GetParam());

    ASSERT_TRUE(started(journal)->close(seconds(60)));

    EXPECT_EQ(count(target_, "fills"), 2);
}

class WritingFiles : public Writing {};
INSTANTIATE_TEST_SUITE_P(Files, WritingFiles, ::testing::Values(Kind::sqlite), kind_name);

TEST_P(WritingFiles, WhereNothingCanBeWrittenIsToldAndTriedAgain) {
    DeskJournal journal(data());
    // A directory stands where the file should be: root is not stopped by permissions.
    std::filesystem::create_directories(target_.file);
    auto writer = started(journal);
    journal.trade(1);
    until([&] { return !said_.lines().empty(); });
    EXPECT_NE(writer->status().trouble, "");
    EXPECT_NE(said_.lines().front().find("trading goes on"), std::string::npos);

    std::filesystem::remove(target_.file);

    until([&] { return writer->status().behind == 0 && writer->status().trouble.empty(); });
    ASSERT_TRUE(writer->close(seconds(60)));
    EXPECT_EQ(count(target_, "fills"), 2);
    EXPECT_EQ(said_.lines().size(), 2u);
}

TEST_P(WritingFiles, OnAFullDiskGoesOnOnceThereIsRoom) {
    DeskJournal journal(data());
    for (std::uint32_t n = 1; n <= 300; ++n)
        journal.trade(n);
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{.rlim_cur = 200'000, .rlim_max = before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    auto writer = started(journal);
    until([&] { return !said_.lines().empty(); });
    EXPECT_GT(writer->status().behind, 0u);

    ::setrlimit(RLIMIT_FSIZE, &before);

    ASSERT_TRUE(writer->close(seconds(60)));
    EXPECT_EQ(count(target_, "fills"), 600);
}

TEST_P(WritingFiles, EndsInTimeThoughAnotherProgramHoldsTheFile) {
    DeskJournal journal(data());
    auto writer = started(journal);
    until([&] { return writer->status().behind == 0; });
    auto other = *connect(target_);
    ASSERT_TRUE(other->begin());
    journal.trade(1);

    const auto closed = writer->close(milliseconds(50));

    ASSERT_FALSE(closed);
    EXPECT_EQ(closed.error().code, Errc::timed_out);
    EXPECT_NE(closed.error().message.find("the next start reads them"), std::string::npos);
    other->rollback();
    epoch_ = 2;
    ASSERT_TRUE(started(journal)->close(seconds(60)));
    EXPECT_EQ(count(target_, "fills"), 2);
}

TEST(WritingToAServer, LosesNothingWhenItGoesAndComesBack) {
    test::PostgresServer server;
    if (!server.why_not().empty()) GTEST_SKIP() << server.why_not();
    Databases databases;
    const auto target = *parse_target(server.fresh_database());
    DeskJournal journal(databases.dir().path());
    Said said;
    auto writer = Writer::start(journal.path(), [&] { return journal.appended(); },
                                {.target = target,
                                 .flush_every = milliseconds(1),
                                 .retry_first = milliseconds(2),
                                 .retry_most = milliseconds(20),
                                 .say = [&](std::string line) { said(std::move(line)); }});
    ASSERT_TRUE(writer) << writer.error().message;
    std::uint32_t n = 0;
    const auto trade = [&](int times) {
        for (int i = 0; i < times; ++i)
            journal.trade(++n);
    };

    for (int round = 0; round < 3; ++round) {
        trade(50);
        until([&] { return (*writer)->status().stored > 0; });
        trade(50);
        server.kill();  // under load
        trade(50);
        until([&] { return !(*writer)->status().trouble.empty(); });
        trade(50);
        server.start();
        trade(50);
        until([&] { return (*writer)->status().behind == 0; });
    }
    ASSERT_TRUE((*writer)->close(seconds(60)));

    EXPECT_EQ(count(target, "fills"), 2 * n);
    EXPECT_EQ(count(target, "orders WHERE state = 'filled'"), 2 * n);
    EXPECT_GE(said.lines().size(), 6u);
}

TEST(WritingToAServer, ThatHangsEndsInTimeAndGoesOnWhenItAnswers) {
    test::PostgresServer server;
    if (!server.why_not().empty()) GTEST_SKIP() << server.why_not();
    Databases databases;
    const auto target = *parse_target(server.fresh_database());
    DeskJournal journal(databases.dir().path());
    std::uint32_t epoch = 0;
    const auto begin = [&] {
        ++epoch;
        return *Writer::start(journal.path(), [&] { return journal.appended(); },
                              {.target = target,
                               .epoch = epoch,
                               .flush_every = milliseconds(1),
                               .retry_first = milliseconds(2),
                               .retry_most = milliseconds(20),
                               .patience = milliseconds(300)});
    };
    auto writer = begin();
    until([&] { return writer->status().behind == 0; });
    server.freeze();
    journal.trade(1);
    until([&] { return !writer->status().trouble.empty(); });
    const auto closed = writer->close(milliseconds(50));
    EXPECT_FALSE(closed);
    server.thaw();

    auto next = begin();
    ASSERT_TRUE(next->close(seconds(60)));

    EXPECT_EQ(count(target, "fills"), 2);
}

}  // namespace
}  // namespace twinleg::database
