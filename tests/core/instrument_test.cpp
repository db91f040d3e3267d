#include "core/instrument.h"

#include <gtest/gtest.h>

#include <utility>

namespace twinleg {
namespace {

Instrument linear() {
    Instrument instrument;
    instrument.venue_name = "lighter";
    instrument.symbol = "BTC";
    instrument.base = "BTC";
    instrument.quote = "USDC";
    instrument.tick = *parse_price("0.1");
    instrument.lot = *parse_quantity("0.00001");
    instrument.min_quantity = *parse_quantity("0.0002");
    instrument.min_notional = *parse_notional("10");
    return instrument;
}

Instrument inverse() {
    Instrument instrument = linear();
    instrument.kind = ContractKind::inverse;
    instrument.multiplier = Quantity::from_units(100);
    instrument.lot = Quantity::from_units(1);
    instrument.min_quantity = Quantity::from_units(1);
    instrument.min_notional = {};
    return instrument;
}

TEST(Instrument, KnowsTheCoinsAndTheValueOfLinearContracts) {
    Instrument instrument = linear();
    instrument.multiplier = *parse_quantity("0.001");

    EXPECT_EQ(to_text(instrument.coins(Quantity::from_units(-7), Price::from_units(50'000))),
              "-0.007");
    EXPECT_EQ(to_text(instrument.notional(Quantity::from_units(7), Price::from_units(50'000))),
              "350");
}

TEST(Instrument, KnowsTheCoinsAndTheValueOfInverseContracts) {
    const Instrument instrument = inverse();

    EXPECT_EQ(to_text(instrument.notional(Quantity::from_units(3), Price::from_units(60'000))),
              "300");
    EXPECT_EQ(to_text(instrument.coins(Quantity::from_units(3), Price::from_units(60'000))),
              "0.005");
    EXPECT_EQ(to_text(instrument.coins(Quantity::from_units(-1), Price::from_units(30'000))),
              "-0.003333333333333333");
    EXPECT_EQ(instrument.settlement(), "BTC");
}

TEST(Instrument, NeverTradesMoreCoinsThanAreOwed) {
    EXPECT_EQ(
        to_text(linear().quantity_toward_zero(*parse_base("-0.123456789"), Price::from_units(1))),
        "-0.12345");
    EXPECT_EQ(to_text(inverse().quantity_toward_zero(*parse_base("0.0049999"),
                                                     Price::from_units(60'000))),
              "2");
}

TEST(Instrument, TakesOnlyWhatTheVenueTakes) {
    const Price price = Price::from_units(60'000);
    Instrument instrument = linear();

    EXPECT_TRUE(instrument.accepts(*parse_quantity("0.0002"), price, false));
    EXPECT_FALSE(
        instrument.accepts(*parse_quantity("0.00019"), price, false));  // under the minimum
    EXPECT_FALSE(instrument.accepts(*parse_quantity("0.000205"), price, false));  // off the lot
    EXPECT_FALSE(
        instrument.accepts(*parse_quantity("0.0002"), Price::from_units(100), false));  // notional
    EXPECT_FALSE(instrument.accepts(*parse_quantity("0.00019"), price, true));

    instrument.reduce_only_below_minimum = true;
    EXPECT_TRUE(instrument.accepts(*parse_quantity("0.00019"), price, true));
}

TEST(Instrument, RefusesAZeroTickByName) {
    Instrument instrument = linear();
    ASSERT_TRUE(instrument.validate());

    instrument.tick = {};

    const auto refused = instrument.validate();
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("lighter:BTC: tick"), std::string::npos);
}

}  // namespace
}  // namespace twinleg
