#include "portfolio/portfolio.h"

#include <algorithm>

namespace twinleg::portfolio {
namespace {

constexpr std::size_t kPaymentsRemembered = 4096;

}  // namespace

void Position::trade(Quantity signed_quantity, Price price) {
    const bool inverse = instrument_.kind == ContractKind::inverse;
    Quantity opening = signed_quantity;
    if (!quantity_.is_zero() && quantity_.is_negative() != signed_quantity.is_negative()) {
        const Quantity closing =
            signed_quantity.abs() <= quantity_.abs() ? signed_quantity : -quantity_;
        if (inverse) {
            const Base back = share_toward_zero(entry_coins_, -closing, quantity_);
            entry_coins_ -= back;
            cash_ += Notional::from_raw((back + instrument_.coins(closing, price)).raw());
        } else {
            entry_value_ -= share_toward_zero(entry_value_, -closing, quantity_);
        }
        quantity_ += closing;
        opening -= closing;
    }
    quantity_ += opening;
    if (inverse) {
        entry_coins_ += instrument_.coins(opening, price);
    } else {
        entry_value_ += instrument_.notional(opening, price);
        cash_ -= instrument_.notional(signed_quantity, price);
    }
}

Price Position::average_entry() const {
    if (quantity_.is_zero()) return {};
    if (instrument_.kind == ContractKind::inverse) {
        const Notional value = instrument_.notional(quantity_, Price::from_units(1));
        const Int128 coins = entry_coins_.raw() / 100'000'000;  // 10 places
        if (coins == 0) return {};
        return Price::from_raw(static_cast<std::int64_t>(value.raw() * 100 / coins));
    }
    const Notional coins = instrument_.notional(quantity_, Price::from_units(1));
    const Int128 per = coins.raw() / Price::kOne;
    return Price::from_raw(static_cast<std::int64_t>(entry_value_.raw() / per));
}

Notional Position::worth() const {
    if (quantity_.is_zero() || mark_.is_zero())
        return cash_ + (quantity_.is_zero() ? Notional{} : entry_value_);
    if (instrument_.kind == ContractKind::inverse) {
        return cash_ +
               Notional::from_raw((entry_coins_ - instrument_.coins(quantity_, mark_)).raw());
    }
    return cash_ + instrument_.notional(quantity_, mark_);
}

Notional Position::unrealised() const {
    if (quantity_.is_zero() || mark_.is_zero()) return {};
    if (instrument_.kind == ContractKind::inverse) {
        return Notional::from_raw((entry_coins_ - instrument_.coins(quantity_, mark_)).raw());
    }
    return instrument_.notional(quantity_, mark_) - entry_value_;
}

Portfolio::Portfolio(const std::vector<Instrument>& instruments) {
    for (const auto& instrument : instruments)
        positions_.emplace_back(instrument);
}

void Portfolio::apply(const Fill& fill) {
    Position& position = positions_[fill.instrument.value];
    position.trade(fill.quantity * sign(fill.side), fill.price);
    position.pay_fee(fill.fee);
    if (position.mark().is_zero()) position.mark(fill.price);
}

void Portfolio::adjust(InstrumentId id, Quantity signed_quantity, Price price) {
    positions_[id.value].trade(signed_quantity, price);
}

bool Portfolio::apply(const FundingPaid& paid) {
    Position& position = positions_[paid.instrument.value];
    const std::pair key{position.instrument().venue, paid.payment_id};
    if (std::find(payments_.begin(), payments_.end(), key) != payments_.end()) return false;
    if (payments_.size() >= kPaymentsRemembered) {
        payments_.erase(payments_.begin(), payments_.begin() + kPaymentsRemembered / 2);
    }
    payments_.push_back(key);
    position.fund(paid.amount);
    return true;
}

Notional Portfolio::total() const {
    Notional sum;
    for (const auto& p : positions_) {
        sum += p.instrument().kind == ContractKind::linear
                   ? p.total()
                   : value_of(Base::from_raw(p.total().raw()), p.mark());
    }
    return sum;
}

Notional Portfolio::gross_notional() const {
    Notional sum;
    for (const auto& p : positions_)
        sum += p.instrument().notional(p.quantity(), p.mark()).abs();
    return sum;
}

}  // namespace twinleg::portfolio
