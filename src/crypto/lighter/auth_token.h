#pragma once
// Auth tokens of Lighter: what opens private channels and reads of an account for some hours.
//
//   token = deadline:account:api key:signature       deadline in Unix seconds, signature 160 hex
//   digits
//
// Signed is the text before the last colon: its ASCII bytes, padded with zeros to a multiple of 8,
// each 8 bytes one little-endian field element, through the quintic hash. The chain id is no part.
// Source: venue page, section 10.

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"
#include "crypto/lighter/gfp5.h"
#include "crypto/lighter/schnorr.h"

namespace twinleg::crypto::lighter {

struct AuthClaim {
    std::uint64_t deadline_s{0};
    std::uint64_t account_index{0};
    std::uint64_t api_key_index{0};

    // "deadline:account:api key", decimal.
    std::string text() const;

    // Of text(): the message that is signed.
    Gfp5 hash() const;

    friend bool operator==(const AuthClaim&, const AuthClaim&) = default;
};

std::string write_auth_token(const AuthClaim& claim, const Signature& signature);

struct AuthToken {
    AuthClaim claim;
    Signature signature{};
};

// Reads what write_auth_token() writes: plain decimals without sign or leading zeros, lower-case
// hex: one token has one spelling. Errors: malformed. Read-only tokens ("ro:…") are the server's
// own and are malformed here.
Result<AuthToken> read_auth_token(std::string_view token);

}  // namespace twinleg::crypto::lighter
