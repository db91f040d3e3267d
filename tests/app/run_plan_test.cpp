// What a command line comes to with all the files it names: layers, sources, and what is refused.

#include "app/run_plan.h"

#include <gmock/gmock.h>

#include "app/reload.h"
#include "sim/templates.h"
#include "tests/app/command_line.h"

namespace twinleg::app {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

using Variables = std::map<std::string, std::string>;

class Plan : public ::testing::Test {
protected:
    std::string file(const std::string& name, std::string_view text, bool own = true) {
        write_text(scratch.at(name), text);
        std::filesystem::permissions(scratch.at(name), std::filesystem::perms(own ? 0600 : 0644));
        return scratch.at(name);
    }
    RunPlan plan(const Arguments& words, Variables variables = {}) {
        std::ostringstream out;
        auto made = plan_run({.command = "run",
                              .examples = {},
                              .environment = Environment(std::move(variables)),
                              .ask_passphrase = false},
                             words, out);
        EXPECT_TRUE(made);
        return std::move(*made);
    }
    // What is wrong with it; empty if nothing is.
    std::string refusal(const Arguments& words, Variables variables = {}) {
        std::ostringstream out;
        try {
            plan_run({.command = "run",
                      .examples = {},
                      .environment = Environment(std::move(variables)),
                      .ask_passphrase = false},
                     words, out);
        } catch (const CannotStart& problem) {
            EXPECT_EQ(problem.code(), kBadUsage) << problem.what();
            return problem.what();
        }
        return {};
    }
    std::string refused_yaml(std::string_view text, Arguments words = {}) {
        words.insert(words.end(), {"--config", file("t.yaml", text)});
        return refusal(words);
    }
    static Effective effective(const Instance& instance, const std::string& name) {
        for (const auto& each : instance.effective)
            if (each.name == name) return each;
        ADD_FAILURE() << name;
        return {};
    }

