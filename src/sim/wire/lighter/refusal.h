#pragma once
// What the venue says when it will not: a code for the program and a sentence for a person.

#include <expected>
#include <string>
#include <utility>

namespace twinleg::sim::wire::lighter {

// Source: venue page, section 8.
enum class Code : int {
    invalid_param = 20001,
    invalid_expired_time = 20011,
    account_not_found = 21100,
    invalid_nonce = 21104,
    nonce_not_increasing = 21105,
    invalid_public_key = 21108,
    api_key_not_found = 21109,
    invalid_signature = 21120,
    several_owners = 21121,
    margin_mode_in_use = 21132,
    integrator_not_approved = 21149,
    not_enough_collateral = 21301,
    invalid_tx_info = 21501,
    unsupported_tx_type = 21505,
    too_many_pending = 21506,
    below_maintenance_margin = 21507,
    below_initial_margin = 21508,
    lengths_differ = 21513,
    batch_too_large = 21514,
    book_full = 21601,
    invalid_market = 21602,
    market_status = 21605,
    invalid_order_index = 21700,
    invalid_base_amount = 21701,
    invalid_price = 21702,
    below_minimum = 21706,
    invalid_order_expiry = 21711,
    cancel_all_queued = 21712,
    too_many_orders = 21717,
    invalid_client_order_index = 21727,
    client_order_index_exists = 21728,
    reduce_only_increases = 21732,
    accidental_price = 21733,
    price_too_far_from_mark = 21734,
    not_enough_margin = 21739,
    too_many_requests = 23000,
    too_many_subscriptions = 23001,
    too_many_connections = 23003,
    not_found = 29404,
    internal = 29500,
    ws_invalid_json = 30000,
    ws_invalid_type = 30001,
    ws_not_subscribed = 30002,
    ws_already_subscribed = 30003,
    ws_invalid_channel = 30005,
    ws_too_many_messages = 30009,
    ws_too_many_in_flight = 30010,
};

// A refused request. Over HTTP the status is 400, and 429 where requests come too fast.
struct Refusal {
    Code code{Code::internal};
    std::string message;

    int http_status() const { return code == Code::too_many_requests ? 429 : 400; }
    // {"code":21104,"message":"invalid nonce"}
    std::string json() const;
    // {"error":{"code":21104,"message":"invalid nonce"}}, with `,"id":<id>` where `id` is given:
    // the id as JSON text.
    std::string frame(const std::string& id = {}) const;

    friend bool operator==(const Refusal&, const Refusal&) = default;
};

// The message the page gives for a code, with `detail` behind it where there is one.
Refusal refusal(Code code, std::string detail = {});

template <typename T>
using Checked = std::expected<T, Refusal>;

inline std::unexpected<Refusal> refuse(Code code, std::string detail = {}) {
    return std::unexpected{refusal(code, std::move(detail))};
}

}  // namespace twinleg::sim::wire::lighter
