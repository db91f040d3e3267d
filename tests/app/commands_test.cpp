#include "app/commands.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "app/nearest.h"
#include "tests/app/command_line.h"

namespace twinleg::app {
namespace {

TEST(Commands, AnswerVersionAndHelpOnStandardOutput) {
    EXPECT_EQ(say({"--version"}).out, "twinleg " TWINLEG_VERSION "\n");
    EXPECT_EQ(say({"--version"}).code, kDone);

    const auto help = say({"--help"});
    EXPECT_EQ(help.code, kDone);
    for (const auto& entry : commands())
        EXPECT_NE(help.out.find(entry.name), std::string::npos) << entry.name;
}

TEST(Commands, EachExplainThemselvesWithAnExample) {
    for (const auto& entry : commands()) {
        const auto help = say({std::string(entry.name), "--help"});

        EXPECT_EQ(help.code, kDone) << entry.name;
        EXPECT_NE(help.out.find("twinleg " + std::string(entry.name)), std::string::npos)
            << help.out;
        EXPECT_EQ(help.err, "") << entry.name;
    }
}

TEST(Commands, ThatSpeakToVenuesAreToldTheGenerationOfEachInterface) {
    for (const auto& words :
         {Arguments{"run", "maker-taker", "--help"}, {"check", "--help"}, {"record", "--help"}}) {
        const auto help = say(words);
        for (const auto* flag : {"--edgex-version", "--aster-version"})
            EXPECT_NE(help.out.find(flag), std::string::npos) << words.front() << ": " << flag;
    }
}

TEST(Commands, RefuseAnUnknownOneAndNameTheNearest) {
    const auto said = say({"vennues"});

    EXPECT_EQ(said.code, kBadUsage);
    EXPECT_EQ(said.out, "");
    EXPECT_NE(said.err.find("did you mean `venues`?"), std::string::npos);
}

TEST(Commands, RefuseAnEmptyLineWithTheHelp) {
    const auto said = say({});

    EXPECT_EQ(said.code, kBadUsage);
    EXPECT_NE(said.err.find("usage: twinleg COMMAND"), std::string::npos);
}

TEST(Venues, AreListedForPeopleAndForPrograms) {
    EXPECT_NE(say({"venues"}).out.find("lighter    BTC"), std::string::npos);
    EXPECT_NE(say({"venues", "--json"}).out.find(R"({"venue":"edgex","instrument":"BTCUSDC")"),
              std::string::npos);
}

TEST(Venues, AreDescribedInTheDocumentsAsTheyAre) {
    std::ifstream file(TWINLEG_SOURCE_DIR "/docs/venues.md");
    const std::string page{std::istreambuf_iterator<char>(file), {}};

    EXPECT_NE(page.find(say({"venues"}).out), std::string::npos)
        << "docs/venues.md shows another table than `twinleg venues`";
}

TEST(Nearest, CountsAddedDroppedChangedAndSwappedLetters) {
    EXPECT_EQ(edit_distance("size", "size"), 0u);
    EXPECT_EQ(edit_distance("size", "sizes"), 1u);
    EXPECT_EQ(edit_distance("szie", "size"), 1u);
    EXPECT_EQ(edit_distance("", "abc"), 3u);
}

}  // namespace
}  // namespace twinleg::app
