#include "exec/start.h"

#include <algorithm>

namespace twinleg::exec {
namespace {

constexpr Duration kRepeat = milliseconds(500);

}  // namespace

void Starter::restart_all(Desk& desk, Reconciler& reconciler) {
    steps_.resize(desk.venues.size());
    for (auto& venue : desk.venues)
        restart(desk, venue, reconciler);
}

void Starter::restart(Desk& desk, Venue& venue, Reconciler& reconciler) {
    steps_.resize(desk.venues.size());
    enter(desk, venue, Phase::waiting);
    steps_[venue.traits.id.value].began = desk.now;
    venue.set_aside = false;
    venue.nonces.forget_next();
    reconciler.restart(venue.traits.id, desk.now);
}

void Starter::enter(Desk& desk, Venue& venue, Phase phase) {
    venue.phase = phase;
    venue.phase_since = desk.now;
    Step& step = steps_[venue.traits.id.value];
    step.next = desk.now;
    step.confirmed = false;
    step.request = {};
}

void Starter::settle(Desk& desk, Questions& questions, Reconciler& reconciler, Port& port) {
    for (auto& venue : desk.venues) {
        const VenueId id = venue.traits.id;
        if (venue.phase == Phase::joined) {
            if (!venue.account_up && desk.now - venue.account_changed >= desk.config.rejoin_after) {
                restart(desk, venue, reconciler);
            }
            continue;
        }
        Step& step = steps_[id.value];
        if (desk.now - step.began >= desk.config.start_limit) venue.set_aside = true;

        if (venue.phase == Phase::waiting && venue.up()) enter(desk, venue, Phase::cancelling);
        if (venue.phase == Phase::cancelling) {
            if (step.confirmed && !desk.any_live(id) && venue.nonces.usable()) {
                enter(desk, venue, Phase::listing);
            } else if (!step.confirmed && desk.now >= step.next && venue.nonces.usable()) {
                step.request = desk.next_request();
                step.next = desk.now + kRepeat + venue.traits.round_trip;
                step.nonce = venue.nonces.take({}, desk.now);
                port.emit(CancelAll{id, step.request, step.nonce});
            }
        }
        if (venue.phase == Phase::listing && desk.now >= step.next) {
            questions.ask(desk, port, id, Question::open_orders);
            step.next = desk.now + kRepeat + venue.traits.round_trip;
        }
        if (venue.phase == Phase::reading && reconciler.agreed(id) > venue.phase_since &&
            reconciler.balance_read(id) > venue.phase_since && !desk.any_live(id)) {
            enter(desk, venue, Phase::joined);
            venue.set_aside = false;
        }
    }
}

Time Starter::wake(const Desk& desk) const {
    Time at = kNever;
    for (const auto& venue : desk.venues) {
        if (venue.phase == Phase::joined) {
            if (!venue.account_up)
                at = std::min(at, venue.account_changed + desk.config.rejoin_after);
            continue;
        }
        const Step& step = steps_[venue.traits.id.value];
        if (!venue.set_aside) at = std::min(at, step.began + desk.config.start_limit);
        const bool repeats = venue.phase == Phase::cancelling || venue.phase == Phase::listing;
        if (repeats && step.next > desk.now) at = std::min(at, step.next);
    }
    return at;
}

void Starter::on_cancelled_all(Desk& desk, const AnswerHead& head) {
    Venue& venue = desk.venue(head.venue);
    Step& step = steps_[head.venue.value];
    // Refused: its nonce may have been used, or an earlier one is missing.
    head.ok ? venue.nonces.spent(step.nonce) : venue.nonces.doubt(step.nonce);
    if (venue.phase == Phase::cancelling && head.ok && head.request == step.request) {
        step.confirmed = true;
    }
}

void Starter::on_open_orders(Desk& desk, const OpenOrdersAnswer& answer) {
    Venue& venue = desk.venue(answer.head.venue);
    if (venue.phase != Phase::listing || !answer.head.ok) return;
    enter(desk, venue, answer.orders.empty() ? Phase::reading : Phase::cancelling);
}

bool Starter::done(const Desk& desk) {
    const auto ready = [](const Venue& v) { return v.phase == Phase::joined || v.set_aside; };
    const auto joined = [](const Venue& v) { return v.phase == Phase::joined; };
    return std::all_of(desk.venues.begin(), desk.venues.end(), ready) &&
           std::any_of(desk.venues.begin(), desk.venues.end(), joined);
}

bool Starter::all_joined(const Desk& desk) {
    return std::all_of(desk.venues.begin(), desk.venues.end(),
                       [](const Venue& v) { return v.phase == Phase::joined; });
}

}  // namespace twinleg::exec
