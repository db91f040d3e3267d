#include "strategy/hedge_cycle/hedge_cycle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/strategy/fake_view.h"

namespace twinleg::strategy {
namespace {

using test::notional;
using test::price;
using test::quantity;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A venue pair with 100 / 100.2 and 100.1 / 100.3: mids of 100.1 and 100.2, 100.15 in the middle.
class HedgeCycleTest : public ::testing::Test {
protected:
    HedgeCycleTest() {
        view.instruments[0].venue_name = "paradex";
        view.instruments[0].lot = quantity("0.01");
        view.instruments[1].venue_name = "lighter";
        view.quote(0, "100", "100.2");
        view.quote(1, "100.1", "100.3");
    }

    void begin(std::map<std::string, std::string> parameters = {}) {
        parameters.emplace("settle_ms", "0");
        auto made = HedgeCycle::create(parameters);
        ASSERT_TRUE(made) << made.error().message;
        cycle = std::move(*made);
        cycle->on_event(Event{view.time, false, Started{1}}, view, started);
        pass(seconds(2));
        have("1000");
    }
    void have(std::string_view free, std::string_view equity = "1000") {
        for (auto& account : view.accounts)
            account = Funds{notional(equity), notional(free), view.time};
    }
    void pass(Duration time) { view.time = view.time + time; }
    Wishes look(Duration later = milliseconds(100)) { return view.look(*cycle, later); }

    // The executor's word on the pair trade that was wished for last; what it traded is in the
    // portfolio.
    void pair_ends(PairOutcome outcome, std::string_view first, std::string_view first_price,
                   std::string_view second, std::string_view second_price) {
        PairClosed closed{.id = {++pairs}, .outcome = outcome};
        const auto leg = [&](std::uint16_t id, std::string_view amount, std::string_view at) {
            LegResult& result = id == 0 ? closed.first : closed.second;
            result.instrument = {id};
            const Quantity traded = quantity(amount);
            (traded.is_positive() ? result.bought : result.sold) = traded.abs();
            (traded.is_positive() ? result.average_buy : result.average_sell) = price(at);
            view.positions[id] += traded;
            view.entries[id] = view.positions[id].is_zero() ? Price{} : price(at);
        };
        leg(0, first, first_price);
        leg(1, second, second_price);
        view.closed = closed;
    }
    // A pair of 0.998 is open, bought at 100.2 and sold at 100.1.
    void open_pair() {
        ASSERT_NE(trade_in(look()), nullptr);
        pair_ends(PairOutcome::completed, "0.99", "100.2", "-0.99", "100.1");
        look();
    }
    static std::vector<std::string> said(const std::vector<Notice>& lines) {
        std::vector<std::string> out;
        for (const auto& line : lines)
            out.push_back(line.text);
        return out;
    }
    static const Stop* stop_in(const Wishes& wishes) {
        for (const auto& wish : wishes.list)
            if (const auto* stop = std::get_if<Stop>(&wish)) return stop;
        return nullptr;
    }

