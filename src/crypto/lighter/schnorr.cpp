#include "crypto/lighter/schnorr.h"

#include <sodium.h>

#include <utility>

#include "core/check.h"
#include "crypto/hex.h"
#include "crypto/lighter/base_table.h"
#include "crypto/lighter/curve.h"
#include "crypto/lighter/poseidon2.h"

namespace twinleg::crypto::lighter {
namespace {

constexpr std::string_view kNonceDomain = "twinleg lighter nonce 1";

void set(Secret<Scalar::kBytes>& out, const Scalar& value) {
    value.encode(out.writable());
}

Scalar challenge(const Gfp5& r, const Gfp5& message) {
    Sponge sponge;
    sponge.absorb(r);
    sponge.absorb(message);
    return Scalar::reduced(sponge.squeeze_gfp5());
}

void fill(NoncePair& nonce, const Scalar& k) {
    set(nonce.k, k);
    nonce.r = multiply_generator(k);
}

NoncePair hedged(const PrivateKey& key, std::span<const std::uint8_t> message) {
    NoncePair nonce;
    Secret<64> random;
    Secret<64> digest;
    Wiped<crypto_generichash_state> hash;
    Wiped<Scalar> k;
    do {
        randombytes_buf(random.writable().data(), random.writable().size());
        const auto secret = key.secret().reveal();
        crypto_generichash_init(&hash.value, secret.data(), secret.size(), 64);
        crypto_generichash_update(&hash.value,
                                  reinterpret_cast<const std::uint8_t*>(kNonceDomain.data()),
                                  kNonceDomain.size());
        crypto_generichash_update(&hash.value, random.reveal().data(), random.reveal().size());
        crypto_generichash_update(&hash.value, message.data(), message.size());
        crypto_generichash_final(&hash.value, digest.writable().data(), 64);
        k.value = Scalar::reduced_wide(digest.reveal());
    } while (k.value.is_zero());
    fill(nonce, k.value);
    return nonce;
}

}  // namespace

Result<PublicKey> PublicKey::from_hex(std::string_view digits) {
    const auto bytes = parse_hex<Gfp5::kBytes>("public key", digits);
    if (!bytes) return std::unexpected{bytes.error()};
    return from_bytes(*bytes);
}

Result<PublicKey> PublicKey::from_bytes(std::span<const std::uint8_t> bytes) {
    if (bytes.size() != Gfp5::kBytes) {
        return fail(Errc::malformed,
                    "public key: " + std::to_string(bytes.size()) + " bytes, give 40");
    }
    const auto w = Gfp5::decode(bytes);
    if (!w) return fail(Errc::out_of_range, "public key: a limb is not below the field's prime");
    if (w->is_zero() || !Point::decode(*w))
        return fail(Errc::out_of_range, "public key: no usable point of the curve");
    return PublicKey{*w};
}

std::string PublicKey::hex() const {
    return to_hex(bytes());
}

Result<PrivateKey> PrivateKey::from_hex(std::string_view digits) {
    const auto bytes = parse_secret_hex<Scalar::kBytes>("private key", digits);
    if (!bytes) return std::unexpected{bytes.error()};
    return from_bytes(bytes->reveal());
}

Result<PrivateKey> PrivateKey::from_bytes(std::span<const std::uint8_t, Scalar::kBytes> bytes) {
    const Wiped<Scalar> value{Scalar::reduced(bytes)};
    if (value.value.is_zero())
        return fail(Errc::out_of_range, "private key: zero modulo the group order");
    PrivateKey key;
    set(key.secret_, value.value);
    return key;
}

PrivateKey PrivateKey::generate() {
    PrivateKey key;
    Secret<Scalar::kWideBytes> random;
    Wiped<Scalar> value;
    do {
        randombytes_buf(random.writable().data(), random.writable().size());
        value.value = Scalar::reduced_wide(random.reveal());
    } while (value.value.is_zero());
    set(key.secret_, value.value);
    return key;
}

PublicKey PrivateKey::public_key() const {
    const Wiped<Scalar> value{Scalar::reduced(secret_.reveal())};
    return PublicKey{multiply_generator(value.value)};
}

NoncePair make_nonce(const PrivateKey& key) {
    return hedged(key, {});
}

NoncePair make_nonce(const PrivateKey& key, const Gfp5& message) {
    return hedged(key, message.encode());
}

Result<NoncePair> nonce_from(std::span<const std::uint8_t, Scalar::kBytes> k) {
    std::optional<Scalar> decoded = Scalar::decode(k);
    if (!decoded || decoded->is_zero())
        return fail(Errc::out_of_range, "nonce: not in 1..n-1 of the group order n");
    const Wiped<Scalar> value{*decoded};
    sodium_memzero(&*decoded, sizeof *decoded);
    NoncePair nonce;
    fill(nonce, value.value);
    return nonce;
}

Signature sign(const PrivateKey& key, const Gfp5& message, NoncePair nonce) {
    const Wiped<Scalar> secret{Scalar::reduced(key.secret().reveal())};
    const Wiped<Scalar> k{Scalar::reduced(nonce.k.reveal())};
    CHECK(!k.value.is_zero());  // a nonce that was moved from, or already used
    const Scalar e = challenge(nonce.r, message);
    const Scalar s = k.value - e * secret.value;
    Signature signature{};
    s.encode(std::span{signature}.first<Scalar::kBytes>());
    e.encode(std::span{signature}.last<Scalar::kBytes>());
    return signature;
}

Signature sign(const PrivateKey& key, const Gfp5& message) {
    return sign(key, message, make_nonce(key, message));
}

bool verify(const PublicKey& key, const Gfp5& message, std::span<const std::uint8_t> signature) {
    if (signature.size() != kSignatureBytes) return false;
    const auto s = Scalar::decode(signature.first(Scalar::kBytes));
    const auto e = Scalar::decode(signature.last(Scalar::kBytes));
    const auto point = Point::decode(key.w);
    if (!s || !e || !point || point->is_neutral()) return false;
    const Point r = multiply_generator_public(*s) + multiply_public(*e, *point);
    return challenge(r.encode(), message) == *e;
}

}  // namespace twinleg::crypto::lighter
