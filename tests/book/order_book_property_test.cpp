// The order book against a naive one, over random histories.

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>
#include <map>

#include "book/order_book.h"

namespace twinleg::book {
namespace {

struct Naive {
    std::map<std::int64_t, std::int64_t, std::greater<>> bids;
    std::map<std::int64_t, std::int64_t> asks;

    template <typename Map>
    static void set(Map& map, const Level& level) {
        if (level.quantity.is_zero()) {
            map.erase(level.price.raw());
        } else {
            map[level.price.raw()] = level.quantity.raw();
        }
    }
    template <typename Map>
    static std::vector<Level> list(const Map& map) {
        std::vector<Level> out;
        for (const auto& [price, quantity] : map)
            out.push_back({Price::from_raw(price), Quantity::from_raw(quantity)});
        return out;
    }
    bool crossed() const {
        return !bids.empty() && !asks.empty() && bids.begin()->first >= asks.begin()->first;
    }
};

// Bids below `middle` ticks, asks above it, near it or anywhere, on the grid or now and then off.
Level random_level(Side side, std::int64_t middle, std::int64_t tick) {
    const auto near = *rc::gen::inRange<std::int64_t>(1, 40);
    const auto far = *rc::gen::inRange<std::int64_t>(1, 400'000);
    const std::int64_t away = *rc::gen::inRange(0, 4) == 0 ? far : near;
    const std::int64_t ticks =
        std::max<std::int64_t>(1, middle + (side == Side::buy ? -away : away));
    const bool off = *rc::gen::inRange(0, 400) == 0;
    return {Price::from_raw(ticks * tick + (off ? *rc::gen::inRange<std::int64_t>(0, tick) : 0)),
            Quantity::from_raw(*rc::gen::inRange<std::int64_t>(0, 4))};
}

std::vector<Level> random_levels(Side side, std::int64_t middle, std::int64_t tick) {
    std::vector<Level> out;
    const int count = *rc::gen::inRange(0, 12);
    for (int i = 0; i < count; ++i)
        out.push_back(random_level(side, middle, tick));
    return out;
}

RC_GTEST_PROP(OrderBookProperty, EqualsANaiveBookAfterEveryIncrement, ()) {
    const auto tick =
        *rc::gen::element<std::int64_t>(1'000'000'000, 100'000'000, 7, 125'000, 1 << 20);
    Rules rules;
    rules.tick = Price::from_raw(tick);
    OrderBook book{rules};
    Naive naive;
    RC_ASSERT(book.apply(BookSnapshot{}, Time{1}).has_value());
    std::int64_t middle = 600'000;

    for (int step = 0; step < 60; ++step) {
        // The market drifts, and sometimes leaps far beyond the window.
        middle += *rc::gen::inRange(0, 20) == 0 ? *rc::gen::inRange<std::int64_t>(-250'000, 250'000)
                                                : *rc::gen::inRange<std::int64_t>(-5, 5);
        middle = std::max<std::int64_t>(middle, 10);
        auto bids = random_levels(Side::buy, middle, tick);
        auto asks = random_levels(Side::sell, middle, tick);
        // What would cross goes with the same increment.
        for (const auto& [price, quantity] : naive.bids) {
            if (price >= middle * tick) bids.insert(bids.begin(), {Price::from_raw(price), {}});
        }
        for (const auto& [price, quantity] : naive.asks) {
            if (price <= (middle + 1) * tick)
                asks.insert(asks.begin(), {Price::from_raw(price), {}});
        }
        BookDelta delta;
        delta.bids = bids;
        delta.asks = asks;
        for (const Level& level : bids)
            naive.set(naive.bids, level);
        for (const Level& level : asks)
            naive.set(naive.asks, level);

        const auto done = book.apply(delta, Time{step + 2});

        RC_ASSERT(done.has_value() == !naive.crossed());
        if (!done) return;
        RC_ASSERT(book.levels(Side::buy) == naive.list(naive.bids));
        RC_ASSERT(book.levels(Side::sell) == naive.list(naive.asks));
        if (!naive.bids.empty() && !naive.asks.empty()) {
            RC_ASSERT(book.bbo()->bid == naive.list(naive.bids).front());
            RC_ASSERT(book.bbo()->ask == naive.list(naive.asks).front());
        }
        for (const Level& level : bids) {
            const auto found = naive.bids.find(level.price.raw());
            RC_ASSERT(book.at(Side::buy, level.price).raw() ==
                      (found == naive.bids.end() ? 0 : found->second));
        }
    }
}

}  // namespace
}  // namespace twinleg::book
