// What everybody may know: markets, books, trades, funding.

#include <algorithm>

#include "core/json_writer.h"
#include "sim/wire/lighter/forms.h"
#include "sim/wire/lighter/rest.h"

namespace twinleg::sim::wire::lighter {
namespace {

// A rate as a percentage: 0.00001 → "0.001".
std::string percent(Ratio rate) {
    return to_text(Ratio::from_raw(rate.raw() * 100));
}

// The markets a call is about: the one it names, or all.
std::vector<const Market*> wanted(const Market* one) {
    std::vector<const Market*> out;
    for (const Market& each : markets()) {
        if (one == nullptr || one == &each) out.push_back(&each);
    }
    return out;
}

Checked<std::int64_t> step_of(std::string_view resolution) {
    constexpr std::pair<std::string_view, std::int64_t> kSteps[] = {
        {"1m", 1},   {"5m", 5},    {"15m", 15},  {"30m", 30},  {"1h", 60},
        {"4h", 240}, {"12h", 720}, {"1d", 1440}, {"1w", 10080}};
    for (const auto& [name, minutes] : kSteps) {
        if (name == resolution) return minutes * 60'000;
    }
    return refuse(Code::invalid_param, "resolution is none of its words");
}

// Whether a trade is one that the query of `trades` asks for.
struct TradeFilter {
    const Market* market{nullptr};
    std::optional<std::uint64_t> account;
    std::optional<std::uint64_t> order;
    std::optional<std::uint64_t> before;  // trade ids below, of the cursor
    std::optional<bool> asks;
    std::string role;
    std::string type;
    std::int64_t from_ms{0};

