// Several pairs in one process: what they share, and that each cent is still accounted for.

#include "app/floor.h"

#include <gmock/gmock.h>
#include <simdjson.h>

#include <fstream>
#include <thread>

#include "app/trading.h"
#include "tests/app/command_line.h"

namespace twinleg::app {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// --- Lines.

class Kept final : public Lines {
public:
    void write(std::string line) override { text += line + '\n'; }
    void flush() override {}
    std::string text;
};

TEST(NamedLinesTest, PutTheNameBeforeEachLine) {
    Kept kept;
    NamedLines lines(kept, "btc", 5);

    lines.write("one\ntwo");
    lines.write("");

    EXPECT_EQ(kept.text, "btc    one\nbtc    two\n\n");
}

TEST(NamedLinesTest, PutTheNameIntoAnObject) {
    Kept kept;
    NamedLines lines(kept, "btc", 5);

    lines.write(R"({"level":"info"})");

    EXPECT_EQ(kept.text, "{\"pair\":\"btc\",\"level\":\"info\"}\n");
}

// --- Accounts that several trade.

Instance desk(std::string name, std::string first, std::string second,
              Environment environment = Environment({})) {
    auto settings = default_run("market-spread");
    settings.first = std::move(first);
    settings.second = std::move(second);
    settings.no_watchdog = true;
    settings.no_panel = true;
    settings.data = "data/" + name;
    return instance_of(std::move(name), std::move(settings), std::move(environment));
}

Environment lighter_keys(std::string indexes, std::string keys) {
    return Environment(
        {{"LIGHTER_API_KEY_INDEX", std::move(indexes)}, {"API_KEY_PRIVATE_KEY", std::move(keys)}});
}

class FloorTest : public testing::Test {
protected:
    std::ostringstream err_;
};

TEST_F(FloorTest, PairsOfOneAccountShareIt) {
    std::vector desks{desk("btc", "edgex", "lighter"), desk("eth", "edgex", "paradex"),
                      desk("sol", "lighter", "backpack")};
    desks[1].first_account = "second";
    const Floor floor(desks, err_);

    EXPECT_EQ(floor.sharers(0).at("lighter"), 2);
    EXPECT_EQ(floor.sharers(2).at("lighter"), 2);
    EXPECT_EQ(floor.sharers(0).at("edgex"), 1);  // the other one is another account
    EXPECT_EQ(floor.sharers(1).at("edgex"), 1);
}

TEST_F(FloorTest, EachPairSignsWithALighterKeyOfItsOwn) {
    const auto keys = lighter_keys("3,4,5", "aa,bb,cc");
    std::vector desks{desk("btc", "edgex", "lighter", keys), desk("eth", "edgex", "lighter", keys)};
    const Floor floor(desks, err_);

    EXPECT_EQ(floor.environment(0).get("LIGHTER_API_KEY_INDEX"), "3");
    EXPECT_EQ(floor.environment(0).get("API_KEY_PRIVATE_KEY"), "aa");
    EXPECT_EQ(floor.environment(1).get("LIGHTER_API_KEY_INDEX"), "4");
    EXPECT_EQ(floor.environment(1).get("API_KEY_PRIVATE_KEY"), "bb");
}

TEST_F(FloorTest, OneDeskAloneSignsWithAllOfItsKeys) {
    std::vector desks{desk("btc", "edgex", "lighter", lighter_keys("3,4", "aa,bb"))};
    const Floor floor(desks, err_);

    EXPECT_EQ(floor.environment(0).get("LIGHTER_API_KEY_INDEX"), "3,4");
}

TEST_F(FloorTest, TooFewKeysAreRefusedWithoutShowingThem) {
    const auto keys = lighter_keys("3", "aa");
    std::vector desks{desk("btc", "edgex", "lighter", keys), desk("eth", "edgex", "lighter", keys)};
    const Floor floor(desks, err_);

    try {
        (void)floor.environment(1);
        FAIL() << "two pairs sign with one key";
    } catch (const CannotStart& problem) {
        EXPECT_EQ(problem.code(), kBadUsage);
        EXPECT_THAT(problem.what(),
                    AllOf(HasSubstr("2 pairs"), HasSubstr("1 API key"), Not(HasSubstr("aa"))));
    }
}

TEST_F(FloorTest, NobodyBeginsWhereOneCannot) {
    std::vector desks{desk("btc", "edgex", "lighter"), desk("eth", "edgex", "paradex")};
    Floor floor(desks, err_);

    std::jthread other([&] { floor.gone(1, kRefused); });

    EXPECT_THROW(floor.wait_for_all(0), OtherCannotStart);
}

TEST_F(FloorTest, AllBeginOnceTheLastIsReady) {
    std::vector desks{desk("btc", "edgex", "lighter"), desk("eth", "edgex", "paradex")};
    Floor floor(desks, err_);

    std::jthread other([&] {
        floor.wait_for_all(1);
        floor.gone(1);
    });

    EXPECT_NO_THROW(floor.wait_for_all(0));
}

TEST_F(FloorTest, OneAccountByTwoNamesIsRefused) {
    std::vector desks{desk("btc", "edgex", "lighter"), desk("eth", "edgex", "lighter")};
    desks[1].second_account = "alt";
    const Scratch scratch;
    ::setenv("XDG_STATE_HOME", scratch.at("state").c_str(), 1);
    for (auto& each : desks)
        each.settings.data = scratch.at("data") + "/" + each.name;
    Floor floor(desks, err_);
    venues::Description edgex;
    edgex.traits.name = "edgex";
    edgex.account = "7";
    venues::Description lighter;
    lighter.traits.name = "lighter";
    lighter.account = "65 (API key 3)";
    const std::array first{edgex, lighter};
    floor.describe(0, first, {}, false);
    lighter.account = "65 (API key 4)";
    const std::array second{edgex, lighter};

    try {
        floor.describe(1, second, {}, false);
        FAIL() << "it is shared, and nobody knows";
    } catch (const CannotStart& problem) {
        EXPECT_THAT(problem.what(), AllOf(HasSubstr("account 65"), HasSubstr("two names"),
                                          HasSubstr("lighter/alt")));
    }
    ::unsetenv("XDG_STATE_HOME");
}

std::string children() {
    std::string out;
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task"))
        out += text_of(task.path() / "children");
    return out;
}

TEST_F(FloorTest, TheWatchdogOfADeskThatNeverBeganCancelsNothing) {
    const Scratch scratch;
    std::vector desks{desk("btc", "edgex", "lighter")};
    desks[0].settings.no_watchdog = false;
    desks[0].settings.mode = "live";
    desks[0].settings.data = scratch.at("data");
    const auto before = children();
    {
        const Floor floor(desks, err_);
        EXPECT_NE(children(), before);
    }

    EXPECT_EQ(children(), before);  // gone, and not waiting to go to work
}

TEST(Together, ModesDoNotMix) {
    std::vector desks{desk("btc", "edgex", "lighter"), desk("eth", "edgex", "paradex")};
    desks[1].settings.mode = "testnet";

    EXPECT_THROW(check_together(desks), CannotStart);
}

TEST(Together, ABrowserTradesOnePair) {
    std::vector desks{desk("btc", "edgex", "lighter"), desk("eth", "edgex", "paradex")};
    desks[1].settings.edgex_transport = "browser";

    EXPECT_THROW(check_together(desks), CannotStart);
}

TEST(Together, OnePositionHasOneDesk) {
    std::vector desks{desk("one", "edgex", "lighter"), desk("two", "lighter", "paradex")};
    for (auto& each : desks)
        each.settings.mode = "live";

    try {
        check_together(desks);
        FAIL() << "both trade BTC at Lighter";
    } catch (const CannotStart& problem) {
        EXPECT_THAT(problem.what(), AllOf(HasSubstr("one and two"), HasSubstr("lighter")));
    }
    desks[1].first_account = "second";
    EXPECT_NO_THROW(check_together(desks));
    desks[1].first_account = "";
    desks[1].settings.ticker = "ETH";
    EXPECT_NO_THROW(check_together(desks));
}

TEST(Together, EachPairHasItsFolderAndAllOneDatabase) {
    std::vector desks{desk("btc", "edgex", "lighter"), desk("eth", "edgex", "paradex")};
    for (auto& each : desks)
        each.settings.data = "/var/twinleg";

    set_apart(desks);

    EXPECT_EQ(desks[0].settings.data, "/var/twinleg/btc");
    EXPECT_EQ(desks[1].settings.data, "/var/twinleg/eth");
    EXPECT_EQ(desks[0].settings.logs, "/var/twinleg/logs/btc");
    EXPECT_EQ(desks[1].settings.database, "sqlite:/var/twinleg/arb.db");
}

// --- Whole runs.

constexpr const char* kPairs = R"(mode: sim
no_panel: true
pairs:
  - name: btc
    strategy: maker-taker
    ticker: BTC
    first: edgex
    second: lighter
    size: 0.001
    max_position: 0.01
  - name: eth
    strategy: market-spread
    ticker: ETH
    first: paradex
    second: lighter
    size: 0.02
    long_threshold: 0.5
    short_threshold: 0.5
)";

