#pragma once
// The fields that the lines of both generations of EdgeX share.

#include <string>
#include <string_view>

#include "app/sign/input.h"
#include "core/result.h"

namespace twinleg::app::sign {

// What the order of either generation says of itself; its side is spelt by each in its own way.
template <typename Order>
void read_edgex_order(Input& input, Order& order) {
    order.price = input.text("price");
    order.size = input.text("size");
    order.type = input.text_or("type", "LIMIT");
    order.time_in_force = input.text_or("timeInForce", "GOOD_TIL_CANCEL");
    order.reduce_only = input.flag("reduceOnly");
    order.client_order_id = input.text("clientOrderId");
    order.now_ms = input.number("nowMs");
}

// The price a market order is signed with, by `price(oracle price, tick size)`; empty where the
// input has neither.
template <typename MarketPrice>
Result<std::string> read_edgex_market_price(Input& input, MarketPrice&& price) {
    if (!input.has("oraclePrice") && !input.has("tickSize")) return std::string{};
    return price(input.text_or("oraclePrice", "0"), input.text("tickSize"));
}

// A request to sign the header of: what its signature covers.
struct EdgexRequest {
    std::string_view method;
    std::string_view path;
    std::uint64_t timestamp{0};
    std::string covered;  // the text of its body or of its query

    // Errors: missing, malformed.
    static Result<EdgexRequest> read(Input& input);
    std::string content() const;
};

}  // namespace twinleg::app::sign