    bool takes(const TradeRow& trade) const {
        if (market != nullptr && trade.market != market->id) return false;
        if (before && trade.trade_id >= *before) return false;
        if (order && trade.ask().order_index != *order && trade.bid().order_index != *order)
            return false;
        if (from_ms != 0 && trade.time_us / 1000 < from_ms) return false;
        if (type == "trade" && trade.liquidation) return false;
        if (type == "liquidation" && !trade.liquidation) return false;
        if (!account) return true;
        const bool asked = trade.ask().account == *account;
        if (asks && *asks != asked) return false;
        const bool made = trade.maker.account == *account;
        return role == "all" || (role == "maker") == made;
    }
};

}  // namespace

Rest::Body Rest::order_books(const RestCall& call) {
    const auto market = call.market(false);
    if (!market) return std::unexpected{market.error()};
    JsonWriter json;
    json.object().field("code", 200).key("order_books").array();
    if (call.text("filter") != "spot") {
        for (const Market* each : wanted(*market))
            write_order_book(json, *each, nullptr);
    }
    json.end_array().end_object();
    return json.text();
}

Rest::Body Rest::order_book_details(const RestCall& call) {
    const auto market = call.market(false);
    if (!market) return std::unexpected{market.error()};
    JsonWriter json;
    json.object().field("code", 200).key("order_book_details").array();
    if (call.text("filter") != "spot") {
        for (const Market* each : wanted(*market)) {
            const MarketStats stats = stats_of(exchange_, *each);
            write_order_book(json, *each, &stats);
        }
    }
    json.end_array().key("spot_order_book_details").array().end_array().end_object();
    return json.text();
}

Rest::Body Rest::order_book_orders(const RestCall& call) {
    const auto market = call.market(true);
    if (!market) return std::unexpected{market.error()};
    const auto limit = call.limit(250, {});
    if (!limit) return std::unexpected{limit.error()};
    JsonWriter json;
    json.object().field("code", 200);
    const auto side = [&](std::string_view total, std::string_view name, Side which) {
        const auto rows = resting_rows(exchange_, members_, **market, which, *limit);
        json.field(total, rows.size()).key(name).array();
        for (const OrderRow& row : rows)
            write_simple_order(json, row);
        json.end_array();
    };
    side("total_asks", "asks", Side::sell);
    side("total_bids", "bids", Side::buy);
    json.end_object();
    return json.text();
}

Rest::Body Rest::recent_trades(const RestCall& call) {
    const auto market = call.market(true);
    if (!market) return std::unexpected{market.error()};
    const auto limit = call.limit(100, {});
    if (!limit) return std::unexpected{limit.error()};
    const auto& rows = history_.trades(**market);
    JsonWriter json;
    json.object().field("code", 200).key("trades").array();
    const std::size_t count = std::min(*limit, rows.size());
    for (std::size_t i = 0; i < count; ++i)
        write_trade(json, *rows[rows.size() - 1 - i]);
    json.end_array().end_object();
    return json.text();
}

Rest::Body Rest::trades(const RestCall& call) {
    TradeFilter filter;
    const auto market = call.market(false);
    if (!market) return std::unexpected{market.error()};
    filter.market = *market;
    const auto limit = call.limit(100, {});
    if (!limit) return std::unexpected{limit.error()};
    const auto sort = call.word("sort_by", {"timestamp", "block_height", "trade_id"});
    if (!sort) return std::unexpected{sort.error()};
    const auto role = call.word("role", {"all", "maker", "taker"});
    if (!role) return std::unexpected{role.error()};
    filter.role = *role;
    filter.type = call.text("type");
    const auto asks = call.asks();
    if (!asks) return std::unexpected{asks.error()};
    filter.asks = *asks;
    for (auto [name, into] :
         {std::pair{"order_index", &filter.order}, std::pair{"cursor", &filter.before}}) {
        const auto value = call.number(name);
        if (!value) return std::unexpected{value.error()};
        *into = *value;
    }
    const auto from = call.number("from");
    if (!from) return std::unexpected{from.error()};
    filter.from_ms = static_cast<std::int64_t>(from->value_or(0));

    std::vector<const TradeRow*> rows;
    const auto gather = [&](const auto& all) {
        for (const auto& each : all) {
            if (filter.takes(*each)) rows.push_back(each.get());
        }
    };
    if (call.has("account_index")) {
        const auto member = authorised(call);
        if (!member) return std::unexpected{member.error()};
        filter.account = (*member)->index;
        gather(history_.trades(**member));
    } else {
        for (const Market* each : wanted(filter.market))
            gather(history_.trades(*each));
    }
    std::ranges::sort(rows, std::greater<>{}, &TradeRow::trade_id);
    JsonWriter json;
    const std::size_t count = std::min(*limit, rows.size());
    json.object()
        .field("code", 200)
        .field("next_cursor",
               count < rows.size() ? std::to_string(rows[count - 1]->trade_id) : std::string{});
    json.key("trades").array();
    for (std::size_t i = 0; i < count; ++i)
        write_trade(json, *rows[i]);
    json.end_array().end_object();
    return json.text();
}

Rest::Body Rest::candles(const RestCall& call) {
    const auto market = call.market(true);
    if (!market) return std::unexpected{market.error()};
    const auto step = step_of(call.text("resolution"));
    if (!step) return std::unexpected{step.error()};
    const auto from = call.required("start_timestamp");
    if (!from) return std::unexpected{from.error()};
    const auto to = call.required("end_timestamp");
    if (!to) return std::unexpected{to.error()};
    const auto count = call.required("count_back");
    if (!count) return std::unexpected{count.error()};
    const auto rows =
        history_.candles(**market, *step, static_cast<std::int64_t>(*from),
                         static_cast<std::int64_t>(*to), std::min<std::size_t>(*count, 500));
    JsonWriter json;
    json.object().field("code", 200).field("r", call.text("resolution")).key("c").array();
    for (const Candle& each : rows)
        write_candle(json, **market, each);
    json.end_array().end_object();
    return json.text();
}

// The last payment alone: the simulator's rates do not change.
Rest::Body Rest::fundings(const RestCall& call) {
    const auto market = call.market(true);
    if (!market) return std::unexpected{market.error()};
    const auto resolution = call.word("resolution", {"1h", "1d"});
    if (!resolution) return std::unexpected{resolution.error()};
    const MarketFacts& facts = exchange_.facts(instrument_of(**market));
    JsonWriter json;
    json.object().field("code", 200).field("resolution", *resolution).key("fundings").array();
    if (facts.last_funding.known()) {
        const Ratio rate = facts.last_funding_rate;
        const Ratio size = rate.is_negative() ? -rate : rate;
        json.object()
            .field("timestamp", facts.last_funding.ns / 1'000'000'000)
            .field("value", scale_toward_zero(Quantity::from_units(1) * facts.mark, size))
            .field("rate", percent(size))
            .field("direction", rate.is_negative() ? "short" : "long")
            .end_object();
    }
    json.end_array().end_object();
    return json.text();
}

// Fractions for eight hours; an hour's are settled.
Rest::Body Rest::funding_rates(const RestCall&) {
    JsonWriter json;
    json.object().field("code", 200).key("funding_rates").array();
    for (const Market& each : markets()) {
        const Ratio rate = exchange_.facts(instrument_of(each)).funding_rate;
        json.object()
            .field("market_id", each.id)
            .field("exchange", "lighter")
            .field("symbol", each.symbol)
            .key("rate")
            .raw(to_text(Ratio::from_raw(rate.raw() * 8)));
        json.end_object();
    }
    json.end_array().end_object();
    return json.text();
}

Rest::Body Rest::exchange_stats(const RestCall&) {
    JsonWriter json;
    std::int64_t usd = 0;
    std::int64_t trades = 0;
    json.object().field("code", 200).field("total", markets().size());
    json.key("order_book_stats").array();
    for (const Market& each : markets()) {
        const MarketStats stats = stats_of(exchange_, each);
        usd += stats.daily_quote;
        trades += stats.daily_trades;
        write_exchange_stats(json, each, stats);
    }
    json.end_array().key("daily_usd_volume").raw(number(usd, kUsdcDecimals));
    json.field("daily_trades_count", trades).end_object();
    return json.text();
}

Rest::Body Rest::fee_tiers(const RestCall&) {
    JsonWriter json;
    json.object().field("code", 200).key("user_tiers").array();
    int level = 0;
    for (const Tier tier : {Tier::standard, Tier::premium, Tier::plus}) {
        const TierTerms terms = terms_of(tier);
        json.object()
            .field("name", name(tier))
            .field("level", level++)
            .field("maker_fee_ticks", terms.maker_fee)
            .field("taker_fee_ticks", terms.taker_fee)
            .field("required_lit_stakes", "0")
            .end_object();
    }
    json.end_array().end_object();
    return json.text();
}

Rest::Body Rest::system_config(const RestCall&) {
    JsonWriter json;
    json.object()
        .field("code", 200)
        .field("liquidity_pool_index", kCrowdAccount)
        .field("staking_pool_index", kCrowdAccount)
        .field("funding_fee_rebate_account_index", kCrowdAccount)
        .end_object();
    return json.text();
}

Rest::Body Rest::current_height(const RestCall&) {
    JsonWriter json;
    json.object().field("code", 200).field("height", block_at(exchange_.now())).end_object();
    return json.text();
}

Rest::Body Rest::withdrawal_delay(const RestCall&) {
    JsonWriter json;
    json.object().field("code", 200).field("seconds", 0).end_object();
    return json.text();
}

Rest::Body Rest::announcement(const RestCall&) {
    JsonWriter json;
    json.object().field("code", 200).key("announcements").array().end_array().end_object();
    return json.text();
}

}  // namespace twinleg::sim::wire::lighter
