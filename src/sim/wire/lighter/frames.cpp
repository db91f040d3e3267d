#include "sim/wire/lighter/frames.h"

#include "sim/wire/lighter/forms.h"
#include "sim/wire/lighter/funding_form.h"

namespace twinleg::sim::wire::lighter {
namespace {

// Offsets grow, but never by one.
constexpr std::uint64_t kOffsetStep = 7;
constexpr std::size_t kTapeLength = 50;  // of a first frame of trades

// A frame up to its own content: {"channel":…
JsonWriter open_frame(std::string_view channel) {
    JsonWriter json;
    json.object().field("channel", channel);
    return json;
}

// …"timestamp":…,"type":…}
std::string close_frame(JsonWriter& json, const Channel& channel, bool first, Time now) {
    json.field("timestamp", ms_of(now))
        .field("type", (first ? "subscribed/" : "update/") + channel.topic)
        .end_object();
    return json.text();
}

Channel public_channel(std::string_view topic, const Market& market) {
    Channel channel;
    channel.topic = topic;
    channel.name = std::string{topic} + ":" + std::to_string(market.id);
    channel.market = &market;
    return channel;
}

std::string key_of(const Market& market) {
    return std::to_string(market.id);
}

}  // namespace

std::string Frames::first(const Channel& channel, std::uint64_t nonce, Time now) const {
    const auto& topic = channel.topic;
    if (topic == "order_book") {
        const BookFrame whole{.begin_nonce = 0,
                              .nonce = nonce,
                              .asks = book_side(exchange_, *channel.market, Side::sell),
                              .bids = book_side(exchange_, *channel.market, Side::buy)};
        return book(*channel.market, whole, true, now);
    }
    if (topic == "ticker") return ticker(*channel.market, nonce, true, now);
    if (topic == "market_stats" || topic == "spot_market_stats") return stats(channel, true, now);
    if (topic == "trade" || topic == "account_all_trades") return trades(channel, nonce, now);
    if (topic == "candle") return candle(channel, true, now);
    if (topic == "height") return height(true, now);
    if (topic == "account_orders" || topic == "account_all_orders")
        return orders(channel, nonce, now);
    if (topic == "account_tx" || topic == "notification") {
        auto json = open_frame(channel.name);
        json.key(topic == "account_tx" ? "txs" : "notifs").array().end_array();
        return close_frame(json, channel, true, now);
    }
    return account(channel, true, now);
}

std::string Frames::book(const Market& market, const BookFrame& changes, bool first,
                         Time now) const {
    const auto channel = public_channel("order_book", market);
    auto json = open_frame(channel.name);
    json.field("last_updated_at", us_of(now)).field("offset", changes.nonce * kOffsetStep);
    json.key("order_book").object().field("code", 0);
    json.key("asks");
    write_levels(json, market, changes.asks);
    json.key("bids");
    write_levels(json, market, changes.bids);
    json.field("offset", changes.nonce * kOffsetStep)
        .field("nonce", changes.nonce)
        .field("last_updated_at", us_of(now))
        .field("begin_nonce", changes.begin_nonce)
        .end_object();
    return close_frame(json, channel, first, now);
}

std::string Frames::ticker(const Market& market, std::uint64_t nonce, bool first, Time now) const {
    const auto channel = public_channel("ticker", market);
    const auto side = [&](JsonWriter& json, Side which) {
        const auto best = exchange_.best(instrument_of(market), which);
        json.object()
            .field("price", best ? market.price_text(market.price_of(best->price)) : std::string{})
            .field("size", best ? market.size_text(market.size_of(best->quantity)) : std::string{})
            .end_object();
    };
    auto json = open_frame(channel.name);
    json.field("last_updated_at", us_of(now)).field("nonce", nonce);
    json.key("ticker").object().field("s", market.symbol);
    json.key("a");
    side(json, Side::sell);
    json.key("b");
    side(json, Side::buy);
    json.field("last_updated_at", us_of(now)).end_object();
    return close_frame(json, channel, first, now);
}

std::string Frames::stats(const Channel& channel, bool first, Time now) const {
    auto json = open_frame(channel.name);
    json.key(channel.topic);
    if (channel.topic == "spot_market_stats") {
        json.object().end_object();  // no spot market is simulated
    } else if (channel.market != nullptr) {
        write_market_stats(json, *channel.market, stats_of(exchange_, *channel.market));
    } else {
        json.object();
        for (const auto& market : markets()) {
            json.key(key_of(market));
            write_market_stats(json, market, stats_of(exchange_, market));
        }
        json.end_object();
    }
    return close_frame(json, channel, first, now);
}

std::string Frames::trades(const Channel& channel, std::uint64_t nonce, Time now) const {
    auto json = open_frame(channel.name);
    if (channel.topic == "trade") {
        const auto& rows = history_.trades(*channel.market);
        const auto list = [&](std::string_view key, bool liquidations) {
            json.key(key).array();
            std::size_t told = 0;
            for (auto row = rows.rbegin(); row != rows.rend() && told < kTapeLength; ++row) {
                if ((*row)->liquidation != liquidations) continue;
                write_trade(json, **row);
                ++told;
            }
            json.end_array();
        };
        list("liquidation_trades", true);
        json.field("nonce", nonce);
        list("trades", false);
        return close_frame(json, channel, true, now);
    }
    json.key("trades").object();
    for (const auto& market : markets()) {
        std::vector<const TradeRow*> rows;
        for (const auto& row : history_.trades(*channel.member))
            if (row->market == market.id) rows.push_back(row.get());
        if (rows.empty()) continue;
        json.key(key_of(market)).array();
        for (std::size_t i = 0; i < rows.size() && i < kTapeLength; ++i)
            write_trade(json, *rows[rows.size() - 1 - i]);
        json.end_array();
    }
    json.end_object();
    write_volumes(json, *channel.member);
    return close_frame(json, channel, true, now);
}

std::string Frames::trade(const TradeRow& trade, std::uint64_t nonce, Time now) const {
    const auto channel = public_channel("trade", *find_market(trade.market));
    auto json = open_frame(channel.name);
    const auto list = [&](std::string_view key, bool liquidations) {
        json.key(key).array();
        if (trade.liquidation == liquidations) write_trade(json, trade);
        json.end_array();
    };
    list("liquidation_trades", true);
    json.field("nonce", nonce);
    list("trades", false);
    return close_frame(json, channel, false, now);
}

std::string Frames::candle(const Channel& channel, bool first, Time now) const {
    const std::int64_t step = channel.candle_step_ms;
    const auto rows =
        history_.candles(*channel.market, step, ms_of(now) - step * 2, ms_of(now), first ? 2 : 1);
    auto json = open_frame(channel.name);
    json.key("candles").array();
    for (const auto& row : rows)
        write_candle(json, *channel.market, row);
    json.end_array();
    return close_frame(json, channel, first, now);
}

std::string Frames::height(bool first, Time now) const {
    Channel channel;
    channel.topic = channel.name = "height";
    auto json = open_frame(channel.name);
    json.field("height", block_at(now));
    return close_frame(json, channel, first, now);
}

std::string Frames::orders(const Channel& channel, std::uint64_t nonce, Time now) const {
    auto json = open_frame(channel.name);
    if (channel.topic == "account_orders")
        json.field("account", channel.member->index).field("nonce", nonce);
    json.key("orders").object();
    const auto open = exchange_.open_orders(channel.member->account);
    for (const auto& market : markets()) {
        if (channel.market != nullptr && channel.market != &market) continue;
        bool any = false;
        for (const auto* record : open) {
            if (record->request.instrument != instrument_of(market)) continue;
            if (!any) json.key(key_of(market)).array();
            any = true;
            write_order(json,
                        order_row(*record, channel.member->index, history_.version(record->id)));
        }
        if (any) json.end_array();
    }
    json.end_object();
    return close_frame(json, channel, true, now);
}

std::string Frames::order(const Channel& channel, const OrderRecord& record, std::uint64_t nonce,
                          Time now) const {
    auto json = open_frame(channel.name);
    if (channel.topic == "account_orders")
        json.field("account", channel.member->index).field("nonce", nonce);
    json.key("orders").object();
    json.key(key_of(market_of(record.request.instrument))).array();
    write_order(json, order_row(record, channel.member->index, history_.version(record.id)));
    json.end_array().end_object();
    return close_frame(json, channel, false, now);
}

std::string Frames::account_trade(const Channel& channel, const TradeRow& trade, Time now) const {
    if (channel.topic != "account_all_trades") return account(channel, false, now, &trade);
    auto json = open_frame(channel.name);
    write_volumes(json, *channel.member);
    json.key("trades").object().key(std::to_string(trade.market)).array();
    write_trade(json, trade);
    json.end_array().end_object();
    return close_frame(json, channel, false, now);
}

// The simulation is younger than any of these spans is long.
void Frames::write_volumes(JsonWriter& json, const Member& member) const {
    std::int64_t volume = 0;
    for (const auto& row : history_.trades(member))
        volume += row->usd();
    const auto count = history_.trades(member).size();
    for (const std::string span : {"daily", "weekly", "monthly", "total"}) {
        json.field(span + "_trades_count", count);
        json.key(span + "_volume").raw(number(volume / 10'000, 2));
    }
}

std::string Frames::account(const Channel& channel, bool first, Time now,
                            const TradeRow* trade) const {
    const auto& member = *channel.member;
    const auto row = account_row(exchange_, member);
    auto json = open_frame(channel.name);
    const auto positions = [&] {
        json.key("positions").object();
        for (const auto& position : row.positions) {
            json.key(std::to_string(position.market));
            write_position(json, position);
        }
        json.end_object();
    };
    const auto assets = [&] {
        json.key("assets");
        write_assets_map(json, row);
    };
    if (channel.topic == "user_stats") {
        json.key("stats");
        write_user_stats(json, row);
    } else if (channel.topic == "account_all_positions") {
        positions();
        json.key("shares").array().end_array();
        json.key("last_funding_round").null().key("last_funding_discount").null();
    } else if (channel.topic == "account_all_assets") {
        assets();
    } else if (channel.topic == "account_market") {
        json.field("account", member.index);
        json.key("orders").array();
        for (const auto* record : exchange_.open_orders(member.account))
            if (record->request.instrument == instrument_of(*channel.market))
                write_order(json, order_row(*record, member.index, history_.version(record->id)));
        json.end_array();
        json.key("position");
        write_position(json, position_row(exchange_, member, *channel.market));
        json.key("trades").array();
        if (trade != nullptr) write_trade(json, *trade);
        json.end_array().key("funding_history").array().end_array();
        assets();
    } else {
        json.field("account", member.index);
        assets();
        json.key("funding_histories").object().end_object();
        positions();
        json.key("shares").array().end_array();
        json.key("trades").object();
        if (trade != nullptr) {
            json.key(std::to_string(trade->market)).array();
            write_trade(json, *trade);
            json.end_array();
        }
        json.end_object();
        write_volumes(json, member);
    }
    json.field("transaction_time", us_of(now));
    return close_frame(json, channel, first, now);
}

std::string Frames::funding(const Channel& channel, const FundingPayment& payment, Time now) const {
    const auto& market = market_of(payment.instrument);
    auto json = open_frame(channel.name);
    json.field("account", channel.member->index);
    json.key("funding_histories").object().key(key_of(market)).array();
    write_funding(json, market, payment);
    json.end_array().end_object();
    json.key("trades").object().end_object();
    return close_frame(json, channel, false, now);
}

std::string Frames::transaction(const Channel& channel, const TxRow& tx, Time now) const {
    auto json = open_frame(channel.name);
    json.key("txs").array().object();
    write_tx_fields(json, tx);
    json.end_object().end_array();
    return close_frame(json, channel, false, now);
}

}  // namespace twinleg::sim::wire::lighter
