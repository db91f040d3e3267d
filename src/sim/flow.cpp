#include "sim/flow.h"

#include <algorithm>

namespace twinleg::sim {
namespace {

constexpr Duration kStep = milliseconds(50);

}  // namespace

PriceWalk::PriceWalk(const FlowConfig& config, std::uint64_t number, Time start, std::size_t venues)
    : config_(config),
      prng_(Prng::stream(number, 1)),
      since_(start),
      unit_(config.start.raw() / 60'000),
      reference_(config.start.raw()),
      drawn_since_(start + config.path.after),
      drawn_until_(drawn_since_ + config.path.lasts),
      bases_(venues - 1) {
    const std::int64_t steps = config.path.lasts.ns / kStep.ns;
    if (steps <= 0) return;
    const Price end = scale_toward_zero(config.start, config.path.by);
    drawn_ = (end - config.start).raw() / steps;
}

void PriceWalk::advance(Time now) {
    const std::int64_t thousandth = unit_ / 1000;
    for (; now - since_ >= kStep; since_ = since_ + kStep) {
        reference_ += prng_.bell(config_.walk) * thousandth;
        if (since_ >= drawn_since_ && since_ < drawn_until_) reference_ += drawn_;
        // A floor far below keeps a long walk above zero.
        reference_ = std::max(reference_, config_.start.raw() / 4);
        for (Basis& basis : bases_) {
            if (prng_.below(config_.basis_life.ns / kStep.ns) == 0) {
                std::int64_t drawn = prng_.between(-config_.basis, config_.basis);
                if (config_.long_tails)
                    drawn = drawn * drawn / config_.basis * drawn / config_.basis;
                basis.drawn_to = drawn * thousandth;
            }
            basis.now +=
                (basis.drawn_to - basis.now) / 10 + prng_.bell(config_.basis_noise) * thousandth;
        }
    }
}

Price PriceWalk::at(std::size_t venue, Time now) {
    advance(now);
    return Price::from_raw(reference_ + (venue == 0 ? 0 : bases_[venue - 1].now));
}

Price PriceWalk::mark(Time now) {
    advance(now);
    std::int64_t sum = 0;
    for (const Basis& basis : bases_)
        sum += basis.now;
    return Price::from_raw(reference_ + sum / static_cast<std::int64_t>(bases_.size() + 1));
}

Flow::Flow(const FlowConfig& config, std::uint64_t number, Crowd& venue, InstrumentId instrument,
           std::size_t place, PriceWalk& walk)
    : config_(config),
      prng_(Prng::stream(number, 300 + instrument.value)),
      venue_(venue),
      instrument_(venue.instrument(instrument)),
      place_(place),
      walk_(walk) {}

Price Flow::worse(Side side, Price price, std::int64_t raw) const {
    const Price moved = Price::from_raw(side == Side::buy ? price.raw() - raw : price.raw() + raw);
    return side == Side::buy ? floor_to(moved, instrument_.tick) : ceil_to(moved, instrument_.tick);
}

Quantity Flow::size(std::int64_t least_percent, std::int64_t most_percent) {
    std::int64_t coins = config_.coin_size.raw() * prng_.between(least_percent, most_percent) / 100;
    if (config_.thin) coins /= 10;
    Quantity quantity = Quantity::from_raw(coins);
    if (instrument_.kind == ContractKind::inverse) {
        quantity = instrument_.quantity_toward_zero(
            Base::from_raw(static_cast<Int128>(coins) * 10'000'000'000), config_.start);
    }
    return std::max(floor_to(quantity, instrument_.lot), instrument_.lot);
}

Flow::Quoted Flow::place(Side side, Price price, Quantity quantity) {
    const Placed placed = venue_.crowd(instrument_.id, side, TimeInForce::gtc, price, quantity);
    return {price, placed.resting ? placed.handle : Handle{}};
}

// Takes back what is better than `best`, and forgets what was taken by others.
void Flow::withdraw(Side side, Price best) {
    Quotes& quotes = side == Side::buy ? bids_ : asks_;
    while (!quotes.empty()) {
        const Quoted& quoted = quotes.back();
        const bool too_good = side == Side::buy ? quoted.price > best : quoted.price < best;
        if (!too_good && venue_.crowd_rests(instrument_.id, quoted.handle)) return;
        venue_.crowd_cancel(instrument_.id, quoted.handle);
        quotes.pop_back();
    }
}

void Flow::quote(Side side, Price best) {
    Quotes& quotes = side == Side::buy ? bids_ : asks_;
    // Whole ticks: a gap below one would never be crossed.
    const std::int64_t gap =
        ceil_to(Price::from_raw(walk_.unit() * (config_.thin ? 3 : 1)), instrument_.tick).raw();
    const auto distance = [&] { return std::abs(quotes.back().price.raw() - best.raw()); };
    if (!quotes.empty() && distance() > gap * static_cast<std::int64_t>(config_.levels)) {
        for (const Quoted& quoted : quotes)
            venue_.crowd_cancel(instrument_.id, quoted.handle);
        quotes.clear();
    }
    if (quotes.empty()) {
        for (std::size_t i = config_.levels; i-- > 0;) {
            quotes.push_back(
                place(side, worse(side, best, gap * static_cast<std::int64_t>(i)), size(30, 500)));
        }
        return;
    }
    while (distance() > gap * 3 / 2)
        quotes.push_back(place(side, worse(side, quotes.back().price, -gap), size(30, 300)));
    while (quotes.size() > config_.levels) {
        venue_.crowd_cancel(instrument_.id, quotes.front().handle);
        quotes.erase(quotes.begin());
    }
    while (quotes.size() < config_.levels) {
        quotes.insert(quotes.begin(),
                      place(side, worse(side, quotes.front().price, gap), size(50, 600)));
    }
    // Somebody changes his mind about a size.
    if (prng_.chance(500)) {
        Quoted& quoted =
            quotes[static_cast<std::size_t>(prng_.below(static_cast<std::int64_t>(quotes.size())))];
        venue_.crowd_cancel(instrument_.id, quoted.handle);
        quoted = place(side, quoted.price, size(30, 500));
    }
}

// Far from the market somebody always waits for a panic: 8, 20 and 50 bps away.
void Flow::wall(Side side, std::size_t which, Price best) {
    constexpr std::array<std::int64_t, 3> kUnits{48, 120, 300};
    Quoted& quoted = walls_[side == Side::buy ? 0 : 1][which];
    const Price wanted = worse(side, best, walk_.unit() * kUnits[which]);
    const std::int64_t off = std::abs(quoted.price.raw() - wanted.raw());
    if (off < walk_.unit() * kUnits[which] / 3 &&
        venue_.crowd_rests(instrument_.id, quoted.handle)) {
        return;
    }
    venue_.crowd_cancel(instrument_.id, quoted.handle);
    quoted = place(side, wanted, size(1000, 3000));
}

void Flow::take(Price fair) {
    const Side side = prng_.chance(500) ? Side::buy : Side::sell;
    const Price limit = worse(opposite(side), fair, walk_.unit() * prng_.between(1, 4));
    const Quantity quantity = prng_.chance(50) ? size(300, 1500) : size(5, 150);
    venue_.crowd(instrument_.id, side, TimeInForce::ioc, limit, quantity);
}

Duration Flow::tick(Time now) {
    const Duration next = prng_.between(config_.update_least, config_.update_most);
    if (venue_.still()) return next;
    venue_.set_mark(instrument_.id, ceil_to(walk_.mark(now), instrument_.tick));
    const Price fair = walk_.at(place_, now);
    const std::int64_t half = walk_.unit() * prng_.between(1, 6) / 10;
    const Price bid = worse(Side::buy, fair, half);
    const Price ask = worse(Side::sell, fair, half);
    withdraw(Side::buy, bid);
    withdraw(Side::sell, ask);
    quote(Side::buy, bid);
    quote(Side::sell, ask);
    for (std::size_t which = 0; which < 3; ++which) {
        wall(Side::buy, which, bid);
        wall(Side::sell, which, ask);
    }
    if (prng_.chance(config_.takers)) take(fair);
    venue_.publish();
    return next;
}

}  // namespace twinleg::sim
