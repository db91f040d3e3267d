#pragma once
// The four messages that a client signs, hashed anew from what it claims. Source: page § 8.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "crypto/stark/ecdsa.h"
#include "crypto/stark/field.h"

namespace twinleg::sim::wire::paradex {

using crypto::stark::Felt;

// The domain of one chain.
class MessageHashes {
public:
    explicit MessageHashes(std::string_view chain_id);

    // Both times in seconds.
    Felt login(const Felt& account, std::int64_t timestamp, std::int64_t expiration) const;
    Felt onboarding(const Felt& account) const;

    struct Order {
        std::int64_t timestamp{0};  // ms
        std::string_view market, side, type;
        std::string_view size, price;  // decimal text; price is 0 where it is empty or type MARKET
        std::string_view id;           // of a modify; empty: a new order
    };
    // Errors: what cannot be a member of the message, naming the field.
    Result<Felt> order(const Felt& account, const Order& order) const;

private:
    Felt message(const Felt& account, const Felt& hashed) const;

    Felt domain_;
};

// A decimal × 10^8, cut toward zero. Errors: malformed, out_of_range (negative, too large).
Result<Felt> chain_amount(std::string_view field, std::string_view text);

// The account of a public key, § 8.2.
Felt address_of(const Felt& public_key, const Felt& proxy_hash, const Felt& account_hash);

// `["r","s"]` in decimal; nothing for another form.
std::optional<crypto::stark::Signature> parse_signature(std::string_view text);

}  // namespace twinleg::sim::wire::paradex
