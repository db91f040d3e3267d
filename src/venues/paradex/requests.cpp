#include "venues/paradex/requests.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "net/form.h"

namespace twinleg::venues::paradex {

namespace target {

std::string market(std::string_view symbol) {
    return "/v1/markets?" + net::encode_form({{"market", std::string{symbol}}});
}
std::string bbo(std::string_view symbol) {
    return "/v1/bbo/" + std::string{symbol};
}
std::string onboarding(std::string_view public_key) {
    return "/v1/onboarding?account_signer_type=starknet&public_key=" + std::string{public_key};
}
std::string open_orders(std::string_view symbol) {
    return "/v1/orders?market=" + std::string{symbol};
}
std::string order(std::string_view venue_order_id) {
    return "/v1/orders/" + std::string{venue_order_id};
}
std::string order_by_client_id(std::string_view client_id, std::string_view symbol) {
    std::string out = "/v1/orders/by_client_id/" + std::string{client_id};
    if (!symbol.empty()) out.append("?market=").append(symbol);
    return out;
}
std::string order_history(std::string_view symbol, std::string_view client_id) {
    return "/v1/orders-history?" + net::encode_form({{"market", std::string{symbol}},
                                                     {"client_id", std::string{client_id}}});
}
std::string fills(std::string_view symbol, std::uint64_t since_ms, std::string_view cursor) {
    std::string out =
        fmt::format("/v1/fills?market={}&start_at={}&page_size=500", symbol, since_ms);
    if (!cursor.empty()) out += '&' + net::encode_form({{"cursor", std::string{cursor}}});
    return out;
}

}  // namespace target

namespace frame {
namespace {

std::string call(std::uint64_t id, std::string_view method, std::string_view params) {
    return fmt::format(R"({{"jsonrpc":"2.0","id":{},"method":"{}","params":{}}})", id, method,
                       params);
}

std::string channel_call(std::uint64_t id, std::string_view method, std::string_view channel) {
    return fmt::format(R"({{"jsonrpc":"2.0","id":{},"method":"{}","params":{{"channel":"{}"}}}})",
                       id, method, channel);
}

}  // namespace

std::string auth(std::uint64_t id, std::string_view token) {
    return fmt::format(R"({{"jsonrpc":"2.0","id":{},"method":"auth","params":{{"bearer":"{}"}}}})",
                       id, token);
}
std::string subscribe(std::uint64_t id, std::string_view channel) {
    return channel_call(id, "subscribe", channel);
}
std::string unsubscribe(std::uint64_t id, std::string_view channel) {
    return channel_call(id, "unsubscribe", channel);
}
std::string cancel_on_disconnect(std::uint64_t id, bool enabled) {
    return call(id, "order.cancel_on_disconnect",
                enabled ? R"({"enabled":true})" : R"({"enabled":false})");
}
void begin_create(std::string& out, std::uint64_t id) {
    // Here every microsecond counts.
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, id).ptr;
    out.append(R"({"jsonrpc":"2.0","id":)").append(digits, end);
    out.append(R"(,"method":"order.create","params":)");
}
std::string cancel(std::uint64_t id, std::string_view venue_order_id, std::string_view client_id,
                   std::string_view symbol) {
    if (!venue_order_id.empty())
        return call(id, "order.cancel", fmt::format(R"({{"id":"{}"}})", venue_order_id));
    return call(id, "order.cancel",
                fmt::format(R"({{"client_id":"{}","market":"{}"}})", client_id, symbol));
}
std::string cancel_all(std::uint64_t id, std::string_view symbol) {
    return call(id, "order.cancel_all", fmt::format(R"({{"market":"{}"}})", symbol));
}

}  // namespace frame

OrderRequest OrderTexts::request(const Order& order, std::uint64_t timestamp_ms,
                                 std::uint64_t until_ms) const {
    OrderRequest out{
        .side = order.side,
        .type = OrderType::limit,
        .size = size,
        .price = price,
        .timestamp_ms = timestamp_ms,
        .client_id = client_id,
        .reduce_only = order.reduce_only,
    };
    switch (order.time_in_force) {
        case TimeInForce::post_only:
            out.instruction = "POST_ONLY";
            break;
        case TimeInForce::ioc:
            out.instruction = "IOC";
            break;
        case TimeInForce::gtc:
            out.instruction = "GTC";
            break;
    }
    constexpr std::uint64_t kMostWindowMs = 300'000;
    if (until_ms >= timestamp_ms + kLeastWindowMs)
        out.recv_window_ms =
            static_cast<std::uint32_t>(std::min(until_ms - timestamp_ms, kMostWindowMs));
    return out;
}

}  // namespace twinleg::venues::paradex
