#include "sim/wire/paradex/public_feed.h"

#include <utility>

#include "sim/wire/paradex/market_sbe.h"
#include "sim/wire/paradex/markets.h"

namespace twinleg::sim::wire::paradex {
namespace {

using Kind = Channel::Kind;

constexpr std::size_t kSnapshotLevels = 15;
constexpr Duration kSummaryPeriod = milliseconds(200);
constexpr Duration kFundingPeriod = seconds(5);
constexpr Duration kHeartbeatPeriod = seconds(20);

}  // namespace

class PublicFeed::Event {
public:
    Event(std::function<std::string()> json, std::function<std::string(SbeLayout)> frame)
        : make_json_(std::move(json)), make_frame_(std::move(frame)) {}

    const std::string& json() {
        if (json_.empty()) json_ = make_json_();
        return json_;
    }
    const std::string& frame(SbeLayout layout) {
        std::string& made = frames_[{layout.version, layout.extended}];
        if (made.empty()) made = make_frame_(layout);
        return made;
    }

private:
    std::function<std::string()> make_json_;
    std::function<std::string(SbeLayout)> make_frame_;
    std::string json_;
    std::map<std::pair<std::uint16_t, bool>, std::string> frames_;
};

PublicFeed::PublicFeed(const Exchange& exchange, Peers& peers)
    : exchange_(exchange), peers_(peers), markets_(exchange.instruments().size()) {}

void PublicFeed::tell(Event& event, Peer& peer, Subscription& subscription, Time now) {
    subscription.told = now;
    subscription.dirty = false;
    if (!peer.sbe) return peer.line->tell(notification(subscription.channel.name, event.json()));
    // The comparison is younger than version 0, which has no template for it.
    if (subscription.channel.kind == Kind::comparison && peer.sbe->version == 0)
        return peer.line->tell(notification(subscription.channel.name, event.json()));
    peer.last_frame = now;
    peer.line->tell_binary(event.frame(*peer.sbe));
}

PublicFeed::Event PublicFeed::summary(InstrumentId id, Time now) const {
    return {
        [this, id, now] { return summary_json(exchange_, id, now); },
        [this, id, now](SbeLayout layout) { return summary_frame(exchange_, id, now, layout); }};
}

PublicFeed::Event PublicFeed::touch(InstrumentId id, Time now) const {
    return {[this, id, now] { return bbo_json(exchange_, id, now); },
            [this, id, now](SbeLayout layout) { return bbo_frame(exchange_, id, now, layout); }};
}

PublicFeed::Event PublicFeed::funding(InstrumentId id, Time now) const {
    return {
        [this, id, now] { return funding_data_json(exchange_, id, now); },
        [this, id, now](SbeLayout layout) { return funding_frame(exchange_, id, now, layout); }};
}

PublicFeed::Event PublicFeed::comparison(InstrumentId id, Time now) const {
    return {
        [this, id, now] { return comparison_json(exchange_, id, now); },
        [this, id, now](SbeLayout layout) { return comparison_frame(exchange_, id, now, layout); }};
}

PublicFeed::Event PublicFeed::message(BookMessage message) const {
    return {[this, message] { return book_json(exchange_, message); },
            [this, message](SbeLayout layout) { return book_frame(exchange_, message, layout); }};
}

void PublicFeed::each(Kind kind, InstrumentId id,
                      const std::function<void(Peer&, Subscription&)>& act) {
    for (auto& [number, peer] : peers_) {
        for (Subscription& subscription : peer->subscriptions) {
            if (subscription.channel.kind == kind && subscription.channel.covers(id))
                act(*peer, subscription);
        }
    }
}

BookMessage PublicFeed::whole_book(InstrumentId id, const Channel& channel, Time now) const {
    const std::size_t depth = channel.kind == Kind::book_snapshot ? kSnapshotLevels : 0;
    return {.instrument = id,
            .sequence = sequence(exchange_, id),
            .time = now,
            .snapshot = true,
            .interactive = channel.interactive,
            .inserts = levels_of(exchange_, id, depth, channel.tick)};
}

void PublicFeed::tell_snapshot(Peer& peer, Subscription& subscription, Time now) {
    Event event = message(whole_book(*subscription.channel.market, subscription.channel, now));
    tell(event, peer, subscription, now);
}

void PublicFeed::tell_state(Peer& peer, Subscription& subscription, InstrumentId id, Time now) {
    const auto say = [&](Event event) { tell(event, peer, subscription, now); };
    switch (subscription.channel.kind) {
        case Kind::bbo:
            return say(touch(id, now));
        case Kind::summary:
            return say(summary(id, now));
        case Kind::funding:
            return say(funding(id, now));
        case Kind::comparison:
            return say(comparison(id, now));
        case Kind::book_snapshot:
        case Kind::book_deltas:
            return tell_snapshot(peer, subscription, now);
        case Kind::trades:
        case Kind::orders:
        case Kind::fills:
        case Kind::positions:
        case Kind::account:
        case Kind::balance_events:
        case Kind::funding_payments:
        case Kind::quiet:
            break;
    }
}

void PublicFeed::subscribed(Peer& peer, Subscription& subscription, Time now) {
    for (const Instrument& at : exchange_.instruments()) {
        if (subscription.channel.covers(at.id)) tell_state(peer, subscription, at.id, now);
    }
}

BookMessage PublicFeed::delta(const BookChange& change) {
    Market& market = markets_.at(change.instrument.value);
    BookMessage out{.instrument = change.instrument,
                    .sequence = sequence(exchange_, change.instrument),
                    .time = change.time,
                    .snapshot = false};
    const auto sort = [](std::span<const Level> levels, std::set<Price>& known,
                         std::vector<Level>& inserts, std::vector<Level>& updates,
                         std::vector<Level>& deletes) {
        for (const Level& level : levels) {
            if (level.quantity.is_zero()) {
                known.erase(level.price);
                deletes.push_back(level);
            } else {
                (known.insert(level.price).second ? inserts : updates).push_back(level);
            }
        }
    };
    sort(change.bids, market.bids, out.inserts.bids, out.updates.bids, out.deletes.bids);
    sort(change.asks, market.asks, out.inserts.asks, out.updates.asks, out.deletes.asks);
    return out;
}

void PublicFeed::book(const BookChange& change) {
    const InstrumentId id = change.instrument;
    const Time now = change.time;
    Market& market = markets_.at(id.value);
    BookMessage plain = delta(change);
    BookMessage rich = plain;
    rich.interactive = true;
    Event plain_event = message(std::move(plain));
    Event rich_event = message(std::move(rich));
    each(Kind::book_deltas, id, [&](Peer& peer, Subscription& subscription) {
        tell(subscription.channel.interactive ? rich_event : plain_event, peer, subscription, now);
    });

    const auto bid = exchange_.best(id, Side::buy);
    const auto ask = exchange_.best(id, Side::sell);
    if (bid != market.bid || ask != market.ask) {
        market.bid = bid;
        market.ask = ask;
        Event event = touch(id, now);
        each(Kind::bbo, id,
             [&](Peer& peer, Subscription& subscription) { tell(event, peer, subscription, now); });
    }
    each(Kind::book_snapshot, id, [&](Peer& peer, Subscription& subscription) {
        if (now - subscription.told >= subscription.channel.interval)
            tell_snapshot(peer, subscription, now);
        else
            subscription.dirty = true;
    });
    market.summary_moved = true;
}

void PublicFeed::trade(const TradeRecord& trade) {
    Event event{[&] { return trade_json(exchange_, trade); },
                [&](SbeLayout layout) { return trade_frame(exchange_, trade, layout); }};
    each(Kind::trades, trade.instrument, [&](Peer& peer, Subscription& subscription) {
        tell(event, peer, subscription, trade.time);
    });
    markets_.at(trade.instrument.value).summary_moved = true;
}

void PublicFeed::mark(InstrumentId id) {
    markets_.at(id.value).summary_moved = true;
}

void PublicFeed::beat(Time now) {
    for (const Instrument& at : exchange_.instruments()) {
        Market& market = markets_.at(at.id.value);
        if (market.summary_moved && now - market.summary_told >= kSummaryPeriod) {
            market.summary_moved = false;
            market.summary_told = now;
            Event news = summary(at.id, now);
            each(Kind::summary, at.id, [&](Peer& peer, Subscription& subscription) {
                tell(news, peer, subscription, now);
            });
        }
        each(Kind::book_snapshot, at.id, [&](Peer& peer, Subscription& subscription) {
            if (subscription.dirty && now - subscription.told >= subscription.channel.interval)
                tell_snapshot(peer, subscription, now);
        });
        if (now - market.funding_told >= kFundingPeriod) {
            market.funding_told = now;
            Event rates = funding(at.id, now);
            each(Kind::funding, at.id, [&](Peer& peer, Subscription& subscription) {
                tell(rates, peer, subscription, now);
            });
        }
    }
    for (auto& [number, peer] : peers_) {
        for (Subscription& subscription : peer->subscriptions) {
            if (subscription.channel.kind == Kind::comparison &&
                now - subscription.told >= subscription.channel.interval)
                subscribed(*peer, subscription, now);
        }
        if (!peer->sbe || now - peer->last_frame < kHeartbeatPeriod) continue;
        peer->last_frame = now;
        peer->line->tell_binary(encode(sbe::Heartbeat{.ts = us_of(now)}, *peer->sbe));
    }
}

}  // namespace twinleg::sim::wire::paradex
