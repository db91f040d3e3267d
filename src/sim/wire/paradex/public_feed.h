#pragma once
// Public channels: what subscribers are told of the markets, in JSON or SBE.

#include <functional>
#include <set>
#include <vector>

#include "sim/wire/paradex/market_forms.h"
#include "sim/wire/paradex/peer.h"

namespace twinleg::sim::wire::paradex {

// Deltas and the touch are told at once, snapshots at most once in their interval, summaries and
// funding by the beat. A channel that has a state begins with it.
class PublicFeed {
public:
    PublicFeed(const Exchange& exchange, Peers& peers);

    void subscribed(Peer& peer, Subscription& subscription, Time now);

    void book(const BookChange& change);
    void trade(const TradeRecord& trade);
    void mark(InstrumentId id);
    void beat(Time now);

private:
    // One event in all the forms that are asked for, each made once.
    class Event;
    struct Market {
        std::set<Price> bids, asks;  // prices that subscribers know
        std::optional<Level> bid, ask;
        bool summary_moved{true};
        Time summary_told, funding_told;
    };

    void tell(Event& event, Peer& peer, Subscription& subscription, Time now);
    void tell_snapshot(Peer& peer, Subscription& subscription, Time now);
    void tell_state(Peer& peer, Subscription& subscription, InstrumentId id, Time now);
    BookMessage whole_book(InstrumentId id, const Channel& channel, Time now) const;
    BookMessage delta(const BookChange& change);
    Event summary(InstrumentId id, Time now) const;
    Event touch(InstrumentId id, Time now) const;
    Event funding(InstrumentId id, Time now) const;
    Event comparison(InstrumentId id, Time now) const;
    Event message(BookMessage message) const;
    void each(Channel::Kind kind, InstrumentId id,
              const std::function<void(Peer&, Subscription&)>& act);

    const Exchange& exchange_;
    Peers& peers_;
    std::vector<Market> markets_;
};

}  // namespace twinleg::sim::wire::paradex
