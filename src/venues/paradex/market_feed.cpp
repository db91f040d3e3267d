#include "venues/paradex/market_feed.h"

#include <utility>

#include "venues/paradex/sbe_bytes.h"

namespace twinleg::venues::paradex {
namespace {

// A snapshot comes in well under a second. A subscription that is acknowledged and stays silent is
// dead.
constexpr Duration kSnapshotLimit = seconds(4);
// A second wish for a snapshot within this time is the same wish.
constexpr Duration kResyncPause = milliseconds(500);
constexpr int kDifferences = 3;
constexpr int kStrangeSchemas = 5;

// Whether an unreadable frame may have been about the book.
bool may_be_book(std::span<const char> frame, bool binary) {
    if (!binary) return false;  // if it was an increment, the next number shows it
    if (frame.size() < 8) return true;
    const auto id = sbe::load<std::uint16_t>(frame.data() + 2);
    return id == static_cast<std::uint16_t>(Template::book);
}

}  // namespace

MarketFeed::MarketFeed(Station& station, Rest& rest, const net::Url& url,
                       const std::string& ca_file, const book::Rules& rules)
    : station_(station),
      rest_(rest),
      url_(url),
      book_(rules),
      book_channel_("order_book." + station.symbol + ".deltas"),
      socket_(station, station.encoding.on(url), ca_file, *this) {}

void MarketFeed::open() {
    open_ = true;
    asked_encoding_ = station_.encoding.choice();
    socket_.set_url(station_.encoding.on(url_));
    socket_.open();
}

void MarketFeed::close() {
    open_ = false;
    up_ = false;
    socket_.close();
}

void MarketFeed::on_stream_open() {
    strange_schemas_ = 0;
    static_cast<void>(socket_.send(frame::subscribe(++request_, "trades." + station_.symbol)));
    static_cast<void>(
        socket_.send(frame::subscribe(++request_, "markets_summary." + station_.symbol)));
    subscribe_book(false);
    if (was_up_ && returned_) returned_();
}

void MarketFeed::subscribe_book(bool again) {
    awaiting_ = station_.now();
    differences_ = 0;
    // What the engine has is not right any more: it is shown a gap. That it asks for a snapshot
    // then is answered by the one that is on its way.
    if (again && chain_.sequence() != 0)
        station_.tell(station_.now(), BookDelta{.instrument = station_.slot.instrument,
                                                .first = chain_.sequence() + 2,
                                                .last = chain_.sequence() + 2,
                                                .previous = chain_.sequence() + 1,
                                                .venue_time = {},
                                                .bids = {},
                                                .asks = {}});
    chain_.invalidate();
    book_.invalidate();
    if (again) static_cast<void>(socket_.send(frame::unsubscribe(++request_, book_channel_)));
    static_cast<void>(socket_.send(frame::subscribe(++request_, book_channel_)));
}

void MarketFeed::resync() {
    if (!socket_.is_open()) return;  // a new connection begins with a snapshot
    if (awaiting_.known() && station_.now() - awaiting_ < kResyncPause) return;
    subscribe_book(true);
}

void MarketFeed::on_stream_frame(std::span<const char> frame, bool binary, Time received) {
    if (listener_) listener_(received, Stream::market, frame);
    received_ = received;
    const std::uint64_t began = runtime::cycles();
    const auto head = wire_.read(frame, binary, *this);
    station_.timed(runtime::LatencyStage::decode, began);
    if (!head) return on_unreadable(frame, binary, head.error());
    if (binary) strange_schemas_ = 0;
    if (head->kind == FrameHead::Kind::error) on_reply(*head);
}

void MarketFeed::on_unreadable(std::span<const char> frame, bool binary, const Error& why) {
    if (binary && why.code == Errc::unsupported && ++strange_schemas_ >= kStrangeSchemas) {
        station_.say("the venue speaks a schema that is not known; the next form is tried");
        static_cast<void>(station_.encoding.step_down(asked_encoding_));
        return socket_.restart({Errc::unsupported, "frames of another schema"});
    }
    station_.say("a market frame cannot be read: " + why.message);
    if (may_be_book(frame, binary)) resync();
}

void MarketFeed::on_reply(const FrameHead& head) {
    // An unsubscription of what is not there is no trouble; if the book does not come, tick() sees.
    station_.say("the market stream: " + std::string{head.message} + " (" +
                 std::to_string(head.code) + ") " + std::string{head.data});
}

void MarketFeed::go_down() {
    awaiting_ = {};
    chain_.invalidate();
    book_.invalidate();
    if (!up_) return;
    up_ = false;
    station_.tell(station_.now(), StreamStatus{station_.slot.venue, Stream::market, false});
}

void MarketFeed::on_stream_down(const Error& why) {
    if (up_) station_.say("the market stream is down: " + why.message);
    const bool not_spoken =
        why.code == Errc::refused && why.message.find("400") != std::string::npos;
    if (not_spoken) {
        if (station_.encoding.step_down(asked_encoding_))
            station_.say("WARNING: the venue refuses " + std::string{name(asked_encoding_)} + "; " +
                         std::string{name(station_.encoding.choice())} + " is asked for");
        else
            station_.say("the venue refuses every form of the stream: " + why.message);
    }
    asked_encoding_ = station_.encoding.choice();
    socket_.set_url(station_.encoding.on(url_));
    go_down();
}

void MarketFeed::on_update(const Update& update) {
    const InstrumentId instrument = station_.slot.instrument;
    if (const auto* book = std::get_if<BookUpdate>(&update)) {
        if (station_.ours(book->market)) on_book(*book);
    } else if (const auto* trade = std::get_if<TradeUpdate>(&update)) {
        if (!station_.ours(trade->market)) return;
        station_.tell(received_,
                      PublicTrade{.instrument = instrument,
                                  .id = trade->id,
                                  .venue_time = station_.clock.to_ours(trade->venue_time),
                                  .price = trade->price,
                                  .quantity = trade->quantity,
                                  .taker_side = trade->taker_side});
    } else if (const auto* mark = std::get_if<MarkUpdate>(&update)) {
        if (!station_.ours(mark->market)) return;
        station_.tell(received_, MarkPrice{.instrument = instrument,
                                           .mark = mark->mark,
                                           .index = mark->index,
                                           .venue_time = station_.clock.to_ours(mark->venue_time)});
    } else if (const auto* funding = std::get_if<FundingUpdate>(&update)) {
        if (!station_.ours(funding->market)) return;
        station_.tell(received_, FundingRate{.instrument = instrument,
                                             .rate = funding->rate,
                                             .interval = funding->interval,
                                             .next = {}});
    }
}

void MarketFeed::on_book(const BookUpdate& update) {
    const InstrumentId instrument = station_.slot.instrument;
    const Time venue_time = station_.clock.to_ours(update.venue_time);
    switch (chain_.take(update)) {
        case BookChain::Step::dropped:
            return;
        case BookChain::Step::invalid:
            return subscribe_book(true);
        case BookChain::Step::applied:
            break;
    }
    book_heard_ = received_;
    differences_ = 0;
    if (!update.snapshot) {
        const BookDelta delta{.instrument = instrument,
                              .first = update.first,
                              .last = update.last,
                              .previous = update.previous,
                              .venue_time = venue_time,
                              .bids = update.bids,
                              .asks = update.asks};
        station_.tell(received_, delta);
        static_cast<void>(book_.apply(delta, received_));  // what is wrong, the engine finds too
        return;
    }
    awaiting_ = {};
    const BookSnapshot snapshot{.instrument = instrument,
                                .sequence = update.last,
                                .venue_time = venue_time,
                                .bids = update.bids,
                                .asks = update.asks};
    station_.tell(received_, snapshot);
    static_cast<void>(book_.apply(snapshot, received_));
    if (up_) return;
    up_ = was_up_ = true;
    socket_.settled();
    station_.tell(received_, StreamStatus{station_.slot.venue, Stream::market, true});
}

void MarketFeed::look() {
    looking_ = true;
    looked_ = station_.now();
    rest_.get_public(target::bbo(station_.symbol), [this, asked = looked_](const Reply& reply) {
        looking_ = false;
        if (!open_ || !reply.good()) return;
        received_ = reply.received;
        if (const auto touch = answers_.bbo(reply.body)) compare(*touch, asked);
    });
}

void MarketFeed::compare(const Touch& touch, Time asked) {
    // Something has come meanwhile: the answer is about another book.
    if (!up_ || awaiting_.known() || !book_.complete() || book_heard_ > asked) return;
    const auto same = [&](Side side, const Level& told) {
        const auto level = book_.best(side);
        return level ? *level == told : told.quantity.is_zero();
    };
    if (same(Side::buy, touch.bid) && same(Side::sell, touch.ask)) {
        differences_ = 0;
        book_heard_ = received_;
        // It follows on itself and changes nothing: a sign of life.
        const std::uint64_t sequence = chain_.sequence();
        station_.tell(received_, BookDelta{.instrument = station_.slot.instrument,
                                           .first = sequence,
                                           .last = sequence,
                                           .previous = sequence,
                                           .venue_time = {},
                                           .bids = {},
                                           .asks = {}});
        return;
    }
    if (++differences_ < kDifferences) return;
    station_.say("the book and the venue's own best prices differ; it is fetched anew");
    subscribe_book(true);
}

void MarketFeed::tick(Time now) {
    if (awaiting_.known() && now - awaiting_ >= kSnapshotLimit)
        return socket_.restart({Errc::timed_out, "no snapshot of the book came"});
    if (up_ && !awaiting_.known() && !looking_ && now - book_heard_ >= kQuiet &&
        now - looked_ >= kQuiet / 2)
        look();
}

}  // namespace twinleg::venues::paradex
