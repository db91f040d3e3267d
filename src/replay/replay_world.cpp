#include "replay/replay_world.h"

#include <algorithm>

namespace twinleg::replay {
namespace {

// How often the last books are told again once the recording is over.
constexpr Duration kHeartbeat = milliseconds(100);

}  // namespace

ReplayWorld::ReplayWorld(Feed first, RecordedVenueConfig first_venue, Feed second,
                         RecordedVenueConfig second_venue)
    : sides_{Sided{std::move(first), RecordedVenue{std::move(first_venue)}, {}, false, true},
             Sided{std::move(second), RecordedVenue{std::move(second_venue)}, {}, false, true}} {}

void ReplayWorld::fill(Sided& side) {
    if (!side.used) return;
    side.used = false;
    side.has_pending = side.feed.next(side.pending);
}

Time ReplayWorld::first() {
    Time first = kNever;
    for (Sided& side : sides_) {
        fill(side);
        if (side.has_pending) first = std::min(first, side.pending.time);
    }
    return first;
}

// Started, then the streams of both venues.
bool ReplayWorld::begin(Event& event) {
    Time first = this->first();
    if (first == kNever) first = {1};
    now_ = first;
    if (!began_.known()) began_ = first;
    event.time = first;
    event.more = false;
    const int step = told_beginning_++;
    if (step == 0) {
        event.what = Started{1};
    } else {
        const auto venue = static_cast<std::size_t>((step - 1) / 2);
        const Stream stream = step % 2 == 1 ? Stream::account : Stream::market;
        event.what = StreamStatus{sides_[venue].venue.config().traits.id, stream, true};
    }
    return true;
}

bool ReplayWorld::begin_ending(Event& event) {
    ending_ = true;
    last_recorded_ = now_;
    next_heartbeat_ = now_ + kHeartbeat;
    event.time = now_;
    event.more = false;
    event.what = OperatorAsked{Operator::stop};
    return true;
}

bool ReplayWorld::next(Time wake_at, Event& event) {
    fill(sides_[0]);
    fill(sides_[1]);
    if (told_beginning_ < 5) return begin(event);
    for (;;) {
        for (Sided& side : sides_) {
            if (side.venue.take(event)) {
                event.time = now_;
                return true;
            }
        }

        // Of the recording.
        Sided* soonest = nullptr;
        if (!stop_asked_) {
            for (Sided& side : sides_) {
                if (side.has_pending &&
                    (soonest == nullptr || side.pending.time < soonest->pending.time)) {
                    soonest = &side;
                }
            }
        }
        if (soonest == nullptr && !ending_) return begin_ending(event);

        Sided* answering = sides_[0].venue.due() <= sides_[1].venue.due() ? &sides_[0] : &sides_[1];
        const Time due = answering->venue.due();
        const Time recorded = soonest != nullptr ? soonest->pending.time : next_heartbeat_;
        const Time answer = std::max(due, now_);
        const Time timer = wake_at == kNever ? kNever : std::max(wake_at, now_);

        if (soonest != nullptr && recorded <= answer && recorded <= timer) {
            now_ = recorded;
            soonest->venue.market(soonest->pending);
            look_at_basis(soonest->pending, soonest == &sides_[0] ? 0 : 1);
            event = soonest->pending;
            event.more = event.more || soonest->venue.has_news();
            soonest->used = true;
            return true;
        }
        if (due != kNever && answer <= timer && (soonest != nullptr || answer <= next_heartbeat_)) {
            now_ = answer;
            answering->venue.run_due();
            continue;
        }
        if (soonest == nullptr && next_heartbeat_ <= timer) {
            // Nothing is recorded any more: the books stay as they were.
            if (next_heartbeat_ - last_recorded_ > run_on_) return false;
            now_ = next_heartbeat_;
            if (beating_ >= sides_.size()) beating_ = 0;
            const RecordedVenue& venue = sides_[beating_++].venue;
            if (beating_ == sides_.size()) next_heartbeat_ = next_heartbeat_ + kHeartbeat;
            if (!venue.book().complete()) continue;
            event.time = now_;
            event.more = false;
            const InstrumentId id = venue.instrument().id;
            const std::uint64_t at = venue.book().sequence();
            if (venue.config().rules.from_quotes) {
                Quote quote{id, at, {}, {}, {}};
                if (const auto bid = venue.book().best(Side::buy)) quote.bid = *bid;
                if (const auto ask = venue.book().best(Side::sell)) quote.ask = *ask;
                event.what = quote;
            } else {
                event.what = BookDelta{id, at, at, at, {}, {}, {}};
            }
            return true;
        }
        now_ = timer;
        event.time = now_;
        event.more = false;
        event.what = Timer{};
        return true;
    }
}

// One look for each quote; for each change of the book where a recording has no quotes.
void ReplayWorld::look_at_basis(const Event& event, std::size_t side) {
    if (const auto* quote = std::get_if<Quote>(&event.what)) {
        quoted_[side] = true;
        bbos_[side] = book::Bbo{quote->bid, quote->ask};
    } else if (!quoted_[side] && !std::holds_alternative<PublicTrade>(event.what)) {
        bbos_[side] = sides_[side].venue.book().bbo();
    } else {
        return;
    }
    if (bbos_[0] && bbos_[1]) basis_.see(*bbos_[0], *bbos_[1]);
}

void ReplayWorld::execute(const Command& command, Time now) {
    for (Sided& side : sides_)
        side.venue.send(command, now);
}

InputStats ReplayWorld::stats() const {
    InputStats out = sides_[0].feed.stats();
    out.add(sides_[1].feed.stats());
    return out;
}

}  // namespace twinleg::replay
