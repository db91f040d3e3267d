#pragma once
// Keys and Schnorr signatures of Lighter, over ecGFp5 with Poseidon2 as the hash.
//
//   r = w(k G)     e = Q(r, h) as an integer mod n     s = k - e sk mod n     signature = s, e
//
// The message h is a GFp5 element: the hash of a transaction or of a token's text.
// Encoding: private key 40 bytes little-endian; public key w, 40 bytes; signature s then e, 80
// bytes.
//
// Constant time: everything that touches a private key or a nonce. verify() is public.
// Secrets live in Secret or Wiped and are wiped; neither keys nor nonces can be printed.
// Source: venue page, section 6.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/result.h"
#include "crypto/lighter/gfp5.h"
#include "crypto/lighter/scalar.h"
#include "crypto/secret.h"

namespace twinleg::crypto::lighter {

inline constexpr std::size_t kSignatureBytes = 80;
using Signature = Bytes<kSignatureBytes>;

// The encoding of an element of the group, canonical; that it decodes is checked by verify().
struct PublicKey {
    Gfp5 w{};

    // Errors: malformed (digits, length); out_of_range, if it is no point but the neutral one of
    // the group: limbs not below p, not decodable, or zero.
    static Result<PublicKey> from_hex(std::string_view digits);
    static Result<PublicKey> from_bytes(std::span<const std::uint8_t> bytes);

    Gfp5::Bytes bytes() const { return w.encode(); }
    std::string hex() const;  // 80 digits without 0x

    friend bool operator==(const PublicKey&, const PublicKey&) = default;
};

class PrivateKey {
public:
    // 80 hex digits, 0x optional. A value of n or more counts modulo n, as in the official signer.
    //
    // Errors: malformed (digits, length); out_of_range, if it is zero modulo n.
    static Result<PrivateKey> from_hex(std::string_view digits);
    static Result<PrivateKey> from_bytes(std::span<const std::uint8_t, Scalar::kBytes> bytes);

    // A new one, from the system's randomness.
    static PrivateKey generate();

    PublicKey public_key() const;

    // Little-endian, below n.
    const Secret<Scalar::kBytes>& secret() const { return secret_; }

private:
    Secret<Scalar::kBytes> secret_;
};

// What a signature needs that does not depend on its message: k, and w(k G). For one signature.
struct NoncePair {
    Secret<Scalar::kBytes> k;
    Gfp5 r{};
};

// A nonce for any message: the system's randomness hashed (BLAKE2b, 64 bytes) with the key, so that
// neither a weak generator nor a guessed key alone gives it away.
NoncePair make_nonce(const PrivateKey& key);

// The same with the message hashed in as well: were the system to repeat itself, two messages would
// still have two nonces.
NoncePair make_nonce(const PrivateKey& key, const Gfp5& message);

// A given k, for vectors and differential tests. Errors: out_of_range, if k is not in 1..n-1.
Result<NoncePair> nonce_from(std::span<const std::uint8_t, Scalar::kBytes> k);

// Consumes the nonce: it is wiped on return.
Signature sign(const PrivateKey& key, const Gfp5& message, NoncePair nonce);

// With make_nonce(key, message).
Signature sign(const PrivateKey& key, const Gfp5& message);

// Strict: false unless the key is a point other than the neutral one, the signature has 80 bytes,
// s and e are below n, and the equation holds.
bool verify(const PublicKey& key, const Gfp5& message, std::span<const std::uint8_t> signature);

}  // namespace twinleg::crypto::lighter
