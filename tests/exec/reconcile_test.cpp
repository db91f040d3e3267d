// What a lost message took away, positions bring back; once, and never a person's doing.

#include "exec/reconcile.h"

#include <gtest/gtest.h>

#include "tests/support/trading_desk.h"

namespace twinleg::exec {
namespace {

using test::at_ms;
using test::coins;
using test::linear;
using test::price;
using test::quantity;
using test::TradingDesk;

class ReconcilerTest : public ::testing::Test {
protected:
    ReconcilerTest()
        : desk(TradingDesk::pair_of("0.1"), {linear(0, 0, "a"), linear(1, 1, "b")},
               {VenueTraits{.id = {0}, .name = "a"}, VenueTraits{.id = {1}, .name = "b"}}),
          reconciler(desk) {
        for (auto& venue : desk.venues)
            venue.phase = Phase::joined;
    }

    // All fills up to then are told, and then the position of that moment.
    void venue_says(std::string_view position, Time at) {
        fills_are_told_through(at);
        position_is_told(position, at);
    }
    void fills_are_told_through(Time at) {
        desk.now = at + milliseconds(20);
        reconciler.on_fills(desk, {.head = {.ok = true, .venue_time = at}, .through = at},
                            at - milliseconds(20));
    }
    void position_is_told(std::string_view position, Time at) {
        desk.now = at + milliseconds(20);
        const PositionEntry entry{{0}, quantity(position)};
        reconciler.on_positions(desk,
                                {.head = {.ok = true, .venue_time = at}, .positions = {&entry, 1}},
                                at - milliseconds(20));
    }
    Fill fill_at(Time at, Side side, std::string_view amount) {
        Fill fill;
        fill.side = side;
        fill.quantity = quantity(amount);
        fill.price = price("100");
        fill.fill_id = FillId::from_number(static_cast<std::uint64_t>(at.ns));
        fill.venue_time = at;
        return fill;
    }

