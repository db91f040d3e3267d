#include "crypto/ed25519.h"

#include <fmt/core.h>

#include "core/check.h"
#include "crypto/base64.h"

namespace twinleg::crypto {

Ed25519Key Ed25519Key::from_seed(const Secret<32>& seed) {
    CHECK(sodium_init() >= 0);  // picks libsodium's fast paths; again is nothing
    Ed25519Key key;
    CHECK(crypto_sign_seed_keypair(key.public_key_.data(), key.seed_and_public_.writable().data(),
                                   seed.reveal().data()) == 0);
    return key;
}

Result<Ed25519Key> Ed25519Key::from_base64(std::string_view field, std::string_view text) {
    Secret<64> bytes;
    const auto size = decode_base64(field, text, bytes.writable());
    if (!size) return std::unexpected{size.error()};
    if (*size != 32 && *size != 64)
        return fail(Errc::malformed,
                    fmt::format("{}: {} bytes, expected the 32 of a seed", field, *size));

    Ed25519Key key = from_seed(Secret<32>{bytes.reveal().first<32>()});
    if (*size == 64 &&
        sodium_memcmp(bytes.reveal().data() + 32, key.public_key_.data(), key.public_key_.size()))
        return fail(Errc::malformed,
                    fmt::format("{}: the second 32 bytes are not the seed's public key", field));
    return key;
}

Bytes<64> Ed25519Key::sign(std::span<const std::uint8_t> message) const {
    Bytes<64> signature;
    CHECK(crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(),
                               seed_and_public_.reveal().data()) == 0);
    return signature;
}

bool verify_ed25519(const Bytes<32>& public_key, std::span<const std::uint8_t> message,
                    const Bytes<64>& signature) {
    return crypto_sign_verify_detached(signature.data(), message.data(), message.size(),
                                       public_key.data()) == 0;
}

}  // namespace twinleg::crypto
