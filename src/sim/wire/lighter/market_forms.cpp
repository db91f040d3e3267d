// The JSON objects that are about a market and nobody's account.

#include "sim/wire/lighter/forms.h"

namespace twinleg::sim::wire::lighter {
namespace {

constexpr std::int64_t kCreatedMs = 1737098461107;

// (last − open) / open in percent with three places.
std::string daily_change(const MarketStats& stats) {
    if (stats.daily_open == 0) return "0";
    return number((stats.last - stats.daily_open) * 100'000 / stats.daily_open, 3);
}

std::string daily_base(const Market& market, const MarketStats& stats) {
    return number(stats.daily_base, market.size_decimals);
}

std::string price_number(const Market& market, std::int64_t price) {
    return number(price, market.price_decimals);
}

// Prices of sides that are empty are empty texts.
std::string maybe_price(const Market& market, std::int64_t price) {
    return price == 0 ? std::string{} : market.price_text(price);
}

// A rate as percent with four places: "0.0012".
std::string percent(Ratio rate) {
    return decimal(rate.raw() / (Ratio::kOne / 1'000'000), 4);
}

void write_day(JsonWriter& json, const Market& market, const MarketStats& stats) {
    json.key("daily_base_token_volume").raw(daily_base(market, stats));
    json.key("daily_quote_token_volume").raw(number(stats.daily_quote, kUsdcDecimals));
    json.key("daily_price_low").raw(price_number(market, stats.daily_low));
    json.key("daily_price_high").raw(price_number(market, stats.daily_high));
    json.key("daily_price_change").raw(daily_change(stats));
}

void write_details(JsonWriter& json, const Market& market, const MarketStats& stats) {
    json.field("size_decimals", market.size_decimals)
        .field("price_decimals", market.price_decimals)
        .field("quote_multiplier", 1)
        .field("default_initial_margin_fraction", market.default_initial_margin)
        .field("min_initial_margin_fraction", market.min_initial_margin)
        .field("maintenance_margin_fraction", market.maintenance_margin)
        .field("closeout_margin_fraction", market.closeout_margin)
        .field("mark_price", market.price_text(stats.mark))
        .field("index_price", market.price_text(stats.index));
    json.key("last_trade_price").raw(price_number(market, stats.last));
    json.field("daily_trades_count", stats.daily_trades);
    write_day(json, market, stats);
    json.key("open_interest").raw(number(stats.open_interest, market.size_decimals));
    json.field("open_interest_limit", decimal((1LL << 48) - 1, market.size_decimals))
        .field("open_interest_usd", usdc(2 * stats.open_interest * stats.mark));
    json.key("daily_chart").raw("{}");
    json.key("market_config")
        .object()
        .field("market_margin_mode", 0)
        .field("insurance_fund_account_index", (1LL << 48) - 1)
        .field("liquidation_mode", 0)
        .field("force_reduce_only", false)
        .field("trading_hours", "")
        .field("funding_fee_discounts_enabled", false)
        .field("hidden", false)
        .field("rfq_enabled", true)
        .end_object();
    json.field("strategy_index", 2)
        .field("market_flags", 0)
        .field("funding_premium_multiplier", 100)
        .field("funding_clamp_small", "0.0500")
        .field("funding_clamp_big", "4.0000")
        .field("base_interest_rate", "0.0100");
}

}  // namespace

void write_order_book(JsonWriter& json, const Market& market, const MarketStats* stats) {
    json.object()
        .field("symbol", market.symbol)
        .field("market_id", market.id)
        .field("market_type", "perp")
        .field("base_asset_id", 0)
        .field("quote_asset_id", 0)
        .field("status", "active")
        .field("taker_fee", "0.0000")
        .field("is_taker_fee_enabled", true)
        .field("maker_fee", "0.0000")
        .field("is_maker_fee_enabled", true)
        .field("liquidation_fee", "1.0000")
        .field("min_base_amount", market.size_text(market.min_base))
        .field("min_quote_amount", usdc(market.min_quote))
        .field("order_quote_limit", usdc(kOrderQuoteLimit))
        .field("supported_size_decimals", market.size_decimals)
        .field("supported_price_decimals", market.price_decimals)
        .field("supported_quote_decimals", kUsdcDecimals)
        .field("created_at", std::to_string(kCreatedMs))
        .field("multiplier", "1.000000000000000000")
        .field("start_timestamp", 0)
        .field("end_timestamp", 0)
        .field("outcome", 0)
        .field("operator_account_index", 1)
        .field("settlement_cap", 0)
        .field("settlement_type", 0)
        .field("settlement_price", 0)
        .field("default_price", 0)
        .field("is_frozen", false);
    if (stats) write_details(json, market, *stats);
    json.end_object();
}

void write_market_stats(JsonWriter& json, const Market& market, const MarketStats& stats) {
    const bool both = stats.best_bid != 0 && stats.best_ask != 0;
    json.object()
        .field("symbol", market.symbol)
        .field("market_id", market.id)
        .field("index_price", market.price_text(stats.index))
        .field("mark_price", market.price_text(stats.mark))
        .field("mid_price", maybe_price(market, both ? (stats.best_bid + stats.best_ask) / 2 : 0))
        .field("best_ask_price", maybe_price(market, stats.best_ask))
        .field("best_bid_price", maybe_price(market, stats.best_bid))
        .field("open_interest", usdc(stats.open_interest * stats.mark))
        .field("open_interest_limit", "72057594037927936.000000")
        .field("open_interest_usd", usdc(2 * stats.open_interest * stats.mark))
        .field("funding_clamp_small", "0.0500")
        .field("funding_clamp_big", "4.0000")
        .field("last_trade_price", maybe_price(market, stats.last))
        .field("current_funding_rate", percent(stats.next_funding_rate))
        .field("funding_rate", percent(stats.funding_rate))
        .field("funding_timestamp", stats.funding_ms);
    write_day(json, market, stats);
    json.field("base_interest_rate", "0.0100").field("premium", "0.0000").end_object();
}

void write_exchange_stats(JsonWriter& json, const Market& market, const MarketStats& stats) {
    json.object().field("symbol", market.symbol);
    json.key("last_trade_price").raw(price_number(market, stats.last));
    json.field("daily_trades_count", stats.daily_trades);
    json.key("daily_base_token_volume").raw(daily_base(market, stats));
    json.key("daily_quote_token_volume").raw(number(stats.daily_quote, kUsdcDecimals));
    json.key("daily_price_change").raw(daily_change(stats));
    json.end_object();
}

void write_candle(JsonWriter& json, const Market& market, const Candle& candle) {
    json.object().field("t", candle.start_ms);
    json.key("o").raw(price_number(market, candle.open));
    json.key("h").raw(price_number(market, candle.high));
    json.key("l").raw(price_number(market, candle.low));
    json.key("c").raw(price_number(market, candle.close));
    json.key("v").raw(number(candle.base, market.size_decimals));
    json.key("V").raw(number(candle.quote, kUsdcDecimals));
    json.field("i", candle.last_trade).end_object();
}

void write_levels(JsonWriter& json, const Market& market, std::span<const BookLevel> levels) {
    json.array();
    for (const BookLevel& level : levels)
        json.object()
            .field("price", market.price_text(level.price))
            .field("size", market.size_text(level.size))
            .end_object();
    json.end_array();
}

}  // namespace twinleg::sim::wire::lighter
