#include "crypto/hmac.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <sodium.h>

#include "core/check.h"

namespace twinleg::crypto {

void HmacKey::Free::operator()(evp_mac_ctx_st* context) const {
    EVP_MAC_CTX_free(context);
}

Result<HmacKey> HmacKey::from(std::span<const std::uint8_t> key) {
    // OpenSSL takes a null key for "keep the old one"; an empty key is a key like any other.
    static constexpr std::uint8_t kNothing = 0;
    const std::uint8_t* data = key.empty() ? &kNothing : key.data();

    EVP_MAC* algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    if (algorithm == nullptr) return fail(Errc::unsupported, "OpenSSL offers no HMAC");
    Context keyed{EVP_MAC_CTX_new(algorithm)};
    EVP_MAC_free(algorithm);  // the context holds its own reference

    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_END};
    if (!keyed || EVP_MAC_init(keyed.get(), data, key.size(), parameters) != 1)
        return fail(Errc::unsupported, "OpenSSL offers no HMAC-SHA256");
    return HmacKey{std::move(keyed)};
}

Bytes<32> HmacKey::sign(std::span<const std::uint8_t> message) const {
    Bytes<32> code{};
    std::size_t size = 0;
    const Context work{EVP_MAC_CTX_dup(keyed_.get())};
    CHECK(work != nullptr);
    CHECK(EVP_MAC_update(work.get(), message.data(), message.size()) == 1);
    CHECK(EVP_MAC_final(work.get(), code.data(), &size, code.size()) == 1 && size == code.size());
    return code;
}

bool equal_in_constant_time(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace twinleg::crypto
