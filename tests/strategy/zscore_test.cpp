// Trades a spread that comes back to its mean, by standard deviations.

#include "strategy/zscore/zscore.h"

#include <algorithm>
#include <string_view>

#include <gtest/gtest.h>

#include "tests/strategy/fake_view.h"

namespace twinleg::strategy {
namespace {

using test::price;
using test::quantity;

zscore::Settings settings() {
    zscore::Settings s;
    s.lookback = seconds(10);
    s.max_samples = 1'000;
    s.min_hold = seconds(3);
    s.min_reentry = seconds(6);
    s.max_gross_notional = Notional::from_units(600);  // 100 a leg and slice
    s.min_liquidity = Notional::from_units(1'000);
    s.max_slippage_bps = 20;
    return s;
}

class ZScoreTest : public ::testing::Test {
protected:
    // So far from `b` in tenths, at 100; each side a tenth wide.
    Wishes spread(int tenths, Duration later = milliseconds(100)) {
        return spread_of(strategy, tenths, later);
    }
    Wishes spread_of(ZScore& of, int tenths, Duration later = milliseconds(100)) {
        const Price mid = Price::from_units(100) + price("0.1") * tenths;
        view.books[0] = Bbo{{mid - price("0.05"), Quantity::from_units(50)},
                            {mid + price("0.05"), Quantity::from_units(50)}};
        return view.look(of, later);
    }
    // To and fro around zero for a whole lookback: mean about zero, deviation one tenth.
    void warm_up(ZScore& of) {
        view.quote(1, "99.95", "100.05");
        for (int i = 0; i <= 100; ++i)
            spread_of(of, i % 2 == 0 ? 1 : -1);
    }
    // What a wish comes to where all of it fills.
    void fill(const TradePair& pair) {
        for (const Leg& leg : {pair.first, pair.second})
            view.positions[leg.instrument.value] += pair.quantity * sign(leg.side);
    }
    // In a position short A.
    void enter() {
        warm_up(strategy);
        const auto wishes = spread(3);
        ASSERT_NE(trade_in(wishes), nullptr);
        fill(*trade_in(wishes));
        view.look(strategy);  // holds it from now on
    }
    static bool closes_all(const Wishes& wishes) {
        for (const auto& wish : wishes.list)
            if (std::holds_alternative<CloseAll>(wish)) return true;
        return false;
    }

    static bool said(const Wishes& wishes, std::string_view part) {
        return std::ranges::any_of(wishes.notices, [&](const auto& notice) {
            return notice.text.find(part) != std::string::npos;
        });
    }

    FakeView view;
    ZScore strategy{settings()};
};

TEST_F(ZScoreTest, SellsADearAAndBuysB) {
    warm_up(strategy);

    const auto wishes = spread(3);

    const auto* pair = trade_in(wishes);
    ASSERT_NE(pair, nullptr);
    EXPECT_EQ(pair->first.instrument, kFirst);
    EXPECT_EQ(pair->first.side, Side::sell);
    EXPECT_EQ(pair->second.side, Side::buy);
    EXPECT_EQ(pair->plan, Plan::thin_first);
    // 100 at the dearer mid, 100.3, cut to 8 places by value and to the lot by the contract.
    EXPECT_EQ(pair->quantity, floor_to(quantity("0.99700897"), view.instruments[0].lot));
    // At most 20 bps from the best, on the tick.
    EXPECT_EQ(pair->first.price, price("100.1"));
    EXPECT_EQ(pair->second.price, price("100.2"));
}

TEST_F(ZScoreTest, BuysACheapAAndSellsB) {
    warm_up(strategy);

    const auto wishes = spread(-3);

    const auto* pair = trade_in(wishes);
    ASSERT_NE(pair, nullptr);
    EXPECT_EQ(pair->first.side, Side::buy);
    EXPECT_EQ(pair->second.side, Side::sell);
}

TEST_F(ZScoreTest, HasNoSignalBeforeTheWindowIsFullOfTime) {
    view.quote(1, "99.95", "100.05");
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(trade_in(spread(i == 50 ? 3 : i % 2 == 0 ? 1 : -1)), nullptr) << i;
}

TEST_F(ZScoreTest, WarmsUpAgainWhenTheBooksWereAwayForLong) {
    warm_up(strategy);
    view.books[1].reset();
    view.look(strategy, milliseconds(5'100));
    view.quote(1, "99.95", "100.05");

    EXPECT_EQ(trade_in(spread(4)), nullptr);

    for (int i = 0; i < 101; ++i)
        spread(i % 2 == 0 ? 1 : -1);
    EXPECT_NE(trade_in(spread(3)), nullptr);
}

TEST_F(ZScoreTest, SaysTheStatisticsOfEachSampleWhateverHoldsItsSignalBack) {
    auto each = settings();
    each.tell_every = {};
    ZScore telling{each};
    view.quote(1, "99.95", "100.05");
    const auto first = spread_of(telling, 1);
    ASSERT_TRUE(first.evaluated);
    EXPECT_EQ(first.evaluated->samples, 1U);
    EXPECT_DOUBLE_EQ(first.evaluated->mean, 0.1);

    EXPECT_FALSE(spread_of(telling, 1).evaluated) << "neither mid moved: no sample";
    const auto second = spread_of(telling, 3);

    ASSERT_TRUE(second.evaluated);
    EXPECT_EQ(second.evaluated->spread, price("0.3"));
    EXPECT_DOUBLE_EQ(second.evaluated->mean, 0.2);
    EXPECT_DOUBLE_EQ(second.evaluated->stddev, 0.1);
    EXPECT_DOUBLE_EQ(second.evaluated->z, 1);
    EXPECT_EQ(second.evaluated->signal, Signal::none);
}

TEST_F(ZScoreTest, LeavesWhereTheSpreadIsBackAndNotBeforeItsHold) {
    enter();

    EXPECT_EQ(trade_in(spread(0)), nullptr) << "min_hold";
    const auto wishes = spread(0, milliseconds(2'900));

    const auto* pair = trade_in(wishes);
    ASSERT_NE(pair, nullptr);
    EXPECT_EQ(pair->first.side, Side::buy);
    EXPECT_EQ(pair->second.side, Side::sell);
    EXPECT_TRUE(pair->closes);
    EXPECT_EQ(pair->quantity, view.positions[0].abs());
}

TEST_F(ZScoreTest, WaitsBeforeItEntersAgain) {
    enter();
    const auto closing = spread(0, seconds(3));
    ASSERT_NE(trade_in(closing), nullptr);
    fill(*trade_in(closing));
    for (int i = 0; i < 59; ++i)
        EXPECT_EQ(trade_in(spread(i % 2 == 0 ? 4 : -4)), nullptr) << "min_reentry, " << i;
}

TEST_F(ZScoreTest, AddsSlicesWhileTheSignalStands) {
    enter();
    int slices = 1;
    for (int i = 0; i < 40; ++i) {
        const auto wishes = spread(3 + i * 3 / 20);
        if (const auto* pair = trade_in(wishes)) {
            EXPECT_EQ(pair->first.side, Side::sell);
            fill(*pair);
            ++slices;
        }
    }

    EXPECT_EQ(slices, 3);
    EXPECT_LE(view.positions[0].abs() * 2, quantity("6"));
}

TEST_F(ZScoreTest, OpensInOneGoWhereItIsAskedTo) {
    auto whole = settings();
    whole.opening = zscore::Pace::whole;
    ZScore one{whole};
    warm_up(one);

    const auto wishes = spread_of(one, 3);

    ASSERT_NE(trade_in(wishes), nullptr);
    EXPECT_GT(trade_in(wishes)->quantity, quantity("2.9"));
}

TEST_F(ZScoreTest, ClosesEverythingOnceBegunOrOnlyWhileTheSpreadIsBack) {
    for (const auto pace : {zscore::Pace::whole, zscore::Pace::slices}) {
        view = FakeView{};
        auto paced = settings();
        paced.closing = pace;
        ZScore one{paced};
        warm_up(one);
        fill(*trade_in(spread_of(one, 3)));
        view.look(one);
        const auto first = spread_of(one, 0, seconds(3));
        ASSERT_NE(trade_in(first), nullptr);
        auto half = *trade_in(first);
        half.quantity =
            floor_to(Quantity::from_raw(half.quantity.raw() / 2), view.instrument(kFirst).lot);
        fill(half);

        const auto on_the_way = spread_of(one, 1, seconds(2));  // neither back nor an entry
        EXPECT_EQ(trade_in(on_the_way) != nullptr, pace == zscore::Pace::whole);

        const auto back = spread_of(one, 0, seconds(2));
        ASSERT_NE(trade_in(back), nullptr);
        EXPECT_EQ(trade_in(back)->quantity, view.positions[0].abs());
    }
}

TEST_F(ZScoreTest, ClosesEverythingAtOnceWhereTheDeviationIsExtreme) {
    enter();

    const auto wishes = spread(40);

    EXPECT_TRUE(closes_all(wishes));
}

TEST_F(ZScoreTest, ClosesWhileNothingNewMayBegin) {
    enter();
    view.is_open = false;

    const auto wishes = spread(0, seconds(3));

    ASSERT_NE(trade_in(wishes), nullptr) << "what is held may be closed while nothing may begin";
    EXPECT_TRUE(trade_in(wishes)->closes);
}

TEST_F(ZScoreTest, ClosesByCloseAllWhatDoesNotCloseOtherwise) {
    enter();
    int pairs = 0;
    bool all = false;
    for (int i = 0; i < 100 && !all; ++i) {
        const auto wishes = spread(i % 2, i == 0 ? seconds(3) : milliseconds(500));
        pairs += trade_in(wishes) != nullptr ? 1 : 0;
        all = closes_all(wishes);
    }

    EXPECT_TRUE(all);
    EXPECT_EQ(pairs, 4) << "three of them in vain after the first";
}

TEST_F(ZScoreTest, ClosesBeforeItTurnsRound) {
    enter();

    const auto wishes = spread(-4, seconds(4));

    const auto* pair = trade_in(wishes);
    ASSERT_NE(pair, nullptr);
    EXPECT_EQ(pair->first.side, Side::buy);
    EXPECT_EQ(pair->quantity, view.positions[0].abs()) << "what is held, and no more";
}

TEST_F(ZScoreTest, DoesNotEnterWhatWouldNotPayItsFees) {
    for (Instrument& instrument : view.instruments)
        instrument.taker_fee = basis_points(10);
    warm_up(strategy);

    const auto wishes = spread(3);

    EXPECT_EQ(trade_in(wishes), nullptr);
    ASSERT_EQ(wishes.notices.size(), 2U);
    EXPECT_NE(wishes.notices[1].text.find("fees 0.40"), std::string::npos)
        << wishes.notices[1].text;
}

TEST_F(ZScoreTest, CountsWhatMovedCollateralCosts) {
    auto moved = settings();
    moved.transfer_bps = 25;
    ZScore dear{moved};
    warm_up(dear);

    const auto wishes = spread_of(dear, 3);

    EXPECT_EQ(trade_in(wishes), nullptr);
    EXPECT_TRUE(said(wishes, "transfers 0.25)")) << "25 bps of 100.3";
}

TEST_F(ZScoreTest, EntersNothingWhereThePricesAreTooFarApart) {
    auto near = settings();
    near.max_basis_bps = 25;
    ZScore careful{near};
    view.instruments[1].quote = "USDT";
    warm_up(careful);

    const auto wishes = spread_of(careful, 3);  // 30 bps

    EXPECT_EQ(trade_in(wishes), nullptr);
    EXPECT_TRUE(said(wishes, "29.91 bps apart, more than max_basis_bps (25.00)"));
    EXPECT_TRUE(said(wishes, "USDT are worth"));
}

TEST_F(ZScoreTest, LeavesHoweverFarApartThePricesAre) {
    auto near = settings();
    near.max_basis_bps = 35;
    near.stop_z = 5;
    ZScore careful{near};
    warm_up(careful);
    const auto wishes = spread_of(careful, 3);
    ASSERT_NE(trade_in(wishes), nullptr);
    fill(*trade_in(wishes));
    view.look(careful);

    EXPECT_TRUE(closes_all(spread_of(careful, 30, seconds(3))));
}

TEST_F(ZScoreTest, SaysOnceThatTwoCurrenciesCountAlike) {
    view.quote(1, "99.95", "100.05");
    EXPECT_FALSE(said(spread(1), "is counted as one")) << "both are quoted alike";

    view.instruments[1].quote = "USDT";
    ZScore unlike{settings()};
    EXPECT_TRUE(said(spread_of(unlike, 2), "is counted as one USDT; rate_a and rate_b"));
    EXPECT_FALSE(said(spread_of(unlike, 1, seconds(2)), "is counted as one"));

    auto rated = settings();
    rated.rate_b = price("0.9995");
    ZScore told{rated};
    EXPECT_FALSE(said(spread_of(told, 2), "is counted as one"));
}

TEST_F(ZScoreTest, EntersItAllTheSameWhereCostsAreNoMatter) {
    for (Instrument& instrument : view.instruments)
        instrument.taker_fee = basis_points(10);
    auto careless = settings();
    careless.cost_check = false;
    ZScore trading{careless};
    warm_up(trading);

    EXPECT_NE(trade_in(spread_of(trading, 3)), nullptr);
}

TEST_F(ZScoreTest, WantsBothBooksDeepEnough) {
    warm_up(strategy);
    view.depth[1] = quantity("9.9");  // 990 of 1,000

    EXPECT_EQ(trade_in(spread(3)), nullptr);

    view.depth[1] = quantity("10.1");
    EXPECT_NE(trade_in(spread(4)), nullptr);
}

TEST_F(ZScoreTest, HoldsTheDriftOfFundingAgainstAnEntry) {
    // A pays 1 % an hour more than B: in half a lookback, 5 s, the spread is to rise by 0.0014 of
    // A's 100; and by enough to make a signal of it none where the rate is absurd.
    view.references[0] = {.funding = basis_points(10'000), .funding_interval = seconds(3'600)};
    view.references[1] = {.funding = basis_points(1), .funding_interval = seconds(3'600)};
    auto careless = settings();
    careless.cost_check = false;
    ZScore trading{careless};
    warm_up(trading);

    EXPECT_EQ(trade_in(spread_of(trading, 3)), nullptr);
    EXPECT_NE(trade_in(spread_of(trading, -3)), nullptr);
}

TEST_F(ZScoreTest, CountsEntriesOfADay) {
    auto once = settings();
    once.max_entries_per_day = 1;
    ZScore trading{once};
    warm_up(trading);
    const auto entry = spread_of(trading, 3);
    ASSERT_NE(trade_in(entry), nullptr);
    fill(*trade_in(entry));
    spread_of(trading, 1);
    view.positions[0] = view.positions[1] = {};
    for (int i = 0; i < 101; ++i)
        spread_of(trading, i % 2 == 0 ? 1 : -1);

    EXPECT_EQ(trade_in(spread_of(trading, 4)), nullptr);

    view.time = view.time + seconds(86'400);
    for (int i = 0; i <= 101; ++i)
        spread_of(trading, i % 2 == 0 ? 1 : -1);
    EXPECT_NE(trade_in(spread_of(trading, 4)), nullptr) << "another day";
}

TEST_F(ZScoreTest, RemindsAndSendsNothing) {
    auto reminding = settings();
    reminding.trading = zscore::Trading::remind;
    ZScore strategy_only{reminding};
    warm_up(strategy_only);

    const auto entry = spread_of(strategy_only, 3);
    const auto exit = spread_of(strategy_only, 0, seconds(3));

    EXPECT_TRUE(entry.list.empty());
    ASSERT_EQ(entry.notices.size(), 1U);
    EXPECT_NE(entry.notices[0].text.find("reminder: enter_short_a"), std::string::npos);
    EXPECT_NE(entry.notices[0].text.find("; sell 0.9"), std::string::npos) << entry.notices[0].text;
    EXPECT_TRUE(exit.list.empty());
    ASSERT_EQ(exit.notices.size(), 1U);
    EXPECT_NE(exit.notices[0].text.find("reminder: exit"), std::string::npos);
}

TEST_F(ZScoreTest, IsSwitchedBetweenRemindingAndTradingWhileItRuns) {
    std::map<std::string, std::string> parameters{{"lookback_secs", "10"},
                                                  {"max_samples", "1000"},
                                                  {"max_gross_notional_usd", "600"},
                                                  {"min_liquidity_usd", "1000"},
                                                  {"max_slippage_bps", "20"},
                                                  {"min_reentry_secs", "6"},
                                                  {"trading", "remind"}};
    warm_up(strategy);
    ASSERT_TRUE(strategy.reconfigure(parameters));
    EXPECT_EQ(trade_in(spread(3)), nullptr);

    parameters["trading"] = "auto";
    ASSERT_TRUE(strategy.reconfigure(parameters));
    for (int i = 0; i < 61; ++i)  // what was imagined is gone; its re-entry time passes
        spread(i % 2 == 0 ? 1 : -1);

    EXPECT_NE(trade_in(spread(3)), nullptr);
}

TEST_F(ZScoreTest, KeepsItsThresholdsApartWhateverIsAskedOnTheWay) {
    EXPECT_FALSE(strategy.reconfigure({{"lookback_secs", "10"}, {"enter_z", "0.5"}}));

    const auto longer = strategy.reconfigure({{"lookback_secs", "11"}, {"max_samples", "1000"}});
    ASSERT_FALSE(longer);
    EXPECT_EQ(longer.error().code, Errc::conflict);
}

TEST_F(ZScoreTest, RestsAtTheThinnerSideAndTakesWhatTheTimeoutLeaves) {
    auto limit = settings();
    limit.entry = zscore::Entry::limit;
    ZScore resting{limit};
    warm_up(resting);
    view.depth[1] = quantity("11");

    const auto first = spread_of(resting, 3);
    ASSERT_NE(trade_in(first), nullptr);
    EXPECT_EQ(trade_in(first)->plan, Plan::maker_then_hedge);
    EXPECT_EQ(trade_in(first)->first.instrument, kSecond);
    EXPECT_EQ(trade_in(first)->fill_timeout, seconds(5));
    EXPECT_EQ(trade_in(spread_of(resting, 4, milliseconds(500))), nullptr);

    const auto second = spread_of(resting, 3, milliseconds(1'600));  // nothing was filled
    ASSERT_NE(trade_in(second), nullptr);
    EXPECT_EQ(trade_in(second)->plan, Plan::thin_first);
}

TEST_F(ZScoreTest, ComparesMidsUnlessItIsToldOtherwise) {
    auto each = settings();
    each.tell_every = {};
    ZScore strategy_of_mids{each};
    view.quote(0, "100", "102");
    view.quote(1, "99", "100");

    const auto wishes = view.look(strategy_of_mids);

    ASSERT_TRUE(wishes.evaluated);
    EXPECT_EQ(wishes.evaluated->price_a, price("101"));
    EXPECT_EQ(wishes.evaluated->price_b, price("99.5"));
    EXPECT_EQ(wishes.evaluated->spread, price("1.5"));
}

TEST_F(ZScoreTest, ComparesWhatItIsToldTo) {
    for (const auto& [source, of] : {std::pair{zscore::PriceSource::mark, &Reference::mark},
                                     {zscore::PriceSource::index, &Reference::index},
                                     {zscore::PriceSource::last, &Reference::last}}) {
        view = FakeView{};
        auto other = settings();
        other.price = source;
        other.rate_b = price("0.5");
        other.tell_every = {};
        ZScore strategy_of_others{other};
        view.wide();
        EXPECT_FALSE(view.look(strategy_of_others).evaluated) << "none yet";
        view.references[0].*of = price("101");
        view.references[1].*of = price("200");

        const auto wishes = view.look(strategy_of_others);

        ASSERT_TRUE(wishes.evaluated);
        EXPECT_EQ(wishes.evaluated->price_a, price("101"));
        EXPECT_EQ(wishes.evaluated->price_b, price("100"));
    }
}

TEST_F(ZScoreTest, TellsWhatItExpects) {
    warm_up(strategy);
    const auto wishes = spread(2, seconds(1));

    ASSERT_TRUE(wishes.outlook);
    EXPECT_TRUE(wishes.outlook->automatic);
    EXPECT_TRUE(wishes.outlook->warm);
    EXPECT_TRUE(wishes.outlook->quantity.is_positive());
    EXPECT_TRUE(wishes.outlook->cost.is_positive()) << "the way through two spreads";
}

TEST(ZScoreSettings, HoldTheHysteresisAndNameBothThresholds) {
    const auto said = [](std::map<std::string, std::string> values) {
        const auto made = ZScore::create(values);
        return made ? std::string{} : made.error().message;
    };
    EXPECT_EQ(said({}), "");
    for (const auto* equal : {"0.5", "0.4"}) {
        const auto why = said({{"enter_z", equal}});
        EXPECT_NE(why.find("enter_z"), std::string::npos) << why;
        EXPECT_NE(why.find("exit_z"), std::string::npos) << why;
    }
    const auto why = said({{"stop_z", "2"}});
    EXPECT_NE(why.find("stop_z"), std::string::npos) << why;
    EXPECT_NE(why.find("enter_z"), std::string::npos) << why;
    EXPECT_NE(said({{"enter_z", "two"}}).find("enter_z"), std::string::npos);
    EXPECT_NE(said({{"exit_z", "-1"}}).find("exit_z"), std::string::npos);
    EXPECT_NE(said({{"lookback_secs", "0"}}).find("lookback_secs"), std::string::npos);
    EXPECT_NE(said({{"max_legs", "0"}}).find("max_legs"), std::string::npos);
    EXPECT_NE(said({{"price", "guess"}}).find("mid, last, mark, index"), std::string::npos);
    EXPECT_NE(said({{"max_slippage_bps", "300"}}).find("max_slippage_bps"), std::string::npos);
}

TEST(ZScoreSettings, AreThoseOfTheDocumentUnlessSaid) {
    const auto s = zscore::read_settings({}).value();
    EXPECT_EQ(s.enter_z, 2.0);
    EXPECT_EQ(s.exit_z, 0.5);
    EXPECT_EQ(s.stop_z, 4.0);
    EXPECT_EQ(s.lookback, seconds(900));
    EXPECT_EQ(s.min_liquidity, Notional::from_units(25'000));
    EXPECT_EQ(s.max_gross_notional, Notional::from_units(50'000));
    EXPECT_EQ(s.max_legs, 3);
    EXPECT_EQ(s.min_hold, seconds(30));
    EXPECT_EQ(s.min_reentry, seconds(60));
    EXPECT_EQ(to_text(s.slice(), 2), "8333.33");
}

}  // namespace
}  // namespace twinleg::strategy
