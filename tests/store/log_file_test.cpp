#include "store/log_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <ctime>

#include "tests/support/temp_dir.h"

namespace twinleg::store {
namespace {

using support::read_file;
using support::TempDir;
using support::write_file;

constexpr Time kNoon{1'723'118'400'000'000'000};  // 2024-08-08T12:00:00Z
constexpr Duration kDay = seconds(86'400);

TEST(Civil, WritesTimesOfTheGregorianCalendar) {
    EXPECT_EQ(utc_text(Time{0}), "1970-01-01T00:00:00.000000000Z");
    EXPECT_EQ(utc_text(Time{1'709'210'096'000'000'007}), "2024-02-29T12:34:56.000000007Z");
    EXPECT_EQ(utc_text(Time{-1}), "1969-12-31T23:59:59.999999999Z");
    EXPECT_EQ(Zone::utc().stamp(kNoon + milliseconds(7)), "2024-08-08T12:00:00.007Z");
    EXPECT_EQ(Zone::utc().next_day(kNoon), kNoon + kDay / 2);
}

TEST(Civil, KnowsTheZoneOfTheTimezoneSetting) {
    const auto zone = Zone::named("Asia/Shanghai");
    if (!zone) GTEST_SKIP() << zone.error().message;

    EXPECT_EQ(zone->stamp(kNoon), "2024-08-08T20:00:00.000+08:00");
    EXPECT_EQ(zone->date(kNoon + seconds(4 * 3600)), "20240809");
    EXPECT_EQ(zone->next_day(kNoon), kNoon + seconds(4 * 3600));
    ::unsetenv("TZ");
    ::tzset();
}

TEST(Civil, RefusesAZoneThatTheSystemDoesNotKnow) {
    EXPECT_EQ(Zone::named("Asia/Shanghi").error().code, Errc::missing);
    EXPECT_EQ(Zone::named("../../etc/passwd").error().code, Errc::missing);
    EXPECT_TRUE(Zone::named(""));
}

TEST(LogFile, WritesItsHeaderOnceAndGoesOnAfterARestart) {
    TempDir dir;
    for (const char* row : {"1,2", "3,4"}) {
        LogFile file(dir.path(), "trades_{date}.csv", "a,b", Zone::utc());
        ASSERT_TRUE(file.write(kNoon, row));
    }
    EXPECT_EQ(read_file(dir / "trades_20240808.csv"), "a,b\n1,2\n3,4\n");
}

TEST(LogFile, BeginsANewFileWithTheDayOfTheEvent) {
    TempDir dir;
    LogFile file(dir / "logs", "t_{date}.csv", "h", Zone::utc());

    ASSERT_TRUE(file.write(kNoon + kDay / 2 - Duration{1}, "last"));
    ASSERT_TRUE(file.write(kNoon + kDay / 2, "first"));
    ASSERT_TRUE(file.flush());

    EXPECT_EQ(read_file(dir / "logs/t_20240808.csv"), "h\nlast\n");
    EXPECT_EQ(read_file(dir / "logs/t_20240809.csv"), "h\nfirst\n");
}

TEST(LogFile, CutsTheRowThatADeadProcessDidNotFinish) {
    TempDir dir;
    write_file(dir / "t_20240808.csv", "h\n1\n2\n3,unfini");
    {
        LogFile file(dir.path(), "t_{date}.csv", "h", Zone::utc());
        ASSERT_TRUE(file.write(kNoon, "4"));
    }
    EXPECT_EQ(read_file(dir / "t_20240808.csv"), "h\n1\n2\n4\n");

    write_file(dir / "t_20240808.csv", "h");  // killed within the header
    {
        LogFile file(dir.path(), "t_{date}.csv", "h", Zone::utc());
        ASSERT_TRUE(file.write(kNoon, "5"));
    }
    EXPECT_EQ(read_file(dir / "t_20240808.csv"), "h\n5\n");
}

TEST(LogFile, KeepsAFileOfOtherColumnsUnderAnotherName) {
    TempDir dir;
    write_file(dir / "t_20240808.csv", "old,columns\n1,2\n");
    {
        LogFile file(dir.path(), "t_{date}.csv", "new", Zone::utc());
        ASSERT_TRUE(file.write(kNoon, "3"));
    }
    EXPECT_EQ(read_file(dir / "t_20240808.csv"), "new\n3\n");
    EXPECT_EQ(read_file(dir / "t_20240808.1.csv"), "old,columns\n1,2\n");
}

TEST(LogFile, KeepsRowsInMemoryWhileTheDiskIsFull) {
    TempDir dir;
    LogFile file(dir.path(), "t_{date}.csv", "h", Zone::utc());
    std::size_t room = 6;
    file.write_with([&](int descriptor, const char* bytes, std::size_t size) -> ssize_t {
        if (room == 0) {
            errno = ENOSPC;
            return -1;
        }
        const ssize_t written = ::write(descriptor, bytes, std::min(size, room));
        room -= static_cast<std::size_t>(written);
        return written;
    });
    ASSERT_TRUE(file.write(kNoon, "row one"));
    ASSERT_TRUE(file.write(kNoon, "row two"));

    const auto full = file.flush();

    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().message, "cannot write " + (dir / "t_20240808.csv").string() +
                                        ": No space left on device; free some space there, or "
                                        "name another directory");
    EXPECT_EQ(read_file(dir / "t_20240808.csv"), "h\nrow ");

    room = 1000;
    ASSERT_TRUE(file.write(kNoon, "row three"));
    ASSERT_TRUE(file.flush());
    EXPECT_EQ(read_file(dir / "t_20240808.csv"), "h\nrow one\nrow two\nrow three\n");
    EXPECT_EQ(file.dropped(), 0u);
}

TEST(LogFile, SaysThatItsDirectoryCannotBeMade) {
    LogFile file("/proc/twinleg/logs", "t_{date}.csv", "h", Zone::utc());

    const auto refused = file.write(kNoon, "row");

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::io);
    EXPECT_NE(refused.error().message.find("/proc/twinleg/logs"), std::string::npos);
}

}  // namespace
}  // namespace twinleg::store
