#pragma once
// How a request proves whose it is, in both generations of the protocol. Source: page § 7, § 8.

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"
#include "crypto/stark/ecdsa.h"
#include "crypto/stark/uint256.h"

namespace twinleg::sim::wire::edgex {

enum class Generation : std::uint8_t { v1, v2 };

// What is signed: time, method, path and canonical text, with nothing between.
std::string signed_content(std::string_view timestamp, std::string_view method,
                           std::string_view path, std::string_view canonical);

// V1: Keccak-256 of the content, modulo the order of the Stark curve.
crypto::stark::U256 v1_message(std::string_view content);

// r and s, 64 hexadecimal digits each; the browser adds the 64 of the public key's y, which is not
// read. Errors: malformed.
Result<crypto::stark::Signature> parse_v1_signature(std::string_view text);

// V2: lower-case hexadecimal HMAC-SHA256, keyed with the text of base64(secret).
std::string v2_signature(std::string_view secret, std::string_view content);

// Headers of the two generations, under each of the names that clients are known to use.
struct AuthHeaders {
    std::string timestamp;
    std::string signature;
    std::string api_key;     // V2
    std::string passphrase;  // V2
};

// The same headers as a JSON object in base64, with or without padding, as browsers and the V2 SDK
// offer them for a subprotocol. Errors: malformed.
Result<AuthHeaders> parse_protocol(std::string_view offered);

}  // namespace twinleg::sim::wire::edgex
