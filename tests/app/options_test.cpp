#include "app/options.h"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace twinleg::app {
namespace {

// What the option parser says when it refuses; empty if it does not.
std::string refusal(Options& options, const Arguments& arguments) {
    std::ostringstream out;
    try {
        options.parse(arguments, out);
    } catch (const CannotStart& problem) {
        EXPECT_EQ(problem.code(), kBadUsage);
        return problem.what();
    }
    return {};
}

struct Pair {
    Quantity size = *parse_quantity("0.001");
    std::optional<Price> long_threshold;
    std::optional<Price> short_threshold;
    std::string mode = "paper";
    bool panel = false;
    Duration wait = seconds(5);

    void declare(Options& options) {
        options.add("-s,--size", &size, "quantity of an order", {"ORDER_QUANTITY"});
        options.add("-l,--long-threshold", &long_threshold, "buys first above it");
        options.add("-sh,--short-threshold", &short_threshold, "sells first above it");
        options.choice("--mode", mode, {"sim", "paper", "live"}, "where it trades");
        options.add("--panel", &panel, "with the panel");
        options.add("-f,--fill-timeout", &wait, "of a maker order");
    }
};

class TempFile {
public:
    explicit TempFile(const std::string& text) {
        static int count = 0;
        path_ = std::filesystem::path(::testing::TempDir()) /
                ("twinleg_options_" + std::to_string(::getpid()) + "_" + std::to_string(++count));
        std::ofstream(path_) << text;
    }
    ~TempFile() { std::filesystem::remove(path_); }
    std::string name() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

TEST(Options, ReadTheShortFormOfDocument001WithItsTwoLetterFlag) {
    Options options("run", "", "");
    Pair pair;
    pair.declare(options);

    ASSERT_EQ(refusal(options, {"-s", "0.01", "-f", "5", "-l", "10", "-sh", "12.5"}), "");

    EXPECT_EQ(to_text(pair.size), "0.01");
    EXPECT_EQ(pair.wait, seconds(5));
    EXPECT_EQ(to_text(*pair.long_threshold), "10");
    EXPECT_EQ(to_text(*pair.short_threshold), "12.5");
}

TEST(Options, KeepTheDefaultOfWhatIsNotSaid) {
    Options options("run", "", "");
    Pair pair;
    pair.declare(options);

    ASSERT_EQ(refusal(options, {"--panel"}), "");

    EXPECT_EQ(to_text(pair.size), "0.001");
    EXPECT_FALSE(pair.long_threshold);
    EXPECT_TRUE(pair.panel);
    EXPECT_FALSE(options.given("--size"));
    EXPECT_TRUE(options.given("--panel"));
}

TEST(Options, NameTheNearestKnownOneForAMisspeltOne) {
    Options options("run", "", "");
    Pair pair;
    pair.declare(options);

    EXPECT_EQ(refusal(options, {"--long-treshold", "5"}),
              "there is no option --long-treshold; did you mean `--long-threshold`?");
    EXPECT_EQ(refusal(options, {"--frobnicate"}), "there is no option --frobnicate");
}

TEST(Options, RefuseAValueThatIsNoneAndNameTheOption) {
    Options options("run", "", "");
    Pair pair;
    pair.declare(options);

    EXPECT_NE(refusal(options, {"--size", "much"}).find("--size"), std::string::npos);
    EXPECT_NE(refusal(options, {"-f", "soon"}).find("--fill-timeout"), std::string::npos);
    EXPECT_EQ(refusal(options, {"--mode", "papr"}),
              "--mode is one of sim, paper, live, not \"papr\"; did you mean `paper`?");
}

TEST(Options, LetAFlagOutweighTheEnvironmentAndThatTheFile) {
    const TempFile file("ORDER_QUANTITY=0.03\nTWINLEG_MODE=live\nTWINLEG_LONG_THRESHOLD=7\n");
    Options options("run", "", "");
    Pair pair;
    pair.declare(options);
    options.use_environment(Environment({{"ORDER_QUANTITY", "0.02"}, {"TWINLEG_MODE", "sim"}}));

    ASSERT_EQ(refusal(options, {"--mode", "paper", "--env-file", file.name()}), "");

    EXPECT_EQ(pair.mode, "paper");
    EXPECT_EQ(to_text(pair.size), "0.02");
    EXPECT_EQ(to_text(*pair.long_threshold), "7");
    EXPECT_EQ(options.origin("--mode"), Origin::command_line);
    EXPECT_EQ(options.origin("--size"), Origin::environment);
    EXPECT_EQ(options.origin("--long-threshold"), Origin::env_file);
}

TEST(Options, LetTheEnvironmentOutweighTheFileWhicheverNamesTheyUse) {
    const TempFile file("ORDER_QUANTITY=0.03\n");
    Options options("run", "", "");
    Pair pair;
    pair.declare(options);
    options.use_environment(
        Environment(std::map<std::string, std::string>{{"TWINLEG_SIZE", "0.02"}}));

    ASSERT_EQ(refusal(options, {"--env-file", file.name()}), "");

    EXPECT_EQ(to_text(pair.size), "0.02");
    EXPECT_EQ(options.origin("--size"), Origin::environment);
}

TEST(Options, RefuseTwoNamesOfOneThingThatDiffer) {
    const auto said = [](const std::string& first, const std::string& second) {
        Options options("run", "", "");
        Pair pair;
        pair.declare(options);
        options.use_environment(Environment({{"ORDER_QUANTITY", first}, {"TWINLEG_SIZE", second}}));
        return refusal(options, {});
    };

    EXPECT_EQ(said("0.02", "0.02"), "");
    EXPECT_EQ(said("0.02", "0.03"),
              "ORDER_QUANTITY and TWINLEG_SIZE of the environment both say what --size is, and "
              "differ");
}

TEST(Options, RefuseAFlagThatIsSaidTwiceWithTwoValues) {
    const auto said = [](const Arguments& words) {
        Options options("run", "", "");
        Pair pair;
        pair.declare(options);
        return refusal(options, words);
    };

    EXPECT_EQ(said({"--size", "0.1", "-s", "0.2"}),
              "--size is said twice, as 0.1 and as 0.2: keep one");
    EXPECT_EQ(said({"--size", "0.1", "-s", "0.1", "--panel", "--panel"}), "");
    EXPECT_EQ(said({"--panel", "--panel=false"}),
              "--panel is said twice, as true and as false: keep one");
}

TEST(Options, WantAValueBehindEachThatIsNoSwitch) {
    for (const auto& words : {Arguments{"--size"}, {"--size", "--panel"}, {"-sh"}}) {
        Options options("run", "", "");
        Pair pair;
        pair.declare(options);
        EXPECT_THAT(refusal(options, words), testing::EndsWith("needs a value behind it"));
    }
}

TEST(Options, TakeASwitchWithAValueForWhatItSays) {
    for (const auto& [word, on] : {std::pair{"--panel=no", false}, {"--panel=yes", true}}) {
        Options options("run", "", "");
        Pair pair;
        pair.declare(options);
        pair.panel = !on;

        EXPECT_EQ(refusal(options, {word}), "");

        EXPECT_EQ(pair.panel, on) << word;
    }
}

TEST(Options, RefuseAMisspeltNameInTheEnvFileButNotSomebodyElses) {
    const TempFile misspelt("LIGHTER_ACOUNT_INDEX=3\n");
    const TempFile foreign("EDITOR=vi\n");
    Pair pair;
    Options strict("run", "", "");
    pair.declare(strict);
    strict.use_environment(Environment({}), {"LIGHTER_ACCOUNT_INDEX"});
    Options lenient("run", "", "");
    pair.declare(lenient);
    lenient.use_environment(Environment({}), {"LIGHTER_ACCOUNT_INDEX"});

    EXPECT_NE(refusal(strict, {"--env-file", misspelt.name()})
                  .find("did you mean `LIGHTER_ACCOUNT_INDEX`?"),
              std::string::npos);
    EXPECT_EQ(refusal(lenient, {"--env-file", foreign.name()}), "");
}

TEST(Options, WantAnEnvFileThatWasNamedToBeThere) {
    Options options("run", "", "");
    options.use_environment(Environment({}));

    EXPECT_NE(refusal(options, {"--env-file", "/nowhere/at/all.env"}).find("/nowhere/at/all.env"),
              std::string::npos);
}

TEST(Options, ExplainThemselves) {
    Options options("run", "One strategy on two venues.", "  twinleg run maker-taker\n");
    Pair pair;
    pair.declare(options);
    std::ostringstream out;

    const bool go_on = options.parse({"--help"}, out);

    EXPECT_FALSE(go_on);
    EXPECT_NE(out.str().find("-s, --size NUMBER"), std::string::npos);
    EXPECT_NE(out.str().find("quantity of an order [0.001]"), std::string::npos);
    EXPECT_NE(out.str().find("examples:\n  twinleg run maker-taker"), std::string::npos);
}

TEST(Duration, IsReadAsPeopleWriteIt) {
    EXPECT_EQ(parse_duration("30s", "t"), seconds(30));
    EXPECT_EQ(parse_duration("5", "t"), seconds(5));
    EXPECT_EQ(parse_duration("0.1", "t"), milliseconds(100));
    EXPECT_EQ(parse_duration("250ms", "t"), milliseconds(250));
    EXPECT_EQ(parse_duration("1h30m", "t"), minutes(90));
    for (const auto* bad : {"", "s", "5x", "-5s", "1h30", "1..2s", "99999999999999h"})
        EXPECT_FALSE(parse_duration(bad, "t")) << bad;
}

TEST(Duration, IsWrittenForPeople) {
    EXPECT_EQ(to_text(milliseconds(250)), "250ms");
    EXPECT_EQ(to_text(milliseconds(1500)), "1.5s");
    EXPECT_EQ(to_text(seconds(90)), "1m 30s");
    EXPECT_EQ(to_text(minutes(120)), "2h");
}

}  // namespace
}  // namespace twinleg::app
