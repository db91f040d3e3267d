#pragma once
// HMAC-SHA256 (RFC 2104) on OpenSSL 3.
//
// The algorithms are fetched once per key, and the key's two padded blocks are hashed once, so that
// a message costs its own blocks and two more.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "core/result.h"
#include "crypto/bytes.h"

struct evp_mac_ctx_st;

namespace twinleg::crypto {

// A key for HMAC-SHA256: any number of bytes. It cannot be copied or printed; OpenSSL wipes what it
// holds.
// Threads: sign() may be called from several at once; each call works on its own copy of the state.
class HmacKey {
public:
    // Errors: unsupported, if this OpenSSL offers no HMAC-SHA256; then nothing can be signed.
    static Result<HmacKey> from(std::span<const std::uint8_t> key);

    Bytes<32> sign(std::span<const std::uint8_t> message) const;
    Bytes<32> sign(std::string_view message) const { return sign(bytes_of(message)); }

private:
    struct Free {
        void operator()(evp_mac_ctx_st* context) const;
    };
    using Context = std::unique_ptr<evp_mac_ctx_st, Free>;

    explicit HmacKey(Context keyed) : keyed_(std::move(keyed)) {}

    Context keyed_;
};

// Whether two codes are equal, in time that depends on the lengths only.
bool equal_in_constant_time(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b);

}  // namespace twinleg::crypto
