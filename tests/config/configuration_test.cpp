#include "config/configuration.h"

#include <gtest/gtest.h>

#include "config/nearest.h"

namespace twinleg::config {
namespace {

Result<Configuration> read(std::string_view text) {
    const auto root = parse_yaml(text, "t.yaml");
    if (!root) return std::unexpected{root.error()};
    return read_configuration(*root, "t.yaml");
}

constexpr std::string_view kDesk = R"(version: 1
mode: paper
daily_loss: 300
accounts:
  main:
    venue: lighter
    network: mainnet
    API_KEY_PRIVATE_KEY: {keystore: main.lighter}
    LIGHTER_ACCOUNT_INDEX: 12345
    LIGHTER_API_KEY_INDEX: {env: MAIN_KEY_INDEX}
  other:
    venue: paradex
    env_file: account_1.env
    rest: https://api.example
contracts:
  edgex: {BTC: 10000001, eth: 10000002}
pairs:
  - name: btc
    strategy: maker-taker
    second: main
    size: 0.001
    limits:
      daily-loss: 100
    parameters:
      long_threshold: 1e1
  - strategy: market-spread
    size: 0.01
)";

TEST(Configuration, IsPairsAccountsAndWhatAllPairsShare) {
    const auto file = read(kDesk);

    ASSERT_TRUE(file) << file.error().message;
    ASSERT_EQ(file->shared.size(), 2U);
    EXPECT_EQ(file->shared[1].name, "daily-loss");
    EXPECT_EQ(file->shared[1].written, "daily_loss");
    EXPECT_EQ(file->shared[1].place, "t.yaml:3");
    EXPECT_TRUE(file->shared[1].shared);
    ASSERT_EQ(file->pairs.size(), 2U);
    const auto& btc = file->pairs[0];
    EXPECT_EQ(btc.name, "btc");
    EXPECT_EQ(btc.strategy, "maker-taker");
    ASSERT_EQ(btc.settings.size(), 4U);
    EXPECT_EQ(btc.settings[2].name, "daily-loss");
    EXPECT_EQ(btc.settings[3].texts, std::vector<std::string>{"1e1"});
    EXPECT_TRUE(btc.settings[3].in_pairs);
    EXPECT_EQ(file->pairs[1].name, "market-spread");
    EXPECT_EQ(file->contracts.at("edgex").at("ETH").texts.front(), "10000002");

    const auto* main = file->find_account("main");
    ASSERT_NE(main, nullptr);
    EXPECT_EQ(main->network, "mainnet");
    EXPECT_EQ(main->credentials.at("API_KEY_PRIVATE_KEY").kind, CredentialSource::Kind::keystore);
    EXPECT_EQ(main->credentials.at("LIGHTER_ACCOUNT_INDEX").kind, CredentialSource::Kind::value);
    EXPECT_EQ(main->credentials.at("LIGHTER_API_KEY_INDEX").name, "MAIN_KEY_INDEX");
    EXPECT_EQ(file->find_account("other")->env_file, "account_1.env");
    EXPECT_EQ(file->find_account("third"), nullptr);
}

TEST(Configuration, OfOnePairNeedsNoList) {
    const auto file = read("strategy: maker-taker\nticker: ETH\nsize: 0.01\nmode: sim\n");

    ASSERT_TRUE(file) << file.error().message;
    ASSERT_EQ(file->pairs.size(), 1U);
    EXPECT_EQ(file->pairs[0].strategy, "maker-taker");
    EXPECT_EQ(file->pairs[0].settings.size(), 3U);
    EXPECT_FALSE(file->pairs[0].settings[2].in_pairs);
    EXPECT_TRUE(file->shared.empty());
}

TEST(Configuration, SaysWhatIsWrongAndWhere) {
    struct Bad {
        std::string_view text;
        std::string_view message;
    };
    for (const Bad& bad : {
             Bad{"version: 2\n", "t.yaml:1: this program knows version 1"},
             Bad{"pairs: 3\n", "t.yaml:1: pairs is a list"},
             Bad{"pairs: []\n", "t.yaml:1: pairs is a list"},
             Bad{"pairs:\n  - 3\n", "t.yaml:2: a pair holds lines of its own"},
             Bad{"pairs:\n  - ticker: BTC\n", "t.yaml:2: a pair says its strategy"},
             Bad{"strategy: a\npairs:\n  - strategy: b\n", "t.yaml:1: strategy stands in each"},
             Bad{"pairs:\n  - strategy: a\n  - strategy: a\n",
                 "t.yaml:3: the pair of t.yaml:2 is called a too; give each a name of its own"},
             Bad{"pairs:\n  - strategy: a\n    name: a b\n", "t.yaml:2: the name of a pair is"},
             Bad{"size: 1\nsi ze: 2\n", "t.yaml:2: this is the name of no setting"},
             Bad{"max_position: 1\nmax-position: 2\n",
                 "t.yaml:2: max-position stands in t.yaml:1 already; keep one"},
             Bad{"pairs:\n  - strategy: a\n    size: 1\n    limits: {size: 2}\n",
                 "t.yaml:4: size stands in t.yaml:3 already; keep one"},
             Bad{"limit:\n  size: 1\n", "t.yaml:1: limit is no section"},
             Bad{"size: \"\"\n", "t.yaml:1: size is empty"},
             Bad{"list: [[1]]\n", "t.yaml:1: an entry of this list is one value"},
             Bad{"accounts: 3\n", "t.yaml:1: accounts holds lines of its own"},
             Bad{"accounts:\n  a: lighter\n", "t.yaml:2: a holds lines of its own"},
             Bad{"accounts:\n  a: {network: mainnet}\n", "t.yaml:2: account a says its venue"},
             Bad{"accounts:\n  a: {venue: lighter, network: main}\n",
                 "t.yaml:2: network is mainnet or testnet"},
             Bad{"accounts:\n  a: {venue: lighter, BACKPACK_PUBLIC_KEY: x}\n",
                 "t.yaml:2: BACKPACK_PUBLIC_KEY is a credential of backpack, and account a is at "
                 "lighter"},
             Bad{"accounts:\n  a: {venu: lighter}\n",
                 "t.yaml:2: an account has no venu; did you mean `venue`?"},
             Bad{"accounts:\n  a: {venue: lighter, LIGHTER_ACOUNT_INDEX: 1}\n",
                 "t.yaml:2: an account has no LIGHTER_ACOUNT_INDEX; did you mean "
                 "`LIGHTER_ACCOUNT_INDEX`?"},
             Bad{"accounts:\n  a: {venue: lighter, API_KEY_PRIVATE_KEY: {env: A, file: b}}\n",
                 "t.yaml:2: API_KEY_PRIVATE_KEY comes from one place"},
             Bad{"accounts:\n  a: {venue: lighter, API_KEY_PRIVATE_KEY: {vault: A}}\n",
                 "t.yaml:2: API_KEY_PRIVATE_KEY comes from env, keystore or file, not from vault"},
             Bad{"contracts: {edgex: {BTC: ten}}\n", "t.yaml:1: a contract id is a whole number"},
             Bad{"contracts: {edgex: 3}\n", "t.yaml:1: edgex holds lines of its own"},
         }) {
        const auto file = read(bad.text);
        ASSERT_FALSE(file) << bad.text;
        EXPECT_TRUE(file.error().message.starts_with(bad.message))
            << bad.text << "\nsaid: " << file.error().message;
    }
}

TEST(Configuration, HoldsNoSecretAndRepeatsNone) {
    const std::string secret(64, '7');
    for (const std::string& text : {
             "API_KEY_PRIVATE_KEY: " + secret + "\n",
             "api_key_private_key: " + secret + "\n",
             "telegram_bot_token: " + secret + "\n",
             "pairs:\n  - strategy: a\n    paradex-l2-private-key: " + secret + "\n",
             "accounts:\n  a: {venue: lighter, API_KEY_PRIVATE_KEY: " + secret + "}\n",
             "accounts:\n  a: {venue: lighter, api_key_private_key: " + secret + "}\n",
             "accounts:\n  a: {venue: lighter, API_KEY_PRIVATE_KEY: {env: " + secret + "}}\n",
             "accounts:\n  a: {venue: lighter, private_key: " + secret + "}\n",
             "accounts:\n  a: {venue: backpack, BACKPACK_SECRET_KEY: {" + secret + ": env}}\n",
             secret + ": 1\n",
             "accounts:\n  " + secret + ": {venue: lighter}\n",
         }) {
        const auto file = read(text);
        ASSERT_FALSE(file) << text;
        EXPECT_EQ(file.error().message.find("777"), std::string::npos) << file.error().message;
        EXPECT_NE(file.error().message.find("t.yaml:"), std::string::npos) << file.error().message;
    }
}

TEST(Nearest, FindsTheWordThatWasMeant) {
    const std::vector<std::string> known{"size", "max_position", "long_threshold"};

    EXPECT_EQ(nearest("siez", known), "size");
    EXPECT_EQ(nearest("max_postion", known), "max_position");
    EXPECT_EQ(nearest("colour", known), "");
}

}  // namespace
}  // namespace twinleg::config
