#include "strategy/legs.h"

namespace twinleg::strategy {
namespace {

constexpr Int128 kFrom8To18 = 10'000'000'000;

Base coins_of(Quantity coins) {
    return Base::from_raw(coins.raw() * kFrom8To18);
}

}  // namespace

std::optional<Books> books(const View& view) {
    const auto first = view.bbo(kFirst);
    if (!first) return std::nullopt;
    const auto second = view.bbo(kSecond);
    if (!second) return std::nullopt;
    return Books{*first, *second};
}

Quantity in_contracts(const Instrument& instrument, Quantity coins, Price price) {
    return instrument.quantity_toward_zero(coins_of(coins), price);
}

bool room(const View& view, InstrumentId id, Side side, Quantity coins, Quantity limit,
          Price price) {
    if (limit.is_zero()) return true;
    const Base held = view.instrument(id).coins(view.position(id), price);
    const Base after = held + coins_of(coins * sign(side));
    return after.abs() <= coins_of(limit) || after.abs() < held.abs();
}

Evaluated evaluated(const Books& books, const std::optional<Differences>& thresholds,
                    const SpreadWindow& spreads) {
    Evaluated out;
    out.price_a = Books::mid(books.first);
    out.price_b = Books::mid(books.second);
    out.spread = books.spread();
    out.mean = spreads.mean();
    out.stddev = spreads.deviation();
    out.z = spreads.z_score();
    out.samples = static_cast<std::uint32_t>(spreads.samples());
    if (!thresholds) return out;
    out.long_threshold = thresholds->long_side;
    out.short_threshold = thresholds->short_side;
    const Differences now = books.differences();
    out.signal = now.long_side > thresholds->long_side     ? Signal::enter_long_a
                 : now.short_side > thresholds->short_side ? Signal::enter_short_a
                                                           : Signal::none;
    return out;
}

}  // namespace twinleg::strategy
