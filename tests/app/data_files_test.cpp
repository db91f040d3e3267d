// The small files of a data directory: whole or not at all, and no start counted twice.

#include "app/data_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/command.h"
#include "tests/app/command_line.h"

namespace twinleg::app {
namespace {

TEST(DataFiles, CountEveryStart) {
    const Scratch scratch;

    EXPECT_EQ(next_epoch(scratch.at("data")), 1U);
    EXPECT_EQ(next_epoch(scratch.at("data")), 2U);
    EXPECT_EQ(next_epoch(scratch.at("other")), 1U);
}

TEST(DataFiles, DoNotCountFromTheBeginningWhereTheCountIsLost) {
    const Scratch scratch;
    write_text(scratch.at("epoch"), "");
    const auto begin = [&] { next_epoch(scratch.at("")); };

    EXPECT_THAT(begin,
                testing::ThrowsMessage<CannotStart>(testing::HasSubstr("no count of starts")));
}

TEST(DataFiles, AreRefusedWhereNothingCanBeWritten) {
    const Scratch scratch;
    write_text(scratch.at("file"), "a file where a folder is to be\n");
    const auto keep = [&] { write_whole(scratch.at("file/epoch"), "1\n"); };

    EXPECT_THAT(keep, testing::ThrowsMessage<CannotStart>(testing::HasSubstr("cannot write")));
}

}  // namespace
}  // namespace twinleg::app
