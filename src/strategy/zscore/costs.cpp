#include "strategy/zscore/costs.h"

#include <algorithm>
#include <cmath>

namespace twinleg::strategy::zscore {
namespace {

constexpr double kUsualIntervalNs = 8.0 * 3600 * 1e9;  // where a venue does not tell it

// Of one unit of value, in a nanosecond.
double funding_rate(const Reference& told) {
    const double interval = told.funding_interval.ns > 0
                                ? static_cast<double>(told.funding_interval.ns)
                                : kUsualIntervalNs;
    return to_double(told.funding) / interval;
}

double funding_difference(const View& view) {
    const Reference& a = view.reference(kFirst);
    const Reference& b = view.reference(kSecond);
    if (a.funding.is_zero() || b.funding.is_zero()) return 0;
    return funding_rate(a) - funding_rate(b);
}

// log2 of x ≥ 1, to 2^-20: exact steps only, so that it is the same on every machine.
double log2_of(double x) {
    int exponent = 0;
    double rest = std::frexp(x, &exponent) * 2;  // in [1, 2)
    double out = exponent - 1;
    for (double bit = 0.5; bit > 1e-6; bit /= 2) {
        rest *= rest;
        if (rest < 2) continue;
        rest /= 2;
        out += bit;
    }
    return out;
}

// What taking so much is worse than the mid, in quote units a coin.
std::optional<double> slippage(const View& view, InstrumentId id, Side side, const Bbo& bbo,
                               Quantity coins, std::int64_t bps) {
    const Instrument& instrument = view.instrument(id);
    const Price limit = worst_price(instrument, side, bbo, bps);
    const Quantity wanted = in_contracts(instrument, coins, limit);
    const Taken taken = view.take(id, side, wanted, limit);
    if (!wanted.is_positive() || taken.available < wanted) return std::nullopt;
    return std::fabs(to_double(taken.average) - to_double(Books::mid(bbo)));
}

}  // namespace

Price worst_price(const Instrument& instrument, Side side, const Bbo& bbo, std::int64_t bps) {
    return side == Side::buy
               ? floor_to(scale_toward_zero(bbo.ask.price, basis_points(bps)), instrument.tick)
               : ceil_to(scale_toward_zero(bbo.bid.price, -basis_points(bps)), instrument.tick);
}

Price resting_price(const Instrument& instrument, Side side, const Bbo& bbo) {
    return side == Side::buy ? floor_to(bbo.ask.price - instrument.tick, instrument.tick)
                             : ceil_to(bbo.bid.price + instrument.tick, instrument.tick);
}

bool thinner(const View& view, const Leg& leg, const Leg& other, Quantity coins) {
    constexpr std::int64_t kDepthLooked = 16;  // times the size
    const auto depth = [&](const Leg& of) {
        const Instrument& instrument = view.instrument(of.instrument);
        const Quantity wanted = in_contracts(instrument, coins * kDepthLooked, of.price);
        return instrument.coins(view.take(of.instrument, of.side, wanted, of.price).available,
                                of.price);
    };
    return depth(leg) < depth(other);
}

double gain_of(const Statistics& seen, double drift, double exit_z) {
    return std::max(0.0, std::fabs(seen.z * seen.stddev - drift) - exit_z * seen.stddev);
}

double drift(const View& view, const Books& books, Duration lookback) {
    return funding_difference(view) * to_double(Books::mid(books.first)) *
           (static_cast<double>(lookback.ns) / 2);
}

std::optional<Duration> exit_in(const Statistics& seen, double exit_z) {
    const double z = std::fabs(seen.z);
    if (z <= exit_z) return Duration{};
    if (!seen.half_life) return std::nullopt;
    // An exit threshold of zero is never quite reached: a hundredth will do.
    const double halvings = log2_of(z / std::max(exit_z, 0.01));
    const double ns = halvings * static_cast<double>(seen.half_life->ns);
    return Duration{static_cast<std::int64_t>(std::min(ns, 1e18))};
}

std::optional<Costs> costs_of(const View& view, const Books& books, const Slice& slice,
                              const Statistics& seen, const Settings& settings) {
    const auto at_a =
        slippage(view, kFirst, slice.side_a, books.first, slice.coins, settings.max_slippage_bps);
    const auto at_b = slippage(view, kSecond, opposite(slice.side_a), books.second, slice.coins,
                               settings.max_slippage_bps);
    if (!at_a || !at_b) return std::nullopt;
    const double mid_a = to_double(Books::mid(books.first));
    const double mid_b = to_double(Books::mid(books.second));
    Costs out;
    out.fees = 2 * (to_double(view.instrument(kFirst).taker_fee) * mid_a +
                    to_double(view.instrument(kSecond).taker_fee) * mid_b);
    out.slippage = 2 * (*at_a + *at_b);
    const Duration stays = exit_in(seen, settings.exit_z).value_or(settings.lookback);
    // A long leg pays a positive rate, a short one receives it.
    const double way = slice.side_a == Side::buy ? 1 : -1;
    out.funding = way * funding_difference(view) * mid_a * static_cast<double>(stays.ns);
    out.transfer = settings.transfer_bps * mid_a / 1e4;
    return out;
}

bool liquid(const View& view, const Books& books, const Settings& settings) {
    if (settings.min_liquidity.is_zero()) return true;
    const auto holds = [&](InstrumentId id, const Bbo& bbo, Side side) {
        const Instrument& instrument = view.instrument(id);
        const Price limit = worst_price(instrument, side, bbo, settings.max_slippage_bps);
        const Base coins = Base::from_raw(settings.min_liquidity.raw() / limit.raw() * Price::kOne);
        const Quantity wanted = instrument.quantity_toward_zero(coins, limit);
        return view.take(id, side, wanted, limit).available >= wanted;
    };
    return holds(kFirst, books.first, Side::buy) && holds(kFirst, books.first, Side::sell) &&
           holds(kSecond, books.second, Side::buy) && holds(kSecond, books.second, Side::sell);
}

}  // namespace twinleg::strategy::zscore
