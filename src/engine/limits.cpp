// What the desk is held to: losses and latency, the position limit of a pair trade, and the
// approval of each order.

#include <algorithm>

#include "engine/parts.h"

namespace twinleg::engine {

std::string_view Engine::Parts::cause_to_reduce() const {
    if (!executor.all_joined()) return "a venue is set aside";
    for (const auto& venue : executor.desk().venues) {
        if (!venue.up()) return "a venue is disconnected";
    }
    for (const auto& m : markets) {
        if (m.mode != MarketMode::normal) return "a market is not open to all orders";
    }
    if (now < slow_until) return "latency is over its limit";
    if (std::ranges::find(clock_off, true) != clock_off.end())
        return "a venue's clock is too far from ours";
    return market_trouble;
}

void Engine::Parts::look_at_limits() {
    if (now < next_look) return;
    next_look = now + kLookPeriod;
    for (const auto& i : instruments) {
        if (markets[i.id.value].last_mid.is_positive())
            portfolio.mark(i.id, markets[i.id.value].last_mid);
    }
    market_trouble = trouble_in_markets();
    guard_margins();
    if (const auto limit = losses.look(now, portfolio.total())) {
        if (modes.mode() != Mode::halted) {
            halt(std::string{*limit} + ": PnL is " + to_text(portfolio.total(), 2), {});
            executor.flatten();
        }
    }
    const Base balance = config.risk.position_balance;
    if (!balance.is_zero()) {
        const bool off = executor.exposure().abs() >= balance;
        if (off && !unbalanced) {
            emit(Notice{Severity::warning, "positions differ by " +
                                               to_text(executor.exposure(), 8) + " " +
                                               instruments[0].base});
        }
        unbalanced = off;
    }
}

void Engine::Parts::refused(std::string_view check, std::string_view why, Role role) {
    const auto at = counters.refused.find(check);
    if (at != counters.refused.end()) {
        ++at->second;
    } else {
        counters.refused.emplace(check, 1);
    }
    // The same refusal at every tick is told once a second.
    if (last_refused == check && now - last_refused_at < seconds(1)) return;
    last_refused = check;
    last_refused_at = now;
    emit(Refused{std::string{check}, std::string{why}, role});
}

bool Engine::Parts::begin(const strategy::TradePair& pair) {
    if (executor.busy()) return false;
    if (pair.closes) return begin_closing(pair);
    const auto no = [&](std::string_view check, std::string_view why) {
        refused(check, why, Role::leg);
        return false;
    };
    if (modes.mode() != Mode::active) return no("mode", "no new pair trade in this mode");
    if (modes.paused()) return no("paused", "new pair trades are paused");
    if (!gate.pair_allowed(now))
        return no("pairs_per_minute", "enough pair trades for this minute");
    // Both legs are held against the limits before the first is sent.
    const auto quantities =
        exec::fit(instruments[pair.first.instrument.value], pair.first.price,
                  instruments[pair.second.instrument.value], pair.second.price, pair.quantity);
    if (!quantities) return no("size", quantities.error().message);
    if (over_position(pair.first, quantities->first) ||
        over_position(pair.second, quantities->second)) {
        return no("max_position", "a leg would bring its position over the limit");
    }
    if (const auto trouble = trouble_in_markets(); !trouble.empty()) return no("market", trouble);
    const Ratio nearest = config.risk.min_liquidation_distance;
    for (const auto& venue : config.venues) {
        if (nearer_than(venue.id, nearest + Ratio::from_raw(nearest.raw() / 2)))
            return no("liquidation_distance", "a venue is near to liquidating what the desk holds");
    }
    const auto began = executor.begin(pair, *quantities, market, *this);
    if (!began) return no(began.error(), began.error());
    gate.pair_began(now);
    return true;
}

// No limit that is meant to stop growth holds it back.
bool Engine::Parts::begin_closing(strategy::TradePair pair) {
    const auto no = [&](std::string_view check, std::string_view why) {
        refused(check, why, Role::close);
        return false;
    };
    if (modes.mode() != Mode::active && modes.mode() != Mode::reducing)
        return no("mode", "no pair is closed by the strategy in this mode");
    const auto slice = exec::Flattener::next_slice(executor.desk(), market, {});
    const bool first_sells = pair.first.side == Side::sell;
    const exec::Leg& sells = first_sells ? pair.first : pair.second;
    const exec::Leg& buys = first_sells ? pair.second : pair.first;
    if (!slice || slice->long_side != sells.instrument || slice->short_side != buys.instrument)
        return no("nothing_to_close", "no such pair is open that both venues let us close");
    const exec::PairQuantities quantities{first_sells ? slice->sell : slice->buy,
                                          first_sells ? slice->buy : slice->sell};
    const auto began = executor.begin(pair, quantities, market, *this);
    return began ? true : no(began.error(), began.error());
}

// Coins of a position, at its entries or at this price: whichever is more. Inverse contracts are
// more coins when the price falls.
Base Engine::Parts::held_at(InstrumentId id, Price price) const {
    const exec::Holding& holding = executor.desk().holdings[id.value];
    const Base now_worth = instruments[id.value].coins(holding.contracts, price);
    return now_worth.abs() > holding.coins.abs() ? now_worth : holding.coins;
}

bool Engine::Parts::over_position(const exec::Leg& leg, Quantity quantity) const {
    const Base limit = gate.limits().max_position;
    if (limit.is_zero()) return false;
    const Instrument& i = instruments[leg.instrument.value];
    const Base held = held_at(leg.instrument, leg.price);
    const Base after = held + i.coins(quantity * sign(leg.side), leg.price);
    return after.abs() > limit && after.abs() > held.abs();
}

bool Engine::Parts::place(const Order& order) {
    const Instrument& i = instruments[order.instrument.value];
    const exec::Desk& desk = executor.desk();
    risk::Situation s{.now = now, .mode = modes.mode(), .journal_stalled = journal_stalled};
    const MarketOf& m = markets[order.instrument.value];
    s.book_ready = m.book.ready(now);
    s.mid = m.last_mid;
    s.mark = m.mark;
    s.position = held_at(order.instrument, order.price);
    s.exposure = desk.exposure();
    s.exposed = desk.unrepairable();
    s.gross = portfolio.gross_notional();
    for (const exec::Tracked* t : desk.live()) {
        const Order& other = t->record.order();
        if (other.instrument != order.instrument) continue;
        const Base rest = i.coins(t->record.rest(), other.price);
        (other.side == Side::buy ? s.open_buys : s.open_sells) += rest;
        const bool crosses =
            order.side == Side::buy ? other.price <= order.price : other.price >= order.price;
        if (other.side != order.side && !t->record.taker() && crosses) s.meets_own_order = true;
    }
    auto approved = gate.approve(order, s);
    if (!approved) {
        refused(approved.error().check, approved.error().why, order.role);
        return false;
    }
    ++counters.orders.sent;
    emit(PlaceOrder{std::move(*approved)});
    return true;
}

}  // namespace twinleg::engine
