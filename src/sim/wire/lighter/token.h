#pragma once
// Auth tokens: `{deadline}:{account}:{api key}:{signature}`, signed by an API key for reading.
//
// Source: venue page, section 10.

#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/lighter/schnorr.h"
#include "sim/wire/lighter/refusal.h"

namespace twinleg::sim::wire::lighter {

inline constexpr std::int64_t kTokenMaxSeconds = 8 * 60 * 60;

struct AuthToken {
    std::int64_t deadline_s{0};
    std::uint64_t account{0};
    std::uint64_t api_key{0};
    std::string message;  // the signed text
    crypto::Bytes<crypto::lighter::kSignatureBytes> signature{};

    crypto::lighter::Gfp5 hash() const;
};

// Refusals: invalid_param, for anything that is not of the form above.
Checked<AuthToken> parse_token(std::string_view text);

// The hash of the text: its bytes in eights, little-endian, the last padded with zeros.
crypto::lighter::Gfp5 hash_of_text(std::string_view text);

// The deadline is ahead, but not by more than eight hours; the signature is the key's.
// Refusals: invalid_param, naming what is wrong.
Checked<void> check_token(const AuthToken& token, const crypto::lighter::PublicKey& key,
                          std::int64_t now_s);

}  // namespace twinleg::sim::wire::lighter
