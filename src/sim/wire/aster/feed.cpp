#include "sim/wire/aster/feed.h"

#include <algorithm>
#include <set>

#include "net/form.h"
#include "sim/wire/aster/kline_forms.h"
#include "sim/wire/aster/market_forms.h"
#include "sim/wire/aster/order_forms.h"
#include "sim/wire/aster/texts.h"

namespace twinleg::sim::wire::aster {

namespace {

constexpr Duration kLongestLife = minutes(24 * 60);

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const auto slash = std::min(text.find('/'), text.size());
        if (slash > 0) out.emplace_back(text.substr(0, slash));
        text.remove_prefix(std::min(slash + 1, text.size()));
    }
    return out;
}

}  // namespace

Feed::Feed(const Venue& venue, bool limits)
    : venue_(venue), limits_(limits), order_news_(venue.exchange) {
    struct Pace {
        std::string_view suffix;
        int ms;
    };
    for (const Market& each : venue.markets.all()) {
        for (const Pace pace : {Pace{"", 250}, Pace{"@500ms", 500}, Pace{"@100ms", 100}}) {
            for (const std::size_t levels : {0U, 5U, 10U, 20U}) {
                const std::string what = "depth" +
                                         (levels == 0 ? std::string{} : std::to_string(levels)) +
                                         std::string{pace.suffix};
                depth_.push_back({name_of(each.instrument.id, what), each.instrument.id,
                                  DepthEvents{each, milliseconds(pace.ms), levels}});
            }
        }
    }
}

std::string Feed::name_of(InstrumentId id, std::string_view what) const {
    std::string name = venue_.markets.of(id).instrument.symbol;
    std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return name.append("@").append(what);
}

// --- Sockets.

void Feed::opened(std::uint64_t id, Line& line, std::string_view path, std::string_view query,
                  Time now) {
    const bool combined = path.starts_with("/stream");
    auto& peer = peers_[id];
    peer = std::make_unique<Peer>(line, combined, now);
    std::vector<std::string> names;
    if (combined) {
        for (const auto& [name, value] : net::parse_query(query))
            if (name == "streams") names = split(value);
    } else if (path.starts_with("/ws/")) {
        names = split(path.substr(4));
    }
    for (const std::string& each : names)
        peer->add(each);
}

void Feed::message(std::uint64_t id, std::string_view text, Time now) {
    peers_.at(id)->message(text, limits_, now);
}

void Feed::publish(std::string_view stream, const std::string& payload) {
    for (auto& [id, peer] : peers_)
        if (peer->has(stream)) peer->tell(stream, payload);
}

// --- A user's own.

void Feed::tell_member(const Member& member, const std::string& payload) {
    const bool live = !member.listen_key.empty() && venue_.exchange.now() < member.listen_key_ends;
    if (live) publish(member.listen_key, payload);
}

void Feed::tell_orders(AccountIndex owner, const std::vector<OrderEvent>& events) {
    const Member* member = venue_.members.of(owner);
    if (member == nullptr) return;
    for (const OrderEvent& event : events)
        tell_member(*member, order_update(venue_.markets, event));
}

void Feed::order(const OrderRecord& record) {
    tell_orders(record.request.account, order_news_.order(record));
}

void Feed::fill(const FillRecord& fill) {
    tell_orders(fill.account, order_news_.fill(fill));
}

void Feed::funding(const FundingPayment& payment) {
    paid_[payment.account] = true;
}

// Positions that moved since they were told; of funding the balance alone.
void Feed::account(AccountIndex index) {
    const Member* member = venue_.members.of(index);
    if (member == nullptr) return;
    std::vector<InstrumentId> moved;
    for (const Market& each : venue_.markets.all()) {
        const InstrumentId id = each.instrument.id;
        const Position& now = venue_.exchange.position(index, id);
        auto& told = held_[{index, id}];
        if (told == std::pair{now.quantity(), now.trading()}) continue;
        told = {now.quantity(), now.trading()};
        moved.push_back(id);
    }
    const bool paid = std::exchange(paid_[index], false);
    if (moved.empty() && !paid) return;
    tell_member(*member, account_update(venue_, *member, moved.empty() ? "FUNDING_FEE" : "ORDER",
                                        moved, venue_.exchange.now()));
}

