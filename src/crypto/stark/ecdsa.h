#pragma once
// ECDSA over the Stark curve, as StarkEx and Starknet define it.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/result.h"
#include "crypto/nonce_pool.h"
#include "crypto/secret.h"
#include "crypto/stark/point.h"
#include "crypto/stark/scalar.h"

namespace twinleg::crypto::stark {

// r and s as numbers. r is in [1, 2^251); so is s⁻¹ mod n, while s may be anything in [1, n).
// Not an id: (r, n − s) verifies as well.
struct Signature {
    U256 r;
    U256 s;

    friend bool operator==(const Signature&, const Signature&) = default;
};

// What a signature needs of a nonce k that does not depend on the message: r = x(k·G) and k⁻¹.
// r is in [1, 2^251). Use it once, for one message: two messages with one nonce give the key away.
struct Nonce {
    U256 r;
    Secret<32> inverse;  // the Montgomery limbs of k⁻¹, in memory order
};

class PublicKey;

// A private key d, 1 ≤ d < n. It cannot be copied, streamed or printed, and is wiped at the end.
// Threads: immutable once made.
class PrivateKey {
public:
    // Hexadecimal digits, with or without `0x`. Errors: malformed or out_of_range (zero, or not
    // below n), naming `field` and never showing the text.
    static Result<PrivateKey> from_hex(std::string_view field, std::string_view text);
    // The same, but n and above are reduced modulo n, as EdgeX's V1 SDK does.
    static Result<PrivateKey> from_hex_reduced(std::string_view field, std::string_view text);
    // 32 big-endian bytes. Errors: out_of_range.
    static Result<PrivateKey> from_bytes(std::string_view field,
                                         std::span<const std::uint8_t, 32> big_endian);

    // d·G, in constant time.
    PublicKey public_key() const;
    // d as 32 big-endian bytes; do not copy them anywhere that is not wiped.
    std::span<const std::uint8_t, 32> reveal() const { return bytes_.reveal(); }
    // d as a scalar; the caller wipes it.
    Scalar scalar() const;

private:
    PrivateKey() = default;
    static Result<PrivateKey> make(std::string_view field, Scalar& key);

    Secret<32> bytes_;
    Secret<32> montgomery_;
};

// A point known by its x, as the venues name keys; y is one of the two.
// Threads: immutable once made.
class PublicKey {
public:
    explicit PublicKey(const Affine& point) : point_(point) {}
    // Takes about 0.2 ms, for the square root. Errors: out_of_range where x is not that of a
    // point of the curve.
    static Result<PublicKey> from_x(std::string_view field, const Felt& x);

    Felt x() const { return point_.x.felt(); }
    Felt y() const { return point_.y.felt(); }
    const Affine& point() const { return point_; }

private:
    Affine point_;
};

// A fresh nonce: k = SHA-512(label ‖ 64 random bytes ‖ key) mod n. The system's randomness is
// enough; the key is there in case it is not. Constant time, about as dear as the whole signature.
// For NoncePool<Nonce>.
Nonce make_nonce(const PrivateKey& key);
using NoncePool = crypto::NoncePool<Nonce>;

// Signs z with a nonce made before, which is used up. Nothing where this nonce does not do (s = 0,
// or s⁻¹ ≥ 2^251; the chance is 2^-55): take another.
// Errors: out_of_range for z ≥ 2^251, which no verifier accepts.
// Constant time in key and nonce; s and what follows from it is public.
Result<std::optional<Signature>> sign_with(const PrivateKey& key, const U256& z, Nonce nonce);

// Signs z with a prepared nonce of the pool (computed where it is empty).
// Errors: as sign_with.
Result<Signature> sign(const PrivateKey& key, const U256& z, NoncePool& nonces);

// Signs z with k = SHA-512(label ‖ 32 random bytes ‖ key ‖ z) mod n: random, and still different
// for different messages should the system's randomness fail.
// Errors: as sign_with.
Result<Signature> sign(const PrivateKey& key, const U256& z);

// Signs z with the nonce of Rfc6979(key, z, extra): the same bytes every time, for vectors and for
// comparison with the official signers. A nonce that does not do (a chance of 2^-55; Paradex's SDK
// would then go on with 0x21 as extra) is followed by the next of the
// same generator.
// Errors: as sign_with.
Result<Signature> sign_deterministic(const PrivateKey& key, const U256& z,
                                     std::span<const std::uint8_t> extra = {});

// A key together with where its nonces come from. It owns neither: both must outlive it.
// Threads: that of the pool's taker; with other nonces any.
class Signer {
public:
    static Signer hedged(const PrivateKey& key) { return Signer{key, Way::hedged, nullptr, {}}; }
    static Signer prepared(const PrivateKey& key, NoncePool& nonces) {
        return Signer{key, Way::prepared, &nonces, {}};
    }
    // `extra` must outlive the signer too.
    static Signer deterministic(const PrivateKey& key, std::span<const std::uint8_t> extra = {}) {
        return Signer{key, Way::deterministic, nullptr, extra};
    }

    const PrivateKey& key() const { return *key_; }
    // Errors: out_of_range for z ≥ 2^251, which no verifier accepts.
    Result<Signature> sign(const U256& z) const;

private:
    enum class Way : std::uint8_t { hedged, prepared, deterministic };
    Signer(const PrivateKey& key, Way way, NoncePool* nonces, std::span<const std::uint8_t> extra)
        : key_(&key), way_(way), nonces_(nonces), extra_(extra) {}

    const PrivateKey* key_;
    Way way_;
    NoncePool* nonces_;
    std::span<const std::uint8_t> extra_;
};

// Whether the signature is right for z under this x. False too for r or s⁻¹ outside [1, 2^251), s
// outside [1, n) and z ≥ 2^251. For public values: not constant time.
bool verify(const PublicKey& key, const U256& z, const Signature& signature);

// Builds every table of this folder (5.4 MiB, about 10 ms) unless it is there. Threads: any.
void prepare_tables();

}  // namespace twinleg::crypto::stark
