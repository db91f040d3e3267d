#include "strategy/market_spread/market_spread.h"

#include "strategy/legs.h"
#include "strategy/parameters.h"

namespace twinleg::strategy {

Result<MarketSpread::Settings> MarketSpread::read(
    const std::map<std::string, std::string>& values) {
    Parameters read{values};
    Settings s;
    s.size = read.quantity("size", std::nullopt);
    s.max_position = read.quantity("max_position", s.max_position);
    s.long_threshold = read.price("long_threshold", s.long_threshold);
    s.short_threshold = read.price("short_threshold", s.short_threshold);
    s.check_interval = read.milliseconds_of("check_interval_ms", s.check_interval);
    s.tell_every = read.evaluate();
    if (read.error()) return std::unexpected{*read.error()};
    if (s.size.is_zero()) return fail(Errc::out_of_range, "size: 0 can never trade");
    return s;
}

Result<std::unique_ptr<Strategy>> MarketSpread::create(
    const std::map<std::string, std::string>& values) {
    const auto settings = read(values);
    if (!settings) return std::unexpected{settings.error()};
    return std::make_unique<MarketSpread>(*settings);
}

Result<void> MarketSpread::reconfigure(const std::map<std::string, std::string>& values) {
    const auto told = read(values);
    if (!told) return std::unexpected{told.error()};
    settings_ = *told;
    return {};
}

void MarketSpread::on_event(const Event&, const View& view, Wishes& out) {
    const auto seen = books(view);
    if (!seen) return;
    const Differences now = seen->differences();
    const bool buy_first = now.long_side > settings_.long_threshold;
    const bool sell_first = now.short_side > settings_.short_threshold;
    const bool moved = Books::mid(seen->first) != last_told_.price_a ||
                       Books::mid(seen->second) != last_told_.price_b;
    if (view.now() - told_ >= settings_.tell_every && (moved || settings_.tell_every.ns > 0)) {
        told_ = view.now();
        spreads_.add(seen->spread());
        const Differences thresholds{settings_.long_threshold, settings_.short_threshold};
        last_told_ = evaluated(*seen, thresholds, spreads_);
        out.evaluated = last_told_;
    }
    if (!(buy_first || sell_first) || !view.open() || view.busy()) return;

    const Side side = buy_first ? Side::buy : Side::sell;
    const auto leg = [&](InstrumentId id, Side s, const Bbo& bbo) {
        const Price tick = view.instrument(id).tick;
        const Price worst =
            s == Side::buy ? floor_to(scale_toward_zero(bbo.ask.price, settings_.slippage), tick)
                           : ceil_to(scale_toward_zero(bbo.bid.price, -settings_.slippage), tick);
        return Leg{id, s, worst};
    };
    const Leg first = leg(kFirst, side, seen->first);
    const Leg second = leg(kSecond, opposite(side), seen->second);
    if (!room(view, kFirst, side, settings_.size, settings_.max_position, first.price) ||
        !room(view, kSecond, opposite(side), settings_.size, settings_.max_position,
              second.price)) {
        return;
    }
    out.list.push_back(TradePair{
        .first = first,
        .second = second,
        .quantity = in_contracts(view.instrument(kFirst), settings_.size, first.price),
        .plan = Plan::concurrent,
    });
}

}  // namespace twinleg::strategy
