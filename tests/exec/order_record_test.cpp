// What an order knows can only grow.

#include "exec/order_record.h"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include "exec/fills.h"
#include "tests/support/instruments.h"

namespace twinleg::exec {
namespace {

using test::at_ms;
using test::price;
using test::quantity;

constexpr Duration kGap = milliseconds(100);

Order buy_of(std::string_view amount, TimeInForce tif = TimeInForce::ioc) {
    Order order;
    order.client_order_id = ClientOrderId::make(1, 1);
    order.side = Side::buy;
    order.time_in_force = tif;
    order.price = price("100");
    order.quantity = quantity(amount);
    return order;
}

OrderRecord record_of(std::string_view amount) {
    return OrderRecord{buy_of(amount), PairTradeId{1}, at_ms(0)};
}

OrderReport said(OrderWord word, Source source = Source::stream) {
    OrderReport report;
    report.word = word;
    report.source = source;
    return report;
}
OrderReport said(OrderWord word, std::string_view cumulative, Source source = Source::stream) {
    OrderReport report = said(word, source);
    report.has_cumulative = true;
    report.cumulative = quantity(cumulative);
    return report;
}
OrderReport refused(Reason reason, Source source = Source::reply) {
    OrderReport report = said(OrderWord::rejected, source);
    report.reason = reason;
    return report;
}

TEST(OrderRecord, RestsWithAllItsQuantityBeforeAnyWord) {
    const auto record = record_of("3");

    EXPECT_FALSE(record.final());
    EXPECT_FALSE(record.acknowledged());
    EXPECT_EQ(record.rest(), quantity("3"));
}

TEST(OrderRecord, IsFinalOnceFillsReachItsQuantityWithoutAnyWord) {
    auto record = record_of("3");

    record.learn_fill(quantity("2"), price("99"));
    EXPECT_FALSE(record.final());
    EXPECT_EQ(record.rest(), quantity("1"));

    record.learn_fill(quantity("1"), price("96"));
    EXPECT_TRUE(record.final());
    EXPECT_EQ(record.average_fill(), price("98"));
}

TEST(OrderRecord, IsNotFinalWhenItsLastWordOvertakesItsFills) {
    auto record = record_of("3");

    record.learn(said(OrderWord::cancelled, "2"));

    EXPECT_FALSE(record.final());
    EXPECT_EQ(record.stand_in(), quantity("2"));
    EXPECT_EQ(record.rest(), quantity("1"));

    record.learn_fill(quantity("2"), price("100"));

    EXPECT_TRUE(record.final());
    EXPECT_TRUE(record.stand_in().is_zero());
    EXPECT_TRUE(record.rest().is_zero());
}

TEST(OrderRecord, KeepsItsRestWhenItsLastWordHasNoFigure) {
    auto record = record_of("3");

    record.learn(said(OrderWord::cancelled));

    EXPECT_FALSE(record.final());
    EXPECT_TRUE(record.lacks_figure());
    EXPECT_EQ(record.rest(), quantity("3"));

    record.learn(said(OrderWord::cancelled, "0", Source::query));

    EXPECT_TRUE(record.final());
    EXPECT_FALSE(record.lacks_figure());
}

TEST(OrderRecord, CountsTheLargerOfFigureAndFills) {
    auto record = record_of("5");
    record.learn(said(OrderWord::accepted, "2"));
    EXPECT_EQ(record.filled(), quantity("2"));

    record.learn_fill(quantity("3"), price("100"));

    EXPECT_EQ(record.filled(), quantity("3"));
    EXPECT_TRUE(record.stand_in().is_zero());
}

TEST(OrderRecord, PricesItsStandInAtTheVenuesAverageElseAtItsLimit) {
    auto record = record_of("5");
    record.learn(said(OrderWord::accepted, "1"));
    EXPECT_EQ(record.stand_in_price(), price("100"));

    auto report = said(OrderWord::accepted, "2");
    report.average_price = price("98.5");
    record.learn(report);

    EXPECT_EQ(record.stand_in_price(), price("98.5"));
}

TEST(OrderRecord, CountsAFillAfterTheCancelWasTold) {
    auto record = record_of("3");
    record.learn(said(OrderWord::cancelled, "0"));
    ASSERT_TRUE(record.final());

    record.learn_fill(quantity("1"), price("100"));

    EXPECT_EQ(record.filled(), quantity("1"));
    EXPECT_TRUE(record.final());
}

TEST(OrderRecord, LetsNoRejectOutweighAFill) {
    for (const Source source : {Source::reply, Source::stream, Source::query}) {
        auto record = record_of("3");
        record.learn(refused(Reason::margin, source));
        ASSERT_TRUE(record.final());

        record.learn_fill(quantity("1"), price("100"));

        EXPECT_FALSE(record.final());
        EXPECT_EQ(record.rest(), quantity("2"));
        EXPECT_EQ(record.refusal(), Reason::none);
    }
}

TEST(OrderRecord, LetsAnyAcceptOutweighTheRejectOfAReply) {
    auto record = record_of("3");
    record.learn(refused(Reason::other));
    ASSERT_TRUE(record.final());

    record.learn(said(OrderWord::accepted, Source::stream));

    EXPECT_FALSE(record.final());
}

TEST(OrderRecord, LetsTheStreamsRejectOutweighTheAcceptOfAReply) {
    auto record = record_of("3");
    record.learn(said(OrderWord::accepted, Source::reply));

    record.learn(refused(Reason::other, Source::stream));

    EXPECT_TRUE(record.final());
}

TEST(OrderRecord, IsNotEndedByARejectThatMayAnswerASecondCopy) {
    for (const Reason reason :
         {Reason::duplicate_id, Reason::nonce_used, Reason::not_found, Reason::unavailable}) {
        auto record = record_of("3");

        record.learn(refused(reason));

        EXPECT_FALSE(record.final()) << name(reason);
        EXPECT_EQ(record.rest(), quantity("3")) << name(reason);
    }
}

TEST(OrderRecord, NeedsTwoNotFoundAnswersThatAreApart) {
    auto record = record_of("3");

    record.learn_not_found(at_ms(5000), kGap);
    record.learn_not_found(at_ms(5099), kGap);
    EXPECT_FALSE(record.final());

    record.learn_not_found(at_ms(5100), kGap);
    EXPECT_TRUE(record.final());
}

TEST(OrderRecord, BelievesAStreamRatherThanTwoNotFoundAnswers) {
    auto record = record_of("3");
    record.learn_not_found(at_ms(5000), kGap);
    record.learn_not_found(at_ms(5200), kGap);
    ASSERT_TRUE(record.final());

    record.learn(said(OrderWord::accepted, Source::stream));

    EXPECT_FALSE(record.final());
    EXPECT_EQ(record.rest(), quantity("3"));
}

TEST(OrderRecord, EndsWithItsNonceOrWithoutEverLeaving) {
    auto burned = record_of("3");
    burned.learn_burned();
    EXPECT_TRUE(burned.final());

    auto kept = record_of("3");
    kept.learn_never_sent();
    EXPECT_TRUE(kept.final());
    EXPECT_TRUE(kept.rest().is_zero());
}

// --- Any permutation, with duplicates, ends in the same state.

enum class Kind { report, fill, not_found, burned, never_sent };
struct Fact {
    Kind kind{};
    OrderReport report;
    Fill fill;
};

// A few facts about an order of ten lots, mostly of one true story: fills one after the other, and
// reports of any moment of it, with or without figures.
std::vector<Fact> random_facts() {
    std::vector<Fact> facts;
    std::vector<std::int64_t> told{0};
    const int fills = *rc::gen::inRange(0, 5);
    for (int i = 0; i < fills; ++i) {
        Fact fact{.kind = Kind::fill};
        fact.fill.fill_id = FillId::from_number(static_cast<std::uint64_t>(i) + 1);
        fact.fill.quantity = Quantity::from_units(*rc::gen::inRange(1, 3));
        fact.fill.price = Price::from_units(*rc::gen::inRange(95, 101));
        fact.fill.venue_time = at_ms(i);
        told.push_back(told.back() + fact.fill.quantity.raw());
        // Not every fill is told: some are only in the figure.
        if (*rc::gen::inRange(0, 4) > 0) facts.push_back(fact);
    }
    const int reports = *rc::gen::inRange(0, 7);
    for (int i = 0; i < reports; ++i) {
        Fact fact{.kind = Kind::report};
        OrderReport& r = fact.report;
        r.word = *rc::gen::element(OrderWord::accepted, OrderWord::accepted, OrderWord::filled,
                                   OrderWord::cancelled, OrderWord::expired, OrderWord::rejected);
        r.source = *rc::gen::element(Source::stream, Source::reply, Source::query);
        r.has_cumulative = *rc::gen::arbitrary<bool>();
        if (r.has_cumulative) {
            r.cumulative = Quantity::from_raw(*rc::gen::elementOf(told));
            if (*rc::gen::arbitrary<bool>())
                r.average_price = Price::from_units(*rc::gen::inRange(95, 101));
        }
        if (*rc::gen::arbitrary<bool>()) r.venue_order_id = VenueOrderId::from_number(77);
        r.reason = *rc::gen::element(Reason::none, Reason::no_liquidity, Reason::margin,
                                     Reason::duplicate_id, Reason::not_found, Reason::other);
        facts.push_back(fact);
    }
    const int not_found = *rc::gen::inRange(0, 3);
    for (int i = 0; i < not_found; ++i)
        facts.push_back({.kind = Kind::not_found});
    if (*rc::gen::inRange(0, 6) == 0) facts.push_back({.kind = Kind::burned});
    if (*rc::gen::inRange(0, 10) == 0) facts.push_back({.kind = Kind::never_sent});
    return facts;
}

// Each fact comes at its own time, at least the gap after the one before; `times` often, at once.
void learn(OrderRecord& record, KnownFills& known, const Fact& fact, Time now, int times) {
    for (int i = 0; i < times; ++i) {
        switch (fact.kind) {
            case Kind::report:
                record.learn(fact.report);
                break;
            case Kind::fill:
                if (known.learn(fact.fill)) record.learn_fill(fact.fill.quantity, fact.fill.price);
                break;
            case Kind::not_found:
                record.learn_not_found(now, kGap);
                break;
            case Kind::burned:
                record.learn_burned();
                break;
            case Kind::never_sent:
                record.learn_never_sent();
                break;
        }
    }
}

auto state_of(const OrderRecord& r) {
    return std::tuple{std::tuple{r.final(), r.ended(), r.acknowledged(), r.accepted(),
                                 r.never_sent(), r.expired(), r.lacks_figure()},
                      r.fills(),
                      r.cumulative(),
                      r.rest(),
                      r.stand_in(),
                      r.stand_in_price(),
                      r.average_fill(),
                      r.reason(),
                      r.refusal(),
                      r.venue_order_id()};
}

RC_GTEST_PROP(OrderRecordProperty, EndsTheSameWhateverTheOrderOfItsFacts, ()) {
    const auto facts = random_facts();
    std::vector<Fact> shuffled;
    const auto put_in = [&](const Fact& fact) {
        const auto where = *rc::gen::inRange<std::size_t>(0, shuffled.size() + 1);
        shuffled.insert(shuffled.begin() + static_cast<std::ptrdiff_t>(where), fact);
    };
    for (const auto& fact : facts)
        put_in(fact);
    // Some of them come again at the very end or in between.
    const std::size_t again = facts.empty() ? 0 : *rc::gen::inRange<std::size_t>(0, 4);
    for (std::size_t i = 0; i < again; ++i) {
        const auto which = *rc::gen::inRange<std::size_t>(0, facts.size());
        if (facts[which].kind == Kind::not_found) continue;  // another answer is another fact
        put_in(facts[which]);
    }

    auto once = record_of("10");
    KnownFills known_once;
    std::int64_t ms = 5000;
    for (const auto& fact : facts)
        learn(once, known_once, fact, at_ms(ms += 100), 1);
    auto twice = record_of("10");
    KnownFills known_twice;
    ms = 5000;
    for (const auto& fact : shuffled)
        learn(twice, known_twice, fact, at_ms(ms += 100), *rc::gen::inRange(1, 3));

    RC_ASSERT(state_of(once) == state_of(twice));
}

RC_GTEST_PROP(OrderRecordProperty, NeverFillsMoreThanItIsToldNorRestsBeyondItsQuantity, ()) {
    auto record = record_of("10");
    KnownFills known;
    std::int64_t ms = 5000;
    for (const auto& fact : random_facts()) {
        const Quantity before = record.filled();
        learn(record, known, fact, at_ms(ms += 100), 2);
        RC_ASSERT(record.filled() >= before);  // it only grows
        RC_ASSERT(record.filled() == std::max(record.fills(), record.cumulative()));
        RC_ASSERT(!record.rest().is_negative());
        RC_ASSERT(record.rest() + record.filled() <=
                  std::max(record.order().quantity, record.filled()));
        RC_ASSERT(!record.final() || record.rest().is_zero());
        RC_ASSERT(!record.final() || record.stand_in().is_zero());
    }
}

}  // namespace
}  // namespace twinleg::exec
