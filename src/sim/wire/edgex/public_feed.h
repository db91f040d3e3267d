#pragma once
// The public socket: who subscribed to what, and what they are told. Source: page § 8.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "sim/wire/edgex/channel.h"
#include "sim/wire/edgex/conversation.h"
#include "sim/wire/edgex/market_log.h"
#include "sim/wire/edgex/windows.h"

namespace twinleg::sim::wire::edgex {

// Trades and depth are told as they happen; tickers, candles and funding rates with beat(), if they
// moved; what is named 1s, every second; and an empty CHANGED for a book that is quiet.
class PublicFeed {
public:
    PublicFeed(const Venue& venue, MarketLog& log, Windows& windows);

    void opened(std::uint64_t id, Line& line, std::string_view sid);
    void message(std::uint64_t id, std::string_view text);
    void closed(std::uint64_t id) { peers_.erase(id); }

    void trade(const TradeRecord& trade);
    void mark(InstrumentId id);
    void book(InstrumentId id);
    void beat(Time now);

    static constexpr Duration kQuiet = seconds(5);
    static constexpr std::size_t kTradesInSnapshot = 50;

private:
    struct Subscription {
        std::string name;  // as the client wrote it
        Channel channel;
    };
    struct Peer {
        Conversation conversation;
        std::vector<Subscription> subscriptions;
    };

    void subscribe(Peer& peer, const std::string& name, std::string_view request);
    void unsubscribe(Peer& peer, const std::string& name, std::string_view request);
    // What a new subscriber is told first: items of `data`.
    std::string snapshot(const Channel& channel) const;
    std::string ticker(InstrumentId id) const;
    std::string tickers() const;
    std::string book_tickers() const;
    std::string funding(InstrumentId id) const;
    std::string fundings() const;
    std::string kline(const Channel& channel) const;
    // Tells `items` to all who subscribed to the channel.
    void publish(const Channel& channel, const std::string& items);
    bool anybody(const Channel& channel) const;

    Venue venue_;
    MarketLog& log_;
    Windows& windows_;
    std::map<std::uint64_t, Peer> peers_;
    std::set<std::uint16_t> moved_;       // tickers and candles owed
    std::set<std::uint16_t> marked_;      // funding rates owed
    std::map<std::uint16_t, Time> told_;  // of a book, last
    Time next_second_;
};

}  // namespace twinleg::sim::wire::edgex
