// `twinleg check` as a person with something wrong sees it.

#include <gmock/gmock.h>

#include "app/wire_catalog.h"
#include "sim/wire/simulated_venues.h"
#include "tests/app/command_line.h"

namespace twinleg::app {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Check : public ::testing::Test {
protected:
    static sim::wire::WireWorldConfig world() {
        sim::wire::WireWorldConfig config;
        for (const auto* name : {"lighter", "edgex"})
            config.venues.push_back({.venue = find_wire_venue(name)});
        config.flow = false;
        config.control = 0;
        return config;
    }
    // With the environment of the simulators, but for one variable.
    Said check(const std::string& name = {}, const std::string& value = {}) {
        auto environment = venues.environment();
        for (auto& [variable, text] : environment)
            if (variable == name) text = value;
        EXPECT_TRUE(sim::wire::write_env_file(scratch.at("sim.env"), environment));
        return say({"check", "--sim", venues.control_url(), "--env-file", scratch.at("sim.env"),
                    "--data", scratch.at("data")});
    }

    Scratch scratch;
    sim::wire::SimulatedVenues venues{world()};
};

TEST_F(Check, FindsNothingWhereAllIsWell) {
    const auto said = check();

    EXPECT_EQ(said.code, kDone) << said.out << said.err;
    EXPECT_THAT(said.out, Not(HasSubstr("MEND")));
}

TEST_F(Check, NamesTheVariableOfAWrongAccount) {
    const auto said = check("LIGHTER_ACCOUNT_INDEX", "4711");

    EXPECT_EQ(said.code, kRefused);
    EXPECT_THAT(said.out, AllOf(HasSubstr("MEND  lighter"), HasSubstr("there is no account 4711"),
                                HasSubstr("LIGHTER_ACCOUNT_INDEX")));
    EXPECT_THAT(said.out, Not(HasSubstr("MEND  edgex")));
}

TEST_F(Check, LooksAtTheOtherVenueWhereOneCannotEvenBeAsked) {
    const auto said = check("LIGHTER_ACCOUNT_INDEX", "sixty-five");

    EXPECT_EQ(said.code, kRefused);
    EXPECT_THAT(said.out, HasSubstr(R"(LIGHTER_ACCOUNT_INDEX is "sixty-five", which is not)"));
    EXPECT_THAT(said.out, HasSubstr("ok    edgex"));
}

TEST_F(Check, NeverPrintsAKey) {
    const std::string broken = "0123456789abcdef0123456789abcdef0123456789abcdef";
    for (const auto* name : {"API_KEY_PRIVATE_KEY", "LIGHTER_ACCOUNT_INDEX", "EDGEX_ACCOUNT_ID",
                             "EDGEX_TRADING_PRIVATE_KEY", "EDGEX_API_SECRET"}) {
        const auto said = check(name, broken);

        EXPECT_EQ(said.code, kRefused) << name;
        EXPECT_THAT(said.out, HasSubstr(name));
        EXPECT_THAT(said.out + said.err, Not(HasSubstr(broken))) << name;
    }
}

}  // namespace
}  // namespace twinleg::app
