#include "sim/wire/aster/markets.h"

#include "core/json_writer.h"
#include "sim/wire/aster/texts.h"

namespace twinleg::sim::wire::aster {

namespace {

constexpr std::int64_t kDelivery = 4'133'404'800'000;
constexpr std::int64_t kOnboard = 1'740'000'000'000;
constexpr std::string_view kMaintenance = "0.005";

struct Row {
    std::string_view base, tick, lot;
    int price_places, quantity_places;
    std::int64_t max_quantity, max_market_quantity;
    std::uint64_t max_leverage;
};
constexpr Row kRows[] = {
    {"BTC", "0.1", "0.001", 1, 3, 1'000, 120, 125},
    {"ETH", "0.01", "0.001", 2, 3, 10'000, 2'000, 125},
    {"SOL", "0.01", "0.01", 2, 2, 100'000, 5'000, 100},
};

void write_lot(JsonWriter& json, const Market& market, std::string_view filter, Quantity most) {
    json.object()
        .field("stepSize", market.instrument.lot)
        .field("filterType", filter)
        .field("maxQty", most)
        .field("minQty", market.instrument.min_quantity)
        .end_object();
}

void write_filters(JsonWriter& json, const Market& market) {
    json.key("filters").array().object();
    json.field("minPrice", market.instrument.tick)
        .field("maxPrice", market.max_price)
        .field("filterType", "PRICE_FILTER")
        .field("tickSize", market.instrument.tick)
        .end_object();
    write_lot(json, market, "LOT_SIZE", market.max_quantity);
    write_lot(json, market, "MARKET_LOT_SIZE", market.max_market_quantity);
    json.object()
        .field("limit", kMostOpenOrders)
        .field("filterType", "MAX_NUM_ORDERS")
        .end_object();
    json.object().field("limit", 10).field("filterType", "MAX_NUM_ALGO_ORDERS").end_object();
    json.object()
        .field("notional", market.instrument.min_notional)
        .field("filterType", "MIN_NOTIONAL")
        .end_object();
    json.object()
        .field("multiplierDown", "0.9500")
        .field("multiplierUp", "1.0500")
        .field("multiplierDecimal", "4")
        .field("filterType", "PERCENT_PRICE")
        .end_object()
        .end_array();
}

void write_symbol(JsonWriter& json, const Market& market, MarketMode mode) {
    const Instrument& at = market.instrument;
    json.object()
        .field("symbol", at.symbol)
        .field("pair", at.symbol)
        .field("contractType", "PERPETUAL")
        .field("deliveryDate", kDelivery)
        .field("onboardDate", kOnboard)
        .field("status", mode == MarketMode::normal ? "TRADING" : "SETTLING")
        .field("maintMarginPercent", "2.5000")
        .field("requiredMarginPercent", "5.0000")
        .field("baseAsset", at.base)
        .field("quoteAsset", at.quote)
        .field("marginAsset", at.quote)
        .field("pricePrecision", market.price_places)
        .field("quantityPrecision", market.quantity_places)
        .field("baseAssetPrecision", 8)
        .field("quotePrecision", 8)
        .field("underlyingType", "COIN");
    json.key("underlyingSubType").array().value("Top").end_array();
    json.field("settlePlan", 0)
        .field("triggerProtect", "0.0500")
        .field("liquidationFee", "0.010000")
        .field("marketTakeBound", "0.05");
    write_filters(json, market);
    json.key("orderTypes").array();
    for (const std::string_view type : {"LIMIT", "MARKET"})
        json.value(type);
    json.end_array().key("timeInForce").array();
    for (const std::string_view force : {"GTC", "IOC", "FOK", "GTX"})
        json.value(force);
    json.end_array().end_object();
}

void write_limit(JsonWriter& json, std::string_view type, int limit) {
    json.object()
        .field("rateLimitType", type)
        .field("interval", "MINUTE")
        .field("intervalNum", 1)
        .field("limit", limit)
        .end_object();
}

}  // namespace

Markets::Markets() {
    for (const Row& row : kRows) {
        Market market;
        Instrument& at = market.instrument;
        at.symbol = std::string{row.base} + "USDT";
        at.base = row.base;
        at.quote = "USDT";
        at.tick = parse_price(row.tick).value();
        at.lot = parse_quantity(row.lot).value();
        at.min_quantity = at.lot;
        at.min_notional = Notional::from_units(5);
        at.maker_fee = kMakerFee;
        at.taker_fee = kTakerFee;
        at.initial_margin = basis_points(10'000 / static_cast<std::int64_t>(kDefaultLeverage));
        at.maintenance_margin = parse_ratio(kMaintenance).value();
        market.price_places = row.price_places;
        market.quantity_places = row.quantity_places;
        market.max_price = Price::from_units(1'000'000);
        market.max_quantity = Quantity::from_units(row.max_quantity);
        market.max_market_quantity = Quantity::from_units(row.max_market_quantity);
        market.max_leverage = row.max_leverage;
        add(std::move(market));
    }
}

std::string exchange_info(const Exchange& exchange, const Markets& markets, Time now) {
    JsonWriter json;
    json.object()
        .field("timezone", "UTC")
        .field("serverTime", ms_of(now))
        .field("futuresType", "U_MARGINED");
    json.key("rateLimits").array();
    write_limit(json, "REQUEST_WEIGHT", 2400);
    write_limit(json, "ORDERS", 1200);
    json.end_array().key("exchangeFilters").array().end_array();
    json.key("assets").array().object();
    json.field("asset", "USDT")
        .field("marginAvailable", true)
        .field("autoAssetExchange", "-10000")
        .end_object()
        .end_array();
    json.key("symbols").array();
    for (const Market& each : markets.all())
        write_symbol(json, each, exchange.facts(each.instrument.id).mode);
    json.end_array().end_object();
    return json.text();
}

std::string leverage_bracket(const Market& market) {
    JsonWriter json;
    json.object().field("symbol", market.instrument.symbol).key("brackets").array().object();
    json.field("bracket", 1)
        .field("initialLeverage", market.max_leverage)
        .field("notionalCap", 100'000'000)
        .field("notionalFloor", 0)
        .key("maintMarginRatio")
        .raw(kMaintenance);
    json.field("cum", 0).end_object().end_array().end_object();
    return json.text();
}

}  // namespace twinleg::sim::wire::aster
