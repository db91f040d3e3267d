#include "strategy/zscore/words.h"

namespace twinleg::strategy::zscore {
namespace {

std::string two(double value) {
    return to_text(as_price(value), 2);
}

std::string in_parts(const Costs& costs) {
    return two(costs.total()) + " (fees " + two(costs.fees) + ", slippage " + two(costs.slippage) +
           ", funding " + two(costs.funding) +
           (costs.transfer > 0 ? ", transfers " + two(costs.transfer) : std::string{}) + ")";
}

}  // namespace

std::string_view name(Signal signal) {
    switch (signal) {
        case Signal::none:
            return "none";
        case Signal::enter_short_a:
            return "enter_short_a";
        case Signal::enter_long_a:
            return "enter_long_a";
        case Signal::exit:
            return "exit";
        case Signal::stop:
            return "stop";
    }
    return "unknown";
}

Price as_price(double value) {
    const bool can_be = value > -9e8 && value < 9e8;
    return can_be ? Price::from_raw(static_cast<std::int64_t>(value * 1e10)) : Price{};
}

std::string words_of(Signal signal, const Statistics& seen, double spread,
                     const Settings& settings) {
    return std::string{name(signal)} + ": z " + two(seen.z) + " (enter " + two(settings.enter_z) +
           ", exit " + two(settings.exit_z) + ", stop " + two(settings.stop_z) + "), spread " +
           two(spread) + ", mean " + two(seen.mean) + ", deviation " + two(seen.stddev);
}

std::string advice(const View& view, const Books& books, Side side_a, Quantity coins,
                   const Settings& settings) {
    const auto leg = [&](InstrumentId id, Side side, const Bbo& bbo) {
        const Instrument& instrument = view.instrument(id);
        const Price worst = worst_price(instrument, side, bbo, settings.max_slippage_bps);
        return std::string{side == Side::buy ? "buy " : "sell "} +
               to_text(in_contracts(instrument, coins, worst)) + " " + instrument.spec() + " at " +
               to_text(worst) + " or better";
    };
    return "; " + leg(kFirst, side_a, books.first) + ", " +
           leg(kSecond, opposite(side_a), books.second);
}

std::string prospects(const Statistics& seen, double gain, const std::optional<Costs>& costs,
                      double exit_z) {
    std::string text = "; expected gain " + two(gain) + " a coin";
    if (costs) text += ", cost " + in_parts(*costs);
    if (const auto back = exit_in(seen, exit_z))
        text += ", back in " + std::to_string(back->ns / 1'000'000'000) + " s";
    return text;
}

std::string too_dear(double gain, const Costs& costs, double edge) {
    return "expected gain " + two(gain) + " a coin, cost " + in_parts(costs) +
           (edge > 0 ? ", edge wanted " + two(edge) : std::string{});
}

std::string far_apart(double apart_bps, const View& view, const Settings& settings) {
    const std::string a = view.instrument(kFirst).quote;
    const std::string b = view.instrument(kSecond).quote;
    return "the prices are " + two(apart_bps) + " bps apart, more than max_basis_bps (" +
           two(settings.max_basis_bps) + "): look at both venues" +
           (a == b ? std::string{}
                   : ", and at what " + a + " and " + b + " are worth (rate_a, rate_b)");
}

std::string currencies(const View& view, const Settings& settings) {
    const std::string a = view.instrument(kFirst).quote;
    const std::string b = view.instrument(kSecond).quote;
    if (a == b || settings.rate_a != settings.rate_b) return {};
    return "zscore: one " + a + " is counted as one " + b + "; rate_a and rate_b say otherwise";
}

}  // namespace twinleg::strategy::zscore
