// What accounts had at first is kept over restarts, for all of them.

#include "app/first_equity.h"

#include <gtest/gtest.h>

#include "tests/app/command_line.h"

namespace twinleg::app {
namespace {

Notional dollars(std::int64_t amount) {
    return Notional::from_units(amount);
}

TEST(FirstEquity, IsKeptForEveryAccountOfTheFolder) {
    const Scratch scratch;
    FirstEquity edgex(scratch.at("data"), false);
    FirstEquity paradex(scratch.at("data"), false);
    FirstEquity aster(scratch.at("data"), false);
    edgex.begin("edgex", dollars(10'000));
    paradex.begin("paradex", dollars(5'000));

    const FirstEquity again(scratch.at("data"), true);

    EXPECT_EQ(again.change("edgex", dollars(10'001)), dollars(1));
    EXPECT_EQ(again.change("paradex", dollars(4'998)), dollars(-2));
    EXPECT_EQ(again.change("lighter", dollars(1)), std::nullopt);
    aster.begin("aster/key 5d8614", dollars(7));
    EXPECT_EQ(FirstEquity(scratch.at("data"), true).change("aster/key 5d8614", dollars(9)),
              dollars(2));
}

TEST(FirstEquity, BeginsOnce) {
    const Scratch scratch;
    FirstEquity first(scratch.at("data"), false);
    first.begin("edgex", dollars(10'000));
    FirstEquity again(scratch.at("data"), true);
    again.begin("edgex", dollars(11'000));

    EXPECT_EQ(again.change("edgex", dollars(11'000)), dollars(1'000));
}

// A new journal in an old folder.
TEST(FirstEquity, BeginsAnewWithANewJournal) {
    const Scratch scratch;
    FirstEquity old(scratch.at("data"), false);
    old.begin("edgex", dollars(10'000));
    FirstEquity anew(scratch.at("data"), false);
    anew.begin("edgex", dollars(9'000));

    const FirstEquity again(scratch.at("data"), true);

    EXPECT_EQ(again.change("edgex", dollars(9'000)), dollars(0));
}

}  // namespace
}  // namespace twinleg::app
