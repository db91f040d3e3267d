#pragma once
// The public stream of one market: book, trades, mark price and funding rate, as events.

#include <functional>
#include <string>

#include "book/order_book.h"
#include "venues/kit/stream_socket.h"
#include "venues/paradex/book_chain.h"
#include "venues/paradex/rest.h"
#include "venues/paradex/wire.h"

namespace twinleg::venues::paradex {

// Up from the first snapshot of the book on. A gap, a repetition, and a binary frame that cannot be
// read all void the book: unsubscribe, subscribe, and no increment is told before the snapshot.
//
// The venue says nothing of a book that does not change. After kQuiet without a word its best
// prices are asked for by REST and held against the book kept here: equal, and the engine is told
// that nothing changed; different three times, and the book is fetched anew.
//
// Threads: the loop's.
class MarketFeed final : kit::StreamOwner, UpdateSink {
public:
    static constexpr Duration kQuiet = seconds(2);

    MarketFeed(Station& station, Rest& rest, const net::Url& url, const std::string& ca_file,
               const book::Rules& rules);

    void listen(Connector::RawFrame listener) { listener_ = std::move(listener); }
    // The stream has come up again after it was down: what was read once may be old.
    void on_return(std::function<void()> called) { returned_ = std::move(called); }

    void open();
    void close();
    void resync();
    void tick(Time now);

private:
    void on_stream_open() override;
    void on_stream_frame(std::span<const char> frame, bool binary, Time received) override;
    void on_stream_down(const Error& why) override;
    void on_update(const Update& update) override;

    void on_book(const BookUpdate& update);
    void on_unreadable(std::span<const char> frame, bool binary, const Error& why);
    void on_reply(const FrameHead& head);
    void subscribe_book(bool again);
    void go_down();
    void look();
    void compare(const Touch& touch, Time asked);

    Station& station_;
    Rest& rest_;
    const net::Url url_;
    Wire wire_;
    Answers answers_;
    BookChain chain_;
    book::OrderBook book_;
    Connector::RawFrame listener_;
    std::function<void()> returned_;
    const std::string book_channel_;
    Encoding::Choice asked_encoding_{};
    std::uint64_t request_{0};
    Time received_;
    Time book_heard_;
    Time awaiting_;  // a snapshot, since when; unknown: none
    Time looked_;
    int differences_{0};
    int strange_schemas_{0};
    bool looking_{false};
    bool up_{false};
    bool was_up_{false};
    bool open_{false};

    kit::StreamSocket socket_;  // last: it calls the others
};

}  // namespace twinleg::venues::paradex
