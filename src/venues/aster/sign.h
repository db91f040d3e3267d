#pragma once
// The three signatures of Aster requests: V1 (HMAC-SHA256), V3 (EIP-712 over the parameter text)
// and the older V3 (ABI-encoded JSON as a personal message).
//
// Pure: a signer holds keys and constant hashes, and the same input gives the same bytes. Ethereum
// signatures are r ‖ s ‖ v, big-endian, low s, v = 27/28, written as `0x` and 130 lower-case
// digits. What is constant time: all that touches a key (crypto/secp256k1.h, crypto/hmac.h). Nonces
// (µs, unique over threads) and timestamps (ms) are the caller's. Source: venues page of Aster, "V1
// signature", "V3 signature"; vectors signing_v1.json, signing_v3.json, signing_v3_legacy.json.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "crypto/eip712.h"
#include "crypto/hmac.h"
#include "crypto/secp256k1.h"

namespace twinleg::venues::aster {

// The fields of POST order, as texts of the venue. Empty ones are not sent.
struct OrderFields {
    std::string_view symbol;
    bool is_buy{true};
    std::string_view type{"LIMIT"};
    std::string_view time_in_force{};
    std::string_view quantity;
    std::string_view price{};
    std::optional<bool> reduce_only{};
    std::string_view client_order_id{};
    std::string_view response_type{};  // ACK or RESULT
};

// A request ready to send, its body (or query) ending in the signature pair.
struct SignedRequest {
    std::string body;
    std::string_view header_name;  // X-MBX-APIKEY in V1, Content-Type in V3
    std::string header_value;
};

// V1: signature = hex HMAC-SHA256(secret as text, query ‖ body).
// Threads: may be used from several at once.
class SignerV1 {
public:
    // Errors: malformed, naming the field, if the key cannot be a header or the secret is empty.
    static Result<SignerV1> create(std::string_view api_key, std::string_view api_secret);

    // 64 lower-case hex digits over the text exactly as sent, without its signature pair.
    std::string sign(std::string_view text) const;

    // `parameters` with &signature=… behind it.
    SignedRequest finish(std::string parameters) const;

    // A window of 0 is not sent (the venue then takes 5000).
    SignedRequest order(const OrderFields& fields, std::uint64_t timestamp_ms,
                        unsigned receive_window_ms) const;

private:
    SignerV1(std::string api_key, crypto::HmacKey key)
        : api_key_(std::move(api_key)), key_(std::move(key)) {}

    std::string api_key_;
    crypto::HmacKey key_;
};

// V3: the digest of Message(string msg) in the domain AsterSignTransaction, version 1.
// Threads: may be used from several at once.
class SignerV3 {
public:
    // `chain_id` is 1666, on the test network 714. `user` may be empty: the venue then finds it
    // from the signer. `signer` may be empty; if not, it must be the key's address. Errors:
    // malformed or out_of_range, naming the field and never its value.
    static Result<SignerV3> create(std::uint64_t chain_id, std::string_view user,
                                   std::string_view signer, std::string_view private_key);

    const crypto::Address& address() const { return key_.address(); }

    // Makes up to `at_most` nonces for the requests to come, which then sign in a tenth of the
    // time.
    void prepare(std::size_t at_most) { key_.prepare(at_most); }

    crypto::Word digest(std::string_view message) const;

    // Over the parameter text exactly as sent, without its signature pair.
    std::string sign(std::string_view message) const;

    // Adds nonce, user and signer, then the signature.
    SignedRequest finish(std::string parameters, std::uint64_t nonce_us) const;

    SignedRequest order(const OrderFields& fields, std::uint64_t nonce_us) const;

private:
    explicit SignerV3(crypto::EthereumKey key) : key_(std::move(key)) {}

    crypto::EthereumKey key_;
    std::string actors_;  // &user=…&signer=…
    crypto::Word domain_{};
    crypto::Word message_type_{};
};

// The older V3 form: h = keccak(abi.encode(string json, address user, address signer, uint256
// nonce)), signed as a 32-byte personal message. `json_text` has its keys sorted and no spaces.
crypto::Word legacy_hash(std::string_view json_text, const crypto::Address& user,
                         const crypto::Address& signer, std::uint64_t nonce_us);
std::string sign_legacy(const crypto::EthereumKey& key, std::string_view json_text,
                        const crypto::Address& user, const crypto::Address& signer,
                        std::uint64_t nonce_us);

}  // namespace twinleg::venues::aster