    Desk desk;
    Reconciler reconciler;
};

TEST_F(ReconcilerTest, AgreesWhenTheVenueHoldsWhatOurFillsSay) {
    venue_says("0", at_ms(1000));

    EXPECT_FALSE(reconciler.any_suspicion());
    EXPECT_TRUE(reconciler.agreed({0}).known());
    EXPECT_TRUE(reconciler.take_adjustments().empty());
}

TEST_F(ReconcilerTest, MakesNoAdjustmentOfOneRead) {
    venue_says("0.003", at_ms(1000));

    EXPECT_TRUE(reconciler.suspicious({0}));
    EXPECT_FALSE(reconciler.suspicious({1}));
    EXPECT_TRUE(reconciler.take_adjustments().empty());
}

TEST_F(ReconcilerTest, MakesAnAdjustmentOfTwoAgreeingReadsHalfASecondApart) {
    venue_says("0.003", at_ms(1000));
    venue_says("0.003", at_ms(1499));
    EXPECT_TRUE(reconciler.take_adjustments().empty());

    venue_says("0.003", at_ms(1500));

    const auto due = reconciler.take_adjustments();
    ASSERT_EQ(due.size(), 1U);
    EXPECT_EQ(due[0].contracts, quantity("0.003"));
    EXPECT_EQ(due[0].at, at_ms(1500));
    EXPECT_FALSE(reconciler.any_suspicion());
}

TEST_F(ReconcilerTest, BeginsAnewWhenTheSecondReadDiffersFromTheFirst) {
    venue_says("0.003", at_ms(1000));
    venue_says("0.002", at_ms(1600));
    EXPECT_TRUE(reconciler.take_adjustments().empty());

    venue_says("0.002", at_ms(2100));

    ASSERT_EQ(reconciler.take_adjustments().size(), 1U);
}

TEST_F(ReconcilerTest, ForgetsADifferenceThatALaterReadDoesNotShow) {
    venue_says("0.003", at_ms(1000));
    venue_says("0", at_ms(1600));
    EXPECT_FALSE(reconciler.any_suspicion());

    venue_says("0.003", at_ms(2200));

    EXPECT_TRUE(reconciler.take_adjustments().empty());
}

TEST_F(ReconcilerTest, ComparesOnlyOnceTheFillsReachTheTimeOfTheRead) {
    fills_are_told_through(at_ms(900));
    position_is_told("0.003", at_ms(1000));
    EXPECT_FALSE(reconciler.any_suspicion());

    fills_are_told_through(at_ms(1000));

    EXPECT_TRUE(reconciler.any_suspicion());
}

TEST_F(ReconcilerTest, ComparesWithTheFillsUpToTheTimeOfTheRead) {
    const Fill later = fill_at(at_ms(1010), Side::buy, "0.005");
    desk.venues[0].fills.learn(later);
    desk.holdings[0].apply(desk.instruments[0], later.quantity, later.price);

    venue_says("0", at_ms(1000));  // right, then

    EXPECT_FALSE(reconciler.any_suspicion());
}

// Both carry the same millisecond, and the read came first.
TEST_F(ReconcilerTest, TakesAReadOfTheVeryMomentOfAFillForNoProof) {
    Quantity sold;
    for (const int ms : {1000, 1600}) {
        const Fill fill = fill_at(at_ms(ms), Side::sell, "0.001");
        desk.venues[0].fills.learn(fill);
        desk.holdings[0].apply(desk.instruments[0], -fill.quantity, fill.price);
        venue_says(to_text(sold), at_ms(ms));
        sold -= quantity("0.001");

        EXPECT_FALSE(reconciler.any_suspicion());
    }
    EXPECT_TRUE(reconciler.take_adjustments().empty());

    venue_says("-0.001", at_ms(2200));
    EXPECT_TRUE(reconciler.suspicious({0})) << "what differs at other moments still counts";
    venue_says("-0.001", at_ms(2800));
    EXPECT_EQ(reconciler.take_adjustments().size(), 1U);
}

TEST_F(ReconcilerTest, WaitsForALiveOrderThatCouldExplainTheDifferenceAtMostFiveSeconds) {
    test::FakePort port;
    desk.now = at_ms(900);
    Tracked& sent = *desk.place({0}, Side::buy, price("100"), quantity("0.003"), TimeInForce::ioc,
                                Role::leg, false, port);
    venue_says("0.003", at_ms(1000));
    venue_says("0.003", at_ms(2000));
    EXPECT_TRUE(reconciler.take_adjustments().empty());
    EXPECT_TRUE(sent.doubt_since.known()) << "that one is asked first";

    venue_says("0.003", at_ms(6100));

    EXPECT_EQ(reconciler.take_adjustments().size(), 1U);
}

TEST_F(ReconcilerTest, DoesNotLetAnOrderOfTheOtherSideExplainIt) {
    test::FakePort port;
    desk.now = at_ms(900);
    desk.place({0}, Side::sell, price("100"), quantity("0.003"), TimeInForce::ioc, Role::leg, false,
               port);
    venue_says("0.003", at_ms(1000));

    venue_says("0.003", at_ms(1500));

    EXPECT_EQ(reconciler.take_adjustments().size(), 1U);
}

TEST_F(ReconcilerTest, BooksALateFillAgainstTheAdjustmentAsFarAsItGoes) {
    reconciler.book({{0}, quantity("0.003"), price("99"), at_ms(1500)});

    const auto part = reconciler.absorb(fill_at(at_ms(1400), Side::buy, "0.002"));
    ASSERT_TRUE(part);
    EXPECT_EQ(part->quantity, quantity("0.002"));
    EXPECT_EQ(part->price, price("99"));

    const auto rest = reconciler.absorb(fill_at(at_ms(1401), Side::buy, "0.004"));
    ASSERT_TRUE(rest);
    EXPECT_EQ(rest->quantity, quantity("0.001"));

    EXPECT_FALSE(reconciler.absorb(fill_at(at_ms(1402), Side::buy, "0.001")));
}

TEST_F(ReconcilerTest, BooksNoFillAgainstAnAdjustmentThatItCannotExplain) {
    reconciler.book({{0}, quantity("0.003"), price("99"), at_ms(1500)});

    EXPECT_FALSE(reconciler.absorb(fill_at(at_ms(1501), Side::buy, "0.002"))) << "later";
    EXPECT_FALSE(reconciler.absorb(fill_at(at_ms(1400), Side::sell, "0.002"))) << "other side";
}

// --- The same, seen from the desk.

TEST(Reconciling, HedgesAFillThatNobodyToldOnceTwoReadsAgree) {
    TradingDesk desk;
    desk.start();

    desk.venue_holds[0] = quantity("0.05");
    for (int i = 0; i < 200 && desk.port.placed.empty(); ++i)
        desk.pass(milliseconds(50));

    const auto hedge = desk.take_placed();
    ASSERT_EQ(hedge.size(), 1U);
    EXPECT_EQ(hedge[0].side, Side::sell);
    EXPECT_EQ(hedge[0].quantity, quantity("0.05"));
    EXPECT_EQ(desk.executor.adjustments(), 1U);
    EXPECT_EQ(desk.executor.exposure(), coins("0.05"));
}

TEST(Reconciling, DoesNotCountALateFillOnTopOfItsAdjustment) {
    TradingDesk desk;
    desk.start();
    const Time traded = desk.now;
    desk.venue_holds[0] = quantity("0.05");
    for (int i = 0; i < 200 && desk.executor.adjustments() == 0; ++i)
        desk.pass(milliseconds(50));
    ASSERT_EQ(desk.executor.exposure(), coins("0.05"));
    desk.booked.clear();

    Fill late;
    late.instrument = {0};
    late.fill_id = *FillId::from("late");
    late.quantity = quantity("0.05");
    late.price = price("98");
    late.venue_time = traded;
    desk.tell(late);

    EXPECT_EQ(desk.executor.exposure(), coins("0.05"));
    ASSERT_EQ(desk.booked.size(), 1U);
    EXPECT_EQ(desk.booked[0].reversed, quantity("-0.05"));
}

TEST(Reconciling, HaltsAndHedgesNothingWhenAPositionChangesByMoreThanTheLargestPairTrade) {
    TradingDesk desk{TradingDesk::pair_of("0.1")};
    desk.start();

    desk.venue_holds[0] = quantity("0.101");
    desk.pass(seconds(10));

    ASSERT_TRUE(desk.halt);
    EXPECT_EQ(name(*desk.halt), "person");
    EXPECT_TRUE(desk.take_placed().empty());
    EXPECT_TRUE(desk.executor.exposure().is_zero());
}

TEST(Reconciling, TakesOverWhatTheVenueHoldsAfterAPersonLooked) {
    TradingDesk desk{TradingDesk::pair_of("0.1")};
    desk.start();
    desk.venue_holds[0] = quantity("0.101");
    desk.pass(seconds(10));
    ASSERT_TRUE(desk.halt);

    desk.executor.reset();
    desk.executor.restart();
    desk.mode = Mode::starting;
    for (int i = 0; i < 200 && desk.port.placed.empty(); ++i)
        desk.pass(milliseconds(50));

    const auto hedge = desk.take_placed();
    ASSERT_EQ(hedge.size(), 1U);
    EXPECT_EQ(hedge[0].quantity, quantity("0.101"));
}

TEST(Reconciling, BeginsNothingWhileADifferenceIsUnexplained) {
    TradingDesk desk;
    desk.start();
    desk.venue_holds[0] = quantity("0.05");
    for (int i = 0; i < 200 && desk.executor.barred().empty(); ++i)
        desk.pass(milliseconds(10), milliseconds(10));

    EXPECT_EQ(desk.executor.barred(), "position_difference");
    EXPECT_TRUE(desk.port.placed.empty());
}

TEST(Reconciling, NeverTakesAFailedQueryForFlat) {
    TradingDesk desk;
    desk.start();
    desk.silent = true;
    for (int i = 0; i < 100; ++i) {
        desk.pass(milliseconds(50));
        for (const auto& ask : desk.port.all<Ask>()) {
            const AnswerHead failed{ask.venue, ask.request, false, desk.now};
            if (ask.what == Question::positions) desk.tell(PositionsAnswer{failed, {}});
            if (ask.what == Question::fills) desk.tell(FillsAnswer{failed, {}, desk.now, {}});
        }
        desk.port.commands.clear();
        if (i == 0) {  // a position, by a fill
            Fill fill;
            fill.fill_id = *FillId::from("f");
            fill.quantity = quantity("0.05");
            fill.price = price("100");
            fill.venue_time = desk.now;
            desk.tell(fill);
        }
    }

    EXPECT_EQ(desk.executor.adjustments(), 0U);
    EXPECT_EQ(desk.executor.desk().holdings[0].contracts, quantity("0.05"));
}

}  // namespace
}  // namespace twinleg::exec
