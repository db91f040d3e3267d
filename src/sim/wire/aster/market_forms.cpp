#include "sim/wire/aster/market_forms.h"

#include "sim/wire/aster/texts.h"

namespace twinleg::sim::wire::aster {

namespace {

constexpr std::string_view kInterestRate = "0.00010000";
constexpr std::int64_t kDay = 86'400'000;

std::string price_text(const Market& market, Price price) {
    return padded(price, market.price_places);
}
std::string quantity_text(const Market& market, Quantity quantity) {
    return padded(quantity, market.quantity_places);
}

// 100 × change / first, cut toward zero at three places.
std::string percent_text(Price change, Price first) {
    if (!first.is_positive()) return "0.000";
    const Int128 thousandths = static_cast<Int128>(change.raw()) * 100'000 / first.raw();
    return padded(Ratio::from_raw(static_cast<std::int64_t>(thousandths) * (Ratio::kOne / 1000)),
                  3);
}

Price average_price(const MarketFacts& facts) {
    if (facts.volume.is_zero()) return {};
    return Price::from_raw(static_cast<std::int64_t>(facts.turnover.raw() / facts.volume.raw()));
}

JsonWriter& begin(JsonWriter& json, std::string_view event, const Market& market, Time time) {
    return json.object()
        .field("e", event)
        .field("E", ms_of(time))
        .field("s", market.instrument.symbol);
}

JsonWriter& write_aggregate_fields(JsonWriter& json, const Market& market,
                                   const TradeRecord& trade) {
    return json.field("a", trade.number)
        .field("p", price_text(market, trade.price))
        .field("q", quantity_text(market, trade.quantity))
        .field("f", trade.number)
        .field("l", trade.number)
        .field("T", ms_of(trade.time))
        .field("m", trade.taker_side == Side::sell);
}

}  // namespace

void write_levels(JsonWriter& json, const Market& market, std::span<const Level> levels) {
    json.array();
    for (const Level& level : levels)
        json.array()
            .value(price_text(market, level.price))
            .value(quantity_text(market, level.quantity))
            .end_array();
    json.end_array();
}

std::vector<Level> best_levels(const Exchange& exchange, InstrumentId id, Side side,
                               std::size_t most) {
    std::vector<Level> levels;
    exchange.levels(id, side, levels);
    if (levels.size() > most) levels.resize(most);
    return levels;
}

std::string depth_text(const Exchange& exchange, const Market& market, std::size_t limit) {
    const InstrumentId id = market.instrument.id;
    JsonWriter json;
    json.object()
        .field("lastUpdateId", snapshot_id(exchange.facts(id).sequence))
        .field("E", ms_of(exchange.now()))
        .field("T", ms_of(exchange.now()));
    write_levels(json.key("bids"), market, best_levels(exchange, id, Side::buy, limit));
    write_levels(json.key("asks"), market, best_levels(exchange, id, Side::sell, limit));
    json.end_object();
    return json.text();
}

void write_trade(JsonWriter& json, const Market& market, const TradeRecord& trade) {
    json.object()
        .field("id", trade.number)
        .field("price", price_text(market, trade.price))
        .field("qty", quantity_text(market, trade.quantity))
        .field("quoteQty", padded(trade.quantity * trade.price, 2))
        .field("time", ms_of(trade.time))
        .field("isBuyerMaker", trade.taker_side == Side::sell)
        .end_object();
}

void write_aggregate(JsonWriter& json, const Market& market, const TradeRecord& trade) {
    write_aggregate_fields(json.object(), market, trade).end_object();
}

void write_premium(JsonWriter& json, const Exchange& exchange, const Market& market) {
    const MarketFacts& facts = exchange.facts(market.instrument.id);
    json.object()
        .field("symbol", market.instrument.symbol)
        .field("markPrice", padded(facts.mark, 8))
        .field("indexPrice", padded(facts.index, 8))
        .field("estimatedSettlePrice", padded(facts.index, 8))
        .field("lastFundingRate", with_places(to_text(facts.funding_rate), 8))
        .field("nextFundingTime", ms_of(exchange.next_funding()))
        .field("interestRate", kInterestRate)
        .field("time", ms_of(exchange.now()))
        .end_object();
}

void write_day_ticker(JsonWriter& json, const Exchange& exchange, const Market& market) {
    const MarketFacts& facts = exchange.facts(market.instrument.id);
    const std::int64_t now = ms_of(exchange.now());
    const Price change = facts.last_price - facts.first_price;
    json.object()
        .field("symbol", market.instrument.symbol)
        .field("priceChange", price_text(market, change))
        .field("priceChangePercent", percent_text(change, facts.first_price))
        .field("weightedAvgPrice", price_text(market, average_price(facts)))
        .field("lastPrice", price_text(market, facts.last_price))
        .field("lastQty",
               exchange.trades(market.instrument.id).empty()
                   ? "0"
                   : quantity_text(market, exchange.trades(market.instrument.id).back().quantity))
        .field("openPrice", price_text(market, facts.first_price))
        .field("highPrice", price_text(market, facts.highest))
        .field("lowPrice", price_text(market, facts.lowest))
        .field("volume", quantity_text(market, facts.volume))
        .field("quoteVolume", padded(facts.turnover, 2))
        .field("openTime", now - kDay)
        .field("closeTime", now)
        .field("firstId", facts.trades == 0 ? 0 : 1)
        .field("lastId", facts.trades)
        .field("count", facts.trades)
        .end_object();
}

void write_price_ticker(JsonWriter& json, const Exchange& exchange, const Market& market) {
    const MarketFacts& facts = exchange.facts(market.instrument.id);
    json.object()
        .field("symbol", market.instrument.symbol)
        .field("price", price_text(market, facts.trades == 0 ? facts.mark : facts.last_price))
        .field("time", ms_of(exchange.now()))
        .end_object();
}

void write_book_ticker(JsonWriter& json, const Exchange& exchange, const Market& market) {
    const InstrumentId id = market.instrument.id;
    const Level bid = exchange.best(id, Side::buy).value_or(Level{});
    const Level ask = exchange.best(id, Side::sell).value_or(Level{});
    json.object()
        .field("symbol", market.instrument.symbol)
        .field("bidPrice", price_text(market, bid.price))
        .field("bidQty", quantity_text(market, bid.quantity))
        .field("askPrice", price_text(market, ask.price))
        .field("askQty", quantity_text(market, ask.quantity))
        .field("time", ms_of(exchange.now()))
        .end_object();
}

std::string book_ticker_event(const Exchange& exchange, const Market& market, Time time) {
    const InstrumentId id = market.instrument.id;
    const Level bid = exchange.best(id, Side::buy).value_or(Level{});
    const Level ask = exchange.best(id, Side::sell).value_or(Level{});
    JsonWriter json;
    begin(json, "bookTicker", market, time)
        .field("u", last_id(exchange.facts(id).sequence))
        .field("b", price_text(market, bid.price))
        .field("B", quantity_text(market, bid.quantity))
        .field("a", price_text(market, ask.price))
        .field("A", quantity_text(market, ask.quantity))
        .field("T", ms_of(time))
        .end_object();
    return json.text();
}

std::string mark_price_event(const Exchange& exchange, const Market& market, Time time) {
    const MarketFacts& facts = exchange.facts(market.instrument.id);
    JsonWriter json;
    begin(json, "markPriceUpdate", market, time)
        .field("p", padded(facts.mark, 8))
        .field("i", padded(facts.index, 8))
        .field("P", padded(facts.index, 8))
        .field("r", with_places(to_text(facts.funding_rate), 8))
        .field("T", ms_of(exchange.next_funding()))
        .end_object();
    return json.text();
}

std::string aggregate_event(const Market& market, const TradeRecord& trade) {
    JsonWriter json;
    write_aggregate_fields(begin(json, "aggTrade", market, trade.time), market, trade).end_object();
    return json.text();
}

std::string day_ticker_event(const Exchange& exchange, const Market& market, Time time, bool mini) {
    const MarketFacts& facts = exchange.facts(market.instrument.id);
    JsonWriter json;
    begin(json, mini ? "24hrMiniTicker" : "24hrTicker", market, time);
    if (!mini) {
        const Price change = facts.last_price - facts.first_price;
        json.field("p", price_text(market, change))
            .field("P", percent_text(change, facts.first_price))
            .field("w", price_text(market, average_price(facts)))
            .field("O", ms_of(time) - kDay)
            .field("C", ms_of(time))
            .field("F", facts.trades == 0 ? 0 : 1)
            .field("L", facts.trades)
            .field("n", facts.trades);
    }
    json.field("c", price_text(market, facts.last_price))
        .field("o", price_text(market, facts.first_price))
        .field("h", price_text(market, facts.highest))
        .field("l", price_text(market, facts.lowest))
        .field("v", quantity_text(market, facts.volume))
        .field("q", padded(facts.turnover, 2))
        .end_object();
    return json.text();
}

std::string force_order_event(const Market& market, const TradeRecord& trade) {
    const std::string price = price_text(market, trade.price);
    const std::string quantity = quantity_text(market, trade.quantity);
    JsonWriter json;
    json.object().field("e", "forceOrder").field("E", ms_of(trade.time)).key("o").object();
    json.field("s", market.instrument.symbol)
        .field("S", trade.taker_side == Side::buy ? "BUY" : "SELL")
        .field("o", "LIMIT")
        .field("f", "IOC")
        .field("q", quantity)
        .field("p", price)
        .field("ap", price)
        .field("X", "FILLED")
        .field("l", quantity)
        .field("z", quantity)
        .field("T", ms_of(trade.time))
        .end_object()
        .end_object();
    return json.text();
}

}  // namespace twinleg::sim::wire::aster
