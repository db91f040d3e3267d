#include "venues/edgex/page_account.h"

#include <utility>

#include "venues/edgex/words.h"

namespace twinleg::venues::edgex {

PageAccount::PageAccount(DeskSide& desk, std::function<void()> page_came,
                         std::function<void(Time)> came_up)
    : desk_(desk), page_came_(std::move(page_came)), came_up_(std::move(came_up)), events_(desk) {}

void PageAccount::open() {
    open_ = true;
    waiting_since_ = desk_.loop.now();
    if (page_ && snapshot_) up(waiting_since_);
}

void PageAccount::close() {
    open_ = up_ = market_up_ = false;
}

void PageAccount::idle(Time now) {
    if (up_)
        sure_at_ = now;
    else if (open_ && page_ && now - waiting_since_ > kPolledAfter)
        up(now);
}

void PageAccount::up(Time now) {
    if (std::exchange(up_, true)) return;
    const Time was_sure = std::exchange(sure_at_, now);
    desk_.tell(now, StreamStatus{desk_.slot.venue, Stream::account, true});
    came_up_(was_sure);
}

void PageAccount::down(Time now) {
    waiting_since_ = now;
    if (std::exchange(up_, false))
        desk_.tell(now, StreamStatus{desk_.slot.venue, Stream::account, false});
}

void PageAccount::on_page_up(const PageInfo& page) {
    page_ = page;
    const Time now = desk_.loop.now();
    waiting_since_ = now;
    if (open_ && snapshot_) up(now);
    page_came_();
}

void PageAccount::on_page_down(const Error&) {
    page_.reset();
    snapshot_ = false;
    down(desk_.loop.now());
    market(false);
}

void PageAccount::on_account_stream(bool is_open) {
    snapshot_ = false;
    if (!is_open) down(desk_.loop.now());
}

void PageAccount::on_account_frame(std::string_view frame, Time received) {
    const std::span<const char> bytes{frame.data(), frame.size()};
    if (listener_) listener_(received, Stream::account, bytes);
    if (!open_) {
        struct Nobody final : UpdateSink {
            void on_update(const Update&) override {}
        } nobody;
        const auto head = frames_.read(bytes, nobody);
        if (head && head->snapshot) snapshot_ = true;
        return;
    }
    events_.begin_frame(received);
    const auto head = frames_.read(bytes, events_);
    if (!head) {
        // It may have hidden anything: whoever hears that it was down asks for everything.
        down(received);
        if (page_) up(received);
        return;
    }
    if (head->kind != FrameHead::Kind::account || !head->snapshot) return;
    snapshot_ = true;
    if (page_) up(received);
}

void PageAccount::on_order_update(const PageOrderUpdate& update) {
    if (!open_) return;
    const bool partly = update.status == "PARTIALLY_FILLED";
    const auto end = order_end(partly ? "OPEN" : update.status, update.reason, update.time_in_force,
                               update.filled.is_positive());
    if (!end) return;
    if (desk_.ids.repeated(update.venue_order_id, end->word, update.filled)) return;
    desk_.tell(update.received, desk_.report_of({.market = desk_.contract.name,
                                                 .client_order_id = update.client_order_id,
                                                 .venue_order_id = update.venue_order_id,
                                                 .word = end->word,
                                                 .reason = end->reason,
                                                 .side = update.side,
                                                 .price = update.price,
                                                 .filled = update.filled,
                                                 .average_price = update.average_price,
                                                 .venue_time = update.venue_time},
                                                Source::query));
}

void PageAccount::on_latency(const PageLatency& latency) {
    if (!open_) return;
    desk_.tell(desk_.loop.now(),
               LatencyMeasured{
                   .venue = desk_.slot.venue, .stage = Stage::browser_leg, .delay = latency.total});
}

void PageAccount::market(bool is_up) {
    if (std::exchange(market_up_, is_up) != is_up)
        desk_.tell(desk_.loop.now(), StreamStatus{desk_.slot.venue, Stream::market, is_up});
}

void PageAccount::on_quote(const PageQuote& quote) {
    if (!open_ || !desk_.settings.page_quotes) return;
    market(true);
    desk_.tell(quote.received, Quote{.instrument = desk_.slot.instrument,
                                     .sequence = quote.version,
                                     .venue_time = {},
                                     .bid = {quote.bid, quote.bid_quantity},
                                     .ask = {quote.ask, quote.ask_quantity}});
}

void PageAccount::on_quote_lost(const Error&) {
    market(false);
}

}  // namespace twinleg::venues::edgex
