// docs/configuration.md and .env.example name what the program knows, and nothing else.

#include <cstdlib>
#include <map>

#include <gtest/gtest.h>

#include "app/catalog.h"
#include "app/run_settings.h"
#include "config/env_file.h"
#include "config/names.h"
#include "tests/app/command_line.h"

namespace twinleg::app {
namespace {

constexpr std::string_view kBegin = "<!-- names: begin -->\n";
constexpr std::string_view kEnd = "<!-- names: end -->\n";

// One row for each option of every strategy, in the order they are declared.
std::string table() {
    std::string out = "| flag | in the environment | |\n|---|---|---|\n";
    std::vector<std::string> told;
    for (const auto& strategy : strategies()) {
        auto settings = default_run(strategy.name);
        Options options({}, {}, {});
        declare(options, settings);
        for (const auto& row : options.table()) {
            const auto flag = row.substr(0, row.find('|', 2));
            if (std::ranges::find(told, flag) != told.end()) continue;
            told.push_back(flag);
            out += row + '\n';
        }
    }
    return out;
}

TEST(DocumentedSettings, AreThoseThatEveryStrategyTogetherKnows) {
    const std::string path = TWINLEG_SOURCE_DIR "/docs/configuration.md";
    auto page = text_of(path);
    const auto begin = page.find(kBegin);
    const auto end = page.find(kEnd);
    ASSERT_NE(begin, std::string::npos);
    ASSERT_NE(end, std::string::npos);
    const auto at = begin + kBegin.size();
    const auto documented = page.substr(at, end - at);

    if (std::getenv("UPDATE_GOLDEN") != nullptr)
        write_text(path, page.replace(at, end - at, table()));
    else
        EXPECT_EQ(documented, table())
            << "UPDATE_GOLDEN=1 app_tests --gtest_filter='DocumentedSettings.*' writes it anew";
}

std::map<std::string, std::string> example() {
    const auto lines =
        config::parse_env(text_of(TWINLEG_SOURCE_DIR "/.env.example"), ".env.example");
    std::map<std::string, std::string> out;
    EXPECT_TRUE(lines) << lines.error().message;
    if (!lines) return out;
    for (const auto& line : *lines)
        out.emplace(line.name, line.value);
    return out;
}

TEST(EnvExample, HoldsNamesThatAreKnown) {
    const auto known = foreign_env_names();

    for (const auto& [name, value] : example())
        EXPECT_NE(std::ranges::find(known, name), known.end()) << name;
}

TEST(EnvExample, HoldsEveryCredentialAndNoValueOfOne) {
    const auto names = example();

    for (const auto& [name, venue] : config::credentials()) {
        const auto found = names.find(std::string(name));
        ASSERT_NE(found, names.end()) << name;
        EXPECT_EQ(found->second, "") << name;
    }
    for (const auto* name : {"TICKER", "ORDER_QUANTITY", "MAX_POSITION", "THRESHOLD_OFFSET",
                             "TELEGRAM_BOT_TOKEN", "TELEGRAM_CHAT_ID"})
        EXPECT_TRUE(names.contains(name)) << name;
}

}  // namespace
}  // namespace twinleg::app
