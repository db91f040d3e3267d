#include "strategy/legs.h"

namespace twinleg::strategy {
namespace {

constexpr Int128 kFrom8To18 = 10'000'000'000;

Base coins_of(Quantity coins) {
    return Base::from_raw(coins.raw() * kFrom8To18);
}

Price mid(const Bbo& bbo) {
    return Price::from_raw((bbo.bid.price.raw() + bbo.ask.price.raw()) / 2);
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

Evaluated evaluated(const Books& books, const Differences& thresholds, std::size_t samples,
                    std::uint8_t signal) {
    Evaluated out;
    out.price_a = mid(books.first);
    out.price_b = mid(books.second);
    out.spread = out.price_a - out.price_b;
    out.samples = static_cast<std::uint32_t>(samples);
    out.long_threshold = thresholds.long_side;
    out.short_threshold = thresholds.short_side;
    out.signal = signal;
    return out;
}

}  // namespace twinleg::strategy