    Scratch scratch;
};

// Document 002 has enter_z_high and exit_z_low.
TEST_F(Plan, TakesEachLongNameOfASettingInAFile) {
    const auto made = plan({"--config", file("t.yaml",
                                             "strategy: zscore\nenter_z_high: 2.5\nexit_z_low: "
                                             "0.25\nlookback_secs: 600\nmax_legs: 2\n")});

    const auto& zscore = made.instances.front().settings.strategy.zscore;
    EXPECT_EQ(zscore.enter_z, 2.5);
    EXPECT_EQ(zscore.exit_z, 0.25);
    EXPECT_EQ(zscore.lookback, minutes(10));
    EXPECT_EQ(zscore.max_legs, 2U);
}

TEST_F(Plan, RefusesTwoNamesOfOneSettingInAFile) {
    EXPECT_THAT(refused_yaml("strategy: zscore\nenter_z_high: 2.5\nenter_z: 2\n"),
                AllOf(HasSubstr("t.yaml:3: enter_z says again"), HasSubstr("t.yaml:2")));
    const auto own = plan({"--config", file("t.yaml",
                                            "enter_z: 3\npairs:\n- strategy: zscore\n  "
                                            "enter_z_high: 2.5\n")});
    EXPECT_EQ(own.instances.front().settings.strategy.zscore.enter_z, 2.5)
        << "a pair's own lines outweigh those of all";
}

TEST_F(Plan, RefusesToChooseAPairWhereThereIsNoFile) {
    EXPECT_THAT(refusal({"maker-taker", "--pair", "btc"}),
                HasSubstr("--pair btc: there is no configuration file"));
}

TEST_F(Plan, LetsAFlagOutweighVariableEnvFileAndConfigurationFile) {
    const auto yaml = file("t.yaml",
                           "strategy: maker-taker\nsize: 0.001\nmax_position: 0.05\nsamples: 50\n"
                           "threshold-offset: 7\nticker: ETH\n");
    const auto env = file("t.env", "\nMAX_POSITION=0.04\nTWINLEG_SAMPLES=60\nTHRESHOLD_OFFSET=8\n");

    const auto made =
        plan({"--config", yaml, "--env-file", env, "-m", "0.02"}, {{"TWINLEG_SAMPLES", "70"}});

    ASSERT_EQ(made.instances.size(), 1U);
    const auto& instance = made.instances.front();
    const auto shows = [&](const std::string& name, std::string_view value,
                           std::string_view source) {
        EXPECT_EQ(effective(instance, name).value, value) << name;
        EXPECT_EQ(effective(instance, name).source, source) << name;
    };
    shows("--max-position", "0.02", "the command line");
    shows("--samples", "70", "the environment (TWINLEG_SAMPLES)");
    shows("--threshold-offset", "8", env + ":4 (THRESHOLD_OFFSET)");
    shows("--size", "0.001", yaml + ":2");
    shows("--ticker", "ETH", yaml + ":6");
    shows("--second", "lighter", "default");
    EXPECT_EQ(instance.settings.strategy.samples, 70U);
}

TEST_F(Plan, MakesOneInstanceOfEachPairWithWhatTheyShare) {
    const auto yaml = file("t.yaml",
                           "mode: sim\ndaily_loss: 300\npairs:\n"
                           "  - {name: a, strategy: maker-taker, limits: {daily_loss: 100}}\n"
                           "  - {name: b, strategy: market-spread, size: 0.01, first: edgex}\n");

    const auto all = plan({"--config", yaml});
    const auto one = plan({"--config", yaml, "--pair", "b"});

    ASSERT_EQ(all.instances.size(), 2U);
    EXPECT_EQ(all.instances[0].name, "a");
    EXPECT_EQ(to_text(all.instances[0].settings.strategy.daily_loss), "100");
    EXPECT_EQ(to_text(all.instances[1].settings.strategy.daily_loss), "300");
    EXPECT_EQ(all.instances[1].settings.mode, "sim");
    EXPECT_EQ(all.instances[1].settings.first, "edgex");
    ASSERT_EQ(one.instances.size(), 1U);
    EXPECT_EQ(one.instances[0].name, "b");
}

TEST_F(Plan, RefusesWhatCannotBeMeantInAConfigurationFile) {
    struct Bad {
        std::string_view text;
        std::string_view part;
    };
    for (const Bad& bad : {
             Bad{"strategy: maker-taker\nsiez: 1\n",
                 "t.yaml:2: there is no setting siez; did you "
                 "mean `size`?"},
             Bad{"strategy: maker-takr\n",
                 "t.yaml:1: there is no strategy \"maker-takr\"; did you "
                 "mean `maker-taker`?"},
             Bad{"ticker: BTC\n", "names no strategy"},
             Bad{"strategy: maker-taker\nsize: much\n", "t.yaml:2: size"},
             Bad{"strategy: maker-taker\nsize: no\n", "t.yaml:2: size"},
             Bad{"strategy: maker-taker\nsize: 1_000\n", "t.yaml:2: size"},
             Bad{"strategy: maker-taker\nsize: 0x10\n", "t.yaml:2: size"},
             Bad{"strategy: maker-taker\nsize: [1, 2]\n", "t.yaml:2: size is one value, no list"},
             Bad{"strategy: maker-taker\nsamples: 1e3\n",
                 "t.yaml:2: samples is not a whole number"},
             Bad{"strategy: maker-taker\nsamples: -1\n", "t.yaml:2: samples is not a whole number"},
             Bad{"strategy: maker-taker\nfill_timeout: soon\n", "t.yaml:2: fill_timeout"},
             Bad{"strategy: maker-taker\nno_panel: maybe\n", "t.yaml:2: no_panel is neither"},
             Bad{"strategy: maker-taker\nmode: papr\n", "mode is one of sim, paper, testnet, live"},
             Bad{"strategy: maker-taker\nenv_file: x\n",
                 "t.yaml:2: env_file is said on the command "
                 "line"},
             Bad{"strategy: maker-taker\nconfig: x\n", "t.yaml:2: config is said on the command"},
             Bad{"strategy: maker-taker\nfirst: ligther\n",
                 "there is no venue \"ligther\"; did you "
                 "mean `lighter`?"},
             Bad{"daliy_loss: 1\npairs:\n  - strategy: maker-taker\n",
                 "t.yaml:1: there is no setting daliy_loss; did you mean `daily_loss`?"},
             Bad{"pairs:\n  - {strategy: maker-taker, mode: sim}\n",
                 "t.yaml:2: mode holds for all pairs: put it at the top"},
             Bad{"strategy: maker-taker\nmode: live\n", "t.yaml:2 says live: real money"},
             Bad{"strategy: maker-taker\naccounts:\n  edgex: {venue: lighter}\n",
                 "t.yaml:3: account edgex is at lighter, and is called like another venue"},
             Bad{"strategy: maker-taker\naccounts:\n  a: {venue: ligther}\n",
                 "t.yaml:3: there is no venue ligther"},
             Bad{"strategy: maker-taker\nsecond: a\naccounts:\n  a: {venue: lighter, "
                 "API_KEY_PRIVATE_KEY: {env: NOWHERE}}\n",
                 "comes from the variable NOWHERE, which is not set"},
             Bad{"strategy: maker-taker\nsecond: a\naccounts:\n  a: {venue: lighter, "
                 "API_KEY_PRIVATE_KEY: {keystore: e}}\n",
                 "comes from a keystore, and none is named"},
             Bad{"strategy: maker-taker\nsecond: a\naccounts:\n  a: {venue: lighter, "
                 "API_KEY_PRIVATE_KEY: {file: /nowhere/key}}\n",
                 "there is no file /nowhere/key"},
             Bad{"strategy: maker-taker\nfirst: a\naccounts:\n  a: {venue: edgex, rest: x}\n",
                 "names one of rest and ws alone"},
             Bad{"strategy: maker-taker\ncontracts: {backpack: {BTC: 1}}\n",
                 "backpack has no contract ids"},
         })
        EXPECT_THAT(refused_yaml(bad.text), HasSubstr(std::string(bad.part))) << bad.text;
}

TEST_F(Plan, RefusesBadFlagsVariablesAndEnvFilesByName) {
    EXPECT_EQ(refusal({}), "which strategy?");
    EXPECT_THAT(refusal({"--config", "/nowhere.yaml"}),
                HasSubstr("there is no file /nowhere.yaml"));
    EXPECT_THAT(refusal({"maker-taker", "--env-file", "/nowhere.env"}),
                HasSubstr("there is no env file /nowhere.env"));
    EXPECT_THAT(refusal({"maker-taker", "--siez", "1"}), HasSubstr("did you mean `--size`?"));
    EXPECT_THAT(refusal({"maker-taker"}, {{"TWINLEG_MOED", "sim"}}),
                HasSubstr("the environment: unknown setting TWINLEG_MOED; did you mean "
                          "`TWINLEG_MODE`?"));
    EXPECT_THAT(refusal({"maker-taker"}, {{"TWINLEG_MODE", "simm"}}),
                HasSubstr("(from the environment (TWINLEG_MODE))"));
    for (const auto* name : {"LIGHTER_ACOUNT_INDEX", "EDGEX_BASE", "CROSS_HEDGE_MARGIM",
                             "TWINLEG_WHAT", "TELEGRAM_TOKEN"})
        EXPECT_THAT(refusal({"maker-taker", "--env-file",
                             file("b.env", "A=1\n" + std::string(name) + "=1\n")}),
                    HasSubstr("b.env:2: unknown setting " + std::string(name)));
    EXPECT_EQ(refusal({"maker-taker", "--env-file", file("c.env", "EDITOR=vi\n")}), "");
}

// Every option of every strategy with a value that is none, as flag and as variable: the message
// names it.
TEST_F(Plan, NamesTheOptionOfEveryBadValue) {
    int refused = 0;
    for (const std::string strategy : {"maker-taker", "market-spread", "zscore", "hedge-cycle"}) {
        const auto made = plan({strategy});
        for (const auto& each : made.instances.front().effective) {
            const auto name = each.name;
            if (each.value == "true" || each.value == "false") continue;  // takes no value
            if (name == "--ticker" || name == "--env-file") continue;     // told in other words
            const auto message = refusal({strategy, name, "\x01 nonsense"});
            if (message.empty()) continue;  // any text will do
            const bool named = message.find(name.substr(2)) != std::string::npos;
            EXPECT_TRUE(named) << name << ": " << message;
            ++refused;
        }
    }
    EXPECT_GE(refused, 40);
}

TEST_F(Plan, RefusesAFlagThatWouldOutweighEveryPair) {
    const auto yaml = file("t.yaml",
                           "pairs:\n  - {name: a, strategy: maker-taker, size: 0.001}\n"
                           "  - {name: b, strategy: market-spread, size: 0.01}\n");

    EXPECT_THAT(refusal({"--config", yaml, "--size", "1"}), HasSubstr("of every pair"));
    EXPECT_THAT(refusal({"--config", yaml}, {{"ORDER_QUANTITY", "1"}}),
                HasSubstr("ORDER_QUANTITY"));
    EXPECT_EQ(refusal({"--config", yaml, "--pair", "b", "--size", "1"}), "");
    EXPECT_EQ(refusal({"--config", yaml, "--mode", "sim", "--duration", "5s"}), "");
    EXPECT_THAT(refusal({"--config", yaml, "--pair", "c"}), HasSubstr("has no pair c"));
    EXPECT_THAT(refusal({"market-spread", "--config", yaml}), HasSubstr("of maker-taker, not of"));
}

TEST_F(Plan, ReadsSecretsFromNoFileThatOthersMayRead) {
    const auto open = file("open.env", "API_KEY_PRIVATE_KEY=hunter2\n", false);
    const auto harmless = file("harmless.env", "TICKER=ETH\nAPI_KEY_PRIVATE_KEY=\n", false);

    EXPECT_EQ(refusal({"maker-taker", "--env-file", open}),
              open +
                  " holds API_KEY_PRIVATE_KEY, and others than its owner may use it (mode 0644): "
                  "chmod 600 " +
                  open);
    EXPECT_EQ(refusal({"maker-taker", "--env-file", harmless}), "");
}

TEST_F(Plan, TakesTheKeysOfAnAccountAndOfNoOther) {
    const auto own = file("account_2.env", "API_KEY_PRIVATE_KEY=second\nLIGHTER_ACCOUNT_INDEX=7\n");
    const auto key = file("key", "of a file\n");
    const auto yaml = file("t.yaml", "accounts:\n  two: {venue: lighter, env_file: " + own +
                                         "}\n  three: {venue: lighter, API_KEY_PRIVATE_KEY: "
                                         "{file: " +
                                         key +
                                         "}, LIGHTER_API_KEY_INDEX: 4}\npairs:\n"
                                         "  - {name: a, strategy: maker-taker, second: two}\n"
                                         "  - {name: b, strategy: maker-taker, second: three}\n");
    const Variables usual{{"API_KEY_PRIVATE_KEY", "usual"},
                          {"LIGHTER_ACCOUNT_INDEX", "1"},
                          {"LIGHTER_API_KEY_INDEX", "2"}};

    const auto made = plan({"--config", yaml}, usual);

    const auto& two = made.instances[0];
    EXPECT_EQ(two.settings.second, "lighter");
    EXPECT_EQ(two.second_account, "two");
    EXPECT_EQ(two.environment.get("API_KEY_PRIVATE_KEY"), "second");
    EXPECT_EQ(two.environment.find("LIGHTER_ACCOUNT_INDEX")->place, own + ":2");
    EXPECT_FALSE(two.environment.get("LIGHTER_API_KEY_INDEX"));  // of the other account
    const auto& three = made.instances[1];
    EXPECT_EQ(three.environment.get("API_KEY_PRIVATE_KEY"), "of a file");
    EXPECT_EQ(three.environment.get("LIGHTER_API_KEY_INDEX"), "4");
    EXPECT_FALSE(three.environment.get("LIGHTER_ACCOUNT_INDEX"));
}

TEST_F(Plan, KeepsTestNetworksAndRealMoneyApart) {
    const Arguments live{"hedge-cycle", "--first", "paradex", "--second",
                         "lighter",     "--mode",  "live"};
    const auto with = [](Arguments words, const Arguments& more) {
        words.insert(words.end(), more.begin(), more.end());
        return words;
    };
    auto test = live;
    test.back() = "testnet";

    EXPECT_EQ(refusal(live), "");
    EXPECT_THAT(refusal(live, {{"PARADEX_ENVIRONMENT", "testnet"}}),
                HasSubstr("--mode live, but PARADEX_ENVIRONMENT is testnet (the environment)"));
    EXPECT_THAT(refusal(test), HasSubstr("PARADEX_ENVIRONMENT is not set, which means prod"));
    EXPECT_THAT(refusal(test, {{"PARADEX_ENVIRONMENT", "prod"}}), HasSubstr("is prod"));
    EXPECT_EQ(refusal(test, {{"PARADEX_ENVIRONMENT", "testnet"}}), "");
    EXPECT_THAT(refusal(with(live, {"--env-file", file("t.env", "TWINLEG_MODE=testnet\n")})),
                HasSubstr("its keys are of the other network"));
    EXPECT_THAT(refusal({"market-spread", "--mode", "testnet"}),
                HasSubstr("Backpack has no test network"));
    EXPECT_THAT(refusal({"maker-taker", "--mode", "testnet"}), HasSubstr("first generation alone"));
    EXPECT_EQ(refusal({"maker-taker", "--mode", "testnet", "--edgex-version", "v1"}), "");
    EXPECT_THAT(refused_yaml("strategy: maker-taker\nmode: testnet\n", {"--mode", "live"}),
                HasSubstr("is for testnet"));
    EXPECT_THAT(refused_yaml("strategy: maker-taker\nsecond: a\naccounts:\n  a: {venue: lighter, "
                             "network: testnet}\n",
                             {"--mode", "live"}),
                HasSubstr("account a is of the test network, and --mode is live"));
    EXPECT_THAT(refused_yaml("strategy: maker-taker\nsecond: a\naccounts:\n  a: {venue: lighter, "
                             "rest: 'https://testnet.example'}\n",
                             {"--mode", "live"}),
                HasSubstr("is of lighter's test network"));
}

TEST_F(Plan, SaysWhatARunningDeskCanTakeAndWhatItCannot) {
    const auto yaml = [&](const std::string& more) {
        return plan({"--config", file("t.yaml", "strategy: maker-taker\n" + more)});
    };
    const auto before = yaml("size: 0.001\ndaily_loss: 500\nmode: sim\n").instances.front();
    const auto now =
        yaml("size: 0.002\ndaily_loss: 300\nmode: sim\nthreshold_offset: 12\nport: 9000\n")
            .instances.front();
    engine::Config running;
    running.instruments = {{.instrument = *sim::instrument_like("edgex", "BTC"), .book = {}},
                           {.instrument = *sim::instrument_like("lighter", "BTC"), .book = {}}};
    apply(before.settings.strategy, running);

    std::map<std::string, Change> changes;
    for (auto& change : changes_between(before, now, running))
        changes.emplace(change.name, change);

    EXPECT_EQ(changes.size(), 4U);
    EXPECT_EQ(changes["risk.daily_loss"].after, "300");
    EXPECT_EQ(changes["risk.daily_loss"].refused, "");
    EXPECT_EQ(changes["parameter.threshold_offset"].before, "10");
    EXPECT_EQ(changes["parameter.threshold_offset"].after, "12");
    EXPECT_EQ(changes["parameter.threshold_offset"].refused, "");
    EXPECT_NE(changes["--size"].refused, "");
    EXPECT_NE(changes["--port"].refused, "");
    EXPECT_TRUE(changes_between(now, now, running).empty());
}

TEST(ConfigPrint, ShowsWhereEachValueIsFromAndNoSecret) {
    const Scratch scratch;
    const std::string key = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    write_text(scratch.at("t.env"), "API_KEY_PRIVATE_KEY=" + key +
                                        "\nLIGHTER_ACCOUNT_INDEX=12345\nEDGEX_ACCOUNT_ID=" + key +
                                        "\nTICKER=ETH\n");
    std::filesystem::permissions(scratch.at("t.env"), std::filesystem::perms{0600});
    const Arguments words{"config", "print",      "maker-taker",      "-s",
                          "0.01",   "--env-file", scratch.at("t.env")};

    const auto text = say(words);
    auto as_json = words;
    as_json.emplace_back("--json");
    const auto json = say(as_json);

    EXPECT_EQ(text.code, kDone) << text.err;
    EXPECT_THAT(text.out, HasSubstr("the command line"));
    EXPECT_THAT(text.out, HasSubstr(scratch.at("t.env") + ":4 (TICKER)"));
    EXPECT_THAT(text.out, HasSubstr("12345, from " + scratch.at("t.env") + ":2"));
    EXPECT_THAT(text.out, HasSubstr("set, from " + scratch.at("t.env") + ":1"));
    EXPECT_THAT(json.out,
                HasSubstr(R"({"name":"size","value":"0.01","source":"the command line")"));
    for (const auto& said : {text.out + text.err, json.out + json.err})
        EXPECT_THAT(said, AllOf(Not(HasSubstr(key.substr(0, 6))), Not(HasSubstr(key.substr(58)))));
    const auto low = say({"config", "print", "hedge-cycle", "--preset", "low-frequency", "--margin",
                          "70", "--json"});
    EXPECT_THAT(low.out, HasSubstr(R"({"name":"margin","value":"70","source":"the command line")"));
    EXPECT_THAT(low.out, HasSubstr(R"({"name":"hold-time","value":"10m","source":"preset )"
                                   R"(low-frequency, the command line")"));
    EXPECT_THAT(low.out, HasSubstr(R"({"name":"stop-loss","value":"30","source":"preset)"));
    EXPECT_EQ(say({"config"}).code, kBadUsage);
    EXPECT_EQ(say({"config", "print"}).code, kBadUsage);
}

}  // namespace
}  // namespace twinleg::app
