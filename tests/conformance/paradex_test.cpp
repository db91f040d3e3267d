// What is Paradex's alone: its dead man's switch, and the market order of document 003.

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "tests/conformance/stage.h"

namespace twinleg::conformance {
namespace {

using sim::wire::Fault;

Way way(const std::string& name) {
    const auto all = ways();
    const auto found = std::ranges::find(all, name, &Way::name);
    if (found == all.end()) throw std::runtime_error("there is no way " + name);
    return *found;
}

// As a desk trades: with the switch.
Way guarded() {
    Way out = way("paradex_websocket");
    out.options.clear();
    return out;
}

TEST(Paradex, EndsWhatRestsWhenItsSocketDropsAndTellsIt) {
    Stage stage(guarded());
    stage.open();
    const auto id = stage.place(Side::buy, TimeInForce::post_only, Price::from_units(59'990),
                                parse_quantity("0.01").value());
    ASSERT_TRUE(stage.until([&] { return stage.told(id).accepted(); }));

    stage.order_fault(Fault::disconnect, 1);

    ASSERT_TRUE(stage.until([&] { return stage.downs(Stream::account) > 0; }));
    ASSERT_TRUE(stage.until([&] { return stage.up(Stream::account); }, seconds(30)));
    ASSERT_TRUE(stage.until([&] { return stage.told(id).final(); }));
    EXPECT_EQ(stage.told(id).word, OrderWord::cancelled);
    const auto open = stage.ask<OpenOrdersAnswer>(Question::open_orders);
    EXPECT_TRUE(open.head.ok);
    EXPECT_TRUE(open.orders.empty());

    // Armed again: the next order goes by the new socket.
    const auto next = stage.place(Side::buy, TimeInForce::post_only, Price::from_units(59'990),
                                  parse_quantity("0.01").value());
    EXPECT_TRUE(stage.until([&] { return stage.told(next).accepted(); }));
    stage.finish();
}

// Document 003 buys at best ask × 1.003 "post-only", waits 10 s and cancels. A post-only order
// through the book never fills: the venue ends it. An IOC at the same price does what is meant, and
// its 10 s are an upper bound: it ends at once.
class MarketOrder003 : public testing::Test {
protected:
    MarketOrder003() : stage(way("paradex_websocket")) {}
    void SetUp() override { stage.open(); }
    void TearDown() override { stage.finish(); }

    // best ask × 1.003, best bid × 0.997, on the tick.
    Price aggressive(Side side) const {
        const auto bbo = stage.book().bbo();
        const Ratio offset = basis_points(30);
        const Price tick = stage.instrument().tick;
        return side == Side::buy ? floor_to(scale_toward_zero(bbo->ask.price, offset), tick)
                                 : ceil_to(scale_toward_zero(bbo->bid.price, -offset), tick);
    }

    const Quantity quantity = parse_quantity("0.01").value();
    Stage stage;
};

TEST_F(MarketOrder003, AsAnIocFillsAtOnce) {
    for (const Side side : {Side::buy, Side::sell}) {
        const Time began = stage.loop().now();
        const auto id = stage.place(side, TimeInForce::ioc, aggressive(side), quantity);

        ASSERT_TRUE(stage.until([&] { return stage.told(id).final(); }, seconds(10)));
        EXPECT_EQ(stage.told(id).word, OrderWord::filled);
        EXPECT_EQ(stage.told(id).filled(), quantity);
        EXPECT_LT(stage.loop().now() - began, seconds(10));
    }
}

TEST_F(MarketOrder003, AsPostOnlyIsRefused) {
    for (const Side side : {Side::buy, Side::sell}) {
        const auto id = stage.place(side, TimeInForce::post_only, aggressive(side), quantity);

        ASSERT_TRUE(stage.until([&] { return stage.told(id).final(); }));
        EXPECT_EQ(stage.told(id).reason, Reason::would_cross);
        EXPECT_EQ(stage.told(id).filled(), Quantity{});
        EXPECT_EQ(stage.position(), Quantity{});
    }
}

TEST_F(MarketOrder003, EndsWithinItsBoundWhereNobodyIsThere) {
    stage.somebody(Side::buy, aggressive(Side::buy) + stage.tick(10'000), Quantity::from_units(100),
                   sim::wire::Force::ioc);
    const auto id = stage.place(Side::buy, TimeInForce::ioc, Price::from_units(60'190), quantity);

    ASSERT_TRUE(stage.until([&] { return stage.told(id).final(); }, seconds(10)));
    EXPECT_EQ(stage.told(id).filled(), Quantity{});
    EXPECT_EQ(stage.told(id).reason, Reason::no_liquidity);
    stage.somebody(Side::sell, Price::from_units(60'010), Quantity::from_units(5));
}

}  // namespace
}  // namespace twinleg::conformance