void Feed::expire_key(Member& member, Time now) {
    const std::string payload =
        "{\"e\":\"listenKeyExpired\",\"E\":" + std::to_string(ms_of(now)) + "}";
    publish(member.listen_key, payload);
    for (auto& [id, peer] : peers_)
        peer->remove(member.listen_key);
    member.listen_key.clear();
}

void Feed::expire() {
    for (Member& member : venue_.members.all())
        if (!member.listen_key.empty()) expire_key(member, venue_.exchange.now());
}

// --- Public.

void Feed::trade(const TradeRecord& trade) {
    const Market& market = venue_.markets.of(trade.instrument);
    publish(name_of(trade.instrument, "aggTrade"), aggregate_event(market, trade));
    if (!trade.liquidation) return;
    const std::string payload = force_order_event(market, trade);
    publish(name_of(trade.instrument, "forceOrder"), payload);
    publish("!forceOrder@arr", payload);
}

void Feed::book(const BookChange& change) {
    const InstrumentId id = change.instrument;
    for (Paced& each : depth_)
        if (each.instrument == id) each.events.add(change);
    const Best now{.bid = venue_.exchange.best(id, Side::buy).value_or(Level{}),
                   .ask = venue_.exchange.best(id, Side::sell).value_or(Level{})};
    Best& told = best_[id];
    if (told == now) return;
    told = now;
    const std::string payload =
        book_ticker_event(venue_.exchange, venue_.markets.of(id), change.time);
    publish(name_of(id, "bookTicker"), payload);
    publish("!bookTicker", payload);
}

void Feed::tell_marks(Time now, std::string_view suffix) {
    std::string all;
    for (const Market& each : venue_.markets.all()) {
        const std::string payload = mark_price_event(venue_.exchange, each, now);
        publish(name_of(each.instrument.id, "markPrice" + std::string{suffix}), payload);
        all.append(all.empty() ? "[" : ",").append(payload);
    }
    publish("!markPrice@arr" + std::string{suffix}, all + "]");
}

void Feed::tell_tickers(Time now, bool mini) {
    const std::string_view what = mini ? "miniTicker" : "ticker";
    std::string all;
    for (const Market& each : venue_.markets.all()) {
        const std::string payload = day_ticker_event(venue_.exchange, each, now, mini);
        publish(name_of(each.instrument.id, what), payload);
        all.append(all.empty() ? "[" : ",").append(payload);
    }
    publish("!" + std::string{what} + "@arr", all + "]");
}

void Feed::tell_klines(Time now) {
    std::set<std::string> names;
    for (const auto& [id, peer] : peers_)
        for (const std::string& name : peer->streams())
            if (name.find("@kline_") != std::string::npos) names.insert(name);
    candle_news_.keep(names);
    for (const std::string& name : names) {
        const auto stream = parse_stream(venue_.markets, name);
        if (!stream) continue;
        const Market& market = *stream->market;
        const KlineType type = parse_interval(stream->interval).value();
        const KlineSeries& series = venue_.candles.of(market.instrument.id);
        for (const auto& [kline, closed] : candle_news_.take(name, series, type, now))
            publish(name, kline_event(market, stream->interval, type, kline, closed, now));
    }
}

void Feed::beat(Time now) {
    tell_klines(now);
    // Events run on whether anybody listens or not: who comes later finds them chained.
    for (Paced& each : depth_)
        if (const auto payload = each.events.take(venue_.exchange, now))
            publish(each.stream, *payload);
    for (Member& member : venue_.members.all())
        if (!member.listen_key.empty() && now >= member.listen_key_ends) expire_key(member, now);
    if (now < next_second_) return;
    next_second_ = now + seconds(1);
    tell_marks(now, "@1s");
    if (second_++ % 3 == 0) tell_marks(now, "");
    tell_tickers(now, true);
    tell_tickers(now, false);
    for (auto& [id, peer] : peers_)
        if (now - peer->opened() > kLongestLife) peer->line().close(1001, "24 hours are over");
}

}  // namespace twinleg::sim::wire::aster
