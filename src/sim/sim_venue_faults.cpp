// Faults of a simulated venue that last, and how its timeline is run.

#include <algorithm>
#include <array>

#include "core/check.h"
#include "sim/sim_venue.h"

namespace twinleg::sim {
namespace {

constexpr std::array kWindows{Fault::disconnect,  Fault::freeze,      Fault::freeze_matching,
                              Fault::maintenance, Fault::cancel_only, Fault::post_only,
                              Fault::halted,      Fault::person,      Fault::deleverage};

}  // namespace

const Window& SimVenue::window(Fault fault) const {
    static constexpr Window kNeverOpens{};
    if (fault == Fault::disconnect) return faults_.disconnect;
    if (fault == Fault::freeze) return faults_.freeze;
    if (fault == Fault::freeze_matching) return faults_.freeze_matching;
    if (fault == Fault::maintenance) return faults_.maintenance;
    if (fault == Fault::cancel_only) return faults_.cancel_only;
    if (fault == Fault::post_only) return faults_.post_only;
    if (fault == Fault::halted) return faults_.halted;
    if (fault == Fault::person) return faults_.person;
    if (fault == Fault::deleverage) return faults_.deleverage;
    return kNeverOpens;
}

void SimVenue::open() {
    const Time now = timeline_.now();
    const std::uint8_t venue = config_.traits.id.value;
    timeline_.at(now + prng_.between({}, config_.mark_period), {TaskKind::mark, venue, 0});
    if (config_.funding_period.ns > 0) {
        timeline_.at(now + config_.funding_period, {TaskKind::fund, venue, 0});
    }
    for (const Fault fault : kWindows)
        plan_window(fault);
}

void SimVenue::plan_window(Fault fault) {
    const Duration gap = window(fault).mean_gap;
    if (gap.ns <= 0 || calm_) return;
    timeline_.at(
        timeline_.now() + prng_.between(gap / 4, gap * 7 / 4),
        {TaskKind::window_begin, config_.traits.id.value, static_cast<std::uint32_t>(fault)});
}

void SimVenue::begin_window(Fault fault) {
    if (calm_) return;
    if (alone_ && (fault == Fault::person || fault == Fault::deleverage)) return;
    const Window& open = window(fault);
    const Duration lasts = prng_.between(open.least, open.most);
    const Time until = timeline_.now() + lasts;
    counts_.add(fault);
    if (fault == Fault::disconnect) {
        disconnect();
    } else if (fault == Fault::freeze) {
        if (timeline_.now() >= frozen_until_) frozen_since_ = timeline_.now();
        frozen_until_ = std::max(frozen_until_, until);
    } else if (fault == Fault::freeze_matching) {
        matching_frozen_until_ = std::max(matching_frozen_until_, until);
    } else if (fault == Fault::maintenance) {
        maintenance_until_ = std::max(maintenance_until_, until);
    } else if (fault == Fault::person) {
        somebody_trades();
    } else if (fault == Fault::deleverage) {
        deleverage();
    } else {
        set_mode(fault == Fault::cancel_only ? MarketMode::cancel_only
                 : fault == Fault::post_only ? MarketMode::post_only
                                             : MarketMode::halted);
    }
    timeline_.at(
        until, {TaskKind::window_end, config_.traits.id.value, static_cast<std::uint32_t>(fault)});
    plan_window(fault);
}

void SimVenue::end_window(Fault fault) {
    if (fault == Fault::disconnect) {
        if (!courier_.up() && wanted_up_) reconnect();
    } else if (fault == Fault::freeze || fault == Fault::freeze_matching) {
        publish();
    } else if (fault == Fault::cancel_only || fault == Fault::post_only || fault == Fault::halted) {
        set_mode(MarketMode::normal);
    }
}

void SimVenue::set_mode(MarketMode mode) {
    for (Market& at : markets_) {
        if (at.mode == mode) continue;
        at.mode = mode;
        tell_mode(at);
    }
}

void SimVenue::somebody_trades() {
    const Market& at =
        markets_[static_cast<std::size_t>(prng_.below(static_cast<std::int64_t>(markets_.size())))];
    const std::int64_t least = at.instrument.min_quantity.raw() / at.instrument.lot.raw();
    const Quantity size =
        at.instrument.lot * (std::max<std::int64_t>(least, 1) * prng_.between(1, 20));
    person_trades(at.instrument.id, prng_.chance(500) ? Side::buy : Side::sell, size);
}

// Half of a position goes to somebody with more luck, at the mark.
void SimVenue::deleverage() {
    for (const Market& at : markets_) {
        const Quantity held = ledger_.account().position(at.instrument.id).quantity();
        const Quantity half = cut_to(Quantity::from_raw(held.raw() / 2), at.instrument.lot);
        if (half.is_zero() || !at.mark.is_positive()) continue;
        tell_fill(ledger_.foreign_fill(at.instrument.id,
                                       held.is_positive() ? Side::sell : Side::buy, at.mark,
                                       half.abs(), venue_time()));
        foreign_change_ = venue_time();
        shrink_reduce_only(at.instrument.id);
    }
    publish();
}

void SimVenue::disconnect() {
    if (!courier_.up()) return;
    courier_.go_down();
    // Both ends notice, one by one, or only when it is up again.
    for (const Stream stream : {Stream::account, Stream::market}) {
        const std::uint32_t number = courier_.take();
        courier_.letter(number).event.what =
            StreamStatus{.venue = config_.traits.id, .stream = stream, .up = false};
        courier_.tell_down(number, prng_.between({}, milliseconds(800)),
                           stream == Stream::market ? Line::market : Line::fills);
    }
}

void SimVenue::connect(Duration after) {
    wanted_up_ = true;
    timeline_.at(timeline_.now() + after,
                 {TaskKind::reconnect, config_.traits.id.value, courier_.connection()});
}

void SimVenue::forget(std::uint32_t process) {
    wanted_up_ = false;
    courier_.go_down();
    courier_.address(process);
}

bool SimVenue::still() const {
    return timeline_.now() < std::max(frozen_until_, matching_frozen_until_);
}

bool SimVenue::impaired() const {
    const Time now = timeline_.now();
    if (now < frozen_until_ || now < matching_frozen_until_ || now < maintenance_until_) {
        return true;
    }
    if (!courier_.up()) return true;
    return std::ranges::any_of(markets_,
                               [](const Market& at) { return at.mode != MarketMode::normal; });
}

void SimVenue::calm() {
    calm_ = true;
    courier_.calm();
    const Time now = timeline_.now();
    frozen_until_ = std::min(frozen_until_, now);
    matching_frozen_until_ = std::min(matching_frozen_until_, now);
    maintenance_until_ = std::min(maintenance_until_, now);
    set_mode(MarketMode::normal);
    if (!courier_.up() && wanted_up_) reconnect();
    publish();
}

void SimVenue::run(const Task& task) {
    switch (task.kind) {
        case TaskKind::request:
            return request_arrives(task.item);
        case TaskKind::sequence:
            sequence(task.item);
            return publish();
        case TaskKind::match:
            match(task.item);
            return publish();
        case TaskKind::cancel:
            cancel_comes_due(task.item);
            return publish();
        case TaskKind::mark:
            return tell_marks();
        case TaskKind::fund:
            return pay_funding();
        case TaskKind::window_begin:
            return begin_window(static_cast<Fault>(task.item));
        case TaskKind::window_end:
            return end_window(static_cast<Fault>(task.item));
        case TaskKind::reconnect:
            if (!courier_.up() && wanted_up_) reconnect();
            return;
        case TaskKind::dead_man:
            dead_man_comes_due(task.item);
            return publish();
        case TaskKind::letter:
        case TaskKind::flow:
            break;
    }
    CHECK(false && "not a venue's task");
}

}  // namespace twinleg::sim
