#include "sim/account.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace twinleg::sim {
namespace {

Price price(const char* text) {
    return parse_price(text).value();
}
Quantity quantity(const char* text) {
    return parse_quantity(text).value();
}
Notional money(const char* text) {
    return parse_notional(text).value();
}

Instrument linear() {
    Instrument instrument;
    instrument.id = {0};
    instrument.base = "BTC";
    instrument.quote = "USDC";
    instrument.tick = price("0.1");
    instrument.lot = quantity("0.001");
    instrument.maker_fee = basis_points(2);
    instrument.taker_fee = basis_points(5);
    return instrument;
}

// Contracts of 100 USD, settled in coins.
Instrument inverse() {
    Instrument instrument = linear();
    instrument.quote = "USD";
    instrument.kind = ContractKind::inverse;
    instrument.multiplier = Quantity::from_units(100);
    instrument.lot = Quantity::from_units(1);
    return instrument;
}

// Deterministic numbers for the property tests.
struct Numbers {
    std::uint64_t state{7};
    std::int64_t below(std::int64_t bound) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        return static_cast<std::int64_t>((state >> 33) % static_cast<std::uint64_t>(bound));
    }
};

TEST(Position, EarnsTheDifferenceOfWhatItPaidAndGot) {
    Position position{linear()};

    position.fill(Side::buy, price("60000"), quantity("0.01"), {});
    position.fill(Side::sell, price("60010"), quantity("0.01"), {});

    EXPECT_TRUE(position.quantity().is_zero());
    EXPECT_EQ(position.worth(), money("0.1"));
    EXPECT_EQ(position.realised(), money("0.1"));
    EXPECT_EQ(position.unrealised(), Notional{});
}

TEST(Position, SplitsWorthIntoRealisedAndUnrealised) {
    Position position{linear()};
    position.mark(price("60100"));

    position.fill(Side::buy, price("60000"), quantity("0.03"), {});
    position.fill(Side::sell, price("60050"), quantity("0.01"), {});

    EXPECT_EQ(position.average_entry(), price("60000"));
    EXPECT_EQ(position.realised(), money("0.5"));
    EXPECT_EQ(position.unrealised(), money("2"));
    EXPECT_EQ(position.worth(), money("2.5"));
}

TEST(Position, TurnsAroundByClosingFirstAndOpeningWithTheRest) {
    Position position{linear()};
    position.mark(price("60020"));

    position.fill(Side::buy, price("60000"), quantity("0.01"), {});
    position.fill(Side::sell, price("60010"), quantity("0.03"), {});

    EXPECT_EQ(position.quantity(), quantity("-0.02"));
    EXPECT_EQ(position.average_entry(), price("60010"));
    EXPECT_EQ(position.realised(), money("0.1"));
    EXPECT_EQ(position.unrealised(), money("-0.2"));
}

TEST(Position, WorthIsCashAndPositionToTheLastDigitWhateverWasTraded) {
    Position position{linear()};
    Numbers numbers;
    Notional cash;
    Quantity held;
    for (int i = 0; i < 5000; ++i) {
        const Side side = numbers.below(2) == 0 ? Side::buy : Side::sell;
        const Price at = price("60000") + price("0.1") * (numbers.below(20000) - 10000);
        const Quantity size = quantity("0.001") * (1 + numbers.below(70));
        cash -= size * at * sign(side);
        held += size * sign(side);
        position.fill(side, at, size, {});
        position.mark(at);

        ASSERT_EQ(position.quantity(), held);
        ASSERT_EQ(position.worth(), cash + held * at);
        ASSERT_EQ(position.realised() + position.unrealised(), position.worth());
    }
}

TEST(Position, OfAnInverseContractEarnsCoins) {
    Position position{inverse()};

    position.fill(Side::buy, price("50000"), quantity("10"), {});  // 0.02 BTC
    EXPECT_EQ(position.entry_coins(), parse_base("0.02").value());
    position.fill(Side::sell, price("62500"), quantity("5"), {});  // takes back 0.01, owes 0.008

    EXPECT_EQ(position.entry_coins(), parse_base("0.01").value());
    EXPECT_EQ(position.trading(), money("0.002"));
    EXPECT_EQ(position.average_entry(), price("50000"));
    position.mark(price("40000"));
    EXPECT_EQ(position.unrealised(), money("-0.0025"));
}

TEST(Position, OfAnInverseContractShortEarnsWhenItFalls) {
    Position position{inverse()};

    position.fill(Side::sell, price("50000"), quantity("10"), {});
    position.fill(Side::buy, price("40000"), quantity("10"), {});

    EXPECT_EQ(position.entry_coins(), Base{});
    EXPECT_EQ(position.trading(), money("0.005"));
}

TEST(Position, OfAnInverseContractHasNoCoinsLeftWhenFlat) {
    Position position{inverse()};
    Numbers numbers;
    for (int i = 0; i < 5000; ++i) {
        const Side side = numbers.below(2) == 0 ? Side::buy : Side::sell;
        const Price at = price("60000") + price("0.1") * (numbers.below(20000) - 10000);
        position.fill(side, at, Quantity::from_units(1 + numbers.below(70)), {});
        if (position.quantity().is_zero()) {
            ASSERT_TRUE(position.entry_coins().is_zero());
        } else {
            ASSERT_EQ(position.quantity().is_positive(), position.entry_coins().is_positive());
        }
    }
    position.fill(position.quantity().is_positive() ? Side::sell : Side::buy, price("60000"),
                  position.quantity().abs(), {});

    EXPECT_TRUE(position.entry_coins().is_zero());
}

TEST(Account, CountsFeesAndFundingInItsEquity) {
    Account account{money("1000")};
    account.add(linear());
    Position& position = account.position({0});
    const Instrument instrument = linear();
    const Quantity size = quantity("0.01");

    position.fill(Side::buy, price("60000"), size,
                  fee_of(instrument, size, price("60000"), Liquidity::taker));  // 0.3
    position.mark(price("60000"));
    position.fund(funding_of(instrument, size, price("60000"), basis_points(1)));  // −0.06

    EXPECT_EQ(account.equity(), money("999.64"));
    EXPECT_EQ(account.initial_margin(), money("60"));
    EXPECT_EQ(account.free_collateral(), money("939.64"));
}

TEST(Account, IsLiquidatableOnceTheLossEatsTheMaintenanceMargin) {
    Account account{money("70")};
    account.add(linear());
    account.position({0}).fill(Side::buy, price("60000"), quantity("0.01"), {});

    account.position({0}).mark(price("57000"));  // equity 40, needs 28.5
    EXPECT_FALSE(account.liquidatable());
    account.position({0}).mark(price("55000"));  // equity 20, needs 27.5
    EXPECT_TRUE(account.liquidatable());
}

}  // namespace
}  // namespace twinleg::sim