// What the two came to; `speed`: 1 over sockets, where they share an account; 0 in memory.
struct TwoPairs {
    int code;
    std::string err;
    std::string counted, by_the_venues, invariants;
    bool shared{true};  // no report of one pair claims the account's equity
    bool flat{true}, filled{true}, apart{true};
    bool one_database;
};

TwoPairs trade_two_pairs(const std::string& speed, const std::string& duration) {
    const Scratch scratch;
    write_text(scratch.at("twinleg.yaml"), kPairs);

    auto said = say({"run", "--config", scratch.at("twinleg.yaml"), "--speed", speed, "--number",
                     "1", "--duration", duration, "--data", scratch.at("data"), "--report",
                     scratch.at("report.json")});

    simdjson::dom::parser parser;
    const simdjson::dom::element root = parser.parse(text_of(scratch.at("report.json")));
    const auto text = [&](const std::string& pointer) {
        return std::string(std::string_view(root.at_pointer(pointer)));
    };
    TwoPairs out{.code = said.code,
                 .err = std::move(said.err),
                 .counted = text("/pnl/total"),
                 .by_the_venues = text("/venue_equity_change"),
                 .invariants = text("/invariants"),
                 .one_database = std::filesystem::exists(scratch.at("data") + "/arb.db")};
    for (const std::string pair : {"btc", "eth"}) {
        const auto at = "/pairs/" + pair;
        out.flat &= text(at + "/exposure_base") == "0";
        out.filled &= std::int64_t(root.at_pointer(at + "/fills/count")) > 0;
        out.shared &= root.at_pointer(at + "/venue_equity_change").is_null();
        out.apart &= std::filesystem::exists(scratch.at("data") + "/" + pair + "/journal");
    }
    return out;
}

