#include "sim/wire/backpack/order_forms.h"

#include "sim/wire/backpack/order_body.h"
#include "sim/wire/backpack/texts.h"

namespace twinleg::sim::wire::backpack {

namespace {

void write_client_id(JsonWriter& json, std::string_view name, const std::string& id) {
    json.key(name);
    if (id.empty())
        json.null();
    else
        json.raw(id);
}

void write_amounts(JsonWriter& json, const OrderRecord& order) {
    const OrderExtras extras = OrderExtras::of(order.request);
    json.field("quantity", order.quantity);
    if (order.request.market) {
        json.key("quoteQuantity");
        if (extras.quote_quantity.empty())
            json.null();
        else
            json.value(extras.quote_quantity);
    } else {
        json.field("price", order.price).field("postOnly", order.request.force == Force::post_only);
    }
    json.field("executedQuantity", order.filled)
        .field("executedQuoteQuantity", order.value)
        .field("timeInForce", force_word(order.request.force))
        .field("selfTradePrevention", extras.self_trade)
        .field("reduceOnly", order.request.reduce_only)
        .field("status", status_word(order));
}

void write_name(JsonWriter& json, const Markets& markets, const OrderRecord& order) {
    json.field("id", std::to_string(order.id));
    write_client_id(json, "clientId", order.request.client_order_id);
    json.field("symbol", markets.of(order.request.instrument).instrument.symbol)
        .field("side", side_word(order.request.side))
        .field("orderType", order.request.market ? "Market" : "Limit");
}

}  // namespace

std::string_view side_word(Side side) {
    return side == Side::buy ? "Bid" : "Ask";
}

std::string_view status_word(const OrderRecord& order) {
    switch (order.state) {
        case OrderState::pending:
        case OrderState::open:
            return order.filled.is_zero() ? "New" : "PartiallyFilled";
        case OrderState::filled:
            return "Filled";
        case OrderState::cancelled:
            return order.reason == Reason::none ? "Cancelled" : "Expired";
        case OrderState::expired:
            return "Expired";
    }
    return "Expired";
}

std::string_view force_word(Force force) {
    switch (force) {
        case Force::gtc:
        case Force::post_only:
            return "GTC";
        case Force::ioc:
            return "IOC";
        case Force::fok:
            return "FOK";
    }
    return "GTC";
}

std::string_view expiry_word(const OrderRecord& order) {
    switch (order.reason) {
        case Reason::would_cross:
            return "PostOnlyTaker";
        case Reason::no_liquidity:
            if (order.request.market) return "InsufficientLiquidity";
            return order.request.force == Force::fok ? "FillOrKill" : "ImmediateOrCancel";
        case Reason::margin:
            return "InsufficientMargin";
        case Reason::reduce_only:
            return "ReduceOnlyNotReduced";
        case Reason::self_trade:
            return "SelfTradePrevention";
        case Reason::price_band:
            return "PriceOutOfBounds";
        case Reason::none:
        case Reason::below_minimum:
        case Reason::cancel_only:
        case Reason::rate_limited:
        case Reason::expired:
        case Reason::duplicate_id:
        case Reason::nonce_used:
        case Reason::nonce_gap:
        case Reason::not_found:
        case Reason::unavailable:
        case Reason::other:
            return "Unknown";
    }
    return "Unknown";
}

void write_order_fields(JsonWriter& json, const Markets& markets, const OrderRecord& order) {
    write_name(json, markets, order);
    write_amounts(json, order);
    json.field("createdAt", ms_of(order.accepted_at));
    json.key("relatedOrderId").null().key("strategyId").null().key("triggeredAt").null();
}

std::string order_text(const Markets& markets, const OrderRecord& order) {
    JsonWriter json;
    json.object();
    write_order_fields(json, markets, order);
    json.end_object();
    return json.text();
}

void write_order_row(JsonWriter& json, const Markets& markets, const OrderRecord& order) {
    json.object();
    write_name(json, markets, order);
    write_amounts(json, order);
    json.field("createdAt", naive_text(order.accepted_at));
    json.key("expiryReason");
    if (status_word(order) == "Expired")
        json.value(expiry_word(order));
    else
        json.null();
    json.key("systemOrderType").null().end_object();
}

void write_fill_row(JsonWriter& json, const Markets& markets, const FillRecord& fill) {
    json.object().field("tradeId", fill.trade_number);
    json.key("clientId");
    if (fill.client_order_id.empty())
        json.null();
    else
        json.value(fill.client_order_id);
    json.field("orderId", std::to_string(fill.order_id))
        .field("symbol", markets.of(fill.instrument).instrument.symbol)
        .field("side", side_word(fill.side))
        .field("price", fill.price)
        .field("quantity", fill.quantity)
        .field("fee", fill.fee)
        .field("feeSymbol", "USDC")
        .field("isMaker", fill.liquidity == Liquidity::maker)
        .field("timestamp", naive_text(fill.time));
    json.key("systemOrderType");
    if (fill.liquidation)
        json.value("LiquidatePositionOnBook");
    else
        json.null();
    json.end_object();
}

void write_funding_row(JsonWriter& json, const Markets& markets, const Member& member,
                       const FundingPayment& payment) {
    json.object().field("userId", member.user_id);
    json.key("subaccountId").null();
    json.field("symbol", markets.of(payment.instrument).instrument.symbol)
        .field("quantity", payment.amount)
        .field("fundingRate", payment.rate)
        .field("intervalEndTimestamp", naive_text(payment.time))
        .end_object();
}

namespace {

struct EventWords {
    std::string_view name;    // e
    std::string_view status;  // X
};

EventWords words_of(const OrderEvent& event) {
    switch (event.kind) {
        case OrderEvent::Kind::accepted:
            return {"orderAccepted", "New"};
        case OrderEvent::Kind::filled:
            return {"orderFill", event.is_whole() ? "Filled" : "PartiallyFilled"};
        case OrderEvent::Kind::ended:
            break;
    }
    const OrderRecord& order = *event.order;
    if (order.state == OrderState::cancelled && order.reason == Reason::none)
        return {"orderCancelled", "Cancelled"};
    return {"orderExpired", "Expired"};
}

}  // namespace

std::string order_update(const Markets& markets, const OrderEvent& event) {
    const OrderRecord& order = *event.order;
    const OrderRequest& request = order.request;
    const EventWords words = words_of(event);
    JsonWriter json;
    json.object()
        .field("e", words.name)
        .field("E", us_of(event.time))
        .field("s", markets.of(request.instrument).instrument.symbol);
    if (!request.client_order_id.empty()) write_client_id(json, "c", request.client_order_id);
    json.field("S", side_word(request.side))
        .field("o", request.market ? "MARKET" : "LIMIT")
        .field("f", force_word(request.force))
        .field("q", order.quantity);
    if (const OrderExtras extras = OrderExtras::of(request); !extras.quote_quantity.empty())
        json.field("Q", extras.quote_quantity);
    if (!request.market) json.field("p", order.price);
    json.field("X", words.status);
    if (words.status == "Expired") json.field("R", expiry_word(order));
    json.field("i", std::to_string(order.id));
    json.key("t");
    if (event.fill == nullptr) {
        json.null();
    } else {
        json.value(event.fill->trade_number)
            .field("l", event.fill->quantity)
            .field("L", event.fill->price)
            .field("m", event.fill->liquidity == Liquidity::maker)
            .field("n", event.fill->fee)
            .field("N", "USDC");
    }
    json.field("z", event.executed)
        .field("Z", event.executed_value)
        .field("V", OrderExtras::of(request).self_trade)
        .field("T", us_of(event.time))
        .field("O", "USER");
    if (!request.market) json.field("y", request.force == Force::post_only);
    json.field("r", request.reduce_only).end_object();
    return json.text();
}

}  // namespace twinleg::sim::wire::backpack
