#include "config/yaml.h"

#include <gtest/gtest.h>

namespace twinleg::config {
namespace {

YamlNode parsed(std::string_view text) {
    auto node = parse_yaml(text, "t.yaml");
    EXPECT_TRUE(node) << node.error().message;
    return node ? std::move(*node) : YamlNode{};
}

std::string refusal(std::string_view text) {
    const auto node = parse_yaml(text, "t.yaml");
    return node ? std::string{} : node.error().message;
}

TEST(Yaml, KeepsEveryWordAsItIsWritten) {
    const auto node = parsed(
        "a: no\nb: 1e3\nc: 0.10\nd: 010\ne: 1_000\nf: 12:30\ng: 2024-01-01\nh: 'x: y'\ni: 0x1F\n"
        "j: on # why\nk: \"~\"\n");

    const std::vector<std::string> texts{"no",         "1e3",  "0.10", "010", "1_000", "12:30",
                                         "2024-01-01", "x: y", "0x1F", "on",  "~"};
    ASSERT_EQ(node.inside.size(), texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        EXPECT_TRUE(node.inside[i].is_text());
        EXPECT_EQ(node.inside[i].text, texts[i]);
        EXPECT_EQ(node.inside[i].line, i + 1);
    }
}

TEST(Yaml, KnowsMapsAndListsAndTheirLines) {
    const auto node = parsed(
        "# desk\nmode: paper\npairs:\n  - name: a\n    limits:\n      daily_loss: 5\n"
        "  - {name: b, size: 1}\nlist: [x, y]\n");

    ASSERT_NE(node.find("pairs"), nullptr);
    const auto& pairs = *node.find("pairs");
    ASSERT_TRUE(pairs.is_list());
    EXPECT_EQ(pairs.line, 3U);
    ASSERT_EQ(pairs.inside.size(), 2U);
    EXPECT_EQ(pairs.inside[0].find("limits")->find("daily_loss")->text, "5");
    EXPECT_EQ(pairs.inside[0].find("limits")->find("daily_loss")->line, 6U);
    EXPECT_EQ(pairs.inside[1].find("size")->text, "1");
    EXPECT_EQ(node.find("list")->inside[1].text, "y");
    EXPECT_EQ(node.find("nothing"), nullptr);
}

TEST(Yaml, TakesAnEmptyFileForNoSettings) {
    for (const auto* text : {"", "\n\n", "# nothing but this\n", "---\n", "\xEF\xBB\xBF"})
        EXPECT_TRUE(parsed(text).inside.empty()) << text;
}

TEST(Yaml, RefusesWhatCouldMeanMoreThanItShows) {
    struct Bad {
        std::string_view text;
        std::string_view message;
    };
    for (const Bad& bad : {
             Bad{"a: 1\nb: 2\na: 3\n", "t.yaml:3: a stands in line 1 already; keep one"},
             Bad{"a:\n  b: 1\n  b: 1\n", "t.yaml:3: b stands in line 2 already; keep one"},
             Bad{"a:\n\tb: 1\n", "t.yaml:2: a tab in the indentation; use spaces"},
             Bad{"a: &x 1\nb: *x\n", "t.yaml:1: anchors and aliases (& and *) are not read here"},
             Bad{"a: 1\nb: *x\n", "t.yaml:2: "},
             Bad{"a: &x {b: 1}\n", "t.yaml:1: anchors and aliases"},
             Bad{"a: !!str 1\n", "t.yaml:1: tags (! and !!) are not read here"},
             Bad{"a: !!python/object:os.system [ls]\n", "t.yaml:1: tags"},
             Bad{"a: !env KEY\n", "t.yaml:1: tags"},
             Bad{"a: 1\n---\nb: 2\n", "t.yaml:2: a second document begins"},
             Bad{"a: 1\nb:\nc: 2\n",
                 "t.yaml:2: b has no value; give it one, or leave the line out"},
             Bad{"a: ~\n", "t.yaml:1: a has no value"},
             Bad{"a: null\n", "t.yaml:1: a has no value"},
             Bad{"a:\n  -\n  - 1\n", "t.yaml:2: entry 1 of the list that begins here has no value"},
             Bad{"? [a, b]\n: 1\n", "t.yaml:1: a key is one word, no list and no map"},
             Bad{": 1\n", "t.yaml:1: a key is missing before the colon"},
             Bad{"\"\": 1\n", "t.yaml:1: a key is empty"},
             Bad{"- a\n- b\n", "t.yaml:1: this is no list of `name: value` lines"},
             Bad{"hello\n", "t.yaml:1: this is no list of `name: value` lines"},
             Bad{"a: 1\n b: 2\n", "t.yaml:2: this is no YAML"},
             Bad{"a: [1, 2\n", "t.yaml:"},
             Bad{"a: \"open\n", "t.yaml:"},
             Bad{"a: \x01\n", "t.yaml:1: a control character; this is no text file"},
             Bad{std::string_view{"a: \0", 4}, "t.yaml:1: a control character"},
         }) {
        const auto message = refusal(bad.text);
        EXPECT_TRUE(message.starts_with(bad.message)) << bad.text << "\nsaid: " << message;
    }
}

TEST(Yaml, NeverTellsAValue) {
    const std::string secret(64, '7');
    for (const auto* before : {"a: ", "", "a: '", "a: \"", "a: !x ", "a: &b ", "a: {", "a: b: "}) {
        for (const auto* behind : {"\n b: c\n", "\n'\n- ]\n", ": b: c\n", ":\nc: d\n"}) {
            const auto message = refusal(before + secret + behind);
            EXPECT_FALSE(message.empty()) << before << behind;
            EXPECT_EQ(message.find("777"), std::string::npos) << message;
        }
    }
}

// The parser does not go on from there by itself.
TEST(Yaml, EndsWhereACommaOrABracketComesFirst) {
    EXPECT_EQ(refusal(",a: b"), "t.yaml:1: a comma or a bracket stands where a name should");
    for (const auto* text : {",", "]", "}", "# none\n\n, a", "---\n]\n", ",\n,\n"})
        EXPECT_NE(refusal(text), "") << text;
    EXPECT_EQ(refusal("# a\n---\n# b\n"), "");
}

TEST(Yaml, SurvivesDeepNesting) {
    const std::string deep(100'000, '[');

    EXPECT_NE(refusal("a: " + deep), "");
}

}  // namespace
}  // namespace twinleg::config
