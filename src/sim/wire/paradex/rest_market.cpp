// What everybody may read.

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "sim/wire/paradex/account_forms.h"
#include "sim/wire/paradex/market_forms.h"
#include "sim/wire/paradex/rest.h"

namespace twinleg::sim::wire::paradex {
namespace {

constexpr std::size_t kUsualDepth = 20;
constexpr std::size_t kLargestPage = 5000;
constexpr std::size_t kLargestTradesPage = 1000;

struct Candle {
    Price open, high, low, close;
    Quantity volume;
};

}  // namespace

Asked<const Instrument*> Rest::market_of(std::string_view symbol) const {
    if (symbol.empty()) return refuse(code::kParameter, "market: is missing");
    const Instrument* at = exchange_.find(symbol);
    if (at == nullptr) return refuse(code::kMarket, "there is no market " + std::string{symbol});
    return at;
}

Rest::Reply Rest::system_config(Call&) {
    return json_response(system_config_json());
}

// The state that all markets share; a single market's is no matter of the system.
Rest::Reply Rest::system_state(Call&) {
    const auto all = [&](MarketMode mode) {
        return std::ranges::all_of(exchange_.instruments(), [&](const Instrument& each) {
            return exchange_.facts(each.id).mode == mode;
        });
    };
    const std::string_view status = all(MarketMode::cancel_only) ? "cancel_only"
                                    : all(MarketMode::post_only) ? "post_only"
                                    : all(MarketMode::halted)    ? "maintenance"
                                                                 : "ok";
    JsonWriter json;
    json.object().field("status", status).end_object();
    return json_response(json.text());
}

Rest::Reply Rest::system_time(Call& call) {
    JsonWriter json;
    json.object().field("server_time", std::to_string(ms_of(call.judged))).end_object();
    return json_response(json.text());
}

Rest::Reply Rest::markets(Call& call) {
    const std::string_view only = call.at("market");
    std::vector<std::string> out;
    for (const Instrument& each : exchange_.instruments()) {
        if (only.empty() || each.symbol == only) out.push_back(market_json(exchange_, each.id));
    }
    return results(out);
}

Rest::Reply Rest::summary(Call& call) {
    const std::string_view only = call.at("market");
    if (only.empty()) return refuse(code::kParameter, "market: is missing");
    std::vector<std::string> out;
    for (const Instrument& each : exchange_.instruments()) {
        if (only == "ALL" || each.symbol == only)
            out.push_back(summary_json(exchange_, each.id, call.now));
    }
    return results(out);
}

Rest::Reply Rest::bbo(Call& call) {
    const auto at = market_of(call.part(1));
    if (!at) return std::unexpected{at.error()};
    return json_response(bbo_json(exchange_, (*at)->id, call.now));
}

Rest::Reply Rest::orderbook(Call& call) {
    const auto at = market_of(call.part(1));
    if (!at) return std::unexpected{at.error()};
    std::size_t depth = kUsualDepth;
    if (const auto text = call.at("depth"); !text.empty()) {
        const auto wanted = parse_integer(text);
        if (!wanted || *wanted < 1) return refuse(code::kParameter, "depth: is no depth");
        depth = static_cast<std::size_t>(*wanted);
    }
    Price tick;
    if (const auto text = call.at("price_tick"); !text.empty()) {
        const auto step = parse_price(text);
        if (!step || !step->is_positive())
            return refuse(code::kParameter, "price_tick: is no price");
        tick = *step;
    }
    const Levels levels = levels_of(exchange_, (*at)->id, depth, tick);
    return json_response(orderbook_json(exchange_, (*at)->id, levels, call.now));
}

Rest::Reply Rest::trades(Call& call) {
    const auto at = market_of(call.at("market"));
    if (!at) return std::unexpected{at.error()};
    std::vector<PageItem> items;
    const auto& trades = exchange_.trades((*at)->id);
    for (auto trade = trades.rbegin(); trade != trades.rend(); ++trade)
        items.push_back({trade->time, [this, trade] { return trade_json(exchange_, *trade); }});
    return paged(call.query, items, kLargestTradesPage);
}

Rest::Reply Rest::funding_data(Call& call) {
    const auto at = market_of(call.at("market"));
    if (!at) return std::unexpected{at.error()};
    const InstrumentId id = (*at)->id;
    const Time now = call.now;
    return paged(call.query, {{now, [&] { return funding_data_json(exchange_, id, now); }}},
                 kLargestPage);
}

// Of the trades that are kept. Prices are numbers here.
Rest::Reply Rest::klines(Call& call) {
    const auto at = market_of(call.at("symbol"));
    if (!at) return std::unexpected{at.error()};
    const auto minutes_each = parse_integer(call.at("resolution"));
    constexpr std::int64_t kResolutions[] = {1, 3, 5, 15, 30, 60};
    if (!minutes_each || std::ranges::find(kResolutions, *minutes_each) == std::end(kResolutions))
        return refuse(code::kParameter, "resolution: is none of 1, 3, 5, 15, 30, 60");
    const auto start = parse_integer(call.at("start_at"));
    const auto end = parse_integer(call.at("end_at"));
    if (!start || !end) return refuse(code::kParameter, "start_at or end_at: is missing");
    std::map<std::int64_t, Candle> candles;
    for (const TradeRecord& trade : exchange_.trades((*at)->id)) {
        const std::int64_t ms = ms_of(trade.time);
        if (ms < *start || ms > *end) continue;
        const auto [found, fresh] =
            candles.try_emplace(ms - ms % (*minutes_each * 60'000), Candle{});
        Candle& candle = found->second;
        if (fresh) candle.open = candle.high = candle.low = trade.price;
        candle.high = std::max(candle.high, trade.price);
        candle.low = std::min(candle.low, trade.price);
        candle.close = trade.price;
        candle.volume += trade.quantity;
    }
    std::vector<std::string> out;
    for (const auto& [ms, candle] : candles)
        out.push_back(fmt::format("[{},{},{},{},{},{}]", ms, to_text(candle.open),
                                  to_text(candle.high), to_text(candle.low), to_text(candle.close),
                                  to_text(candle.volume)));
    return results(out);
}

Rest::Reply Rest::find_onboarding(Call& call) {
    const auto key = Felt::from_hex("public_key", call.at("public_key"));
    if (!key) return refuse(code::kPublicKey, key.error().message);
    const Felt address = gate_.members().address(*key);
    const Member* member = gate_.members().find(address);
    JsonWriter json;
    json.object()
        .field("address", address.to_hex())
        .field("exists", member != nullptr && member->onboarded)
        .field("account_signer_type", "starknet")
        .key("derivation_info")
        .object()
        .field("class_hash", kAccountHash)
        .field("proxy_class_hash", kProxyHash)
        .end_object()
        .end_object();
    return json_response(json.text());
}

}  // namespace twinleg::sim::wire::paradex
