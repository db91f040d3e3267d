// Every tests/scenarios/*.txt is a test. UPDATE_GOLDEN=1 writes what the engine did into the files:
// read the difference before you keep it.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/scenarios/script.h"
#include "tests/scenarios/stage.h"

namespace twinleg::scenarios {
namespace {

std::vector<std::filesystem::path> files() {
    std::vector<std::filesystem::path> out;
    const auto folder = std::filesystem::path(TWINLEG_SOURCE_DIR) / "tests/scenarios";
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".txt") out.push_back(entry.path());
    std::ranges::sort(out);
    return out;
}

std::string read(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

class Scenario : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(Scenario, ComesOutAsWritten) {
    const auto file = GetParam().filename().string();
    const auto script = parse_script(read(GetParam()), file);
    ASSERT_TRUE(script) << script.error().message;
    auto stage = Stage::build(*script, file);
    ASSERT_TRUE(stage) << stage.error().message;

    std::vector<std::vector<std::string>> said;
    for (const auto& input : script->inputs) {
        auto lines = (*stage)->play(input);
        ASSERT_TRUE(lines) << lines.error().message;
        said.push_back(std::move(*lines));
    }

    if (std::getenv("UPDATE_GOLDEN") != nullptr) {
        std::ofstream(GetParam()) << rewritten(*script, said);
        return;
    }
    for (std::size_t i = 0; i < said.size(); ++i)
        EXPECT_EQ(fmt::format("{}", fmt::join(said[i], "\n")),
                  fmt::format("{}", fmt::join(script->inputs[i].expect, "\n")))
            << "after " << file << ":" << script->inputs[i].line << ": "
            << script->inputs[i].text.back();
}

INSTANTIATE_TEST_SUITE_P(Text, Scenario, ::testing::ValuesIn(files()),
                         [](const auto& file) { return file.param.stem().string(); });

TEST(Script, ReadsDirectivesInputsAndWhatMustComeOut) {
    const auto script = parse_script(
        "# About.\nstrategy maker-taker size=0.5\n\n> 0ms book a:B 100.0 x 2 | 101 x 1\n"
        "< place  a:B buy 0.50 @ 100.0 post_only  c1  # the maker\n> 2s wait\n",
        "x.txt");

    ASSERT_TRUE(script) << script.error().message;
    ASSERT_EQ(script->directives.size(), 1u);
    EXPECT_EQ(script->directives[0].words, std::vector<std::string>{"maker-taker"});
    EXPECT_EQ(script->directives[0].settings.at("size"), "0.5");
    ASSERT_EQ(script->inputs.size(), 2u);
    EXPECT_EQ(script->inputs[0].verb, "book");
    EXPECT_EQ(script->inputs[0].expect,
              std::vector<std::string>{"place a:B buy 0.5 @ 100 post_only c1"});
    EXPECT_EQ(script->inputs[1].at, seconds(2));
}

TEST(Script, NamesTheLineItCannotRead) {
    EXPECT_EQ(parse_script("> soon wait\n", "x.txt").error().message,
              "x.txt:1: this is not `> TIME VERB …`, with a time like 40ms or 2s");
    EXPECT_EQ(parse_script("> 2ms wait\n> 1ms wait\n", "x.txt").error().message,
              "x.txt:2: time goes back here");
    EXPECT_EQ(parse_script("< place\n", "x.txt").error().message, "x.txt:1: nothing went in yet");
}

}  // namespace
}  // namespace twinleg::scenarios
