#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "tests/store/journal_fixture.h"

namespace twinleg::store {
namespace {

using support::read_file;
using support::TempDir;
using support::write_file;

TEST(Crc32c, AgreesWithItsPublishedValueInHardwareAndByTable) {
    const std::string_view text = "123456789";
    const std::span bytes(reinterpret_cast<const std::byte*>(text.data()), text.size());

    EXPECT_EQ(crc32c(bytes), 0xE3069283u);
    EXPECT_EQ(crc32c_by_table(bytes), 0xE3069283u);
    EXPECT_EQ(crc32c(bytes.subspan(4), crc32c(bytes.first(4))), 0xE3069283u);
}

TEST(Journal, GivesBackWhatWasAppendedInOrder) {
    TempDir dir;
    const Header header{kCodecVersion, 7, "strategy=maker-taker\n"};
    RandomValues random(1);
    const Event event = random.event();
    const Command command = random.command();
    std::vector<std::byte> event_bytes, command_bytes;
    encode(event, event_bytes);
    encode(command, command_bytes);
    {
        const auto writer = open_journal(dir.path());
        ASSERT_TRUE(writer->append(header));
        ASSERT_TRUE(writer->append(event));
        ASSERT_TRUE(writer->append(command));
    }

    auto reader = JournalReader::open(dir.path());

    ASSERT_TRUE(reader);
    const auto first = **reader->next();
    EXPECT_EQ(first.type, RecordType::header);
    EXPECT_EQ(decode_header(first.payload), header);
    const auto second = **reader->next();
    EXPECT_EQ(second.type, RecordType::event);
    EXPECT_TRUE(std::ranges::equal(second.payload, event_bytes));
    const auto third = **reader->next();
    EXPECT_EQ(third.type, RecordType::command);
    EXPECT_TRUE(std::ranges::equal(third.payload, command_bytes));
    EXPECT_FALSE(reader->next()->has_value());
    EXPECT_EQ(reader->end().kind, JournalEnd::Kind::clean);
    EXPECT_EQ(reader->end().sequence, 4u);
}

TEST(Journal, WritesTheSameBytesForTheSameRecords) {
    TempDir dir;
    for (const char* name : {"a", "b"}) {
        const auto writer = JournalWriter::create(dir / name, {1 << 16, allocate_space});
        ASSERT_TRUE(writer);
        ASSERT_TRUE(append_random(**writer, 42, 2000));
    }
    const std::string bytes = read_file(dir / "a");
    EXPECT_GT(bytes.size(), std::size_t{1} << 16) << "the file has grown more than once";
    EXPECT_EQ(bytes, read_file(dir / "b"));
    EXPECT_EQ(read_journal(dir / "a").records.size(), 2000u);
}

TEST(Journal, IsTheSameRecordsInOneFileAsInManySegments) {
    TempDir dir;
    {
        const auto one = JournalWriter::create(dir / "one", {1 << 14, allocate_space});
        ASSERT_TRUE(append_random(**one, 3, 3000));
        const auto many = open_journal(dir / "many", 1 << 14);
        ASSERT_TRUE(append_random(*many, 3, 3000));
    }

    const Reading one = read_journal(dir / "one");
    const Reading many = read_journal(dir / "many");

    EXPECT_EQ(one.records.size(), 3000u);
    EXPECT_EQ(one.records, many.records);
    EXPECT_GT(JournalReader::open(dir / "many")->segments().size(), 10u);
}

TEST(Journal, TakesARecordLargerThanItsSegments) {
    TempDir dir;
    const std::vector<Level> levels(3000, {Price::from_units(5), Quantity::from_units(1)});
    const Event large{Time{1}, false, BookSnapshot{.bids = levels, .asks = levels}};
    {
        const auto writer = open_journal(dir.path(), 4096);
        ASSERT_TRUE(append_random(*writer, 1, 30));
        ASSERT_TRUE(writer->append(large));
        ASSERT_TRUE(append_random(*writer, 2, 30));
    }
    EXPECT_EQ(read_journal(dir.path()).records.size(), 61u);
}

TEST(Journal, GoesOnWhereItEndedAfterEveryRestart) {
    TempDir dir;
    for (std::uint64_t start = 0; start < 20; ++start) {
        const auto writer = open_journal(dir.path(), 1 << 13);
        EXPECT_EQ(writer->sequence(), start * 25 + 1);
        ASSERT_TRUE(append_random(*writer, start, 25));
    }
    const Reading reading = read_journal(dir.path());
    EXPECT_EQ(reading.records.size(), 500u);
    EXPECT_EQ(reading.end.kind, JournalEnd::Kind::clean);
}

TEST(Journal, KeepsEverythingWhenItsProcessIsKilledWithoutAWord) {
    TempDir dir;
    for (const std::size_t segment_bytes : {std::size_t{1} << 13, std::size_t{1} << 20}) {
        const auto data = dir / std::to_string(segment_bytes);
        const pid_t child = ::fork();
        if (child == 0) {
            const auto writer = open_journal(data, segment_bytes);
            append_random(*writer, 5, 400);
            ::raise(SIGKILL);
        }
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status));

