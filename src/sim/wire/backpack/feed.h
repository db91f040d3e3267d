#pragma once
// The sockets: who subscribed to what, and what they are told. Source: page § 7.

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/wire/backpack/account_forms.h"
#include "sim/wire/backpack/depth_events.h"
#include "sim/wire/backpack/stream.h"
#include "sim/wire/candle_news.h"
#include "sim/wire/json.h"
#include "sim/wire/line.h"
#include "sim/wire/order_news.h"

namespace twinleg::sim::wire::backpack {

// One socket carries any number of streams, public and private. A subscription is not acknowledged;
// what is wrong with one is answered with a frame that has `error`.
class Feed {
public:
    explicit Feed(const Venue& venue);

    void opened(std::uint64_t id, Line& line) { peers_[id].line = &line; }
    // `judged`: the clock that signatures are held against.
    void message(std::uint64_t id, std::string_view text, Time judged);
    void closed(std::uint64_t id) { peers_.erase(id); }
    // Closes every socket that showed a signature.
    void expire();

    void order(const OrderRecord& record);
    void fill(const FillRecord& fill);
    void trade(const TradeRecord& trade);
    void account(AccountIndex index);
    void mark(InstrumentId id);
    void book(const BookChange& change);
    // To be called at least every 200 ms.
    void beat(Time now);

private:
    struct Peer {
        Line* line{nullptr};
        std::map<std::string, Member*> streams;  // null for public ones
    };
    struct Best {
        Level bid, ask;
        friend bool operator==(const Best&, const Best&) = default;
    };
    struct Depth {
        std::string stream;
        DepthEvents events;
    };

    void subscribe(Peer& peer, const Json& frame, Time judged);
    void snapshot(Peer& peer, const std::string& name, const Stream& stream, const Member& member);
    // `owner`: null for everybody.
    void publish(const Member* owner, const std::string& name, const std::string& data);
    void publish_order(AccountIndex owner, InstrumentId id, const std::vector<OrderEvent>& events);
    void tell_depth(Depth& depth, Time now);
    void tell_klines(Time now);
    std::string name_of(std::string_view prefix, InstrumentId id) const;

    Venue venue_;
    OrderNews order_news_;
    std::map<std::uint64_t, Peer> peers_;
    std::map<InstrumentId, Depth> depth_;                // as it changes
    std::vector<std::pair<InstrumentId, Depth>> paced_;  // every so often
    std::map<InstrumentId, Best> best_;                  // as told
    std::map<std::pair<AccountIndex, InstrumentId>, std::pair<Quantity, Notional>>
        held_;  // as told
    CandleNews candle_news_;
    Time next_second_;
    Time next_minute_;
};

}  // namespace twinleg::sim::wire::backpack
