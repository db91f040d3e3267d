// The reader in docs/journal_reader.py sees what ours sees: the format is as it is documented.

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>

#include "tests/store/journal_fixture.h"

namespace twinleg::store {
namespace {

TEST(JournalFormat, IsReadByAnIndependentFewLinesOfPython) {
    if (std::system("python3 -c '' 2>/dev/null") != 0) GTEST_SKIP() << "no python3 here";
    support::TempDir dir;
    {
        const auto writer = JournalWriter::create(dir / "j");
        ASSERT_TRUE((*writer)->append(Header{kCodecVersion, 1, "settings"}));
        ASSERT_TRUE(append_random(**writer, 5, 50));
    }
    const std::string command = "python3 " TWINLEG_SOURCE_DIR "/docs/journal_reader.py " +
                                (dir / "j").string() + " > " + (dir / "out").string();
    ASSERT_EQ(std::system(command.c_str()), 0);

    std::string expected;
    for (std::size_t i = 0; const std::string& record : read_journal(dir / "j").records) {
        constexpr std::array kNames{"", "header", "event", "command"};
        expected += std::to_string(++i) + " " + kNames[static_cast<std::size_t>(record[0] - '0')] +
                    " " + std::to_string(record.size() - 2) + "\n";
    }
    EXPECT_EQ(support::read_file(dir / "out"), expected);
}

}  // namespace
}  // namespace twinleg::store
