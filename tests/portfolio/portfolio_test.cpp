// Positions and PnL in exact arithmetic.

#include "portfolio/portfolio.h"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include "tests/support/instruments.h"

namespace twinleg::portfolio {
namespace {

using test::inverse;
using test::linear;
using test::notional;
using test::price;
using test::quantity;

Position traded(const Instrument& i,
                std::initializer_list<std::pair<const char*, const char*>> trades) {
    Position position{i};
    for (const auto& [amount, at] : trades)
        position.trade(quantity(amount), price(at));
    return position;
}

TEST(Position, OfALinearContractIsItsCashFlowsAndItsMark) {
    auto p = traded(linear(0, 0, "a"), {{"0.3", "100.1"}, {"-0.1", "100.4"}});
    p.mark(price("99"));

    // −30.03 + 10.04 + 0.2 × 99
    EXPECT_EQ(to_text(p.worth()), "-0.19");
    EXPECT_EQ(to_text(p.unrealised()), "-0.22");
    EXPECT_EQ(to_text(p.realised()), "0.03");
    EXPECT_EQ(to_text(p.average_entry()), "100.1");
}

TEST(Position, IsWorthWhatItEarnedOnceFlatWhateverTheMark) {
    auto p = traded(linear(0, 0, "a"), {{"0.3", "100"}, {"-0.3", "101"}});
    p.mark(price("5"));

    EXPECT_EQ(to_text(p.worth()), "0.3");
    EXPECT_TRUE(p.unrealised().is_zero());
    EXPECT_TRUE(p.average_entry().is_zero());
}

TEST(Position, FlipsThroughZeroAtThePriceOfTheTrade) {
    auto p = traded(linear(0, 0, "a"), {{"1", "100"}, {"-3", "110"}});
    p.mark(price("110"));

    EXPECT_EQ(p.quantity(), quantity("-2"));
    EXPECT_EQ(to_text(p.average_entry()), "110");
    EXPECT_EQ(to_text(p.realised()), "10");
    EXPECT_TRUE(p.unrealised().is_zero());
}

TEST(Position, KeepsEveryDigitOfTheSmallestTrade) {
    auto i = linear(0, 0, "a");
    i.lot = quantity("0.00000001");
    i.tick = price("0.0000000001");

    auto p = traded(i, {{"0.00000001", "0.0000000003"}, {"-0.00000001", "0.0000000004"}});

    EXPECT_EQ(to_text(p.worth()), "0.000000000000000001");
}

TEST(Position, OfAnInverseContractEarnsInTheCoin) {
    // 100 contracts of 10 USD: 0.02 coins at 50 000, 0.0125 at 80 000.
    auto p = traded(inverse(0, 0, "a"), {{"100", "50000"}});
    p.mark(price("80000"));

    EXPECT_EQ(to_text(p.worth()), "0.0075");
    EXPECT_EQ(to_text(p.unrealised()), "0.0075");
    EXPECT_EQ(to_text(p.average_entry()), "50000");

    p.trade(quantity("-100"), price("80000"));
    EXPECT_EQ(to_text(p.worth()), "0.0075");
    EXPECT_EQ(to_text(p.realised()), "0.0075");
}

TEST(Position, OfAnInverseContractGivesBackItsShareOfTheEntries) {
    // 0.02 + 0.04 coins for 200 contracts; a quarter gives back 0.015 and is closed at 0.0125.
    auto p = traded(inverse(0, 0, "a"), {{"100", "50000"}, {"100", "25000"}, {"-50", "40000"}});
    p.mark(price("50000"));

    EXPECT_EQ(to_text(p.realised()), "0.0025");
    EXPECT_EQ(to_text(p.unrealised()), "0.015");  // 0.045 − 0.03
    EXPECT_EQ(p.quantity(), quantity("150"));
}

TEST(Position, OfAnInverseContractFlipsThroughZero) {
    auto p = traded(inverse(0, 0, "a"), {{"-100", "50000"}, {"150", "40000"}});
    p.mark(price("40000"));

    EXPECT_EQ(p.quantity(), quantity("50"));
    // Short 0.02 coins, bought back for 0.025.
    EXPECT_EQ(to_text(p.realised()), "0.005");
    EXPECT_TRUE(p.unrealised().is_zero());
}

TEST(Position, AddsUpByCause) {
    auto p = traded(linear(0, 0, "a"), {{"1", "100"}});
    p.mark(price("103"));
    p.pay_fee(notional("0.5"));
    p.pay_fee(notional("-0.2"));  // a rebate
    p.fund(notional("-1"));
    p.fund(notional("0.25"));

    EXPECT_EQ(to_text(p.fees()), "0.3");
    EXPECT_EQ(to_text(p.funding()), "-0.75");
    EXPECT_EQ(to_text(p.total()), "1.95");
    EXPECT_EQ(p.total(), p.realised() + p.unrealised() - p.fees() + p.funding());
}

Fill fill_of(std::uint16_t id, Side side, std::string_view amount, std::string_view at,
             std::string_view fee) {
    Fill fill;
    fill.instrument = {id};
    fill.side = side;
    fill.quantity = quantity(amount);
    fill.price = price(at);
    fill.fee = notional(fee);
    return fill;
}

FundingPaid paid(std::uint16_t id, std::string_view payment, std::string_view amount) {
    return {.instrument = {id}, .payment_id = *FillId::from(payment), .amount = notional(amount)};
}

TEST(Portfolio, CountsAFundingPaymentOnceByItsId) {
    Portfolio portfolio{{linear(0, 0, "a"), linear(1, 1, "b")}};

    EXPECT_TRUE(portfolio.apply(paid(0, "p1", "2")));
    EXPECT_FALSE(portfolio.apply(paid(0, "p1", "2")));
    EXPECT_TRUE(portfolio.apply(paid(1, "p1", "-1"))) << "another venue's";
    EXPECT_TRUE(portfolio.apply(paid(0, "p2", "2")));

    EXPECT_EQ(to_text(portfolio.position({0}).funding()), "4");
    EXPECT_EQ(to_text(portfolio.total()), "3");
}

TEST(Portfolio, SumsVenuesAndTurnsCoinsIntoMoneyAtTheMark) {
    Portfolio portfolio{{linear(0, 0, "a"), inverse(1, 1, "b")}};
    portfolio.apply(fill_of(0, Side::sell, "0.02", "50000", "1"));
    portfolio.apply(fill_of(1, Side::buy, "100", "50000", "0.0001"));
    portfolio.mark({0}, price("80000"));
    portfolio.mark({1}, price("80000"));

    // −600 − 1, and (0.0075 − 0.0001) × 80 000 = 592
    EXPECT_EQ(to_text(portfolio.total()), "-9");
    EXPECT_EQ(to_text(portfolio.gross_notional()), "2600");  // 1600 + 1000
}

TEST(Portfolio, TakesAnAdjustmentBackWithoutATrace) {
    Portfolio portfolio{{linear(0, 0, "a"), inverse(1, 1, "b")}};
    for (const std::uint16_t id : {std::uint16_t{0}, std::uint16_t{1}}) {
        portfolio.mark({id}, price("100"));
        portfolio.adjust({id}, quantity("3"), price("99"));
        portfolio.adjust({id}, quantity("-3"), price("99"));

        EXPECT_TRUE(portfolio.position({id}).quantity().is_zero());
        EXPECT_TRUE(portfolio.position({id}).worth().is_zero());
    }
}

// --- Properties.

struct Trade {
    Quantity signed_quantity;
    Price price;
};

std::vector<Trade> random_trades(const Instrument& i) {
    std::vector<Trade> trades;
    const int count = *rc::gen::inRange(0, 15);
    for (int n = 0; n < count; ++n) {
        std::int64_t lots = *rc::gen::inRange<std::int64_t>(-1000, 1000);
        if (lots == 0) lots = 1;
        trades.push_back(
            {i.lot * lots, i.tick * *rc::gen::inRange<std::int64_t>(1'000, 2'000'000)});
    }
    return trades;
}

RC_GTEST_PROP(PositionProperty, IsItsCashFlowsPlusWhatIsHeldAtTheMark, ()) {
    auto i = linear(0, 0, "a");
    i.multiplier = *rc::gen::element(quantity("1"), quantity("0.1"), quantity("10"));
    Position position{i};
    const Price mark = i.tick * *rc::gen::inRange<std::int64_t>(1'000, 2'000'000);
    position.mark(mark);

    Notional cash;
    Quantity held;
    for (const auto& trade : random_trades(i)) {
        position.trade(trade.signed_quantity, trade.price);
        cash -= i.notional(trade.signed_quantity, trade.price);
        held += trade.signed_quantity;
    }

    RC_ASSERT(position.quantity() == held);
    RC_ASSERT(position.worth() == cash + i.notional(held, mark));
    RC_ASSERT(position.worth() == position.realised() + position.unrealised());
}

RC_GTEST_PROP(PositionProperty, DoesNotDependOnHowAFillIsSplit, ()) {
    const auto i = linear(0, 0, "a");
    Position whole{i};
    Position split{i};
    for (auto* p : {&whole, &split})
        p->mark(price("100"));
    for (const auto& trade : random_trades(i)) {
        whole.trade(trade.signed_quantity, trade.price);
        const std::int64_t lots = trade.signed_quantity.raw() / i.lot.raw();
        const std::int64_t part = *rc::gen::inRange<std::int64_t>(0, std::abs(lots) + 1);
        const Quantity first = i.lot * (lots < 0 ? -part : part);
        for (const Quantity q : {first, trade.signed_quantity - first}) {
            if (!q.is_zero()) split.trade(q, trade.price);
        }
        RC_ASSERT(whole.worth() == split.worth());
    }

    RC_ASSERT(whole.quantity() == split.quantity());
}

RC_GTEST_PROP(PositionProperty, OfAnInverseContractIsItsCoinsToWithinARoundingATrade, ()) {
    const auto i = inverse(0, 0, "a");
    Position position{i};
    const auto trades = random_trades(i);
    Base flows;
    Quantity held;
    const auto trade = [&](const Trade& t) {
        position.trade(t.signed_quantity, t.price);
        flows += i.coins(t.signed_quantity, t.price);
        held += t.signed_quantity;
    };
    for (const auto& t : trades)
        trade(t);
    if (!held.is_zero()) trade({-held, price("777.7")});

    // All closed: what was earned is the coins bought and sold, but for the last places.
    RC_ASSERT((position.worth().raw() - flows.raw()) <= static_cast<Int128>(trades.size() + 2));
    RC_ASSERT((flows.raw() - position.worth().raw()) <= static_cast<Int128>(trades.size() + 2));
}

}  // namespace
}  // namespace twinleg::portfolio
