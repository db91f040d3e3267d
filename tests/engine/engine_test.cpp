// An event in, commands out: what an engine may send, and when it stops sending.

#include "tests/engine/engine_fixture.h"

#include <stdexcept>

namespace twinleg::engine {
namespace {

TEST_F(EngineTest, SendsNoOrderBeforeTheStepsOfAStartAreThrough) {
    tell(Started{1});
    quote(0, "100", "100.1");
    quote(1, "101", "101.1");
    wish_a_pair();

    tell(Timer{});

    EXPECT_EQ(engine.mode(), Mode::starting);
    EXPECT_TRUE(said<PlaceOrder>().empty());
    ASSERT_EQ(said<Refused>().size(), 1U);
    EXPECT_EQ(said<Refused>()[0].check, "mode");
}

TEST_F(EngineTest, SendsBothLegsOfAPairTradeAtTheSameInstant) {
    start();
    wish_a_pair();

    tell(Timer{});

    const auto placed = said<PlaceOrder>();
    ASSERT_EQ(placed.size(), 2U);
    EXPECT_EQ(placed[0].order->side, Side::buy);
    EXPECT_EQ(placed[1].order->side, Side::sell);
    EXPECT_EQ(said<PairOpened>().size(), 1U);
}

TEST_F(EngineTest, AsksForASnapshotAfterAGapAndBeginsNothingMeanwhile) {
    start();
    const Level bid{price("100"), Quantity::from_units(9)};
    tell(BookDelta{.instrument = {0}, .last = sequence[0] + 2, .bids = {&bid, 1}});
    ASSERT_EQ(said<Resync>().size(), 1U);
    EXPECT_EQ(said<Resync>()[0].instrument.value, 0);
    EXPECT_EQ(engine.counters().book_gaps, 1U);

    wish_a_pair();
    tell(Timer{});

    EXPECT_EQ(said<PlaceOrder>().size(), 0U);
    ASSERT_EQ(said<Refused>().size(), 1U);

    sequence[0] += 2;
    quote(0, "100", "100.1");
    wish_a_pair();
    tell(Timer{});
    EXPECT_EQ(said<PlaceOrder>().size(), 2U);
}

TEST_F(EngineTest, SendsNothingMoreOnceTheJournalStalled) {
    start();
    tell(JournalStalled{});
    EXPECT_EQ(engine.mode(), Mode::halted);
    forget();

    wish_a_pair();
    pass(seconds(1));
    // A debt, too, must wait: nothing may be sent that is not in the journal.
    Fill fill;
    fill.fill_id = *FillId::from("f");
    fill.quantity = quantity("0.05");
    fill.price = price("100");
    fill.venue_time = now;
    tell(fill);
    pass(milliseconds(200));

    EXPECT_TRUE(said<PlaceOrder>().empty());
}

TEST_F(EngineTest, LatchesTheKillUntilAPersonResetsIt) {
    start();
    tell(OperatorAsked{Operator::kill});
    ASSERT_EQ(engine.mode(), Mode::halted);
    ASSERT_EQ(said<ModeChanged>().size(), 1U);
    EXPECT_TRUE(said<ModeChanged>()[0].latched);
    EXPECT_TRUE(engine.latched());

    pass(minutes(10), seconds(1));
    tell(OperatorAsked{Operator::resume});
    EXPECT_EQ(engine.mode(), Mode::halted);

    tell(OperatorAsked{Operator::reset});
    EXPECT_EQ(engine.mode(), Mode::starting);
    EXPECT_FALSE(engine.latched());
    pass(seconds(3));
    EXPECT_EQ(engine.mode(), Mode::active);
    EXPECT_EQ(engine.counters().halts, 1U);
}

TEST_F(EngineTest, ResumesAfterTheBreakersPauseByTheStepsOfAStart) {
    start();
    for (int i = 0; i < 5; ++i) {
        OrderReport refused;
        refused.word = OrderWord::rejected;
        refused.reason = Reason::other;
        tell(refused);
    }
    ASSERT_EQ(engine.mode(), Mode::halted);
    EXPECT_EQ(engine.counters().breaker_trips, 1U);
    ASSERT_EQ(said<ModeChanged>().size(), 1U);
    EXPECT_FALSE(said<ModeChanged>()[0].latched);
    EXPECT_FALSE(engine.latched());

    pass(minutes(5) - seconds(1), seconds(1));
    EXPECT_EQ(engine.mode(), Mode::halted);
    pass(seconds(5));

    EXPECT_EQ(engine.mode(), Mode::active);
    const auto changes = said<ModeChanged>();
    ASSERT_EQ(changes.size(), 3U);
    EXPECT_EQ(changes[1].to, Mode::starting);
    EXPECT_EQ(changes[2].from, Mode::starting);
}

TEST_F(EngineTest, LatchesABreakersHaltWhenItIsKilledInTheMeantime) {
    start();
    for (int i = 0; i < 5; ++i) {
        OrderReport refused;
        refused.word = OrderWord::rejected;
        refused.reason = Reason::other;
        tell(refused);
    }
    ASSERT_FALSE(engine.latched());

    tell(OperatorAsked{Operator::kill});

    EXPECT_TRUE(engine.latched());
    pass(minutes(6), seconds(1));
    EXPECT_EQ(engine.mode(), Mode::halted);

    tell(OperatorAsked{Operator::stop});
    pass(seconds(3));
    EXPECT_FALSE(engine.latched()) << "there is nothing left to reset";
}

TEST_F(EngineTest, EndsWhenItIsAskedToStopAndThenSendsNothing) {
    start();
    tell(OperatorAsked{Operator::stop});
    EXPECT_EQ(engine.mode(), Mode::stopping);
    pass(seconds(5));
    ASSERT_TRUE(engine.ended());
    forget();

    wish_a_pair();
    quote(0, "100", "100.1");
    tell(Timer{});
    tell(OperatorAsked{Operator::flatten});
    tell(OperatorAsked{Operator::kill});
    tell(OperatorAsked{Operator::reset});
    pass(seconds(5));

    EXPECT_EQ(sent(), 0U);
    EXPECT_TRUE(said<Ask>().empty());
    EXPECT_TRUE(engine.ended());
    EXPECT_EQ(engine.wake_at(), kNever);
}

TEST_F(EngineTest, BeginsNothingWhilePausedAndGoesOnWhenResumed) {
    start();
    tell(OperatorAsked{Operator::pause});
    wish_a_pair();
    tell(Timer{});
    EXPECT_TRUE(said<PlaceOrder>().empty());
    EXPECT_EQ(engine.counters().refused.at("paused"), 1U);

    tell(OperatorAsked{Operator::resume});
    wish_a_pair();
    tell(Timer{});
    EXPECT_EQ(said<PlaceOrder>().size(), 2U);
}

TEST_F(EngineTest, ReducesWhileAMarketIsNotOpenAndForAHoldTimeAfterThat) {
    start();
    tell(MarketState{{1}, MarketMode::cancel_only});
    EXPECT_EQ(engine.mode(), Mode::reducing);

    tell(MarketState{{1}, MarketMode::normal});
    pass(milliseconds(1900));
    EXPECT_EQ(engine.mode(), Mode::reducing);
    pass(milliseconds(200));
    EXPECT_EQ(engine.mode(), Mode::active);
}

TEST_F(EngineTest, TakesACancelThatFoundNothingForNobodysError) {
    start();
    for (int i = 0; i < 30; ++i) {
        OrderReport crossed;  // our cancel met the order's own end
        crossed.word = OrderWord::rejected;
        crossed.reason = Reason::not_found;
        tell(crossed);
    }

    EXPECT_EQ(engine.mode(), Mode::active);
    EXPECT_EQ(engine.counters().breaker_trips, 0U);
}

TEST_F(EngineTest, TakesACancelThatCannotLeaveForTheLinesTroubleWhileItIsDown) {
    start();
    const SendFailed kept_back{
        .instrument = {0}, .was_cancel = true, .outcome = SendOutcome::never_sent};
    tell(StreamStatus{{0}, Stream::account, false});
    for (int i = 0; i < 30; ++i)
        tell(kept_back);
    EXPECT_EQ(engine.counters().breaker_trips, 0U);
    EXPECT_EQ(engine.mode(), Mode::reducing);

    tell(StreamStatus{{0}, Stream::account, true});
    for (int i = 0; i < 5; ++i)
        tell(kept_back);
    EXPECT_EQ(engine.counters().breaker_trips, 1U);
}

// 150 orders a minute are 75 a venue; 200 slices take longer than a stop waits without progress.
TEST_F(FillingVenues, ClosesALargePositionAsFastAsTheOrderRateAllowsAndToTheEnd) {
    start();
    const auto position = [&] { return engine.portfolio().position({0}).quantity(); };
    for (int i = 0; i < 6000 && position() < quantity("20"); ++i) {
        wish_a_pair("0.1");
        pass_and_fill(milliseconds(100));
    }
    ASSERT_GE(position(), quantity("20"));
    const Time asked = now;
    orders = 0;

    tell(OperatorAsked{Operator::stop});
    for (int i = 0; i < 600 && !engine.ended(); ++i)
        pass_and_fill(seconds(1));

    EXPECT_TRUE(engine.ended());
    EXPECT_TRUE(position().is_zero());
    EXPECT_EQ(orders, 400U);
    EXPECT_GT(now - asked, seconds(120));
    EXPECT_LT(now - asked, seconds(240));
}

TEST(Engine, NamesTheSettingItCannotTradeWith) {
    const auto why = [](Config config) -> std::string {
        std::optional<strategy::TradePair> none;
        try {
            Engine engine{std::move(config), std::make_unique<Scripted>(none)};
        } catch (const std::invalid_argument& refused) {
            return refused.what();
        }
        return "accepted";
    };
    EXPECT_EQ(why(two_venues()), "accepted");

    Config alone = two_venues();
    alone.instruments.pop_back();
    EXPECT_NE(why(alone).find("instruments"), std::string::npos);

    Config no_tick = two_venues();
    no_tick.instruments[1].instrument.tick = {};
    EXPECT_NE(why(no_tick).find("b:BTC: tick"), std::string::npos) << why(no_tick);

    Config no_venue = two_venues();
    no_venue.instruments[1].instrument.venue = {9};
    EXPECT_NE(why(no_venue).find("venue"), std::string::npos);
}

}  // namespace
}  // namespace twinleg::engine
