#pragma once
// Request authentication of EdgeX V2: HMAC-SHA256 over the signed content, four headers.
//
// The key of the HMAC is the ASCII text of base64(secret text): encoded, not decoded. The code is
// written as 64 lower-case hex digits.
// Source: venues page of EdgeX, "Request authentication", V2; vectors v2_auth.json.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"
#include "crypto/hmac.h"

namespace twinleg::venues::edgex {

struct Header {
    std::string_view name;
    std::string value;
};

// Threads: may be used from several at once.
class AuthV2 {
public:
    // The credentials as the venue shows them. None may hold a control character, since they become
    // header values; an empty secret is refused.
    // Errors: malformed, naming the field.
    static Result<AuthV2> create(std::string_view api_key, std::string_view passphrase,
                                 std::string_view api_secret);

    // The signature of a request, as hex. `text` is the canonical text of its query or body.
    std::string sign(std::uint64_t timestamp_ms, std::string_view method, std::string_view path,
                     std::string_view text) const;

    // The four headers of a request signed at that time.
    std::array<Header, 4> headers(std::uint64_t timestamp_ms, std::string signature) const;

private:
    AuthV2(std::string api_key, std::string passphrase, crypto::HmacKey key)
        : api_key_(std::move(api_key)), passphrase_(std::move(passphrase)), key_(std::move(key)) {}

    std::string api_key_;
    std::string passphrase_;
    crypto::HmacKey key_;
};

}  // namespace twinleg::venues::edgex
