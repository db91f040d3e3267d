#include "sim/wire/aster/order_forms.h"

#include "sim/wire/aster/texts.h"

namespace twinleg::sim::wire::aster {

namespace {

// Volume-weighted, cut toward zero; "0" while nothing is executed.
std::string average_text(Quantity executed, Notional value, int places) {
    if (executed.is_zero()) return with_places("0", places);
    const auto price = Price::from_raw(static_cast<std::int64_t>(value.raw() / executed.raw()));
    return padded(price, places);
}

}  // namespace

std::string_view side_word(Side side) {
    return side == Side::buy ? "BUY" : "SELL";
}

std::string_view status_word(const OrderRecord& order) {
    switch (order.state) {
        case OrderState::pending:
        case OrderState::open:
            return order.filled.is_zero() ? "NEW" : "PARTIALLY_FILLED";
        case OrderState::filled:
            return "FILLED";
        case OrderState::cancelled:
            return order.reason == Reason::none ? "CANCELED" : "EXPIRED";
        case OrderState::expired:
            return "EXPIRED";
    }
    return "EXPIRED";
}

std::string_view force_word(const OrderRequest& request) {
    if (request.market) return "GTC";
    switch (request.force) {
        case Force::gtc:
            return "GTC";
        case Force::ioc:
            return "IOC";
        case Force::fok:
            return "FOK";
        case Force::post_only:
            return "GTX";
    }
    return "GTC";
}

namespace {

struct EventWords {
    std::string_view execution;  // x
    std::string_view status;     // X
};

EventWords words_of(const OrderEvent& event) {
    switch (event.kind) {
        case OrderEvent::Kind::accepted:
            return {"NEW", "NEW"};
        case OrderEvent::Kind::filled:
            return {"TRADE", event.is_whole() ? "FILLED" : "PARTIALLY_FILLED"};
        case OrderEvent::Kind::ended:
            break;
    }
    return {status_word(*event.order), status_word(*event.order)};
}

}  // namespace

std::string order_text(const Markets& markets, const OrderRecord& order, OrderForm form) {
    const OrderRequest& request = order.request;
    const Market& market = markets.of(request.instrument);
    const bool sent = form == OrderForm::as_sent;
    const Quantity executed = sent ? Quantity{} : order.filled;
    const Notional value = sent ? Notional{} : order.value;
    const std::string_view type = request.market ? "MARKET" : "LIMIT";
    const std::string executed_text = padded(executed, market.quantity_places);
    JsonWriter json;
    json.object()
        .field("orderId", order.id)
        .field("symbol", market.instrument.symbol)
        .field("status", sent ? "NEW" : status_word(order))
        .field("clientOrderId", request.client_order_id)
        .field("price", request.market ? "0" : padded(order.price, market.price_places))
        .field("avgPrice", average_text(executed, value, 5))
        .field("origQty", padded(order.quantity, market.quantity_places))
        .field("executedQty", executed_text)
        .field("cumQty", executed_text)
        .field("cumQuote", padded(value, 5))
        .field("timeInForce", force_word(request))
        .field("type", type)
        .field("reduceOnly", request.reduce_only)
        .field("closePosition", false)
        .field("side", side_word(request.side))
        .field("positionSide", "BOTH")
        .field("stopPrice", "0")
        .field("workingType", "CONTRACT_PRICE")
        .field("priceProtect", false)
        .field("origType", type);
    if (form == OrderForm::as_asked) json.field("time", ms_of(order.accepted_at));
    json.field("updateTime", ms_of(order.updated_at)).end_object();
    return json.text();
}

void write_fill(JsonWriter& json, const Markets& markets, const FillRecord& fill) {
    const Market& market = markets.of(fill.instrument);
    json.object()
        .field("id", fill.trade_number)
        .field("orderId", fill.order_id)
        .field("symbol", market.instrument.symbol)
        .field("side", side_word(fill.side))
        .field("price", padded(fill.price, market.price_places))
        .field("qty", padded(fill.quantity, market.quantity_places))
        .field("quoteQty", money(fill.value))
        .field("realizedPnl", money(fill.realised))
        .field("commission", money(fill.fee))
        .field("commissionAsset", "USDT")
        .field("time", ms_of(fill.time))
        .field("positionSide", "BOTH")
        .field("buyer", fill.side == Side::buy)
        .field("maker", fill.liquidity == Liquidity::maker)
        .end_object();
}

std::string order_update(const Markets& markets, const OrderEvent& event) {
    const OrderRecord& order = *event.order;
    const OrderRequest& request = order.request;
    const EventWords words = words_of(event);
    const Market& market = markets.of(request.instrument);
    const std::string_view type = request.market ? "MARKET" : "LIMIT";
    const FillRecord* fill = event.fill;
    JsonWriter json;
    json.object()
        .field("e", "ORDER_TRADE_UPDATE")
        .field("E", ms_of(event.time))
        .field("T", ms_of(event.time))
        .key("o")
        .object();
    json.field("s", market.instrument.symbol)
        .field("c", request.client_order_id)
        .field("S", side_word(request.side))
        .field("o", type)
        .field("f", force_word(request))
        .field("q", padded(order.quantity, market.quantity_places))
        .field("p", request.market ? "0" : padded(order.price, market.price_places))
        .field("ap", average_text(event.executed, event.executed_value, 5))
        .field("sp", "0")
        .field("x", words.execution)
        .field("X", words.status)
        .field("i", order.id)
        .field("l", fill == nullptr ? "0" : padded(fill->quantity, market.quantity_places))
        .field("z", padded(event.executed, market.quantity_places))
        .field("L", fill == nullptr ? "0" : padded(fill->price, market.price_places));
    if (fill != nullptr) json.field("N", "USDT").field("n", money(fill->fee));
    json.field("T", ms_of(event.time))
        .field("t", fill == nullptr ? 0 : fill->trade_number)
        .field("b", "0")
        .field("a", "0")
        .field("m", fill != nullptr && fill->liquidity == Liquidity::maker)
        .field("R", request.reduce_only)
        .field("wt", "CONTRACT_PRICE")
        .field("ot", type)
        .field("ps", "BOTH")
        .field("cp", false)
        .field("rp", fill == nullptr ? "0" : money(fill->realised))
        .end_object()
        .end_object();
    return json.text();
}

}  // namespace twinleg::sim::wire::aster
