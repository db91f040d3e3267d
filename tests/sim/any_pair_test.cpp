// The five venues' own ticks, lots and minimums: any two of them make a pair.

#include <gtest/gtest.h>

#include <numeric>
#include <string>
#include <tuple>
#include <vector>

#include "exec/pair.h"
#include "sim/templates.h"

namespace twinleg::sim {
namespace {

using Case = std::tuple<std::string, std::string, std::string>;  // venue, venue, coin

class AnyPair : public testing::TestWithParam<Case> {
protected:
    static Instrument instrument(std::size_t which) {
        const auto& [first, second, coin] = GetParam();
        auto made = instrument_like(which == 0 ? first : second, coin).value();
        made.id = InstrumentId{static_cast<std::uint16_t>(which)};
        made.venue = VenueId{static_cast<std::uint8_t>(which)};
        return made;
    }
    static Price usual_price() { return flow_of(std::get<2>(GetParam())).value().start; }
    const Instrument a = instrument(0);
    const Instrument b = instrument(1);
    const Price at = floor_to(floor_to(usual_price(), a.tick), b.tick);
};

// The least coins that both venues count in whole lots.
Base common_step(const Instrument& a, const Instrument& b, Price at) {
    constexpr std::int64_t kPlace = 10'000'000'000;  // Base has ten places more than Quantity
    const auto one = static_cast<std::int64_t>(a.coins(a.lot, at).raw() / kPlace);
    const auto other = static_cast<std::int64_t>(b.coins(b.lot, at).raw() / kPlace);
    return Base::from_raw(Int128{std::lcm(one, other)} * kPlace);
}

TEST_P(AnyPair, HasTheSameLegalCoinsOnBothSidesAtEverySize) {
    const Base step = common_step(a, b, at);
    unsigned fitted = 0;
    for (int i = 1; i <= 3'000; ++i) {
        const auto wanted = a.lot * i;
        const auto both = exec::fit(a, at, b, at, wanted);
        const Int128 most = a.coins(wanted, at).raw() / step.raw() * step.raw();
        if (!both) {
            // Nothing that is whole on both sides and no larger would have been taken by both.
            const Base coins = Base::from_raw(most);
            EXPECT_FALSE(a.accepts(a.quantity_toward_zero(coins, at), at, false) &&
                         b.accepts(b.quantity_toward_zero(coins, at), at, false))
                << to_text(wanted) << ": " << both.error().message;
            continue;
        }
        ++fitted;
        EXPECT_TRUE(a.accepts(both->first, at, false)) << to_text(both->first);
        EXPECT_TRUE(b.accepts(both->second, at, false)) << to_text(both->second);
        EXPECT_EQ(a.coins(both->first, at), b.coins(both->second, at));
        EXPECT_EQ(a.coins(both->first, at).raw(), most) << "a larger one would have been legal";
    }
    EXPECT_GT(fitted, 0U);
}

TEST_P(AnyPair, HedgesEveryPartialFillToLessThanOneLot) {
    const auto both = exec::fit(a, at, b, at, a.lot * 3'000).value();
    for (Quantity filled = a.lot; filled <= both.first; filled = filled + a.lot) {
        const Base owed = a.coins(filled, at);
        const Quantity hedge = b.quantity_toward_zero(owed, at);
        EXPECT_LE(b.coins(hedge, at), owed);
        EXPECT_LT(owed - b.coins(hedge, at), b.coins(b.lot, at)) << to_text(filled);
        EXPECT_LE(hedge, both.second);
    }
}

std::vector<Case> every_pair() {
    std::vector<Case> all;
    for (const auto* first : {"edgex", "lighter", "paradex", "backpack", "aster"})
        for (const auto* second : {"edgex", "lighter", "paradex", "backpack", "aster"})
            for (const auto* coin : {"BTC", "ETH", "SOL"})
                if (std::string_view{first} != second) all.emplace_back(first, second, coin);
    return all;
}

std::string name_of(const testing::TestParamInfo<Case>& tested) {
    const auto& [first, second, coin] = tested.param;
    return first + "_" + second + "_" + coin;
}

INSTANTIATE_TEST_SUITE_P(Venues, AnyPair, testing::ValuesIn(every_pair()), name_of);

}  // namespace
}  // namespace twinleg::sim
