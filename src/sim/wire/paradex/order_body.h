#pragma once
// The body of a create or modify, read and held against everything that is no matter of the
// account. Source: page § 6.

#include <optional>
#include <string>

#include "sim/wire/paradex/gate.h"
#include "sim/wire/paradex/json_text.h"
#include "sim/wire/paradex/markets.h"
#include "sim/wire/paradex/order_note.h"

namespace twinleg::sim::wire::paradex {

struct OrderBody {
    const Instrument* instrument{nullptr};
    std::string market, side, type, size, price;  // as they came
    std::string instruction{"GTC"};
    std::string client_id;
    std::string id;  // of a modify
    std::string stp{"EXPIRE_TAKER"};
    std::int64_t signed_at_ms{0};
    crypto::stark::Signature signature;
    std::int64_t window_ms{300'000};
    bool reduce_only{false};
    Quantity quantity;
    Price limit;                // zero: none
    std::optional<Price> vwap;  // of a market order

    bool is_market() const { return type == "MARKET"; }
};

// Errors: VALIDATION_ERROR for a field that is missing or wrong, MARKET_NOT_FOUND.
Asked<OrderBody> read_order(const Json& json, const Exchange& exchange);

// The receive window and the signature, by the key of the login.
// Errors: INVALID_TIMESTAMP, INVALID_ORDER_SIGNATURE.
Asked<void> check_signed(const OrderBody& body, const Login& login, const MessageHashes& hashes,
                         Time now);

}  // namespace twinleg::sim::wire::paradex
