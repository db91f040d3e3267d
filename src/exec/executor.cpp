#include "exec/executor.h"

#include <algorithm>

namespace twinleg::exec {

Executor::Executor(Config config, std::vector<Instrument> instruments,
                   std::vector<VenueTraits> traits)
    : desk_(std::move(config), std::move(instruments), std::move(traits)),
      reconciler_(desk_),
      neutraliser_(desk_.config) {
    starter_.restart_all(desk_, reconciler_);
}

void Executor::restate(const std::vector<Instrument>& instruments,
                       const std::vector<VenueTraits>& traits) {
    desk_.instruments = instruments;
    for (std::size_t n = 0; n < traits.size(); ++n)
        desk_.venues[n].traits = traits[n];
}

void Executor::restart() {
    starter_.restart_all(desk_, reconciler_);
    settled_in_ = false;
    pair_.withdraw();
}

void Executor::finish_orders(Port&) {
    for (Tracked* t : desk_.collect_final()) {
        if (t->closed) continue;
        t->closed = true;
        t->closed_at = desk_.now;
        if (t->doubt_since.known()) ++unknown_resolved_;
        if (!t->counted) order_counts_.add(t->record);
        t->counted = true;
        neutraliser_.on_final(desk_, *t);
        flattener_.on_final(desk_, *t);
        const Order& order = t->record.order();
        // Cut short though it was reduce-only and the book had more: look at the position again.
        if (order.reduce_only && t->record.fills() < order.quantity) {
            reconciler_.hurry(desk_.instrument(order.instrument).venue, desk_.now);
        }
    }
}

void Executor::ask_nonces(Port& port) {
    for (auto& venue : desk_.venues) {
        if (venue.phase == Phase::waiting && !venue.account_up) continue;
        while (const auto step = venue.nonces.due(desk_.now)) {
            if (step->burn) {
                port.emit(BurnNonce{venue.traits.id, desk_.next_request(), step->nonce});
            } else {
                questions_.ask(desk_, port, venue.traits.id, Question::nonce, {}, {}, step->key);
            }
            venue.nonces.sent(step->key, desk_.now,
                              desk_.config.ask_period + venue.traits.round_trip * 2);
        }
    }
}

void Executor::watch_exposure(const Market& market) {
    const bool exposed = Neutraliser::owed(desk_, market, desk_.exposure());
    if (exposed && !exposed_since_.known()) exposed_since_ = desk_.now;
    if (!exposed && exposed_since_.known()) {
        excursions_.push_back(desk_.now - exposed_since_);
        pair_.on_unhedged(excursions_.back());
        exposed_since_ = {};
    }
}

void Executor::settle(Time now, Mode mode, const Market& market, Port& port,
                      std::vector<Booked>& booked) {
    desk_.now = now;
    desk_.mode = mode;
    if (stop_.done()) {
        wake_ = kNever;
        return;
    }
    if (now - housekeeping_ >= seconds(10)) {
        housekeeping_ = now;
        desk_.forget_old_orders();
        questions_.forget_old(now, desk_.config.answer_timeout * 3);
    }
    book_adjustments(market, port, booked);
    finish_orders(port);
    desk_.forget_foreign_fills();
    watch_exposure(market);
    starter_.settle(desk_, questions_, reconciler_, port);
    ask_nonces(port);
    doubts_.settle(desk_, questions_, port);
    reconciler_.settle(desk_, questions_, port);

    if (mode == Mode::stopping) hands_off_ = false;
    if (mode == Mode::active) adopt_ = false;
    if (Starter::done(desk_)) settled_in_ = true;
    if (Starter::all_joined(desk_)) end_lost_ = false;
    const bool may_act = mode != Mode::ended && !hands_off_ && settled_in_ && !end_lost_;
    const bool no_new_risk = mode != Mode::active && mode != Mode::reducing;
    if (no_new_risk) {
        for (Tracked* t : desk_.live()) {
            if (!t->record.taker() && !t->cancel_wanted) desk_.cancel(*t, port);
        }
    }
    if (mode == Mode::stopping) flattener_.keep({});
    const bool closes =
        flattening_ || (mode == Mode::stopping && desk_.config.on_exit == OnExit::flatten);
    pair_.settle(desk_, market, port);
    if (may_act && !pair_.holds(desk_) && !flattener_.holds(desk_)) {
        neutraliser_.settle(desk_, market, port,
                            closes || mode == Mode::halted || pair_.rolls_back());
        if (closes && !pair_.running() && !neutraliser_.backing_off(now)) {
            flattener_.settle(desk_, market, port, neutraliser_.step(desk_));
            if (mode != Mode::stopping && desk_.live().empty() && flattener_.done(desk_, market) &&
                !Neutraliser::owed(desk_, market, desk_.exposure())) {
                flattening_ = false;
            }
        }
    }
    if (auto cause = neutraliser_.take_cause()) halt_ = cause;
    if (mode != Mode::halted) halted_since_ = {};
    if (mode == Mode::halted && !halted_since_.known()) halted_since_ = now;
    if (mode == Mode::halted || mode == Mode::stopping) {
        // A venue that is aside for a moment still lets the pair be repaired.
        const bool waits = mode == Mode::halted && now - halted_since_ < desk_.config.block;
        if (desk_.live().empty() && !waits) {
            pair_.abandon(desk_, market, port,
                          mode == Mode::halted ? PairOutcome::failed : PairOutcome::rolled_back);
        }
    }
    const bool stopping = mode == Mode::stopping;
    dead_man_.settle(desk_, port, stopping && stop_.verifying());
    if (stopping) stop_.settle(desk_, market, questions_, reconciler_, port, dead_man_.retired());
    compute_wake();
}

bool Executor::attention() const {
    return !desk_.live().empty() || pair_.running() || flattening_ || exposed_since_.known() ||
           desk_.mode != Mode::active;
}

void Executor::compute_wake() {
    Time at = kNever;
    at = std::min(at, doubts_.wake(desk_));
    at = std::min(at, reconciler_.wake(desk_));
    at = std::min(at, starter_.wake(desk_));
    at = std::min(at, neutraliser_.wake());
    at = std::min(at, flattener_.wake(desk_));
    at = std::min(at, pair_.wake(desk_));
    at = std::min(at, dead_man_.wake(desk_));
    for (const auto& venue : desk_.venues) {
        if (venue.phase == Phase::waiting && !venue.account_up) continue;
        at = std::min(at, venue.nonces.due_at());
    }
    if (exposed_since_.known() || desk_.mode == Mode::stopping) {
        at = std::min(at, desk_.now + milliseconds(100));
    }
    // Never at once again: what is due now was done now.
    wake_ = std::max(at, desk_.now + microseconds(100));
}

void Executor::flatten() {
    flattener_.keep({});
    flattening_ = true;
}

void Executor::reduce(const Market& market) {
    const Base hedged = Flattener::hedged(desk_);
    flattener_.keep(hedged - Base::from_raw(hedged.raw() / 4));
    if (flattener_.done(desk_, market)) flattener_.keep({});
    flattening_ = true;
}

void Executor::reset() {
    neutraliser_.budget().clear();
    hands_off_ = false;
    adopt_ = true;
}

std::string_view Executor::barred() const {
    if (pair_.running()) return "busy";
    if (flattening_) return "flattening";
    if (!Starter::all_joined(desk_)) return "venue_not_joined";
    if (reconciler_.any_suspicion()) return "position_difference";
    for (const auto& venue : desk_.venues) {
        if (!venue.up()) return "disconnected";
        if (!venue.nonces.usable()) return "nonce_in_doubt";
        if (Doubts::doubtful(desk_, venue.traits.id)) return "order_in_doubt";
        if (desk_.now < venue.aside_until) return "venue_set_aside";
        if (venue.position_doubtful) return "position_doubtful";
    }
    return {};
}

std::expected<PairTradeId, std::string_view> Executor::begin(const PairPlan& plan,
                                                             PairQuantities quantities,
                                                             const Market& market, Port& port) {
    const auto not_now = [](std::string_view check) { return std::unexpected{check}; };
    if (const auto why = barred(); !why.empty()) return not_now(why);
    if (!desk_.live().empty()) return not_now("orders_alive");
    if (Neutraliser::owed(desk_, market, desk_.exposure())) return not_now("exposed");
    const Instrument& first = desk_.instrument(plan.first.instrument);
    const Instrument& second = desk_.instrument(plan.second.instrument);
    for (const Leg* leg : {&plan.first, &plan.second}) {
        if (!usable(desk_, market, leg->instrument)) return not_now("venue_not_usable");
        if (!market.rate_allows(desk_.venue(leg->instrument).traits.id, Role::leg))
            return not_now("rate_limit");
    }
    const bool maker = plan.plan == Plan::maker_then_hedge;
    // Closing does not wait for a deeper book: what is short of it is the rule's.
    if (!maker && !plan.closes &&
        market.sweep(first.id, plan.first.side, quantities.first, plan.first.price).available <
            quantities.first) {
        return not_now("depth");
    }
    if (!plan.closes &&
        market.sweep(second.id, plan.second.side, quantities.second, plan.second.price).available <
            quantities.second) {
        return not_now("depth");
    }
    if (!market.margin_allows(first.id, plan.first.side, quantities.first, plan.first.price) ||
        !market.margin_allows(second.id, plan.second.side, quantities.second, plan.second.price)) {
        return not_now("margin");
    }
    const PairTradeId id{++pairs_};
    neutraliser_.budget().begin_pair();
    pair_.begin(desk_, market, port, plan, quantities, id);
    compute_wake();
    return id;
}

}  // namespace twinleg::exec
