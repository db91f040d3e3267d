#include "notify/commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace twinleg::notify {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

constexpr Time kStart{1'731'076'335'000'000'000};

// A desk that remembers what was asked of it.
class Asked final : public Controls {
public:
    void ask(Operator what, const Asker& by) override {
        wishes.emplace_back(what, std::string{by.view()});
    }
    Result<void> trade_by_itself(bool yes, const Asker&) override {
        if (!has_modes) return fail(Errc::unsupported, "this desk has no modes");
        modes.push_back(yes);
        return {};
    }
    void change(const SettingAsked&) override {}
    std::vector<std::pair<Operator, std::string>> wishes;
    std::vector<bool> modes;
    bool has_modes{true};
};

class CommandsTest : public ::testing::Test {
protected:
    // The answer; "-" where there is none.
    std::string write(const std::string& text, const std::string& chat = "42",
                      const std::string& user = "7") {
        return desk.on({.chat = chat, .user = user, .text = text, .written = now}, now)
            .value_or("-");
    }

    Asked asked;
    std::optional<Figures> figures;
    std::uint32_t drawn{1234};
    Time now{kStart};
    CommandDesk desk{{.chats = {"42", "-100"}},
                     {.language = Language::en},
                     {{.name = "", .controls = &asked, .figures = [this] { return figures; }}},
                     [this] { return drawn; }};
};

TEST_F(CommandsTest, AnswersWithWhatIsKnown) {
    EXPECT_EQ(write("/status"), "nothing is known yet");
    figures = Figures{.time = kStart, .mode = Mode::active, .coin = "BTC"};
    figures->positions = {{"EdgeX", "BTCUSDC", Quantity::from_units(2)}};

    EXPECT_THAT(write("/status"), HasSubstr("State: trading"));
    EXPECT_THAT(write("/positions"), HasSubstr("EdgeX BTCUSDC: 2"));
    EXPECT_THAT(write("/pnl"), HasSubstr("PnL: +0.00"));
    EXPECT_THAT(asked.wishes, IsEmpty());
}

TEST_F(CommandsTest, PausesAndResumesAtOnce) {
    write("/pause");
    write("/resume");

    EXPECT_THAT(asked.wishes, ElementsAre(Pair(Operator::pause, "telegram 7"),
                                          Pair(Operator::resume, "telegram 7")));
}

TEST_F(CommandsTest, MovesMoneyOnlyWithTheCode) {
    EXPECT_THAT(write("/flatten"), HasSubstr("/confirm 1234"));
    EXPECT_THAT(asked.wishes, IsEmpty());

    write("/confirm 1234");
    EXPECT_THAT(asked.wishes, ElementsAre(Pair(Operator::flatten, "telegram 7")));

    // Once.
    EXPECT_THAT(write("/confirm 1234"), HasSubstr("nothing waits"));
    EXPECT_EQ(asked.wishes.size(), 1);
}

TEST_F(CommandsTest, ACodeIsGoodForAMinute) {
    write("/kill");
    now = now + seconds(60);
    write("/confirm 1234");
    ASSERT_EQ(asked.wishes.size(), 1);
    EXPECT_EQ(asked.wishes[0].first, Operator::kill);

    write("/kill");
    now = now + seconds(61);
    EXPECT_THAT(write("/confirm 1234"), HasSubstr("too late"));
    EXPECT_EQ(asked.wishes.size(), 1);
}

TEST_F(CommandsTest, ACodeCannotBeGuessed) {
    write("/kill");
    EXPECT_THAT(write("/confirm 0001"), HasSubstr("not the code"));
    EXPECT_THAT(write("/confirm"), HasSubstr("not the code"));
    EXPECT_THAT(write("/confirm 0003"), HasSubstr("nothing is done"));

    EXPECT_THAT(write("/confirm 1234"), HasSubstr("nothing waits"));
    EXPECT_THAT(asked.wishes, IsEmpty());
}

TEST_F(CommandsTest, OnlyWhoAskedMayConfirmAndOnlyThere) {
    write("/flatten", "-100", "7");

    EXPECT_THAT(write("/confirm 1234", "-100", "8"), HasSubstr("only who asked"));
    EXPECT_THAT(write("/confirm 1234", "42", "7"), HasSubstr("nothing waits"));
    EXPECT_THAT(asked.wishes, IsEmpty());
    write("/confirm 1234", "-100", "7");
    EXPECT_EQ(asked.wishes.size(), 1);
}

TEST_F(CommandsTest, IgnoresAndCountsOtherChats) {
    EXPECT_EQ(write("/kill", "666"), "-");
    EXPECT_EQ(write("/status", ""), "-");

    EXPECT_EQ(desk.ignored(), 2);
    EXPECT_THAT(asked.wishes, IsEmpty());
}

