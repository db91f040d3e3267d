#include "venues/edgex/market_feed.h"

#include <algorithm>
#include <utility>

namespace twinleg::venues::edgex {
namespace {

constexpr Duration kSnapshotWait = seconds(3);  // then it is asked for again
constexpr Duration kBookSilence = seconds(8);   // then too: a frozen feed

constexpr std::uint64_t kSeed = 0x6d61726b6574;

}  // namespace

MarketFeed::MarketFeed(DeskSide& desk, std::function<void()> metadata_changed)
    : desk_(desk),
      metadata_changed_(std::move(metadata_changed)),
      events_(desk),
      socket_(desk.loop, desk.settings.ca_file, *this,
              kSeed ^ static_cast<std::uint64_t>(desk.loop.now().ns), desk.latencies) {}

void MarketFeed::close() {
    socket_.close();
    up_ = false;
    waiting_ = true;
}

std::string MarketFeed::depth_channel() const {
    return "depth." + desk_.contract.id + '.' + std::to_string(desk_.settings.depth);
}

void MarketFeed::subscribe(std::string_view verb, std::string_view channel) {
    socket_.send(std::string{R"({"type":")"}
                     .append(verb)
                     .append(R"(","channel":")")
                     .append(channel)
                     .append(R"("})"));
}

Result<SocketTarget> MarketFeed::target() {
    SocketTarget out;
    out.url = desk_.settings.public_ws;
    out.url.path += "?timestamp=" + std::to_string(desk_.clock.venue_ms(desk_.loop.now()));
    return out;
}

void MarketFeed::on_open() {
    waiting_ = true;
    asked_ = desk_.loop.now();
    subscribe("subscribe", depth_channel());
    subscribe("subscribe", "trades." + desk_.contract.id);
    subscribe("subscribe", "ticker." + desk_.contract.id);
    subscribe("subscribe", "metadata");
}

void MarketFeed::resync() {
    if (waiting_) return;  // it is on its way
    waiting_ = true;
    asked_ = desk_.loop.now();
    subscribe("unsubscribe", depth_channel());
    subscribe("subscribe", depth_channel());
}

void MarketFeed::idle(Time now) {
    if (up_ && !waiting_ && now - book_heard_ > kBookSilence) {
        book_heard_ = now;
        resync();
        return;
    }
    if (waiting_ && asked_.known() && now - asked_ > kSnapshotWait) {
        asked_ = {};
        socket_.restart({Errc::timed_out, "edgex: no snapshot of the book came"});
    }
}

void MarketFeed::halt() {
    halted_ = true;
    state(listed_, MarketMode::halted);
}

void MarketFeed::on_down(const Error& why) {
    waiting_ = true;
    asked_ = {};
    desk_.say("no market data: " + why.message);
    if (!up_) return;
    up_ = false;
    desk_.tell(desk_.loop.now(), StreamStatus{desk_.slot.venue, Stream::market, false});
}

void MarketFeed::on_raw(Time received, std::span<const char> frame) {
    if (listener_) listener_(received, Stream::market, frame);
}

void MarketFeed::on_malformed(const Error& why, Time) {
    desk_.say("a frame of the market cannot be read: " + why.message);
    // What it said is not known. If it was a change of the book, the next one shows the gap; if it
    // was the snapshot, idle() asks again.
}

void MarketFeed::on_frame(const FrameHead& head, Time) {
    if (head.kind == FrameHead::Kind::error)
        desk_.say("the venue refused a message: " + std::string{head.text});
    if (head.kind == FrameHead::Kind::market && head.channel == "metadata" && !head.snapshot)
        metadata_changed_();
}

void MarketFeed::on_update(const Update& update) {
    if (const auto* change = std::get_if<BookUpdate>(&update)) {
        if (desk_.ours(change->market)) book(*change);
    } else if (const auto* trade = std::get_if<TradeUpdate>(&update)) {
        events_.tell(*trade, received_);
    } else if (const auto* mark = std::get_if<MarkUpdate>(&update)) {
        in_ticker_ = true;
        events_.tell(*mark, received_);
    } else if (const auto* funding = std::get_if<FundingUpdate>(&update)) {
        in_ticker_ = true;
        events_.tell(*funding, received_);
    } else if (const auto* open = std::get_if<MarketStateUpdate>(&update)) {
        if (!desk_.ours(open->market)) return;
        // A ticker's word comes after its prices; the metadata has none.
        if (in_ticker_)
            state(hours_, open->mode);
        else if (!halted_)
            state(listed_, open->mode);
    }
}

void MarketFeed::state(MarketMode& which, MarketMode mode) {
    which = mode;
    const MarketMode worst = std::max(listed_, hours_);
    if (worst == told_) return;
    told_ = worst;
    desk_.tell(desk_.loop.now(), MarketState{desk_.slot.instrument, worst});
}

void MarketFeed::book(const BookUpdate& update) {
    book_heard_ = received_;
    if (update.snapshot) {
        waiting_ = false;
        last_ = update.last;
        desk_.tell(received_, BookSnapshot{.instrument = desk_.slot.instrument,
                                           .sequence = update.last,
                                           .bids = update.bids,
                                           .asks = update.asks});
        if (!up_) {
            up_ = true;
            socket_.settled();
            desk_.tell(received_, StreamStatus{desk_.slot.venue, Stream::market, true});
            if (std::exchange(was_up_, true)) metadata_changed_();
        }
        return;
    }
    if (waiting_) return;
    const bool heartbeat = update.bids.empty() && update.asks.empty() && update.last == last_;
    if (update.last <= last_ && !heartbeat) return;
    const bool continues = update.first <= last_ + 1;
    desk_.tell(received_, BookDelta{.instrument = desk_.slot.instrument,
                                    .first = update.first,
                                    .last = update.last,
                                    .previous = continues ? last_ : update.previous,
                                    .bids = update.bids,
                                    .asks = update.asks});
    if (continues) last_ = update.last;
}

}  // namespace twinleg::venues::edgex