        EXPECT_EQ(read_journal(data).records.size(), 400u);
        EXPECT_EQ(read_journal(data).end.kind, JournalEnd::Kind::clean);
        ASSERT_TRUE(append_random(*open_journal(data, segment_bytes), 6, 400));
        EXPECT_EQ(read_journal(data).records.size(), 800u);
    }
}

TEST(Journal, LosesOnlyTheTornRecordWhereverItIsCut) {
    TempDir dir;
    const auto data = dir / "data";
    {
        ASSERT_TRUE(append_random(*open_journal(data), 9, 40));
    }
    const auto segment = data / "journal" / segment_name(1);
    const std::string whole = read_file(segment);
    const Reading all = read_journal(data);
    std::vector<std::uint64_t> starts;
    {
        auto reader = JournalReader::open(data);
        while (const auto record = *reader->next())
            starts.push_back(record->position);
    }
    starts.push_back(whole.size());

    for (std::size_t size = 0; size <= whole.size(); ++size) {
        // The rest is zeros, as in the preallocated file of a process that died.
        std::string cut = whole.substr(0, size);
        if (size % 2 == 0) cut.resize(whole.size() + 512);
        write_file(segment, cut);
        const auto expected =
            static_cast<std::size_t>(std::ranges::upper_bound(starts, size) - starts.begin());
        const std::size_t kept = expected == 0 ? 0 : expected - 1;

        const Reading before = read_journal(data);
        ASSERT_GE(before.records.size(), kept) << size;  // zeros may complete a record
        ASSERT_LE(before.records.size(), kept + 1) << size;
        for (std::size_t i = 0; i < before.records.size(); ++i)
            ASSERT_EQ(before.records[i], all.records[i]) << size;
        ASSERT_NE(before.end.kind, JournalEnd::Kind::damaged) << size;

        if (size % 41 != 0) continue;
        {
            ASSERT_TRUE(append_random(*open_journal(data), 10, 3));
        }
        const Reading after = read_journal(data);
        ASSERT_EQ(after.records.size(), before.records.size() + 3) << size;
        ASSERT_EQ(after.end.kind, JournalEnd::Kind::clean) << size;
    }
}

TEST(Journal, NeverGivesAnAlteredRecordWhicheverBitIsFlipped) {
    TempDir dir;
    {
        ASSERT_TRUE(append_random(**JournalWriter::create(dir / "j"), 11, 12));
    }
    const std::string whole = read_file(dir / "j");
    const Reading all = read_journal(dir / "j");

    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
        std::string hurt = whole;
        hurt[bit / 8] = static_cast<char>(hurt[bit / 8] ^ (1 << (bit % 8)));
        write_file(dir / "j", hurt);

        if (!JournalReader::open(dir / "j")) {
            ASSERT_LT(bit / 8, kSegmentHead);
            continue;
        }
        const Reading reading = read_journal(dir / "j");

        ASSERT_LT(reading.records.size(), all.records.size()) << bit;
        for (std::size_t i = 0; i < reading.records.size(); ++i)
            ASSERT_EQ(reading.records[i], all.records[i]) << bit;
        ASSERT_NE(reading.end.kind, JournalEnd::Kind::clean) << bit;
        // Whole records behind the broken one: that is damage and no torn write.
        if (reading.records.size() + 1 < all.records.size()) {
            ASSERT_EQ(reading.end.kind, JournalEnd::Kind::damaged) << bit;
        }
    }
}

