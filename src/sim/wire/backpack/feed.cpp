#include "sim/wire/backpack/feed.h"

#include <algorithm>
#include <set>

#include "sim/wire/backpack/auth.h"
#include "sim/wire/backpack/gate.h"
#include "sim/wire/backpack/kline_forms.h"
#include "sim/wire/backpack/market_forms.h"
#include "sim/wire/backpack/order_forms.h"

namespace twinleg::sim::wire::backpack {

namespace {

constexpr std::size_t kMostStreams = 1024;

std::string frame(std::string_view stream, std::string_view data) {
    JsonWriter json;
    json.object().field("stream", stream).key("data").raw(data).end_object();
    return json.text();
}

std::string error_frame(const Trouble& trouble) {
    JsonWriter json;
    json.object().key("error").raw(error_text(trouble)).end_object();
    return json.text();
}

}  // namespace

Feed::Feed(const Venue& venue) : venue_(venue), order_news_(venue.exchange) {
    for (const Market& each : venue.markets.all()) {
        const Instrument& at = each.instrument;
        depth_.emplace(at.id, Depth{"depth." + at.symbol, DepthEvents{at, {}}});
        for (const int ms : {200, 600, 1000})
            paced_.emplace_back(at.id, Depth{"depth." + std::to_string(ms) + "ms." + at.symbol,
                                             DepthEvents{at, milliseconds(ms)}});
    }
}

// --- Sockets.

void Feed::message(std::uint64_t id, std::string_view text, Time judged) {
    Peer& peer = peers_.at(id);
    const auto parsed = parse_json(text);
    if (!parsed || parsed->kind != Json::Kind::object)
        return peer.line->answer(
            error_frame({400, code::kInvalidRequest, "a frame is a JSON object"}));
    const std::string_view method = parsed->field("method");
    if (method == "SUBSCRIBE") return subscribe(peer, *parsed, judged);
    if (method == "UNSUBSCRIBE") {
        for (const std::string& name : parsed->list("params"))
            peer.streams.erase(name);
        return;
    }
    peer.line->answer(
        error_frame({400, code::kInvalidRequest, "method is SUBSCRIBE or UNSUBSCRIBE"}));
}

void Feed::subscribe(Peer& peer, const Json& asked, Time judged) {
    for (const std::string& name : asked.list("params")) {
        const auto stream = parse_stream(venue_.markets, name);
        if (!stream) {
            peer.line->answer(
                error_frame({400, code::kInvalidRequest, "Invalid stream " + echoed(name)}));
            continue;
        }
        Member* member = nullptr;
        if (stream->is_private()) {
            const auto shown = asked.list("signature");
            AuthHeaders headers;
            if (shown.size() == 4)
                headers = {.api_key = shown[0],
                           .signature = shown[1],
                           .timestamp = shown[2],
                           .window = shown[3]};
            const auto admitted = admit(venue_.members, headers,
                                        signed_text("subscribe", Json{.kind = Json::Kind::object},
                                                    headers.timestamp, headers.window),
                                        judged);
            if (!admitted) {
                peer.line->answer(error_frame(admitted.error()));
                continue;
            }
            member = *admitted;
        }
        if (peer.streams.size() >= kMostStreams) {
            peer.line->answer(error_frame({429, code::kTooManyRequests, "too many streams"}));
            return;
        }
        peer.streams[name] = member;
        if (member != nullptr) snapshot(peer, name, *stream, *member);
    }
}

void Feed::snapshot(Peer& peer, const std::string& name, const Stream& stream,
                    const Member& member) {
    if (stream.kind != StreamKind::position_update) return;
    for (const Market& each : venue_.markets.all()) {
        const InstrumentId id = each.instrument.id;
        if (stream.market != nullptr && stream.market != &each) continue;
        if (venue_.exchange.position(member.index, id).quantity().is_zero()) continue;
        peer.line->tell(
            frame(name, position_update(venue_, member, id, {}, venue_.exchange.now())));
    }
}

void Feed::expire() {
    for (auto& [id, peer] : peers_) {
        const bool showed = std::ranges::any_of(
            peer.streams, [](const auto& each) { return each.second != nullptr; });
        if (showed) peer.line->close(1008, "the session is void");
    }
}

void Feed::publish(const Member* owner, const std::string& name, const std::string& data) {
    for (auto& [id, peer] : peers_) {
        const auto found = peer.streams.find(name);
        if (found != peer.streams.end() && found->second == owner)
            peer.line->tell(frame(name, data));
    }
}

std::string Feed::name_of(std::string_view prefix, InstrumentId id) const {
    return std::string{prefix} + "." + venue_.markets.of(id).instrument.symbol;
}

// --- The account's own.

void Feed::publish_order(AccountIndex owner, InstrumentId id,
                         const std::vector<OrderEvent>& events) {
    const Member* member = venue_.members.of(owner);
    if (member == nullptr) return;
    for (const OrderEvent& event : events) {
        // A post-only order that would take only expires.
        if (event.kind == OrderEvent::Kind::accepted && event.order->reason == Reason::would_cross)
            continue;
        const std::string data = order_update(venue_.markets, event);
        publish(member, "account.orderUpdate", data);
        publish(member, name_of("account.orderUpdate", id), data);
    }
}

void Feed::order(const OrderRecord& record) {
    publish_order(record.request.account, record.request.instrument, order_news_.order(record));
}

void Feed::fill(const FillRecord& fill) {
    publish_order(fill.account, fill.instrument, order_news_.fill(fill));
}

void Feed::account(AccountIndex index) {
    const Member* member = venue_.members.of(index);
    if (member == nullptr) return;
    for (const Market& each : venue_.markets.all()) {
        const InstrumentId id = each.instrument.id;
        const Position& now = venue_.exchange.position(index, id);
        auto& told = held_[{index, id}];
        if (told == std::pair{now.quantity(), now.entry_value()}) continue;
        const std::string_view event = told.first.is_zero()       ? "positionOpened"
                                       : now.quantity().is_zero() ? "positionClosed"
                                                                  : "positionAdjusted";
        told = {now.quantity(), now.entry_value()};
        const std::string data = position_update(venue_, *member, id, event, venue_.exchange.now());
        publish(member, "account.positionUpdate", data);
        publish(member, name_of("account.positionUpdate", id), data);
    }
}

// --- Public.

void Feed::trade(const TradeRecord& trade) {
    publish(nullptr, name_of("trade", trade.instrument), trade_frame(venue_.exchange, trade));
    if (trade.liquidation)
        publish(nullptr, "liquidation", liquidation_frame(venue_.exchange, trade));
}

void Feed::mark(InstrumentId id) {
    publish(nullptr, name_of("markPrice", id),
            mark_price_frame(venue_.exchange, id, venue_.exchange.now()));
}

void Feed::tell_depth(Depth& depth, Time now) {
    if (const auto data = depth.events.take(now)) publish(nullptr, depth.stream, *data);
}

void Feed::book(const BookChange& change) {
    const InstrumentId id = change.instrument;
    Depth& depth = depth_.at(id);
    depth.events.add(change);
    tell_depth(depth, change.time);
    for (auto& [of, each] : paced_)
        if (of == id) each.events.add(change);

    const Best now{.bid = venue_.exchange.best(id, Side::buy).value_or(Level{}),
                   .ask = venue_.exchange.best(id, Side::sell).value_or(Level{})};
    Best& told = best_[id];
    if (told == now) return;
    told = now;
    publish(nullptr, name_of("bookTicker", id),
            book_ticker_frame(venue_.exchange, id, change.time));
}

void Feed::tell_klines(Time now) {
    std::set<std::string> names;
    for (const auto& [id, peer] : peers_)
        for (const auto& [name, member] : peer.streams)
            if (name.starts_with("kline.")) names.insert(name);
    candle_news_.keep(names);
    for (const std::string& name : names) {
        const Stream stream = parse_stream(venue_.markets, name).value();
        const Instrument& at = stream.market->instrument;
        const KlineType type = parse_interval(stream.interval).value();
        const KlineSeries& series = venue_.candles.of(at.id);
        for (const auto& [kline, closed] : candle_news_.take(name, series, type, now))
            publish(nullptr, name, kline_frame(at.symbol, type, kline, closed, now));
    }
}

void Feed::beat(Time now) {
    tell_klines(now);
    for (auto& [id, each] : paced_)
        tell_depth(each, now);
    const bool minute = now >= next_minute_;
    if (minute) next_minute_ = now + minutes(1);
    if (now < next_second_) return;
    next_second_ = now + seconds(1);
    for (const Market& each : venue_.markets.all()) {
        const InstrumentId id = each.instrument.id;
        mark(id);
        publish(nullptr, name_of("ticker", id), ticker_frame(venue_.exchange, id, now));
        if (minute)
            publish(nullptr, name_of("openInterest", id),
                    open_interest_frame(venue_.exchange, id, now));
    }
}

}  // namespace twinleg::sim::wire::backpack
