#pragma once
// What sockets are told: markets, and each user's own orders and account. Source: page § 8.

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/wire/aster/account_forms.h"
#include "sim/wire/aster/depth_events.h"
#include "sim/wire/aster/peer.h"
#include "sim/wire/aster/stream.h"
#include "sim/wire/candle_news.h"
#include "sim/wire/order_news.h"

namespace twinleg::sim::wire::aster {

class Feed {
public:
    Feed(const Venue& venue, bool limits);

    // path and query of its request: /ws, /ws/<stream>, /stream?streams=a/b.
    void opened(std::uint64_t id, Line& line, std::string_view path, std::string_view query,
                Time now);
    void message(std::uint64_t id, std::string_view text, Time now);
    void closed(std::uint64_t id) { peers_.erase(id); }
    // Every listen key given out so far is void.
    void expire();

    void order(const OrderRecord& record);
    void fill(const FillRecord& fill);
    void funding(const FundingPayment& payment);
    void account(AccountIndex index);
    // Of a member's own stream.
    void tell_member(const Member& member, const std::string& payload);
    void trade(const TradeRecord& trade);
    void book(const BookChange& change);
    // To be called at least every 100 ms.
    void beat(Time now);

private:
    struct Paced {
        std::string stream;
        InstrumentId instrument;
        DepthEvents events;
    };
    struct Best {
        Level bid, ask;
        friend bool operator==(const Best&, const Best&) = default;
    };

    void publish(std::string_view stream, const std::string& payload);
    std::string name_of(InstrumentId id, std::string_view what) const;
    void tell_marks(Time now, std::string_view suffix);
    void tell_tickers(Time now, bool mini);
    void tell_klines(Time now);
    void expire_key(Member& member, Time now);
    void tell_orders(AccountIndex owner, const std::vector<OrderEvent>& events);

    Venue venue_;
    bool limits_;
    OrderNews order_news_;
    std::map<std::uint64_t, std::unique_ptr<Peer>> peers_;
    std::vector<Paced> depth_;
    std::map<InstrumentId, Best> best_;  // as told
    std::map<std::pair<AccountIndex, InstrumentId>, std::pair<Quantity, Notional>>
        held_;                           // as told
    std::map<AccountIndex, bool> paid_;  // funding since the account was told
    CandleNews candle_news_;
    Time next_second_;
    std::uint64_t second_{0};
};

}  // namespace twinleg::sim::wire::aster
