// Both legs of a pair trade are the same coins, and both venues take them.

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>
#include <numeric>

#include "exec/pair.h"
#include "tests/support/instruments.h"

namespace twinleg::exec {
namespace {

using test::coins;
using test::inverse;
using test::linear;
using test::notional;
using test::price;
using test::quantity;

TEST(Fit, CutsToTheCommonStepOfBothVenues) {
    auto a = linear(0, 0, "a");
    a.lot = quantity("0.003");
    auto b = linear(1, 1, "b");
    b.lot = quantity("0.002");

    const auto both = fit(a, price("100"), b, price("100"), quantity("0.017"));

    ASSERT_TRUE(both);
    EXPECT_EQ(both->first, quantity("0.012"));
    EXPECT_EQ(both->second, quantity("0.012"));
}

TEST(Fit, CountsContractsOfDifferentSizesInCoins) {
    auto a = linear(0, 0, "a");
    auto b = linear(1, 1, "b");
    b.multiplier = quantity("0.01");
    b.lot = quantity("1");

    const auto both = fit(a, price("100"), b, price("100"), quantity("0.055"));

    ASSERT_TRUE(both);
    EXPECT_EQ(both->first, quantity("0.05"));
    EXPECT_EQ(both->second, quantity("5"));
}

TEST(Fit, NamesTheVenueAndTheMinimumItIsUnder) {
    auto a = linear(0, 0, "a");
    auto b = linear(1, 1, "b");
    b.min_quantity = quantity("0.01");

    const auto small = fit(a, price("100"), b, price("100"), quantity("0.009"));

    ASSERT_FALSE(small);
    EXPECT_EQ(small.error().code, Errc::out_of_range);
    EXPECT_NE(small.error().message.find("b:BTC"), std::string::npos) << small.error().message;
    EXPECT_NE(small.error().message.find("0.01"), std::string::npos) << small.error().message;

    a.min_notional = notional("10");
    const auto cheap = fit(a, price("100"), b, price("100"), quantity("0.05"));
    ASSERT_FALSE(cheap);
    EXPECT_NE(cheap.error().message.find("a:BTC"), std::string::npos) << cheap.error().message;
    EXPECT_NE(cheap.error().message.find("minimum order value of 10"), std::string::npos)
        << cheap.error().message;
}

TEST(Fit, HedgesAnInverseContractToWithinOneOfThem) {
    const auto a = linear(0, 0, "a");
    const auto b = inverse(1, 1, "b");

    const auto both = fit(a, price("50000"), b, price("50000"), quantity("0.0105"));

    ASSERT_TRUE(both);
    EXPECT_EQ(both->first, quantity("0.01"));
    EXPECT_EQ(both->second, quantity("50"));  // 500 USD
}

// Lots and contracts that venues have: 1, 2 or 5 at some place, and odd ones.
Instrument random_linear(std::uint16_t id, const char* venue) {
    auto i = linear(id, static_cast<std::uint8_t>(id), venue);
    i.lot = Quantity::from_raw(*rc::gen::element<std::int64_t>(
        1'000, 10'000, 25'000, 100'000, 200'000, 300'000, 700'000, 100'000'000));
    i.multiplier = Quantity::from_raw(
        *rc::gen::element<std::int64_t>(100'000'000, 100'000'000, 10'000'000, 1'000'000'000));
    i.min_quantity = i.lot * *rc::gen::inRange(0, 20);
    i.min_notional = Notional::from_units(*rc::gen::inRange(0, 20));
    return i;
}

RC_GTEST_PROP(FitProperty, GivesTheSameLegalCoinsOnBothSidesAndAllThatFit, ()) {
    const auto a = random_linear(0, "a");
    const auto b = random_linear(1, "b");
    RC_PRE(a.validate() && b.validate());
    const auto wanted = Quantity::from_raw(*rc::gen::inRange<std::int64_t>(1, 2'000'000'000));
    const Price at = Price::from_units(*rc::gen::inRange(1, 100'000));

    const auto both = fit(a, at, b, at, wanted);

    const Int128 step_a = a.coins(a.lot, at).raw();
    const Int128 step_b = b.coins(b.lot, at).raw();
    const Int128 step = step_a /
                        std::gcd(static_cast<std::int64_t>(step_a / 10'000'000'000),
                                 static_cast<std::int64_t>(step_b / 10'000'000'000)) *
                        step_b / 10'000'000'000;
    const Int128 most = a.coins(wanted, at).raw() / step * step;
    if (!both) {
        RC_ASSERT(both.error().code == Errc::out_of_range);
        const Base none_larger = Base::from_raw(most);
        RC_ASSERT(!a.accepts(a.quantity_toward_zero(none_larger, at), at, false) ||
                  !b.accepts(b.quantity_toward_zero(none_larger, at), at, false));
        return;
    }
    RC_ASSERT(a.accepts(both->first, at, false));
    RC_ASSERT(b.accepts(both->second, at, false));
    RC_ASSERT(a.coins(both->first, at) == b.coins(both->second, at));
    RC_ASSERT(a.coins(both->first, at).raw() == most);
    RC_ASSERT(both->first <= wanted);
}

}  // namespace
}  // namespace twinleg::exec
