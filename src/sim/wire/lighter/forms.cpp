#include "sim/wire/lighter/forms.h"

#include <array>
#include <cstdlib>

#include "core/check.h"

namespace twinleg::sim::wire::lighter {
namespace {

const Market& market_of(std::uint64_t id) {
    const Market* market = find_market(id);
    CHECK(market != nullptr);
    return *market;
}

std::string_view type_name(OrderType type) {
    switch (type) {
        case OrderType::limit:
            return "limit";
        case OrderType::market:
            return "market";
        case OrderType::stop_loss:
            return "stop-loss";
        case OrderType::stop_loss_limit:
            return "stop-loss-limit";
        case OrderType::take_profit:
            return "take-profit";
        case OrderType::take_profit_limit:
            return "take-profit-limit";
        case OrderType::twap:
            return "twap";
    }
    return "";
}

std::string_view lifetime_name(Lifetime lifetime) {
    switch (lifetime) {
        case Lifetime::immediate_or_cancel:
            return "immediate-or-cancel";
        case Lifetime::good_till_time:
            return "good-till-time";
        case Lifetime::post_only:
            return "post-only";
    }
    return "Unknown";
}

// An id as number and as text: `ask_id`, `ask_id_str`.
void twice(JsonWriter& json, const std::string& key, std::uint64_t id) {
    json.field(key, id).field(key + "_str", std::to_string(id));
}

void side_before(JsonWriter& json, const std::string& who, const TradeEnd& side,
                 const Market& market) {
    if (side.fee_rate != 0) json.field(who + "_fee", side.fee_rate);
    json.field(who + "_position_size_before", market.size_text(side.position_before));
    json.field(who + "_entry_quote_before", usdc(std::abs(side.entry_quote_before)));
    json.field(who + "_initial_margin_fraction_before", side.initial_margin_before);
    if (side.sign_changed) json.field(who + "_position_sign_changed", true);
}

void write_account_head(JsonWriter& json, const AccountRow& account) {
    json.field("code", 0)
        .field("account_type", account.index >= 1ULL << 47 ? 1 : 0)
        .field("index", account.index)
        .field("l1_address", account.l1_address)
        .field("cancel_all_time", account.cancel_all_ms)
        .field("total_order_count", account.open_orders)
        .field("total_isolated_order_count", 0)
        .field("pending_order_count", account.pending_orders)
        .field("available_balance", usdc(account.available()))
        .field("status", 0)
        .field("collateral", usdc(account.collateral))
        .field("transaction_time", account.time_us)
        .field("account_trading_mode", 0);
}

void write_usdc_asset(JsonWriter& json, const AccountRow& account) {
    json.object()
        .field("symbol", "USDC")
        .field("asset_id", 3)
        .field("balance", usdc(0))
        .field("locked_balance", usdc(0))
        .field("margin_mode", "disabled")
        .field("margin_balance", usdc(account.collateral))
        .field("multiplier", decimal(1'000'000'000'000'000'000, 18))
        .end_object();
}

// part × scale / whole with two places, rounded: "0.36"; of nothing "0.00".
std::string quotient(std::int64_t part, std::int64_t whole, std::int64_t scale) {
    if (whole <= 0) return decimal(0, 2);
    const Int128 scaled = (static_cast<Int128>(part) * scale * 100 + whole / 2) / whole;
    return decimal(static_cast<std::int64_t>(scaled), 2);
}

// What a conditional order waits for, in the venue's words.
std::string_view trigger_status(const OrderRow& order) {
    if (order.asleep) return order.parent_waits ? "parent-order" : "mark-price";
    return order.trigger_price != 0 || order.parent_index != 0 ? "ready" : "na";
}

}  // namespace

std::string_view name(OrderStatus status) {
    switch (status) {
        case OrderStatus::in_progress:
            return "in-progress";
        case OrderStatus::pending:
            return "pending";
        case OrderStatus::open:
            return "open";
        case OrderStatus::filled:
            return "filled";
        case OrderStatus::canceled:
            return "canceled";
        case OrderStatus::canceled_post_only:
            return "canceled-post-only";
        case OrderStatus::canceled_reduce_only:
            return "canceled-reduce-only";
        case OrderStatus::canceled_margin:
            return "canceled-margin-not-allowed";
        case OrderStatus::canceled_slippage:
            return "canceled-too-much-slippage";
        case OrderStatus::canceled_liquidity:
            return "canceled-not-enough-liquidity";
        case OrderStatus::canceled_self_trade:
            return "canceled-self-trade";
        case OrderStatus::canceled_expired:
            return "canceled-expired";
        case OrderStatus::canceled_liquidation:
            return "canceled-liquidation";
        case OrderStatus::canceled_oco:
            return "canceled-oco";
        case OrderStatus::canceled_child:
            return "canceled-child";
    }
    return "";
}

void write_order(JsonWriter& json, const OrderRow& order) {
    const Market& market = market_of(order.market);
    json.object()
        .field("order_index", order.order_index)
        .field("client_order_index", order.client_order_index)
        .field("order_id", std::to_string(order.order_index))
        .field("client_order_id", std::to_string(order.client_order_index))
        .field("market_index", order.market)
        .field("market_symbol", market.symbol)
        .field("market_kind", "perps")
        .field("owner_account_index", order.owner)
        .field("initial_base_amount", market.size_text(order.initial_base))
        .field("price", market.price_text(order.price))
        .field("nonce", order.nonce)
        .field("remaining_base_amount", market.size_text(order.remaining_base()))
        .field("is_ask", order.is_ask)
        .field("base_size", order.initial_base)
        .field("base_price", order.price)
        .field("filled_base_amount", market.size_text(order.filled_base))
        .field("filled_quote_amount", usdc(order.filled_quote))
        .field("side", order.is_ask ? "sell" : "buy")
        .field("type", type_name(order.type))
        .field("time_in_force", lifetime_name(order.lifetime))
        .field("reduce_only", order.reduce_only)
        .field("trigger_price", market.price_text(order.trigger_price))
        .field("order_expiry", order.expiry_ms)
        .field("status", name(order.status))
        .field("trigger_status", trigger_status(order))
        .field("trigger_time", order.trigger_ms)
        .field("parent_order_index", order.parent_index)
        .field("parent_order_id", std::to_string(order.parent_index))
        .field("to_trigger_order_id_0", std::to_string(order.to_trigger[0]))
        .field("to_trigger_order_id_1", std::to_string(order.to_trigger[1]))
        .field("to_cancel_order_id_0", std::to_string(order.to_cancel))
        .field("integrator_fee_collector_index", "0")
        .field("integrator_taker_fee", "0")
        .field("integrator_maker_fee", "0")
        .field("order_flags", 0)
        .field("order_version", order.version)
        .field("block_height", order.block)
        .field("timestamp", order.created_ms / 1000)
        .field("created_at", order.created_ms)
        .field("updated_at", order.updated_us / 1000)
        .field("transaction_time", order.updated_us)
        .end_object();
}

void write_trade(JsonWriter& json, const TradeRow& trade) {
    const Market& market = market_of(trade.market);
    json.object();
    twice(json, "trade_id", trade.trade_id);
    json.field("tx_hash", trade.tx_hash)
        .field("type", trade.liquidation ? "liquidation" : "trade")
        .field("market_id", trade.market)
        .field("market_symbol", market.symbol)
        .field("market_kind", "perps")
        .field("size", market.size_text(trade.size))
        .field("price", market.price_text(trade.price))
        .field("usd_amount", usdc(trade.usd()));
    twice(json, "ask_id", trade.ask().order_index);
    twice(json, "bid_id", trade.bid().order_index);
    twice(json, "ask_client_id", trade.ask().client_order_index);
    twice(json, "bid_client_id", trade.bid().client_order_index);
    json.field("ask_account_id", trade.ask().account)
        .field("bid_account_id", trade.bid().account)
        .field("is_maker_ask", trade.is_maker_ask)
        .field("block_height", trade.block)
        .field("timestamp", trade.time_us / 1000);
    side_before(json, "taker", trade.taker, market);
    side_before(json, "maker", trade.maker, market);
    json.field("transaction_time", trade.time_us)
        .field("ask_account_pnl", usdc(trade.ask().pnl))
        .field("bid_account_pnl", usdc(trade.bid().pnl))
        .field("ask_order_version", trade.ask().order_version)
        .field("bid_order_version", trade.bid().order_version)
        .end_object();
}

void write_position(JsonWriter& json, const PositionRow& position) {
    const Market& market = market_of(position.market);
    const std::int64_t size = std::abs(position.size);
    const std::int64_t entry = size == 0 ? 0 : std::abs(position.entry_quote) / size;
    json.object()
        .field("market_id", position.market)
        .field("symbol", market.symbol)
        .field("initial_margin_fraction", decimal(position.initial_margin, 2))
        .field("open_order_count", position.open_orders)
        .field("pending_order_count", 0)
        .field("position_tied_order_count", 0)
        .field("sign", position.size < 0 ? -1 : 1)
        .field("position", market.size_text(size))
        .field("avg_entry_price", market.price_text(entry))
        .field("position_value", usdc(position.value))
        .field("unrealized_pnl", usdc(position.unrealized))
        .field("realized_pnl", usdc(position.realized))
        .field("liquidation_price", market.price_text(position.liquidation_price))
        .field("total_funding_paid_out", usdc(position.funding_paid))
        .field("margin_mode", 0)
        .field("margin_set_flag", 1)
        .field("allocated_margin", usdc(0))
        .end_object();
}

void write_account(JsonWriter& json, const AccountRow& account) {
    json.object();
    write_account_head(json, account);
    json.field("account_index", account.index)
        .field("name", "")
        .field("description", "")
        .field("can_invite", true)
        .field("referral_points_percentage", "")
        .field("can_rfq", false)
        .key("can_rfq_market_ids")
        .raw("[]")
        .field("agent_enabled", true)
        .field("created_at", 0)
        .key("metadata")
        .raw(R"({"color":""})");
    json.key("positions").array();
    for (const PositionRow& position : account.positions)
        write_position(json, position);
    json.end_array().key("assets");
    write_assets_list(json, account);
    json.field("total_asset_value", usdc(account.total()))
        .field("cross_asset_value", usdc(account.total()))
        .field("cross_initial_margin_requirement", usdc(account.initial_margin))
        .field("cross_maintenance_margin_requirement", usdc(account.maintenance_margin));
    for (const char* empty : {"shares", "pending_unlocks", "approved_integrators"})
        json.key(empty).raw("[]");
    json.end_object();
}

void write_short_account(JsonWriter& json, const AccountRow& account) {
    json.object();
    write_account_head(json, account);
    json.end_object();
}

void write_assets_list(JsonWriter& json, const AccountRow& account) {
    json.array();
    write_usdc_asset(json, account);
    json.end_array();
}

void write_assets_map(JsonWriter& json, const AccountRow& account) {
    json.object().key("3");
    write_usdc_asset(json, account);
    json.end_object();
}

void write_simple_order(JsonWriter& json, const OrderRow& order) {
    const Market& market = market_of(order.market);
    json.object()
        .field("order_index", order.order_index)
        .field("order_id", std::to_string(order.order_index))
        .field("owner_account_index", order.owner)
        .field("initial_base_amount", market.size_text(order.initial_base))
        .field("remaining_base_amount", market.size_text(order.remaining_base()))
        .field("price", market.price_text(order.price))
        .field("order_expiry", order.expiry_ms)
        .field("transaction_time", order.updated_us)
        .end_object();
}

void write_user_stats(JsonWriter& json, const AccountRow& account) {
    const auto fields = [&] {
        json.field("collateral", usdc(account.collateral))
            .field("portfolio_value", usdc(account.total()))
            .field("leverage", quotient(account.position_value, account.total(), 1))
            .field("available_balance", usdc(account.available()))
            .field("margin_usage", quotient(account.initial_margin, account.total(), 100))
            .field("buying_power", "0");
    };
    json.object();
    fields();
    json.field("account_trading_mode", 0);
    for (const char* part : {"cross_stats", "total_stats"}) {
        json.key(part).object();
        fields();
        json.end_object();
    }
    json.end_object();
}

void write_tx_fields(JsonWriter& json, const TxRow& tx) {
    json.field("hash", tx.hash)
        .field("type", static_cast<int>(tx.type))
        .field("info", tx.info)
        .field("event_info", tx.event_info)
        .field("status", static_cast<int>(tx.status))
        .field("transaction_index", tx.sequence % 1000)
        .field("l1_address", tx.l1_address)
        .field("account_index", tx.account)
        .field("nonce", tx.nonce)
        .field("expire_at", tx.expire_at_ms)
        .field("block_height", tx.block)
        .field("queued_at", tx.queued_ms)
        .field("executed_at", tx.executed_us / 1000)
        .field("sequence_index", tx.sequence)
        .field("parent_hash", "")
        .field("api_key_index", tx.api_key)
        .field("transaction_time", tx.executed_us);
}

}  // namespace twinleg::sim::wire::lighter
