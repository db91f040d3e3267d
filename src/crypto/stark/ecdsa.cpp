#include "crypto/stark/ecdsa.h"

#include <cstring>

#include "crypto/hex.h"
#include "crypto/stark/generator.h"
#include "crypto/stark/pedersen.h"
#include "crypto/stark/rfc6979.h"

namespace twinleg::crypto::stark {
namespace {

using Sha512 = Secret<64>;

constexpr std::string_view kPoolLabel = "twinleg stark nonce, prepared";
constexpr std::string_view kHedgedLabel = "twinleg stark nonce, for one message";

Scalar load(const Secret<32>& secret) {
    U256 limbs;
    std::memcpy(limbs.limb.data(), secret.reveal().data(), 32);
    const Scalar scalar = Scalar::of_montgomery(limbs);
    sodium_memzero(&limbs, sizeof limbs);
    return scalar;
}

void store(Secret<32>& secret, const Scalar& scalar) {
    std::memcpy(secret.writable().data(), scalar.montgomery().limb.data(), 32);
}

// The pair of k, or nothing where x(k·G) does not do. Wipes k.
std::optional<Nonce> nonce_of(Scalar& k) {
    const Felt x = multiply_generator_x(k);
    Scalar inverse = k.inverse();
    std::optional<Nonce> nonce;
    if (!x.value().is_zero() && x.value() < kTwo251) {
        nonce.emplace();
        nonce->r = x.value();
        store(nonce->inverse, inverse);
    }
    k.wipe();
    inverse.wipe();
    return nonce;
}

// SHA-512(label ‖ random ‖ key ‖ message) mod n. The caller wipes it.
template <std::size_t N>
Scalar hedged(std::string_view label, const PrivateKey& key,
              std::span<const std::uint8_t> message) {
    Secret<N> random;
    randombytes_buf(random.writable().data(), N);
    Sha512 digest;
    crypto_hash_sha512_state state;
    crypto_hash_sha512_init(&state);
    crypto_hash_sha512_update(&state, reinterpret_cast<const unsigned char*>(label.data()),
                              label.size());
    crypto_hash_sha512_update(&state, random.reveal().data(), N);
    crypto_hash_sha512_update(&state, key.reveal().data(), 32);
    crypto_hash_sha512_update(&state, message.data(), message.size());
    crypto_hash_sha512_final(&state, digest.writable().data());
    sodium_memzero(&state, sizeof state);
    return Scalar::reduce_wide(digest.reveal());
}

}  // namespace

Result<PrivateKey> PrivateKey::make(std::string_view field, Scalar& key) {
    if (key.is_zero())
        return fail(Errc::out_of_range, std::string{field} + ": the private key is zero modulo n");
    PrivateKey made;
    U256 value = key.value();
    Bytes32 bytes = value.to_bytes();
    std::memcpy(made.bytes_.writable().data(), bytes.data(), bytes.size());
    store(made.montgomery_, key);
    sodium_memzero(&value, sizeof value);
    sodium_memzero(bytes.data(), bytes.size());
    key.wipe();
    return made;
}

Result<PrivateKey> PrivateKey::from_hex(std::string_view field, std::string_view text) {
    const auto bytes = parse_secret_hex_number<32>(field, text);
    if (!bytes) return std::unexpected{bytes.error()};
    return from_bytes(field, bytes->reveal());
}

Result<PrivateKey> PrivateKey::from_hex_reduced(std::string_view field, std::string_view text) {
    const auto bytes = parse_secret_hex_number<32>(field, text);
    if (!bytes) return std::unexpected{bytes.error()};
    U256 value = U256::from_bytes(bytes->reveal());
    Scalar scalar = Scalar::reduce(value);
    sodium_memzero(&value, sizeof value);
    return make(field, scalar);
}

Result<PrivateKey> PrivateKey::from_bytes(std::string_view field,
                                          std::span<const std::uint8_t, 32> big_endian) {
    U256 value = U256::from_bytes(big_endian);
    std::uint64_t below = 0;
    (void)sub(value, kOrder, below);
    Scalar scalar = Scalar::reduce(value);
    sodium_memzero(&value, sizeof value);
    if (below == 0) {
        scalar.wipe();
        return fail(Errc::out_of_range,
                    std::string{field} + ": the private key is not below the curve's order");
    }
    return make(field, scalar);
}

Scalar PrivateKey::scalar() const {
    return load(montgomery_);
}

PublicKey PrivateKey::public_key() const {
    Scalar d = scalar();
    const PublicKey key{multiply_generator(d)};
    d.wipe();
    return key;
}

Result<PublicKey> PublicKey::from_x(std::string_view field, const Felt& x) {
    const auto point = Affine::from_x(field, x);
    if (!point) return std::unexpected{point.error()};
    return PublicKey{*point};
}

Nonce make_nonce(const PrivateKey& key) {
    for (;;) {
        Scalar k = hedged<64>(kPoolLabel, key, {});
        if (k.is_zero()) continue;
        if (auto nonce = nonce_of(k)) return std::move(*nonce);
    }
}

Result<std::optional<Signature>> sign_with(const PrivateKey& key, const U256& z, Nonce nonce) {
    if (z >= kTwo251)
        return fail(Errc::out_of_range, "message hash: is not below 2^251, no verifier accepts it");
    Scalar d = key.scalar();
    Scalar inverse = load(nonce.inverse);
    Scalar t = Scalar::reduce(z) + Scalar::reduce(nonce.r) * d;
    const Scalar s = t * inverse;  // public from here on
    d.wipe();
    inverse.wipe();
    t.wipe();
    if (s.is_zero() || s.inverse_vartime().value() >= kTwo251) return std::nullopt;
    return Signature{nonce.r, s.value()};
}

Result<Signature> sign(const PrivateKey& key, const U256& z, NoncePool& nonces) {
    for (;;) {
        const auto signature = sign_with(key, z, nonces.take());
        if (!signature) return std::unexpected{signature.error()};
        if (*signature) return **signature;
    }
}

Result<Signature> sign(const PrivateKey& key, const U256& z) {
    const Bytes32 message = z.to_bytes();
    for (;;) {
        Scalar k = hedged<32>(kHedgedLabel, key, message);
        if (k.is_zero()) continue;
        auto nonce = nonce_of(k);
        if (!nonce) continue;
        const auto signature = sign_with(key, z, std::move(*nonce));
        if (!signature) return std::unexpected{signature.error()};
        if (*signature) return **signature;
    }
}

Result<Signature> sign_deterministic(const PrivateKey& key, const U256& z,
                                     std::span<const std::uint8_t> extra) {
    Rfc6979 nonces{key.reveal(), z, extra};
    for (;;) {
        Scalar k = nonces.next();
        auto nonce = nonce_of(k);
        if (!nonce) continue;
        const auto signature = sign_with(key, z, std::move(*nonce));
        if (!signature) return std::unexpected{signature.error()};
        if (*signature) return **signature;
    }
}

Result<Signature> Signer::sign(const U256& z) const {
    switch (way_) {
        case Way::hedged:
            return stark::sign(*key_, z);
        case Way::prepared:
            return stark::sign(*key_, z, *nonces_);
        case Way::deterministic:
            return sign_deterministic(*key_, z, extra_);
    }
    return fail(Errc::unsupported, "signer: no such way to make a nonce");
}

bool verify(const PublicKey& key, const U256& z, const Signature& signature) {
    const auto& [r, s] = signature;
    if (z >= kTwo251 || r.is_zero() || r >= kTwo251 || s.is_zero() || s >= kOrder) return false;
    const Scalar w = Scalar::reduce(s).inverse_vartime();
    if (w.is_zero() || w.value() >= kTwo251) return false;
    const Scalar u = Scalar::reduce(z) * w;
    const Scalar v = Scalar::reduce(r) * w;
    const Point by_key = multiply_vartime(v.value(), key.point());
    if (u.is_zero()) return x_vartime(by_key) == Felt::trusted(r);
    // Which of the two roots the key has is not known: try both.
    const Affine by_message = multiply_generator(u);
    return x_vartime(add(by_key, by_message)) == Felt::trusted(r) ||
           x_vartime(add(negate(by_key), by_message)) == Felt::trusted(r);
}

void prepare_tables() {
    prepare_pedersen();
    prepare_generator();
}

}  // namespace twinleg::crypto::stark
