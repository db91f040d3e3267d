#include "app/sign/keys.h"

#include <fmt/format.h>
#include <sodium.h>

#include "crypto/base64.h"
#include "crypto/ed25519.h"
#include "crypto/lighter/schnorr.h"
#include "crypto/secp256k1.h"
#include "crypto/stark/ecdsa.h"

namespace twinleg::app::sign {
namespace {

Result<std::string> ethereum_address(std::string_view variable, std::string_view text) {
    const auto key = crypto::EthereumKey::from_hex(variable, text);
    if (!key) return std::unexpected{key.error()};
    return crypto::checksum_address(key->address());
}

Result<std::string> stark_key_padded(std::string_view variable, std::string_view text) {
    const auto key = crypto::stark::PrivateKey::from_hex_reduced(variable, text);
    if (!key) return std::unexpected{key.error()};
    return "0x" + key->public_key().x().value().to_hex64();
}

Result<std::string> stark_key(std::string_view variable, std::string_view text) {
    const auto key = crypto::stark::PrivateKey::from_hex(variable, text);
    if (!key) return std::unexpected{key.error()};
    return key->public_key().x().to_hex();
}

Result<std::string> lighter_key(std::string_view variable, std::string_view text) {
    const auto key = crypto::lighter::PrivateKey::from_hex(text);
    if (!key) return fail(key.error().code, fmt::format("{}: {}", variable, key.error().message));
    return key->public_key().hex();
}

Result<std::string> ed25519_key(std::string_view variable, std::string_view text) {
    const auto key = crypto::Ed25519Key::from_base64(variable, text);
    if (!key) return std::unexpected{key.error()};
    return crypto::to_base64(key->public_key());
}

struct Source {
    std::string_view venue;
    std::string_view name;
    std::string_view variable;
    Result<std::string> (*derive)(std::string_view variable, std::string_view text);
    std::string_view public_variable;  // where its public half may stand; empty for none
};

constexpr Source kSources[] = {
    {"lighter", "public_key", "API_KEY_PRIVATE_KEY", lighter_key, ""},
    {"edgex", "stark_public_key_x", "EDGEX_STARK_PRIVATE_KEY", stark_key_padded, ""},
    {"edgex", "signer_address", "EDGEX_TRADING_PRIVATE_KEY", ethereum_address, ""},
    {"paradex", "public_key", "PARADEX_L2_PRIVATE_KEY", stark_key, ""},
    {"backpack", "public_key", "BACKPACK_SECRET_KEY", ed25519_key, "BACKPACK_PUBLIC_KEY"},
    {"aster", "signer", "ASTER_SIGNER_PRIVATE_KEY", ethereum_address, "ASTER_SIGNER"},
};

// Addresses are the same in any case; base64 is not, but then nothing else would match.
bool same_public(std::string_view given, std::string_view derived) {
    if (!derived.starts_with("0x")) return given == derived;
    const auto a = crypto::parse_address("given", given);
    const auto b = crypto::parse_address("derived", derived);
    return a && b && *a == *b;
}

}  // namespace

Result<std::vector<PublicKey>> public_keys(const Lookup& lookup) {
    std::vector<PublicKey> out;
    for (const Source& source : kSources) {
        auto text = lookup(source.variable);
        if (!text) continue;
        auto value = source.derive(source.variable, *text);
        sodium_memzero(text->data(), text->size());
        if (!value) return std::unexpected{value.error()};
        if (!source.public_variable.empty()) {
            const auto given = lookup(source.public_variable);
            if (given && !same_public(*given, *value))
                return fail(Errc::malformed,
                            fmt::format("{}: does not belong to {}, which gives {}",
                                        source.public_variable, source.variable, *value));
        }
        out.push_back({source.venue, source.name, source.variable, std::move(*value)});
    }
    return out;
}

std::vector<std::string> key_variables() {
    std::vector<std::string> out;
    for (const Source& source : kSources) {
        out.emplace_back(source.variable);
        if (!source.public_variable.empty()) out.emplace_back(source.public_variable);
    }
    return out;
}

}  // namespace twinleg::app::sign
