#include "venues/lighter/market_feed.h"

#include <utility>

namespace twinleg::venues::lighter {
namespace {

// A snapshot comes in well under a second; after so long it is asked for on a new connection.
constexpr Duration kSnapshotLimit = seconds(5);
// A second request for a snapshot within this time is the same request.
constexpr Duration kResyncPause = seconds(2);
// A book that was heard of so lately needs no sign of life.
constexpr Duration kFresh = seconds(1);
constexpr int kDifferences = 3;

}  // namespace

MarketFeed::MarketFeed(Station& station, const net::Url& url, net::WsOptions options,
                       const book::Rules& rules)
    : Feed(station, Stream::market, url, std::move(options),
           static_cast<std::uint64_t>(station.loop.now().ns)),
      book_(rules),
      book_channel_("order_book/" + station.market_number),
      trade_channel_("trade/" + station.market_number),
      stats_channel_("market_stats/" + station.market_number) {}

void MarketFeed::open() {
    session_.open();
}

void MarketFeed::close() {
    session_.close();
    up_ = false;
}

void MarketFeed::on_ready() {
    static_cast<void>(session_.send(subscribe_frame(trade_channel_)));
    static_cast<void>(session_.send(subscribe_frame(stats_channel_)));
    subscribe_book(false, station_.loop.now());
    if (was_up_ && returned_) returned_();
}

void MarketFeed::subscribe_book(bool again, Time now) {
    awaiting_ = now;
    differences_ = 0;
    book_.invalidate();
    if (again) static_cast<void>(session_.send(unsubscribe_frame(book_channel_)));
    static_cast<void>(session_.send(subscribe_frame(book_channel_)));
}

void MarketFeed::resync(Time now) {
    if (!session_.ready()) return;  // a new connection begins with a snapshot
    if (awaiting_.known() && now - awaiting_ < kResyncPause) return;
    subscribe_book(true, now);
}

void MarketFeed::on_gone(const Error& why) {
    awaiting_ = {};
    book_.invalidate();
    if (!up_) return;
    up_ = false;
    station_.say("lighter: the market stream is down: " + why.message);
    station_.tell(station_.loop.now(), StreamStatus{station_.venue(), Stream::market, false});
}

void MarketFeed::on_update(const Update& update) {
    const InstrumentId instrument = station_.instrument();
    if (const auto* book = std::get_if<BookUpdate>(&update)) {
        if (ours(book->market)) on_book(*book);
    } else if (const auto* trade = std::get_if<TradeUpdate>(&update)) {
        // A snapshot repeats the last trades, which are history.
        if (!ours(trade->market) || kind_ != FrameKind::update) return;
        station_.tell(received_, PublicTrade{.instrument = instrument,
                                             .id = trade->id,
                                             .venue_time = trade->venue_time,
                                             .price = trade->price,
                                             .quantity = trade->quantity,
                                             .taker_side = trade->taker_side});
    } else if (const auto* mark = std::get_if<MarkUpdate>(&update)) {
        if (!ours(mark->market)) return;
        station_.tell(received_, MarkPrice{.instrument = instrument,
                                           .mark = mark->mark,
                                           .index = mark->index,
                                           .venue_time = mark->venue_time});
    } else if (const auto* funding = std::get_if<FundingUpdate>(&update)) {
        if (!ours(funding->market)) return;
        station_.tell(received_, FundingRate{.instrument = instrument,
                                             .rate = funding->rate,
                                             .interval = funding->interval,
                                             .next = funding->next});
    }
}

void MarketFeed::on_book(const BookUpdate& update) {
    book_heard_ = received_;
    differences_ = 0;
    const InstrumentId instrument = station_.instrument();
    if (update.snapshot) {
        awaiting_ = {};
        const BookSnapshot snapshot{.instrument = instrument,
                                    .sequence = update.last,
                                    .venue_time = update.venue_time,
                                    .bids = update.bids,
                                    .asks = update.asks};
        static_cast<void>(book_.apply(snapshot, received_));  // what is wrong, the engine finds too
        station_.tell(received_, snapshot);
        if (up_) return;
        up_ = was_up_ = true;
        station_.tell(received_, StreamStatus{station_.venue(), Stream::market, true});
        return;
    }
    if (awaiting_.known() || !up_) return;
    const BookDelta delta{.instrument = instrument,
                          .first = update.first,
                          .last = update.last,
                          .previous = update.previous,
                          .venue_time = update.venue_time,
                          .bids = update.bids,
                          .asks = update.asks};
    static_cast<void>(book_.apply(delta, received_));
    station_.tell(received_, delta);
}

void MarketFeed::on_best_prices(std::string_view market, Price bid, Price ask) {
    if (!ours(market) || !up_ || awaiting_.known() || !book_.complete()) return;
    if (bid.is_zero() && ask.is_zero()) return;  // not told
    if (received_ - book_heard_ < kFresh) return;
    const auto best = [&](Side side) {
        const auto level = book_.best(side);
        return level ? level->price : Price{};
    };
    if (best(Side::buy) == bid && best(Side::sell) == ask) {
        differences_ = 0;
        book_heard_ = received_;
        // It follows on itself and changes nothing: a sign of life.
        const std::uint64_t sequence = book_.sequence();
        station_.tell(
            received_,
            BookDelta{.instrument = station_.instrument(), .last = sequence, .previous = sequence});
        return;
    }
    if (++differences_ >= kDifferences) resync(received_);
}

void MarketFeed::tick(Time now) {
    if (awaiting_.known() && now - awaiting_ >= kSnapshotLimit) {
        session_.renew({Errc::timed_out, "lighter: no snapshot of the book came"});
        return;
    }
    session_.tick(now, true);
}

}  // namespace twinleg::venues::lighter
