#include "sim/wire/accounts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "crypto/lighter/schnorr.h"
#include "crypto/secp256k1.h"
#include "crypto/stark/ecdsa.h"
#include "sim/wire/made_accounts.h"

namespace twinleg::sim::wire {
namespace {

using testing::HasSubstr;

const std::string kKey(80, 'a');

std::string error_of(const std::string& json) {
    const auto parsed = parse_accounts(json);
    return parsed ? "no error" : parsed.error().message;
}

std::string value_of(const EnvLines& env, std::string_view name) {
    for (const auto& [key, value] : env) {
        if (key == name) return value;
    }
    return {};
}

TEST(AccountsFile, ReadsEveryFieldOfEveryVenue) {
    const std::string address = "0x" + std::string(40, 'B');
    const auto parsed = parse_accounts(
        R"({"lighter":[{"account_index":66,"l1_address":")" + address +
        R"(","collateral":"250.5","tier":"standard","api_keys":[{"api_key_index":4,"public_key":")" +
        kKey + R"("}]}],
        "edgex":[{"account_id":"543429922991899151","collateral":"1",
            "v1":{"stark_public_key_x":"0x0ABC"},
            "v2":{"api_key":"k","passphrase":"p","api_secret":"s","signer_address":")" +
        address + R"("}}],
        "paradex":[{"l1_address":")" +
        address + R"(","public_key":"0x1","account":"0x2","collateral":"5",
            "onboarded":false,"subkeys":["0x3"]}],
        "backpack":[{"public_key":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","collateral":"6"}],
        "aster":[{"collateral":"7","api_key":"a","api_secret":"b","user":")" +
        address + R"(","signer":")" + address + R"("}]})");

    ASSERT_TRUE(parsed) << parsed.error().message;
    const auto& lighter = parsed->lighter.at(0);
    EXPECT_EQ(lighter.account_index, 66u);
    EXPECT_EQ(lighter.l1_address, "0x" + std::string(40, 'b'));
    EXPECT_EQ(to_text(lighter.collateral), "250.5");
    EXPECT_EQ(lighter.tier, "standard");
    EXPECT_EQ(lighter.api_keys.at(0).api_key_index, 4u);
    EXPECT_EQ(lighter.api_keys.at(0).public_key, kKey);
    EXPECT_EQ(parsed->edgex.at(0).v1->stark_public_key_x, "0x0abc");
    EXPECT_EQ(parsed->edgex.at(0).v2->passphrase, "p");
    EXPECT_FALSE(parsed->paradex.at(0).onboarded);
    EXPECT_EQ(parsed->paradex.at(0).subkeys, (std::vector<std::string>{"0x3"}));
    EXPECT_EQ(to_text(parsed->backpack.at(0).collateral), "6");
    EXPECT_EQ(parsed->aster.at(0).api_secret, "b");
}

TEST(AccountsFile, TakesDefaultsForWhatIsLeftOut) {
    const auto parsed = parse_accounts(R"({"lighter":[{}],"edgex":[{}]})");

    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->lighter.at(0).account_index, 65u);
    EXPECT_EQ(parsed->lighter.at(0).tier, "premium");
    EXPECT_EQ(to_text(parsed->lighter.at(0).collateral), "10000");
    EXPECT_EQ(parsed->edgex.at(0).account_id, "543429922991899150");
    EXPECT_TRUE(parsed->paradex.empty());
}

TEST(AccountsFile, NamesWhatIsWrongByItsPath) {
    EXPECT_THAT(error_of("nonsense"), HasSubstr("no JSON"));
    EXPECT_THAT(error_of("[]"), HasSubstr("no JSON object"));
    EXPECT_THAT(error_of(R"({"binance":[]})"),
                HasSubstr("binance: there is no such field; there are lighter, edgex"));
    EXPECT_THAT(error_of(R"({"lighter":[{"colateral":"1"}]})"),
                HasSubstr("lighter[0].colateral: there is no such field"));
    EXPECT_THAT(error_of(R"({"lighter":[{},{"account_index":"66"}]})"),
                HasSubstr("lighter[1].account_index: is no whole number"));
    EXPECT_THAT(error_of(R"({"lighter":[{"account_index":0}]})"),
                HasSubstr("lighter[0].account_index: is not in 1..2^48-2"));
    EXPECT_THAT(error_of(R"({"lighter":[{"tier":"gold"}]})"), HasSubstr("lighter[0].tier"));
    EXPECT_THAT(error_of(R"({"lighter":[{"api_keys":[{"api_key_index":3}]}]})"),
                HasSubstr("lighter[0].api_keys[0].public_key: is missing"));
    EXPECT_THAT(error_of(R"({"lighter":[{"api_keys":[{"public_key":"abc"}]}]})"),
                HasSubstr("lighter[0].api_keys[0].public_key: is not 80 hexadecimal digits"));
    EXPECT_THAT(error_of(R"({"lighter":[{"collateral":"ten"}]})"),
                HasSubstr("lighter[0].collateral: is no amount"));
    EXPECT_THAT(error_of(R"({"lighter":[{"collateral":"-1"}]})"), HasSubstr("is below zero"));
    EXPECT_THAT(error_of(R"({"edgex":[{"v2":{"api_key":"k"}}]})"),
                HasSubstr("edgex[0].v2.passphrase: is missing"));
    EXPECT_THAT(error_of(R"({"edgex":[{"account_id":"x"}]})"), HasSubstr("edgex[0].account_id"));
    EXPECT_THAT(error_of(R"({"edgex":[]})"), HasSubstr("edgex: is an empty list"));
    EXPECT_THAT(error_of(R"({"edgex":{}})"), HasSubstr("edgex: is no list"));
    EXPECT_THAT(error_of(R"({"lighter":[{},{}]})"), HasSubstr("lighter[1]: has the id"));
}

