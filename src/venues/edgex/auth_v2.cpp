#include "venues/edgex/auth_v2.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

#include "crypto/base64.h"
#include "crypto/hex.h"
#include "venues/edgex/canonical.h"

namespace twinleg::venues::edgex {
namespace {

bool has_control(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; });
}

}  // namespace

Result<AuthV2> AuthV2::create(std::string_view api_key, std::string_view passphrase,
                              std::string_view api_secret) {
    if (has_control(api_key)) return fail(Errc::malformed, "apiKey: holds a control character");
    if (has_control(passphrase))
        return fail(Errc::malformed, "passphrase: holds a control character");
    if (api_secret.empty()) return fail(Errc::malformed, "apiSecret: is empty");

    std::string encoded = crypto::to_base64(crypto::bytes_of(api_secret));
    auto key = crypto::HmacKey::from(crypto::bytes_of(encoded));
    sodium_memzero(encoded.data(), encoded.size());
    if (!key) return std::unexpected{key.error()};
    return AuthV2{std::string{api_key}, std::string{passphrase}, std::move(*key)};
}

std::string AuthV2::sign(std::uint64_t timestamp_ms, std::string_view method, std::string_view path,
                         std::string_view text) const {
    const fmt::format_int timestamp{timestamp_ms};
    return crypto::to_hex(
        key_.sign(signed_content({timestamp.data(), timestamp.size()}, method, path, text)));
}

std::array<Header, 4> AuthV2::headers(std::uint64_t timestamp_ms, std::string signature) const {
    return {{{.name = "X-edgeX-Api-Key", .value = api_key_},
             {.name = "X-edgeX-Passphrase", .value = passphrase_},
             {.name = "X-edgeX-Signature", .value = std::move(signature)},
             {.name = "X-edgeX-Timestamp", .value = fmt::format_int{timestamp_ms}.str()}}};
}

}  // namespace twinleg::venues::edgex