TEST_F(CommandsTest, LeavesAHaltOnlyWithTheCode) {
    figures = Figures{.time = kStart, .mode = Mode::halted};

    EXPECT_THAT(write("/resume"), HasSubstr("/confirm 1234"));
    EXPECT_THAT(asked.wishes, IsEmpty());
    write("/confirm 1234");

    EXPECT_THAT(asked.wishes, ElementsAre(Pair(Operator::reset, "telegram 7")));
}

TEST_F(CommandsTest, TradesByItselfOnlyWithTheCode) {
    EXPECT_THAT(write("/mode auto"), HasSubstr("/confirm 1234"));
    EXPECT_THAT(asked.modes, IsEmpty());
    write("/confirm 1234");
    EXPECT_THAT(asked.modes, ElementsAre(true));

    write("/mode reminder");
    EXPECT_THAT(asked.modes, ElementsAre(true, false));
    EXPECT_THAT(write("/mode"), HasSubstr("reminder"));
    asked.has_modes = false;
    EXPECT_EQ(write("/mode reminder"), "this desk has no modes");
}

TEST_F(CommandsTest, NeverDoesWhatWasWrittenWhileTheDeskWasDown) {
    const auto old = [&](const std::string& text, Duration age) {
        return desk.on({.chat = "42", .user = "7", .text = text, .written = now - age}, now)
            .value_or("-");
    };

    EXPECT_THAT(old("/pause", seconds(61)), HasSubstr("61 s ago"));
    EXPECT_EQ(old("/kill", minutes(90)), "-") << "one answer for a whole night's";
    EXPECT_THAT(asked.wishes, IsEmpty());
    old("/pause", seconds(60));
    EXPECT_EQ(asked.wishes.size(), 1);
}

TEST_F(CommandsTest, HearsItsOwnNameInAGroup) {
    desk.set_bot("TwinlegBot");

    EXPECT_EQ(write("/pause@OtherBot", "-100"), "-");
    write("/Pause@twinlegbot", "-100");
    EXPECT_EQ(write("good morning", "-100"), "-");

    EXPECT_EQ(asked.wishes.size(), 1);
}

TEST_F(CommandsTest, HelpsWhoeverDoesNotKnow) {
    for (const auto* text : {"/start", "/help", "/what", "  /?  "})
        EXPECT_THAT(write(text), HasSubstr("/flatten  close every position now")) << text;
}

// --- Several desks.

class CommandsOfTwoTest : public ::testing::Test {
protected:
    std::string write(const std::string& text) {
        return desk.on({.chat = "42", .user = "7", .text = text, .written = kStart}, kStart)
            .value_or("-");
    }

    Asked btc;
    Asked eth;
    std::optional<Figures> btc_figures{
        Figures{.time = kStart, .mode = Mode::active, .coin = "BTC"}};
    CommandDesk desk{
        {.chats = {"42"}},
        {.language = Language::en},
        {{.name = "btc", .controls = &btc, .figures = [this] { return btc_figures; }},
         {.name = "Eth", .controls = &eth, .figures = [] { return std::optional<Figures>{}; }}},
        [] { return 1234u; }};
};

TEST_F(CommandsOfTwoTest, AreForAllUnlessOneIsNamed) {
    EXPECT_THAT(write("/status"), AllOf(HasSubstr("btc: "), HasSubstr("State: trading"),
                                        HasSubstr("Eth: nothing is known yet")));
    EXPECT_THAT(write("/status eth"), Not(HasSubstr("btc")));

    write("/pause");
    write("/pause ETH");

    EXPECT_THAT(btc.wishes, ElementsAre(Pair(Operator::pause, "telegram 7")));
    EXPECT_EQ(eth.wishes.size(), 2u);
}

TEST_F(CommandsOfTwoTest, ANameThatNobodyHasDoesNothing) {
    EXPECT_EQ(write("/pause sol"), "no pair is called sol; there are: btc, Eth");
    EXPECT_THAT(btc.wishes, IsEmpty());
}

TEST_F(CommandsOfTwoTest, AConfirmedDeedIsForTheOneThatWasNamed) {
    EXPECT_THAT(write("/flatten btc"), HasSubstr("btc: close every position"));

    write("/confirm 1234");

    EXPECT_THAT(btc.wishes, ElementsAre(Pair(Operator::flatten, "telegram 7")));
    EXPECT_THAT(eth.wishes, IsEmpty());
}

TEST_F(CommandsOfTwoTest, ResumeLeavesTheHaltOfTheOneThatHasHalted) {
    btc_figures->mode = Mode::halted;
    write("/resume");

    write("/confirm 1234");

    EXPECT_THAT(btc.wishes, ElementsAre(Pair(Operator::reset, "telegram 7")));
    EXPECT_EQ(eth.wishes.size(), 1u);
}

}  // namespace
}  // namespace twinleg::notify
