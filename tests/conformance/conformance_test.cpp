// The same cases for every venue and every way of speaking to it.

#include <gtest/gtest.h>

#include "tests/conformance/stage.h"

namespace twinleg::conformance {
namespace {

using sim::wire::Fault;

constexpr auto kBuy = Side::buy;
constexpr auto kSell = Side::sell;

class Conformance : public testing::TestWithParam<Way> {
protected:
    Conformance() : stage(GetParam()) {}
    void SetUp() override { stage.open(); }
    void TearDown() override {
        if (!HasFatalFailure()) stage.finish();
    }

    bool final(ClientOrderId id) {
        return stage.until([&] { return stage.told(id).final(); });
    }
    bool accepted(ClientOrderId id) {
        return stage.until([&] { return stage.told(id).accepted(); });
    }
    // It is, or was, and something is known of it: a word or that nobody knows.
    bool heard(ClientOrderId id) {
        return stage.until(
            [&] { return !stage.told(id).reports.empty() || !stage.told(id).failures.empty(); });
    }
    // What the engine does about silence: it asks until the venue knows the order's end, or says
    // twice that it has none.
    void resolve(ClientOrderId id) {
        int missing = 0;
        EXPECT_TRUE(stage.until([&] {
            const auto answer = stage.ask<OrderAnswer>(Question::order, id);
            if (!answer.head.ok) return false;
            if (!answer.found) return ++missing > 2;
            return stage.told(id).final() || answer.report.word == OrderWord::accepted;
        }));
    }

