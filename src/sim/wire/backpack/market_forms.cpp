#include "sim/wire/backpack/market_forms.h"

#include <algorithm>

#include "sim/wire/backpack/texts.h"

namespace twinleg::sim::wire::backpack {

namespace {

void write_side(JsonWriter& json, const Exchange& exchange, InstrumentId id, Side side,
                std::size_t limit) {
    std::vector<Level> levels;
    exchange.levels(id, side, levels);
    if (levels.size() > limit) levels.resize(limit);
    if (side == Side::buy) std::ranges::reverse(levels);
    write_levels(json, levels);
}

// change / first, cut toward zero.
Ratio relative(Price change, Price first) {
    if (!first.is_positive()) return {};
    return Ratio::from_raw(
        static_cast<std::int64_t>(static_cast<Int128>(change.raw()) * Ratio::kOne / first.raw()));
}

JsonWriter& begin(JsonWriter& json, std::string_view event, const Exchange& exchange,
                  InstrumentId id, Time time) {
    return json.object()
        .field("e", event)
        .field("E", us_of(time))
        .field("s", exchange.instrument(id).symbol);
}

}  // namespace

void write_levels(JsonWriter& json, std::span<const Level> levels) {
    json.array();
    for (const Level& level : levels)
        json.array().value(level.price).value(level.quantity).end_array();
    json.end_array();
}

std::string depth_text(const Exchange& exchange, InstrumentId id, std::size_t limit) {
    JsonWriter json;
    json.object();
    write_side(json.key("asks"), exchange, id, Side::sell, limit);
    write_side(json.key("bids"), exchange, id, Side::buy, limit);
    json.field("lastUpdateId", std::to_string(exchange.facts(id).sequence))
        .field("timestamp", us_of(exchange.now()))
        .end_object();
    return json.text();
}

void write_ticker(JsonWriter& json, const Exchange& exchange, const Instrument& instrument) {
    const MarketFacts& facts = exchange.facts(instrument.id);
    const Price change = facts.last_price - facts.first_price;
    json.object()
        .field("symbol", instrument.symbol)
        .field("firstPrice", facts.first_price)
        .field("lastPrice", facts.last_price)
        .field("priceChange", change)
        .field("priceChangePercent", relative(change, facts.first_price))
        .field("high", facts.highest)
        .field("low", facts.lowest)
        .field("volume", facts.volume)
        .field("quoteVolume", facts.turnover)
        .field("trades", std::to_string(facts.trades))
        .end_object();
}

void write_mark_price(JsonWriter& json, const Exchange& exchange, const Instrument& instrument) {
    const MarketFacts& facts = exchange.facts(instrument.id);
    json.object()
        .field("symbol", instrument.symbol)
        .field("markPrice", facts.mark)
        .field("indexPrice", facts.index)
        .field("fundingRate", facts.funding_rate)
        .field("nextFundingTimestamp", ms_of(exchange.next_funding()))
        .end_object();
}

void write_trade(JsonWriter& json, const TradeRecord& trade) {
    json.object()
        .field("id", trade.number)
        .field("price", trade.price)
        .field("quantity", trade.quantity)
        .field("quoteQuantity", trade.quantity * trade.price)
        .field("timestamp", ms_of(trade.time))
        .field("isBuyerMaker", trade.taker_side == Side::sell)
        .end_object();
}

std::string book_ticker_frame(const Exchange& exchange, InstrumentId id, Time time) {
    const auto bid = exchange.best(id, Side::buy).value_or(Level{});
    const auto ask = exchange.best(id, Side::sell).value_or(Level{});
    JsonWriter json;
    begin(json, "bookTicker", exchange, id, time)
        .field("a", ask.price)
        .field("A", ask.quantity)
        .field("b", bid.price)
        .field("B", bid.quantity)
        .field("u", std::to_string(exchange.facts(id).sequence))
        .field("T", us_of(time))
        .end_object();
    return json.text();
}

std::string mark_price_frame(const Exchange& exchange, InstrumentId id, Time time) {
    const MarketFacts& facts = exchange.facts(id);
    JsonWriter json;
    begin(json, "markPrice", exchange, id, time)
        .field("p", facts.mark)
        .field("f", facts.funding_rate)
        .field("i", facts.index)
        .field("n", ms_of(exchange.next_funding()))
        .field("T", us_of(time))
        .end_object();
    return json.text();
}

std::string ticker_frame(const Exchange& exchange, InstrumentId id, Time time) {
    const MarketFacts& facts = exchange.facts(id);
    JsonWriter json;
    begin(json, "ticker", exchange, id, time)
        .field("o", facts.first_price)
        .field("c", facts.last_price)
        .field("h", facts.highest)
        .field("l", facts.lowest)
        .field("v", facts.volume)
        .field("V", facts.turnover)
        .field("n", facts.trades)
        .end_object();
    return json.text();
}

std::string open_interest_frame(const Exchange& exchange, InstrumentId id, Time time) {
    JsonWriter json;
    begin(json, "openInterest", exchange, id, time)
        .field("o", exchange.open_interest(id))
        .end_object();
    return json.text();
}

std::string trade_frame(const Exchange& exchange, const TradeRecord& trade) {
    JsonWriter json;
    begin(json, "trade", exchange, trade.instrument, trade.time)
        .field("p", trade.price)
        .field("q", trade.quantity)
        .field("b", std::to_string(trade.bid().order_id))
        .field("a", std::to_string(trade.ask().order_id))
        .field("t", trade.number)
        .field("T", us_of(trade.time))
        .field("m", trade.taker_side == Side::sell)
        .end_object();
    return json.text();
}

std::string liquidation_frame(const Exchange& exchange, const TradeRecord& trade) {
    JsonWriter json;
    begin(json, "liquidation", exchange, trade.instrument, trade.time)
        .field("q", trade.quantity)
        .field("p", trade.price)
        .field("S", trade.taker_side == Side::buy ? "Bid" : "Ask")
        .field("T", us_of(trade.time))
        .end_object();
    return json.text();
}

}  // namespace twinleg::sim::wire::backpack
