// Every option of every strategy and command, with values that are none: on the command line, in
// the environment, in an env file and in a configuration file. Each ends with 2 and a sentence that
// names the option, the value, and what to write instead; none is taken for the default.
//
// The options come from --help, so a new one fails here until it stands in one of the tables.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "app/catalog.h"
#include "app/run_plan.h"
#include "tests/app/command_line.h"

namespace twinleg::app {
namespace {

using ::testing::HasSubstr;

struct Flag {
    std::string name;
    std::string kind;  // NUMBER, TIME, TEXT, PATH; a switch has none
};

// The last name and the kind of each line of --help.
std::vector<Flag> flags_of(const Arguments& words) {
    auto asked = words;
    asked.emplace_back("--help");
    std::istringstream help(say(asked).out);
    std::vector<Flag> out;
    for (std::string line; std::getline(help, line);) {
        if (!line.starts_with("  -") || line.starts_with("  -h,")) continue;
        const auto end = std::min(line.find("  ", 2), line.size());
        Flag flag;
        std::istringstream left(line.substr(2, end - 2));
        for (std::string word; left >> word;) {
            if (word.starts_with('-'))
                flag.name = word.substr(0, word.find(','));
            else
                flag.kind = word;
        }
        out.push_back(std::move(flag));
    }
    return out;
}

using Values = std::vector<std::string>;

// What no option of the kind takes.
Values never(const Flag& flag) {
    if (flag.kind == "NUMBER") return {"many", "1e99999", "nan", "0x10", "99999999999999999999999"};
    if (flag.kind == "TIME") return {"soon", "-5s", "5 s", "99999999999h"};
    if (flag.kind == "PATH") return {""};
    return {};
}

// What these do not take, though their kind does.
const std::map<std::string, Values> kOutOfRange{
    {"--size", {"-1", "0"}},
    {"--max-position", {"-1"}},
    {"--samples", {"0", "-1", "9999999999"}},
    {"--fill-timeout", {"0"}},
    {"--reprices-per-minute", {"0", "-1", "9999999999"}},
    {"--orders-per-minute", {"0", "-1", "9999999999"}},
    {"--pairs-per-minute", {"0", "-1", "9999999999"}},
    {"--breaker-errors", {"-1", "9999999999"}},
    {"--breaker-pause", {"0"}},
    {"--daily-loss", {"-1"}},
    {"--total-daily-loss", {"-1"}},
    {"--max-drawdown", {"-1"}},
    {"--check-interval", {"0"}},
    {"--duration", {"0"}},
    {"--number", {"-1"}},
    {"--speed", {"-1"}},
    {"--port", {"70000", "-1"}},
    {"--panel-port", {"70000", "-1"}},
    {"--passphrase-fd", {"0", "-1"}},  // without a keystore
    {"--transfer-bps", {"-1", "1001"}},
    {"--max-basis-bps", {"-1"}},
    {"--rate-a", {"0", "-1"}},
    {"--rate-b", {"0", "-1"}},
    {"--lookback-secs", {"0", "700000"}},
    {"--enter-z", {"-1", "0.5", "4"}},
    {"--exit-z", {"-1", "2"}},
    {"--stop-z", {"-1", "2"}},
    {"--min-stddev-bps", {"-1"}},
    {"--min-edge-bps", {"-1"}},
    {"--max-entries-per-day", {"-1"}},
    {"--max-gross-notional-usd", {"0", "-1"}},
    {"--max-legs", {"0", "-1", "1001"}},
    {"--min-liquidity-usd", {"-1"}},
    {"--max-slippage-bps", {"0", "-1", "251"}},
    {"--margin", {"0", "-1"}},
    {"--hold-time", {"0"}},
    {"--take-profit", {"0", "-1"}},
    {"--stop-loss", {"0", "-1"}},
    {"--aggressive-offset", {"-0.001", "0.016"}},
    {"--report", {"/nowhere/at/all/report.json"}},
    {"--keystore", {"/nowhere/at/all.tw"}},
    {"--env-file", {"/nowhere/at/all.env"}},
};

// Of any number, or any time.
const std::set<std::string> kAnyNumber{
    "--long-threshold",   "--short-threshold", "--threshold-offset",  "--min-hold-secs",
    "--min-reentry-secs", "--cycle-wait",      "--fill-timeout-secs",
};

// What is not one of the words, or cannot be what it should.
const std::map<std::string, Values> kBadText{
    {"--ticker", {"", "what ever", "../BTC"}},
    {"--first", {"", "moon", "lighter,edgex"}},
    {"--second", {"", "moon"}},
    {"--mode", {"", "Live", "papr"}},
    {"--sim", {"", "what ever", "127.0.0.1:18100"}},
    {"--feed", {"", "a", "a,", ",b"}},
    {"--edgex-version", {"", "v3", "2"}},
    {"--edgex-transport", {"", "page"}},
    {"--edgex-market-data", {"", "both"}},
    {"--aster-version", {"", "v2"}},
    {"--browser-origin", {"page", "://x", "https://"}},
    {"--on-exit", {"", "keep"}},
    {"--account-name", {"a b", "../a"}},
    {"--timezone", {"Mars/Base", "/etc/passwd"}},
    {"--database", {"", "mysql://x"}},
    {"--log-level", {"", "loud"}},
    {"--language", {"", "fr"}},
    {"--config", {"", "/nowhere/at/all.yaml"}},
    {"--pair", {"btc"}},  // without a configuration file
    {"--trading", {"", "on"}},
    {"--price", {"", "bid"}},
    {"--cost-check", {"", "yes"}},
    {"--drift", {"", "yes"}},
    {"--opening", {"", "half"}},
    {"--closing", {"", "half"}},
    {"--entry", {"", "now"}},
    {"--preset", {"", "low"}},
    {"--pnl-basis", {"", "value"}},
};
const std::set<std::string> kAnyText{"--listen"};
const std::set<std::string> kAnyPath{"--data", "--logs", "--notify-file"};

// Empty ones of those that may be empty are left out.
Values bad_values(const Flag& flag) {
    if (flag.kind.empty()) return {"maybe", "2"};
    if (flag.kind == "TEXT") {
        const auto found = kBadText.find(flag.name);
        EXPECT_TRUE(found != kBadText.end() || kAnyText.contains(flag.name))
            << flag.name << ": which texts does it not take?";
        return found == kBadText.end() ? Values{} : found->second;
    }
    auto out = never(flag);
    if (flag.kind != "PATH") out.emplace_back("");
    const auto found = kOutOfRange.find(flag.name);
    EXPECT_TRUE(found != kOutOfRange.end() || kAnyNumber.contains(flag.name) ||
                kAnyPath.contains(flag.name))
        << flag.name << ": which values are out of its range?";
    if (found != kOutOfRange.end())
        out.insert(out.end(), found->second.begin(), found->second.end());
    return out;
}

bool mends(std::string_view text) {
    for (const auto* word :
         {"`twinleg ", "like ",    "one of",      "e.g.",         "E.g. ",          "Use ",
          "Give ",     "Say ",     "Name ",       "Leave ",       "Make ",          "Write ",
          "There are", "Ports go", "The most",    "as fast as",   "true nor false", "whole number",
          "too long",  "names no", "give it one", "One for each", "is too large",   "negative",
          "Copy ",     "docs/"})
        if (text.find(word) != std::string_view::npos) return true;
    return false;
}

// What a person typed shows in what they are told; a database's address may hold a password.
void expect_told(const std::string& told, const std::string& name, const std::string& value,
                 const std::string& how) {
    EXPECT_THAT(told, HasSubstr(name)) << how;
    if (name.find("database") == std::string::npos &&
        name.find("passphrase") == std::string::npos) {
        EXPECT_THAT(told, HasSubstr(value)) << how;
    }
    EXPECT_TRUE(mends(told)) << how << ": " << told;
    for (const auto* ours :
         {"At Most", "required TEXT", "Could not convert", "risk.", "_ms:", "std::"})
        EXPECT_EQ(told.find(ours), std::string::npos) << how << ": " << told;
}

// What a market-spread cannot do without.
Arguments needed(std::string_view strategy, const std::string& flag) {
    if (strategy != "market-spread" || flag == "--size") return {};
    return {"--size", "0.001"};
}

template <typename F>
void for_each_option(const F& each) {
    std::set<std::pair<std::string, std::string>> seen;
    for (const auto& strategy : strategies())
        for (const auto& flag : flags_of({"run", std::string(strategy.name)})) {
            const bool own = kOutOfRange.contains(flag.name) || kAnyNumber.contains(flag.name);
            if (!seen.emplace(own ? strategy.name : "", flag.name).second) continue;
            each(std::string(strategy.name), flag);
        }
    EXPECT_GT(seen.size(), 70U) << "--help was not understood";
}

TEST(BadValues, AreRefusedOnTheCommandLineByNameValueAndMend) {
    for_each_option([](const std::string& strategy, const Flag& flag) {
        for (const auto& value : bad_values(flag)) {
            for (const bool joined : {false, true}) {
                if (flag.kind.empty() && !joined) continue;  // a switch takes no second word
                Arguments words{"config", "print", strategy};
                for (auto& more : needed(strategy, flag.name))
                    words.push_back(std::move(more));
                if (joined)
                    words.push_back(flag.name + "=" + value);
                else
                    words.insert(words.end(), {flag.name, value});

                const auto said = say(words);

                const auto how = strategy + " " + words.back() + " of " + flag.name;
                EXPECT_EQ(said.code, kBadUsage) << how << ": " << said.err;
                EXPECT_EQ(said.out, "") << how;
                expect_told(said.err, flag.name, value, how);
            }
        }
    });
}

std::string own_name(const std::string& flag) {
    std::string out = "TWINLEG_";
    for (const char c : flag.substr(2))
        out += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return out;
}

// What `plan_run` says; empty where it goes on.
std::string refusal(const Arguments& words, std::map<std::string, std::string> environment) {
    std::ostringstream out;
    try {
        plan_run({.command = "run",
                  .examples = {},
                  .environment = Environment(std::move(environment)),
                  .ask_passphrase = false},
                 words, out);
    } catch (const CannotStart& cannot) {
        EXPECT_EQ(cannot.code(), kBadUsage);
        return std::string(cannot.what()) + '\n' + cannot.mend();
    }
    return {};
}

// A variable that is set to nothing counts as not set, so that .env.example can be copied.
TEST(BadValues, AreRefusedInTheEnvironmentAndInAnEnvFile) {
    const Scratch scratch;
    for_each_option([&](const std::string& strategy, const Flag& flag) {
        const auto name = own_name(flag.name);
        for (const auto& value : bad_values(flag)) {
            if (value.empty()) continue;
            Arguments words{strategy};
            for (auto& more : needed(strategy, flag.name))
                words.push_back(std::move(more));
            const auto how = strategy + ' ' + name + '=' + value;

            expect_told(refusal(words, {{name, value}}), flag.name, value, how);

            if (flag.name == "--env-file") continue;
            write_text(scratch.at("bad.env"), name + '=' + value + '\n');
            words.insert(words.end(), {"--env-file", scratch.at("bad.env")});
            expect_told(refusal(words, {}), flag.name, value, how + " in a file");
        }
    });
}

TEST(BadValues, AreRefusedInAConfigurationFile) {
    const Scratch scratch;
    const std::set<std::string> of_the_start{"--config", "--pair", "--env-file", "--passphrase-fd"};
    for_each_option([&](const std::string& strategy, const Flag& flag) {
        if (of_the_start.contains(flag.name)) return;
        auto key = flag.name.substr(2);
        std::ranges::replace(key, '-', '_');
        std::vector<std::string> written{""};  // no value at all
        for (const auto& value : bad_values(flag))
            written.push_back('"' + value + '"');
        for (const auto& text : written) {
            const auto value = text.empty() ? text : text.substr(1, text.size() - 2);
            const auto file = scratch.at("bad.yaml");
            const std::string size = needed(strategy, flag.name).empty() ? "" : "size: 0.001\n";
            write_text(file, "strategy: " + strategy + '\n' + size + key + ": " + text + '\n');
            const auto how = strategy + ' ' + key + ": " + text;

            const auto told = refusal({"--config", file}, {});

            EXPECT_FALSE(told.empty()) << how;
            const bool by_flag = told.find(flag.name) != std::string::npos;
            expect_told(told + (value.empty() ? " e.g." : ""), by_flag ? flag.name : key, value,
                        how);
        }
    });
}

TEST(BadValues, AreRefusedByEveryOtherCommandToo) {
    std::size_t tried = 0;
    for (const auto& entry : commands()) {
        for (const auto& flag : flags_of({std::string(entry.name)})) {
            for (const auto& value : never(flag)) {
                if (flag.kind == "PATH") continue;
                const auto said = say({std::string(entry.name), flag.name, value});

                const auto how = std::string(entry.name) + ' ' + flag.name + ' ' + value;
                EXPECT_EQ(said.code, kBadUsage) << how << ": " << said.err;
                EXPECT_EQ(said.out, "") << how;
                expect_told(said.err, flag.name, value, how);
                ++tried;
            }
        }
    }
    EXPECT_GT(tried, 50U);
}

}  // namespace
}  // namespace twinleg::app
