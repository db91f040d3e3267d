// What the desk saw in the spread, and what it decided.

#include <utility>

#include "database/reading_parts.h"
#include "database/words.h"

namespace twinleg::database {
namespace {

constexpr InstrumentId kFirst{0};
constexpr InstrumentId kSecond{1};

}  // namespace

void Reading::on(const Evaluated& seen) {
    portfolio_->mark(kFirst, seen.price_a);
    portfolio_->mark(kSecond, seen.price_b);

    const bool fresh = seen.signal != Signal::none && seen.signal != signal_;
    if (seen.signal != Signal::none && (fresh || now_ - signalled_ >= kThinTo)) {
        signalled_ = now_;
        add(TableId::signals,
            {text(coin_), text(word(seen.signal)), text(name(mode_)), to_text(seen.price_a),
             to_text(seen.price_b), to_text(seen.spread), seen.z});
    }
    signal_ = seen.signal;
    if (!fresh && now_ - spread_ < kThinTo) {
        ++thinned_;
        return;
    }
    spread_ = now_;
    add(TableId::spreads,
        {text(coin_), text(name(mode_)), to_text(seen.price_a), to_text(seen.price_b),
         to_text(seen.spread), seen.mean, seen.stddev, seen.z, std::int64_t{seen.samples},
         to_text(seen.long_threshold), to_text(seen.short_threshold), text(word(seen.signal)),
         to_text(portfolio_->position(kFirst).quantity()),
         to_text(portfolio_->position(kSecond).quantity()), to_text(exposure_)});
}

void Reading::on(const ModeChanged& changed) {
    mode_ = changed.to;
    add(TableId::risk_decisions, {text("mode"), text(name(changed.to)), Value{},
                                  std::int64_t{changed.latched}, text(changed.why)});
    if (changed.to == Mode::ended)
        update("UPDATE runs SET ended_ns = $1 WHERE run = $2", {now_.ns, run_});
}

void Reading::on(const Refused& refused) {
    const auto [last, first] = refused_.try_emplace(refused.check, now_);
    if (!first && now_ - last->second < kThinTo) {
        ++thinned_;
        return;
    }
    last->second = now_;
    add(TableId::risk_decisions, {text("refused"), text(refused.check), text(name(refused.role)),
                                  Value{}, text(refused.why)});
    if (sequence_ > skip_)
        tell("refused", Severity::warning, store::describe(Command{refused}, names_));
}

void Reading::on(const PairOpened& opened) {
    pair_ = std::make_unique<PairState>(PairState{opened.id, opened.buy});
}

void Reading::on(const PairClosed& closed) {
    const bool in_order = closed.first.instrument == kFirst;
    const LegResult& first = in_order ? closed.first : closed.second;
    const LegResult& second = in_order ? closed.second : closed.first;
    // What the first leg was to do; where its beginning was not seen, what it did.
    const Side side = pair_ && pair_->id == closed.id
                          ? (pair_->buy == kFirst ? Side::buy : Side::sell)
                          : (first.bought >= first.sold ? Side::buy : Side::sell);
    add(TableId::pair_trades,
        {time_or_null(closed.opened), std::int64_t{closed.id.value}, text(name(closed.outcome)),
         text(name(side)), to_text(first.bought), to_text(first.sold), to_text(first.average_buy),
         to_text(first.average_sell), to_text(first.fee), to_text(first.position),
         to_text(second.bought), to_text(second.sold), to_text(second.average_buy),
         to_text(second.average_sell), to_text(second.fee), to_text(second.position),
         closed.unhedged.ns, closed.took.ns, to_text(closed.pnl)});
}

}  // namespace twinleg::database
