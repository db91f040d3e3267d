// What the executor learns from an event: order reports, fills, answers of the venues.

#include <algorithm>

#include "exec/executor.h"

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
                on_fill(fill, port, booked);
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
                if (asked) stop_.on_open_orders(answer, asked->asked);
                return true;
            },
            [&](const FillsAnswer& answer) {
                const auto asked = questions_.answered(answer.head);
                if (!answer.head.ok) return true;
                for (Fill fill : answer.fills) {
                    fill.source = Source::query;
                    on_fill(fill, port, booked);
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
                return true;
            },
            [&](const DeadManAnswer& answer) {
                dead_man_.on_answer(desk_, port, answer);
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
                dead_man_.on_started(desk_);
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
            venue.nonces.doubt(t->record.order().nonce);
        } else if (report.reason == Reason::nonce_used) {
            venue.nonces.doubt(t->record.order().nonce);
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

void Executor::on_fill(const Fill& fill, Port& port, std::vector<Booked>& booked) {
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
    } else if (fill.client_order_id.known() && fill.client_order_id.epoch() < desk_.epoch &&
               !Starter::all_joined(desk_) && !std::exchange(end_lost_, true)) {
        port.emit(Notice{Severity::warning, venue.traits.name +
                                                ": filled an order that the journal does not hold; "
                                                "hedging waits until every venue has been read"});
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
            venue.nonces.doubt(t->cancel_nonce);
        } else if (t->given_back == t->cancel_nonce) {
            venue.nonces.doubt(t->cancel_nonce);  // twice in a row: the nonce is not taken
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
        // What keeps an order here, our own rate limit or a socket that is down, lasts a moment;
        // the next one at once would only be another that counts against the limits.
        venue.aside_until = std::max(venue.aside_until, desk_.now + desk_.config.other_hold);
        return;
    }
    if (!t->record.acknowledged()) venue.nonces.doubt(t->record.order().nonce);
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
        const Base largest = desk_.largest_pair(market);
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

}  // namespace twinleg::exec
