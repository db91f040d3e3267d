// Lighter: transactions, auth tokens and strict verification.

#include <optional>

#include "app/sign/kinds.h"
#include "crypto/hex.h"
#include "crypto/lighter/auth_token.h"
#include "crypto/lighter/schnorr.h"
#include "crypto/lighter/transaction.h"
#include "crypto/lighter/tx_info.h"

namespace twinleg::app::sign {
namespace {

using namespace crypto::lighter;

// The given nonce for vectors and comparisons, else a random one.
Result<Signature> sign_message(const PrivateKey& key, const Gfp5& message,
                               std::string_view nonce_hex) {
    if (nonce_hex.empty()) return crypto::lighter::sign(key, message);
    auto k = crypto::parse_secret_hex<Scalar::kBytes>("nonce_k_hex", nonce_hex);
    if (!k) return std::unexpected{k.error()};
    auto nonce = nonce_from(k->reveal());
    if (!nonce) return std::unexpected{nonce.error()};
    return crypto::lighter::sign(key, message, std::move(*nonce));
}

// Without a private key, the hash alone.
Result<void> tx(Input& input, JsonWriter& answer) {
    const std::uint64_t chain_id = input.number("chain_id");
    const std::uint64_t tx_type = input.number("tx_type");
    const std::string_view json = input.text("tx_info_json");
    const std::string_view key_text = input.text_or("private_key_hex", "");
    const std::string_view nonce_hex = input.text_or("nonce_k_hex", "");
    if (input.error()) return std::unexpected{*input.error()};
    const auto info = read_tx_info(chain_id, tx_type, json);
    if (!info) return std::unexpected{info.error()};
    const Gfp5 message = hash(info->transaction);
    if (!input.has("private_key_hex")) {
        answer.field("tx_hash", crypto::to_hex(message.encode()));
        return {};
    }
    const auto key = PrivateKey::from_hex(key_text);
    if (!key) return std::unexpected{key.error()};
    const auto signature = sign_message(*key, message, nonce_hex);
    if (!signature) return std::unexpected{signature.error()};
    answer.field("tx_hash", crypto::to_hex(message.encode()))
        .field("sig_hex", crypto::to_hex(*signature))
        .field("public_key_hex", key->public_key().hex());
    return {};
}

Result<void> auth_token(Input& input, JsonWriter& answer) {
    const AuthClaim claim{.deadline_s = input.number("deadline"),
                          .account_index = input.number("account_index"),
                          .api_key_index = input.number("api_key_index")};
    const std::string_view key_text = input.text("private_key_hex");
    const std::string_view nonce_hex = input.text_or("nonce_k_hex", "");
    if (input.error()) return std::unexpected{*input.error()};
    const auto key = PrivateKey::from_hex(key_text);
    if (!key) return std::unexpected{key.error()};
    const Gfp5 message = claim.hash();
    const auto signature = sign_message(*key, message, nonce_hex);
    if (!signature) return std::unexpected{signature.error()};
    answer.field("message_hash_hex", crypto::to_hex(message.encode()))
        .field("token", write_auth_token(claim, *signature));
    return {};
}

Result<void> check(Input& input, JsonWriter& answer) {
    const std::string_view message_text = input.text("message_hash_hex");
    const std::string_view signature_text = input.text("sig_hex");
    const std::string_view key_text = input.text("public_key_hex");
    if (input.error()) return std::unexpected{*input.error()};
    const auto bytes = crypto::parse_hex<40>("message_hash_hex", message_text);
    if (!bytes) return std::unexpected{bytes.error()};
    const auto signature = crypto::parse_hex<kSignatureBytes>("sig_hex", signature_text);
    const auto key = PublicKey::from_hex(key_text);
    const auto message = Gfp5::decode(*bytes);
    // What is no key, no signature or no field element verifies nothing.
    answer.field("valid", signature && key && message && verify(*key, *message, *signature));
    return {};
}

constexpr Kind kKinds[] = {
    {"lighter", "tx", tx},
    {"lighter", "auth_token", auth_token},
    {"lighter", "verify", check},
};

}  // namespace

std::span<const Kind> lighter_kinds() {
    return kKinds;
}

}  // namespace twinleg::app::sign
