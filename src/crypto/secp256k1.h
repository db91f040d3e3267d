#pragma once
// Ethereum keys: ECDSA over secp256k1 on libsecp256k1, with addresses and recovery.
//
// Digests, keys, r and s are 32 bytes, big-endian. A key is in [1, n). Signatures are 65 bytes,
// r ‖ s ‖ v with s ≤ n/2 and v = 27 or 28. They are deterministic, the nonce being RFC 6979 with
// SHA-256 and no extra input as eth-account, ethers and geth have it, unless nonces were prepared:
// then each is a random one, and signing is a few multiplications instead of a curve point.
// Constant time: signing, nonces and the public key (libsecp256k1's own claim, with its context
// blinded by fresh random bytes for each key, which changes no result; s is made by its scalar
// operations on keys). Recovery is of public data and is not. Source:
// https://eips.ethereum.org/EIPS/eip-155 (v), /eip-2 (low s), /eip-55 (address text).

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/result.h"
#include "crypto/bytes.h"
#include "crypto/nonce_pool.h"
#include "crypto/secret.h"

struct secp256k1_context_struct;

namespace twinleg::crypto {

using Address = Bytes<20>;            // the last 20 bytes of keccak-256 over x ‖ y
using EthereumSignature = Bytes<65>;  // r ‖ s ‖ v

// With `0x` and the capitals of EIP-55.
std::string checksum_address(const Address& address);

// 40 hex digits with or without `0x`. Capitals are not held against EIP-55: venues and SDKs pass
// addresses in lower case.
// Errors: malformed, naming the field.
Result<Address> parse_address(std::string_view field, std::string_view text);

// What a signature needs of its nonce k and not of the message. Used once.
struct EthereumNonce {
    Secret<32> inverse;  // 1/k
    Bytes<32> r{};       // x of k·G
    bool odd{false};     // its y
};

// Threads: sign() may be called from several at once, until prepare() was: then from one.
class EthereumKey {
public:
    // Errors: out_of_range, naming the field, if the number is 0 or not below the group order.
    static Result<EthereumKey> from(std::string_view field, Secret<32> key);

    // 64 hex digits with or without `0x`. Errors: as from(), and malformed.
    static Result<EthereumKey> from_hex(std::string_view field, std::string_view text);

    const Address& address() const { return address_; }

    EthereumSignature sign(const Bytes<32>& digest) const;
    EthereumSignature sign(const Bytes<32>& digest, EthereumNonce nonce) const;

    // From the system's randomness; some forty microseconds.
    EthereumNonce make_nonce() const;
    // Makes up to `at_most` nonces that the next signatures take; returns how many. A signature
    // that finds none is deterministic. Thread: any one.
    std::size_t prepare(std::size_t at_most);

private:
    struct Free {
        void operator()(secp256k1_context_struct* context) const;
    };

    EthereumKey() = default;

    EthereumSignature sign_alone(const Bytes<32>& digest) const;

    std::unique_ptr<secp256k1_context_struct, Free> context_;
    Secret<32> key_;
    Address address_{};
    std::unique_ptr<NoncePool<EthereumNonce>> prepared_;
};

// The 65 bytes from 130 hex digits of either case, with or without `0x`. v may be 0/1 or 27/28 and
// comes out as 27/28.
// Errors: malformed, naming the field.
Result<EthereumSignature> parse_ethereum_signature(std::string_view field, std::string_view text);

// The address that signed. Strict: r and s in [1, n), s ≤ n/2, v 27 or 28, a point that exists.
// Errors: malformed, if any of that does not hold.
Result<Address> recover_address(const Bytes<32>& digest, const EthereumSignature& signature);

}  // namespace twinleg::crypto
