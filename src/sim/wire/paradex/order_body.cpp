#include "sim/wire/paradex/order_body.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace twinleg::sim::wire::paradex {
namespace {

constexpr std::size_t kLongestClientId = 64;
constexpr std::int64_t kLeastWindow = 10;
constexpr std::array<std::string_view, 6> kTriggered{"STOP_LIMIT",        "STOP_MARKET",
                                                     "TAKE_PROFIT_LIMIT", "TAKE_PROFIT_MARKET",
                                                     "STOP_LOSS_LIMIT",   "STOP_LOSS_MARKET"};

std::unexpected<Refused> invalid(std::string message) {
    return refuse(code::kValidation, std::move(message));
}

Asked<std::string> required(const Json& json, std::string_view name) {
    const auto text = text_at(json, name);
    if (!text || text->empty()) return invalid(fmt::format("{}: is missing or no text", name));
    return std::string{*text};
}

Asked<void> read_flags(const Json& json, OrderBody& body) {
    const Json* flags = member_at(json, "flags");
    if (flags == nullptr) return {};
    if (flags->kind != Json::Kind::array) return invalid("flags: is no list");
    for (const Json& each : flags->items) {
        if (each.text == "REDUCE_ONLY")
            body.reduce_only = true;
        else
            return invalid("flags: " + each.text + " is none that an order may carry here");
    }
    return {};
}

Asked<void> read_times(const Json& json, OrderBody& body) {
    const Json* stamp = member_at(json, "signature_timestamp");
    const auto signed_at = stamp != nullptr && stamp->kind == Json::Kind::number
                               ? parse_integer(stamp->text)
                               : std::nullopt;
    if (!signed_at || *signed_at <= 0)
        return invalid("signature_timestamp: is missing or no whole number");
    body.signed_at_ms = *signed_at;
    const Json* window = member_at(json, "recv_window");
    if (window == nullptr) return {};
    const auto window_ms =
        window->kind == Json::Kind::number ? parse_integer(window->text) : std::nullopt;
    if (!window_ms || *window_ms < kLeastWindow)
        return invalid("recv_window: is no whole number of at least 10");
    body.window_ms = *window_ms;
    return {};
}

Asked<void> read_choices(const Json& json, OrderBody& body) {
    if (body.side != "BUY" && body.side != "SELL") return invalid("side: is neither BUY nor SELL");
    if (std::ranges::find(kTriggered, body.type) != kTriggered.end())
        return invalid("type: orders with a trigger are not simulated");
    if (body.type != "LIMIT" && body.type != "MARKET") return invalid("type: is no order type");
    if (const auto text = text_at(json, "instruction"); text && !text->empty())
        body.instruction = *text;
    if (body.instruction == "RPI")
        return refuse(code::kRpi, "the account may not place RPI orders");
    if (body.instruction != "GTC" && body.instruction != "POST_ONLY" && body.instruction != "IOC")
        return invalid("instruction: is none of GTC, POST_ONLY, IOC, RPI");
    if (body.is_market() && body.instruction == "POST_ONLY")
        return invalid("instruction: a market order cannot be post-only");
    if (const auto text = text_at(json, "stp"); text && !text->empty()) body.stp = *text;
    if (body.stp != "EXPIRE_TAKER" && body.stp != "EXPIRE_MAKER" && body.stp != "EXPIRE_BOTH")
        return invalid("stp: is no way to prevent a self-trade");
    return {};
}

Asked<void> read_amounts(const Json& json, OrderBody& body) {
    const auto quantity = parse_quantity(body.size, "size");
    if (!quantity || !quantity->is_positive())
        return refuse(code::kOrderSize, "size: is no decimal number above zero");
    body.quantity = *quantity;
    if (const auto text = text_at(json, "price")) body.price = *text;
    if (body.is_market()) {
        if (const auto text = text_at(json, "vwap_price")) {
            const auto vwap = parse_price(*text, "vwap_price");
            if (!vwap || !vwap->is_positive()) return invalid("vwap_price: is no price");
            body.vwap = *vwap;
        }
        return {};
    }
    const auto price = parse_price(body.price, "price");
    if (!price || !price->is_positive()) return invalid("price: is no decimal number above zero");
    body.limit = *price;
    return {};
}

}  // namespace

Asked<OrderBody> read_order(const Json& json, const Exchange& exchange) {
    if (json.kind != Json::Kind::object) return refuse(code::kBinding, "an order is an object");
    OrderBody body;
    for (auto [name, to] : {std::pair{"market", &body.market},
                            {"side", &body.side},
                            {"type", &body.type},
                            {"size", &body.size}}) {
        auto text = required(json, name);
        if (!text) return std::unexpected{text.error()};
        *to = std::move(*text);
    }
    if (const auto text = text_at(json, "client_id")) body.client_id = *text;
    if (body.client_id.size() > kLongestClientId)
        return invalid("client_id: is longer than 64 characters");
    if (const auto text = text_at(json, "id")) body.id = *text;
    using Step = Asked<void> (*)(const Json&, OrderBody&);
    for (const Step step :
         {Step{read_choices}, Step{read_amounts}, Step{read_flags}, Step{read_times}}) {
        if (auto fine = step(json, body); !fine) return std::unexpected{fine.error()};
    }
    const auto signature = required(json, "signature");
    if (!signature) return std::unexpected{signature.error()};
    const auto parsed = parse_signature(*signature);
    if (!parsed)
        return refuse(code::kOrderSignature, "signature: is not of the form [\"r\",\"s\"]");
    body.signature = *parsed;
    body.instrument = exchange.find(body.market);
    if (body.instrument == nullptr)
        return refuse(code::kMarket, "there is no market " + body.market);
    return body;
}

Asked<void> check_signed(const OrderBody& body, const Login& login, const MessageHashes& hashes,
                         Time now) {
    const std::int64_t now_ms = now.ns / 1'000'000;
    if (now_ms > body.signed_at_ms + body.window_ms)
        return refuse(code::kTimestamp, fmt::format("the order came {} ms after it was signed, of "
                                                    "{} that it may",
                                                    now_ms - body.signed_at_ms, body.window_ms));
    const auto hash = hashes.order(login.member->address, {.timestamp = body.signed_at_ms,
                                                           .market = body.market,
                                                           .side = body.side,
                                                           .type = body.type,
                                                           .size = body.size,
                                                           .price = body.price,
                                                           .id = body.id});
    if (!hash) return invalid(hash.error().message);
    if (!crypto::stark::verify(login.key->key, hash->value(), body.signature))
        return refuse(code::kOrderSignature, "the signature is not right for this order");
    return {};
}

}  // namespace twinleg::sim::wire::paradex
