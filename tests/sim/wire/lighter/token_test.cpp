#include "sim/wire/lighter/token.h"

#include <gtest/gtest.h>

#include "crypto/hex.h"
#include "tests/sim/wire/lighter/vectors.h"

namespace twinleg::sim::wire::lighter {
namespace {

namespace lc = crypto::lighter;

TEST(LighterToken, AcceptsWhatTheOfficialSignerMade) {
    DataFile file{"auth_tokens.json"};
    std::size_t seen = 0;

    for (const Json row : file.root().get_array()) {
        const auto token = parse_token(std::string_view{row["token"]});
        ASSERT_TRUE(token) << token.error().message;

        EXPECT_EQ(token->deadline_s, std::int64_t{row["deadline"]});
        EXPECT_EQ(token->account, std::uint64_t{row["account_index"]});
        EXPECT_EQ(token->api_key, std::uint64_t{row["api_key_index"]});
        EXPECT_EQ(crypto::to_hex(token->hash().encode()),
                  std::string_view{row["message_hash_hex"]});
        const auto key = *lc::PublicKey::from_hex(std::string_view{row["public_key_hex"]});
        EXPECT_TRUE(check_token(*token, key, token->deadline_s - 600));
        ++seen;
    }

    EXPECT_EQ(seen, 12u);
}

TEST(LighterToken, EndsAtItsDeadlineAndReachesEightHours) {
    DataFile file{"auth_tokens.json"};
    const Json row = file.root().at(0);
    const auto token = *parse_token(std::string_view{row["token"]});
    const auto key = *lc::PublicKey::from_hex(std::string_view{row["public_key_hex"]});

    EXPECT_TRUE(check_token(token, key, token.deadline_s - 1));
    EXPECT_FALSE(check_token(token, key, token.deadline_s));
    EXPECT_TRUE(check_token(token, key, token.deadline_s - kTokenMaxSeconds));
    EXPECT_FALSE(check_token(token, key, token.deadline_s - kTokenMaxSeconds - 1));
}

TEST(LighterToken, IsOneKeysOwn) {
    DataFile file{"auth_tokens.json"};
    const auto token = *parse_token(std::string_view{file.root().at(0)["token"]});
    const auto other =
        *lc::PublicKey::from_hex(std::string_view{file.root().at(1)["public_key_hex"]});

    const auto checked = check_token(token, other, token.deadline_s - 600);

    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, Code::invalid_param);
}

TEST(LighterToken, ChangedTextIsNotSigned) {
    DataFile file{"auth_tokens.json"};
    const Json row = file.root().at(0);
    std::string text{std::string_view{row["token"]}};
    const auto key = *lc::PublicKey::from_hex(std::string_view{row["public_key_hex"]});
    text[9] = text[9] == '0' ? '1' : '0';  // the deadline's last digit

    const auto token = *parse_token(text);

    EXPECT_FALSE(check_token(token, key, token.deadline_s - 600));
}

TEST(LighterToken, RefusesOtherForms) {
    const std::string signature(160, '0');
    EXPECT_TRUE(parse_token("1793003600:65:3:" + signature));
    for (const std::string& text :
         {std::string{}, std::string{"1793003600"}, "1793003600:65:" + signature,
          "1793003600:65:3:4:" + signature, "1793003600:65:3:" + signature + "0",
          "1793003600:65:3:0x" + signature, "01793003600:65:3:" + signature, "-1:65:3:" + signature,
          "ro:65:single:1793003600:" + signature})
        EXPECT_FALSE(parse_token(text)) << text;
}

}  // namespace
}  // namespace twinleg::sim::wire::lighter
