#pragma once
// What a Lighter account sends under its own name: signed transactions, ready for sendTx or the
// socket, and auth tokens.
//
// Pure: time, the account's transaction nonces and the one-time k come from the caller. The
// prepared path takes its k from a crypto::NoncePool, filled while the market is quiet:
//
//   const auto signer = Signer::create({.chain_id = 304, .account_index = 65, .api_key_index = 3},
//   key_hex); NoncePool<NoncePair> pool{[&] { return signer->make_nonce(); }}; const auto tx =
//   signer->transaction(CreateOrder{…}, nonce, expired_at_ms); const auto sent = signer->sign(tx,
//   pool.take()); send(form(sent));
//
// Threads: a Signer is read-only once made; all its functions may be called from any thread.
// Source: venue page, sections 3, 4, 7 and 10.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/result.h"
#include "crypto/lighter/auth_token.h"
#include "crypto/lighter/schnorr.h"
#include "crypto/lighter/transaction.h"

namespace twinleg::venues::lighter {

using crypto::lighter::NoncePair;

// The chain id that the SDK's signatures carry for a REST host; mainnet's for an unknown one.
std::uint64_t chain_id_of(std::string_view url);

struct SignerConfig {
    std::uint64_t chain_id{304};
    std::uint64_t account_index{0};
    std::uint64_t api_key_index{0};
    crypto::lighter::Attributes attributes{};  // of every transaction, unless it says otherwise
};

struct SignedTransaction {
    std::uint64_t tx_type{0};
    std::string tx_info;                     // JSON text
    crypto::lighter::Gfp5::Bytes tx_hash{};  // known before sending: it matches answers

    std::string tx_hash_hex() const;  // 80 lower-case digits, as the venue writes it
};

class Signer {
public:
    // Errors: those of PrivateKey::from_hex.
    static Result<Signer> create(const SignerConfig& config, std::string_view private_key_hex);
    Signer(const SignerConfig& config, crypto::lighter::PrivateKey key);

    // 80 hex digits, to be compared with what the venue has registered.
    const std::string& public_key_hex() const { return public_key_hex_; }

    // A k for the pool. It does not know its message; sign() without one makes a k that does.
    NoncePair make_nonce() const;

    // A transaction of this account with the configured attributes.
    crypto::lighter::Transaction transaction(crypto::lighter::TransactionBody body,
                                             std::uint64_t nonce,
                                             std::uint64_t expired_at_ms) const;

    // Signs `transaction` as it stands; crypto::lighter::validate() says whether the venue would
    // take it. The first form consumes a prepared k, the second computes one.
    SignedTransaction sign(const crypto::lighter::Transaction& transaction, NoncePair k) const;
    SignedTransaction sign(const crypto::lighter::Transaction& transaction) const;

    // Valid until `deadline_s`, Unix seconds; the server wants it at most 8 hours ahead.
    std::string auth_token(std::uint64_t deadline_s, NoncePair k) const;
    std::string auth_token(std::uint64_t deadline_s) const;

private:
    crypto::lighter::Gfp5 hash(const crypto::lighter::Transaction& transaction) const;
    SignedTransaction sign(const crypto::lighter::Transaction& transaction,
                           const crypto::lighter::Gfp5& message, NoncePair k) const;

    SignerConfig config_;
    crypto::lighter::PrivateKey key_;
    std::string public_key_hex_;
    std::optional<crypto::lighter::Gfp5> attributes_hash_;  // of config_.attributes
};

// Body of POST sendTx, application/x-www-form-urlencoded. The signature in it authenticates.
std::string form(const SignedTransaction& transaction,
                 std::optional<bool> price_protection = std::nullopt);

// Body of POST sendTxBatch: lists of one account and key, nonces rising by one.
std::string batch_form(std::span<const SignedTransaction> transactions);

// The same as a frame for the socket.
std::string batch_frame(std::span<const SignedTransaction> transactions, std::string_view id);

// The frame that sends it over the socket. `id` comes back in the answer; nothing in it needs an
// escape in JSON.
std::string frame(const SignedTransaction& transaction, std::string_view id);

}  // namespace twinleg::venues::lighter
