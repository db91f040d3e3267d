#include "sim/soak/scenario.h"

#include <gtest/gtest.h>

namespace twinleg::sim {
namespace {

TEST(Scenario, EveryNumberIsAMarketThatTheExecutorCanTrade) {
    for (std::uint64_t number = 1; number <= 300; ++number) {
        const Scenario scenario = scenario_of(number, {});

        ASSERT_EQ(scenario.engine.instruments.size(), 2u);
        const Quantity pair = scenario.engine.exec.pair_quantity;
        const Price start = scenario.world.flow.start;
        const Base coins = scenario.engine.instruments[0].instrument.coins(pair, start);
        for (const engine::InstrumentConfig& listed : scenario.engine.instruments) {
            const Instrument& instrument = listed.instrument;
            ASSERT_TRUE(instrument.validate()) << instrument.validate().error().message;
            ASSERT_TRUE(
                instrument.accepts(instrument.quantity_toward_zero(coins, start), start, false))
                << number << ": " << instrument.spec() << " and " << to_text(pair);
        }
        ASSERT_LE(pair, scenario.random.most);
        ASSERT_TRUE(is_multiple(pair, scenario.random.step)) << number;
    }
}

TEST(Scenario, NumbersDifferAndTheSameNumberIsTheSame) {
    std::array<int, kProfiles> profiles{};
    int inverse = 0;
    for (std::uint64_t number = 1; number <= 300; ++number) {
        const Scenario scenario = scenario_of(number, {});
        ++profiles[static_cast<std::size_t>(scenario.profile)];
        for (const engine::InstrumentConfig& listed : scenario.engine.instruments) {
            if (listed.instrument.kind == ContractKind::inverse) ++inverse;
        }
        EXPECT_EQ(scenario.engine.exec.pair_quantity,
                  scenario_of(number, {}).engine.exec.pair_quantity);
    }
    for (const int count : profiles)
        EXPECT_GT(count, 10);
    EXPECT_GT(inverse, 20);
}

TEST(Scenario, AChosenMixAndStrategyAreTaken) {
    const Scenario scenario =
        scenario_of(3, {.strategy = "maker-taker", .profile = Profile::frozen});

    EXPECT_EQ(scenario.engine.strategy, "maker-taker");
    EXPECT_EQ(scenario.profile, Profile::frozen);
    EXPECT_GT(scenario.world.faults.freeze.mean_gap, Duration{});
    EXPECT_FALSE(profile_named("weather"));
}

}  // namespace
}  // namespace twinleg::sim