TEST(Journal, SetsDamageAsideAndGoesOnBeforeIt) {
    TempDir dir;
    {
        const auto writer = open_journal(dir.path(), 1 << 13);
        ASSERT_TRUE(append_random(*writer, 1, 50));
        ASSERT_TRUE(writer->append(Header{kCodecVersion, 9, ""}));
        ASSERT_TRUE(append_random(*writer, 2, 200));
    }
    const auto segment = dir / "journal" / segment_name(1);
    std::string bytes = read_file(segment);
    bytes[1000] = static_cast<char>(bytes[1000] + 1);
    write_file(segment, bytes);
    const Reading hurt = read_journal(dir.path());
    ASSERT_EQ(hurt.end.kind, JournalEnd::Kind::damaged);
    EXPECT_EQ(hurt.end.lost_epoch, 9u) << "so that no client order id is used again";
    EXPECT_NE(hurt.end.what.find("journal-00000001.twj"), std::string::npos);

    {
        ASSERT_TRUE(append_random(*open_journal(dir.path(), 1 << 13), 3, 5));
    }

    const Reading mended = read_journal(dir.path());
    EXPECT_EQ(mended.records.size(), hurt.records.size() + 5);
    EXPECT_EQ(mended.end.kind, JournalEnd::Kind::clean);
    EXPECT_EQ(read_file(segment.string() + ".damaged"), bytes);
}

TEST(Journal, RefusesASecondWriterAndSaysWhoHoldsIt) {
    TempDir dir;
    const auto writer = open_journal(dir.path());

    const auto second = DirectoryLock::take(dir.path());

    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::conflict);
    EXPECT_NE(second.error().message.find("process " + std::to_string(::getpid())),
              std::string::npos)
        << second.error().message;
    const auto file = JournalWriter::create(dir / "file");
    ASSERT_TRUE(file);
    EXPECT_EQ(JournalWriter::create(dir / "file").error().code, Errc::conflict);
}

TEST(Journal, GivesItsDirectoryBackWhenItIsClosed) {
    TempDir dir;
    const auto writer = open_journal(dir.path());
    ASSERT_TRUE(writer->close());

    EXPECT_TRUE(DirectoryLock::take(dir.path()));
    EXPECT_EQ(writer->append(Event{Time{1}, false, Timer{}}).error().code, Errc::io);
}

TEST(Journal, SaysThatTheDiskIsFullAndKeepsWhatItHas) {
    TempDir dir;
    int segments = 0;
    bool full = true;
    const Allocate limited = [&](int file, off_t offset, off_t size) {
        return full && ++segments > 2 ? ENOSPC : allocate_space(file, offset, size);
    };
    const auto writer = open_journal(dir.path(), 1 << 13, limited);
    Event event{Time{1}, false, Started{1}};
    std::size_t written = 0;
    while (writer->append(event))
        ++written;

    const auto refused = writer->append(event);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::io);
    EXPECT_NE(refused.error().message.find("No space left on device; free some space"),
              std::string::npos)
        << refused.error().message;
    EXPECT_FALSE(writer->healthy());
    EXPECT_EQ(read_journal(dir.path()).records.size(), written);

    full = false;  // somebody freed some

    EXPECT_TRUE(writer->append(event));
    EXPECT_TRUE(writer->healthy());
    EXPECT_EQ(read_journal(dir.path()).records.size(), written + 1);
}

TEST(Journal, KnowsThatTheDiskIsFullWhileThereIsStillRoomToSaySo) {
    TempDir dir;
    int segments = 0;
    const Allocate limited = [&](int file, off_t offset, off_t size) {
        return ++segments > 1 ? ENOSPC : allocate_space(file, offset, size);
    };
    const auto writer = open_journal(dir.path(), 1 << 13, limited);
    const Event event{Time{1}, false, Started{1}};
    while (writer->prepare() && writer->healthy())
        ASSERT_TRUE(writer->append(event));

    int room = 0;
    while (writer->append(event))
        ++room;

    EXPECT_GT(room, 50);
}

