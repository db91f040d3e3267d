#include "sim/wire/lighter/l1_signature.h"

#include <string_view>

#include "crypto/keccak.h"
#include "crypto/secp256k1.h"

namespace twinleg::sim::wire::lighter {
namespace {

// 0x and 16 digits.
std::string wide_hex(std::uint64_t value) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "0x";
    for (int shift = 60; shift >= 0; shift -= 4)
        text += digits[(value >> shift) & 15];
    return text;
}

}  // namespace

std::string key_change_text(const crypto::lighter::PublicKey& key, const Transaction& tx) {
    return "Register Lighter Account\n\npubkey: 0x" + key.hex() + "\nnonce: " + wide_hex(tx.nonce) +
           "\naccount index: " + wide_hex(tx.account) + "\napi key index: " + wide_hex(tx.api_key) +
           "\nOnly sign this message for a trusted client!";
}

bool is_owner(const std::string& l1_address, const std::string& signature,
              const crypto::lighter::PublicKey& key, const Transaction& tx) {
    const auto owner = crypto::parse_address("l1_address", l1_address);
    const auto given = crypto::parse_ethereum_signature("L1Sig", signature);
    if (!owner || !given) return false;
    const std::string text = key_change_text(key, tx);
    const auto digest = crypto::keccak256(
        "\x19"
        "Ethereum Signed Message:\n" +
        std::to_string(text.size()) + text);
    const auto signer = crypto::recover_address(digest, *given);
    return signer && *signer == *owner;
}

}  // namespace twinleg::sim::wire::lighter
