#pragma once
// The public stream of one market: book, trades, mark price and funding rate, as events.

#include <cstdint>
#include <functional>
#include <string>

#include "book/order_book.h"
#include "venues/lighter/feed.h"

namespace twinleg::venues::lighter {

// Up from the first snapshot of the book on. A snapshot can be had only by unsubscribing and
// subscribing again; until it comes, increments are dropped.
//
// The venue says nothing of a book that does not change, but tells its best prices with its
// figures about once a second. They are held against a book kept here: equal, and the engine is
// told that nothing changed; different three times without a word of the book stream, and the book
// is fetched anew.
//
// Threads: the loop's.
class MarketFeed final : public Feed {
public:
    MarketFeed(Station& station, const net::Url& url, net::WsOptions options,
               const book::Rules& rules);

    // Called when the stream has come up again after it was down: what was read once may be old.
    void on_return(std::function<void()> called) { returned_ = std::move(called); }

    void open();
    void close();
    void resync(Time now);
    void tick(Time now);

private:
    void on_ready() override;
    // The updates say all.
    void on_told(const FrameHead&) override {}
    void on_gone(const Error& why) override;
    void on_update(const Update& update) override;
    void on_best_prices(std::string_view market, Price bid, Price ask) override;

    void subscribe_book(bool again, Time now);
    void on_book(const BookUpdate& update);

    book::OrderBook book_;
    std::function<void()> returned_;
    std::string book_channel_, trade_channel_, stats_channel_;
    bool up_{false};
    bool was_up_{false};
    Time awaiting_;  // a snapshot, since when; unknown: none
    Time book_heard_;
    int differences_{0};
};

}  // namespace twinleg::venues::lighter
