#include "sim/matching.h"

#include <gtest/gtest.h>

#include <map>

#include "sim/prng.h"

namespace twinleg::sim {
namespace {

constexpr Owner kDesk = 1;

Price at(std::int64_t units) {
    return Price::from_units(units);
}
Quantity of(std::int64_t units) {
    return Quantity::from_units(units);
}

class Matching : public testing::Test {
protected:
    Placed place(Owner owner, Side side, TimeInForce tif, std::int64_t price,
                 std::int64_t quantity) {
        executions.clear();
        return book.place({.owner = owner,
                           .tag = ++tags,
                           .side = side,
                           .time_in_force = tif,
                           .price = at(price),
                           .quantity = of(quantity)},
                          executions);
    }
    Placed rests(Side side, std::int64_t price, std::int64_t quantity) {
        return place(kCrowd, side, TimeInForce::gtc, price, quantity);
    }

    MatchingBook book;
    std::vector<Execution> executions;
    std::uint64_t tags{0};
};

TEST_F(Matching, TakesTheBestPriceFirstAndTheOldestOrderThere) {
    rests(Side::sell, 102, 5);
    rests(Side::sell, 101, 2);  // tag 2
    rests(Side::sell, 101, 2);  // tag 3

    const Placed placed = place(kDesk, Side::buy, TimeInForce::ioc, 102, 5);

    EXPECT_EQ(placed.filled, of(5));
    ASSERT_EQ(executions.size(), 3u);
    EXPECT_EQ(executions[0].maker_tag, 2u);
    EXPECT_EQ(executions[1].maker_tag, 3u);
    EXPECT_EQ(executions[2].price, at(102));
    EXPECT_EQ(executions[2].maker_left, of(4));
}

TEST_F(Matching, DropsWhatAnImmediateOrderCannotFill) {
    rests(Side::sell, 101, 2);

    const Placed placed = place(kDesk, Side::buy, TimeInForce::ioc, 101, 5);

    EXPECT_EQ(placed.filled, of(2));
    EXPECT_EQ(placed.left, of(3));
    EXPECT_FALSE(placed.resting);
    EXPECT_EQ(placed.reason, Reason::no_liquidity);
    EXPECT_FALSE(book.best(Side::buy));
}

TEST_F(Matching, RefusesAPostOnlyOrderThatWouldTake) {
    rests(Side::sell, 101, 2);

    const Placed placed = place(kDesk, Side::buy, TimeInForce::post_only, 101, 1);

    EXPECT_EQ(placed.reason, Reason::would_cross);
    EXPECT_TRUE(placed.filled.is_zero());
    EXPECT_EQ(book.best(Side::sell)->quantity, of(2));
}

TEST_F(Matching, NeverLetsAnOwnerTradeWithItself) {
    place(kDesk, Side::sell, TimeInForce::gtc, 101, 2);

    const Placed placed = place(kDesk, Side::buy, TimeInForce::ioc, 101, 1);

    EXPECT_EQ(placed.reason, Reason::self_trade);
    EXPECT_TRUE(executions.empty());
}

TEST_F(Matching, ExpiresTheRestingOrderWhereThatIsTheRule) {
    book = MatchingBook{SelfTrade::expire_maker};
    place(kDesk, Side::sell, TimeInForce::gtc, 101, 2);
    rests(Side::sell, 101, 2);

    const Placed placed = place(kDesk, Side::buy, TimeInForce::ioc, 101, 1);

    ASSERT_EQ(executions.size(), 2u);
    EXPECT_TRUE(executions[0].quantity.is_zero());
    EXPECT_EQ(placed.filled, of(1));
}

TEST_F(Matching, KnowsAHandleOnlyWhileItsOrderRests) {
    const Placed first = rests(Side::buy, 100, 2);
    EXPECT_EQ(book.cancel(first.handle), of(2));
    const Placed second = rests(Side::buy, 100, 3);  // takes the same slot

    EXPECT_FALSE(book.cancel(first.handle));
    EXPECT_EQ(book.left(second.handle), of(3));
}

TEST_F(Matching, CutsAnOrderInItsPlace) {
    const Placed first = place(kDesk, Side::sell, TimeInForce::gtc, 101, 5);
    rests(Side::sell, 101, 5);

    book.cut(first.handle, of(1));
    place(kCrowd, Side::buy, TimeInForce::ioc, 101, 2);

    EXPECT_EQ(executions[0].maker, kDesk);
    EXPECT_EQ(executions[0].quantity, of(1));
    EXPECT_EQ(book.best(Side::sell)->quantity, of(4));
}

TEST_F(Matching, TellsEveryChangeOfALevelOnce) {
    std::vector<Level> bids;
    std::vector<Level> asks;
    rests(Side::buy, 100, 2);
    rests(Side::buy, 100, 2);
    rests(Side::sell, 101, 2);
    ASSERT_TRUE(book.take_changes(bids, asks));
    EXPECT_EQ(bids, (std::vector<Level>{{at(100), of(4)}}));
    bids.clear();
    asks.clear();

    place(kDesk, Side::buy, TimeInForce::gtc, 101, 3);

    ASSERT_TRUE(book.take_changes(bids, asks));
    EXPECT_EQ(bids, (std::vector<Level>{{at(101), of(1)}}));
    EXPECT_EQ(asks, (std::vector<Level>{{at(101), of(0)}}));
    EXPECT_FALSE(book.take_changes(bids, asks));
}

TEST_F(Matching, ItsChangesAddUpToItsLevelsWhateverHappens) {
    Prng prng{42};
    std::map<Price, Quantity> mirror[2];
    std::vector<Handle> handles;
    std::vector<Level> bids;
    std::vector<Level> asks;
    for (int i = 0; i < 20000; ++i) {
        if (prng.chance(400) && !handles.empty()) {
            const auto pick =
                static_cast<std::size_t>(prng.below(static_cast<std::int64_t>(handles.size())));
            book.cancel(handles[pick]);
            handles[pick] = handles.back();
            handles.pop_back();
        } else {
            const Side side = prng.chance(500) ? Side::buy : Side::sell;
            const auto tif = static_cast<TimeInForce>(prng.below(3));
            const Placed placed = place(prng.chance(100) ? kDesk : kCrowd, side, tif,
                                        prng.between(90, 110), prng.between(1, 9));
            if (placed.resting) handles.push_back(placed.handle);
        }
        bids.clear();
        asks.clear();
        book.take_changes(bids, asks);
        for (const auto& [list, side] : {std::pair{&bids, 0}, std::pair{&asks, 1}}) {
            for (const Level& level : *list) {
                mirror[side].erase(level.price);
                if (!level.quantity.is_zero()) mirror[side][level.price] = level.quantity;
            }
        }
        const auto bid = book.best(Side::buy);
        const auto ask = book.best(Side::sell);
        ASSERT_TRUE(!bid || !ask || bid->price < ask->price);
    }
    std::vector<Level> levels;
    book.levels(Side::sell, levels);
    std::vector<Level> mirrored;
    for (const auto& [price, quantity] : mirror[1])
        mirrored.push_back({price, quantity});
    EXPECT_EQ(levels, mirrored);
}

}  // namespace
}  // namespace twinleg::sim
