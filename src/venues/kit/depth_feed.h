#pragma once
// The public stream of a venue whose book is a REST snapshot and the increments after it.

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "book/order_book.h"
#include "venues/kit/market_events.h"
#include "venues/kit/stream_socket.h"
#include "venues/update.h"

namespace twinleg::venues::kit {

// How one venue speaks of it.
class DepthSource {
public:
    virtual ~DepthSource() = default;
    // The channels of our market, once the socket is open.
    virtual void subscribe(StreamSocket& socket) = 0;
    virtual Result<void> read(std::span<const char> frame, UpdateSink& sink) = 0;
    // Asks for the book by REST: one BookUpdate with `snapshot` goes into the sink before `done`.
    // Both are called from the loop, or never where the connector was closed.
    virtual void fetch_depth(UpdateSink& sink, std::function<void(Result<void>)> done) = 0;
};

// The book's numbers are followed here as in the engine, but without levels: an increment that is
// missing is seen at once, and a snapshot is told only if it and the increments since fit together.
//
//   opened         subscribe; a snapshot is fetched with the first increment, or after 250 ms
//   gap, resync()  fetched anew; one that does not fit yet, or an error, after a pause
//   quiet for 4 s  fetched as well: the second source. If it has what we have, it is told again,
//                  a sign of life; if it is ahead twice in a row, the stream is deaf and made anew
//   23 h           made anew: venues end sockets after a day
//
// StreamStatus up comes with the first snapshot of a connection.
//
// Threads: the loop's. tick() is to be called often.
class DepthFeed final : private StreamOwner, private UpdateSink {
public:
    // `rules`: first_spans_snapshot must be set.
    DepthFeed(DeskSide& desk, const net::Url& url, std::string ca_file, const book::Rules& rules,
              DepthSource& source);
    ~DepthFeed() override;

    void open();
    void close();
    void resync();
    void tick(Time now);
    void listen(Connector::RawFrame listener) { listener_ = std::move(listener); }
    // Called when it has come up again after it was down: what was read once may be old.
    void on_return(std::function<void()> called) { returned_ = std::move(called); }

private:
    class Fetched;

    void on_stream_open() override;
    void on_stream_frame(std::span<const char> frame, bool binary, Time received) override;
    void on_stream_down(const Error& why) override;
    void on_update(const Update& update) override;

    void increment(const BookUpdate& update);
    void fetch();
    void fetched(Result<void> done);
    void go_down();

    DeskSide& desk_;
    DepthSource& source_;
    book::OrderBook chain_;  // numbers alone
    std::unique_ptr<Fetched> fetched_;
    Connector::RawFrame listener_;
    std::function<void()> returned_;
    Time received_;    // of the frame at hand
    Time fetch_at_;    // unknown: none is wanted
    Time book_heard_;  // the last increment, or its confirmation
    bool fetching_{false};
    bool up_{false};
    bool was_up_{false};
    std::uint64_t last_{0};   // the newest increment's
    std::uint64_t floor_{0};  // a snapshot older than this is no use
    std::uint64_t round_{0};  // of the connection: answers of an older one are dropped
    int deaf_{0};
    MarketEvents events_;

    StreamSocket socket_;  // last: it calls the others
};

}  // namespace twinleg::venues::kit
