// Aster: the three signatures over texts that are ready to send.

#include "app/sign/kinds.h"
#include "crypto/hex.h"
#include "venues/aster/sign.h"

namespace twinleg::app::sign {
namespace {

using namespace venues::aster;

Result<void> v1(Input& input, JsonWriter& answer) {
    const std::string_view api_key = input.text_or("api_key", "");
    const std::string_view api_secret = input.text("api_secret");
    const std::string_view text = input.text("signing_string");
    if (input.error()) return std::unexpected{*input.error()};
    const auto signer = SignerV1::create(api_key, api_secret);
    if (!signer) return std::unexpected{signer.error()};
    answer.field("signature", signer->sign(text));
    return {};
}

Result<void> v3(Input& input, JsonWriter& answer) {
    const std::uint64_t chain_id = input.number("chain_id");
    const std::string_view key = input.text("private_key");
    const std::string_view message = input.text("msg");
    if (input.error()) return std::unexpected{*input.error()};
    const auto signer = SignerV3::create(chain_id, "", "", key);
    if (!signer) return std::unexpected{signer.error()};
    answer.field("digest", "0x" + crypto::to_hex(signer->digest(message)))
        .field("signature", signer->sign(message));
    return {};
}

Result<void> v3_legacy(Input& input, JsonWriter& answer) {
    const std::string_view private_key = input.text("private_key");
    const std::string_view user_text = input.text("user");
    const std::string_view signer_text = input.text("signer");
    const std::uint64_t nonce = input.number("nonce");
    const std::string_view json = input.text("json_text");
    if (input.error()) return std::unexpected{*input.error()};
    const auto key = crypto::EthereumKey::from_hex("private_key", private_key);
    if (!key) return std::unexpected{key.error()};
    const auto user = crypto::parse_address("user", user_text);
    if (!user) return std::unexpected{user.error()};
    const auto signer = crypto::parse_address("signer", signer_text);
    if (!signer) return std::unexpected{signer.error()};
    answer.field("keccak", "0x" + crypto::to_hex(legacy_hash(json, *user, *signer, nonce)))
        .field("signature", sign_legacy(*key, json, *user, *signer, nonce));
    return {};
}

constexpr Kind kKinds[] = {
    {"aster", "v1", v1},
    {"aster", "v3", v3},
    {"aster", "v3_legacy", v3_legacy},
};

}  // namespace

std::span<const Kind> aster_kinds() {
    return kKinds;
}

}  // namespace twinleg::app::sign
