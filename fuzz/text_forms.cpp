// Any text as hex, base64, a key, an address, a signature or a number: no crash, and what is
// accepted has one spelling.

#include <cctype>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/base64.h"
#include "crypto/ed25519.h"
#include "crypto/hex.h"
#include "crypto/lighter/auth_token.h"
#include "crypto/lighter/schnorr.h"
#include "crypto/secp256k1.h"
#include "crypto/stark/ecdsa.h"
#include "fuzz/must.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace twinleg::crypto;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    using twinleg::fuzz::must;

    std::vector<std::uint8_t> bytes(size / 2);
    if (decode_hex("x", text, bytes)) {
        std::string lower{text};
        if (lower.starts_with("0x") || lower.starts_with("0X")) lower.erase(0, 2);
        for (char& c : lower)
            c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        must(to_hex(bytes) == lower);
    }
    bytes.resize(size);
    if (const auto count = decode_base64("x", text, bytes)) {
        bytes.resize(*count);
        must(to_base64(bytes) == text);
    }
    static_cast<void>(parse_secret_hex_number<32>("x", text));
    if (const auto address = parse_address("x", text))
        must(parse_address("x", checksum_address(*address)) == *address);
    if (const auto signature = parse_ethereum_signature("x", text))
        static_cast<void>(recover_address(Bytes<32>{1}, *signature));
    static_cast<void>(EthereumKey::from_hex("x", text));
    static_cast<void>(Ed25519Key::from_base64("x", text));
    static_cast<void>(stark::PrivateKey::from_hex("x", text));
    static_cast<void>(stark::PrivateKey::from_hex_reduced("x", text));
    if (const auto number = stark::U256::from_hex("x", text))
        must(stark::U256::from_hex("x", number->to_hex()) == *number);
    if (const auto number = stark::U256::from_decimal("x", text))
        must(stark::U256::from_decimal("x", number->to_decimal()) == *number);
    static_cast<void>(lighter::PrivateKey::from_hex(text));
    static_cast<void>(lighter::PublicKey::from_hex(text));
    if (const auto token = lighter::read_auth_token(text))
        must(lighter::write_auth_token(token->claim, token->signature) == text);
    return 0;
}
