#pragma once
// Deterministic nonces, as the official Stark signers derive them.

#include <array>
#include <cstdint>
#include <span>

#include "crypto/stark/scalar.h"

namespace twinleg::crypto::stark {

// The nonces of one (key, message, extra): RFC 6979, section 3.2, with HMAC-SHA-256 and n of 252
// bits. Key and message enter as 32 big-endian bytes, not reduced or shifted; `extra` follows the
// message in both seeding steps (section 3.6); each 32-byte block is shifted right by 4 bits.
//
//   EdgeX V1 (SDK 0.1.0), crypto-cpp: extra empty, or the minimal big-endian bytes of a seed
//   Paradex (SDK 0.8.2): extra = {0x20}
//
// Threads: none of its own. Wiped at the end of its life.
class Rfc6979 {
public:
    Rfc6979(std::span<const std::uint8_t, 32> key, const U256& message,
            std::span<const std::uint8_t> extra);
    ~Rfc6979();
    Rfc6979(const Rfc6979&) = delete;
    Rfc6979& operator=(const Rfc6979&) = delete;

    // The next k with 0 < k < n. The caller wipes it.
    Scalar next();

private:
    std::array<std::uint8_t, 32> k_;
    std::array<std::uint8_t, 32> v_;
    bool used_{false};
};

}  // namespace twinleg::crypto::stark
