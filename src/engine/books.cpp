// Market data: books and marks, and what is done where a book is lost or missing.

#include <algorithm>

#include "engine/parts.h"

namespace twinleg::engine {
namespace {

constexpr Duration kResyncPeriod = milliseconds(500);
constexpr Duration kResyncRepeat = seconds(1);

}  // namespace

bool Engine::Parts::apply_market(const Event& event) {
    const auto updated = [&](InstrumentId id, const Result<void>& result) {
        MarketOf& m = markets[id.value];
        if (!result) {
            lost_book(id, result.error());
            return;
        }
        if (const auto bbo = m.book.bbo()) {
            m.last_mid = Price::from_raw((bbo->bid.price.raw() + bbo->ask.price.raw()) / 2);
            m.range.add(now, m.last_mid, config.risk.move_window);
        }
    };
    // How long the book was silent before this.
    const auto note_silence = [&](InstrumentId id) {
        const MarketOf& m = markets[id.value];
        if (!m.book.complete()) return;
        const std::int64_t ms = (now - m.book.last_update()).ns / 1'000'000;
        counters.stale_ms_max = std::max(counters.stale_ms_max, ms);
    };
    if (const auto* delta = std::get_if<BookDelta>(&event.what)) {
        note_silence(delta->instrument);
        updated(delta->instrument, markets[delta->instrument.value].book.apply(*delta, now));
        return true;
    }
    if (const auto* quote = std::get_if<Quote>(&event.what)) {
        if (markets[quote->instrument.value].book.rules().from_quotes) {
            note_silence(quote->instrument);
            updated(quote->instrument, markets[quote->instrument.value].book.apply(*quote, now));
        }
        return true;
    }
    if (const auto* snapshot = std::get_if<BookSnapshot>(&event.what)) {
        note_silence(snapshot->instrument);
        if (markets[snapshot->instrument.value].resync_asked.known()) ++counters.resyncs;
        markets[snapshot->instrument.value].resync_asked = {};
        updated(snapshot->instrument,
                markets[snapshot->instrument.value].book.apply(*snapshot, now));
        return true;
    }
    if (const auto* mark = std::get_if<MarkPrice>(&event.what)) {
        MarketOf& m = markets[mark->instrument.value];
        m.mark = mark->mark;
        m.reference.mark = mark->mark;
        m.reference.index = mark->index;
        return true;
    }
    if (const auto* state = std::get_if<MarketState>(&event.what)) {
        markets[state->instrument.value].mode = state->mode;
        return false;
    }
    if (const auto* status = std::get_if<StreamStatus>(&event.what)) {
        if (status->stream == Stream::market && !status->up) forget_books(status->venue);
        return false;
    }
    if (std::holds_alternative<Started>(event.what)) {
        for (const auto& v : config.venues)
            forget_books(v.id);
    }
    if (const auto* trade = std::get_if<PublicTrade>(&event.what)) {
        markets[trade->instrument.value].reference.last = trade->price;
        return true;
    }
    if (const auto* funding = std::get_if<FundingRate>(&event.what)) {
        strategy::Reference& reference = markets[funding->instrument.value].reference;
        reference.funding = funding->rate;
        reference.funding_interval = funding->interval;
        return true;
    }
    return false;
}

void Engine::Parts::forget_books(VenueId venue) {
    for (const auto& i : instruments) {
        if (i.venue != venue) continue;
        MarketOf& m = markets[i.id.value];
        m.book.invalidate();
        m.reference.last = m.reference.mark = m.reference.index = {};
    }
}

// A lost request for a snapshot, or a snapshot that never came, is asked for again.
void Engine::Parts::ask_for_missing_books() {
    for (const auto& i : instruments) {
        MarketOf& m = markets[i.id.value];
        if (m.book.complete() || !executor.desk().venue(i.id).market_up) {
            m.missing_since = {};
            continue;
        }
        if (!m.missing_since.known()) m.missing_since = now;
        const Time asked = std::max(m.missing_since, m.resync_asked);
        if (now - asked >= kResyncRepeat) {
            m.resync_asked = now;
            emit(Resync{i.id});
        }
        wake = std::min(wake, std::max(m.missing_since, m.resync_asked) + kResyncRepeat);
    }
}

void Engine::Parts::lost_book(InstrumentId id, const Error& error) {
    MarketOf& m = markets[id.value];
    if (error.code == Errc::sequence_gap) ++counters.book_gaps;
    if (m.resync_asked.known() && now - m.resync_asked < kResyncPeriod) return;
    m.resync_asked = now;
    emit(Resync{id});
    emit(Notice{Severity::warning, instruments[id.value].spec() + ": book lost (" + error.message +
                                       "); asked for a snapshot"});
}

}  // namespace twinleg::engine
