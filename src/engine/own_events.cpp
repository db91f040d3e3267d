// Events of the desk's own: what the operator asks, reports, fills, payments, measurements.

#include <algorithm>

#include "engine/parts.h"

namespace twinleg::engine {

void Engine::Parts::apply_own(const Event& event) {
    if (const auto* asked = std::get_if<OperatorAsked>(&event.what)) {
        operate(asked->what);
    } else if (const auto* setting = std::get_if<SettingAsked>(&event.what)) {
        change(*setting);
    } else if (std::holds_alternative<Started>(event.what)) {
        started_at = now;
        modes.start(now, "process started", *out);
    } else if (const auto* report = std::get_if<OrderReport>(&event.what)) {
        count_report(*report);
    } else if (const auto* failed = std::get_if<SendFailed>(&event.what)) {
        count_failure(*failed);
    } else if (const auto* balance = std::get_if<BalanceAnswer>(&event.what)) {
        if (balance->head.ok) note_balance(*balance);
    } else if (const auto* paid = std::get_if<FundingPaid>(&event.what)) {
        portfolio.apply(*paid);
    } else if (const auto* measured = std::get_if<LatencyMeasured>(&event.what)) {
        view.measured(*measured);
        if (measured->stage == Stage::clock) note_clock(*measured);
        const Duration limit = measured->stage == Stage::browser_leg
                                   ? config.risk.max_browser_latency
                               : measured->stage == Stage::hedge ? config.risk.max_hedge_latency
                                                                 : Duration{};
        if (limit.ns > 0 && measured->delay > limit) slow_until = now + seconds(30);
        if (limit.ns > 0 && measured->delay <= limit) slow_until = {};
        settle_wanted = true;
    } else if (std::holds_alternative<JournalStalled>(event.what)) {
        journal_stalled = true;
        halt("the journal cannot be written", {});
    }
}

void Engine::Parts::operate(Operator what) {
    switch (what) {
        case Operator::stop:
            modes.stop(now, *out);
            break;
        case Operator::flatten:
            executor.flatten();
            break;
        case Operator::kill:
            halt("kill switch", {});
            executor.flatten();
            break;
        case Operator::reset:
            if (modes.mode() != Mode::halted) break;
            executor.reset();
            breaker.clear();
            losses.clear(portfolio.total());
            executor.restart();
            modes.start(now, "reset by the operator", *out);
            break;
        case Operator::pause:
            modes.pause(true);
            break;
        case Operator::resume:
            modes.pause(false);
            break;
    }
    settle_wanted = true;
}

void Engine::Parts::stop_for(const std::string& why) {
    if (modes.mode() == Mode::stopping || modes.mode() == Mode::ended) return;
    counters.stopped_for = why;
    emit(Notice{Severity::error, why});
    operate(Operator::stop);
}

void Engine::Parts::halt(std::string why, Time resume_at) {
    const Mode before = modes.mode();
    modes.halt(now, std::move(why), resume_at, *out);
    if (before != Mode::halted && modes.mode() == Mode::halted) ++counters.halts;
    settle_wanted = true;
}

void Engine::Parts::count_report(const OrderReport& report) {
    switch (report.word) {
        case OrderWord::accepted:
            breaker.on_success(now);
            break;
        case OrderWord::rejected: {
            // A cancel that crossed the order's end: nobody's error, and no success either.
            if (report.reason == Reason::not_found) break;
            const bool harmless =
                report.reason == Reason::would_cross || report.reason == Reason::no_liquidity;
            harmless ? breaker.on_success(now) : breaker.on_error(now);
            break;
        }
        case OrderWord::filled:
        case OrderWord::cancelled:
        case OrderWord::expired:
            break;
    }
}

// A cancel is tried again and again while its venue's line is down. That the line is down holds new
// risk back as it is; counted as errors, a short absence would become the breaker's long pause.
void Engine::Parts::count_failure(const SendFailed& failed) {
    const bool up = executor.desk().venue(failed.instrument).up();
    if (up || !failed.was_cancel || failed.outcome != SendOutcome::never_sent)
        breaker.on_error(now);
}

void Engine::Parts::count(PairOutcome outcome) {
    auto& pairs = counters.pair_trades;
    switch (outcome) {
        case PairOutcome::completed:
            ++pairs.completed;
            break;
        case PairOutcome::rolled_back:
            ++pairs.rolled_back;
            break;
        case PairOutcome::nothing:
            ++pairs.nothing;
            break;
        case PairOutcome::failed:
            ++pairs.failed;
            break;
    }
}

void Engine::Parts::book_fills() {
    for (const auto& b : booked) {
        const InstrumentId id = b.fill.instrument;
        if (b.adjustment) {
            portfolio.adjust(id, b.fill.quantity * sign(b.fill.side), b.fill.price);
            ++counters.adjustments;
            continue;
        }
        if (!b.reversed.is_zero()) portfolio.adjust(id, b.reversed, b.reversed_price);
        portfolio.apply(b.fill);
        ++counters.fills.count;
        ++(b.fill.liquidity == Liquidity::maker ? counters.fills.maker : counters.fills.taker);
        counters.fills.volume_base += instruments[id.value].coins(b.fill.quantity, b.fill.price);
        counters.fills.volume_quote +=
            instruments[id.value].notional(b.fill.quantity, b.fill.price);
    }
    booked.clear();
    // Two ledgers of the same fills, kept apart on purpose.
    for (const auto& i : instruments) {
        if (portfolio.position(i.id).quantity() != executor.desk().holdings[i.id.value].contracts &&
            counters.broken_invariant.empty()) {
            counters.broken_invariant = "positions are the sum of fills";
            halt("invariant broken: " + counters.broken_invariant, {});
        }
    }
}

}  // namespace twinleg::engine
