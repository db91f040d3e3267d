#include "sim/wire/state_json.h"

#include <algorithm>

namespace twinleg::sim::wire {
namespace {

void write_orders(JsonWriter& json, const Exchange& exchange, AccountIndex account) {
    json.key("open_orders").array();
    for (const OrderRecord* order : exchange.open_orders(account)) {
        json.object()
            .field("client_order_id", order->request.client_order_id)
            .field("venue_order_id", std::to_string(order->id))
            .field("instrument", exchange.instrument(order->request.instrument).symbol)
            .field("side", name(order->request.side))
            .field("price", order->price)
            .field("remaining", order->left())
            .end_object();
    }
    json.end_array();
}

void write_account(JsonWriter& json, const Exchange& exchange, AccountIndex account) {
    json.object()
        .field("id", exchange.account(account).id)
        .field("equity", exchange.equity(account))
        .key("positions")
        .array();
    for (const Instrument& each : exchange.instruments()) {
        json.object()
            .field("instrument", each.symbol)
            .field("quantity", exchange.position(account, each.id).quantity())
            .end_object();
    }
    json.end_array();
    write_orders(json, exchange, account);
    json.field("fills", exchange.counts(account).fills).key("nonces").object();
    for (const auto& [key, value] : exchange.nonces(account)) {
        // A number where it is one.
        const bool whole = !value.empty() && value.size() < 19 &&
                           std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
        json.key(key);
        if (whole) {
            json.raw(value);
        } else {
            json.value(std::string_view{value});
        }
    }
    json.end_object().end_object();
}

void write_side(JsonWriter& json, const Exchange& exchange, InstrumentId id, Side side) {
    std::vector<Level> levels;
    exchange.levels(id, side, levels);
    json.array();
    for (const Level& level : levels)
        json.array().value(level.price).value(level.quantity).end_array();
    json.end_array();
}

}  // namespace

void write_state(JsonWriter& json, const Exchange& exchange) {
    OrderCounts sum;
    for (AccountIndex i = 0; i < exchange.accounts(); ++i) {
        const OrderCounts& counts = exchange.counts(i);
        sum.accepted += counts.accepted;
        sum.refused += counts.refused;
        sum.duplicate_client_order_ids += counts.duplicate_client_order_ids;
    }
    json.object()
        .field("venue", exchange.config().venue)
        .field("orders_accepted", sum.accepted)
        .field("orders_refused", sum.refused)
        .field("duplicate_client_order_ids", sum.duplicate_client_order_ids)
        .key("accounts")
        .array();
    for (AccountIndex i = 0; i < exchange.accounts(); ++i)
        write_account(json, exchange, i);
    json.end_array().key("books").array();
    for (const Instrument& each : exchange.instruments()) {
        json.object().field("instrument", each.symbol).key("bids");
        write_side(json, exchange, each.id, Side::buy);
        json.key("asks");
        write_side(json, exchange, each.id, Side::sell);
        json.end_object();
    }
    json.end_array().end_object();
}

}  // namespace twinleg::sim::wire
