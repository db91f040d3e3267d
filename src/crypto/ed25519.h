#pragma once
// Ed25519 (RFC 8032, pure: no pre-hash) on libsodium.
//
// Keys and points are 32 bytes, signatures 64 (R ‖ s), all little-endian as the RFC has them.
// Signing is deterministic and constant time in the key (libsodium's table look-ups are by
// conditional move). Verification is strict: s below the group order, R and the key canonical and
// not of small order.

#include <cstdint>
#include <span>
#include <string_view>

#include "core/result.h"
#include "crypto/bytes.h"
#include "crypto/secret.h"

namespace twinleg::crypto {

class Ed25519Key {
public:
    static Ed25519Key from_seed(const Secret<32>& seed);

    // The seed in base64: 32 bytes, or 64 where a tool appends the public key. That half must then
    // be the seed's own, since a mixed-up pair would sign as somebody else.
    // Errors: malformed, naming the field.
    static Result<Ed25519Key> from_base64(std::string_view field, std::string_view text);

    const Bytes<32>& public_key() const { return public_key_; }
    Bytes<64> sign(std::span<const std::uint8_t> message) const;

private:
    Ed25519Key() = default;

    Secret<64> seed_and_public_;
    Bytes<32> public_key_{};
};

bool verify_ed25519(const Bytes<32>& public_key, std::span<const std::uint8_t> message,
                    const Bytes<64>& signature);

}  // namespace twinleg::crypto
