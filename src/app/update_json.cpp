#include "app/update_json.h"

namespace twinleg::app {

namespace {

using namespace venues;

void level(const Level& level, JsonWriter& json) {
    json.array().value(level.price).value(level.quantity).end_array();
}

void levels(std::string_view key, std::span<const Level> all, JsonWriter& json) {
    json.key(key).array();
    for (const auto& each : all)
        level(each, json);
    json.end_array();
}

void side(std::string_view key, const Level& best, JsonWriter& json) {
    json.key(key);
    if (best.quantity.is_zero())
        json.null();
    else
        level(best, json);
}

void time(std::string_view key, Time when, JsonWriter& json) {
    if (when.known()) json.field(key, when.ns);
}

std::string_view name(MarketMode mode) {
    switch (mode) {
        case MarketMode::normal:
            return "normal";
        case MarketMode::post_only:
            return "post_only";
        case MarketMode::cancel_only:
            return "cancel_only";
        case MarketMode::halted:
            return "halted";
    }
    return "unknown";
}

struct Writer {
    JsonWriter& json;

    void operator()(const BookUpdate& u) const {
        json.field("event", u.snapshot ? "book_snapshot" : "book_delta")
            .field("instrument", u.market)
            .field("sequence", u.last);
        levels("bids", u.bids, json);
        levels("asks", u.asks, json);
    }
    void operator()(const QuoteUpdate& u) const {
        json.field("event", "bbo").field("instrument", u.market).field("sequence", u.sequence);
        side("bid", u.bid, json);
        side("ask", u.ask, json);
    }
    void operator()(const TradeUpdate& u) const {
        json.field("event", "trade")
            .field("instrument", u.market)
            .field("price", u.price)
            .field("quantity", u.quantity)
            .field("taker_side", twinleg::name(u.taker_side))
            .field("sequence", u.id);
    }
    void operator()(const MarkUpdate& u) const {
        json.field("event", "mark").field("instrument", u.market).field("mark", u.mark);
        if (!u.index.is_zero()) json.field("index", u.index);
    }
    void operator()(const FundingUpdate& u) const {
        json.field("event", "funding").field("instrument", u.market).field("rate", u.rate);
        if (u.interval.ns != 0) json.field("interval_ms", u.interval.ns / 1'000'000);
        time("next_ns", u.next, json);
    }
    void operator()(const MarketStateUpdate& u) const {
        json.field("event", "market_state")
            .field("instrument", u.market)
            .field("state", name(u.mode));
    }
    void operator()(const OrderUpdate& u) const {
        json.field("event", "order")
            .field("instrument", u.market)
            .field("client_order_id", u.client_order_id)
            .field("venue_order_id", u.venue_order_id)
            .field("state", twinleg::name(u.word))
            .field("side", twinleg::name(u.side))
            .field("filled", u.filled)
            .field("price", u.price)
            .field("quantity", u.quantity)
            .field("reason", u.reason_text);
    }
    void operator()(const FillUpdate& u) const {
        json.field("event", "fill")
            .field("instrument", u.market)
            .field("client_order_id", u.client_order_id)
            .field("venue_order_id", u.venue_order_id)
            .field("fill_id", u.fill_id)
            .field("side", twinleg::name(u.side))
            .field("price", u.price)
            .field("quantity", u.quantity)
            .field("fee", u.fee)
            .field("liquidity", u.liquidity == Liquidity::maker ? "maker" : "taker");
    }
    void operator()(const PositionUpdate& u) const {
        json.field("event", "position").field("instrument", u.market).field("quantity", u.quantity);
        if (!u.entry_price.is_zero()) json.field("entry_price", u.entry_price);
    }
    void operator()(const BalanceUpdate& u) const {
        json.field("event", "balance")
            .field("currency", u.currency)
            .field("equity", u.equity)
            .field("free_collateral", u.free_collateral);
    }
    void operator()(const FundingPaidUpdate& u) const {
        json.field("event", "funding_paid")
            .field("instrument", u.market)
            .field("payment_id", u.payment_id)
            .field("amount", u.amount);
    }
};

}  // namespace

void write_update(const venues::Update& update, JsonWriter& json) {
    json.object();
    std::visit(Writer{json}, update);
    json.end_object();
}

}  // namespace twinleg::app
