#include "exec/dead_man.h"

#include <algorithm>
#include <utility>

namespace twinleg::exec {
namespace {

constexpr Duration kAnswerLimit = seconds(8);   // then it is not known what became of it
constexpr Duration kRetry = seconds(5);         // after a failure
constexpr Duration kRetireLimit = seconds(10);  // a stop does not wait longer for it
constexpr Duration kFires = seconds(2);         // so long after its time it has surely fired

}  // namespace

bool DeadMan::in_reach(const Venue& venue) {
    return venue.phase == Phase::joined && venue.account_up && venue.nonces.usable();
}

bool DeadMan::needed(const Desk& desk, const Venue& venue) {
    if (desk.any_live(venue.traits.id)) return true;
    return std::ranges::any_of(desk.instruments, [&](const Instrument& i) {
        return i.venue == venue.traits.id && !desk.holdings[i.id.value].contracts.is_zero();
    });
}

Time DeadMan::due(const Switch& one, const DeadManTraits& traits) {
    if (one.drop.out() || one.arm.out()) return one.asked + kAnswerLimit;
    const Time wanted = one.state == State::set ? one.set_at + traits.renew_after : one.next;
    return std::max(wanted, one.next);
}

void DeadMan::give_up(Desk& desk, VenueId venue, Switch& one) {
    for (Asked* asked : {&one.drop, &one.arm}) {
        if (!asked->out()) continue;
        desk.venue(venue).nonces.doubt(asked->nonce);
        *asked = {};
        one.state = State::unknown;
    }
}

void DeadMan::settle(Desk& desk, Port& port, bool retire) {
    switches_.resize(desk.venues.size());
    now_ = desk.now;
    if (!retire) retiring_since_ = {};
    if (retire && !retiring_since_.known()) retiring_since_ = desk.now;
    for (auto& venue : desk.venues) {
        const DeadManTraits& traits = venue.traits.dead_man;
        if (traits.ahead.ns == 0) continue;
        Switch& one = switches_[venue.traits.id.value];
        if (one.drop.out() || one.arm.out()) {
            if (desk.now < one.asked + kAnswerLimit) continue;
            give_up(desk, venue.traits.id, one);
            one.next = desk.now;
        }
        if (one.state == State::set && desk.now >= one.at + kFires) one.state = State::none;
        if (retire ? !venue.nonces.usable() : !in_reach(venue)) continue;
        if (desk.now < (retire ? one.next : due(one, traits))) continue;
        if (!retire && needed(desk, venue)) {
            ask(desk, port, venue, one, true);
        } else if (one.may_fire()) {
            ask(desk, port, venue, one, false);
        }
    }
}

void DeadMan::ask(Desk& desk, Port& port, Venue& venue, Switch& one, bool arm) {
    const DeadManTraits& traits = venue.traits.dead_man;
    const VenueId id = venue.traits.id;
    one.asked = desk.now;
    one.alone = !arm;
    if (!arm || (traits.one_slot && one.state != State::none)) {
        one.drop = {desk.next_request(), venue.nonces.take({}, desk.now)};
        port.emit(ArmDeadMan{id, one.drop.request, {}, one.drop.nonce});
    }
    if (!arm) return;
    one.arm = {desk.next_request(), venue.nonces.take({}, desk.now)};
    one.arm_at = desk.now + traits.ahead;
    port.emit(ArmDeadMan{id, one.arm.request, one.arm_at, one.arm.nonce});
}

void DeadMan::on_answer(Desk& desk, Port& port, const DeadManAnswer& answer) {
    switches_.resize(desk.venues.size());
    Switch& one = switches_[answer.head.venue.value];
    Venue& venue = desk.venue(answer.head.venue);
    const bool drops = one.drop.out() && one.drop.request == answer.head.request;
    const bool arms = one.arm.out() && one.arm.request == answer.head.request;
    if (!drops && !arms) return;  // given up already; it counted as either
    const Nonce nonce = std::exchange(drops ? one.drop : one.arm, {}).nonce;
    if (answer.head.ok) {
        venue.nonces.spent(nonce);
        if (drops) {
            // The other one's answer may have come first.
            if (one.arm.out() || one.alone) one.state = State::none;
            return;
        }
        one.state = State::set;
        one.at = one.arm_at;
        one.set_at = one.asked;
        one.told = false;
        return;
    }
    answer.certain ? venue.nonces.never_sent(nonce) : venue.nonces.doubt(nonce);
    one.state = State::unknown;
    one.next = desk.now + kRetry;
    if (arms && !one.told) {
        one.told = true;
        port.emit(Notice{Severity::warning, venue.traits.name +
                                                ": the dead man's switch could not be set; "
                                                "it is tried again every few seconds"});
    }
}

void DeadMan::on_started(Desk& desk) {
    switches_.resize(desk.venues.size());
    retiring_since_ = {};
    for (std::size_t v = 0; v < switches_.size(); ++v) {
        give_up(desk, {static_cast<std::uint8_t>(v)}, switches_[v]);
        switches_[v].next = {};
    }
}

bool DeadMan::retired() const {
    if (retiring_since_.known() && now_ - retiring_since_ >= kRetireLimit) return true;
    return std::ranges::none_of(switches_, [](const Switch& one) {
        return one.drop.out() || one.arm.out() || one.may_fire();
    });
}

Time DeadMan::wake(const Desk& desk) const {
    Time at = kNever;
    for (const auto& venue : desk.venues) {
        const DeadManTraits& traits = venue.traits.dead_man;
        if (traits.ahead.ns == 0 || switches_.size() <= venue.traits.id.value) continue;
        const Switch& one = switches_[venue.traits.id.value];
        const bool out = one.drop.out() || one.arm.out();
        const bool acts = in_reach(venue) && (one.may_fire() || needed(desk, venue));
        if (!out && !acts) continue;
        at = std::min(at, due(one, traits));
    }
    return at;
}

}  // namespace twinleg::exec
