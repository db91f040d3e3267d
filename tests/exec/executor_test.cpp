// The rule: whatever becomes of two legs, the exposure comes back.

#include "exec/executor.h"

#include <gtest/gtest.h>

#include <functional>

#include "tests/support/trading_desk.h"

namespace twinleg::exec {
namespace {

using test::coins;
using test::price;
using test::quantity;
using test::TradingDesk;

PairPlan concurrent(std::string_view amount) {
    return {.first = {{0}, Side::buy, price("100.1")},
            .second = {{1}, Side::sell, price("100.9")},
            .quantity = quantity(amount),
            .plan = Plan::concurrent};
}

// Begins a pair trade of 0.004 and returns its two legs.
std::vector<Order> begin_pair(TradingDesk& desk) {
    desk.start();
    const auto began = desk.begin(concurrent("0.004"));
    EXPECT_TRUE(began) << ((began ? "" : began.error()));
    auto legs = desk.take_placed();
    EXPECT_EQ(legs.size(), 2U);
    return legs;
}

struct Outcome {
    const char* name;
    const char* first;        // filled of 0.004
    const char* second;       // filled of 0.004
    const char* neutralised;  // signed: what the neutraliser must do; "0": none is sent
    PairOutcome outcome;
    const char* position;  // of the first venue in the end
};

class NineOutcomes : public ::testing::TestWithParam<Outcome> {};

// At the first venue buying is cheaper, at the second selling: there the debt is paid.
TEST_P(NineOutcomes, ComeBackToNoExposureWithOneOrderAtMost) {
    const Outcome& row = GetParam();
    TradingDesk desk;
    const auto legs = begin_pair(desk);
    ASSERT_EQ(legs.size(), 2U);

    desk.does(legs[0], quantity(row.first));
    desk.settle();
    EXPECT_TRUE(desk.port.placed.empty()) << "the other leg is alive: it is the hedge";
    desk.does(legs[1], quantity(row.second));
    desk.settle();

    const Quantity owed = quantity(row.neutralised);
    const auto sent = desk.take_placed();
    ASSERT_EQ(sent.size(), owed.is_zero() ? 0U : 1U);
    if (!owed.is_zero()) {
        EXPECT_EQ(sent[0].role, Role::neutralise);
        EXPECT_EQ(sent[0].side, owed.is_negative() ? Side::sell : Side::buy);
        EXPECT_EQ(sent[0].quantity, owed.abs());
        EXPECT_EQ(sent[0].instrument.value, owed.is_negative() ? 1 : 0);
        desk.does(sent[0], sent[0].quantity);
        desk.settle();
    }
    EXPECT_TRUE(desk.take_placed().empty());
    EXPECT_TRUE(desk.executor.exposure().is_zero());
    EXPECT_FALSE(desk.executor.busy());
    const auto closed = desk.port.all<PairClosed>();
    ASSERT_EQ(closed.size(), 1U);
    EXPECT_EQ(name(closed[0].outcome), name(row.outcome));
    EXPECT_EQ(closed[0].first.position, quantity(row.position));
    EXPECT_EQ(closed[0].second.position, -quantity(row.position));
    EXPECT_FALSE(desk.halt);
}

constexpr auto kDone = PairOutcome::completed;
INSTANTIATE_TEST_SUITE_P(
    Executor, NineOutcomes,
    ::testing::Values(Outcome{"FilledFilled", "0.004", "0.004", "0", kDone, "0.004"},
                      Outcome{"FilledPartial", "0.004", "0.001", "-0.003", kDone, "0.004"},
                      Outcome{"FilledNone", "0.004", "0", "-0.004", kDone, "0.004"},
                      Outcome{"PartialFilled", "0.001", "0.004", "0.003", kDone, "0.004"},
                      Outcome{"PartialPartial", "0.003", "0.001", "-0.002", kDone, "0.003"},
                      Outcome{"PartialNone", "0.002", "0", "-0.002", kDone, "0.002"},
                      Outcome{"NoneFilled", "0", "0.004", "0.004", kDone, "0.004"},
                      Outcome{"NonePartial", "0", "0.003", "0.003", kDone, "0.003"},
                      Outcome{"NoneNone", "0", "0", "0", PairOutcome::nothing, "0"}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(Executor, UndoesTheFirstLegWhereTheSecondVenueCannotTrade) {
    TradingDesk desk;
    const auto legs = begin_pair(desk);
    desk.market.lose_book(1);

    desk.does(legs[0], quantity("0.004"));
    desk.does(legs[1], quantity("0"));
    desk.settle();

    const auto undo = desk.take_placed();
    ASSERT_EQ(undo.size(), 1U);
    EXPECT_EQ(undo[0].instrument.value, 0);
    EXPECT_EQ(undo[0].side, Side::sell);
    desk.does(undo[0], undo[0].quantity);
    desk.settle();
    EXPECT_TRUE(desk.executor.exposure().is_zero());
    const auto closed = desk.port.all<PairClosed>();
    ASSERT_EQ(closed.size(), 1U);
    EXPECT_EQ(name(closed[0].outcome), "rolled_back");
}

TEST(Executor, CarriesDustRatherThanSendWhatAVenueWouldRefuse) {
    TradingDesk desk;
    const auto legs = begin_pair(desk);

    desk.does(legs[0], quantity("0.004"));
    desk.does(legs[1], quantity("0.0035"));  // half a lot is missing
    desk.pass(seconds(3));

    EXPECT_TRUE(desk.take_placed().empty());
    EXPECT_EQ(desk.executor.exposure(), coins("0.0005"));
}

TEST(Executor, WaitsForASilentLegOnlyUntilTheDeadlineAndThenDoesNotHedgeItTwice) {
    TradingDesk desk;
    const auto legs = begin_pair(desk);
    desk.silent = true;
    desk.does(legs[0], quantity("0.004"));

    desk.pass(milliseconds(2450));
    EXPECT_TRUE(desk.port.all<CancelOrder>().empty());

    desk.pass(milliseconds(100));

    // Cancelled, and still counted with its whole rest: nothing else is sent for it.
    EXPECT_FALSE(desk.port.all<CancelOrder>().empty());
    EXPECT_TRUE(desk.take_placed().empty());
    EXPECT_EQ(desk.executor.exposure(), coins("0.004"));
}

TEST(Executor, ReplacesASilentLegOnceTheVenueTwiceDoesNotKnowIt) {
    TradingDesk desk;
    const auto legs = begin_pair(desk);
    desk.does(legs[0], quantity("0.004"));

    // Asked, and not found, twice after its validity of a second.
    const Time sent_at = desk.now;
    while (desk.port.placed.empty() && desk.now - sent_at < seconds(4))
        desk.pass(milliseconds(50));
    EXPECT_GT(desk.now - sent_at, seconds(1));

    const auto sent = desk.take_placed();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].side, Side::sell);
    EXPECT_EQ(sent[0].quantity, quantity("0.004"));
}

TEST(Executor, TakesAFillOnceThoughItIsToldTwice) {
    TradingDesk desk;
    const auto legs = begin_pair(desk);
    const Fill fill = desk.fill_of(legs[0], quantity("0.004"));

    desk.tell(fill);
    desk.tell(fill);

    EXPECT_EQ(desk.executor.exposure(), coins("0.004"));
    EXPECT_EQ(desk.booked.size(), 1U);
}

TEST(Executor, AsksForTheMissingFillsBeforeItBelievesALastWordThatOvertookThem) {
    TradingDesk desk;
    const auto legs = begin_pair(desk);
    desk.silent = true;
    desk.does(legs[1], quantity("0.004"));
    OrderReport report;
    report.client_order_id = legs[0].client_order_id;
    report.word = OrderWord::filled;
    report.has_cumulative = true;
    report.cumulative = quantity("0.004");

    desk.tell(report);
    desk.settle();

    EXPECT_TRUE(desk.executor.exposure().is_zero());  // by the stand-in
    EXPECT_TRUE(desk.executor.busy());
    EXPECT_TRUE(desk.take_placed().empty());

    desk.tell(desk.fill_of(legs[0], quantity("0.004")));
    desk.settle();
    EXPECT_FALSE(desk.executor.busy());
}

TEST(Executor, BeginsNothingWhileSomethingIsUnfinished) {
    TradingDesk desk;
    const auto too_early = desk.begin(concurrent("0.004"));
    ASSERT_FALSE(too_early);
    EXPECT_EQ(too_early.error(), "venue_not_joined");

    begin_pair(desk);
    const auto busy = desk.begin(concurrent("0.004"));
    ASSERT_FALSE(busy);
    EXPECT_EQ(busy.error(), "busy");
}

TEST(Executor, NamesWhatKeepsALegFromBeginning) {
    const auto refusal = [](const std::function<void(TradingDesk&)>& spoil) {
        TradingDesk desk;
        desk.start();
        spoil(desk);
        const auto began = desk.begin(concurrent("0.004"));
        return began ? std::string{"began"} : std::string{began.error()};
    };

    EXPECT_EQ(refusal([](TradingDesk&) {}), "began");
    EXPECT_EQ(refusal([](TradingDesk& d) { d.market.lose_book(1); }), "venue_not_usable");
    EXPECT_EQ(refusal([](TradingDesk& d) { d.market.of[1].mode = MarketMode::cancel_only; }),
              "venue_not_usable");
    EXPECT_EQ(refusal([](TradingDesk& d) { d.market.of[1].depth = quantity("0.003"); }), "depth");
    EXPECT_EQ(refusal([](TradingDesk& d) { d.market.of[0].margin = false; }), "margin");
    EXPECT_EQ(refusal([](TradingDesk& d) { d.tell(StreamStatus{{1}, Stream::account, false}); }),
              "disconnected");
}

TEST(Executor, HaltsWhenItsAttemptsAreUsedUp) {
    auto config = TradingDesk::pair_of("0.1");
    config.attempts_per_pair = 3;
    TradingDesk desk{config};
    const auto legs = begin_pair(desk);
    desk.does(legs[0], quantity("0.004"));
    desk.does(legs[1], quantity("0"));
    desk.settle();

    for (int attempt = 0; attempt < 3; ++attempt) {
        const auto sent = desk.take_placed();
        ASSERT_EQ(sent.size(), 1U) << attempt;
        ASSERT_FALSE(desk.halt);
        desk.does(sent[0], quantity("0"));
        desk.settle();
    }

    EXPECT_TRUE(desk.take_placed().empty());
    ASSERT_TRUE(desk.halt);
    EXPECT_EQ(name(*desk.halt), "budget");
}

TEST(Executor, RepairsAPairThoughAHaltFindsNoVenueUsableForAMoment) {
    TradingDesk desk;
    const auto legs = begin_pair(desk);
    desk.market.lose_book(0);
    desk.market.lose_book(1);
    desk.does(legs[0], quantity("0.004"));
    desk.does(legs[1], quantity("0"));
    desk.mode = Mode::halted;

    desk.pass(seconds(1));
    EXPECT_TRUE(desk.port.all<PairClosed>().empty());
    desk.market.quote(1, "100.9", "101");
    desk.pass(milliseconds(200));

    const auto hedge = desk.take_placed();
    ASSERT_EQ(hedge.size(), 1U);
    desk.does(hedge[0], hedge[0].quantity);
    desk.settle();
    const auto closed = desk.port.all<PairClosed>();
    ASSERT_EQ(closed.size(), 1U);
    EXPECT_EQ(name(closed[0].outcome), "completed");
}

TEST(Executor, GivesAPairUpInAHaltWhereNobodyTakesTheHedge) {
    TradingDesk desk;
    const auto legs = begin_pair(desk);
    desk.market.lose_book(0);
    desk.market.lose_book(1);
    desk.does(legs[0], quantity("0.004"));
    desk.does(legs[1], quantity("0"));
    desk.mode = Mode::halted;

    desk.pass(seconds(2));

    const auto closed = desk.port.all<PairClosed>();
    ASSERT_EQ(closed.size(), 1U);
    EXPECT_EQ(name(closed[0].outcome), "failed");
    EXPECT_EQ(desk.executor.exposure(), coins("0.004"));
}

TEST(Executor, GoesFurtherThroughTheBookAfterEachAttemptThatFailedByPrice) {
    TradingDesk desk;
    const auto legs = begin_pair(desk);
    desk.does(legs[0], quantity("0.004"));
    desk.does(legs[1], quantity("0"));
    desk.settle();
    const auto first = desk.take_placed();
    ASSERT_EQ(first.size(), 1U);

    desk.does(first[0], quantity("0"));
    desk.settle();

    const auto second = desk.take_placed();
    ASSERT_EQ(second.size(), 1U);
    EXPECT_LT(second[0].price, first[0].price);
}

TEST(Executor, PassesOverAVenueWhereItWouldMeetAnOrderOfItsOwn) {
    TradingDesk desk;
    desk.start();
    PairPlan plan = concurrent("0.004");
    plan.plan = Plan::maker_then_hedge;
    plan.first = {{0}, Side::buy, price("99.9")};
    ASSERT_TRUE(desk.begin(plan));
    const auto maker = desk.take_placed();
    ASSERT_EQ(maker.size(), 1U);
    // Selling would be far cheaper at the venue where our own buy rests.
    desk.market.quote(1, "90", "101.1");

    desk.tell(desk.fill_of(maker[0], quantity("0.001")));
    desk.settle();

    const auto hedge = desk.take_placed();
    ASSERT_EQ(hedge.size(), 1U);
    EXPECT_EQ(hedge[0].instrument.value, 1);
}

// --- A start after a power cut, which took the end of the journal.

class AfterAPowerCut : public ::testing::Test {
protected:
    // The first venue is back and the second is not; the first filled an order of the life before.
    AfterAPowerCut() {
        desk.tell(Started{2});
        is_back({0});
        Order lost{.instrument = {0}, .client_order_id = ClientOrderId::make(1, 9)};
        lost.side = Side::buy;
        lost.price = price("100");
        lost.quantity = quantity("0.004");
        desk.tell(desk.fill_of(lost, lost.quantity));
    }

