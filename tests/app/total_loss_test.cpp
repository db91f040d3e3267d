// What all pairs of a process may lose together.

#include "app/total_loss.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/money.h"

namespace twinleg::app {
namespace {

constexpr Time kNoon{1'700'049'600'000'000'000};  // 2023-11-15 12:00 UTC

Notional dollars(std::int64_t amount) {
    return Notional::from_units(amount);
}

class TotalLossTest : public testing::Test {
protected:
    bool killed(OperatorDesk& desk) {
        const auto wish = desk.take();
        if (!wish) return false;
        const auto* const asked = std::get_if<OperatorAsked>(&*wish);
        return asked != nullptr && asked->what == Operator::kill;
    }

    OperatorDesk btc_;
    OperatorDesk eth_;
    std::vector<std::string> said_;
    TotalLoss total_{dollars(500), {&btc_, &eth_}, [this](std::string line) {
                         said_.push_back(std::move(line));
                     }};
};

TEST_F(TotalLossTest, HaltsEveryPairOnceTogetherTheyHaveLostIt) {
    total_.tell(0, kNoon, dollars(1000));  // what it earned before this start
    total_.tell(1, kNoon, dollars(-200));
    total_.tell(0, kNoon + seconds(1), dollars(700));
    total_.tell(1, kNoon + seconds(1), dollars(-399));
    EXPECT_FALSE(killed(btc_));

    total_.tell(1, kNoon + seconds(2), dollars(-400));

    EXPECT_TRUE(killed(btc_));
    EXPECT_TRUE(killed(eth_));
    EXPECT_THAT(said_, testing::ElementsAre(testing::HasSubstr("lost more than 500 today")));
}

TEST_F(TotalLossTest, LetsOnePairEarnWhatAnotherLoses) {
    total_.tell(0, kNoon, {});
    total_.tell(1, kNoon, {});

    total_.tell(0, kNoon + seconds(1), dollars(300));
    total_.tell(1, kNoon + seconds(1), dollars(-700));

    EXPECT_FALSE(killed(btc_));
}

TEST_F(TotalLossTest, SaysItOnceAndCountsFromAReset) {
    total_.tell(0, kNoon, {});
    total_.tell(0, kNoon + seconds(1), dollars(-500));
    total_.tell(0, kNoon + seconds(2), dollars(-510));
    EXPECT_TRUE(killed(btc_));
    EXPECT_FALSE(killed(btc_));

    total_.forgive();
    total_.tell(0, kNoon + seconds(3), dollars(-900));
    EXPECT_FALSE(killed(btc_));

    total_.tell(0, kNoon + seconds(4), dollars(-1010));
    EXPECT_TRUE(killed(btc_));
    EXPECT_EQ(said_.size(), 2U);
}

TEST_F(TotalLossTest, BeginsEachDayAnew) {
    total_.tell(0, kNoon, {});
    total_.tell(0, kNoon + seconds(1), dollars(-400));

    total_.tell(0, kNoon + minutes(12 * 60), dollars(-400));
    total_.tell(0, kNoon + minutes(12 * 60 + 1), dollars(-800));

    EXPECT_FALSE(killed(btc_));
}

Instance pair_that_may_lose(std::int64_t amount) {
    auto settings = default_run("market-spread");
    settings.strategy.daily_loss = dollars(amount);
    return instance_of("a", std::move(settings), Environment({}));
}

TEST(TotalDailyLoss, IsTheLargestOfThePairsUnlessSaid) {
    std::vector desks{pair_that_may_lose(300), pair_that_may_lose(500)};
    EXPECT_EQ(total_daily_loss(desks), dollars(500));

    desks[0].settings.total_daily_loss = dollars(700);
    EXPECT_EQ(total_daily_loss(desks), dollars(700));

    desks[0].settings.total_daily_loss = dollars(0);
    EXPECT_EQ(total_daily_loss(desks), std::nullopt);
}

TEST(TotalDailyLoss, IsNoneForOnePairAloneOrWhereOneHasNoLimit) {
    EXPECT_EQ(total_daily_loss(std::vector{pair_that_may_lose(300)}), std::nullopt);
    EXPECT_EQ(total_daily_loss(std::vector{pair_that_may_lose(300), pair_that_may_lose(0)}),
              std::nullopt);
}

}  // namespace
}  // namespace twinleg::app
