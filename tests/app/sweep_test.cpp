// A grid of parameters over recordings.

#include <gmock/gmock.h>

#include "app/sweep_grid.h"
#include "tests/app/command_line.h"

namespace twinleg::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

const std::string kFutures{TWINLEG_SOURCE_DIR "/tests/replay/data/futures.jsonl.gz"};
const std::string kCoin{TWINLEG_SOURCE_DIR "/tests/replay/data/coin.jsonl.gz"};

TEST(SweepGrid, ListsAndRangesAreExact) {
    const auto axes = parse_grid("a=1,x,2.50  --b=0.1:0.3:0.1").value();

    ASSERT_THAT(axes, SizeIs(2));
    EXPECT_EQ(axes[0].flag, "a");
    EXPECT_THAT(axes[0].values, ElementsAre("1", "x", "2.50"));
    EXPECT_EQ(axes[1].flag, "b");
    EXPECT_THAT(axes[1].values, ElementsAre("0.1", "0.2", "0.3"));
    const auto points = points_of(axes);
    ASSERT_THAT(points, SizeIs(9));
    EXPECT_THAT(points[4], ElementsAre("x", "0.2"));
}

TEST(SweepGrid, WhatCannotBeMeantIsNamed) {
    const auto why = [](std::string_view text) { return parse_grid(text).error().message; };
    EXPECT_THAT(why(""), HasSubstr("no parameter"));
    EXPECT_THAT(why("a"), HasSubstr("\"a\" is not FLAG=VALUES"));
    EXPECT_THAT(why("=1"), HasSubstr("\"=1\""));
    EXPECT_THAT(why("a="), HasSubstr("\"a=\""));
    EXPECT_THAT(why("a=1,,2"), HasSubstr("a value is empty"));
    EXPECT_THAT(why("a=1:2"), HasSubstr("from:to:step"));
    EXPECT_THAT(why("a=1:2:0"), HasSubstr("above zero"));
    EXPECT_THAT(why("a=2:1:1"), HasSubstr("before the beginning"));
    EXPECT_THAT(why("a=1:two:1"), HasSubstr("two"));
    EXPECT_THAT(why("a=0:1:0.000001"), HasSubstr("100,000"));
    EXPECT_THAT(why("a=0:999:1 b=0:999:1"), HasSubstr("100,000 points"));
    EXPECT_THAT(why("a=1 a=2"), HasSubstr("twice"));
}

class Sweep : public testing::Test {
protected:
    Said sweep(Arguments more = {},
               const std::string& grid = "long-threshold=2,5 short-threshold=2:4:2") const {
        Arguments words{
            "sweep",    "--strategy", "market-spread", "--size", "0.01",  "--first", kFutures,
            "--second", kCoin,        "--grid",        grid,     "--out", out_,      "--jobs",
            "2"};
        words.insert(words.end(), more.begin(), more.end());
        return say(words);
    }
    std::vector<std::string> rows() const {
        std::istringstream text(text_of(out_));
        std::vector<std::string> lines;
        for (std::string line; std::getline(text, line);)
            lines.push_back(line);
        std::ranges::sort(lines.begin() + 1, lines.end());
        return lines;
    }

    Scratch scratch_;
    std::string out_{scratch_.at("sweep.csv")};
};

TEST_F(Sweep, EveryPointIsTheReplayWithItsParameters) {
    const Said said = sweep();
    ASSERT_EQ(said.code, kDone) << said.err;
    EXPECT_THAT(said.err, HasSubstr("4 of 4 points are in"));

    const auto lines = rows();
    ASSERT_THAT(lines, SizeIs(5));
    EXPECT_TRUE(lines[0].starts_with("point,long-threshold,short-threshold,exit_code,completed,"));
    EXPECT_TRUE(lines[4].starts_with("3,5,4,0,")) << lines[4];

    const Said replay =
        say({"replay", "--strategy", "market-spread", "--size", "0.01", "--first", kFutures,
             "--second", kCoin, "--long-threshold", "5", "--short-threshold", "4", "--json"});
    const auto pnl = replay.out.substr(replay.out.find(R"("pnl":{"total":")") + 16);
    EXPECT_THAT(lines[4], HasSubstr("," + pnl.substr(0, pnl.find('"')) + ","));
}

TEST_F(Sweep, GoesOnWhereItWasKilled) {
    ASSERT_EQ(sweep().code, kDone);
    const auto whole = rows();
    const auto text = text_of(out_);
    const auto third = text.find('\n', text.find('\n', text.find('\n') + 1) + 1) + 1;
    write_text(out_, text.substr(0, third + 5));  // two rows, and a torn one

    const Said said = sweep({"--json"});

    EXPECT_EQ(said.code, kBadUsage) << "another command line";
    EXPECT_THAT(said.err, HasSubstr("other arguments"));
    EXPECT_EQ(sweep().code, kDone);
    EXPECT_EQ(rows(), whole);
}

TEST_F(Sweep, BadFlagsAreToldBeforeAnythingIsRun) {
    EXPECT_THAT(sweep({}, "long-treshold=1").err, HasSubstr("--long-threshold"));
    EXPECT_THAT(sweep({}, "long-threshold=much").err, HasSubstr("much"));
    EXPECT_THAT(sweep({"--report", "r.json"}).err, HasSubstr("are of one replay"));
    EXPECT_THAT(say({"sweep", "--strategy", "market-spread"}).err, HasSubstr("--grid is missing"));
}

}  // namespace
}  // namespace twinleg::app
