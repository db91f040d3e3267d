#pragma once
// Who listens to what on which socket, and telling it.

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "sim/wire/lighter/frames.h"
#include "sim/wire/lighter/limits.h"
#include "sim/wire/lighter/sequencer.h"
#include "sim/wire/venue_server.h"

namespace twinleg::sim::wire::lighter {

inline constexpr Duration kBookPeriod = milliseconds(50);
inline constexpr Duration kStatsPeriod = seconds(1);
inline constexpr Duration kHeightPeriod = milliseconds(500);
inline constexpr Duration kSilenceLimit = minutes(2);  // without a client frame: closed
inline constexpr Duration kPingAfter = minutes(1);     // of silence
inline constexpr Duration kLongestLife = minutes(24 * 60);
inline constexpr std::size_t kLargestFrame = 64 * 1024;
inline constexpr std::size_t kMostSubscriptions = 500;
inline constexpr std::uint64_t kMostMessages = 200;  // of a client in a minute

// Books are told every 50 ms while they change; everything of an account at once.
//
// Threads: the loop's.
class Feeds {
public:
    // What to do with a signed transaction that came by socket: the faults of orders are the
    // server's. The answer is what the socket says; nothing: the connection is cut.
    using Submit = std::function<std::optional<Checked<Accepted>>(Submission)>;

    Feeds(Exchange& exchange, Members& members, History& history, bool limits, Submit submit);

    void opened(Session& session, const std::string& session_id, Time now);
    void message(Session& session, std::string_view data, Time now, Time judged_now);
    void closed(std::uint64_t session);
    // Sockets that showed a token are closed: it is void.
    void expire_auth();

    void book(const BookChange& change);
    void trade(const TradeRow& trade, Time now);
    void order(const OrderRecord& record, Time now);
    void account(AccountIndex index, Time now);
    void funding(const FundingPayment& payment, Time now);
    void transaction(const TxRow& tx, Time now);
    // Every 50 ms. `heard_now`: the clock that sockets are heard by, which no hand advances.
    void beat(Time now, Time heard_now);

private:
    struct Listener {
        Session* session{nullptr};
        std::map<std::string, Channel> channels;  // by name
        RollingMinute messages;
        bool authorised{false};
        bool read_only{false};  // ?readonly=true: market data alone
        Time opened;
        Time pinged;
    };
    // What was told of a market's book, and what has changed since.
    struct Book {
        std::uint64_t told{0};
        std::uint64_t now{0};
        std::map<Price, Quantity> bids, asks;
        std::optional<Level> best_bid, best_ask;  // as last told by the ticker
    };

    void subscribe(Listener& listener, std::string_view channel, std::string_view token, Time now);
    void unsubscribe(Listener& listener, std::string_view channel);
    void flush(const Market& market, Time now);
    std::uint64_t nonce_of(const Market* market) const;
    // Sends what `frame` makes of the channel to all who listen to it.
    void tell(const std::function<bool(const Channel&)>& wanted,
              const std::function<std::string(const Channel&)>& frame);

    Exchange& exchange_;
    Members& members_;
    Frames frames_;
    bool limits_;
    Submit submit_;
    std::map<std::uint64_t, Listener> listeners_;  // by session
    std::map<std::uint64_t, Book> books_;          // by market
    Time next_stats_;
    Time next_height_;
};

}  // namespace twinleg::sim::wire::lighter
