#include "venues/kit/depth_feed.h"

#include <utility>

namespace twinleg::venues::kit {
namespace {

constexpr Duration kFirstIncrement = milliseconds(250);
constexpr Duration kPause = milliseconds(200);    // a snapshot that did not fit
constexpr Duration kTrouble = milliseconds(500);  // an answer that was none
constexpr Duration kQuiet = seconds(4);
constexpr Duration kSocketLife = minutes(23 * 60);
constexpr int kDeaf = 1;

}  // namespace

// The snapshot as it was read, for as long as it takes to tell it.
class DepthFeed::Fetched final : public UpdateSink {
public:
    void on_update(const Update& update) override {
        const auto* book = std::get_if<BookUpdate>(&update);
        if (book == nullptr || !book->snapshot) return;
        here = true;
        sequence = book->last;
        venue_time = book->venue_time;
        bids.assign(book->bids.begin(), book->bids.end());
        asks.assign(book->asks.begin(), book->asks.end());
    }
    bool here{false};
    std::uint64_t sequence{0};
    Time venue_time;
    std::vector<Level> bids, asks;
};

DepthFeed::DepthFeed(DeskSide& desk, const net::Url& url, std::string ca_file,
                     const book::Rules& rules, DepthSource& source)
    : desk_(desk),
      source_(source),
      chain_(rules),
      fetched_(std::make_unique<Fetched>()),
      events_(desk),
      socket_(desk, url, std::move(ca_file), *this) {}

DepthFeed::~DepthFeed() = default;

void DepthFeed::open() {
    socket_.open();
}

void DepthFeed::close() {
    socket_.close();
    up_ = false;
    fetch_at_ = {};
    ++round_;
}

void DepthFeed::on_stream_open() {
    chain_.invalidate();
    last_ = floor_ = 0;
    deaf_ = 0;
    fetching_ = false;
    ++round_;
    fetch_at_ = desk_.now() + kFirstIncrement;
    source_.subscribe(socket_);
}

void DepthFeed::on_stream_down(const Error& why) {
    ++round_;
    fetching_ = false;
    fetch_at_ = {};
    chain_.invalidate();
    desk_.say("no market data: " + why.message);
    go_down();
}

void DepthFeed::go_down() {
    if (!std::exchange(up_, false)) return;
    desk_.tell(desk_.now(), StreamStatus{desk_.slot.venue, Stream::market, false});
}

void DepthFeed::resync() {
    if (!socket_.is_open() || fetching_ || fetch_at_.known()) return;
    chain_.invalidate();
    floor_ = last_;
    fetch();
}

void DepthFeed::tick(Time now) {
    if (!socket_.is_open()) return;
    if (now - socket_.since() >= kSocketLife)
        return socket_.restart({Errc::disconnected, "the socket's day is nearly over"});
    if (fetch_at_.known() && now >= fetch_at_) return fetch();
    if (up_ && !fetching_ && !fetch_at_.known() && now - book_heard_ >= kQuiet) fetch();
}

void DepthFeed::on_stream_frame(std::span<const char> frame, bool binary, Time received) {
    if (listener_) listener_(received, Stream::market, frame);
    if (binary) return;
    received_ = received;
    const std::uint64_t began = runtime::cycles();
    const auto read = source_.read(frame, *this);
    desk_.timed(runtime::LatencyStage::decode, began);
    // What it said is not known. If it was an increment, the next one shows the gap.
    if (!read) desk_.say("a frame of the market cannot be read: " + read.error().message);
}

void DepthFeed::on_update(const Update& update) {
    if (const auto* book = std::get_if<BookUpdate>(&update)) {
        if (desk_.ours(book->market) && !book->snapshot) increment(*book);
    } else if (const auto* trade = std::get_if<TradeUpdate>(&update)) {
        events_.tell(*trade, received_);
    } else if (const auto* mark = std::get_if<MarkUpdate>(&update)) {
        events_.tell(*mark, received_);
    } else if (const auto* funding = std::get_if<FundingUpdate>(&update)) {
        events_.tell(*funding, received_);
    }
}

void DepthFeed::increment(const BookUpdate& update) {
    book_heard_ = received_;
    deaf_ = 0;
    last_ = update.last;
    BookDelta delta{.instrument = desk_.slot.instrument,
                    .first = update.first,
                    .last = update.last,
                    .previous = update.previous,
                    .venue_time = desk_.clock.to_ours(update.venue_time)};
    const bool fits = chain_.apply(delta, received_).has_value();
    delta.bids = update.bids;
    delta.asks = update.asks;
    desk_.tell(received_, delta);
    if (fits && chain_.complete()) return;
    if (fetching_) return;
    // The first increment of a connection, or one after a gap.
    if (!fits || !fetch_at_.known() || !up_) fetch();
}

void DepthFeed::fetch() {
    fetching_ = true;
    fetch_at_ = {};
    fetched_->here = false;
    source_.fetch_depth(*fetched_, [this, round = round_](Result<void> done) {
        if (round == round_) fetched(std::move(done));
    });
}

void DepthFeed::fetched(Result<void> done) {
    const Time now = desk_.now();
    fetching_ = false;
    if (!done || !fetched_->here) {
        if (!done) desk_.say("the book cannot be fetched: " + done.error().message);
        fetch_at_ = now + kTrouble;
        return;
    }
    const Fetched& book = *fetched_;
    if (chain_.complete()) {
        // The second source, asked because it was quiet. A stream that lags by an answer's way has
        // no need to be mended; one that stays behind has.
        if (book.sequence < last_) return;
        if (book.sequence > last_ && ++deaf_ > kDeaf)
            return socket_.restart({Errc::timed_out, "the stream tells no changes of the book"});
        book_heard_ = now;
    }
    const BookSnapshot snapshot{.instrument = desk_.slot.instrument,
                                .sequence = book.sequence,
                                .venue_time = desk_.clock.to_ours(book.venue_time),
                                .bids = book.bids,
                                .asks = book.asks};
    BookSnapshot numbers = snapshot;
    numbers.bids = numbers.asks = {};
    if (book.sequence < floor_ || !chain_.apply(numbers, now)) {
        fetch_at_ = now + kPause;
        return;
    }
    book_heard_ = now;
    desk_.tell(now, snapshot);
    if (std::exchange(up_, true)) return;
    socket_.settled();
    desk_.tell(now, StreamStatus{desk_.slot.venue, Stream::market, true});
    if (std::exchange(was_up_, true) && returned_) returned_();
}

}  // namespace twinleg::venues::kit
