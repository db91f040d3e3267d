#include "venues/aster/sign.h"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/hex.h"
#include "crypto/keccak.h"
#include "venues/aster/parameters.h"

namespace twinleg::venues::aster {
namespace {

using crypto::Word;
using crypto::word;

std::string signature_text(const crypto::EthereumSignature& signature) {
    std::string out = "0x";
    crypto::append_hex(out, signature);
    return out;
}

Parameters order_parameters(const OrderFields& fields) {
    Parameters out;
    out.add("symbol", fields.symbol)
        .add("side", fields.is_buy ? "BUY" : "SELL")
        .add("type", fields.type)
        .add_if("timeInForce", fields.time_in_force)
        .add_if("quantity", fields.quantity)
        .add_if("price", fields.price);
    if (fields.reduce_only) out.add("reduceOnly", *fields.reduce_only ? "true" : "false");
    out.add_if("newClientOrderId", fields.client_order_id)
        .add_if("newOrderRespType", fields.response_type);
    return out;
}

}  // namespace

Result<SignerV1> SignerV1::create(std::string_view api_key, std::string_view api_secret) {
    if (std::ranges::any_of(api_key, [](char c) { return c < '!' || c > '~'; }))
        return fail(Errc::malformed, "api_key: holds a space or a character that is not ASCII");
    if (api_secret.empty()) return fail(Errc::malformed, "api_secret: is empty");
    auto key = crypto::HmacKey::from(crypto::bytes_of(api_secret));
    if (!key) return std::unexpected{key.error()};
    return SignerV1{std::string{api_key}, std::move(*key)};
}

std::string SignerV1::sign(std::string_view text) const {
    return crypto::to_hex(key_.sign(text));
}

SignedRequest SignerV1::finish(std::string parameters) const {
    const crypto::Bytes<32> code = key_.sign(parameters);
    parameters += parameters.empty() ? "signature=" : "&signature=";
    crypto::append_hex(parameters, code);
    return {.body = std::move(parameters), .header_name = "X-MBX-APIKEY", .header_value = api_key_};
}

SignedRequest SignerV1::order(const OrderFields& fields, std::uint64_t timestamp_ms,
                              unsigned receive_window_ms) const {
    Parameters parameters = order_parameters(fields);
    if (receive_window_ms != 0)
        parameters.add("recvWindow", fmt::format_int{receive_window_ms}.str());
    parameters.add("timestamp", fmt::format_int{timestamp_ms}.str());
    return finish(std::move(parameters).text());
}

Result<SignerV3> SignerV3::create(std::uint64_t chain_id, std::string_view user,
                                  std::string_view signer, std::string_view private_key) {
    auto key = crypto::EthereumKey::from_hex("private_key", private_key);
    if (!key) return std::unexpected{key.error()};
    SignerV3 made{std::move(*key)};

    if (!user.empty()) {
        if (const auto address = crypto::parse_address("user", user); !address)
            return std::unexpected{address.error()};
        made.actors_ += "&user=";
        append_encoded(made.actors_, user);
    }
    if (!signer.empty()) {
        const auto address = crypto::parse_address("signer", signer);
        if (!address) return std::unexpected{address.error()};
        if (*address != made.address())
            return fail(Errc::malformed,
                        "signer: is not the address of private_key; take the API wallet's own");
    }
    made.actors_ += "&signer=" + crypto::checksum_address(made.address());

    made.domain_ = crypto::domain_separator({.name = "AsterSignTransaction",
                                             .version = "1",
                                             .chain_id = chain_id,
                                             .verifying_contract = {}});
    made.message_type_ = crypto::text_hash("Message(string msg)");
    return made;
}

Word SignerV3::digest(std::string_view message) const {
    const std::array words{message_type_, crypto::text_hash(message)};
    return crypto::typed_digest(domain_, crypto::hash_words(words));
}

std::string SignerV3::sign(std::string_view message) const {
    return signature_text(key_.sign(digest(message)));
}

SignedRequest SignerV3::finish(std::string parameters, std::uint64_t nonce_us) const {
    parameters += parameters.empty() ? "nonce=" : "&nonce=";
    parameters += fmt::format_int{nonce_us}.str();
    parameters += actors_;
    const crypto::EthereumSignature signature = key_.sign(digest(parameters));
    parameters += "&signature=0x";
    crypto::append_hex(parameters, signature);
    return {.body = std::move(parameters),
            .header_name = "Content-Type",
            .header_value = "application/x-www-form-urlencoded"};
}

SignedRequest SignerV3::order(const OrderFields& fields, std::uint64_t nonce_us) const {
    return finish(order_parameters(fields).text(), nonce_us);
}

Word legacy_hash(std::string_view json_text, const crypto::Address& user,
                 const crypto::Address& signer, std::uint64_t nonce_us) {
    constexpr std::uint64_t kHead = 4 * 32;  // where the text's own part begins
    const std::array head{word(kHead), word(user), word(signer), word(nonce_us),
                          word(std::uint64_t{json_text.size()})};
    const Word zeros{};
    crypto::Keccak256 hash;
    for (const Word& part : head)
        hash.update(std::span<const std::uint8_t>{part});
    hash.update(json_text);
    hash.update(std::span<const std::uint8_t>{zeros}.first((32 - json_text.size() % 32) % 32));
    return hash.finish();
}

std::string sign_legacy(const crypto::EthereumKey& key, std::string_view json_text,
                        const crypto::Address& user, const crypto::Address& signer,
                        std::uint64_t nonce_us) {
    return signature_text(
        key.sign(crypto::personal_digest(legacy_hash(json_text, user, signer, nonce_us))));
}

}  // namespace twinleg::venues::aster
