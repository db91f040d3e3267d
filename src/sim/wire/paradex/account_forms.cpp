#include "sim/wire/paradex/account_forms.h"

#include "sim/wire/paradex/markets.h"
#include "sim/wire/paradex/order_note.h"

namespace twinleg::sim::wire::paradex {
namespace {

// What was paid for what is open: size × entry, signed like the position.
Notional cost_of(const Position& position) {
    return position.entry_value();
}

void write_flags(JsonWriter& json, std::initializer_list<std::pair<bool, std::string_view>> flags) {
    json.key("flags").array();
    for (const auto& [set, name] : flags) {
        if (set) json.value(name);
    }
    json.end_array();
}

}  // namespace

std::string_view status_of(const OrderRecord& order) {
    if (ended(order.state)) return "CLOSED";
    return order.state == OrderState::pending ? "NEW" : "OPEN";
}

std::string cancel_reason_of(const OrderRecord& order, const OrderExtras* extras) {
    if (order.alive() || order.state == OrderState::filled) return {};
    if (extras != nullptr && !extras->cancel_reason.empty()) return extras->cancel_reason;
    switch (order.reason) {
        case Reason::none:
            return "USER_CANCELED";
        case Reason::would_cross:
            return "POST_ONLY_WOULD_CROSS";
        case Reason::margin:
            return "NOT_ENOUGH_MARGIN";
        case Reason::no_liquidity:
            return "NOT_ENOUGH_LIQUIDITY";
        case Reason::reduce_only:
            return "REDUCE_ONLY_WOULD_INCREASE";
        case Reason::self_trade:
            return "SELF_TRADE";
        case Reason::price_band:
            return "PRICE_BAND";
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
            break;
    }
    return "UNSPECIFIED";
}

std::int64_t order_sequence(const OrderRecord& order) {
    return order.updated_at.ns + order.version;
}

std::int64_t sequence_at(Time now) {
    return now.ns;
}

std::string order_json(const Exchange& exchange, const Member& member, const OrderRecord& order,
                       const OrderExtras* extras) {
    const OrderNote note = read_note(order.request);
    const bool market = note.type == "MARKET";
    JsonWriter json;
    json.object()
        .field("id", id_text(order.id))
        .field("account", member.account)
        .field("market", exchange.instrument(order.request.instrument).symbol)
        .field("side", order.request.side == Side::buy ? "BUY" : "SELL")
        .field("type", note.type)
        .field("size", order.quantity)
        .field("remaining_size", order.left())
        .field("price", market ? Price{} : order.price)
        .field("avg_fill_price", order.filled.is_zero() ? std::string{} : to_text(order.average()))
        .field("status", status_of(order))
        .field("cancel_reason", cancel_reason_of(order, extras))
        .field("client_id", order.request.client_order_id)
        .field("instruction", note.instruction);
    write_flags(json,
                {{order.request.reduce_only, "REDUCE_ONLY"}, {note.interactive, "INTERACTIVE"}});
    json.field("stp", note.stp)
        .field("trigger_price", "0")
        .field("timestamp", note.signed_at_ms)
        .field("created_at", ms_of(order.accepted_at))
        .field("received_at", ms_of(order.accepted_at))
        .field("published_at", ms_of(order.updated_at))
        .field("last_updated_at", ms_of(order.updated_at))
        .field("seq_no", order_sequence(order));
    if (extras != nullptr && extras->request) {
        json.key("request_info")
            .object()
            .field("id", extras->request->id)
            .field("request_type", "MODIFY_ORDER")
            .field("status", extras->request->status)
            .field("message", extras->request->message)
            .end_object();
    }
    json.end_object();
    return json.text();
}

std::string fill_json(const Exchange& exchange, const Member& member, const LedgerFill& fill) {
    const FillRecord& record = fill.record;
    JsonWriter json;
    json.object()
        .field("id", id_text(record.id))
        .field("account", member.account)
        .field("market", exchange.instrument(record.instrument).symbol)
        .field("order_id", record.order_id == 0 ? std::string{} : id_text(record.order_id))
        .field("client_id", record.client_order_id)
        .field("trade_id", id_text(record.trade_id))
        .field("side", record.side == Side::buy ? "BUY" : "SELL")
        .field("liquidity", record.liquidity == Liquidity::maker ? "MAKER" : "TAKER")
        .field("price", record.price)
        .field("size", record.quantity)
        .field("remaining_size", fill.left)
        .field("fee", record.fee)
        .field("fee_currency", kSettlement)
        .field("realized_pnl", record.realised)
        .field("realized_funding", fill.realized_funding)
        .field("underlying_price", fill.underlying)
        .field("fill_type", record.liquidation ? "LIQUIDATION" : "FILL");
    write_flags(json, {{fill.interactive, "interactive"}});
    json.field("orderbook_seq_no", fill.sequence)
        .field("created_at", ms_of(record.time))
        .end_object();
    return json.text();
}

Price average_exit(const Standing& standing) {
    if (standing.closed.is_zero()) return {};
    return Price::from_raw(
        static_cast<std::int64_t>(standing.closed_value.raw() / standing.closed.raw()));
}

Ratio leverage(const Exchange& exchange, const Member& member, InstrumentId id) {
    const Position& position = exchange.position(member.index, id);
    const Notional value = (position.quantity() * position.mark());
    const Notional worth = exchange.equity(member.index);
    if (!worth.is_positive() || value.is_zero()) return {};
    const Int128 whole =
        (value.is_negative() ? -value.raw() : value.raw()) / (worth.raw() / 10'000);
    return Ratio::from_raw(static_cast<std::int64_t>(whole) * (Ratio::kOne / 10'000));
}

// equity + held × (price − mark) = maintenance × |held| × price + what the others need.
std::optional<Price> liquidation_price(const Exchange& exchange, const Member& member,
                                       InstrumentId id) {
    const Position& position = exchange.position(member.index, id);
    const Quantity held = position.quantity();
    if (held.is_zero() || !position.mark().is_positive()) return std::nullopt;
    const Ratio fraction = position.instrument().maintenance_margin;
    const Notional value = held * position.mark();
    const Notional own = scale_toward_zero(value.is_negative() ? -value : value, fraction);
    const Notional free =
        exchange.equity(member.index) - (exchange.maintenance_margin(member.index) - own) - value;
    // free + held × price = fraction × |held| × price
    const Int128 slope = static_cast<Int128>(held.abs().raw()) * fraction.raw() / Ratio::kOne -
                         static_cast<Int128>(held.raw());
    if (slope == 0) return std::nullopt;
    const Int128 price = free.raw() / slope;
    if (price <= 0 || price > INT64_MAX) return std::nullopt;
    return floor_to(Price::from_raw(static_cast<std::int64_t>(price)), position.instrument().tick);
}

std::string position_json(const Exchange& exchange, const Member& member, InstrumentId id) {
    const Position& position = exchange.position(member.index, id);
    const Standing& standing = member.ledger.standing(id);
    const Quantity held = position.quantity();
    const auto liquidation = liquidation_price(exchange, member, id);
    const std::string& symbol = exchange.instrument(id).symbol;
    JsonWriter json;
    json.object()
        .field("id", member.account + "-" + symbol)
        .field("account", member.account)
        .field("market", symbol)
        .field("status", held.is_zero() ? "CLOSED" : "OPEN")
        .field("side", held.is_negative() ? "SHORT" : "LONG")
        .field("size", held)
        .field("average_entry_price", position.average_entry())
        .field("average_entry_price_usd", position.average_entry())
        .field("average_exit_price", average_exit(standing))
        .field("unrealized_pnl", position.unrealised() + standing.accrued)
        .field("unrealized_funding_pnl", standing.accrued)
        .field("realized_positional_pnl", standing.realized)
        .field("realized_positional_funding_pnl", standing.realized_funding)
        .field("cost", cost_of(position))
        .field("cost_usd", cost_of(position))
        .field("leverage", leverage(exchange, member, id))
        .field("liquidation_price", liquidation ? to_text(*liquidation) : std::string{})
        .field("cached_funding_index", standing.cached_index)
        .field("last_fill_id",
               standing.last_fill == 0 ? std::string{} : id_text(standing.last_fill))
        .field("created_at", ms_of(standing.created_at))
        .field("last_updated_at", ms_of(standing.updated_at))
        .field("closed_at", ms_of(standing.closed_at))
        .field("seq_no", sequence_at(standing.updated_at))
        .end_object();
    return json.text();
}

std::string account_json(const Exchange& exchange, const Member& member, Time now) {
    const AccountIndex index = member.index;
    const Notional value = exchange.equity(index);
    const Notional initial = exchange.initial_margin(index) + exchange.order_margin(index);
    const Notional maintenance = exchange.maintenance_margin(index);
    JsonWriter json;
    json.object()
        .field("account", member.account)
        .field("account_value", value)
        .field("total_collateral", member.ledger.settled())
        .field("free_collateral", value - initial)
        .field("initial_margin_requirement", initial)
        .field("maintenance_margin_requirement", maintenance)
        .field("margin_cushion", value - maintenance)
        .field("settlement_asset", kSettlement)
        .field("status", value < maintenance ? "LIQUIDATION" : "ACTIVE")
        .field("updated_at", ms_of(now))
        .field("last_seen_notification", 0)
        .field("seq_no", sequence_at(now))
        .end_object();
    return json.text();
}

std::string balance_json(const Member& member, Time now) {
    JsonWriter json;
    json.object()
        .field("token", kSettlement)
        .field("size", member.ledger.settled())
        .field("last_updated_at", ms_of(now))
        .end_object();
    return json.text();
}

std::string account_info_json(const Exchange& exchange, const Member& member) {
    const InstrumentId first{0};
    JsonWriter json;
    json.object()
        .field("account", member.account)
        .field("public_key", member.keys.front().key.x().to_hex())
        .field("kind", "main")
        .field("parent_account", "")
        .field("username", "")
        .field("created_at", ms_of(member.created))
        .key("fees")
        .object()
        .field("maker_rate", exchange.fee_rate(member.index, first, Liquidity::maker))
        .field("taker_rate", exchange.fee_rate(member.index, first, Liquidity::taker))
        .end_object()
        .end_object();
    return json.text();
}

std::string funding_json(const Exchange& exchange, const Member& member, const FundingRow& row) {
    JsonWriter json;
    json.object()
        .field("id", id_text(row.id))
        .field("account", member.account)
        .field("market", exchange.instrument(row.instrument).symbol)
        .field("payment", row.amount)
        .field("index", row.index)
        .field("fill_id", id_text(row.fill_id))
        .field("created_at", ms_of(row.time))
        .end_object();
    return json.text();
}

std::string margin_json(const Exchange& exchange, const Member& member, const Instrument* only) {
    JsonWriter json;
    json.object().field("account", member.account).key("configs").array();
    for (const Instrument& each : exchange.instruments()) {
        if (only != nullptr && only->id != each.id) continue;
        const Ratio fraction = exchange.margin_fraction(member.index, each.id);
        json.object()
            .field("market", each.symbol)
            .field("leverage", Ratio::kOne / fraction.raw())
            .field("margin_type", "CROSS")
            .field("isolated_margin_leverage", Ratio::kOne / fraction.raw())
            .end_object();
    }
    json.end_array().end_object();
    return json.text();
}

}  // namespace twinleg::sim::wire::paradex
