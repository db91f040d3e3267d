#include "crypto/lighter/auth_token.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>

#include "crypto/hex.h"
#include "crypto/lighter/poseidon2.h"

namespace twinleg::crypto::lighter {
namespace {

// The digits up to the next colon, taken off `rest` together with it.
std::optional<std::uint64_t> take_number(std::string_view& rest) {
    const std::size_t colon = rest.find(':');
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    if (rest[0] == '0' && colon != 1) return std::nullopt;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + colon, value);
    if (error != std::errc{} || end != rest.data() + colon) return std::nullopt;
    rest.remove_prefix(colon + 1);
    return value;
}

}  // namespace

std::string AuthClaim::text() const {
    return std::to_string(deadline_s) + ':' + std::to_string(account_index) + ':' +
           std::to_string(api_key_index);
}

Gfp5 AuthClaim::hash() const {
    const std::string message = text();
    Sponge sponge;
    for (std::size_t at = 0; at < message.size(); at += 8) {
        std::uint64_t element = 0;  // ASCII: the top byte is below 0x80, the element below p
        std::memcpy(&element, message.data() + at, std::min<std::size_t>(8, message.size() - at));
        sponge.absorb(element);
    }
    return sponge.squeeze_gfp5();
}

std::string write_auth_token(const AuthClaim& claim, const Signature& signature) {
    std::string token = claim.text();
    token.push_back(':');
    append_hex(token, signature);
    return token;
}

Result<AuthToken> read_auth_token(std::string_view token) {
    std::string_view rest = token;
    const auto deadline_s = take_number(rest);
    const auto account_index = deadline_s ? take_number(rest) : std::nullopt;
    const auto api_key_index = account_index ? take_number(rest) : std::nullopt;
    if (!api_key_index)
        return fail(Errc::malformed, "auth token: not deadline:account:api key:signature");
    AuthToken result{.claim = {*deadline_s, *account_index, *api_key_index}};
    if (rest.size() != 2 * kSignatureBytes)
        return fail(Errc::malformed, "auth token: the signature has not 160 hex digits");
    if (auto decoded = decode_hex("auth token", rest, result.signature); !decoded)
        return std::unexpected{decoded.error()};
    if (write_auth_token(result.claim, result.signature) != token)
        return fail(Errc::malformed, "auth token: hex digits not in lower case");
    return result;
}

}  // namespace twinleg::crypto::lighter
