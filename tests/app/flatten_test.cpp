// `flatten` against accounts that hold something.

#include <gmock/gmock.h>

#include "app/wire_catalog.h"
#include "sim/wire/simulated_venues.h"
#include "tests/app/command_line.h"

namespace twinleg::app {
namespace {

using testing::HasSubstr;

sim::wire::WireWorldConfig two_venues() {
    sim::wire::WireWorldConfig config;
    config.number = 7;
    for (const auto* name : {"edgex", "lighter"})
        config.venues.push_back({.venue = find_wire_venue(name)});
    config.control = 0;
    return config;
}

class Flatten : public testing::Test {
protected:
    Flatten() {
        std::string lines;
        for (const auto& [name, value] : venues_.environment())
            lines.append(name).append("=").append(value).append("\n");
        write_text(scratch_.at("env"), lines);
        std::filesystem::permissions(scratch_.at("env"), std::filesystem::perms::owner_read);
    }

    Said start(Arguments words, bool alone = false) const {
        for (const char* each :
             {"--mode", "sim", "--no-watchdog", "--no-panel", "--log-level", "warning"})
            words.emplace_back(each);
        if (!alone) words.insert(words.end(), {"--first", "edgex", "--second", "lighter"});
        words.insert(words.end(),
                     {"--sim", venues_.control_url(), "--env-file", scratch_.at("env")});
        return say(words);
    }
    // What another desk has left behind.
    void leave_a_position() {
        for (int i = 0; i < 20 && (held("edgex").is_zero() || held("lighter").is_zero()); ++i) {
            const Said run =
                start({"run", "market-spread", "--size", "0.01", "--duration", "2s", "--on-exit",
                       "cancel-only", "--data", scratch_.at("desk" + std::to_string(i))});
            ASSERT_EQ(run.code, kDone) << run.err;
        }
        ASSERT_EQ(held("edgex"), -held("lighter"));
        ASSERT_FALSE(held("edgex").is_zero());
    }
    Quantity held(std::string_view venue) const {
        return *venues_.position(venue, venue == "edgex" ? "BTCUSDC" : "BTC");
    }

    sim::wire::SimulatedVenues venues_{two_venues()};
    Scratch scratch_;
};

TEST_F(Flatten, ClosesWhatAnotherDeskLeftAndNothingIsNewlyBegun) {
    leave_a_position();

    const Said said = start({"flatten", "--data", scratch_.at("flatten"), "--json"});

    EXPECT_EQ(said.code, kDone) << said.err;
    EXPECT_TRUE(held("edgex").is_zero());
    EXPECT_TRUE(held("lighter").is_zero());
    EXPECT_THAT(said.out, HasSubstr(R"("pair_trades":{"completed":0,)"));
}

TEST_F(Flatten, ClosesOneAccountAloneWhereNoOtherIsNamed) {
    leave_a_position();
    const Quantity other = held("edgex");

    const Said said = start({"flatten", "--first", "lighter", "--data", scratch_.at("one"),
                             "--json", "--size", "0.004"},
                            true);

    EXPECT_EQ(said.code, kDone) << said.err;
    EXPECT_TRUE(held("lighter").is_zero());
    EXPECT_EQ(held("edgex"), other) << "nobody asked for it";
    EXPECT_THAT(said.out, HasSubstr(R"("position":"0","flat":true)"));
    EXPECT_THAT(said.err, HasSubstr("0.004 at ")) << "slice by slice";

    const Said again =
        start({"flatten", "--first", "edgex", "--data", scratch_.at("one"), "--json"}, true);
    EXPECT_EQ(again.code, kDone) << again.err;
    EXPECT_TRUE(held("edgex").is_zero());

    const Said nothing =
        start({"flatten", "--first", "edgex", "--data", scratch_.at("one"), "--json"}, true);
    EXPECT_EQ(nothing.code, kDone) << nothing.err;
}

TEST(FlattenCommand, SaysWhoseAccountsItNeedsToKnow) {
    const auto why = [](Arguments words) {
        const Said said = say(words);
        EXPECT_EQ(said.code, kBadUsage);
        return said.err;
    };
    EXPECT_THAT(why({"flatten"}), HasSubstr("--mode is missing"));
    EXPECT_THAT(why({"flatten", "--mode", "paper"}), HasSubstr("holds nothing"));
    EXPECT_THAT(why({"flatten", "--mode", "sim"}), HasSubstr("--sim"));
    EXPECT_THAT(why({"flatten", "--mode", "live", "--on-exit", "cancel-only"}),
                HasSubstr("cancel-only"));
    EXPECT_THAT(why({"flatten", "--mode", "live", "--ticker", "DOGE"}),
                HasSubstr("--size is missing"));
    EXPECT_THAT(why({"flatten", "maker-maker"}), HasSubstr("maker-taker"));
}

}  // namespace
}  // namespace twinleg::app
