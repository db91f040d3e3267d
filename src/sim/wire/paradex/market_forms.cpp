#include "sim/wire/paradex/market_forms.h"

#include "core/json_writer.h"
#include "sim/wire/paradex/markets.h"
#include "sim/wire/time_units.h"

namespace twinleg::sim::wire::paradex {
namespace {

// An empty side has an empty text.
std::string price_text(const std::optional<Level>& level) {
    return level ? to_text(level->price) : std::string{};
}
std::string size_text(const std::optional<Level>& level) {
    return level ? to_text(level->quantity) : std::string{};
}

void write_levels(JsonWriter& json, std::string_view name, const std::vector<Level>& levels) {
    json.key(name).array();
    for (const Level& each : levels)
        json.array().value(each.price).value(each.quantity).end_array();
    json.end_array();
}

void write_fee(JsonWriter& json, std::string_view name, std::string_view maker,
               std::string_view taker) {
    json.key(name).object();
    for (const auto& [side, fee] : {std::pair{"maker_fee", maker}, {"taker_fee", taker}})
        json.key(side).object().field("fee", fee).end_object();
    json.end_object();
}

std::vector<Level> in_steps(const std::vector<Level>& levels, Side side, Price tick) {
    std::vector<Level> out;
    for (const Level& each : levels) {
        const Price price =
            side == Side::buy ? floor_to(each.price, tick) : ceil_to(each.price, tick);
        if (!out.empty() && out.back().price == price)
            out.back().quantity += each.quantity;
        else
            out.push_back({price, each.quantity});
    }
    return out;
}

void write_entry(JsonWriter& json, std::string_view side, const Level& level) {
    json.object()
        .field("side", side)
        .field("price", level.price)
        .field("size", level.quantity)
        .end_object();
}

void write_entries(JsonWriter& json, std::string_view name, const Levels& levels) {
    json.key(name).array();
    for (const Level& each : levels.bids)
        write_entry(json, "BUY", each);
    for (const Level& each : levels.asks)
        write_entry(json, "SELL", each);
    json.end_array();
}

}  // namespace

std::string system_config_json() {
    JsonWriter json;
    json.object()
        .field("starknet_gateway_url", "http://127.0.0.1")
        .field("starknet_fullnode_rpc_url", "http://127.0.0.1/rpc/v0_9")
        .field("starknet_fullnode_rpc_base_url", "http://127.0.0.1/rpc")
        .field("starknet_chain_id", kChainId)
        .field("block_explorer_url", "http://127.0.0.1/explorer")
        .field("paraclear_address",
               "0x286003f7c7bfc3f94e8f0af48b48302e7aee2fb13c23b141479ba00832ef2c6")
        .field("paraclear_decimals", 8)
        .field("paraclear_account_proxy_hash", kProxyHash)
        .field("paraclear_account_hash", kAccountHash)
        .field("oracle_address",
               "0x2c6a867917ef858d6b193a0ff9e62b46d0dc760366920d631715d58baeaca1f")
        .key("bridged_tokens")
        .array()
        .object()
        .field("name", "TEST USDC")
        .field("symbol", "USDC")
        .field("decimals", 6)
        .field("l1_token_address", "0x29A873159D5e14AcBd63913D4A7E2df04570c666")
        .field("l1_bridge_address", "0x8586e05adc0C35aa11609023d4Ae6075Cb813b4C")
        .field("l2_token_address",
               "0x6f373b346561036d98ea10fb3e60d2f459c872b1933b50b21fe6ef4fda3b75e")
        .field("l2_bridge_address",
               "0x46e9237f5408b5f899e72125dd69bd55485a287aaf24663d3ebe00d237fc7ef")
        .end_object()
        .end_array()
        .field("l1_core_contract_address", "0x582CC5d9b509391232cd544cDF9da036e55833Af")
        .field("l1_operator_address", "0x11bACdFbBcd3Febe5e8CEAa75E0Ef6444d9B45FB")
        .field("l1_chain_id", "1")
        .field("liquidation_fee", "0.2")
        .field("environment", "prod")
        .end_object();
    return json.text();
}

std::string market_json(const Exchange& exchange, InstrumentId id) {
    const MarketSpec& spec = spec_of(id);
    const Instrument& at = exchange.instrument(id);
    JsonWriter json;
    json.object()
        .field("symbol", at.symbol)
        .field("base_currency", at.base)
        .field("quote_currency", "USD")
        .field("settlement_currency", "USDC")
        .field("asset_kind", "PERP")
        .field("market_kind", "cross")
        .field("trading_mode", "STANDARD")
        .field("open_at", 0)
        .field("expiry_at", 0)
        .field("order_size_increment", at.lot)
        .field("price_tick_size", at.tick)
        .field("min_notional", kMinNotional)
        .field("max_order_size", spec.max_order)
        .field("position_limit", spec.position_limit)
        .field("max_open_orders", spec.max_open_orders)
        .field("price_bands_width", kPriceBand)
        .field("max_slippage", kMaxSlippage)
        .field("max_tob_spread", "0.2")
        .field("max_funding_rate", spec.max_funding)
        .field("max_funding_rate_change", "0.0005")
        .field("interest_rate", "0.0001")
        .field("clamp_rate", "0.02")
        .key("funding_period_hours")
        .raw(std::to_string(kFundingHours))
        .key("funding_multiplier")
        .raw("1")
        .field("oracle_ewma_factor", "0.2")
        .field("price_feed_id", spec.feed_id)
        .key("tags")
        .array()
        .end_array()
        .key("delta1_cross_margin_params")
        .object()
        .field("imf_base", spec.initial_margin)
        .field("imf_factor", "0")
        .field("imf_shift", "0")
        .field("mmf_factor", "0.5")
        .end_object()
        .key("fee_config")
        .object();
    write_fee(json, "api_fee", kMakerFee, kTakerFee);
    write_fee(json, "interactive_fee", "0", "0");
    write_fee(json, "rpi_fee", "0", "0");
    json.end_object().end_object();
    return json.text();
}

Ratio hourly(Ratio rate) {
    return Ratio::from_raw(rate.raw() / kFundingHours);
}

Price premium(const Exchange& exchange, InstrumentId id) {
    const MarketFacts& facts = exchange.facts(id);
    const Int128 whole = static_cast<Int128>(facts.index.raw()) * facts.funding_rate.raw();
    return Price::from_raw(static_cast<std::int64_t>(whole / Ratio::kOne));
}

Ratio price_change(const MarketFacts& facts) {
    if (!facts.first_price.is_positive()) return {};
    const Int128 moved = static_cast<Int128>((facts.last_price - facts.first_price).raw());
    return Ratio::from_raw(
        static_cast<std::int64_t>(moved * Ratio::kOne / facts.first_price.raw()));
}

std::string summary_json(const Exchange& exchange, InstrumentId id, Time now) {
    const MarketFacts& facts = exchange.facts(id);
    const auto bid = exchange.best(id, Side::buy);
    const auto ask = exchange.best(id, Side::sell);
    JsonWriter json;
    json.object()
        .field("symbol", exchange.instrument(id).symbol)
        .field("bid", price_text(bid))
        .field("bid_size", size_text(bid))
        .field("ask", price_text(ask))
        .field("ask_size", size_text(ask))
        .field("mark_price", facts.mark)
        .field("last_traded_price", facts.last_price)
        .field("underlying_price", facts.index)
        .field("external_fair_price", facts.index)
        .field("funding_rate", facts.funding_rate)
        .field("open_interest", exchange.open_interest(id))
        .field("volume_24h", facts.turnover)
        .field("total_volume", facts.turnover)
        .field("price_change_rate_24h", price_change(facts))
        .key("greeks")
        .object()
        .field("delta", "1")
        .field("gamma", "0")
        .field("vega", "0")
        .end_object()
        .field("created_at", ms_of(now))
        .end_object();
    return json.text();
}

std::string bbo_json(const Exchange& exchange, InstrumentId id, Time now) {
    const auto bid = exchange.best(id, Side::buy);
    const auto ask = exchange.best(id, Side::sell);
    JsonWriter json;
    json.object()
        .field("market", exchange.instrument(id).symbol)
        .field("seq_no", sequence(exchange, id))
        .field("bid", price_text(bid))
        .field("bid_size", size_text(bid))
        .field("ask", price_text(ask))
        .field("ask_size", size_text(ask))
        .field("last_updated_at", ms_of(now))
        .end_object();
    return json.text();
}

std::string trade_json(const Exchange& exchange, const TradeRecord& trade) {
    JsonWriter json;
    json.object()
        .field("id", id_text(trade.id))
        .field("market", exchange.instrument(trade.instrument).symbol)
        .field("side", trade.taker_side == Side::buy ? "BUY" : "SELL")
        .field("price", trade.price)
        .field("size", trade.quantity)
        .field("created_at", ms_of(trade.time))
        .field("trade_type", trade.liquidation ? "LIQUIDATION" : "FILL")
        .end_object();
    return json.text();
}

std::string funding_data_json(const Exchange& exchange, InstrumentId id, Time now) {
    const MarketFacts& facts = exchange.facts(id);
    JsonWriter json;
    json.object()
        .field("market", exchange.instrument(id).symbol)
        .field("funding_rate", facts.funding_rate)
        .field("funding_rate_8h", facts.funding_rate)
        .key("funding_period_hours")
        .raw(std::to_string(kFundingHours))
        .field("funding_premium", premium(exchange, id))
        .field("funding_index", facts.funding_index)
        .field("created_at", ms_of(now))
        .end_object();
    return json.text();
}

std::string comparison_json(const Exchange& exchange, InstrumentId id, Time now) {
    JsonWriter json;
    json.object()
        .field("market", exchange.instrument(id).symbol)
        .field("asset_kind", "PERPETUAL_FUTURE")
        .field("source", "PARADEX")
        .field("hourly_funding_rate", hourly(exchange.facts(id).funding_rate))
        .field("last_updated_at", ms_of(now))
        .end_object();
    return json.text();
}

Levels levels_of(const Exchange& exchange, InstrumentId id, std::size_t depth, Price tick) {
    Levels out;
    for (const Side side : {Side::buy, Side::sell}) {
        std::vector<Level>& levels = side == Side::buy ? out.bids : out.asks;
        exchange.levels(id, side, levels);
        if (tick.is_positive()) levels = in_steps(levels, side, tick);
        if (depth != 0 && levels.size() > depth) levels.resize(depth);
    }
    return out;
}

std::string orderbook_json(const Exchange& exchange, InstrumentId id, const Levels& levels,
                           Time now) {
    JsonWriter json;
    json.object()
        .field("market", exchange.instrument(id).symbol)
        .field("seq_no", sequence(exchange, id))
        .field("last_updated_at", ms_of(now));
    write_levels(json, "bids", levels.bids);
    write_levels(json, "asks", levels.asks);
    for (const auto& [side, name] : {std::pair{Side::buy, "bid"}, {Side::sell, "ask"}}) {
        const auto best = exchange.best(id, side);
        for (const std::string_view kind : {"api", "interactive"}) {
            json.key("best_" + std::string{name} + "_" + std::string{kind}).array();
            if (best) json.value(best->price).value(best->quantity);
            json.end_array();
        }
    }
    json.end_object();
    return json.text();
}

std::optional<Ratio> relative_spread(const Exchange& exchange, InstrumentId id) {
    const auto bid = exchange.best(id, Side::buy);
    const auto ask = exchange.best(id, Side::sell);
    if (!bid || !ask) return std::nullopt;
    const Int128 twice_mid = static_cast<Int128>(bid->price.raw()) + ask->price.raw();
    const Int128 gap = static_cast<Int128>(ask->price.raw()) - bid->price.raw();
    return Ratio::from_raw(static_cast<std::int64_t>(2 * gap * Ratio::kOne / twice_mid));
}

std::string book_json(const Exchange& exchange, const BookMessage& message) {
    JsonWriter json;
    json.object()
        .field("seq_no", message.sequence)
        .field("market", exchange.instrument(message.instrument).symbol)
        .field("last_updated_at", ms_of(message.time))
        .field("update_type", message.snapshot ? "s" : "d");
    write_entries(json, "inserts", message.inserts);
    write_entries(json, "updates", message.updates);
    write_entries(json, "deletes", message.deletes);
    for (const auto& [side, name] : {std::pair{Side::buy, "bid"}, {Side::sell, "ask"}}) {
        const auto best = exchange.best(message.instrument, side);
        if (!best) continue;
        const std::string_view word = side == Side::buy ? "BUY" : "SELL";
        json.key("best_" + std::string{name} + "_api");
        write_entry(json, word, *best);
        if (!message.interactive) continue;
        json.key("best_" + std::string{name} + "_interactive");
        write_entry(json, word, *best);
    }
    const auto spread = relative_spread(exchange, message.instrument);
    if (message.interactive && spread) json.field("relative_spread", *spread);
    json.end_object();
    return json.text();
}

}  // namespace twinleg::sim::wire::paradex
