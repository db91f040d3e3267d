#include "core/instrument.h"

namespace twinleg {
namespace {

// quantity × multiplier at 8 places, for linear contracts; validate() made sure that it is exact.
Int128 coins_raw8(Quantity quantity, Quantity multiplier) {
    return static_cast<Int128>(quantity.raw()) * multiplier.raw() / Quantity::kOne;
}

constexpr Int128 kTo18 = 10'000'000'000;  // from 8 to 18 places

}  // namespace

Notional Instrument::notional(Quantity quantity, Price price) const {
    if (kind == ContractKind::inverse) {
        return Notional::from_raw(static_cast<Int128>(quantity.raw()) * multiplier.raw() * 100);
    }
    return Notional::from_raw(coins_raw8(quantity, multiplier) * price.raw());
}

Base Instrument::coins(Quantity quantity, Price price) const {
    if (kind == ContractKind::inverse) {
        // 8 + 8 − 10 places make 6; 12 more make 18.
        const Int128 value = static_cast<Int128>(quantity.raw()) * multiplier.raw();
        return Base::from_raw(value * 1'000'000'000'000 / price.raw());
    }
    return Base::from_raw(coins_raw8(quantity, multiplier) * kTo18);
}

Quantity Instrument::quantity_toward_zero(Base coins, Price price) const {
    Int128 raw = 0;
    if (kind == ContractKind::inverse) {
        // Nine digits of the coins are enough to find the contracts, and keep the product in range.
        raw = coins.raw() / 1'000'000'000 * price.raw() / multiplier.raw() / 1000;
    } else {
        raw = coins.raw() / kTo18 * Quantity::kOne / multiplier.raw();
    }
    return cut_to(Quantity::from_raw(static_cast<std::int64_t>(raw)), lot);
}

bool Instrument::accepts(Quantity quantity, Price price, bool reduce_only) const {
    if (!quantity.is_positive() || !is_multiple(quantity, lot)) return false;
    if (reduce_only && reduce_only_below_minimum) return true;
    return quantity >= min_quantity && notional(quantity, price) >= min_notional;
}

Result<void> Instrument::validate() const {
    const auto refuse = [&](const char* field, const std::string& value, const char* why) {
        return fail(Errc::out_of_range, spec() + ": " + field + ": " + value + " " + why);
    };
    if (!tick.is_positive()) return refuse("tick", to_text(tick), "must be above zero");
    if (!lot.is_positive()) return refuse("lot", to_text(lot), "must be above zero");
    if (!multiplier.is_positive()) {
        return refuse("contract", to_text(multiplier), "must be above zero");
    }
    if (min_quantity.is_negative()) {
        return refuse("min_quantity", to_text(min_quantity), "must not be negative");
    }
    if (min_notional.is_negative()) {
        return refuse("min_notional", to_text(min_notional), "must not be negative");
    }
    const Int128 lot_coins = static_cast<Int128>(lot.raw()) * multiplier.raw();
    if (kind == ContractKind::linear && lot_coins % Quantity::kOne != 0) {
        return refuse("lot", to_text(lot), "times the contract has more than 8 digits");
    }
    return {};
}

}  // namespace twinleg
