#include "sim/account.h"

#include <algorithm>

#include "core/check.h"

namespace twinleg::sim {
namespace {

Quantity signed_by(Side side, Quantity quantity) {
    return side == Side::buy ? quantity : -quantity;
}

bool inverse(const Instrument& instrument) {
    return instrument.kind == ContractKind::inverse;
}

// whole × part / of, cut toward zero; all of it when part = of.
Int128 share(Int128 whole, Quantity part, Quantity of) {
    if (part == of) return whole;
    // Split so that the product stays in range: whole < 2^127 / 10^19 on either side.
    const Int128 high = whole / of.raw();
    const Int128 low = whole % of.raw();
    return high * part.raw() + low * part.raw() / of.raw();
}

}  // namespace

Notional settled_value(const Instrument& instrument, Quantity quantity, Price price) {
    if (inverse(instrument)) return Notional::from_raw(instrument.coins(quantity, price).raw());
    return instrument.notional(quantity, price);
}

Notional fee_of(const Instrument& instrument, Quantity quantity, Price price, Liquidity liquidity) {
    const Ratio rate = liquidity == Liquidity::maker ? instrument.maker_fee : instrument.taker_fee;
    return scale_toward_zero(settled_value(instrument, quantity, price), rate);
}

Notional funding_of(const Instrument& instrument, Quantity quantity, Price mark, Ratio rate) {
    return -scale_toward_zero(settled_value(instrument, quantity, mark), rate);
}

void Position::fill(Side side, Price price, Quantity quantity, Notional fee) {
    CHECK(quantity.is_positive() && price.is_positive());
    fees_ += fee;
    const bool opposite_sign =
        side == Side::buy ? quantity_.is_negative() : quantity_.is_positive();
    const Quantity closing = opposite_sign ? std::min(quantity, quantity_.abs()) : Quantity{};
    if (closing.is_positive()) close(price, closing);
    if (quantity > closing) open(side, price, quantity - closing);
}

void Position::open(Side side, Price price, Quantity quantity) {
    const Quantity change = signed_by(side, quantity);
    quantity_ += change;
    if (inverse(instrument_)) {
        entry_coins_ += instrument_.coins(change, price);
        return;
    }
    const Notional value = instrument_.notional(change, price);
    entry_value_ += value;
    trading_ -= value;
}

void Position::close(Price price, Quantity quantity) {
    const Quantity before = quantity_.abs();
    const Quantity change = quantity_.is_positive() ? -quantity : quantity;
    quantity_ += change;
    if (inverse(instrument_)) {
        const Base taken = Base::from_raw(share(entry_coins_.raw(), quantity, before));
        entry_coins_ -= taken;
        // coins(−change) is signed like the position that is closed.
        trading_ += Notional::from_raw(taken.raw() - instrument_.coins(-change, price).raw());
        return;
    }
    entry_value_ -= Notional::from_raw(share(entry_value_.raw(), quantity, before));
    trading_ -= instrument_.notional(change, price);
}

Price Position::average_entry() const {
    if (quantity_.is_zero()) return {};
    if (inverse(instrument_)) {
        const Int128 value = instrument_.notional(quantity_, Price{}).raw();  // 18 places
        const Int128 coins = entry_coins_.raw() / 1'000'000'000;              // 9 places
        if (coins == 0) return {};
        return Price::from_raw(static_cast<std::int64_t>(value * 10 / coins));
    }
    // 18 + 8 − 8 − 8 places make 10.
    const Int128 coins = instrument_.coins(quantity_, Price{}).raw() / 10'000'000'000;
    return Price::from_raw(static_cast<std::int64_t>(entry_value_.raw() / coins));
}

Notional Position::unrealised() const {
    if (quantity_.is_zero() || !mark_.is_positive()) return {};
    const Notional value = settled_value(instrument_, quantity_, mark_);
    if (inverse(instrument_)) return Notional::from_raw(entry_coins_.raw()) - value;
    return value - entry_value_;
}

Notional Position::worth() const {
    if (quantity_.is_zero()) return trading_;
    if (inverse(instrument_)) {
        return trading_ + (mark_.is_positive() ? unrealised() : Notional{});
    }
    return trading_ + (mark_.is_positive() ? instrument_.notional(quantity_, mark_) : entry_value_);
}

void Account::add(const Instrument& instrument) {
    CHECK(positions_.empty() ||
          positions_.front().instrument().settlement() == instrument.settlement());
    positions_.emplace_back(instrument);
}

Position& Account::position(InstrumentId id) {
    const auto found = std::ranges::find_if(
        positions_, [&](const Position& position) { return position.instrument().id == id; });
    CHECK(found != positions_.end());
    return *found;
}

const Position& Account::position(InstrumentId id) const {
    const auto found = std::ranges::find_if(
        positions_, [&](const Position& position) { return position.instrument().id == id; });
    CHECK(found != positions_.end());
    return *found;
}

Notional Account::equity() const {
    Notional sum = collateral_;
    for (const Position& position : positions_)
        sum += position.total();
    return sum;
}

Notional Account::initial_margin() const {
    Notional sum;
    for (const Position& position : positions_) {
        if (position.quantity().is_zero() || !position.mark().is_positive()) continue;
        sum += scale_toward_zero(
            settled_value(position.instrument(), position.quantity().abs(), position.mark()),
            position.instrument().initial_margin);
    }
    return sum;
}

Notional Account::maintenance_margin() const {
    Notional sum;
    for (const Position& position : positions_) {
        if (position.quantity().is_zero() || !position.mark().is_positive()) continue;
        sum += scale_toward_zero(
            settled_value(position.instrument(), position.quantity().abs(), position.mark()),
            position.instrument().maintenance_margin);
    }
    return sum;
}

}  // namespace twinleg::sim
