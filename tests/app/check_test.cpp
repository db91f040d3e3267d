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
    explicit Check(std::initializer_list<const char*> names = {"lighter", "edgex"})
        : venues{world(names)} {}

    static sim::wire::WireWorldConfig world(std::initializer_list<const char*> names) {
        sim::wire::WireWorldConfig config;
        for (const auto* name : names)
            config.venues.push_back({.venue = find_wire_venue(name)});
        config.flow = false;
        config.control = 0;
        return config;
    }
    // With the environment of the simulators, but for one variable.
    Said check(const std::string& name = {}, const std::string& value = {},
               const Arguments& more = {}) {
        auto environment = venues.environment();
        for (auto& [variable, text] : environment)
            if (variable == name) text = value;
        EXPECT_TRUE(sim::wire::write_env_file(scratch.at("sim.env"), environment));
        Arguments words{
            "check",  "--sim",           venues.control_url(), "--env-file", scratch.at("sim.env"),
            "--data", scratch.at("data")};
        words.insert(words.end(), more.begin(), more.end());
        return say(words);
    }

    Scratch scratch;
    sim::wire::SimulatedVenues venues;
};

class CheckAster : public Check {
protected:
    CheckAster() : Check({"aster"}) {}
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

// Its accounts here have keys of both generations, and only one of them is broken.
TEST_F(CheckAster, AsksInTheGenerationThatItIsTold) {
    const std::string other(64, 'x');

    const auto by_keys = check("ASTER_API_SECRET", other, {"--venue", "aster"});
    const auto v1 = check("ASTER_API_SECRET", other, {"--venue", "aster", "--aster-version", "v1"});
    const auto v3 = check("ASTER_API_SECRET", other, {"--venue", "aster", "--aster-version", "v3"});

    EXPECT_EQ(by_keys.code, kRefused);
    EXPECT_THAT(by_keys.out, HasSubstr("ASTER_API_SECRET"));
    EXPECT_EQ(v1.out, by_keys.out);
    EXPECT_EQ(v3.code, kDone) << v3.out << v3.err;
}

TEST_F(CheckAster, TakesTheGenerationFromTheEnvironment) {
    auto environment = venues.environment();
    environment.emplace_back("TWINLEG_ASTER_VERSION", "v3");
    for (auto& [variable, text] : environment)
        if (variable == "ASTER_SIGNER_PRIVATE_KEY") text = "0x" + std::string(64, '3');
    ASSERT_TRUE(sim::wire::write_env_file(scratch.at("v3.env"), environment));

    const auto said = say({"check", "--venue", "aster", "--sim", venues.control_url(), "--env-file",
                           scratch.at("v3.env"), "--data", scratch.at("data")});

    EXPECT_EQ(said.code, kRefused);
    EXPECT_THAT(said.out, HasSubstr("ASTER_SIGNER_PRIVATE_KEY"));
}

TEST_F(CheckAster, RefusesAGenerationThatIsNone) {
    const auto said = check({}, {}, {"--venue", "aster", "--aster-version", "v2"});

    EXPECT_EQ(said.code, kBadUsage);
    EXPECT_THAT(said.err, AllOf(HasSubstr("--aster-version"), HasSubstr("v1"), HasSubstr("v3")));
}

}  // namespace
}  // namespace twinleg::app
