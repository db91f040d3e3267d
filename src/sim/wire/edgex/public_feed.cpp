#include "sim/wire/edgex/public_feed.h"

#include <algorithm>

#include "sim/wire/edgex/market_forms.h"

namespace twinleg::sim::wire::edgex {

namespace {

using Kind = Channel::Kind;

std::string quote_event(std::string_view channel, std::string_view type, std::string_view items) {
    JsonWriter json;
    json.object().field("type", "quote-event").field("channel", channel).key("content");
    json.object().field("channel", channel).field("dataType", type);
    json.key("data").raw("[" + std::string{items} + "]");
    json.end_object().end_object();
    return json.text();
}

std::string acknowledged(std::string_view type, std::string_view channel,
                         std::string_view request) {
    JsonWriter json;
    json.object().field("type", type).field("channel", channel).field("request", request);
    json.end_object();
    return json.text();
}

// Adds one more item to a list without brackets.
void append(std::string& items, std::string_view item) {
    if (!items.empty()) items += ',';
    items += item;
}

}  // namespace

PublicFeed::PublicFeed(const Venue& venue, MarketLog& log, Windows& windows)
    : venue_(venue), log_(log), windows_(windows) {}

void PublicFeed::opened(std::uint64_t id, Line& line, std::string_view sid) {
    peers_.emplace(id, Peer{Conversation{line, sid, false, venue_.exchange.now()}, {}});
}

void PublicFeed::message(std::uint64_t id, std::string_view text) {
    const auto peer = peers_.find(id);
    if (peer == peers_.end()) return;
    const auto heard = peer->second.conversation.hear(text);
    if (!heard) return;
    if (heard->type == "subscribe")
        subscribe(peer->second, heard->channel, text);
    else
        unsubscribe(peer->second, heard->channel, text);
}

void PublicFeed::subscribe(Peer& peer, const std::string& name, std::string_view request) {
    const auto channel = parse_channel(venue_.contracts, name);
    if (!channel)
        return peer.conversation.complain(request, channel.error().code, channel.error().sentence);
    if (std::ranges::find(peer.subscriptions, name, &Subscription::name) ==
        peer.subscriptions.end())
        peer.subscriptions.push_back({name, *channel});
    peer.conversation.line().answer(acknowledged("subscribed", name, request));
    peer.conversation.line().tell(quote_event(name, "Snapshot", snapshot(*channel)));
}

void PublicFeed::unsubscribe(Peer& peer, const std::string& name, std::string_view request) {
    if (const auto channel = parse_channel(venue_.contracts, name); !channel)
        return peer.conversation.complain(request, channel.error().code, channel.error().sentence);
    std::erase_if(peer.subscriptions, [&](const Subscription& each) { return each.name == name; });
    peer.conversation.line().answer(acknowledged("unsubscribed", name, request));
}

std::string PublicFeed::ticker(InstrumentId id) const {
    JsonWriter json;
    write_ticker(json, venue_, venue_.contracts.of(id), log_.times(id), true);
    return json.text();
}

std::string PublicFeed::tickers() const {
    std::string items;
    for (const Contract& each : venue_.contracts.all())
        append(items, ticker(each.instrument.id));
    return items;
}

std::string PublicFeed::book_tickers() const {
    std::string items;
    for (const Contract& each : venue_.contracts.all()) {
        JsonWriter json;
        write_book_ticker(json, venue_, each);
        append(items, json.text());
    }
    return items;
}

std::string PublicFeed::funding(InstrumentId id) const {
    JsonWriter json;
    write_funding_rate(json, venue_, venue_.contracts.of(id));
    return json.text();
}

std::string PublicFeed::fundings() const {
    std::string items;
    for (const Contract& each : venue_.contracts.all())
        append(items, funding(each.instrument.id));
    return items;
}

std::string PublicFeed::kline(const Channel& channel) const {
    const auto candle =
        log_.series(channel.contract, channel.price).current(channel.kline, venue_.exchange.now());
    if (!candle) return {};
    JsonWriter json;
    write_kline(json, venue_.contracts.of(channel.contract), channel.kline, channel.price, *candle);
    return json.text();
}

std::string PublicFeed::snapshot(const Channel& channel) const {
    switch (channel.kind) {
        case Kind::depth:
            return windows_.at(channel.contract, channel.depth).snapshot();
        case Kind::ticker:
            return ticker(channel.contract);
        case Kind::ticker_all:
        case Kind::ticker_all_second:
            return tickers();
        case Kind::book_ticker:
            return book_tickers();
        case Kind::trades: {
            const auto& trades = venue_.exchange.trades(channel.contract);
            std::string items;
            std::size_t left = kTradesInSnapshot;
            for (auto trade = trades.rbegin(); trade != trades.rend() && left > 0;
                 ++trade, --left) {
                JsonWriter json;
                write_trade(json, venue_, *trade);
                append(items, json.text());
            }
            return items;
        }
        case Kind::kline:
            return kline(channel);
        case Kind::funding:
            return funding(channel.contract);
        case Kind::funding_all:
            return fundings();
        case Kind::metadata:
            return venue_.contracts.metadata_frame();
    }
    return {};
}

bool PublicFeed::anybody(const Channel& channel) const {
    return std::ranges::any_of(peers_, [&](const auto& peer) {
        return std::ranges::find(peer.second.subscriptions, channel, &Subscription::channel) !=
               peer.second.subscriptions.end();
    });
}

void PublicFeed::publish(const Channel& channel, const std::string& items) {
    if (items.empty()) return;
    for (auto& [id, peer] : peers_)
        for (const Subscription& each : peer.subscriptions)
            if (each.channel == channel)
                peer.conversation.line().tell(quote_event(each.name, "changed", items));
}

void PublicFeed::trade(const TradeRecord& trade) {
    moved_.insert(trade.instrument.value);
    const Channel channel{.kind = Kind::trades, .contract = trade.instrument};
    if (!anybody(channel)) return;
    JsonWriter json;
    write_trade(json, venue_, trade);
    publish(channel, json.text());
}

void PublicFeed::mark(InstrumentId id) {
    moved_.insert(id.value);
    marked_.insert(id.value);
}

void PublicFeed::book(InstrumentId id) {
    moved_.insert(id.value);
    told_[id.value] = venue_.exchange.now();
    for (const std::size_t depth : kDepths)
        publish({.kind = Kind::depth, .contract = id, .depth = depth},
                windows_.at(id, depth).update(venue_.exchange));
}

void PublicFeed::beat(Time now) {
    for (const Contract& each : venue_.contracts.all()) {
        const InstrumentId id = each.instrument.id;
        Time& told = told_[id.value];
        if (now - told < kQuiet) continue;
        told = now;
        for (const std::size_t depth : kDepths) {
            const Channel channel{.kind = Kind::depth, .contract = id, .depth = depth};
            if (anybody(channel)) publish(channel, windows_.at(id, depth).heartbeat());
        }
    }
    std::string all;
    for (const std::uint16_t number : moved_) {
        const InstrumentId id{number};
        const std::string item = ticker(id);
        publish({.kind = Kind::ticker, .contract = id}, item);
        append(all, item);
    }
    publish({.kind = Kind::ticker_all}, all);
    std::string rates;
    for (const std::uint16_t number : marked_) {
        const std::string item = funding({number});
        publish({.kind = Kind::funding, .contract = {number}}, item);
        append(rates, item);
    }
    publish({.kind = Kind::funding_all}, rates);
    // Candles are many: only those that somebody has asked for.
    for (auto& [id, peer] : peers_)
        for (const Subscription& each : peer.subscriptions)
            if (each.channel.kind == Kind::kline && moved_.contains(each.channel.contract.value))
                if (const std::string item = kline(each.channel); !item.empty())
                    peer.conversation.line().tell(quote_event(each.name, "changed", item));
    moved_.clear();
    marked_.clear();
    if (now >= next_second_) {
        next_second_ = now + seconds(1);
        if (anybody({.kind = Kind::ticker_all_second}))
            publish({.kind = Kind::ticker_all_second}, tickers());
        if (anybody({.kind = Kind::book_ticker}))
            publish({.kind = Kind::book_ticker}, book_tickers());
    }
    // Last: a peer may go.
    beat_all(peers_, now);
}

}  // namespace twinleg::sim::wire::edgex
