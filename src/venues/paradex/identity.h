#pragma once
// Who an account signs as: its key (the main one or a subkey), its address, prepared nonces.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/stark/ecdsa.h"
#include "venues/paradex/answers.h"
#include "venues/paradex/requests.h"
#include "venues/paradex/sign.h"
#include "venues/venue.h"

namespace twinleg::venues::paradex {

// A main key's address follows from it and the class hashes of system/config. A subkey's does not:
// PARADEX_L2_ADDRESS names the account it was registered under; it trades, and cannot onboard.
//
// Threads: the loop's.
class Identity {
public:
    // Errors: missing, malformed or out_of_range, naming the variable.
    static Result<std::unique_ptr<Identity>> create(const Credentials& credentials);

    // Knows its address from now on, and can sign.
    // Errors: malformed or out_of_range, naming the field of system/config.
    Result<void> settle(const SystemConfig& config, std::string_view symbol);
    bool settled() const { return account_.has_value(); }

    bool subkey() const { return subkey_; }
    // Of settle(). "0x…", never a secret.
    const std::string& address() const { return address_; }
    std::string public_key() const { return public_key_.x().to_hex(); }
    // Empty where it is not set: only onboarding needs it.
    const std::string& l1_address() const { return l1_address_; }

    // The timestamp of the next order: the one that was prepared, or a new one by the venue's
    // clock.
    std::uint64_t next_timestamp(std::uint64_t venue_ms);
    // Appends the signed body to `out`. Errors: those of append_signed_order.
    Result<void> sign(const OrderRequest& order, std::string& out);
    Result<SignedAuth> sign_login(std::uint64_t timestamp_s) const;
    Result<SignedOnboarding> sign_onboarding() const;

    // Prepares one nonce, if there is room, or the beginning of the next order's hash, if the last
    // one is used or old. False: nothing was left to do.
    bool prepare(std::uint64_t venue_ms);

private:
    Identity(crypto::stark::PrivateKey key, std::string l1_address,
             std::optional<crypto::stark::Felt> l2_address);

    crypto::stark::Signer signer() const { return crypto::stark::Signer::prepared(key_, pool_); }

    crypto::stark::PrivateKey key_;
    crypto::stark::PublicKey public_key_;
    std::string l1_address_;
    std::optional<crypto::stark::Felt> l2_address_;
    mutable crypto::stark::NoncePool pool_;
    std::optional<Account> account_;
    std::optional<Market> market_;
    std::string address_;
    // Of both sides, with one timestamp: one order uses them up.
    std::vector<OrderPrefix> prefixes_;
    Timestamps timestamps_;
    bool subkey_{false};
};

}  // namespace twinleg::venues::paradex
