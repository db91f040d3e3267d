#include "sim/wire/lighter/token.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "crypto/hex.h"
#include "crypto/lighter/poseidon2.h"

namespace twinleg::sim::wire::lighter {
namespace {

// Decimal digits alone: no sign, no leading zero, so that one number has one text.
std::optional<std::uint64_t> plain_number(std::string_view text) {
    if (text.empty() || text.size() > 15 || (text.size() > 1 && text[0] == '0')) return {};
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return {};
    return value;
}

}  // namespace

crypto::lighter::Gfp5 hash_of_text(std::string_view text) {
    crypto::lighter::Sponge sponge;
    for (std::size_t at = 0; at < text.size(); at += 8) {
        std::uint64_t word = 0;
        for (std::size_t i = std::min(text.size(), at + 8); i-- > at;)
            word = word << 8 | static_cast<unsigned char>(text[i]);
        sponge.absorb(word);
    }
    return sponge.squeeze_gfp5();
}

crypto::lighter::Gfp5 AuthToken::hash() const {
    return hash_of_text(message);
}

Checked<AuthToken> parse_token(std::string_view text) {
    const auto malformed = [] { return refuse(Code::invalid_param, "invalid auth token"); };
    const auto last = text.rfind(':');
    if (last == std::string_view::npos) return malformed();
    const std::string_view message = text.substr(0, last);
    const std::string_view digits = text.substr(last + 1);

    std::array<std::uint64_t, 3> numbers{};
    std::string_view rest = message;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const auto colon = rest.find(':');
        if ((colon == std::string_view::npos) != (i == 2)) return malformed();
        const auto number = plain_number(rest.substr(0, colon));
        if (!number) return malformed();
        numbers[i] = *number;
        if (i < 2) rest.remove_prefix(colon + 1);
    }

    AuthToken token;
    token.deadline_s = static_cast<std::int64_t>(numbers[0]);
    token.account = numbers[1];
    token.api_key = numbers[2];
    token.message = message;
    if (digits.starts_with("0x") || !crypto::decode_hex("signature", digits, token.signature))
        return malformed();
    return token;
}

Checked<void> check_token(const AuthToken& token, const crypto::lighter::PublicKey& key,
                          std::int64_t now_s) {
    if (token.deadline_s <= now_s) return refuse(Code::invalid_param, "auth token expired");
    if (token.deadline_s > now_s + kTokenMaxSeconds)
        return refuse(Code::invalid_param, "auth token deadline is more than 8 hours ahead");
    if (!crypto::lighter::verify(key, token.hash(), token.signature))
        return refuse(Code::invalid_param, "invalid auth token signature");
    return {};
}

}  // namespace twinleg::sim::wire::lighter
