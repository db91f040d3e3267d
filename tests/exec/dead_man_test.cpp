// The venue's dead man's switch: set while there is something to protect, and gone after a stop.

#include "exec/dead_man.h"

#include <gtest/gtest.h>

#include "tests/support/trading_desk.h"

namespace twinleg::exec {
namespace {

using test::price;
using test::quantity;
using test::TradingDesk;

constexpr Duration kAhead = seconds(360);
constexpr Duration kRenew = seconds(90);

// The second venue has a switch with one slot, and wants nonces.
class DeadManDesk : public TradingDesk {
public:
    explicit DeadManDesk(bool one_slot = true)
        : TradingDesk(
              pair_of("0.1"),
              {.id = {1},
               .name = "b",
               .nonces = NonceRule::gaps,
               .dead_man = {.ahead = kAhead, .renew_after = kRenew, .one_slot = one_slot}}) {
        start();
    }

    // A pair trade that both venues fill.
    void hold_a_pair() {
        const auto began = begin({.first = {{0}, Side::buy, price("100.1")},
                                  .second = {{1}, Side::sell, price("100.9")},
                                  .quantity = quantity("0.004"),
                                  .plan = Plan::concurrent});
        ASSERT_TRUE(began);
        for (const Order& leg : take_placed())
            does(leg, leg.quantity);
        settle();
    }
    std::vector<ArmDeadMan> take_arms() {
        auto arms = port.all<ArmDeadMan>();
        std::erase_if(port.commands,
                      [](const Command& c) { return std::holds_alternative<ArmDeadMan>(c); });
        return arms;
    }
    void answer(const ArmDeadMan& arm, bool ok, bool certain = false) {
        tell(DeadManAnswer{{arm.venue, arm.request, ok, now}, certain});
        settle();
    }
    // All that is asked for is done.
    void grant() {
        for (const auto& arm : take_arms())
            answer(arm, true);
    }
};

TEST(DeadMan, IsNotSetWhileNothingIsThereToProtect) {
    DeadManDesk desk;

    desk.pass(seconds(20));

    EXPECT_TRUE(desk.take_arms().empty());
}

TEST(DeadMan, IsSetWithTheFirstOrderOnlyWhereThereIsOne) {
    DeadManDesk desk;

    desk.hold_a_pair();

    const auto arms = desk.take_arms();
    ASSERT_EQ(arms.size(), 2U) << "taken away first: somebody may have set it before us";
    EXPECT_FALSE(arms[0].at.known());
    EXPECT_EQ(arms[1].at, desk.now + kAhead);
    EXPECT_EQ(arms[1].nonce, arms[0].nonce + 1);
    for (const auto& arm : arms)
        EXPECT_EQ(arm.venue.value, 1);
}

TEST(DeadMan, IsSetAnewInTimeForAsLongAsThePositionIsHeld) {
    DeadManDesk desk;
    desk.hold_a_pair();
    desk.grant();

    desk.pass(kRenew - seconds(1), seconds(1));
    EXPECT_TRUE(desk.take_arms().empty());
    desk.pass(seconds(2), seconds(1));

    const auto arms = desk.take_arms();
    ASSERT_EQ(arms.size(), 2U);
    EXPECT_FALSE(arms[0].at.known());
    EXPECT_GT(arms[1].at, desk.now + kAhead - seconds(3));
}

TEST(DeadMan, NeedsOneTransactionWhereANewTimeReplacesTheOld) {
    DeadManDesk desk{false};
    desk.hold_a_pair();
    EXPECT_EQ(desk.port.all<ArmDeadMan>().size(), 1U);
    desk.grant();

    desk.pass(kRenew + seconds(1), seconds(1));

    EXPECT_EQ(desk.take_arms().size(), 1U);
}

TEST(DeadMan, RefusedForCertainGivesItsNonceBackAndIsTriedAgain) {
    DeadManDesk desk{false};
    desk.hold_a_pair();
    const auto first = desk.take_arms();
    ASSERT_EQ(first.size(), 1U);

    desk.answer(first[0], false, true);
    EXPECT_TRUE(desk.take_arms().empty()) << "not at once";
    desk.pass(seconds(6));

    const auto again = desk.take_arms();
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].nonce, first[0].nonce);
    EXPECT_EQ(desk.port.all<Notice>().size(), 1U);
}

TEST(DeadMan, WithoutAnAnswerPutsItsNonceInDoubtAndIsTakenAwayBeforeItIsSetAgain) {
    DeadManDesk desk;
    desk.hold_a_pair();
    const auto first = desk.take_arms();
    ASSERT_EQ(first.size(), 2U);
    desk.answer(first[0], true);

    desk.answer(first[1], false);

    const auto asks = desk.port.all<Ask>();
    EXPECT_TRUE(std::ranges::any_of(asks, [](const Ask& a) { return a.what == Question::nonce; }));
    EXPECT_EQ(desk.executor.barred(), "nonce_in_doubt");
    desk.tell(NonceAnswer{{{1}, {}, true, desk.now}, first[1].nonce + 1});
    desk.pass(seconds(6));
    const auto again = desk.take_arms();
    ASSERT_EQ(again.size(), 2U);
    EXPECT_FALSE(again[0].at.known());
    EXPECT_EQ(again[0].nonce, first[1].nonce + 1);
}

TEST(DeadMan, IsTakenAwayAtACleanStopWhichWaitsForIt) {
    DeadManDesk desk;
    desk.hold_a_pair();
    desk.grant();

    desk.mode = Mode::stopping;
    for (int i = 0; i < 400 && desk.port.all<ArmDeadMan>().empty(); ++i) {
        desk.pass(milliseconds(50));
        for (const Order& order : desk.take_placed())
            desk.does(order, order.quantity);
    }

    const auto arms = desk.take_arms();
    ASSERT_EQ(arms.size(), 1U);
    EXPECT_FALSE(arms[0].at.known());
    desk.pass(seconds(3));
    EXPECT_FALSE(desk.executor.stopped());
    desk.answer(arms[0], true);
    desk.pass(seconds(1));
    EXPECT_TRUE(desk.executor.stopped());
    EXPECT_FALSE(desk.executor.stop_timed_out());
}

TEST(DeadMan, ThatCannotBeTakenAwayHoldsUpAStopForSecondsOnly) {
    DeadManDesk desk;
    desk.hold_a_pair();
    desk.grant();
    desk.mode = Mode::stopping;
    for (int i = 0; i < 600 && !desk.executor.stopped(); ++i) {
        desk.pass(milliseconds(50));
        for (const Order& order : desk.take_placed())
            desk.does(order, order.quantity);
    }

    EXPECT_TRUE(desk.executor.stopped());
    EXPECT_FALSE(desk.executor.stop_timed_out());
}

TEST(DeadMan, OfAnEarlierProcessIsKnownFromItsEvents) {
    DeadManDesk desk;
    desk.hold_a_pair();
    desk.grant();

    // The same events, up to here, and a new process after them.
    desk.tell(Started{2});
    desk.mode = Mode::starting;
    desk.settle();
    EXPECT_TRUE(desk.take_arms().empty()) << "a venue out of reach is left alone";
    desk.start();

    desk.pass(kRenew + seconds(1), seconds(1));
    const auto arms = desk.take_arms();
    ASSERT_EQ(arms.size(), 2U);
    EXPECT_FALSE(arms[0].at.known());
}

}  // namespace
}  // namespace twinleg::exec
