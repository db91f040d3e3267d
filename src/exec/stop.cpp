#include "exec/stop.h"

#include "exec/flatten.h"
#include "exec/neutralise.h"

namespace twinleg::exec {

void Stop::settle(Desk& desk, const Market& market, Questions& questions, Reconciler& reconciler,
                  Port& port, bool retired) {
    Base held;
    for (const Holding& holding : desk.holdings)
        held += holding.coins.abs();
    if (!since_.known() || held < held_) {
        since_ = desk.now;
        held_ = held;
    }
    if (desk.now - since_ >= desk.config.stop_limit) {
        timed_out_ = done_ = true;
        return;
    }
    const bool flat = desk.config.on_exit != OnExit::flatten || Flattener::flat(desk, market);
    const bool quiet = desk.live().empty() && flat && !reconciler.any_suspicion() &&
                       !Neutraliser::owed(desk, market, desk.exposure());
    if (!quiet) {
        verify_since_ = {};
        return;
    }
    if (!verify_since_.known()) {
        verify_since_ = desk.now;
        no_open_orders_.assign(desk.venues.size(), false);
        for (const auto& venue : desk.venues) {
            reconciler.hurry(venue.traits.id, desk.now);
            questions.ask(desk, port, venue.traits.id, Question::open_orders);
        }
        return;
    }
    bool all = retired;
    for (const auto& venue : desk.venues) {
        const VenueId id = venue.traits.id;
        const bool none_open = no_open_orders_[id.value];
        if (!none_open && !questions.out(id, Question::open_orders)) {
            questions.ask(desk, port, id, Question::open_orders);
        }
        const bool agreed = reconciler.agreed(id) > verify_since_ + venue.traits.round_trip;
        if (!none_open || !agreed) all = false;
    }
    done_ = all;
}

void Stop::on_open_orders(const OpenOrdersAnswer& answer, Time asked) {
    if (!answer.head.ok || !verify_since_.known() || asked < verify_since_) return;
    no_open_orders_[answer.head.venue.value] = answer.orders.empty();
    if (!answer.orders.empty()) verify_since_ = {};  // cancel, and look again
}

}  // namespace twinleg::exec
