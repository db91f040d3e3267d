// `demo` and `run` as a person starts them: words in, streams and an exit code out.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <simdjson.h>
#include <unistd.h>

#include "tests/app/command_line.h"

namespace twinleg::app {
namespace {

// Everything in the journal's files, in order.
std::string journal_bytes(const std::string& data) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(data + "/journal"))
        files.push_back(entry.path());
    std::ranges::sort(files);
    std::string out;
    for (const auto& file : files)
        out += text_of(file);
    return out;
}

Arguments demo(const Scratch& scratch, const std::string& name, const std::string& number,
               const std::string& duration = "60s") {
    return {"demo",
            "--speed",
            "0",
            "--number",
            number,
            "--duration",
            duration,
            "--data",
            scratch.at(name),
            "--report",
            scratch.at(name + ".json"),
            "--no-panel"};
}

struct Figures {
    std::string total, equity, exposure, invariants;
    std::int64_t completed{0}, duration_ms{0};
};

Figures figures(const std::string& json) {
    simdjson::dom::parser parser;
    const simdjson::dom::element root = parser.parse(json);
    const auto text = [&](const char* pointer) {
        return std::string(std::string_view(root.at_pointer(pointer)));
    };
    return {.total = text("/pnl/total"),
            .equity = text("/venue_equity_change"),
            .exposure = text("/exposure_base"),
            .invariants = text("/invariants"),
            .completed = root.at_pointer("/pair_trades/completed"),
            .duration_ms = root.at_pointer("/duration_ms")};
}

