#include "app/sign/keys.h"

#include <gtest/gtest.h>

#include <map>

namespace twinleg::app::sign {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

Result<std::vector<PublicKey>> keys_of(const Variables& variables) {
    return public_keys([&](std::string_view name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        if (found == variables.end()) return std::nullopt;
        return found->second;
    });
}

std::string value_of(const Variables& variables) {
    const auto keys = keys_of(variables);
    return keys && keys->size() == 1 ? keys->front().value : "";
}

TEST(Keys, AreDerivedAsTheVenuesShowThem) {
    EXPECT_EQ(value_of({{"EDGEX_TRADING_PRIVATE_KEY", std::string(64, '1')}}),
              "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A");
    EXPECT_EQ(value_of({{"ASTER_SIGNER_PRIVATE_KEY", "0x" + std::string(64, '1')},
                        {"ASTER_SIGNER", "0x19e7e376e7c213b7e7e7e46cc70a5dd086daff2a"}}),
              "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A");
    EXPECT_EQ(value_of({{"BACKPACK_SECRET_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}}),
              "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=");
    EXPECT_EQ(value_of({{"PARADEX_L2_PRIVATE_KEY",
                         "0x543b6cf6c91817a87174aaea4fb370ac1c694e864d7740d728f8344d53e815"}}),
              "0x2c144d2f2d4fc61b6f8967f3ba0012a87d90140bcfe5a3e92e8df83258c960f");
    EXPECT_EQ(value_of({{"EDGEX_STARK_PRIVATE_KEY",
                         "0x06fa8a783c1e843641cdbb4677e8e9748e696316eae72b608e2c21b55835294e"}}),
              "0x05a2948cafa87224a5caec47b4914638355af33019e2ffab2ff6896f96e4bfc2");
}

TEST(Keys, OfLighterAreTheRegisteredOnes) {
    EXPECT_EQ(value_of({{"API_KEY_PRIVATE_KEY",
                         "ba043e9d52b14ee57c62545d7be956a05f0cb2afc88a828b32314646dc631bceb013c1cf6"
                         "589a745"}}),
              "f2cb1ce491da22fffc24540a1d26282b2392f03fe8213361705695727761fb4ba5f260aa865caefe");
}

TEST(Keys, OfNothingAreNone) {
    EXPECT_EQ(keys_of({})->size(), 0U);
}

TEST(Keys, OfAnotherAreRefusedByName) {
    const auto aster = keys_of({{"ASTER_SIGNER_PRIVATE_KEY", std::string(64, '1')},
                                {"ASTER_SIGNER", "0x63DD5aCC6b1aa0f563956C0e534DD30B6dcF7C4e"}});
    ASSERT_FALSE(aster);
    EXPECT_TRUE(aster.error().message.starts_with("ASTER_SIGNER:"));

    const auto backpack =
        keys_of({{"BACKPACK_SECRET_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="},
                 {"BACKPACK_PUBLIC_KEY", "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="}});
    ASSERT_FALSE(backpack);
    EXPECT_TRUE(backpack.error().message.starts_with("BACKPACK_PUBLIC_KEY:"));
}

TEST(Keys, ThatAreNoneAreRefusedWithoutBeingShown) {
    for (const std::string& name : key_variables()) {
        if (name == "BACKPACK_PUBLIC_KEY" || name == "ASTER_SIGNER") continue;
        const auto refused = keys_of({{name, "a secret that is no key"}});
        ASSERT_FALSE(refused) << name;
        EXPECT_TRUE(refused.error().message.starts_with(name));
        EXPECT_EQ(refused.error().message.find("secret that"), std::string::npos);
    }
}

}  // namespace
}  // namespace twinleg::app::sign