TEST(AccountsFile, ShowsNoSecretInAnError) {
    EXPECT_THAT(error_of(R"({"lighter":[{"api_keys":[{"public_key":"c0ffee"}]}]})"),
                testing::Not(HasSubstr("c0ffee")));
}

TEST(MadeAccounts, HaveKeysThatBelongToTheEnvironment) {
    AccountsFile file;
    constexpr std::array<std::string_view, 5> kAll{"lighter", "edgex", "paradex", "backpack",
                                                   "aster"};

    const EnvLines env = complete_accounts(file, kAll);

    const auto lighter =
        crypto::lighter::PrivateKey::from_hex(value_of(env, "API_KEY_PRIVATE_KEY"));
    ASSERT_TRUE(lighter);
    EXPECT_EQ(lighter->public_key().hex(), file.lighter.at(0).api_keys.at(0).public_key);
    EXPECT_EQ(value_of(env, "LIGHTER_ACCOUNT_INDEX"), "65");
    EXPECT_EQ(value_of(env, "LIGHTER_API_KEY_INDEX"), "3");

    const auto stark =
        crypto::stark::PrivateKey::from_hex("key", value_of(env, "EDGEX_STARK_PRIVATE_KEY"));
    ASSERT_TRUE(stark);
    EXPECT_EQ(stark->public_key().x().to_hex(), file.edgex.at(0).v1->stark_public_key_x);
    const auto trading =
        crypto::EthereumKey::from_hex("key", value_of(env, "EDGEX_TRADING_PRIVATE_KEY"));
    ASSERT_TRUE(trading);
    EXPECT_EQ(crypto::parse_address("address", file.edgex.at(0).v2->signer_address).value(),
              trading->address());
    EXPECT_EQ(value_of(env, "EDGEX_API_SECRET"), file.edgex.at(0).v2->api_secret);
    EXPECT_EQ(value_of(env, "EDGEX_ACCOUNT_ID"), "543429922991899150");

    for (const auto* name : {"PARADEX_L1_ADDRESS", "PARADEX_L2_PRIVATE_KEY", "BACKPACK_PUBLIC_KEY",
                             "BACKPACK_SECRET_KEY", "ASTER_API_KEY", "ASTER_API_SECRET",
                             "ASTER_USER", "ASTER_SIGNER", "ASTER_SIGNER_PRIVATE_KEY"}) {
        EXPECT_FALSE(value_of(env, name).empty()) << name;
    }
    EXPECT_FALSE(file.paradex.at(0).account.empty());
}

TEST(MadeAccounts, LeaveGivenKeysAsTheyAre) {
    auto file =
        parse_accounts(R"({"lighter":[{"api_keys":[{"public_key":")" + kKey + R"("}]}]})").value();
    constexpr std::array<std::string_view, 1> kLighter{"lighter"};

    const EnvLines env = complete_accounts(file, kLighter);

    EXPECT_EQ(file.lighter.at(0).api_keys.at(0).public_key, kKey);
    EXPECT_TRUE(value_of(env, "API_KEY_PRIVATE_KEY").empty());
    EXPECT_TRUE(file.edgex.empty());
}

TEST(MadeAccounts, WriteAnEnvironmentThatNobodyElseReads) {
    const auto path = std::filesystem::path(testing::TempDir()) / "made_accounts.env";
    std::ofstream(path) << "old";

    ASSERT_TRUE(write_env_file(path.string(), {{"A", "1"}, {"B", "2"}}));

    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    EXPECT_EQ(text.str(), "A=1\nB=2\n");
    struct stat status{};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    EXPECT_THAT(write_env_file("/nowhere/at/all.env", {}).error().message,
                HasSubstr("/nowhere/at/all.env"));
}

}  // namespace
}  // namespace twinleg::sim::wire
