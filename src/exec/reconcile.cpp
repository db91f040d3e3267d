#include "exec/reconcile.h"

#include <algorithm>
#include <utility>

namespace twinleg::exec {
namespace {

// Questions for fills reach back a little further than what is known, since some venues list late.
constexpr Duration kOverlap = seconds(3);
// A venue's clock may differ from ours by so much; where an answer has no time, ours must do.
constexpr Duration kClockSkew = milliseconds(500);
// Venues tell times in whole milliseconds: of what happened within the same one, nobody knows which
// was first.
constexpr Duration kVenueTick = milliseconds(1);
// An adjustment is explained by fills for so long.
constexpr Duration kAdjustmentMemory = minutes(15);

bool tense(const Desk& desk, const Reconciler& reconciler, VenueId venue) {
    return desk.mode != Mode::active || !desk.live().empty() || reconciler.suspicious(venue);
}

// Where a venue allows few questions, the periods are stretched to a third of what it allows.
Duration stretched(Duration period, const VenueTraits& traits) {
    if (traits.questions_per_minute == 0) return period;
    return std::max(period, minutes(3) / traits.questions_per_minute);
}

// Whether a live order could have filled so much without our knowing.
bool explains(const Tracked& t, InstrumentId instrument, Quantity difference) {
    const Order& order = t.record.order();
    if (order.instrument != instrument) return false;
    return (order.side == Side::buy) == difference.is_positive();
}

}  // namespace

Reconciler::Reconciler(const Desk& desk) : state_(desk.venues.size()) {}

void Reconciler::settle(Desk& desk, Questions& questions, Port& port) {
    const Config& config = desk.config;
    for (auto& venue : desk.venues) {
        VenueState& state = state_[venue.traits.id.value];
        const VenueId id = venue.traits.id;
        const bool hurry = tense(desk, *this, id);
        if (venue.phase != Phase::joined && venue.phase != Phase::reading) continue;
        if (desk.now >= state.next_fills) {
            const Time since = state.covered.known() ? state.covered - kOverlap : Time{};
            questions.ask(desk, port, id, Question::fills, {}, since);
            state.next_fills =
                desk.now +
                stretched(hurry ? config.fills_period_tense : config.fills_period, venue.traits);
        }
        if (desk.now >= state.next_positions) {
            questions.ask(desk, port, id, Question::positions);
            if (!state.balance.known() || desk.now - state.balance > config.positions_period) {
                questions.ask(desk, port, id, Question::balance);
            }
            state.next_positions = desk.now + stretched(hurry ? config.positions_period_tense
                                                              : config.positions_period,
                                                        venue.traits);
        }
    }
    std::erase_if(open_, [&](const Adjustment& a) {
        return a.contracts.is_zero() || desk.now - a.at > kAdjustmentMemory;
    });
}

Time Reconciler::wake(const Desk& desk) const {
    Time at = kNever;
    for (const auto& venue : desk.venues) {
        if (venue.phase != Phase::joined && venue.phase != Phase::reading) continue;
        const VenueState& state = state_[venue.traits.id.value];
        at = std::min({at, state.next_fills, state.next_positions});
    }
    return at;
}

void Reconciler::on_fills(Desk& desk, const FillsAnswer& answer, Time asked) {
    VenueState& state = state_[answer.head.venue.value];
    // Only an answer that begins at or before what is known makes the known part longer.
    if (state.covered.known() && answer.since > state.covered) return;
    const Time through =
        answer.through.known()
            ? answer.through
            : asked - desk.venue(answer.head.venue).traits.replica_lag - kClockSkew;
    state.covered = std::max(state.covered, through);
    if (state.read && state.covered >= state.read->at) compare(desk, answer.head.venue);
}

void Reconciler::on_positions(Desk& desk, const PositionsAnswer& answer, Time asked) {
    const VenueId id = answer.head.venue;
    VenueState& state = state_[id.value];
    Time at = answer.head.venue_time;
    const bool timed = at.known();
    if (!timed) {
        // Without a time it speaks of a moment between send − replica lag and now, so it counts
        // only if no fill lies there.
        at = asked - desk.venue(id).traits.replica_lag - kClockSkew;
        if (desk.venue(id).fills.any_after(at)) return;
    }
    if (state.read && state.read->at >= at) return;  // an older replica spoke
    state.read = Read{at, timed, {answer.positions.begin(), answer.positions.end()}};
    if (state.covered >= at) {
        compare(desk, id);
    } else {
        state.next_fills = desk.now;  // the fills up to this time are needed first
    }
}

void Reconciler::compare(Desk& desk, VenueId id) {
    VenueState& state = state_[id.value];
    Venue& venue = desk.venue(id);
    const Read read = *state.read;
    state.read.reset();
    // A fill that was learned since may or may not be in it: the next read tells.
    if (!read.timed && venue.fills.any_after(read.at)) return;
    bool agrees = true;
    for (const auto& i : desk.instruments) {
        if (i.venue != id) continue;
        Quantity theirs;
        for (const auto& entry : read.entries) {
            if (entry.instrument == i.id) theirs = entry.quantity;
        }
        const Quantity ours =
            desk.holdings[i.id.value].contracts - venue.fills.after(i.id, read.at);
        const Quantity difference = theirs - ours;
        const auto known = std::find_if(state.suspicions.begin(), state.suspicions.end(),
                                        [&](const Suspicion& s) { return s.instrument == i.id; });
        if (difference.is_zero()) {
            if (known != state.suspicions.end()) state.suspicions.erase(known);
            continue;
        }
        agrees = false;
        // A fill of the very moment of the read may or may not be in it: the next read tells.
        if (venue.fills.after(i.id, read.at - kVenueTick) !=
            venue.fills.after(i.id, read.at + (kVenueTick - nanoseconds(1)))) {
            state.next_positions =
                std::min(state.next_positions, desk.now + desk.config.agreeing_gap);
            continue;
        }
        if (known == state.suspicions.end() || known->difference != difference) {
            if (known != state.suspicions.end()) state.suspicions.erase(known);
            state.suspicions.push_back({i.id, difference, read.at, desk.now});
            state.next_positions = desk.now + desk.config.agreeing_gap;
            continue;
        }
        if (read.at - known->first < desk.config.agreeing_gap) continue;
        bool explained = desk.stand_in_at(id);
        for (Tracked* t : desk.live()) {
            if (!explains(*t, i.id, difference)) continue;
            explained = true;
            // It is asked first, at most so long.
            if (!t->doubt_since.known()) t->doubt_since = t->next_ask = desk.now;
        }
        if (explained && desk.now - known->since < desk.config.explain_limit) continue;
        due_.push_back({i.id, difference, {}, read.at});
        state.suspicions.erase(known);
    }
    if (agrees) {
        state.agreed = desk.now;
        venue.position_doubtful = false;
    }
}

std::optional<Reconciler::Absorbed> Reconciler::absorb(const Fill& fill) {
    for (auto& a : open_) {
        if (a.instrument != fill.instrument || a.contracts.is_zero() || fill.venue_time > a.at)
            continue;
        if ((fill.side == Side::buy) != a.contracts.is_positive()) continue;
        const Quantity part = std::min(a.contracts.abs(), fill.quantity);
        a.contracts -= part * sign(fill.side);
        return Absorbed{part, a.price};
    }
    return std::nullopt;
}

bool Reconciler::suspicious(VenueId venue) const {
    return !state_[venue.value].suspicions.empty();
}

bool Reconciler::any_suspicion() const {
    return std::any_of(state_.begin(), state_.end(),
                       [](const VenueState& s) { return !s.suspicions.empty(); });
}

void Reconciler::hurry(VenueId venue, Time now) {
    state_[venue.value].next_fills = now;
    state_[venue.value].next_positions = now;
}

void Reconciler::restart(VenueId venue, Time now) {
    VenueState& state = state_[venue.value];
    state.next_fills = now;
    state.next_positions = now;
    state.read.reset();
    state.suspicions.clear();
    state.agreed = {};
    state.balance = {};
}

}  // namespace twinleg::exec
