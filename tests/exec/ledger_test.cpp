// Contracts, and the coins they expose the desk to; fills that count once.

#include "exec/ledger.h"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include "exec/desk.h"
#include "exec/fills.h"
#include "tests/support/instruments.h"

namespace twinleg::exec {
namespace {

using test::at_ms;
using test::coins;
using test::inverse;
using test::linear;
using test::price;
using test::quantity;

Desk desk_of(Instrument first) {
    return Desk{Config{}, {std::move(first)}, {VenueTraits{.id = {0}, .name = "a"}}};
}

TEST(Holding, OfALinearContractIsItsContractsInCoins) {
    auto i = linear(0, 0, "a");
    i.multiplier = quantity("0.01");
    Holding held;

    held.apply(i, quantity("300"), price("50000"));
    held.apply(i, quantity("-500"), price("60000"));

    EXPECT_EQ(held.contracts, quantity("-200"));
    EXPECT_EQ(held.coins, coins("-2"));
}

TEST(Holding, OfAnInverseContractGivesBackItsShareOfTheCoins) {
    const auto i = inverse(0, 0, "a");
    Holding held;
    held.apply(i, quantity("100"), price("50000"));  // 1000 USD: 0.02
    held.apply(i, quantity("100"), price("25000"));  // 1000 USD: 0.04

    held.apply(i, quantity("-50"), price("99999"));

    EXPECT_EQ(held.contracts, quantity("150"));
    EXPECT_EQ(held.coins, coins("0.045"));
}

TEST(Holding, OfAnInverseContractFlipsThroughZeroAtTheNewPrice) {
    const auto i = inverse(0, 0, "a");
    Holding held;
    held.apply(i, quantity("100"), price("50000"));

    held.apply(i, quantity("-150"), price("25000"));

    EXPECT_EQ(held.contracts, quantity("-50"));
    EXPECT_EQ(held.coins, coins("-0.02"));
}

// Any trades at any prices, then everything closed in any number of parts.
RC_GTEST_PROP(HoldingProperty, HasNoCoinsLeftWhenEverythingIsClosed, ()) {
    const auto i = *rc::gen::arbitrary<bool>() ? inverse(0, 0, "a") : linear(0, 0, "a");
    Holding held;
    const auto some_price = [] {
        return Price::from_raw(*rc::gen::inRange<std::int64_t>(1'000'000, 2'000'000'000'000'000));
    };
    const int trades = *rc::gen::inRange(1, 12);
    for (int n = 0; n < trades; ++n) {
        const std::int64_t lots = *rc::gen::inRange<std::int64_t>(-5000, 5000);
        if (lots != 0) held.apply(i, i.lot * lots, some_price());
        RC_ASSERT(held.contracts.is_zero() == held.coins.is_zero());
        if (!held.contracts.is_zero())
            RC_ASSERT(held.contracts.is_positive() == held.coins.is_positive());
    }
    while (!held.contracts.is_zero()) {
        const std::int64_t open = held.contracts.abs().raw() / i.lot.raw();
        const std::int64_t part = *rc::gen::inRange<std::int64_t>(1, open + 1);
        const bool all = *rc::gen::inRange(0, 3) == 0;
        const Quantity closed = i.lot * (all ? open : part);
        held.apply(i, held.contracts.is_positive() ? -closed : closed, some_price());
    }
    RC_ASSERT(held.coins.is_zero());
}

TEST(QuantityFor, ClosesEveryInverseContractForAllItsCoinsWhateverThePriceNow) {
    auto desk = desk_of(inverse(0, 0, "a"));
    desk.holdings[0].apply(desk.instruments[0], quantity("1"), price("66763"));

    for (const auto now : {"100", "60000", "66763", "900000"}) {
        EXPECT_EQ(desk.quantity_for({0}, desk.holdings[0].coins, price(now)), quantity("1")) << now;
    }
}

TEST(QuantityFor, CutsALinearDebtTowardZeroToTheLot) {
    auto desk = desk_of(linear(0, 0, "a"));

    EXPECT_EQ(desk.quantity_for({0}, coins("0.0129"), price("100")), quantity("0.012"));
    EXPECT_EQ(desk.quantity_for({0}, coins("-0.0129"), price("100")), quantity("0.012"));
    EXPECT_TRUE(desk.quantity_for({0}, coins("0.0009"), price("100")).is_zero());
}

TEST(QuantityFor, OpensTheRestAtThePriceNowWhenMoreIsOwedThanIsHeld) {
    auto desk = desk_of(inverse(0, 0, "a"));
    desk.holdings[0].apply(desk.instruments[0], quantity("10"), price("50000"));  // 0.002

    EXPECT_EQ(desk.quantity_for({0}, coins("0.003"), price("20000")), quantity("12"));
}

RC_GTEST_PROP(QuantityForProperty, NeverTakesBackMoreThanIsOwedNorALotTooLittle, ()) {
    auto desk = desk_of(inverse(0, 0, "a"));
    const Instrument& i = desk.instruments[0];
    Holding& held = desk.holdings[0];
    const std::int64_t sign = *rc::gen::element<std::int64_t>(-1, 1);
    for (int n = *rc::gen::inRange(1, 6); n > 0; --n) {
        held.apply(i, i.lot * (sign * *rc::gen::inRange<std::int64_t>(1, 100'000)),
                   Price::from_units(*rc::gen::inRange(100, 200'000)));
    }
    const Base owed = Base::from_raw(held.coins.raw() / 1000 * *rc::gen::inRange(1, 1001));

    const Quantity part = desk.quantity_for({0}, owed, Price::from_units(100));

    Holding after = held;
    if (part.is_positive()) after.apply(i, sign > 0 ? -part : part, Price::from_units(100));
    RC_ASSERT((held.coins - after.coins).abs() <= owed.abs());
    if (after.contracts.abs() >= i.lot * 2) {
        Holding more = held;
        more.apply(i, (part + i.lot * 2) * -sign, Price::from_units(100));
        RC_ASSERT((held.coins - more.coins).abs() > owed.abs());
    }
}

// --- Fills that are known.

Fill fill_of(std::string_view id, Side side, std::string_view amount, Time at) {
    Fill fill;
    fill.fill_id = *FillId::from(id);
    fill.side = side;
    fill.quantity = quantity(amount);
    fill.price = price("100");
    fill.venue_time = at;
    return fill;
}

TEST(KnownFills, CountAFillOnceWhoeverTellsItAndHoweverOften) {
    KnownFills known;
    auto fill = fill_of("f1", Side::buy, "2", at_ms(10));

    EXPECT_TRUE(known.learn(fill));
    fill.source = Source::query;
    EXPECT_FALSE(known.learn(fill));
    fill.venue_time = at_ms(20);
    EXPECT_FALSE(known.learn(fill));
    EXPECT_TRUE(known.learn(fill_of("f2", Side::buy, "2", at_ms(10))));
}

TEST(KnownFills, SayWhatWasTradedAfterAMoment) {
    KnownFills known;
    known.learn(fill_of("f1", Side::buy, "2", at_ms(10)));
    known.learn(fill_of("f2", Side::sell, "5", at_ms(20)));
    known.note({0}, quantity("1"), at_ms(30));

    EXPECT_EQ(known.after({0}, at_ms(9)), quantity("-2"));
    EXPECT_EQ(known.after({0}, at_ms(10)), quantity("-4"));
    EXPECT_EQ(known.after({0}, at_ms(30)), Quantity{});
    EXPECT_EQ(known.after({1}, at_ms(0)), Quantity{});
    EXPECT_TRUE(known.any_after(at_ms(29)));
    EXPECT_FALSE(known.any_after(at_ms(30)));
}

TEST(KnownFills, ForgetOnlyWhatIsOlderThanTheLimit) {
    KnownFills known;
    known.learn(fill_of("f1", Side::buy, "2", at_ms(10)));
    known.learn(fill_of("f2", Side::buy, "2", at_ms(20)));

    known.forget_before(at_ms(20));

    EXPECT_FALSE(known.learn(fill_of("f2", Side::buy, "2", at_ms(20))));
    EXPECT_TRUE(known.learn(fill_of("f1", Side::buy, "2", at_ms(10))));
}

}  // namespace
}  // namespace twinleg::exec
