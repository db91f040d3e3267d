#include "venues/lighter/sign.h"

#include <array>
#include <utility>

#include "crypto/hex.h"
#include "crypto/lighter/tx_info.h"

namespace twinleg::venues::lighter {
namespace {

using crypto::lighter::Gfp5;
using crypto::lighter::Transaction;

constexpr std::array<bool, 256> make_unreserved() {
    std::array<bool, 256> plain{};
    for (const char c : std::string_view{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                         "0123456789-._~"})
        plain[static_cast<unsigned char>(c)] = true;
    return plain;
}

constexpr std::array<bool, 256> kUnreserved = make_unreserved();

void append_encoded(std::string& out, std::string_view text) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    const std::size_t start = out.size();
    out.resize(start + 3 * text.size());  // at most; cut below
    char* to = out.data() + start;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (kUnreserved[byte]) {
            *to++ = c;
        } else if (c == ' ') {
            *to++ = '+';
        } else {
            *to++ = '%';
            *to++ = kDigits[byte >> 4];
            *to++ = kDigits[byte & 15];
        }
    }
    out.resize(static_cast<std::size_t>(to - out.data()));
}

void append_json_text(std::string& out, std::string_view text) {
    out.push_back('"');
    for (const char c : text) {
        if (c == '"' || c == '\\') out.push_back('\\');
        out.push_back(c);
    }
    out.push_back('"');
}

}  // namespace

std::uint64_t chain_id_of(std::string_view url) {
    const auto has = [url](std::string_view part) {
        return url.find(part) != std::string_view::npos;
    };
    if (has("testnet")) return 300;
    if (has("api.rh.lighter.xyz")) return 466324;
    return 304;
}

std::string SignedTransaction::tx_hash_hex() const {
    return crypto::to_hex(tx_hash);
}

Result<Signer> Signer::create(const SignerConfig& config, std::string_view private_key_hex) {
    auto key = crypto::lighter::PrivateKey::from_hex(private_key_hex);
    if (!key) return std::unexpected{key.error()};
    return Signer{config, std::move(*key)};
}

Signer::Signer(const SignerConfig& config, crypto::lighter::PrivateKey key)
    : config_(config),
      key_(std::move(key)),
      public_key_hex_(key_.public_key().hex()),
      attributes_hash_(crypto::lighter::hash(config.attributes)) {}

NoncePair Signer::make_nonce() const {
    return crypto::lighter::make_nonce(key_);
}

Transaction Signer::transaction(crypto::lighter::TransactionBody body, std::uint64_t nonce,
                                std::uint64_t expired_at_ms) const {
    return {.chain_id = config_.chain_id,
            .account_index = config_.account_index,
            .api_key_index = config_.api_key_index,
            .nonce = nonce,
            .expired_at = expired_at_ms,
            .body = std::move(body),
            .attributes = config_.attributes};
}

Gfp5 Signer::hash(const Transaction& transaction) const {
    if (transaction.attributes == config_.attributes)
        return crypto::lighter::hash(transaction, attributes_hash_);
    return crypto::lighter::hash(transaction);
}

SignedTransaction Signer::sign(const Transaction& transaction, const Gfp5& message,
                               NoncePair k) const {
    const auto signature = crypto::lighter::sign(key_, message, std::move(k));
    return {.tx_type = crypto::lighter::type_of(transaction.body),
            .tx_info = crypto::lighter::write_tx_info(transaction, signature),
            .tx_hash = message.encode()};
}

SignedTransaction Signer::sign(const Transaction& transaction, NoncePair k) const {
    return sign(transaction, hash(transaction), std::move(k));
}

SignedTransaction Signer::sign(const Transaction& transaction) const {
    const Gfp5 message = hash(transaction);
    return sign(transaction, message, crypto::lighter::make_nonce(key_, message));
}

std::string Signer::auth_token(std::uint64_t deadline_s, NoncePair k) const {
    const crypto::lighter::AuthClaim claim{deadline_s, config_.account_index,
                                           config_.api_key_index};
    return write_auth_token(claim, crypto::lighter::sign(key_, claim.hash(), std::move(k)));
}

std::string Signer::auth_token(std::uint64_t deadline_s) const {
    const crypto::lighter::AuthClaim claim{deadline_s, config_.account_index,
                                           config_.api_key_index};
    return write_auth_token(claim, crypto::lighter::sign(key_, claim.hash()));
}

std::string form(const SignedTransaction& transaction, std::optional<bool> price_protection) {
    std::string body;
    body.reserve(64 + 3 * transaction.tx_info.size());
    body += "tx_type=";
    body += std::to_string(transaction.tx_type);
    body += "&tx_info=";
    append_encoded(body, transaction.tx_info);
    if (price_protection)
        body += *price_protection ? "&price_protection=true" : "&price_protection=false";
    return body;
}

namespace {

// JSON arrays as texts: of numbers, and of texts that are JSON themselves.
struct Lists {
    std::string types{"["};
    std::string infos{"["};

    explicit Lists(std::span<const SignedTransaction> transactions) {
        for (const SignedTransaction& transaction : transactions) {
            if (&transaction != transactions.data()) {
                types += ", ";
                infos += ", ";
            }
            types += std::to_string(transaction.tx_type);
            append_json_text(infos, transaction.tx_info);
        }
        types += "]";
        infos += "]";
    }
};

}  // namespace

std::string batch_form(std::span<const SignedTransaction> transactions) {
    const Lists lists{transactions};
    std::string body = "tx_types=";
    append_encoded(body, lists.types);
    body += "&tx_infos=";
    append_encoded(body, lists.infos);
    return body;
}

std::string batch_frame(std::span<const SignedTransaction> transactions, std::string_view id) {
    const Lists lists{transactions};
    std::string text = R"({"type":"jsonapi/sendtxbatch","data":{"id":")";
    text += id;
    text += R"(","tx_types":)";
    append_json_text(text, lists.types);
    text += R"(,"tx_infos":)";
    append_json_text(text, lists.infos);
    text += "}}";
    return text;
}

std::string frame(const SignedTransaction& transaction, std::string_view id) {
    std::string text;
    text.reserve(96 + id.size() + transaction.tx_info.size());
    text += R"({"type":"jsonapi/sendtx","data":{"id":")";
    text += id;
    text += R"(","tx_type":)";
    text += std::to_string(transaction.tx_type);
    text += R"(,"tx_info":)";
    text += transaction.tx_info;
    text += "}}";
    return text;
}

}  // namespace twinleg::venues::lighter
