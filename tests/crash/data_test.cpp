// Starts on a data directory: fresh, again, with other settings, beside another process.

#include "runtime/data.h"

#include <gtest/gtest.h>

#include "sim/world.h"
#include "tests/crash/engine_process.h"
#include "tests/support/temp_dir.h"

namespace twinleg::crash {
namespace {

using support::read_file;
using support::TempDir;
using support::write_file;

class Data : public ::testing::Test {
protected:
    Result<runtime::Opened> open() {
        runtime::DataOptions options;
        options.journal.segment_bytes = 1 << 16;
        options.journal.sync = [](int) { return 0; };
        return runtime::open_data(dir_.path(), scenario_.engine, factory_of(scenario_), options);
    }

    // A process that trades for some seconds, and stops in order or just leaves.
    void live(Duration lasts, bool stops) {
        auto opened = open();
        ASSERT_TRUE(opened) << opened.error().message;
        runtime::Loop loop(*opened->engine, world_, world_, opened->journal.get());
        world_.engine_starts(opened->epoch);
        const Time until = world_.now() + lasts;
        if (stops) world_.ask(Operator::stop, until);
        world_.ends_at(stops ? kNever : until);
        while (loop.turn()) {
        }
        EXPECT_EQ(opened->engine->ended(), stops);
        world_.engine_dies();
        world_.pass_until(world_.now() + seconds(2));
    }

    TempDir dir_;
    sim::Scenario scenario_{sim::scenario_of(
        7, {.strategy = "random-pairs", .profile = sim::Profile::none, .lasts = seconds(15)})};
    sim::World world_{scenario_.world};
};

TEST_F(Data, BeginsWithEpochOneAndCountsEveryStart) {
    for (std::uint32_t start = 1; start <= 3; ++start) {
        const auto opened = open();
        ASSERT_TRUE(opened) << opened.error().message;
        EXPECT_EQ(opened->epoch, start);
        EXPECT_FALSE(opened->recovered) << "nothing had happened yet";
    }
}

TEST_F(Data, MakesTheEngineWhatItsPredecessorWas) {
    live(seconds(10), false);
    const auto before = runtime::verify_journal(dir_.path(), factory_of(scenario_));
    ASSERT_TRUE(before);

    const auto opened = open();

    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_TRUE(opened->recovered);
    EXPECT_EQ(opened->epoch, 2u);
    EXPECT_EQ(opened->history.events, before->events);
    EXPECT_GT(opened->history.events, 100u);
    EXPECT_EQ(opened->engine->mode(), opened->history.mode);
    EXPECT_TRUE(opened->remarks.empty());
}

TEST_F(Data, RefusesASecondProcess) {
    const auto first = open();
    ASSERT_TRUE(first);

    const auto second = open();

    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::conflict);
    EXPECT_NE(second.error().message.find("is in use by process"), std::string::npos);
}

TEST_F(Data, PutsAJournalOfOtherSettingsAsideOnceItEndedFlat) {
    live(seconds(5), true);
    scenario_.engine.risk.max_position = scenario_.engine.risk.max_position * 2;

    const auto opened = open();

    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(opened->epoch, 2u) << "order ids go on";
    EXPECT_FALSE(opened->recovered);
    EXPECT_TRUE(std::filesystem::exists(dir_ / "journal-until-epoch-1"));
    ASSERT_EQ(opened->remarks.size(), 1u);
    EXPECT_NE(opened->remarks[0].find("settings have changed"), std::string::npos);
}

TEST_F(Data, RefusesOtherSettingsWhileTheOldDeskMayStillHoldSomething) {
    live(seconds(5), false);
    scenario_.engine.risk.max_position = scenario_.engine.risk.max_position * 2;

    const auto opened = open();

    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Errc::conflict);
    EXPECT_NE(opened.error().message.find("start with the old settings"), std::string::npos);
}

TEST_F(Data, GoesOnWhereOnlyTheVenuesTermsHaveChanged) {
    live(seconds(5), false);
    scenario_.engine.venues[0].round_trip = scenario_.engine.venues[0].round_trip * 3;
    scenario_.engine.instruments[1].instrument.initial_margin = basis_points(123);
    live(seconds(5), false);
    scenario_.engine.instruments[1].instrument.initial_margin = basis_points(321);

    const auto opened = open();

    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_TRUE(opened->recovered);
    EXPECT_EQ(opened->epoch, 3u);
    EXPECT_FALSE(opened->history.difference) << opened->history.difference->recorded;
    EXPECT_EQ(opened->engine->config().to_text(), scenario_.engine.to_text());
    ASSERT_EQ(opened->remarks.size(), 1u);
    EXPECT_NE(opened->remarks[0].find("the venues' terms"), std::string::npos);
    const auto verified = runtime::verify_journal(dir_.path(), factory_of(scenario_));
    ASSERT_TRUE(verified) << verified.error().message;
    EXPECT_FALSE(verified->difference);
    EXPECT_FALSE(verified->one_config);
}

TEST_F(Data, LimitsThatWereChangedOnTheWayStayChanged) {
    world_.ask(SettingAsked{*Text<48>::from("risk.daily_loss"), *Text<48>::from("123"), {}},
               world_.now() + seconds(2));
    live(seconds(5), false);
    for (std::uint32_t start = 2; start <= 3; ++start) {
        live(seconds(2), false);
        const auto opened = open();

        ASSERT_TRUE(opened) << opened.error().message;
        EXPECT_EQ(opened->engine->config().risk.daily_loss, Notional::from_units(123));
        ASSERT_EQ(opened->remarks.size(), 1u);
        EXPECT_NE(opened->remarks[0].find("were changed while it ran"), std::string::npos);
    }
    const auto verified = runtime::verify_journal(dir_.path(), factory_of(scenario_));
    ASSERT_TRUE(verified) << verified.error().message;
    EXPECT_FALSE(verified->difference);
}

TEST_F(Data, SaysWhatItCutAndGoesOn) {
    live(seconds(3), false);
    const auto segment = dir_ / "journal" / store::segment_name(1);
    std::string bytes = read_file(segment);
    while (bytes.back() == '\0')
        bytes.pop_back();
    bytes.resize(bytes.size() - 3);
    write_file(segment, bytes);

    const auto opened = open();

    ASSERT_TRUE(opened) << opened.error().message;
    ASSERT_EQ(opened->remarks.size(), 1u);
    EXPECT_TRUE(opened->remarks[0].starts_with("journal: the last record was torn and is cut"));
}

}  // namespace
}  // namespace twinleg::crash