TEST(Journal, HasTheNextSegmentReadyBeforeItIsNeeded) {
    TempDir dir;
    int segments = 0;
    const Allocate counted = [&](int file, off_t offset, off_t size) {
        ++segments;
        return allocate_space(file, offset, size);
    };
    const auto writer = open_journal(dir.path(), 1 << 13, counted);
    const Event event{Time{1}, false, Started{1}};
    for (int i = 0; i < 2000; ++i) {
        const int before = segments;
        ASSERT_TRUE(writer->append(event));
        ASSERT_EQ(segments, before) << "append() took space itself";
        ASSERT_TRUE(writer->prepare());
    }
    ASSERT_TRUE(writer->close());
    EXPECT_EQ(read_journal(dir.path()).records.size(), 2000u);
}

TEST(Journal, StaysUnhealthyOnceTheDiskFailedToTakeWhatWasWritten) {
    TempDir dir;
    int reason = EIO;
    const auto writer =
        JournalWriter::create(dir / "j", {1 << 13, allocate_space, [&](int) { return reason; }});
    ASSERT_TRUE((*writer)->append(Event{Time{1}, false, Timer{}}));

    const auto synced = (*writer)->sync();
    reason = 0;

    EXPECT_EQ(synced.error().message,
              "cannot sync " + (dir / "j").string() + ": Input/output error");
    ASSERT_TRUE((*writer)->prepare());
    EXPECT_FALSE((*writer)->healthy()) << "what a failed sync left out may never come";
}

TEST(Journal, PreparesTheSameFileFurtherOnToo) {
    TempDir dir;
    const auto writer = JournalWriter::create(dir / "j", {1 << 13, allocate_space});
    RandomValues random(4);
    for (int i = 0; i < 2000; ++i) {
        ASSERT_TRUE((*writer)->append(random.event()));
        ASSERT_TRUE(i % 5 != 0 || (*writer)->prepare());
        ASSERT_TRUE(i % 50 != 0 || (*writer)->sync());
    }
    EXPECT_EQ(read_journal(dir / "j").records.size(), 2000u);
}

TEST(Journal, StopsAtARealFullDiskWithoutASignal) {
    TempDir dir;
    if (::mount("tmpfs", dir.path().c_str(), "tmpfs", 0, "size=256k") != 0)
        GTEST_SKIP() << "needs the right to mount";
    {
        const auto writer = open_journal(dir.path(), 1 << 16);
        std::size_t written = 0;
        while (writer->append(Event{Time{1}, false, Started{1}}))
            ++written;
        EXPECT_FALSE(writer->healthy());
        EXPECT_EQ(read_journal(dir.path()).records.size(), written);
    }
    ::umount2(dir.path().c_str(), MNT_DETACH);
}

TEST(Journal, SaysThatItsDirectoryIsNotWritable) {
    const auto lock = DirectoryLock::take("/proc/twinleg");

    ASSERT_FALSE(lock);
    EXPECT_EQ(lock.error().code, Errc::io);
    EXPECT_NE(lock.error().message.find("/proc/twinleg"), std::string::npos);

    TempDir dir;
    if (::mount("tmpfs", dir.path().c_str(), "tmpfs", MS_RDONLY, "size=64k") != 0)
        GTEST_SKIP() << "needs the right to mount";
    const auto refused = DirectoryLock::take(dir.path());
    ::umount2(dir.path().c_str(), MNT_DETACH);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "cannot open " + (dir / "lock").string() +
                                           ": Read-only file system; make it writable, or name "
                                           "another directory");
}

TEST(Journal, RefusesWhatIsNoneAndNamesIt) {
    TempDir dir;
    EXPECT_EQ(JournalReader::open(dir / "absent").error().code, Errc::missing);
    EXPECT_EQ(JournalReader::open(dir.path()).error().code, Errc::missing);

    write_file(dir / "text", "a book about journals, and much longer than a head");
    const auto text = JournalReader::open(dir / "text");
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().message,
              (dir / "text").string() + ": not a journal: it does not begin with TWINJRNL");

    {
        ASSERT_TRUE(append_random(**JournalWriter::create(dir / "j"), 1, 3));
    }
    std::string bytes = read_file(dir / "j");
    bytes[8] = 2;
    write_file(dir / "j", bytes);
    EXPECT_EQ(JournalReader::open(dir / "j").error().code, Errc::unsupported);
}

}  // namespace
}  // namespace twinleg::store
