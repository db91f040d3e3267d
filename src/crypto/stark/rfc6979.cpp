#include "crypto/stark/rfc6979.h"

#include <initializer_list>

namespace twinleg::crypto::stark {
namespace {

using Block = std::array<std::uint8_t, 32>;

// out = HMAC-SHA-256(key, parts…); out may be the key or a part.
void hmac(Block& out, const Block& key,
          std::initializer_list<std::span<const std::uint8_t>> parts) {
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key.data(), key.size());
    for (const auto part : parts)
        crypto_auth_hmacsha256_update(&state, part.data(), part.size());
    crypto_auth_hmacsha256_final(&state, out.data());
    sodium_memzero(&state, sizeof state);
}

constexpr std::array<std::uint8_t, 1> kZeroByte = {0x00};
constexpr std::array<std::uint8_t, 1> kOneByte = {0x01};

}  // namespace

Rfc6979::Rfc6979(std::span<const std::uint8_t, 32> key, const U256& message,
                 std::span<const std::uint8_t> extra) {
    const Bytes32 hash = message.to_bytes();
    k_.fill(0x00);
    v_.fill(0x01);
    hmac(k_, k_, {v_, kZeroByte, key, hash, extra});
    hmac(v_, k_, {v_});
    hmac(k_, k_, {v_, kOneByte, key, hash, extra});
    hmac(v_, k_, {v_});
}

Rfc6979::~Rfc6979() {
    sodium_memzero(k_.data(), k_.size());
    sodium_memzero(v_.data(), v_.size());
}

Scalar Rfc6979::next() {
    for (;;) {
        if (used_) {
            hmac(k_, k_, {v_, kZeroByte});
            hmac(v_, k_, {v_});
        }
        used_ = true;
        hmac(v_, k_, {v_});
        U256 candidate = U256::from_bytes(v_);
        for (std::size_t i = 0; i < 4; ++i)
            candidate.limb[i] = candidate.limb[i] >> 4 | (i < 3 ? candidate.limb[i + 1] << 60 : 0);
        std::uint64_t below = 0;
        (void)sub(candidate, kOrder, below);
        const Scalar k = Scalar::reduce(candidate);
        sodium_memzero(&candidate, sizeof candidate);
        // A refused candidate is not used, so that branching on it tells nothing of the next.
        if (below != 0 && !k.is_zero()) return k;
    }
}

}  // namespace twinleg::crypto::stark
