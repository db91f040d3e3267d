#include "exec/executor.h"

#include <algorithm>

namespace twinleg::exec {
namespace {

template <typename... Ts>
struct Overloaded : Ts... {
    using Ts::operator()...;
};

// Refusals that will not be better in a moment, and for how long the venue is put aside.
std::optional<Duration> hold_for(Reason reason, const Config& config) {
    switch (reason) {
        case Reason::margin:
            return config.margin_hold;
        case Reason::below_minimum:
        case Reason::cancel_only:
        case Reason::reduce_only:
        case Reason::rate_limited:
        case Reason::nonce_gap:
        case Reason::self_trade:
        case Reason::other:
            return config.other_hold;
        case Reason::none:
        case Reason::would_cross:
        case Reason::no_liquidity:
        case Reason::expired:
        case Reason::price_band:
        case Reason::duplicate_id:
        case Reason::nonce_used:
        case Reason::not_found:
        case Reason::unavailable:
            return std::nullopt;
    }
    return std::nullopt;
}

bool lasting(Reason reason) {
    return reason == Reason::margin || reason == Reason::below_minimum ||
           reason == Reason::cancel_only;
}

}  // namespace

Executor::Executor(Config config, std::vector<Instrument> instruments,
                   std::vector<VenueTraits> traits)
    : desk_(std::move(config), std::move(instruments), std::move(traits)),
      reconciler_(desk_),
      neutraliser_(desk_.config) {
    starter_.restart_all(desk_, reconciler_);
}

bool Executor::apply(const Event& event, const Market& market, Port& port,
                     std::vector<Booked>& booked) {
    desk_.now = event.time;
    return std::visit(
        Overloaded{
            [&](const OrderReport& report) {
                on_report(report, market, port);
                return true;
            },
            [&](const Fill& fill) {
                on_fill(fill, booked);
                return true;
            },
            [&](const SendFailed& failed) {
                on_send_failed(failed);
                return true;
            },
            [&](const OrderAnswer& answer) {
                on_order_answer(answer, market, port);
                return true;
            },
            [&](const OpenOrdersAnswer& answer) {
                const auto asked = questions_.answered(answer.head);
                starter_.on_open_orders(desk_, answer);
                if (asked && answer.head.ok && verify_since_.known() &&
                    asked->asked >= verify_since_) {
                    verified_open_[answer.head.venue.value] = answer.orders.empty();
                    if (!answer.orders.empty()) verify_since_ = {};  // cancel, and look again
                }
                return true;
            },
            [&](const FillsAnswer& answer) {
                const auto asked = questions_.answered(answer.head);
                if (!answer.head.ok) return true;
                for (Fill fill : answer.fills) {
                    fill.source = Source::query;
                    on_fill(fill, booked);
                }
                if (asked) reconciler_.on_fills(desk_, answer, asked->asked);
                book_adjustments(market, port, booked);
                return true;
            },
            [&](const PositionsAnswer& answer) {
                const auto asked = questions_.answered(answer.head);
                if (!answer.head.ok || !asked) return true;
                reconciler_.on_positions(desk_, answer, asked->asked);
                book_adjustments(market, port, booked);
                return true;
            },
            [&](const BalanceAnswer& answer) {
                questions_.answered(answer.head);
                if (answer.head.ok) reconciler_.on_balance(answer.head.venue, event.time);
                return true;
            },
            [&](const NonceAnswer& answer) {
                questions_.answered(answer.head);
                if (answer.head.ok)
                    desk_.venue(answer.head.venue).nonces.on_next(event.time, answer.next);
                return true;
            },
            [&](const BurnAnswer& answer) {
                if (!answer.head.ok) return true;
                const ClientOrderId impossible =
                    desk_.venue(answer.head.venue)
                        .nonces.on_burned(event.time, answer.nonce, answer.accepted);
                if (Tracked* t = desk_.find(impossible)) t->record.learn_burned();
                return true;
            },
            [&](const CancelAllAnswer& answer) {
                starter_.on_cancelled_all(desk_, answer.head);
                // Refused: its nonce may have been used, or an earlier one is missing.
                if (!answer.head.ok) desk_.venue(answer.head.venue).nonces.doubt();
                return true;
            },
            [&](const StreamStatus& status) {
                Venue& venue = desk_.venue(status.venue);
                if (status.stream == Stream::market) {
                    venue.market_up = status.up;
                } else if (venue.account_up != status.up) {
                    venue.account_up = status.up;
                    venue.account_changed = event.time;
                    if (status.up) reconciler_.hurry(status.venue, event.time);
                }
                return true;
            },
            [&](const Started& started) {
                desk_.epoch = started.epoch;
                questions_.clear();
                for (auto& venue : desk_.venues)
                    venue.account_up = venue.market_up = false;
                // What was in flight when the last process died is in doubt from the first moment.
                for (Tracked* t : desk_.live()) {
                    t->doubt_since = t->next_ask = event.time;
                    t->cancel_wanted = true;
                }
                restart();
                return true;
            },
            [&](const Timer&) { return true; },
            [&](const OperatorAsked&) { return true; },
            [&](const MarketState&) { return true; },
            [&](const JournalStalled&) { return true; },
            [](const auto&) { return false; },
        },
        event.what);
}

void Executor::restart() {
    starter_.restart_all(desk_, reconciler_);
    pair_.withdraw();
}

void Executor::on_report(const OrderReport& report, const Market&, Port& port) {
    const VenueId venue_id = desk_.instrument(report.instrument).venue;
    Tracked* t = report.client_order_id.known() ? desk_.find(report.client_order_id)
                                                : desk_.find(venue_id, report.venue_order_id);
    if (t == nullptr) return;  // an order of an earlier life or of a person; positions will tell
    Venue& venue = desk_.venue(venue_id);
    const bool was_final = t->record.final();
    const bool had_id = !t->record.venue_order_id().empty();
    t->record.learn(report);
    if (!had_id) tie(*t);
    if (was_final && !t->record.final()) {
        port.emit(Notice{Severity::warning,
                         venue.traits.name + ": order " +
                             std::to_string(report.client_order_id.value) +
                             " was final, and the venue now says it filled more; asking"});
        desk_.revive(*t);
        t->doubt_since = t->next_ask = desk_.now;
    }
    if (report.word == OrderWord::rejected) {
        if (report.reason == Reason::nonce_gap) {
            venue.nonces.doubt();
        } else if (report.reason == Reason::nonce_used) {
            venue.nonces.doubt();
            if (!t->doubt_since.known()) t->doubt_since = t->next_ask = desk_.now;
        } else if (report.reason != Reason::unavailable && report.reason != Reason::not_found) {
            venue.nonces.spent(t->record.order().nonce);
        }
        if (const auto hold = hold_for(report.reason, desk_.config)) {
            venue.aside_until = std::max(venue.aside_until, desk_.now + *hold);
            venue.refused_lastingly = lasting(report.reason);
        }
    } else {
        venue.nonces.spent(t->record.order().nonce);
        venue.refused_lastingly = false;
    }
    // A cancel found nothing: it has ended, or it never came.
    if (report.reason == Reason::not_found && !t->record.final() && !t->doubt_since.known()) {
        t->doubt_since = t->next_ask = desk_.now;
    }
    // A reduce-only order refused or cut short says that our position is wrong.
    if (report.reason == Reason::reduce_only) {
        venue.position_doubtful = true;
        reconciler_.hurry(venue_id, desk_.now);
    }
}

// Fills that came before the accept belong to this order from now on.
void Executor::tie(Tracked& t) {
    const VenueId venue = desk_.instrument(t.record.order().instrument).venue;
    std::erase_if(desk_.unassigned, [&](const Unassigned& u) {
        if (u.venue != venue || u.venue_order_id != t.record.venue_order_id()) return false;
        t.record.learn_fill(u.quantity, u.price);
        return true;
    });
}

void Executor::on_fill(const Fill& fill, std::vector<Booked>& booked) {
    const Instrument& instrument = desk_.instrument(fill.instrument);
    Venue& venue = desk_.venue(fill.instrument);
    if (!venue.fills.learn(fill)) return;

    Tracked* t = fill.client_order_id.known() ? desk_.find(fill.client_order_id)
                                              : desk_.find(instrument.venue, fill.venue_order_id);
    Fill known = fill;
    if (t != nullptr) {
        known.client_order_id = t->record.order().client_order_id;
        t->record.learn_fill(fill.quantity, fill.price);
        venue.nonces.spent(t->record.order().nonce);
        desk_.revive(*t);
    } else if (!fill.venue_order_id.empty() && !fill.client_order_id.known()) {
        desk_.unassigned.push_back({desk_.now, instrument.venue, fill.instrument,
                                    fill.venue_order_id, fill.side, fill.quantity, fill.price});
    }

    Holding& holding = desk_.holdings[fill.instrument.value];
    Booked entry{.fill = known};
    // What an adjustment already stands for is taken back first, so that it does not count twice.
    if (const auto absorbed = reconciler_.absorb(fill)) {
        const Quantity back = -(absorbed->quantity * sign(fill.side));
        holding.apply(instrument, back, absorbed->price);
        venue.fills.note(fill.instrument, back, fill.venue_time);
        entry.reversed = back;
        entry.reversed_price = absorbed->price;
    }
    holding.apply(instrument, fill.quantity * sign(fill.side), fill.price);
    pair_.on_fill(instrument, known);
    booked.push_back(entry);
}

void Executor::on_send_failed(const SendFailed& failed) {
    Tracked* t = desk_.find(failed.client_order_id);
    if (t == nullptr) return;
    Venue& venue = desk_.venue(failed.instrument);
    if (failed.was_cancel) {
        if (failed.outcome == SendOutcome::unknown) {
            venue.nonces.doubt();
        } else if (t->given_back == t->cancel_nonce) {
            venue.nonces.doubt();  // twice in a row: it is the nonce that is not taken
        } else {
            t->given_back = t->cancel_nonce;
            venue.nonces.never_sent(t->cancel_nonce);
        }
        if (!t->doubt_since.known()) t->doubt_since = t->next_ask = desk_.now;
        return;
    }
    if (failed.outcome == SendOutcome::never_sent) {
        t->record.learn_never_sent();
        venue.nonces.never_sent(t->record.order().nonce);
        return;
    }
    if (!t->record.acknowledged()) venue.nonces.doubt();
    if (!t->doubt_since.known()) t->doubt_since = t->next_ask = desk_.now;
}

void Executor::on_order_answer(const OrderAnswer& answer, const Market& market, Port& port) {
    const auto asked = questions_.answered(answer.head);
    if (!answer.head.ok) return;
    Tracked* t = desk_.find(answer.client_order_id);
    if (t == nullptr) return;
    if (answer.found) {
        OrderReport report = answer.report;
        report.client_order_id = answer.client_order_id;
        report.source = Source::query;
        on_report(report, market, port);
        return;
    }
    // It counts once for each question, and only if the answer speaks of a time after the validity.
    const Duration lag = desk_.venue(answer.head.venue).traits.replica_lag;
    const Time about = answer.head.venue_time.known() ? answer.head.venue_time
                       : asked                        ? asked->asked - lag
                                                      : Time{};
    if (asked && about > t->record.order().valid_until) {
        t->record.learn_not_found(desk_.now, desk_.config.not_found_gap);
    }
}

void Executor::book_adjustments(const Market& market, Port& port, std::vector<Booked>& booked) {
    auto due = reconciler_.take_adjustments();
    for (auto& a : due) {
        const Instrument& i = desk_.instrument(a.instrument);
        Price mid = market.last_mid(a.instrument);
        if (mid.is_zero()) mid = market.last_mid(desk_.instruments.front().id);
        if (mid.is_zero()) continue;  // no price to book it at; it will be found again
        const Base largest = desk_.instruments.front().coins(
            desk_.config.pair_quantity, market.last_mid(desk_.instruments.front().id));
        const Base size = i.coins(a.contracts, mid).abs();
        if (largest.is_positive() && size > largest && !adopt_ && desk_.mode != Mode::stopping) {
            if (hands_off_) continue;
            hands_off_ = true;
            halt_ = HaltCause::person;
            port.emit(Notice{Severity::error,
                             i.spec() + ": the position changed by " + to_text(a.contracts) +
                                 " and no fill says why; somebody else trades on this account"});
            continue;
        }
        a.price = mid;
        ++adjustments_;
        desk_.holdings[a.instrument.value].apply(i, a.contracts, mid);
        desk_.venue(a.instrument).fills.note(a.instrument, a.contracts, a.at);
        reconciler_.book(a);
        Booked entry{.adjustment = true};
        entry.fill.instrument = a.instrument;
        entry.fill.side = a.contracts.is_positive() ? Side::buy : Side::sell;
        entry.fill.quantity = a.contracts.abs();
        entry.fill.price = mid;
        entry.fill.venue_time = a.at;
        booked.push_back(entry);
        port.emit(Notice{Severity::warning, i.spec() + ": the venue holds " + to_text(a.contracts) +
                                                " more than our fills say; taken over"});
    }
}

void OrderCounts::add(const OrderRecord& record) {
    if (record.refusal() != Reason::none) ++rejected;
    if (!record.accepted()) return;
    ++accepted;
    if (record.filled() >= record.order().quantity) return;
    ++(record.expired() ? expired : cancelled);
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
        const auto step = venue.nonces.due(desk_.now);
        if (!step) continue;
        if (step->burn) {
            port.emit(BurnNonce{venue.traits.id, desk_.next_request(), step->nonce});
        } else {
            questions_.ask(desk_, port, venue.traits.id, Question::nonce);
        }
        venue.nonces.sent(desk_.now, desk_.config.ask_period + venue.traits.round_trip * 2);
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
    if (stopped_) {
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
    const bool may_act =
        mode != Mode::ended && !hands_off_ && (mode != Mode::starting || Starter::done(desk_));
    const bool no_new_risk = mode != Mode::active && mode != Mode::reducing;
    if (no_new_risk) {
        for (Tracked* t : desk_.live()) {
            if (!t->record.taker() && !t->cancel_wanted) desk_.cancel(*t, port);
        }
    }
    const bool closes =
        flattening_ || (mode == Mode::stopping && desk_.config.on_exit == OnExit::flatten);
    pair_.settle(desk_, market, port);
    if (may_act && !pair_.holds(desk_) && !flattener_.holds(desk_)) {
        neutraliser_.settle(desk_, market, port, closes || mode == Mode::halted);
        if (closes && !pair_.running() && !neutraliser_.backing_off(now)) {
            flattener_.settle(desk_, market, port, neutraliser_.step(desk_));
            if (mode != Mode::stopping && desk_.live().empty() && Flattener::done(desk_, market) &&
                !Neutraliser::owed(desk_, market, desk_.exposure())) {
                flattening_ = false;
            }
        }
    }
    if (auto cause = neutraliser_.take_cause()) halt_ = cause;
    if (mode == Mode::halted || mode == Mode::stopping) {
        if (desk_.live().empty()) {
            pair_.abandon(desk_, market, port,
                          mode == Mode::halted ? PairOutcome::failed : PairOutcome::rolled_back);
        }
    }
    if (mode == Mode::stopping) settle_stop(market, port);
    compute_wake();
}

// Everything final and closed as the policy says, and then, asked after that, no open order and
// positions that agree at every venue.
void Executor::settle_stop(const Market& market, Port& port) {
    if (!stop_since_.known()) stop_since_ = desk_.now;
    if (desk_.now - stop_since_ >= desk_.config.stop_limit) {
        stop_timed_out_ = stopped_ = true;
        return;
    }
    const bool flat = desk_.config.on_exit != OnExit::flatten || Flattener::done(desk_, market);
    const bool quiet = desk_.live().empty() && flat && !reconciler_.any_suspicion() &&
                       !Neutraliser::owed(desk_, market, desk_.exposure());
    if (!quiet) {
        verify_since_ = {};
        return;
    }
    if (!verify_since_.known()) {
        verify_since_ = desk_.now;
        verified_open_.assign(desk_.venues.size(), false);
        for (const auto& venue : desk_.venues) {
            reconciler_.hurry(venue.traits.id, desk_.now);
            questions_.ask(desk_, port, venue.traits.id, Question::open_orders);
        }
        return;
    }
    bool all = true;
    for (const auto& venue : desk_.venues) {
        const VenueId id = venue.traits.id;
        const bool open = verified_open_[id.value];
        if (!open && !questions_.out(id, Question::open_orders)) {
            questions_.ask(desk_, port, id, Question::open_orders);
        }
        if (!open || reconciler_.agreed(id) <= verify_since_ + venue.traits.round_trip) all = false;
    }
    stopped_ = all;
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

std::expected<PairTradeId, Executor::NotBegun> Executor::begin(const PairPlan& plan,
                                                               const Market& market, Port& port) {
    const auto not_now = [](std::string_view check) {
        return std::unexpected{NotBegun{check, {}}};
    };
    if (const auto why = barred(); !why.empty()) return not_now(why);
    if (!desk_.live().empty()) return not_now("orders_alive");
    if (Neutraliser::owed(desk_, market, desk_.exposure())) return not_now("exposed");
    const Instrument& first = desk_.instrument(plan.first.instrument);
    const Instrument& second = desk_.instrument(plan.second.instrument);
    for (const Leg* leg : {&plan.first, &plan.second}) {
        if (!usable(desk_, market, leg->instrument)) return not_now("venue_not_usable");
        if (!market.rate_allows(desk_.venue(leg->instrument).traits.id, false))
            return not_now("rate_limit");
    }
    auto quantities = fit(first, plan.first.price, second, plan.second.price, plan.quantity);
    if (!quantities) return std::unexpected{NotBegun{"size", quantities.error().message}};
    const bool maker = plan.plan == Plan::maker_then_hedge;
    if (!maker &&
        market.sweep(first.id, plan.first.side, quantities->first, plan.first.price).available <
            quantities->first) {
        return not_now("depth");
    }
    if (market.sweep(second.id, plan.second.side, quantities->second, plan.second.price).available <
        quantities->second) {
        return not_now("depth");
    }
    if (!market.margin_allows(first.id, plan.first.side, quantities->first, plan.first.price) ||
        !market.margin_allows(second.id, plan.second.side, quantities->second, plan.second.price)) {
        return not_now("margin");
    }
    const PairTradeId id{++pairs_};
    neutraliser_.budget().begin_pair();
    pair_.begin(desk_, market, port, plan, *quantities, id);
    compute_wake();
    return id;
}

}  // namespace twinleg::exec
