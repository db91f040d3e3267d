#include "config/env_file.h"

#include <gtest/gtest.h>

namespace twinleg::config {
namespace {

std::string refusal(std::string_view text) {
    const auto parsed = parse_env(text, "x.env");
    return parsed ? std::string{} : parsed.error().message;
}

TEST(EnvFile, TakesQuotesCommentsAndExport) {
    const auto parsed = parse_env(
        "\xEF\xBB\xBF# keys\nexport A=1\nB = \"two # words\"\r\nC='x y' # why\nD=plain # why\n"
        "E=\nF=a#b\tc\t# why",
        ".env");

    ASSERT_TRUE(parsed);
    ASSERT_EQ(parsed->size(), 6U);
    const std::vector<std::string> values{"1", "two # words", "x y", "plain", "", "a#b\tc"};
    for (std::size_t i = 0; i < values.size(); ++i) {
        EXPECT_EQ((*parsed)[i].name, std::string(1, static_cast<char>('A' + i)));
        EXPECT_EQ((*parsed)[i].value, values[i]);
        EXPECT_EQ((*parsed)[i].line, i + 2);
    }
}

TEST(EnvFile, NamesTheLineAndNeverTheValue) {
    struct Bad {
        std::string_view text;
        std::string_view message;
    };
    for (const Bad& bad : {
             Bad{"A=1\nSECRET=\"hunter2\n", "x.env:2: SECRET has a quote that does not close"},
             Bad{"SECRET='hunter2' hunter3\n", "x.env:1: SECRET has a quote that does not close"},
             Bad{"\nhunter2\n", "x.env:2: this is not KEY=VALUE"},
             Bad{"=hunter2\n", "x.env:1: this is not KEY=VALUE"},
             Bad{"2A=hunter2\n", "x.env:1: this is not KEY=VALUE"},
             Bad{"a key=hunter2\n", "x.env:1: this is not KEY=VALUE"},
             Bad{"A=1\nB=2\nA=hunter2\n", "x.env:3: A stands in line 1 already; keep one"},
             Bad{"A=hunter\x01\n", "x.env:1: a control character; this is no text file"},
             Bad{std::string_view{"A\0=1", 4},
                 "x.env:1: a control character; this is no text file"},
         })
        EXPECT_EQ(refusal(bad.text), bad.message);
}

}  // namespace
}  // namespace twinleg::config
