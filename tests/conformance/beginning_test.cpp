// What a connector learns before trading begins.

#include "tests/conformance/conformance.h"

namespace twinleg::conformance {
namespace {

class Beginning : public testing::TestWithParam<Way> {};

TEST_P(Beginning, TakesTicksLotsAndFeesFromTheVenue) {
    Stage stage(GetParam());
    const auto described = stage.describe();

    ASSERT_TRUE(described) << described.error().message;
    const auto* truth = stage.exchange().find(described->instrument.symbol);
    ASSERT_NE(truth, nullptr);
    EXPECT_EQ(described->instrument.tick, truth->tick);
    EXPECT_EQ(described->instrument.lot, truth->lot);
    const auto market = truth->id;
    EXPECT_EQ(described->instrument.taker_fee,
              stage.exchange().fee_rate(0, market, Liquidity::taker));
    EXPECT_EQ(described->instrument.maker_fee,
              stage.exchange().fee_rate(0, market, Liquidity::maker));
    EXPECT_EQ(described->equity, stage.exchange().equity(0));
}

TWINLEG_FOR_EVERY_WAY(Beginning);

}  // namespace
}  // namespace twinleg::conformance