TEST(Demo, TradesEndsFlatAndAccountsForEveryCent) {
    const Scratch scratch;

    const auto said = say(demo(scratch, "a", "1"));

    EXPECT_EQ(said.code, kDone) << said.err;
    EXPECT_EQ(said.out, "");
    const auto report = figures(text_of(scratch.at("a.json")));
    EXPECT_GE(report.completed, 5);
    EXPECT_EQ(report.total, report.equity);
    EXPECT_EQ(report.exposure, "0");
    EXPECT_EQ(report.invariants, "held");
    EXPECT_GE(report.duration_ms, 60'000);
    EXPECT_NE(said.err.find("System ready! Starting trading loop..."), std::string::npos);
    EXPECT_NE(said.err.find("equal to the last digit"), std::string::npos);

    const auto trades = text_of(scratch.at("a/logs/trades_20231114.csv"));
    EXPECT_TRUE(
        trades.starts_with("timestamp,direction,edgex_price,lighter_price,quantity,spread,"
                           "latency_ms,pnl,edgex_position,lighter_position\n"));
    EXPECT_GE(std::ranges::count(trades, '\n'), 6);
}

TEST(Demo, GivesTheSameJournalForTheSameNumber) {
    const Scratch scratch;

    ASSERT_EQ(say(demo(scratch, "a", "7", "20s")).code, kDone);
    ASSERT_EQ(say(demo(scratch, "b", "7", "20s")).code, kDone);
    ASSERT_EQ(say(demo(scratch, "c", "8", "20s")).code, kDone);

    EXPECT_EQ(journal_bytes(scratch.at("a")), journal_bytes(scratch.at("b")));
    EXPECT_NE(journal_bytes(scratch.at("a")), journal_bytes(scratch.at("c")));
}

TEST(Demo, PrintsNothingButTheResultWithJson) {
    const Scratch scratch;
    auto words = demo(scratch, "a", "1", "10s");
    words.emplace_back("--json");

    const auto said = say(words);

    EXPECT_EQ(said.code, kDone) << said.err;
    EXPECT_EQ(said.out, text_of(scratch.at("a.json")));
    std::istringstream lines(said.err);
    simdjson::dom::parser parser;
    for (std::string line; std::getline(lines, line);)
        EXPECT_FALSE(parser.parse(line).error()) << line;
}

TEST(Demo, PutsAsideTheJournalOfARunWhoseVenuesAreGone) {
    const Scratch scratch;
    ASSERT_EQ(say(demo(scratch, "a", "1", "5s")).code, kDone);

    const auto again = say(demo(scratch, "a", "1", "5s"));

    EXPECT_EQ(again.code, kDone) << again.err;
    EXPECT_TRUE(std::filesystem::exists(scratch.at("a/journal-1")));
}

TEST(Demo, SaysWhatToDoAboutADirectoryItCannotWrite) {
    const auto said = say({"demo", "--duration", "1s", "--data", "/proc/twinleg"});

    EXPECT_EQ(said.code, kBadUsage);
    EXPECT_NE(said.err.find("--data"), std::string::npos) << said.err;
}

TEST(Run, TakesEachDocumentsOwnLine) {
    for (const Arguments& line :
         {Arguments{"run", "maker-taker", "-t", "BTC", "-s", "0.01", "-f", "5", "-m", "0.1", "-l",
                    "10", "-sh", "10"},
          Arguments{"run", "maker-taker", "--ticker", "BTC", "--size", "0.001", "--max-position",
                    "0.01"},
          Arguments{"run", "market-spread", "--ticker", "BTC", "--size", "0.001"},
          Arguments{"run", "market-spread", "--ticker", "ETH", "--size", "0.01", "--long-threshold",
                    "3", "--short-threshold", "3"},
          Arguments{"run", "market-spread", "--ticker", "BTC", "--size", "0.001", "--max-position",
                    "0.1"}}) {
        const Scratch scratch;
        auto words = line;
        for (const auto& more :
             {"--mode", "sim", "--speed", "0", "--duration", "20s", "--number", "3", "--data"})
            words.emplace_back(more);
        words.push_back(scratch.at("data"));

        const auto said = say(words);

        EXPECT_EQ(said.code, kDone) << line[1] << ": " << said.err;
    }
}

TEST(Run, EndsWithTwoWhereItCannotTradeAndSaysWhy) {
    const auto refusal = [](Arguments words) {
        words.insert(words.begin(), "run");
        const auto said = say(words);
        EXPECT_EQ(said.code, kBadUsage) << said.err;
        EXPECT_EQ(said.out, "");
        return said.err;
    };
    const auto has = [](const std::string& text, std::string_view part) {
        return text.find(part) != std::string::npos;
    };

    EXPECT_TRUE(has(refusal({}), "which strategy?"));
    EXPECT_TRUE(has(refusal({"market-sprad"}), "did you mean `market-spread`?"));
    EXPECT_TRUE(has(refusal({"maker-taker", "--mode", "live", "--sim", "http://127.0.0.1:1"}),
                    "--sim goes with --mode sim or paper"));
    EXPECT_TRUE(has(refusal({"maker-taker", "--mode", "sim", "--feed", "a,b"}),
                    "--feed goes with --mode paper"));
    EXPECT_TRUE(has(refusal({"maker-taker", "--mode", "sim", "--edgex-transport", "browser"}),
                    "whose keys your page can have"));
    EXPECT_TRUE(has(refusal({"maker-taker", "--mode", "sim", "--first", "ligther"}),
                    "did you mean `lighter`?"));
    EXPECT_TRUE(
        has(refusal({"maker-taker", "--mode", "sim", "--first", "lighter"}), "are both lighter"));
    EXPECT_TRUE(has(refusal({"maker-taker", "--mode", "sim", "--size", "-1"}), "not above zero"));
    EXPECT_TRUE(has(refusal({"maker-taker", "--mode", "sim", "--size", "1"}), "--max-position"));
    EXPECT_TRUE(has(refusal({"market-spread", "--mode", "sim"}), "--size is missing"));
    EXPECT_TRUE(has(refusal({"market-spread", "--mode", "sim", "--size", "0.0001"}),
                    "under the minimum of lighter:BTC, 10"));
    EXPECT_TRUE(has(refusal({"maker-taker", "--mode", "sim", "--ticker", "DOGE"}), "DOGE"));
    EXPECT_TRUE(has(refusal({"maker-taker", "--mode", "sim", "--log-level", "loud"}), "loud"));
}

}  // namespace
}  // namespace twinleg::app
