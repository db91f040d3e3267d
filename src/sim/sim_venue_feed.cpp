// What a simulated venue tells without being asked: order words, fills, books, marks, funding.

#include "sim/sim_venue.h"

namespace twinleg::sim {

void SimVenue::tell_order(std::size_t index) {
    OrderReport report = ledger_.report(index, venue_time());
    if (terminal(report.word) && prng_.chance(config_.bare_words)) {
        report.has_cumulative = false;
        report.cumulative = {};
        report.average_price = {};
    }
    const std::uint32_t number = courier_.take();
    courier_.letter(number).event.what = report;
    courier_.stream(number, Line::orders);
}

void SimVenue::tell_fill(const Fill& fill) {
    const std::uint32_t number = courier_.take();
    courier_.letter(number).event.what = fill;
    courier_.stream(number, Line::fills);
}

void SimVenue::reply_order(const OrderReport& report, bool was_cancel) {
    const std::uint32_t number = courier_.take();
    OrderReport told = report;
    told.source = Source::reply;
    courier_.letter(number).event.what = told;
    courier_.reply(number, {.instrument = report.instrument,
                            .client_order_id = report.client_order_id,
                            .was_cancel = was_cancel,
                            .outcome = SendOutcome::unknown});
}

void SimVenue::publish() {
    if (timeline_.now() < frozen_until_) return;  // the changes wait for the thaw
    for (Market& at : markets_) {
        bids_.clear();
        asks_.clear();
        if (!at.book.take_changes(bids_, asks_)) continue;
        ++at.sequence;
        if (!courier_.up()) continue;
        const std::uint32_t number = courier_.take();
        Letter& letter = courier_.letter(number);
        letter.event.what = BookDelta{.instrument = at.instrument.id,
                                      .first = at.sequence,
                                      .last = at.sequence,
                                      .previous = at.sequence - 1,
                                      .venue_time = venue_time()};
        letter.bids.assign(bids_.begin(), bids_.end());
        letter.asks.assign(asks_.begin(), asks_.end());
        courier_.stream(number, Line::market);
    }
}

// The snapshot is of now; it comes with the stream, after the increments before it.
void SimVenue::tell_snapshot(Market& at) {
    publish();
    if (timeline_.now() < frozen_until_) return;
    const std::uint32_t number = courier_.take();
    Letter& letter = courier_.letter(number);
    letter.event.what = BookSnapshot{
        .instrument = at.instrument.id, .sequence = at.sequence, .venue_time = venue_time()};
    at.book.levels(Side::buy, letter.bids);
    at.book.levels(Side::sell, letter.asks);
    courier_.stream(number, Line::market);
}

void SimVenue::tell_mode(const Market& at) {
    const std::uint32_t number = courier_.take();
    courier_.letter(number).event.what =
        MarketState{.instrument = at.instrument.id, .mode = at.mode};
    courier_.stream(number, Line::market);
}

void SimVenue::set_mark(InstrumentId instrument, Price mark) {
    market(instrument).mark = mark;
    ledger_.account().position(instrument).mark(mark);
}

// Marks once a period, and with them the state of the market, since a lost change of it announces
// nothing.
void SimVenue::tell_marks() {
    timeline_.at(timeline_.now() + config_.mark_period,
                 {TaskKind::mark, config_.traits.id.value, 0});
    if (timeline_.now() < frozen_until_) return;
    for (const Market& at : markets_) {
        if (!at.mark.is_positive()) continue;
        const std::uint32_t number = courier_.take();
        courier_.letter(number).event.what = MarkPrice{.instrument = at.instrument.id,
                                                       .mark = at.mark,
                                                       .index = at.mark,
                                                       .venue_time = venue_time()};
        courier_.stream(number, Line::market);
        if (at.mode != MarketMode::normal || prng_.chance(200)) tell_mode(at);
    }
    liquidate();
}

void SimVenue::pay_funding() {
    timeline_.at(timeline_.now() + config_.funding_period,
                 {TaskKind::fund, config_.traits.id.value, 0});
    for (const Market& at : markets_) {
        if (ledger_.account().position(at.instrument.id).quantity().is_zero()) continue;
        const std::uint32_t number = courier_.take();
        courier_.letter(number).event.what =
            ledger_.fund(at.instrument.id, config_.funding_rate, venue_time());
        courier_.stream(number, Line::fills);
    }
}

// Below the maintenance margin the venue closes everything at the mark.
void SimVenue::liquidate() {
    if (!ledger_.account().liquidatable()) return;
    const std::vector<std::size_t> open = open_;
    for (const std::size_t index : open)
        cancel_now(index, Reason::margin);
    for (const Market& at : markets_) {
        const Quantity held = ledger_.account().position(at.instrument.id).quantity();
        if (held.is_zero()) continue;
        counts_.add(Fault::liquidation);
        tell_fill(ledger_.foreign_fill(at.instrument.id,
                                       held.is_positive() ? Side::sell : Side::buy, at.mark,
                                       held.abs(), venue_time()));
        foreign_change_ = venue_time();
    }
    publish();
}

void SimVenue::reconnect() {
    courier_.go_up();
    const auto tell = [&](Stream stream) {
        const std::uint32_t number = courier_.take();
        courier_.letter(number).event.what =
            StreamStatus{.venue = config_.traits.id, .stream = stream, .up = true};
        courier_.tell_streamed(number, stream == Stream::market ? Line::market : Line::fills);
    };
    tell(Stream::account);
    // What was paid while nobody listened is told again; the payment's id says that it is the same.
    for (const FundingPaid& paid : ledger_.funding()) {
        if (venue_time() - paid.venue_time > minutes(2)) continue;
        const std::uint32_t number = courier_.take();
        courier_.letter(number).event.what = paid;
        courier_.stream(number, Line::fills);
    }
    tell(Stream::market);
    for (Market& at : markets_) {
        tell_mode(at);
        tell_snapshot(at);
    }
}

}  // namespace twinleg::sim
