#include "sim/wire/edgex/auth.h"

#include <array>
#include <cctype>
#include <vector>

#include "crypto/base64.h"
#include "crypto/hex.h"
#include "crypto/hmac.h"
#include "crypto/keccak.h"
#include "crypto/stark/scalar.h"
#include "sim/wire/json.h"

namespace twinleg::sim::wire::edgex {

namespace stark = crypto::stark;

std::string signed_content(std::string_view timestamp, std::string_view method,
                           std::string_view path, std::string_view canonical) {
    std::string out;
    out.reserve(timestamp.size() + method.size() + path.size() + canonical.size());
    out.append(timestamp);
    for (const char letter : method)
        out += static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
    return out.append(path).append(canonical);
}

stark::U256 v1_message(std::string_view content) {
    const crypto::Hash256 hash = crypto::keccak256(content);
    return stark::Scalar::reduce(stark::U256::from_bytes(hash)).value();
}

Result<stark::Signature> parse_v1_signature(std::string_view text) {
    if (text.starts_with("0x")) text.remove_prefix(2);
    if (text.size() != 128 && text.size() != 192)
        return fail(Errc::malformed, "a Stark signature is 128 hexadecimal digits, r and s");
    const auto r = stark::U256::from_hex("r", text.substr(0, 64));
    if (!r) return std::unexpected{r.error()};
    const auto s = stark::U256::from_hex("s", text.substr(64, 64));
    if (!s) return std::unexpected{s.error()};
    return stark::Signature{.r = *r, .s = *s};
}

std::string v2_signature(std::string_view secret, std::string_view content) {
    const std::string key = crypto::to_base64(crypto::bytes_of(secret));
    const auto hmac = crypto::HmacKey::from(crypto::bytes_of(key));
    return hmac ? crypto::to_hex(hmac->sign(content)) : std::string{};
}

Result<AuthHeaders> parse_protocol(std::string_view offered) {
    std::string padded{offered};
    while (padded.size() % 4 != 0)
        padded += '=';
    std::vector<std::uint8_t> bytes(padded.size());
    const auto size = crypto::decode_base64("Sec-WebSocket-Protocol", padded, bytes);
    if (!size) return std::unexpected{size.error()};
    const auto json =
        parse_json({reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(*size)});
    if (!json) return std::unexpected{json.error()};

    AuthHeaders out;
    for (const auto& [name, value] : json->members) {
        std::string lower;
        for (const char letter : name)
            lower += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
        if (lower.ends_with("-timestamp")) out.timestamp = value.text;
        if (lower.ends_with("-signature")) out.signature = value.text;
        if (lower.ends_with("-api-key")) out.api_key = value.text;
        if (lower.ends_with("-passphrase")) out.passphrase = value.text;
    }
    return out;
}

}  // namespace twinleg::sim::wire::edgex
