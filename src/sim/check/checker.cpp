#include "sim/check/checker.h"

#include <algorithm>
#include <string_view>

#include "core/check.h"
#include "engine/engine.h"
#include "portfolio/portfolio.h"

namespace twinleg::sim {
namespace {

constexpr Duration kMinute = seconds(60);

void forget_before(std::deque<Time>& times, Time when) {
    while (!times.empty() && times.front() < when)
        times.pop_front();
}

}  // namespace

Checker::Checker(const World& world, Bounds bounds)
    : world_(world),
      bounds_(bounds),
      truth_(world),
      told_(world.venues()),
      payments_(world.venues()) {}

void Checker::broke(std::string property, std::string what) {
    if (!violation_) violation_ = Violation{std::move(property), now_, std::move(what)};
}

void Checker::process_starts(Time now) {
    now_ = now;
    mode_ = Mode::starting;
    for (auto& told : told_)
        told.clear();
    for (auto& payments : payments_)
        payments.clear();
    feeds_.clear();
}

void Checker::look(Time now) {
    now_ = now;
    check_exposure();
}

std::uint8_t Checker::venue_of(InstrumentId instrument) const {
    for (std::uint8_t v = 0; v < world_.venues(); ++v) {
        for (const Instrument& listed : world_.venue({v}).config().instruments) {
            if (listed.id == instrument) return v;
        }
    }
    CHECK(false && "an instrument that no venue has");
    __builtin_unreachable();
}

void Checker::learn(const Fill& fill) {
    told_[venue_of(fill.instrument)].emplace(fill.fill_id.view());
}

void Checker::learn(const Event& event) {
    if (const auto* fill = std::get_if<Fill>(&event.what)) {
        learn(*fill);
    } else if (const auto* paid = std::get_if<FundingPaid>(&event.what)) {
        payments_[venue_of(paid->instrument)].emplace(paid->payment_id.view());
    } else if (const auto* answer = std::get_if<FillsAnswer>(&event.what)) {
        for (const Fill& told : answer->fills)
            learn(told);
    }
}

// A chain of increments from a snapshot, told anew by nobody: what a book may be made of.
void Checker::follow_book(const Event& event) {
    if (const auto* snapshot = std::get_if<BookSnapshot>(&event.what)) {
        feeds_[snapshot->instrument.value] = {true, snapshot->sequence, event.time};
    } else if (const auto* delta = std::get_if<BookDelta>(&event.what)) {
        Feed& feed = feeds_[delta->instrument.value];
        if (!feed.chained || delta->last <= feed.sequence) return;
        feed.chained = delta->first == feed.sequence + 1;
        feed.sequence = delta->last;
        feed.heard = event.time;
    } else if (const auto* status = std::get_if<StreamStatus>(&event.what)) {
        if (status->stream != Stream::market || status->up) return;
        for (const Instrument& listed : world_.venue(status->venue).config().instruments)
            feeds_[listed.id.value].chained = false;
    }
}

void Checker::on_step(const Event& event, std::span<const Command> commands,
                      const engine::Engine& engine) {
    now_ = event.time;
    believed_ = engine.exposure();
    learn(event);
    follow_book(event);
    if (const auto* asked = std::get_if<OperatorAsked>(&event.what);
        asked != nullptr && asked->what == Operator::reset) {
        failed_attempts_ = 0;  // of those before it none is on the new budget
        attempts_.clear();
    }
    check_exposure();
    for (const Command& command : commands) {
        if (const auto* changed = std::get_if<ModeChanged>(&command)) {
            // A new process begins in the mode that the journal left it in.
            if (changed->from != mode_ && !std::holds_alternative<Started>(event.what)) {
                broke("modes", "a mode was left that was not entered");
            }
            mode_ = changed->to;
        } else if (const auto* place = std::get_if<PlaceOrder>(&command)) {
            check_order(*place->order, engine);
        } else if (const auto* closed = std::get_if<PairClosed>(&command)) {
            ++pair_trades_;
            (void)closed;
        }
    }
    if (mode_ != engine.mode()) broke("modes", "the engine changed its mode and told nobody");
    if (const std::string& broken = engine.counters().broken_invariant; !broken.empty()) {
        broke("own_invariant", broken);
    }
    if (world_.timers_in_a_row() > 1000) broke("time_goes_on", "1000 timers at one instant");
    check_quiet(engine);
}

void Checker::check_order(const Order& order, const engine::Engine& engine) {
    const auto text = [&] {
        return std::string{name(order.role)} + " " + std::string{name(order.side)} + " " +
               to_text(order.quantity) + " @ " + to_text(order.price) + " of instrument " +
               std::to_string(order.instrument.value) + ", id " +
               std::to_string(order.client_order_id.value);
    };
    if (!order_ids_.insert(order.client_order_id.value).second) {
        broke("client_order_id_twice", text());
    }
    const bool opens = order.role == Role::maker || order.role == Role::leg;
    if (opens && mode_ != Mode::active) {
        broke(mode_ == Mode::halted ? "halted_sends_nothing" : "reducing_only_reduces",
              std::string{name(mode_)} + ": " + text());
    }
    if (mode_ == Mode::ended) broke("ended_sends_nothing", text());

    const std::uint8_t venue = venue_of(order.instrument);
    const SimVenue& at = world_.venue({venue});
    if (at.config().traits.nonces != exec::NonceRule::none) {
        const auto [before, fresh] =
            nonces_.emplace(std::pair{venue, order.nonce}, order.client_order_id);
        if (!fresh) {
            // A refused order leaves its nonce unused; one that was taken does not.
            const std::size_t first = at.ledger().find(before->second);
            const bool taken =
                first != Ledger::kNone && at.ledger().order(first).word != OrderWord::rejected;
            if (taken) broke("nonce_twice", std::to_string(order.nonce) + ": " + text());
            before->second = order.client_order_id;
        }
    }
    if (order.role == Role::neutralise) {
        if (mode_ != Mode::halted && mode_ != Mode::stopping) {
            attempts_.push_back({venue, order.client_order_id, now_});
        }
        const Instrument& instrument = at.ledger().instrument(order.instrument);
        const Base owed = engine.exposure();
        const Base coins = instrument.coins(order.quantity, order.price);
        const bool adds = owed.is_positive() == (order.side == Side::buy);
        // What closes inverse contracts takes back the coins they were opened at, whatever the
        // price is now.
        const Base slack = instrument.kind == ContractKind::inverse
                               ? Base::from_raw(owed.abs().raw() / 3)
                               : Base{};
        if (adds || coins > owed.abs() + slack) {
            broke("neutralises_what_is_owed", text() + ", owed " + to_text(owed));
        }
    }
    if (opens) {
        const Feed& feed = feeds_[order.instrument.value];
        if (!feed.chained) broke("books_right_or_absent", "a gap in the book: " + text());
        if (now_ - feed.heard > bounds_.stale_after) {
            broke("books_right_or_absent", "a stale book: " + text());
        }
        const Base reach = truth_.reach(order);
        if (!bounds_.position.is_zero() && reach > bounds_.position + truth_.foreign()) {
            broke("limits_hold", text() + " may bring the position to " + to_text(reach) +
                                     ", at most " + to_text(bounds_.position));
        }
    }
    sent_.push_back(now_);
    check_pace();
}

// Attempts that failed, by the venues' own books: final short of their size, or never taken.
void Checker::check_budget() {
    while (!attempts_.empty() && now_ - attempts_.front().sent > seconds(20)) {
        const Attempt attempt = attempts_.front();
        attempts_.pop_front();
        const Ledger& ledger = world_.venue({attempt.venue}).ledger();
        const std::size_t index = ledger.find(attempt.id);
        if (index != Ledger::kNone && ledger.order(index).left().is_zero()) continue;
        if (++failed_attempts_ > bounds_.failed_attempts && bounds_.failed_attempts > 0) {
            broke("budget_kept", std::to_string(failed_attempts_) + " failed attempts");
        }
    }
}

void Checker::check_pace() {
    forget_before(sent_, now_ - kMinute);
    if (sent_.size() > bounds_.orders_per_minute) {
        broke("orders_a_minute", std::to_string(sent_.size()));
    }
}

void Checker::check_exposure() {
    for (const TrueFill& fill : truth_.follow())
        check_fill(fill);
    if (now_ - minimum_at_ > seconds(1)) {
        minimum_ = truth_.largest_minimum();
        minimum_at_ = now_;
        check_budget();
        if (truth_.foreign() == foreign_seen_ && now_ - foreign_at_ > kMinute) allowance_ = {};
    }
    if (left_dust_ && now_ - *left_dust_ > bounds_.back_to_dust &&
        !truth_.closable(truth_.exposure())) {
        left_dust_.reset();  // prices moved: it is dust now
    }
    // Dust as far as anybody but the venue can tell: see order_slack().
    const Base apart = (believed_ - truth_.exposure()).abs();
    if (left_dust_ && !apart.is_zero() && apart <= truth_.order_slack() &&
        !truth_.closable(believed_)) {
        left_dust_.reset();
    }
    if (left_dust_ && now_ - *left_dust_ > bounds_.back_to_dust) {
        broke("hedged_in_time", "exposure " + to_text(truth_.exposure()) + " for " +
                                    std::to_string((now_ - *left_dust_).ns / 1'000'000) +
                                    " ms; the engine counts " + to_text(believed_));
        left_dust_.reset();
    }
    for (std::uint8_t v = 0; v < world_.venues(); ++v) {
        if (world_.venue({v}).self_trades() > 0) {
            broke("own_order_met", "at venue " + std::to_string(v));
        }
    }
}

void Checker::check_fill(const TrueFill& fill) {
    if (fill.order == nullptr) {
        foreign_at_ = fill.time;
        allowance_ += truth_.foreign() - foreign_seen_;
        foreign_seen_ = truth_.foreign();
    } else if (fill.order->order.role == Role::neutralise && fill.after.abs() > fill.before.abs()) {
        ++worsenings_;
        worse_.push_back(fill.time);
        forget_before(worse_, fill.time - kMinute);
        if (worse_.size() >= bounds_.worsening_per_minute) {
            broke("ping_pong", std::to_string(worse_.size()) +
                                   " neutralisers in a minute made the exposure larger");
        }
    }
    const Base most = bounds_.pair * 2 + minimum_ + allowance_;
    if (fill.after.abs() > most) {
        broke("exposure_bounded", "exposure " + to_text(fill.after) + ", at most " + to_text(most));
    }
    const bool dust = !truth_.closable(fill.after);
    if (!dust && !left_dust_) left_dust_ = fill.time;
    if (dust && left_dust_) {
        unhedged_.push_back(fill.time - *left_dust_);
        left_dust_.reset();
    }
}

bool Checker::all_fills_told() const {
    for (std::uint8_t v = 0; v < world_.venues(); ++v) {
        if (told_[v].size() != world_.venue({v}).ledger().fills().size()) return false;
    }
    return true;
}

// Once nothing is in flight, what the engine believes is what the venues have.
void Checker::check_quiet(const engine::Engine& engine) {
    if (truth_.any_open() || !all_fills_told()) {
        quiet_since_ = now_;
        return;
    }
    if (now_ - quiet_since_ < seconds(1) || now_ - quiet_checked_ < seconds(1)) return;
    quiet_checked_ = now_;
    check_same_books(engine);
}

void Checker::check_same_books(const engine::Engine& engine) {
    const Base believed = engine.exposure();
    const Base real = truth_.exposure();
    // An inverse position's coins depend on the order in which its fills were known.
    const Base slack = truth_.order_slack();
    if ((believed - real).abs() > slack) {
        broke("exposure_is_fills",
              "the engine counts " + to_text(believed) + ", the venues " + to_text(real));
    }
    if (all_payments_told()) check_same_money(engine);
}

bool Checker::all_payments_told() const {
    for (std::uint8_t v = 0; v < world_.venues(); ++v) {
        if (payments_[v].size() != world_.venue({v}).ledger().funding().size()) return false;
    }
    return true;
}

// Position, fees, funding and the trading result, to the last digit, at the engine's own mark.
void Checker::check_same_money(const engine::Engine& engine) {
    for (std::uint8_t v = 0; v < world_.venues(); ++v) {
        const Ledger& ledger = world_.venue({v}).ledger();
        for (const Instrument& instrument : ledger.instruments()) {
            const portfolio::Position& ours = engine.portfolio().position(instrument.id);
            Position theirs = ledger.account().position(instrument.id);
            const auto differ = [&](const char* what, const std::string& our,
                                    const std::string& their) {
                broke("pnl_is_equity_change", instrument.spec() + ": " + what + " " + our +
                                                  " here, " + their + " at the venue");
            };
            if (ours.quantity() != theirs.quantity()) {
                return differ("position", to_text(ours.quantity()), to_text(theirs.quantity()));
            }
            if (ours.fees() != theirs.fees()) {
                return differ("fees", to_text(ours.fees()), to_text(theirs.fees()));
            }
            if (ours.funding() != theirs.funding()) {
                return differ("funding", to_text(ours.funding()), to_text(theirs.funding()));
            }
            if (!ours.mark().is_positive()) continue;
            theirs.mark(ours.mark());
            const bool inverse = instrument.kind == ContractKind::inverse;
            // Each fill of an inverse contract is cut at the 18th place, in the order it came.
            const Notional slack = Notional::from_raw(
                inverse ? static_cast<std::int64_t>(2 * ledger.fills().size()) : 0);
            if ((ours.worth() - theirs.worth()).abs() > slack) {
                return differ("trading", to_text(ours.worth()), to_text(theirs.worth()));
            }
        }
    }
}

// Where nothing fails, a switch is renewed in time and taken away at the end.
void Checker::check_dead_men() {
    for (std::uint8_t v = 0; v < world_.venues(); ++v) {
        const SimVenue& venue = world_.venue({v});
        if (venue.dead_man_at().known()) broke("dead_man_retired", venue.config().traits.name);
        if (venue.dead_man_struck() > 0) {
            broke("dead_man_renewed", venue.config().traits.name + " cancelled " +
                                          std::to_string(venue.dead_man_struck()) + " orders");
        }
    }
}

void Checker::at_end(const engine::Engine& engine) {
    now_ = world_.now();
    check_exposure();
    check_same_books(engine);
    if (truth_.any_open()) broke("no_open_order_at_exit", "an order is alive at its venue");
    if (truth_.closable(truth_.exposure())) {
        broke("no_debt_at_exit", "exposure " + to_text(truth_.exposure()));
    }
    if (truth_.both_closable()) broke("flat_at_exit", "both venues would close what is left");
    if (bounds_.sound) check_dead_men();
}

}  // namespace twinleg::sim