TEST(Together, TwoPairsOfOneAccountTradeOverSocketsAndTheirSumIsWhatTheVenuesSay) {
    const auto pairs = trade_two_pairs("1", "12s");

    ASSERT_EQ(pairs.code, kDone) << pairs.err;
    EXPECT_THAT(pairs.err, AllOf(HasSubstr("btc  "), HasSubstr("eth  "),
                                 HasSubstr("equal to the last digit")));
    EXPECT_EQ(pairs.counted, pairs.by_the_venues);
    EXPECT_EQ(pairs.invariants, "held");
    EXPECT_TRUE(pairs.flat);
    EXPECT_TRUE(pairs.filled) << pairs.err;
    EXPECT_TRUE(pairs.shared);
    EXPECT_TRUE(pairs.apart);
    EXPECT_TRUE(pairs.one_database);
}

TEST(Together, TwoPairsTradeInMemory) {
    const auto pairs = trade_two_pairs("0", "60s");

    ASSERT_EQ(pairs.code, kDone) << pairs.err;
    EXPECT_EQ(pairs.counted, pairs.by_the_venues);
    EXPECT_EQ(pairs.invariants, "held");
    EXPECT_TRUE(pairs.flat);
    EXPECT_TRUE(pairs.filled) << pairs.err;
    EXPECT_FALSE(pairs.shared);  // each has venues of its own
}

TEST(Together, OneThatCannotStartKeepsAllFromIt) {
    const Scratch scratch;
    std::ofstream(scratch.at("twinleg.yaml")) << kPairs;
    std::filesystem::create_directories(scratch.at("data"));
    std::ofstream(scratch.at("data") + "/eth") << "in the way";

    const auto said =
        say({"run", "--config", scratch.at("twinleg.yaml"), "--speed", "0", "--duration", "5s",
             "--data", scratch.at("data"), "--logs", scratch.at("logs")});

    EXPECT_EQ(said.code, kBadUsage);
    EXPECT_THAT(said.err, HasSubstr("not started: another pair cannot"));
}

}  // namespace
}  // namespace twinleg::app
