// What no outcome of the live orders can repair.

#include "exec/desk.h"

#include <gtest/gtest.h>

#include "tests/support/desk_parts.h"
#include "tests/support/instruments.h"

namespace twinleg::exec {
namespace {

using test::at_ms;
using test::coins;
using test::linear;
using test::price;
using test::quantity;

class DeskTest : public ::testing::Test {
protected:
    DeskTest()
        : desk(Config{}, {linear(0, 0, "a"), linear(1, 1, "b")},
               {VenueTraits{.id = {0}, .name = "a"}, VenueTraits{.id = {1}, .name = "b"}}) {
        desk.epoch = 7;
        desk.now = at_ms(0);
    }

    void holds(std::uint16_t id, std::string_view contracts) {
        desk.holdings[id].apply(desk.instruments[id], quantity(contracts), price("100"));
    }
    Tracked& sends(std::uint16_t id, Side side, std::string_view amount,
                   TimeInForce tif = TimeInForce::ioc) {
        return *desk.place({id}, side, price("100"), quantity(amount), tif, Role::neutralise, false,
                           port);
    }
    // A fill whose venue order id no order of ours has yet.
    void unassigned_fill(std::uint16_t id, Side side, std::string_view amount,
                         std::string_view venue_order_id) {
        holds(id, std::string{side == Side::sell ? "-" : ""} + std::string{amount});
        desk.unassigned.push_back({desk.now,
                                   desk.instruments[id].venue,
                                   {id},
                                   *VenueOrderId::from(venue_order_id),
                                   side,
                                   quantity(amount),
                                   price("100")});
    }

    test::FakePort port;
    Desk desk;
};

TEST_F(DeskTest, OwesItsWholeExposureWhileNoOrderLives) {
    holds(0, "3");
    holds(1, "-1");

    EXPECT_EQ(desk.exposure(), coins("2"));
    EXPECT_EQ(desk.unrepairable(), coins("2"));
}

TEST_F(DeskTest, OwesNothingForAHedgedPairHoweverLarge) {
    holds(0, "500");
    holds(1, "-500");

    EXPECT_TRUE(desk.unrepairable().is_zero());
}

TEST_F(DeskTest, OwesOnlyWhatALiveOrderCannotRepair) {
    holds(0, "3");

    sends(1, Side::sell, "2");
    EXPECT_EQ(desk.unrepairable(), coins("1"));

    sends(1, Side::sell, "1");
    EXPECT_TRUE(desk.unrepairable().is_zero());

    // One more sell could go too far, but may as well not: nothing to do.
    sends(0, Side::sell, "4");
    EXPECT_TRUE(desk.unrepairable().is_zero());
}

TEST_F(DeskTest, OwesABuyOnlyBeyondWhatLiveBuysCouldBring) {
    holds(1, "-3");
    sends(0, Side::buy, "1");

    EXPECT_EQ(desk.unrepairable(), coins("-2"));
}

TEST_F(DeskTest, CountsAnOrderInDoubtWithItsWholeRest) {
    holds(0, "2");
    Tracked& sent = sends(1, Side::sell, "2");
    sent.doubt_since = at_ms(1);
    EXPECT_TRUE(desk.unrepairable().is_zero());

    OrderReport half;
    half.word = OrderWord::accepted;
    half.has_cumulative = true;
    half.cumulative = quantity("0.5");
    sent.record.learn(half);

    EXPECT_EQ(desk.exposure(), coins("1.5"));  // the stand-in counts at once
    EXPECT_TRUE(desk.unrepairable().is_zero());
}

TEST_F(DeskTest, DoesNotRelyOnARestingMaker) {
    holds(0, "2");
    sends(1, Side::sell, "2", TimeInForce::post_only);

    EXPECT_EQ(desk.unrepairable(), coins("2"));
}

TEST_F(DeskTest, CountsAnEarlyFillAgainstTheRestOfTheOrderThatHasNoWordYet) {
    holds(0, "4");
    sends(1, Side::sell, "2");
    desk.now = at_ms(5);

    unassigned_fill(1, Side::sell, "2", "v9");

    // The order has no rest any more: what is left, it cannot repair.
    EXPECT_EQ(desk.unrepairable(), coins("2"));
}

TEST_F(DeskTest, NeverCountsAStrangersFillForAnOrderThatIsSentLater) {
    desk.now = at_ms(5);
    unassigned_fill(1, Side::sell, "2", "v9");
    desk.now = at_ms(6);
    holds(0, "4");

    sends(1, Side::sell, "2");

    EXPECT_TRUE(desk.unrepairable().is_zero());
}

TEST_F(DeskTest, CountsAnEarlyFillOnlyForOrdersOfItsVenueSideAndWithoutAVenueId) {
    holds(0, "8");
    sends(1, Side::sell, "2").record.learn([] {
        OrderReport report;
        report.venue_order_id = *VenueOrderId::from("v1");
        return report;
    }());
    sends(0, Side::sell, "2");
    desk.now = at_ms(5);

    unassigned_fill(1, Side::sell, "2", "v9");

    // E = 6; both sells still have their whole rest of 2.
    EXPECT_EQ(desk.unrepairable(), coins("2"));
}

TEST_F(DeskTest, ForgetsAStrangersFillOnceNoOrderCanOwnIt) {
    Tracked& sent = sends(1, Side::sell, "2");
    desk.now = at_ms(5);
    unassigned_fill(1, Side::sell, "2", "v9");
    desk.forget_foreign_fills();
    ASSERT_EQ(desk.unassigned.size(), 1U);

    OrderReport report;
    report.venue_order_id = *VenueOrderId::from("v1");
    sent.record.learn(report);
    desk.forget_foreign_fills();

    EXPECT_TRUE(desk.unassigned.empty());
}

TEST_F(DeskTest, KeepsAnOrderAliveUntilItsLastWord) {
    Tracked& sent = sends(0, Side::buy, "2");
    sent.cancel_wanted = true;
    EXPECT_TRUE(desk.collect_final().empty());
    EXPECT_TRUE(desk.any_live({0}));
    EXPECT_FALSE(desk.any_live({1}));

    sent.record.learn_fill(quantity("2"), price("100"));

    ASSERT_EQ(desk.collect_final().size(), 1U);
    EXPECT_TRUE(desk.live().empty());
    EXPECT_NE(desk.find(sent.record.order().client_order_id), nullptr);
}

TEST_F(DeskTest, RevivesAFinalOrderWhenTheVenueSaysThatItFilledMore) {
    Tracked& sent = sends(0, Side::buy, "2");
    OrderReport report;
    report.word = OrderWord::cancelled;
    report.has_cumulative = true;
    sent.record.learn(report);
    ASSERT_EQ(desk.collect_final().size(), 1U);

    report.cumulative = quantity("1");
    sent.record.learn(report);
    desk.revive(sent);
    desk.revive(sent);

    EXPECT_EQ(desk.live().size(), 1U);
    EXPECT_EQ(desk.exposure(), coins("1"));
    EXPECT_TRUE(desk.stand_in_at({0}));
    EXPECT_FALSE(desk.stand_in_at({1}));
}

TEST_F(DeskTest, GivesEveryOrderAnIdOfItsOwnAndTheShortestValidity) {
    const Order first = sends(0, Side::buy, "1").record.order();
    const Order second = sends(1, Side::sell, "1").record.order();

    EXPECT_NE(first.client_order_id, second.client_order_id);
    EXPECT_EQ(first.client_order_id.epoch(), 7U);
    EXPECT_EQ(first.valid_until, at_ms(0) + seconds(1));
}

TEST_F(DeskTest, TracksNothingThatRiskRefused) {
    port.refuses = true;

    EXPECT_EQ(desk.place({0}, Side::buy, price("100"), quantity("1"), TimeInForce::ioc, Role::leg,
                         false, port),
              nullptr);
    EXPECT_TRUE(desk.live().empty());
}

TEST_F(DeskTest, NeedsTheSmallestOrderThatMeetsBothMinimums) {
    Instrument i = linear(0, 0, "a");
    i.min_quantity = quantity("0.005");
    i.min_notional = test::notional("1");
    const Desk strict{Config{}, {i}, {VenueTraits{.id = {0}, .name = "a"}}};

    EXPECT_EQ(strict.least({0}, price("1000")), coins("0.005"));
    EXPECT_EQ(strict.least({0}, price("60")), coins("0.017"));
}

// --- Inverse contracts, of 10 USD each, whose coins only their price tells.

class InverseDeskTest : public ::testing::Test {
protected:
    InverseDeskTest()
        : desk(Config{}, {linear(0, 0, "a"), test::inverse(1, 1, "b")},
               {VenueTraits{.id = {0}, .name = "a"}, VenueTraits{.id = {1}, .name = "b"}}) {
        desk.epoch = 7;
        desk.now = at_ms(0);
    }

