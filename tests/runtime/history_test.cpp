#include "runtime/history.h"

#include <gtest/gtest.h>

#include "runtime/journal.h"
#include "store/codec.h"
#include "tests/store/random_values.h"
#include "tests/support/temp_dir.h"

namespace twinleg::runtime {
namespace {

using store::Header;
using store::RandomValues;
using support::TempDir;

// A machine that answers each quote with its running count, and nothing else with anything.
class Counting {
public:
    void operator()(const Event& event, Commands& out) {
        if (!std::holds_alternative<Quote>(event.what)) return;
        ++count_;
        out.push_back(CancelAll{.venue = {0}, .request = {count_}});
        out.push_back(Resync{.instrument = {1}});
    }

private:
    std::uint64_t count_{0};
};

Event quote(std::int64_t ns) {
    return {Time{ns}, false, Quote{}};
}

// A process that writes what its machine makes of quotes at 1, 2, …, `events` ns.
void live(JournalRecorder& journal, std::uint32_t epoch, Counting& machine, int events) {
    ASSERT_TRUE(journal.append(Header{store::kCodecVersion, epoch, "settings"}));
    Commands out;
    for (int i = 1; i <= events; ++i) {
        ASSERT_TRUE(journal.append(quote(i)));
        out.clear();
        machine(quote(i), out);
        for (const Command& command : out)
            ASSERT_TRUE(journal.append(command));
    }
}

std::unique_ptr<JournalRecorder> journal_at(const std::filesystem::path& file) {
    auto writer = store::JournalWriter::create(file, {1 << 16, store::allocate_space});
    EXPECT_TRUE(writer);
    return std::make_unique<JournalRecorder>(std::move(*writer));
}

TEST(History, IsIdenticalWhenTheSameMachineReadsItAgain) {
    TempDir dir;
    Counting machine;
    live(*journal_at(dir / "j"), 3, machine, 10);

    const auto history = replay_journal(dir / "j", Counting{}, true);

    ASSERT_TRUE(history) << history.error().message;
    EXPECT_FALSE(history->difference);
    EXPECT_EQ(history->events, 10u);
    EXPECT_EQ(history->commands, 20u);
    EXPECT_EQ(history->epoch, 3u);
    EXPECT_EQ(history->last, Time{10});
    EXPECT_EQ(history->config, "settings");
}

TEST(History, NamesTheFirstCommandThatDiffers) {
    TempDir dir;
    Counting machine;
    live(*journal_at(dir / "j"), 1, machine, 5);
    int steps = 0;
    Counting inner;
    const auto other = [&](const Event& event, Commands& out) {
        inner(event, out);
        if (++steps == 3) std::get<CancelAll>(out[0]).request.value = 99;
    };

    const auto history = replay_journal(dir / "j", other, true, {{"a:X", "b:Y"}, {"a", "b"}});

    ASSERT_TRUE(history);
    ASSERT_TRUE(history->difference);
    EXPECT_EQ(history->difference->sequence, 9u);  // header, then three records a quote
    EXPECT_EQ(history->difference->recorded, "cancel_all a request=3 nonce=-1");
    EXPECT_EQ(history->difference->made, "cancel_all a request=99 nonce=-1");
    EXPECT_TRUE(history->difference->event.starts_with("1970-01-01T00:00:00.000000003Z quote a:X"));
}

TEST(History, SeesACommandTooManyAndOneTooFew) {
    TempDir dir;
    Counting machine;
    live(*journal_at(dir / "j"), 1, machine, 5);

    const auto silent = replay_journal(dir / "j", [](const Event&, Commands&) {}, true);
    ASSERT_TRUE(silent->difference);
    EXPECT_EQ(silent->difference->sequence, 3u);
    EXPECT_EQ(silent->difference->made, "");

    Counting inner;
    const auto chatty = replay_journal(
        dir / "j",
        [&](const Event& event, Commands& out) {
            inner(event, out);
            out.push_back(Resync{});
        },
        true);
    ASSERT_TRUE(chatty->difference);
    EXPECT_EQ(chatty->difference->sequence, 5u);
    EXPECT_EQ(chatty->difference->recorded, "");
    EXPECT_EQ(chatty->difference->made, "resync #0");
}

TEST(History, TakesCommandsThatADeadProcessDidNotComeToRecordForNoDifference) {
    TempDir dir;
    auto journal = journal_at(dir / "j");
    Counting machine;
    live(*journal, 1, machine, 2);
    ASSERT_TRUE(journal->append(quote(3)));  // killed here: its two commands are not recorded
    Commands unrecorded;
    machine(quote(3), unrecorded);
    live(*journal, 2, machine, 2);

    const auto history = replay_journal(dir / "j", Counting{}, true);

    ASSERT_TRUE(history);
    EXPECT_FALSE(history->difference);
    EXPECT_EQ(history->starts, 2u);
    EXPECT_EQ(history->epoch, 2u);
}

TEST(History, GoesOnBehindADifferenceWhenItRecovers) {
    TempDir dir;
    Counting machine;
    live(*journal_at(dir / "j"), 1, machine, 5);
    int fed = 0;

    const auto history = replay_journal(dir / "j", [&](const Event&, Commands&) { ++fed; }, false);

    ASSERT_TRUE(history->difference);
    EXPECT_EQ(history->difference->sequence, 3u);
    EXPECT_EQ(fed, 5);
}

TEST(History, CountsTheOrdersWhoseEndItDoesNotKnow) {
    TempDir dir;
    {
        const auto journal = journal_at(dir / "j");
        RandomValues random(1);
        ASSERT_TRUE(journal->append(Header{store::kCodecVersion, 1, ""}));
        for (std::uint32_t counter = 1; counter <= 4; ++counter) {
            Order order = random.order();
            order.client_order_id = ClientOrderId::make(1, counter);
            ASSERT_TRUE(journal->append(RandomValues::place(order)));
        }
        const auto report = [&](std::uint32_t counter, OrderWord word) {
            return Event{
                Time{1}, false,
                OrderReport{.client_order_id = ClientOrderId::make(1, counter), .word = word}};
        };
        ASSERT_TRUE(journal->append(report(1, OrderWord::filled)));
        ASSERT_TRUE(journal->append(report(2, OrderWord::accepted)));
        ASSERT_TRUE(journal->append(Event{Time{1}, false,
                                          SendFailed{.client_order_id = ClientOrderId::make(1, 3),
                                                     .outcome = SendOutcome::never_sent}}));
    }

    const auto history = replay_journal(dir / "j", [](const Event&, Commands&) {}, false);

    EXPECT_EQ(history->in_flight, 2u);  // the accepted one, and the one without a word
}

TEST(JournalRecorder, SyncsAndPreparesOnAThreadOfItsOwn) {
    TempDir dir;
    auto writer = store::JournalWriter::create(dir / "j", {1 << 13, store::allocate_space});
    ASSERT_TRUE(writer);
    {
        JournalRecorder journal(std::move(*writer), microseconds(50));
        RandomValues random(3);
        for (int i = 0; i < 3000; ++i)
            ASSERT_TRUE(journal.append(random.event()));
        EXPECT_TRUE(journal.healthy());
        EXPECT_EQ(journal.trouble(), "");
        ASSERT_TRUE(journal.close());
    }
    auto reader = store::JournalReader::open(dir / "j");
    std::size_t records = 0;
    while (*reader->next())
        ++records;
    EXPECT_EQ(records, 3000u);
}

}  // namespace
}  // namespace twinleg::runtime
