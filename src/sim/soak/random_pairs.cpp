#include "sim/soak/random_pairs.h"

#include <algorithm>

namespace twinleg::sim {

RandomPairs::RandomPairs(RandomPairsConfig config)
    : config_(std::move(config)), prng_(Prng::stream(config_.number, 50)) {}

void RandomPairs::on_event(const Event& event, const strategy::View& view, strategy::Wishes& out) {
    if (event.time < next_) return;
    if (view.busy()) {
        // Now and then a resting leg is taken back while it may be filled.
        if (resting_ && prng_.chance(150)) {
            out.list.push_back(strategy::Withdraw{});
            resting_ = false;
        }
        next_ = event.time + prng_.between(milliseconds(100), milliseconds(900));
        return;
    }
    resting_ = false;
    next_ = event.time + prng_.between(milliseconds(50), config_.pause * 2);
    // It asks whatever the mode is: to say no is the engine's business.
    wish(view, out);
}

void RandomPairs::wish(const strategy::View& view, strategy::Wishes& out) {
    const auto first = view.bbo(config_.first);
    const auto second = view.bbo(config_.second);
    if (!first || !second) return;
    const Instrument& instrument = view.instrument(config_.first);
    const Quantity held = view.position(config_.first);
    Side side = prng_.chance(500) ? Side::buy : Side::sell;
    // What grows for too long turns round.
    if (held.abs() > config_.most * 4) side = held.is_positive() ? Side::sell : Side::buy;
    const auto plan = config_.plans[static_cast<std::size_t>(
        prng_.below(static_cast<std::int64_t>(config_.plans.size())))];
    const bool maker = plan == strategy::Plan::maker_then_hedge;

    // Mostly prices that fill; sometimes one that fills in part, or not at all.
    const std::int64_t unit = first->ask.price.raw() / 60'000;
    const auto priced = [&](const strategy::Bbo& bbo, Side of, bool rests) {
        const Price near = (of == Side::buy) == rests ? bbo.bid.price : bbo.ask.price;
        const std::int64_t through =
            rests ? prng_.between(-1, 3) * unit / 2 * -1 : prng_.between(-1, 8) * unit;
        const Price raw = Price::from_raw(near.raw() + sign(of) * through);
        return raw;
    };
    const Instrument& other = view.instrument(config_.second);
    const std::int64_t steps = config_.most.raw() / config_.step.raw();
    strategy::TradePair pair;
    pair.first = {config_.first, side, floor_to(priced(*first, side, maker), instrument.tick)};
    pair.second = {config_.second, opposite(side),
                   floor_to(priced(*second, opposite(side), false), other.tick)};
    pair.quantity = config_.step * prng_.between(1, std::max<std::int64_t>(steps, 1));
    pair.plan = plan;
    pair.fill_timeout = maker ? prng_.between(milliseconds(300), seconds(5)) : Duration{};
    resting_ = maker;
    out.list.push_back(pair);
}

}  // namespace twinleg::sim