    const Price bid = Price::from_units(59'990);
    const Price ask = Price::from_units(60'010);
    const Quantity one = parse_quantity("0.01").value();

    Stage stage;
};

// --- Books.

TEST_P(Conformance, BringsTheWholeBook) {
    EXPECT_TRUE(stage.book_agrees());
    EXPECT_EQ(stage.book().bbo()->bid.price, bid);
    EXPECT_EQ(stage.book().bbo()->ask.price, ask);
}

TEST_P(Conformance, FollowsEveryChangeOfTheBook) {
    for (int i = 1; i <= 30; ++i) {
        stage.somebody(kBuy, bid - stage.tick(i), stage.lots(1000 * i));
        stage.somebody(kSell, ask + stage.tick(i), stage.lots(1000 * i));
    }
    stage.somebody(kSell, bid - stage.tick(3), Quantity::from_units(6), sim::wire::Force::ioc);

    EXPECT_TRUE(stage.until([&] { return stage.book_agrees(); }));
}

TEST_P(Conformance, AsksForTheBookAgainWhenAnIncrementIsMissing) {
    stage.order_fault(Fault::drop_frames, 2);
    for (int i = 1; i <= 4; ++i) {
        stage.somebody(kBuy, bid + stage.tick(i), one);
        stage.pass(milliseconds(120));
    }

    EXPECT_TRUE(stage.until([&] { return stage.book_agrees(); }));
}

TEST_P(Conformance, SurvivesDoubledAndReorderedFrames) {
    stage.order_fault(Fault::duplicate_frames, 3);
    for (int i = 1; i <= 3; ++i) {
        stage.somebody(kBuy, bid + stage.tick(i), one);
        stage.pass(milliseconds(120));
    }
    stage.order_fault(Fault::reorder_frames, 2);
    for (int i = 4; i <= 8; ++i) {
        stage.somebody(kBuy, bid + stage.tick(i), one);
        stage.pass(milliseconds(120));
    }

    EXPECT_TRUE(stage.until([&] { return stage.book_agrees(); }));
}

TEST_P(Conformance, SurvivesGarbage) {
    stage.order_fault(Fault::garbage_frame, 3);
    for (int i = 1; i <= 5; ++i) {
        stage.somebody(kBuy, bid + stage.tick(i), one);
        stage.pass(milliseconds(120));
    }

    EXPECT_TRUE(stage.until([&] {
        return stage.up(Stream::market) && stage.up(Stream::account) && stage.book_agrees();
    }));
}

TEST_P(Conformance, CatchesUpAfterAFrozenFeed) {
    stage.order_fault(Fault::freeze_feed, {}, seconds(1));
    stage.somebody(kBuy, bid + stage.tick(5), one);
    stage.pass(milliseconds(500));
    EXPECT_FALSE(stage.book_agrees());

    EXPECT_TRUE(stage.until([&] { return stage.book_agrees(); }));
}

// --- Orders.

TEST_P(Conformance, RestsAPostOnlyOrder) {
    const auto id = stage.place(kBuy, TimeInForce::post_only, bid, one);

    ASSERT_TRUE(accepted(id));
    const auto open = stage.ask<OpenOrdersAnswer>(Question::open_orders);
    ASSERT_TRUE(open.head.ok);
    ASSERT_EQ(open.orders.size(), 1u);
    EXPECT_EQ(open.orders[0].client_order_id, id);
    EXPECT_EQ(open.orders[0].remaining, one);
    EXPECT_EQ(open.orders[0].price, bid);
    EXPECT_FALSE(stage.told(id).final());
}

TEST_P(Conformance, EndsAPostOnlyOrderThatWouldTake) {
    const auto id = stage.place(kBuy, TimeInForce::post_only, ask, one);

    ASSERT_TRUE(final(id));
    EXPECT_EQ(stage.told(id).filled(), Quantity{});
    EXPECT_EQ(stage.told(id).reason, Reason::would_cross);
}

TEST_P(Conformance, FillsAMakerInParts) {
    const auto id = stage.place(kBuy, TimeInForce::post_only, bid + stage.tick(10), one);
    ASSERT_TRUE(accepted(id));

    const auto part = parse_quantity("0.004").value();
    stage.somebody(kSell, bid + stage.tick(10), part, sim::wire::Force::ioc);
    EXPECT_TRUE(stage.until([&] { return stage.told(id).filled() == part; }));
    EXPECT_FALSE(stage.told(id).final());
    stage.somebody(kSell, bid + stage.tick(10), one, sim::wire::Force::ioc);

    ASSERT_TRUE(final(id));
    EXPECT_EQ(stage.told(id).word, OrderWord::filled);
    EXPECT_TRUE(stage.until([&] { return stage.told(id).fills == one; }));
}

TEST_P(Conformance, FillsAnIocAsFarAsItCan) {
    stage.somebody(kSell, ask - stage.tick(20), parse_quantity("0.003").value());
    ASSERT_TRUE(stage.until([&] { return stage.book_agrees(); }));

    const auto id = stage.place(kBuy, TimeInForce::ioc, ask - stage.tick(20), one);

    ASSERT_TRUE(final(id));
    EXPECT_TRUE(
        stage.until([&] { return stage.told(id).filled() == parse_quantity("0.003").value(); }));
    EXPECT_NE(stage.told(id).word, OrderWord::filled);
}

TEST_P(Conformance, EndsAnIocThatFindsNobody) {
    const auto id = stage.place(kBuy, TimeInForce::ioc, bid, one);

    ASSERT_TRUE(final(id));
    EXPECT_EQ(stage.told(id).filled(), Quantity{});
    EXPECT_EQ(stage.told(id).reason, Reason::no_liquidity);
}

TEST_P(Conformance, TakesTheWholeOfAnIoc) {
    const auto id = stage.place(kSell, TimeInForce::ioc, bid, one);

    ASSERT_TRUE(final(id));
    EXPECT_EQ(stage.told(id).word, OrderWord::filled);
    EXPECT_TRUE(stage.until([&] { return stage.told(id).fills == one; }));
    const auto held = stage.ask<PositionsAnswer>(Question::positions);
    ASSERT_TRUE(held.head.ok);
    ASSERT_EQ(held.positions.size(), 1u);
    EXPECT_EQ(held.positions[0].quantity, -one);
}

TEST_P(Conformance, ReducesNothingWhereNothingIsHeld) {
    const auto id = stage.place(kSell, TimeInForce::ioc, bid, one, true);

    ASSERT_TRUE(final(id));
    EXPECT_EQ(stage.told(id).filled(), Quantity{});
    EXPECT_EQ(stage.told(id).reason, Reason::reduce_only);
    EXPECT_EQ(stage.position(), Quantity{});
}

// --- Cancels.

TEST_P(Conformance, CancelsARestingOrder) {
    const auto id = stage.place(kBuy, TimeInForce::post_only, bid, one);
    ASSERT_TRUE(accepted(id));

    stage.cancel(id);

    ASSERT_TRUE(final(id));
    EXPECT_EQ(stage.told(id).word, OrderWord::cancelled);
    EXPECT_EQ(stage.told(id).filled(), Quantity{});
}

TEST_P(Conformance, SaysThatACancelFoundNothing) {
    const auto id = stage.place(kSell, TimeInForce::ioc, bid, one);
    ASSERT_TRUE(final(id));

    stage.cancel(id);

    EXPECT_TRUE(stage.until([&] {
        for (const auto& report : stage.told(id).reports)
            if (report.reason == Reason::not_found) return true;
        return false;
    }));
    EXPECT_EQ(stage.told(id).word, OrderWord::filled);
}

TEST_P(Conformance, LosesNoFillThatOvertakesACancel) {
    for (int i = 0; i <= 24; ++i) {
        const auto price = bid + stage.tick(20);
        const auto id = stage.place(kBuy, TimeInForce::post_only, price, one);
        ASSERT_TRUE(accepted(id));

        stage.cancel(id);
        stage.pass(milliseconds(i));
        const auto sold = stage.somebody(kSell, price, one, sim::wire::Force::ioc);

        ASSERT_TRUE(final(id)) << i << " ms";
        EXPECT_TRUE(stage.until([&] { return stage.told(id).filled() == sold; })) << i << " ms";
    }
}

TEST_P(Conformance, CancelsEverything) {
    const auto first = stage.place(kBuy, TimeInForce::post_only, bid, one);
    const auto second = stage.place(kSell, TimeInForce::post_only, ask, one);
    ASSERT_TRUE(accepted(first) && accepted(second));

    EXPECT_TRUE(stage.cancel_all());

    EXPECT_TRUE(final(first) && final(second));
}

// --- Silence, refusals, trouble.

TEST_P(Conformance, ResolvesAnOrderWhoseReplyWasLost) {
    stage.order_fault(Fault::accept_then_drop_reply, 1);
    const auto id = stage.place(kSell, TimeInForce::ioc, bid, one);
    ASSERT_TRUE(heard(id));

    resolve(id);

    EXPECT_TRUE(stage.until([&] { return stage.told(id).filled() == one; }));
    for (const auto& failure : stage.told(id).failures)
        EXPECT_EQ(failure.outcome, SendOutcome::unknown);
}

TEST_P(Conformance, TellsARefusal) {
    stage.order_fault(Fault::reject_orders, 1);
    const auto id = stage.place(kBuy, TimeInForce::post_only, bid, one);

    ASSERT_TRUE(final(id));
    EXPECT_EQ(stage.told(id).filled(), Quantity{});
}

TEST_P(Conformance, NeverTakesAServerErrorForARefusal) {
    if (GetParam().transport == "websocket") GTEST_SKIP() << "orders are no HTTP requests here";
    stage.order_fault(Fault::http_500, 1);
    const auto id = stage.place(kBuy, TimeInForce::post_only, bid, one);
    ASSERT_TRUE(heard(id));

    EXPECT_FALSE(stage.told(id).final());
    for (const auto& failure : stage.told(id).failures)
        EXPECT_EQ(failure.outcome, SendOutcome::unknown);
    resolve(id);
}

TEST_P(Conformance, TellsThatItIsTooMany) {
    if (GetParam().transport == "websocket") GTEST_SKIP() << "orders are no HTTP requests here";
    stage.order_fault(Fault::http_429, 1);
    const auto id = stage.place(kBuy, TimeInForce::post_only, bid, one);
    ASSERT_TRUE(heard(id));

    EXPECT_EQ(stage.told(id).filled(), Quantity{});
    if (stage.told(id).final()) {
        EXPECT_EQ(stage.told(id).reason, Reason::rate_limited);
    }
}

TEST_P(Conformance, ComesBackAfterMaintenance) {
    stage.order_fault(Fault::maintenance, {}, milliseconds(800));
    const auto id = stage.place(kBuy, TimeInForce::post_only, bid, one);
    stage.pass(milliseconds(900));
    resolve(id);

    const auto next = stage.place(kBuy, TimeInForce::post_only, bid - stage.tick(1), one);

    EXPECT_TRUE(accepted(next));
}

TEST_P(Conformance, SurvivesAClockThatIsOff) {
    stage.order_fault(Fault::clock_skew, 1);
    const auto id = stage.place(kBuy, TimeInForce::post_only, bid, one);
    ASSERT_TRUE(heard(id));
    if (!stage.told(id).final()) resolve(id);

    const auto next = stage.place(kBuy, TimeInForce::post_only, bid - stage.tick(1), one);

    EXPECT_TRUE(accepted(next));
}

// --- Connections.

TEST_P(Conformance, ComesBackWithItsOrdersStillOpen) {
    const auto id = stage.place(kBuy, TimeInForce::post_only, bid, one);
    ASSERT_TRUE(accepted(id));

    stage.order_fault(Fault::disconnect, 1);

    ASSERT_TRUE(stage.until([&] { return stage.downs(Stream::market) > 0; }));
    ASSERT_TRUE(stage.until([&] { return stage.up(Stream::market) && stage.up(Stream::account); },
                            seconds(30)));
    EXPECT_TRUE(stage.until([&] { return stage.book_agrees(); }));
    const auto open = stage.ask<OpenOrdersAnswer>(Question::open_orders);
    ASSERT_TRUE(open.head.ok);
    ASSERT_EQ(open.orders.size(), 1u);
    EXPECT_EQ(open.orders[0].client_order_id, id);
}

TEST_P(Conformance, LearnsOfAFillThatCameWhileItWasAway) {
    const auto id = stage.place(kBuy, TimeInForce::post_only, bid + stage.tick(10), one);
    ASSERT_TRUE(accepted(id));
    const auto before = stage.loop().now() - seconds(60);

    stage.order_fault(Fault::disconnect, {}, milliseconds(500));
    ASSERT_TRUE(stage.until([&] { return !stage.up(Stream::account); }));
    stage.somebody(kSell, bid + stage.tick(10), one, sim::wire::Force::ioc);
    ASSERT_TRUE(stage.until([&] { return stage.up(Stream::account); }, seconds(30)));

    EXPECT_TRUE(stage.until([&] {
        const auto fills = stage.ask<FillsAnswer>(Question::fills, {}, before);
        return fills.head.ok && stage.told(id).fills == one;
    }));
}

TEST_P(Conformance, RenewsWhatTheVenueHasVoided) {
    stage.order_fault(Fault::expire_auth);
    ASSERT_TRUE(stage.until([&] { return stage.up(Stream::market) && stage.up(Stream::account); },
                            seconds(30)));
    EXPECT_TRUE(stage.until(
        [&] { return stage.ask<OpenOrdersAnswer>(Question::open_orders).head.ok; }, seconds(30)));

    const auto before = stage.loop().now() - seconds(60);
    const auto id = stage.place(kSell, TimeInForce::ioc, bid, one);

    // Its stream may only now be coming back: what it missed is asked for.
    resolve(id);
    EXPECT_TRUE(stage.until([&] {
        stage.pass(milliseconds(100));  // a taker may be held, and questions are rationed
        const auto fills = stage.ask<FillsAnswer>(Question::fills, {}, before);
        return fills.head.ok && stage.told(id).fills == one;
    }));
}

// --- Questions.

TEST_P(Conformance, KnowsNothingOfAnOrderThatNeverWas) {
    const auto answer = stage.ask<OrderAnswer>(Question::order, ClientOrderId::make(1, 999));

    ASSERT_TRUE(answer.head.ok);
    EXPECT_FALSE(answer.found);
}

TEST_P(Conformance, TellsTheBalanceToTheLastDigit) {
    const auto id = stage.place(kSell, TimeInForce::ioc, bid, one);
    ASSERT_TRUE(final(id));

    const auto balance = stage.ask<BalanceAnswer>(Question::balance);

    ASSERT_TRUE(balance.head.ok);
    EXPECT_EQ(balance.equity, stage.exchange().equity(0));
    EXPECT_LT(balance.free_collateral, balance.equity);
}

INSTANTIATE_TEST_SUITE_P(Venues, Conformance, testing::ValuesIn(ways()),
                         [](const auto& test) { return test.param.name; });
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Conformance);

// --- Before it trades.

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

INSTANTIATE_TEST_SUITE_P(Venues, Beginning, testing::ValuesIn(ways()),
                         [](const auto& test) { return test.param.name; });
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Beginning);

}  // namespace
}  // namespace twinleg::conformance