    FakeView view;
    std::unique_ptr<Strategy> cycle;
    Wishes started;  // what it did when its life began
    std::uint32_t pairs{0};
};

// Requirements D001, D035, D036, D047, D048.
TEST_F(HedgeCycleTest, OpensBothLegsAtOnceThroughTheBook) {
    begin();

    const auto wishes = look();

    const TradePair* pair = trade_in(wishes);
    ASSERT_NE(pair, nullptr);
    EXPECT_EQ(pair->plan, Plan::concurrent);
    EXPECT_TRUE(pair->roll_back);
    EXPECT_FALSE(pair->closes);
    EXPECT_EQ(pair->first.side, Side::buy);
    EXPECT_EQ(to_text(pair->first.price), "100.5");  // 100.2 × 1.003 = 100.5006
    EXPECT_EQ(pair->second.side, Side::sell);
    EXPECT_EQ(to_text(pair->second.price), "99.8");  // 100.1 × 0.997 = 99.7997
    EXPECT_EQ(to_text(pair->quantity), "0.99");      // 100 / 100.15, on the lot of both
    EXPECT_THAT(said(wishes.notices_if_begun),
                Contains("Calculated quantity: 0.9900 (margin=100, avg_price=100.15)"));
}

// Requirement D007.
TEST_F(HedgeCycleTest, ReversedSellsFirst) {
    begin({{"reverse", "1"}});

    const auto wishes = look();

    const TradePair* pair = trade_in(wishes);
    ASSERT_NE(pair, nullptr);
    EXPECT_EQ(pair->first.side, Side::sell);
    EXPECT_EQ(to_text(pair->first.price), "99.7");
    EXPECT_EQ(pair->second.side, Side::buy);
    EXPECT_EQ(to_text(pair->second.price), "100.6");
}

// F4.
TEST_F(HedgeCycleTest, SequentialIsAPlan) {
    begin({{"sequential", "1"}});

    const auto wishes = look();

    ASSERT_NE(trade_in(wishes), nullptr);
    EXPECT_EQ(trade_in(wishes)->plan, Plan::sequential);
}

// Requirement D045.
TEST_F(HedgeCycleTest, LetsTheBooksSettleFirst) {
    begin({{"settle_ms", "5000"}});

    have("1000");
    EXPECT_EQ(trade_in(look(seconds(2))), nullptr);
    have("1000");
    EXPECT_NE(trade_in(look(seconds(4))), nullptr);
}

// Requirement D075.
TEST_F(HedgeCycleTest, SaysThatItWaitsForDataTenTimesInTwentySeconds) {
    view.books[1].reset();
    begin();
    std::vector<std::string> lines;

    for (int i = 0; i < 300; ++i)
        for (auto& line : said(look().notices))
            lines.push_back(line);

    ASSERT_EQ(lines.size(), 9u);  // the first was said at the start
    EXPECT_EQ(lines.front(), "Waiting for WebSocket data... (2/10)");
    EXPECT_EQ(lines.back(), "Waiting for WebSocket data... (10/10)");
}

// Requirements D002, D046, D073 and F14.
TEST_F(HedgeCycleTest, StopsWhereTwiceTheMarginIsNotFree) {
    begin();
    have("1000");
    view.accounts[0]->free_collateral = notional("50");

    const auto wishes = look();

    EXPECT_EQ(trade_in(wishes), nullptr);
    ASSERT_NE(stop_in(wishes), nullptr);
    EXPECT_EQ(stop_in(wishes)->why,
              "Error: Insufficient Paradex balance: 50 USD (required: 200 USD)");
    EXPECT_THAT(said(wishes.notices),
                Contains("Paradex balance: equity 1000 USD, available 50 USD"));
    EXPECT_THAT(look().list, IsEmpty());  // it is said once
}

// Paradex's prices are in USD, its accounts in USDC.
TEST_F(HedgeCycleTest, NamesTheCurrencyOfTheAccount) {
    begin({{"first_currency", "USDC"}});
    have("50");

    const auto wishes = look();

    ASSERT_NE(stop_in(wishes), nullptr);
    EXPECT_EQ(stop_in(wishes)->why,
              "Error: Insufficient Paradex balance: 50 USDC (required: 200 USDC)");
}

TEST_F(HedgeCycleTest, SpeaksOfNoNextCycleWhileTheDeskStops) {
    begin();
    open_pair();
    view.positions[0] = view.positions[1] = {};
    view.is_closable = false;

    EXPECT_THAT(said(look().notices), ElementsAre("The pair is not open any more"));
}

TEST_F(HedgeCycleTest, HasEnoughWithExactlyTwiceTheMargin) {
    begin();
    have("200");

    EXPECT_NE(trade_in(look()), nullptr);
}

TEST_F(HedgeCycleTest, WaitsForANewWordOnWhatIsFree) {
    begin({{"cycle_wait_ms", "0"}});
    open_pair();
    view.is_open = true;
    pass(seconds(300));
    ASSERT_NE(trade_in(look()), nullptr);
    pair_ends(PairOutcome::completed, "-0.99", "100", "0.99", "100");
    have("10");  // from before the pair was closed

    EXPECT_THAT(look().list, IsEmpty());
    EXPECT_THAT(look(seconds(2)).list, IsEmpty());
    have("1000");
    EXPECT_NE(trade_in(look()), nullptr);
}

TEST_F(HedgeCycleTest, StopsWhereTheMarginBuysLessThanALot) {
    begin({{"margin", "0.5"}});

    const auto wishes = look();

    ASSERT_NE(stop_in(wishes), nullptr);
    EXPECT_THAT(stop_in(wishes)->why, HasSubstr("margin 0.50 USD buys 0.00499251 BTC at 100.15"));
    EXPECT_THAT(stop_in(wishes)->why, HasSubstr("give a larger --margin"));
}

// Requirements D069 and D070.
TEST_F(HedgeCycleTest, HoldsAndTellsThePnlOfEachLeg) {
    begin();
    ASSERT_NE(trade_in(look()), nullptr);
    pair_ends(PairOutcome::completed, "0.99", "100.2", "-0.99", "100.1");

    const auto opened = look();
    EXPECT_EQ(said(opened.notices)[0], "✓ Paradex LONG: 0.9900 @ 100.20");
    EXPECT_EQ(said(opened.notices)[1], "✓ Lighter SHORT: 0.9900 @ 100.10");
    EXPECT_EQ(said(opened.notices)[2],
              "=== Cross-Exchange Hedge Positions Opened Successfully ===");
    view.quote(0, "101", "101.4");
    view.quote(1, "101", "101.4");
    EXPECT_THAT(said(look(milliseconds(900)).notices), IsEmpty());
    EXPECT_THAT(said(look(milliseconds(100)).notices),
                ElementsAre("P&L: Paradex=1.00%, Lighter=-1.10%"));
}

// Requirements D054, D060, D061, D071.
TEST_F(HedgeCycleTest, ClosesBothWhenTheHoldTimeIsOver) {
    begin({{"hold_ms", "10000"}});
    open_pair();
    EXPECT_EQ(trade_in(look(milliseconds(9'900))), nullptr);

    const auto wishes = look(milliseconds(100));

    EXPECT_THAT(said(wishes.notices), Contains("Hold time expired (10s)"));
    const TradePair* pair = trade_in(wishes);
    ASSERT_NE(pair, nullptr);
    EXPECT_TRUE(pair->closes);
    EXPECT_EQ(pair->first.side, Side::sell);
    EXPECT_EQ(to_text(pair->first.price), "99.7");
    EXPECT_EQ(pair->second.side, Side::buy);
    EXPECT_EQ(said(wishes.notices_if_begun)[0], "=== Closing Cross-Exchange Hedge Positions ===");
}

// Requirements D005, D055, D058, D085: one leg is enough, though the other gains the same.
TEST_F(HedgeCycleTest, ClosesBothWhenOneLegReachesTheStopLoss) {
    begin({{"stop_loss", "2"}, {"take_profit", "30"}});
    open_pair();
    view.quote(0, "98.2", "98.2");  // −1.996 %
    view.quote(1, "100.1", "100.1");
    EXPECT_EQ(trade_in(look()), nullptr);

    view.quote(0, "98.1", "98.2");  // 98.15: −2.046 %
    const auto wishes = look();

    ASSERT_NE(trade_in(wishes), nullptr);
    EXPECT_TRUE(trade_in(wishes)->closes);
    EXPECT_THAT(said(wishes.notices), Contains("Stop loss: Paradex P&L -2.05% <= -2%"));
}

// Requirements D056 and D059: the short leg gains as the price falls.
TEST_F(HedgeCycleTest, ClosesBothWhenOneLegReachesTheTakeProfit) {
    begin({{"take_profit", "3"}, {"stop_loss", "30"}});
    open_pair();
    view.quote(1, "97.1", "97.1");

    const auto wishes = look();  // (100.1 − 97.1) / 100.1 = 2.997 %
    EXPECT_EQ(trade_in(wishes), nullptr);
    view.quote(1, "97", "97.1");
    const auto closing = look();

    ASSERT_NE(trade_in(closing), nullptr);
    EXPECT_THAT(said(closing.notices), Contains("Take profit: Lighter P&L 3.05% >= 3%"));
}

// Requirement D057.
TEST_F(HedgeCycleTest, ReversedSwapsTheSigns) {
    begin({{"reverse", "1"}, {"stop_loss", "2"}, {"take_profit", "30"}});
    ASSERT_NE(trade_in(look()), nullptr);
    pair_ends(PairOutcome::completed, "-0.99", "100", "0.99", "100");
    look();
    view.quote(0, "102.1", "102.1");

    const auto wishes = look();

    ASSERT_NE(trade_in(wishes), nullptr);
    EXPECT_EQ(trade_in(wishes)->first.side, Side::buy);
    EXPECT_THAT(said(wishes.notices), Contains("Stop loss: Paradex P&L -2.10% <= -2%"));
}

// F16: 5 % of the price is 50 % of a margin of a tenth.
TEST_F(HedgeCycleTest, CountsInPercentOfTheMarginWhereAsked) {
    begin({{"pnl_basis", "margin"}});
    open_pair();
    view.quote(0, "105.1", "105.2");  // 105.15: 4.94 % of 100.2
    EXPECT_EQ(trade_in(look()), nullptr);

    view.quote(0, "105.2", "105.4");
    const auto wishes = look();

    ASSERT_NE(trade_in(wishes), nullptr);
    EXPECT_THAT(said(wishes.notices), Contains("Take profit: Paradex P&L 50.90% >= 50%"));
}

// Requirements D006, D062, D072.
TEST_F(HedgeCycleTest, BeginsAgainAfterTheWait) {
    begin({{"hold_ms", "1000"}});
    open_pair();
    ASSERT_NE(trade_in(look(seconds(1))), nullptr);
    pair_ends(PairOutcome::completed, "-0.99", "99.9", "0.99", "100.2");

    const auto closed = look();
    EXPECT_THAT(said(closed.notices),
                ElementsAre("✓ Paradex closed: 0.9900 @ 99.90", "✓ Lighter closed: 0.9900 @ 100.20",
                            "=== Cross-Exchange Hedge Positions Closed ===",
                            "Waiting 20 seconds before next cycle..."));
    pass(milliseconds(19'800));
    have("1000");
    EXPECT_EQ(trade_in(look()), nullptr);
    EXPECT_NE(trade_in(look()), nullptr);
}

// Requirements D050, D074.
TEST_F(HedgeCycleTest, WaitsAfterAnOpeningThatFilledNothing) {
    begin();
    ASSERT_NE(trade_in(look()), nullptr);
    pair_ends(PairOutcome::nothing, "0", "1", "0", "1");

    const auto wishes = look();

    EXPECT_THAT(said(wishes.notices),
                ElementsAre("[MARKET] Order not filled within 10s, cancelling",
                            "Waiting 20 seconds before next cycle..."));
    pass(seconds(18));
    have("1000");
    EXPECT_EQ(trade_in(look()), nullptr);
    EXPECT_NE(trade_in(look(seconds(2))), nullptr);
}

// Requirements D051, D076: what the first leg had is gone again.
TEST_F(HedgeCycleTest, WaitsAfterARollback) {
    begin();
    ASSERT_NE(trade_in(look()), nullptr);
    pair_ends(PairOutcome::rolled_back, "0", "1", "0", "1");
    view.closed->first.bought = view.closed->first.sold = quantity("0.99");
    view.closed->first.average_buy = price("100.2");
    view.closed->first.average_sell = price("100");

    const auto wishes = look();

    EXPECT_THAT(said(wishes.notices), Contains("Rolling back Paradex position: 0.9900 @ 100.20"));
    EXPECT_THAT(said(wishes.notices), Contains("Waiting 20 seconds before next cycle..."));
    EXPECT_EQ(trade_in(look(seconds(1))), nullptr);
}

// Requirement D053.
TEST_F(HedgeCycleTest, ClosesWhatWasFilledInPart) {
    begin();
    ASSERT_NE(trade_in(look()), nullptr);
    pair_ends(PairOutcome::completed, "0.4", "100.2", "-0.4", "100.1");

    const auto wishes = look();

    const TradePair* pair = trade_in(wishes);
    ASSERT_NE(pair, nullptr);
    EXPECT_TRUE(pair->closes);
    EXPECT_THAT(said(wishes.notices), Contains("Rolling back Paradex position: 0.4000 @ 100.20"));
    EXPECT_THAT(said(wishes.notices), Contains("Rolling back Lighter position: 0.4000 @ 100.10"));
}

TEST_F(HedgeCycleTest, TakesOverAPairThatIsOpenWhenItBegins) {
    view.positions[0] = quantity("-0.5");
    view.positions[1] = quantity("0.5");
    view.entries[0] = view.entries[1] = price("100");
    begin({{"hold_ms", "5000"}});

    EXPECT_THAT(said(started.notices), Contains("An open pair is taken over: held from now on"));
    const auto wishes = look(seconds(5));

    const TradePair* pair = trade_in(wishes);
    ASSERT_NE(pair, nullptr);
    EXPECT_TRUE(pair->closes);
    EXPECT_EQ(pair->first.side, Side::buy);  // whatever way round it would open
}

TEST_F(HedgeCycleTest, TriesAgainInAMomentWhatRiskRefused) {
    begin({{"hold_ms", "1000"}});
    ASSERT_NE(trade_in(look()), nullptr);
    EXPECT_EQ(trade_in(look()), nullptr);
    EXPECT_NE(trade_in(look(seconds(1))), nullptr);
    pair_ends(PairOutcome::completed, "0.99", "100.2", "-0.99", "100.1");
    look();

    ASSERT_NE(trade_in(look(seconds(1))), nullptr);
    EXPECT_EQ(trade_in(look()), nullptr);
    EXPECT_NE(trade_in(look(milliseconds(400))), nullptr);
}

TEST_F(HedgeCycleTest, ClosesThoughNoNewPairMayBegin) {
    begin({{"hold_ms", "1000"}});
    open_pair();
    view.is_open = false;

    EXPECT_NE(trade_in(look(seconds(1))), nullptr);
}

TEST_F(HedgeCycleTest, ClosesNothingWhileTheDeskIsHaltedOrABookIsGone) {
    begin({{"hold_ms", "1000"}});
    open_pair();
    view.is_closable = false;
    EXPECT_EQ(trade_in(look(seconds(1))), nullptr);
    view.is_closable = true;
    view.books[1].reset();
    EXPECT_EQ(trade_in(look()), nullptr);
    view.quote(1, "100", "100.2");
    EXPECT_NE(trade_in(look()), nullptr);
}

TEST_F(HedgeCycleTest, GoesOnWhereSomebodyElseClosedThePair) {
    begin();
    open_pair();
    view.positions[0] = view.positions[1] = {};

    EXPECT_THAT(said(look().notices), Contains("Waiting 20 seconds before next cycle..."));
    pass(seconds(19));
    have("1000");
    EXPECT_NE(trade_in(look(seconds(1))), nullptr);
}

TEST(HedgeSettingsOf, NamesWhatCanNeverTrade) {
    const auto problem = [](const std::string& name, const std::string& value) {
        const auto settings = HedgeSettings::of({{name, value}});
        return settings ? std::string{} : settings.error().message;
    };

    EXPECT_THAT(problem("margin", "0"), HasSubstr("margin: 0 can never trade"));
    EXPECT_THAT(problem("margin", "-5"), HasSubstr("margin: -5"));
    EXPECT_THAT(problem("hold_ms", "0"), HasSubstr("hold_ms"));
    EXPECT_THAT(problem("take_profit", "0"), HasSubstr("take_profit: 0 is not a percentage"));
    EXPECT_THAT(problem("stop_loss", "-1"), HasSubstr("stop_loss: -1"));
    EXPECT_THAT(problem("aggressive_offset", "0.3"), HasSubstr("aggressive_offset: 0.3"));
    EXPECT_THAT(problem("pnl_basis", "equity"), HasSubstr("neither price nor margin"));
    EXPECT_EQ(problem("margin", "12.5"), "");
}

}  // namespace
}  // namespace twinleg::strategy
