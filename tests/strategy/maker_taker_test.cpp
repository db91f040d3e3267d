// Rests on the first venue, hedges on the second.

#include "strategy/maker_taker/maker_taker.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/strategy/fake_view.h"

namespace twinleg::strategy {
namespace {

using test::price;
using test::quantity;

MakerTaker::Settings fixed_at(std::string_view long_threshold, std::string_view short_threshold) {
    MakerTaker::Settings s;
    s.size = quantity("0.1");
    s.max_position = quantity("1");
    s.long_threshold = price(long_threshold);
    s.short_threshold = price(short_threshold);
    return s;
}
MakerTaker::Settings sampled() {
    MakerTaker::Settings s;
    s.size = quantity("0.1");
    s.max_position = quantity("1");
    s.threshold_offset = price("2");
    return s;
}

class MakerTakerTest : public ::testing::Test {
protected:
    FakeView view;
};

TEST_F(MakerTakerTest, RestsATickBelowTheAskWhereTheSecondBidPays) {
    MakerTaker strategy{fixed_at("5", "5")};
    view.quote(0, "99", "100.1");
    view.quote(1, "105.2", "105.3");

    const auto wishes = view.look(strategy);

    const auto* pair = trade_in(wishes);
    ASSERT_NE(pair, nullptr);
    EXPECT_EQ(pair->plan, Plan::maker_then_hedge);
    EXPECT_EQ(pair->first.side, Side::buy);
    EXPECT_EQ(pair->first.price, price("100"));
    EXPECT_EQ(pair->second.side, Side::sell);
    EXPECT_EQ(pair->second.price, price("105.2"));
    EXPECT_EQ(pair->fill_timeout, seconds(5));
}

TEST_F(MakerTakerTest, RestsATickAboveTheBidTheOtherWayRound) {
    MakerTaker strategy{fixed_at("5", "5")};
    view.quote(0, "105.2", "106");

    const auto wishes = view.look(strategy);

    const auto* pair = trade_in(wishes);
    ASSERT_NE(pair, nullptr);
    EXPECT_EQ(pair->first.side, Side::sell);
    EXPECT_EQ(pair->first.price, price("105.3"));
    EXPECT_EQ(pair->second.side, Side::buy);
    EXPECT_EQ(pair->second.price, price("100.1"));
}

TEST_F(MakerTakerTest, WantsMoreThanItsFixedThresholdFromTheFirstLookOn) {
    MakerTaker strategy{fixed_at("5", "5")};
    view.quote(1, "105.1", "105.2");  // exactly 5
    EXPECT_EQ(trade_in(view.look(strategy)), nullptr);

    view.quote(1, "105.2", "105.3");
    EXPECT_NE(trade_in(view.look(strategy)), nullptr);
}

TEST_F(MakerTakerTest, NeedsAHundredSamplesBeforeItsMeanMeansAnything) {
    MakerTaker strategy{sampled()};
    for (int i = 0; i < 98; ++i)
        ASSERT_EQ(trade_in(view.look(strategy)), nullptr);
    view.quote(1, "150", "150.1");

    EXPECT_EQ(trade_in(view.look(strategy)), nullptr);  // the 99th
    EXPECT_NE(trade_in(view.look(strategy)), nullptr);  // the 100th
}

TEST_F(MakerTakerTest, SamplesNoMoreOftenThanItsInterval) {
    MakerTaker strategy{sampled()};
    for (int i = 0; i < 150; ++i)
        (void)view.look(strategy, milliseconds(50));  // 75 samples
    view.quote(1, "150", "150.1");

    EXPECT_EQ(trade_in(view.look(strategy)), nullptr);
}

TEST_F(MakerTakerTest, DoesNotFallForAStandingBasis) {
    MakerTaker strategy{sampled()};
    view.quote(1, "150", "150.1");
    for (int i = 0; i < 300; ++i)
        ASSERT_EQ(trade_in(view.look(strategy)), nullptr) << i;

    view.quote(1, "151", "151.1");  // the mean is 49.9, the offset 2
    EXPECT_EQ(trade_in(view.look(strategy)), nullptr);
    view.quote(1, "152.3", "152.4");
    EXPECT_NE(trade_in(view.look(strategy)), nullptr);
}

TEST_F(MakerTakerTest, WantsATickMoreForEachFiftyMillisecondsOfDelay) {
    // 149 ms are two ticks of 0.1 (and no drift: the books stand still).
    view.delay = milliseconds(149);
    MakerTaker strategy{fixed_at("5", "5")};
    view.quote(1, "105.3", "105.4");  // 5.2
    EXPECT_EQ(trade_in(view.look(strategy)), nullptr);

    MakerTaker other{fixed_at("5", "5")};
    view.quote(1, "105.4", "105.5");  // 5.3
    EXPECT_NE(trade_in(view.look(other)), nullptr);
}

TEST_F(MakerTakerTest, LooksAheadToWhereThePricesWillBeWhenTheOrderArrives) {
    view.delay = milliseconds(49);  // no tick of compensation
    MakerTaker strategy{fixed_at("5", "5")};
    // The second bid falls by 1 every 100 ms: in 49 ms it will be 0.49 lower.
    view.quote(1, "106.4", "106.5");
    view.is_open = false;
    (void)view.look(strategy);
    view.is_open = true;
    view.quote(1, "105.4", "105.5");  // 5.3 now, 4.81 then

    EXPECT_EQ(trade_in(view.look(strategy)), nullptr);
}

// --- While it rests.

class RestingMaker : public MakerTakerTest {
protected:
    // Buys at 100 on the first; 5.2 below the bid of the second.
    RestingMaker() {
        view.quote(0, "99", "100.1");
        view.quote(1, "105.2", "105.3");
        EXPECT_NE(trade_in(view.look(strategy)), nullptr);
        view.is_busy = true;
        EXPECT_TRUE(view.look(strategy).list.empty());
    }
    MakerTaker strategy{fixed_at("5", "5")};
};

TEST_F(RestingMaker, WithdrawsWhenItsSignalIsGone) {
    view.quote(1, "105", "105.1");  // exactly what is wanted
    EXPECT_FALSE(withdraws(view.look(strategy)));

    view.quote(1, "104.9", "105");
    EXPECT_TRUE(withdraws(view.look(strategy)));
    EXPECT_FALSE(withdraws(view.look(strategy))) << "once is enough";
}

TEST_F(RestingMaker, WithdrawsWhenTheBestPriceHasLeftItBehind) {
    view.quote(0, "100", "100.2");
    EXPECT_FALSE(withdraws(view.look(strategy)));

    view.quote(0, "100.1", "100.2");
    EXPECT_TRUE(withdraws(view.look(strategy)));
}

TEST_F(RestingMaker, BeginsAnewFromTheFreshBookOnceItIsDone) {
    view.quote(0, "100.1", "100.2");
    view.quote(1, "106", "106.1");
    ASSERT_TRUE(withdraws(view.look(strategy)));
    view.is_busy = false;

    const auto wishes = view.look(strategy, seconds(2));

    const auto* pair = trade_in(wishes);
    ASSERT_NE(pair, nullptr);
    EXPECT_EQ(pair->first.price, price("100.1"));
}

TEST_F(MakerTakerTest, DoesNotTryAgainAtOnceNorTooOftenAMinute) {
    MakerTaker strategy{fixed_at("5", "5")};
    view.quote(1, "105.2", "105.3");
    ASSERT_NE(trade_in(view.look(strategy)), nullptr);
    EXPECT_EQ(trade_in(view.look(strategy, milliseconds(499))), nullptr);

    int tries = 1;
    for (int i = 0; i < 100; ++i)
        tries += trade_in(view.look(strategy, milliseconds(500))) != nullptr ? 1 : 0;

    EXPECT_EQ(tries, 30);
}

TEST_F(MakerTakerTest, KeepsBothPositionsWithinItsLimit) {
    view.quote(1, "105.2", "105.3");
    for (const int venue : {0, 1}) {
        MakerTaker strategy{fixed_at("5", "5")};
        view.positions[venue] = quantity(venue == 0 ? "0.901" : "-0.901");
        EXPECT_EQ(trade_in(view.look(strategy)), nullptr) << venue;

        view.positions[venue] = quantity(venue == 0 ? "0.9" : "-0.9");
        EXPECT_NE(trade_in(view.look(strategy, seconds(1))), nullptr) << venue;
        view.positions[venue] = {};
    }
}

TEST_F(MakerTakerTest, TellsItsSamplesMeanAndDeviationFromTheFirstOn) {
    auto settings = sampled();
    settings.samples = 3;
    settings.tell_every = {};
    MakerTaker strategy{settings};
    std::vector<Evaluated> told;
    for (const char* bid : {"102", "104", "103", "111"}) {
        view.quote(1, bid, bid);
        const auto wishes = view.look(strategy);
        ASSERT_TRUE(wishes.evaluated);
        told.push_back(*wishes.evaluated);
    }

    const double mid = to_double(told[0].price_a);
    EXPECT_EQ(told[0].samples, 1U);
    EXPECT_NEAR(told[0].mean, mid - 102, 1e-9);
    EXPECT_EQ(told[0].z, 0);
    EXPECT_EQ(told[1].samples, 2U);
    EXPECT_NEAR(told[1].mean, mid - 103, 1e-9);
    EXPECT_NEAR(told[1].stddev, 1, 1e-9);
    EXPECT_NEAR(told[1].z, -1, 1e-9);
    // The first has left the window: 104, 103, 111.
    EXPECT_EQ(told[3].samples, 3U);
    EXPECT_NEAR(told[3].mean, mid - 106, 1e-9);
    EXPECT_NEAR(told[3].stddev, std::sqrt(38.0 / 3), 1e-9);
    EXPECT_NEAR(told[3].z, -5 / std::sqrt(38.0 / 3), 1e-9);
    EXPECT_EQ(told[1].signal, Signal::none) << "warm-up holds it back";
    EXPECT_EQ(told[3].signal, Signal::enter_long_a);
}

TEST(MakerTakerSettings, NameTheParameterTheyCannotRead) {
    const auto wrong = MakerTaker::create({{"threshold_offset", "x"}});
    ASSERT_FALSE(wrong);
    EXPECT_NE(wrong.error().message.find("threshold_offset"), std::string::npos);

    EXPECT_EQ(MakerTaker::create({{"samples", "0"}}).error().code, Errc::out_of_range);
    EXPECT_TRUE(MakerTaker::create({}));
}

}  // namespace
}  // namespace twinleg::strategy
