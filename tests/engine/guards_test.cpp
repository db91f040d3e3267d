// Markets that run or dry up, clocks, and the distance to liquidation.

#include <gmock/gmock.h>

#include "tests/engine/engine_fixture.h"

namespace twinleg::engine {
namespace {

using testing::HasSubstr;

class Guards : public FillingVenues {
protected:
    explicit Guards(Config config = two_venues()) : FillingVenues(std::move(config)) {}

    std::string refusal() {
        forget();
        wish_a_pair("0.01");
        tell(Timer{});
        const auto all = said<Refused>();
        return all.empty() ? "" : all[0].check + ": " + all[0].why;
    }
    // Both venues' prices, a dollar apart as at the start.
    void prices(std::int64_t bid) {
        const auto text = [](std::int64_t units, const char* tenth) {
            return std::to_string(units) + tenth;
        };
        quote(0, text(bid, ""), text(bid, ".1"));
        quote(1, text(bid + 1, ""), text(bid + 1, ".1"));
    }
};

TEST_F(Guards, APriceThatRunsStopsNewPairTradesUntilItIsCalm) {
    start();
    prices(94);

    EXPECT_THAT(refusal(), HasSubstr("market: prices move too fast"));

    // The window is a minute; its oldest slice may stay two seconds longer.
    for (int i = 0; i < 63; ++i) {
        prices(94);
        pass(seconds(1));
    }
    forget();
    wish = strategy::TradePair{.first = {{0}, Side::buy, price("94.1")},
                               .second = {{1}, Side::sell, price("95")},
                               .quantity = quantity("0.01")};
    tell(Timer{});
    EXPECT_EQ(said<PlaceOrder>().size(), 2U);
}

class ThinBooks : public Guards {
protected:
    static Config config() {
        Config c = two_venues();
        c.risk.min_depth = Notional::from_units(500);  // the books of this test hold 1,000 a side
        return c;
    }
    ThinBooks() : Guards(config()) {}
};

TEST_F(ThinBooks, ABookWithoutDepthStopsNewPairTrades) {
    start();
    EXPECT_EQ(refusal(), "");
    pass_and_fill(seconds(1));

    const Level bid{price("100"), Quantity::from_units(10)};
    const Level ask{price("100.1"), Quantity::from_units(4)};
    tell(BookSnapshot{{0}, ++sequence[0], now, {&bid, 1}, {&ask, 1}});
    pass(seconds(5));
    EXPECT_EQ(engine.mode(), Mode::reducing);

    quote(0, "100", "100.1");
    pass(seconds(5));
    EXPECT_EQ(engine.mode(), Mode::active);
}

TEST_F(Guards, AClockThatIsOffStopsNewRiskUntilItIsRight) {
    start();
    tell(LatencyMeasured{{1}, Stage::clock, seconds(3)});

    EXPECT_EQ(engine.mode(), Mode::reducing);
    ASSERT_EQ(said<Notice>().size(), 1U);
    EXPECT_EQ(said<Notice>()[0].text,
              "b: its clock is 3000 ms from ours; set the clock of this machine (NTP)");

    tell(LatencyMeasured{{1}, Stage::clock, milliseconds(20)});
    pass(milliseconds(2100));
    EXPECT_EQ(engine.mode(), Mode::active);
}

TEST_F(Guards, ALegThatIsTooSlowStopsNewRiskForAWhile) {
    start();
    tell(LatencyMeasured{{0}, Stage::order_ack, seconds(2)});
    EXPECT_EQ(engine.mode(), Mode::active)
        << "only the browser's leg and hedges are held to a limit";

    tell(LatencyMeasured{{0}, Stage::browser_leg, milliseconds(501)});
    EXPECT_EQ(engine.mode(), Mode::reducing);

    tell(LatencyMeasured{{0}, Stage::browser_leg, milliseconds(120)});
    pass(milliseconds(2100));
    EXPECT_EQ(engine.mode(), Mode::active);
}

TEST_F(Guards, PositionsAreReducedOnBothVenuesBeforeOneLiquidates) {
    start();
    const auto held = [&](std::uint16_t id) {
        return engine.portfolio().position({id}).quantity();
    };
    for (int i = 0; i < 600 && held(0) < quantity("4"); ++i) {
        wish_a_pair("0.1");
        pass_and_fill(milliseconds(100));
    }
    ASSERT_GE(held(0), quantity("4"));
    // 4 × 100 against 21 is a distance of nought: 400 × 5 % is kept by the venue.
    const Quantity before = held(0);
    equity = Notional::from_units(27);
    pass_and_fill(seconds(20));

    EXPECT_LT(held(0), before);
    EXPECT_TRUE(held(0).is_positive());
    EXPECT_EQ(held(0), -held(1));
    // (27 − 5 % of the value) above 3 % of value and margin.
    EXPECT_LE(held(0), quantity("3.3"));
    EXPECT_EQ(engine.mode(), Mode::active);

    EXPECT_THAT(refusal(), HasSubstr("liquidation_distance"));
}

TEST_F(Guards, NothingIsReducedFarFromLiquidation) {
    start();
    const auto held = [&] { return engine.portfolio().position({0}).quantity(); };
    for (int i = 0; i < 600 && held() < quantity("1"); ++i) {
        wish_a_pair("0.1");
        pass_and_fill(milliseconds(100));
    }
    const Quantity before = held();

    pass_and_fill(seconds(20));

    EXPECT_EQ(held(), before);
}

}  // namespace
}  // namespace twinleg::engine