    Tracked& sends_inverse(Side side, std::string_view limit, std::string_view contracts) {
        return *desk.place({1}, side, price(limit), quantity(contracts), TimeInForce::ioc,
                           Role::leg, false, port);
    }

    test::FakePort port;
    Desk desk;
};

// A word about a figure whose fills are still on their way.
OrderReport filled_at(std::string_view contracts, std::string_view average) {
    OrderReport said;
    said.word = OrderWord::filled;
    said.has_cumulative = true;
    said.cumulative = quantity(contracts);
    said.average_price = price(average);
    return said;
}

TEST_F(InverseDeskTest, LetsAFigureThatClosesGiveBackItsShareWhateverItsPrice) {
    desk.holdings[1].apply(desk.instruments[1], quantity("100"), price("50000"));  // 0.02
    Tracked& sold = sends_inverse(Side::sell, "40000", "50");

    sold.record.learn(filled_at("50", "0"));

    EXPECT_EQ(desk.exposure(), coins("0.01"));
    EXPECT_EQ(desk.unrepairable(), coins("0.01"));
}

TEST_F(InverseDeskTest, DoesNotHedgeWhatABetterPriceThanTheLimitWouldBring) {
    desk.holdings[0].apply(desk.instruments[0], quantity("-0.020"), price("50000"));
    sends_inverse(Side::buy, "50500", "100");  // 0.0198 at its limit, 0.02 at 50000

    EXPECT_TRUE(desk.unrepairable().is_zero());

    desk.holdings[0].apply(desk.instruments[0], quantity("-0.010"), price("50000"));
    EXPECT_LT(desk.unrepairable(), coins("-0.009"));
    EXPECT_GT(desk.unrepairable(), coins("-0.01"));
}

TEST_F(InverseDeskTest, HedgesAFigureOnlyOnceItsPriceIsKnown) {
    desk.holdings[0].apply(desk.instruments[0], quantity("-0.020"), price("50000"));
    Tracked& bought = sends_inverse(Side::buy, "50500", "101");  // 0.02 at its limit
    bought.record.learn(filled_at("101", "0"));
    EXPECT_TRUE(desk.unrepairable().is_zero());

    bought.record.learn(filled_at("101", "50000"));

    EXPECT_EQ(desk.unrepairable(), coins("0.0002"));
}

}  // namespace
}  // namespace twinleg::exec
