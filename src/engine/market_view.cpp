#include "engine/market_view.h"

namespace twinleg::engine {

std::optional<exec::Best> MarketView::best(InstrumentId id) const {
    const auto bbo = markets_[id.value].book.bbo(now_);
    if (!bbo) return std::nullopt;
    return exec::Best{bbo->bid.price, bbo->ask.price};
}

namespace {

// The average of what was swept, cut toward zero.
Price average_of(const book::Sweep& swept) {
    if (!swept.quantity.is_positive()) return {};
    return Price::from_raw(static_cast<std::int64_t>(swept.cost.raw() / swept.quantity.raw()));
}

}  // namespace

exec::Sweep MarketView::sweep(InstrumentId id, Side side, Quantity quantity, Price limit) const {
    const book::OrderBook& book = markets_[id.value].book;
    if (!book.ready(now_) || !quantity.is_positive()) return {};
    const book::Sweep swept = book.sweep(side, quantity, limit);
    return {.available = swept.quantity, .average = average_of(swept)};
}

strategy::Taken StrategyView::take(InstrumentId id, Side side, Quantity quantity,
                                   Price limit) const {
    const book::OrderBook& book = markets_[id.value].book;
    if (!book.ready(now_) || !quantity.is_positive()) return {};
    const book::Sweep swept = book.sweep(side, quantity, limit);
    return {.available = swept.quantity, .average = average_of(swept)};
}

bool MarketView::margin_allows(InstrumentId id, Side side, Quantity quantity, Price price) const {
    const Instrument& i = instruments_[id.value];
    const Account& account = accounts_[i.venue.value];
    if (!account.known || desk_ == nullptr) return true;  // the venue itself will say
    const Quantity position = desk_->holdings[id.value].contracts;
    if (!position.is_zero() && position.is_positive() == (side == Side::sell) &&
        quantity <= position.abs()) {
        return true;
    }
    // Free collateral was read a moment ago: what was sent since then is counted as if it filled.
    Notional needed =
        scale_toward_zero(i.notional(quantity, price), i.initial_margin + i.taker_fee);
    for (const exec::Tracked* t : desk_->live()) {
        const Order& order = t->record.order();
        if (desk_->instrument(order.instrument).venue != i.venue || order.reduce_only) continue;
        needed += scale_toward_zero(i.notional(t->record.rest(), order.price), i.initial_margin);
    }
    Notional free = account.free_collateral;
    if (i.kind == ContractKind::inverse) free = value_of(Base::from_raw(free.raw()), price);
    return needed <= free;
}

void StrategyView::measured(const LatencyMeasured& m) {
    for (auto& known : latencies_) {
        if (known.venue == m.venue && known.stage == m.stage) {
            known.delay = m.delay;
            return;
        }
    }
    latencies_.push_back({m.venue, m.stage, m.delay});
}

std::optional<strategy::Bbo> StrategyView::bbo(InstrumentId id) const {
    const auto bbo = markets_[id.value].book.bbo(now_);
    if (!bbo) return std::nullopt;
    return strategy::Bbo{bbo->bid, bbo->ask};
}

Duration StrategyView::latency(VenueId venue, Stage stage) const {
    for (const auto& known : latencies_) {
        if (known.venue == venue && known.stage == stage) return known.delay;
    }
    return {};
}

}  // namespace twinleg::engine
