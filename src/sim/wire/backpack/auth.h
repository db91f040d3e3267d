#pragma once
// The text that a client signs, built anew from what arrived, and whether the signature is good.
// Source: page § 2.

#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/bytes.h"
#include "net/server.h"
#include "sim/wire/json.h"

namespace twinleg::sim::wire::backpack {

inline constexpr std::string_view kDefaultWindow = "5000";
inline constexpr std::int64_t kLongestWindow = 60'000;

// As they came: the timestamp and the window are signed as text.
struct AuthHeaders {
    std::string api_key;    // base64 of the public key
    std::string signature;  // base64
    std::string timestamp;  // ms
    std::string window{kDefaultWindow};
};
AuthHeaders read_headers(const net::ServerRequest& request);

// The name under which a request is signed; empty where the path is public, or is none.
std::string_view instruction_of(std::string_view method, std::string_view path);

// instruction=…&k=v…&timestamp=…&window=…, keys in byte order, null fields left out, booleans in
// lower case. `fields`: an object, or, for a batch, an array of them: each has its own instruction.
std::string signed_text(std::string_view instruction, const Json& fields,
                        std::string_view timestamp, std::string_view window);

// False also for text that is no base64 of 64 bytes.
bool is_signed_by(const crypto::Bytes<32>& public_key, std::string_view text,
                  std::string_view signature);

}  // namespace twinleg::sim::wire::backpack
