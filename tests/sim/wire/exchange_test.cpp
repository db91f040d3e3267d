#include "tests/sim/wire/exchange_fixture.h"

#include "sim/prng.h"

namespace twinleg::sim::wire {
namespace {

TEST_F(ExchangeTest, RestsAnOrderThatNobodyMeetsAndTellsIt) {
    const auto placed = buy(alice, "0.5", "59990");

    EXPECT_EQ(placed.state, OrderState::open);
    EXPECT_EQ(exchange->best(id, Side::buy)->quantity, quantity("0.5"));
    EXPECT_EQ(exchange->open_orders(alice).size(), 1u);
    EXPECT_EQ(ear.heard, (std::vector<std::string>{"order", "book"}));
    EXPECT_EQ(ear.bids, (std::vector<Level>{{price("59990"), quantity("0.5")}}));
}

TEST_F(ExchangeTest, FillsAtTheRestingPriceWithEachSidesFee) {
    sell(alice, "0.5", "60000");
    const auto taken = buy(bob, "0.2", "60010");

    EXPECT_EQ(taken.state, OrderState::filled);
    EXPECT_EQ(taken.average(), price("60000"));
    EXPECT_EQ(held(alice), quantity("-0.2"));
    EXPECT_EQ(held(bob), quantity("0.2"));
    ASSERT_EQ(ear.fills.size(), 2u);
    EXPECT_EQ(ear.fills[0].fee, money("3.36"));  // 12,000 × 2.8 bps
    EXPECT_EQ(ear.fills[0].liquidity, Liquidity::taker);
    EXPECT_EQ(ear.fills[1].fee, money("0.48"));
    EXPECT_EQ(ear.fills[1].liquidity, Liquidity::maker);
    ASSERT_EQ(ear.trades.size(), 1u);
    EXPECT_EQ(ear.trades[0].bid().account, bob);
    EXPECT_EQ(ear.trades[0].ask().account, alice);
}

TEST_F(ExchangeTest, ConservesMoneyToTheLastDigitOverManyTrades) {
    Prng prng{7};
    const auto sum = [&] { return exchange->equity(alice) + exchange->equity(bob); };
    const Notional before = sum();

    for (int i = 0; i < 2000; ++i) {
        const Side side = prng.chance(500) ? Side::buy : Side::sell;
        const AccountIndex who = prng.chance(500) ? alice : bob;
        auto request = order(who, side, "0.00007", "60000");
        request.quantity = btc().lot * prng.between(20, 4000);
        request.price = price("60000") + btc().tick * prng.between(-300, 300);
        request.force = prng.chance(300) ? Force::ioc : Force::gtc;
        (void)exchange->place(request);
        if (prng.chance(100)) exchange->cancel_all(who);
        if (prng.chance(50))
            exchange->set_mark(id, price("60000") + btc().tick * prng.between(-200, 200));
    }

    Notional fees;
    for (const auto& fill : ear.fills)
        fees += fill.fee;
    ASSERT_GT(ear.fills.size(), 200u);
    EXPECT_EQ(held(alice), -held(bob));
    EXPECT_EQ(sum(), before - fees);
}

TEST_F(ExchangeTest, CutsFeesToTheVenuesStep) {
    open({.fee_step = money("0.000001")});
    sell(alice, "0.00123", "60000.1");
    buy(bob, "0.00123", "60000.1");

    EXPECT_EQ(ear.fills[0].fee, money("0.020664"));  // 73.800123 × 0.00028 = 0.0206640344…
}

TEST_F(ExchangeTest, RefusesASecondUseOfAClientOrderIdForEver) {
    auto first = order(alice, Side::buy, "0.1", "59000");
    first.client_order_id = "7";
    exchange->cancel(alice, place(first).id);

    EXPECT_EQ(refused(first), Reason::duplicate_id);
    EXPECT_EQ(exchange->counts(alice).duplicate_client_order_ids, 1u);
}

TEST_F(ExchangeTest, TakesAClientOrderIdAgainWhereOnlyOpenOnesClash) {
    open({.client_ids = ClientIdRule::unique_among_open});
    auto first = order(alice, Side::buy, "0.1", "59000");
    first.client_order_id = "7";
    const auto placed = place(first);
    EXPECT_EQ(refused(first), Reason::duplicate_id);

    exchange->cancel(alice, placed.id);
    const auto again = place(first);

    EXPECT_EQ(exchange->order(alice, "7")->id, again.id);
    EXPECT_EQ(exchange->counts(alice).duplicate_client_order_ids, 2u);
}

TEST_F(ExchangeTest, CountsARefusedClientOrderIdAsUsed) {
    auto bad = order(alice, Side::buy, "0.1", "59000.05");
    bad.client_order_id = "9";
    EXPECT_EQ(refused(bad), Reason::other);
    EXPECT_EQ(exchange->counts(alice).refused, 1u);

    bad.price = price("59000");
    place(bad);

    EXPECT_EQ(exchange->counts(alice).duplicate_client_order_ids, 1u);
    EXPECT_EQ(exchange->counts(alice).accepted, 1u);
}

TEST_F(ExchangeTest, CancelsAPostOnlyOrderThatWouldCross) {
    sell(alice, "0.5", "60000");
    auto request = order(bob, Side::buy, "0.1", "60000");
    request.force = Force::post_only;

    const auto placed = place(request);

    EXPECT_EQ(placed.state, OrderState::cancelled);
    EXPECT_EQ(placed.reason, Reason::would_cross);
    EXPECT_TRUE(ear.fills.empty());
}

TEST_F(ExchangeTest, RefusesACrossingPostOnlyOrderWhereTheVenueLooksAtTheDoor) {
    open({.post_only_at_door = true});
    sell(alice, "0.5", "60000");
    auto request = order(bob, Side::buy, "0.1", "60000");
    request.force = Force::post_only;

    EXPECT_EQ(refused(request), Reason::would_cross);
}

TEST_F(ExchangeTest, CancelsWhatAnImmediateOrderDoesNotGet) {
    sell(alice, "0.1", "60000");
    auto request = order(bob, Side::buy, "0.3", "60000");
    request.force = Force::ioc;

    const auto placed = place(request);

    EXPECT_EQ(placed.filled, quantity("0.1"));
    EXPECT_EQ(placed.state, OrderState::cancelled);
    EXPECT_EQ(placed.reason, Reason::no_liquidity);
    EXPECT_FALSE(exchange->best(id, Side::buy));
}

TEST_F(ExchangeTest, FillsAFillOrKillOrderWholeOrNotAtAll) {
    sell(alice, "0.1", "60000");
    auto request = order(bob, Side::buy, "0.3", "60000");
    request.force = Force::fok;
    EXPECT_EQ(place(request).reason, Reason::no_liquidity);
    EXPECT_TRUE(ear.fills.empty());

    request.quantity = quantity("0.1");
    EXPECT_EQ(place(request).state, OrderState::filled);
}

TEST_F(ExchangeTest, TakesAMarketOrderNoFurtherThanItsBand) {
    sell(alice, "0.01", "60000");
    exchange->counterparty(id, Side::sell, price("70000"), quantity("1"), Force::gtc, false);
    auto request = order(bob, Side::buy, "0.05", "60000");
    request.market = true;
    request.price = {};

    const auto placed = place(request);

    EXPECT_EQ(placed.filled, quantity("0.01"));
    EXPECT_EQ(placed.reason, Reason::no_liquidity);
}

TEST_F(ExchangeTest, RefusesWhatIsOffTheGridUnderTheMinimumOrFarFromTheMark) {
    EXPECT_EQ(refused(order(alice, Side::buy, "0.1", "59000.05")), Reason::other);
    EXPECT_EQ(refused(order(alice, Side::buy, "0.000001", "59000")), Reason::below_minimum);
    EXPECT_EQ(refused(order(alice, Side::buy, "0.00007", "59000")), Reason::below_minimum);
    EXPECT_EQ(refused(order(alice, Side::buy, "0.1", "64000")), Reason::price_band);
    EXPECT_EQ(refused(order(alice, Side::sell, "0.1", "56000")), Reason::price_band);
    EXPECT_EQ(exchange->counts(alice).refused, 5u);
}

TEST_F(ExchangeTest, RefusesOrdersInAMarketThatTakesCancelsAlone) {
    const auto resting = buy(alice, "0.1", "59000");
    exchange->set_mode(id, MarketMode::cancel_only);

    EXPECT_EQ(refused(order(alice, Side::buy, "0.1", "59000")), Reason::cancel_only);
    EXPECT_TRUE(exchange->cancel(alice, resting.id));
}

TEST_F(ExchangeTest, CancelsNoSoonerThanItsSlowWayAllows) {
    exchange->slow_cancels(milliseconds(50));
    const auto resting = buy(alice, "0.1", "59000");

    ASSERT_TRUE(exchange->cancel(alice, resting.id));

    EXPECT_TRUE(exchange->order(resting.id)->alive());
    exchange->tick(exchange->now() + milliseconds(49));
    EXPECT_TRUE(exchange->order(resting.id)->alive());
    exchange->tick(exchange->now() + milliseconds(1));
    EXPECT_FALSE(exchange->order(resting.id)->alive());
}

TEST_F(ExchangeTest, ExpiresTheTakerThatWouldMeetItsOwnOrder) {
    sell(alice, "0.1", "60000");

    const auto placed = buy(alice, "0.1", "60000");

    EXPECT_EQ(placed.reason, Reason::self_trade);
    EXPECT_EQ(exchange->open_orders(alice).size(), 1u);
}

TEST_F(ExchangeTest, ExpiresTheMakerWhereTheVenueDoesIt) {
    open({.self_trade = SelfTrade::expire_maker});
    const auto resting = sell(alice, "0.1", "60000");

    buy(alice, "0.1", "60000");

    EXPECT_EQ(exchange->order(resting.id)->reason, Reason::self_trade);
    EXPECT_EQ(exchange->best(id, Side::buy)->price, price("60000"));
}

TEST_F(ExchangeTest, LeavesAnotherAccountsOrderAlone) {
    const auto resting = sell(alice, "0.1", "60000");

    EXPECT_EQ(exchange->cancel(bob, resting.id).error().reason, Reason::not_found);
    EXPECT_TRUE(exchange->order(resting.id)->alive());
}

TEST_F(ExchangeTest, CancelsEveryOrderOfAnAccountAndNoOther) {
    buy(alice, "0.1", "59000");
    buy(alice, "0.1", "59001");
    buy(bob, "0.1", "59002");

    EXPECT_EQ(exchange->cancel_all(alice).size(), 2u);

    EXPECT_TRUE(exchange->open_orders(alice).empty());
    EXPECT_EQ(exchange->open_orders(bob).size(), 1u);
    EXPECT_EQ(exchange->ended_orders(alice).front()->price, price("59001"));
}

TEST_F(ExchangeTest, ForgetsTheOldestEndedOrders) {
    open({.kept_orders = 2});
    std::vector<std::uint64_t> ids;
    for (int i = 0; i < 3; ++i) {
        ids.push_back(buy(alice, "0.1", "59000").id);
        exchange->cancel(alice, ids.back());
    }

    EXPECT_EQ(exchange->order(ids[0]), nullptr);
    EXPECT_NE(exchange->order(ids[1]), nullptr);
    EXPECT_EQ(exchange->ended_orders(alice).size(), 2u);
}

TEST_F(ExchangeTest, CountsABooksChangesOneByOne) {
    buy(alice, "0.1", "59000");
    buy(alice, "0.1", "59001");
    exchange->cancel_all(alice);

    EXPECT_EQ(ear.sequences, (std::vector<std::uint64_t>{1, 2, 3}));
    EXPECT_EQ(ear.bids, (std::vector<Level>{{price("59001"), {}}, {price("59000"), {}}}));
}

TEST_F(ExchangeTest, TellsBooksOfTheCrowdOnlyWhenItPublishes) {
    exchange->crowd(id, Side::buy, TimeInForce::gtc, price("59000"), quantity("1"));
    exchange->crowd(id, Side::buy, TimeInForce::gtc, price("59001"), quantity("1"));
    EXPECT_TRUE(ear.sequences.empty());

    exchange->publish();

    EXPECT_EQ(ear.bids.size(), 2u);
    EXPECT_EQ(exchange->facts(id).sequence, 1u);
}

TEST_F(ExchangeTest, LetsACounterpartyTakeAndRest) {
    sell(alice, "0.1", "60000");
    sell(alice, "0.1", "60001");

    const auto result =
        exchange->counterparty(id, Side::buy, price("60001"), quantity("0.5"), Force::gtc, false);

    EXPECT_EQ(result.filled, quantity("0.2"));
    EXPECT_EQ(result.average_price, price("60000.5"));
    EXPECT_EQ(exchange->best(id, Side::buy)->quantity, quantity("0.3"));
    EXPECT_EQ(held(alice), quantity("-0.2"));
    EXPECT_EQ(exchange->counts(alice).fills, 2u);
}

TEST_F(ExchangeTest, ModifiesInPlaceWhenOnlyTheQuantityShrinks) {
    const auto first = buy(alice, "0.2", "59000");
    buy(bob, "0.2", "59000");

    ASSERT_TRUE(exchange->modify(alice, first.id, {}, quantity("0.1")));
    exchange->counterparty(id, Side::sell, price("59000"), quantity("0.1"), Force::ioc, false);

    EXPECT_EQ(held(alice), quantity("0.1"));
    EXPECT_EQ(held(bob), Quantity{});
}

TEST_F(ExchangeTest, LosesItsPlaceWhenAModifiedOrderGrows) {
    const auto first = buy(alice, "0.1", "59000");
    buy(bob, "0.1", "59000");

    ASSERT_TRUE(exchange->modify(alice, first.id, {}, quantity("0.2")));
    exchange->counterparty(id, Side::sell, price("59000"), quantity("0.1"), Force::ioc, false);

    EXPECT_EQ(held(alice), Quantity{});
    EXPECT_EQ(held(bob), quantity("0.1"));
}

TEST_F(ExchangeTest, MatchesAModifiedOrderThatNowCrosses) {
    sell(bob, "0.1", "60000");
    const auto first = buy(alice, "0.1", "59000");

    const auto changed = exchange->modify(alice, first.id, price("60000"), {});

    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->state, OrderState::filled);
    EXPECT_EQ(changed->id, first.id);
}

// A listener that hedges what it hears.
TEST_F(ExchangeTest, DoesWhatAListenerOrdersAfterWhatItWasTold) {
    struct Hedger : Ear {
        void on_fill(const FillRecord& fill) override {
            Ear::on_fill(fill);
            if (fills.size() > 1) return;
            exchange->place({.account = fill.account,
                             .instrument = fill.instrument,
                             .side = opposite(fill.side),
                             .force = Force::ioc,
                             .price = parse_price("59000").value(),
                             .quantity = fill.quantity});
        }
        Exchange* exchange{nullptr};
    } hedger;
    hedger.exchange = exchange.get();
    exchange->listen(&hedger);
    exchange->counterparty(id, Side::buy, price("59900"), quantity("1"), Force::gtc, false);
    exchange->counterparty(id, Side::sell, price("60000"), quantity("0.1"), Force::gtc, false);

    buy(alice, "0.1", "60000");

    EXPECT_EQ(held(alice), Quantity{});
    EXPECT_EQ(hedger.fills.size(), 2u);
}

}  // namespace
}  // namespace twinleg::sim::wire