    void is_back(VenueId venue) {
        desk.tell(StreamStatus{venue, Stream::market, true});
        desk.tell(StreamStatus{venue, Stream::account, true});
    }

    TradingDesk desk;
};

TEST_F(AfterAPowerCut, NothingIsHedgedWhileAVenueThatMayHoldTheOtherLegIsAway) {
    desk.pass(desk.executor.desk().config.start_limit + seconds(1));
    desk.mode = Mode::reducing;
    desk.pass(seconds(30));

    EXPECT_EQ(desk.executor.exposure(), coins("0.004"));
    EXPECT_TRUE(desk.take_placed().empty());

    desk.venue_holds[1] = quantity("-0.004");
    is_back({1});
    desk.pass(seconds(5));

    EXPECT_TRUE(desk.executor.exposure().is_zero());
    EXPECT_TRUE(desk.take_placed().empty());
}

TEST_F(AfterAPowerCut, WhatHasNoOtherLegIsHedgedOnceEveryVenueWasRead) {
    desk.pass(desk.executor.desk().config.start_limit + seconds(1));
    desk.mode = Mode::reducing;
    is_back({1});
    desk.pass(seconds(5));

    ASSERT_FALSE(desk.port.placed.empty());
    EXPECT_EQ(desk.port.placed.front().quantity, quantity("0.004"));
}

TEST(AStart, IsNotCutShortByAHaltOnTheWay) {
    TradingDesk desk;
    desk.tell(Started{1});
    desk.tell(StreamStatus{{0}, Stream::market, true});
    desk.tell(StreamStatus{{0}, Stream::account, true});
    Order known{.instrument = {0}, .client_order_id = ClientOrderId::make(1, 9)};
    known.price = price("100");
    desk.tell(desk.fill_of(known, quantity("0.004")));

    desk.mode = Mode::halted;
    desk.pass(seconds(3));
    EXPECT_TRUE(desk.take_placed().empty());

    desk.pass(desk.executor.desk().config.start_limit);
    EXPECT_FALSE(desk.take_placed().empty());
}

}  // namespace
}  // namespace twinleg::exec
