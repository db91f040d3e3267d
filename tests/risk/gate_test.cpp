// Nothing is sent that has not come through here; and what reduces is never held by what limits
// growth.

#include "risk/gate.h"

#include <gtest/gtest.h>

#include <functional>

#include "tests/support/instruments.h"

namespace twinleg::risk {
namespace {

using test::at_ms;
using test::coins;
using test::linear;
using test::notional;
using test::price;
using test::quantity;

// Everything is as it should be, and 1 coin is owed to the sell side.
Situation calm() {
    Situation s;
    s.now = at_ms(0);
    s.mode = Mode::active;
    s.book_ready = true;
    s.mid = price("100");
    s.mark = price("100");
    return s;
}

Order leg(Side side = Side::buy, std::string_view amount = "0.5") {
    Order order;
    order.instrument = {0};
    order.side = side;
    order.role = Role::leg;
    order.price = price("100");
    order.quantity = quantity(amount);
    return order;
}

Order of_role(Order order, Role role) {
    order.role = role;
    order.reduce_only = role == Role::close;
    return order;
}

Gate gate_with(const std::function<void(Limits&, Instrument&)>& change = {}) {
    Limits limits;
    Instrument a = linear(0, 0, "a");
    if (change) change(limits, a);
    return Gate{limits, {a, linear(1, 1, "b")}, {0, 0}};
}

std::string refusal(Gate& gate, const Order& order, const Situation& s) {
    const auto approved = gate.approve(order, s);
    if (approved) return "approved";
    EXPECT_FALSE(approved.error().why.empty());
    return std::string{approved.error().check};
}

TEST(Gate, ApprovesWhatBreaksNoLimitAndChangesNothingOfIt) {
    Gate gate = gate_with();

    const auto approved = gate.approve(leg(), calm());

    ASSERT_TRUE(approved);
    EXPECT_EQ((**approved).quantity, quantity("0.5"));
    EXPECT_EQ((**approved).price, price("100"));
}

// --- Each limit by its name; and none of them holds what reduces.

struct Limit {
    const char* check;
    std::function<void(Limits&, Instrument&)> limit;
    std::function<void(Order&)> order;
    std::function<void(Situation&)> situation;
};

void PrintTo(const Limit& limit, std::ostream* out) {
    *out << limit.check;
}

class GrowthLimit : public ::testing::TestWithParam<Limit> {
protected:
    Limit row = GetParam();
    Gate limited = gate_with([this](Limits& l, Instrument& i) {
        if (row.limit) row.limit(l, i);
    });
    Order order = [this] {
        Order o = leg(Side::sell);
        if (row.order) row.order(o);
        return o;
    }();
    Situation situation = [this] {
        Situation s = calm();
        if (row.situation) row.situation(s);
        return s;
    }();
};

TEST_P(GrowthLimit, RefusesALegByItsName) {
    EXPECT_EQ(refusal(limited, order, situation), row.check);
}

TEST_P(GrowthLimit, RefusesAMakerByItsName) {
    EXPECT_EQ(refusal(limited, of_role(order, Role::maker), situation), row.check);
}

TEST_P(GrowthLimit, NeverHoldsWhatNeutralises) {
    situation.exposed = order.side == Side::sell ? coins("1") : coins("-1");

    EXPECT_EQ(refusal(limited, of_role(order, Role::neutralise), situation), "approved");
}

TEST_P(GrowthLimit, NeverHoldsWhatCloses) {
    situation.position = order.side == Side::sell ? coins("1") : coins("-1");

    EXPECT_EQ(refusal(limited, of_role(order, Role::close), situation), "approved");
}

TEST_P(GrowthLimit, LetsALegThroughThatDoesNotBreakIt) {
    Gate gate = gate_with();

    EXPECT_EQ(refusal(gate, leg(Side::sell), calm()), "approved");
}

INSTANTIATE_TEST_SUITE_P(
    Gate, GrowthLimit,
    ::testing::Values(
        Limit{"mode", {}, {}, [](Situation& s) { s.mode = Mode::reducing; }},
        Limit{"mode", {}, {}, [](Situation& s) { s.mode = Mode::halted; }},
        Limit{"mode", {}, {}, [](Situation& s) { s.mode = Mode::stopping; }},
        Limit{"stale_book", {}, {}, [](Situation& s) { s.book_ready = false; }},
        Limit{"price_collar", {}, [](Order& o) { o.price = price("96.9"); }, {}},
        Limit{"price_collar", {}, {}, [](Situation& s) { s.mark = price("96"); }},
        Limit{"max_order_quantity",
              [](Limits& l, Instrument&) { l.max_order_quantity = quantity("0.499"); },
              {},
              {}},
        Limit{"max_order_notional",
              [](Limits& l, Instrument&) { l.max_order_notional = notional("49.99"); },
              {},
              {}},
        Limit{"max_position",
              [](Limits& l, Instrument&) { l.max_position = coins("0.6"); },
              {},
              [](Situation& s) { s.open_sells = coins("0.2"); }},
        Limit{
            "max_exposure", [](Limits& l, Instrument&) { l.max_exposure = coins("0.4"); }, {}, {}},
        Limit{"max_gross_notional",
              [](Limits& l, Instrument&) { l.max_gross_notional = notional("100"); },
              {},
              [](Situation& s) { s.gross = notional("51"); }},
        Limit{"self_match", {}, {}, [](Situation& s) { s.meets_own_order = true; }}),
    [](const auto& row) { return std::string{row.param.check} + std::to_string(row.index); });

TEST(Gate, RefusesTheSameOrderWithinTheDuplicateWindowOnly) {
    Gate gate = gate_with();
    Situation s = calm();
    ASSERT_EQ(refusal(gate, leg(), s), "approved");

    s.now = at_ms(49);
    EXPECT_EQ(refusal(gate, leg(), s), "duplicate");
    EXPECT_EQ(refusal(gate, leg(Side::buy, "0.501"), s), "approved");
    s.now = at_ms(50);
    EXPECT_EQ(refusal(gate, leg(), s), "approved");
}

TEST(Gate, LetsASecondEqualHedgeThroughAtOnce) {
    Gate gate = gate_with();
    Situation s = calm();
    s.exposed = coins("2");
    const Order hedge = of_role(leg(Side::sell), Role::neutralise);

    EXPECT_EQ(refusal(gate, hedge, s), "approved");
    EXPECT_EQ(refusal(gate, hedge, s), "approved");
}

TEST(Gate, LetsALegShrinkAPositionThatIsOverItsLimit) {
    Gate gate = gate_with([](Limits& l, Instrument&) { l.max_position = coins("1"); });
    Situation s = calm();
    s.position = coins("3");

    EXPECT_EQ(refusal(gate, leg(Side::sell), s), "approved");
    EXPECT_EQ(refusal(gate, leg(Side::buy), s), "max_position");
}

// --- The shape of an order holds for every role.

class ForEveryRole : public ::testing::TestWithParam<Role> {
protected:
    std::string refusal_of(Order order, const std::function<void(Situation&)>& change = {}) {
        Gate gate = gate_with([](Limits&, Instrument& i) { i.min_quantity = quantity("0.1"); });
        Situation s = calm();
        s.exposed = s.position = coins("1");
        if (change) change(s);
        return refusal(gate, of_role(order, GetParam()), s);
    }
};

TEST_P(ForEveryRole, KeepsTheTickAndTheLot) {
    Order off_tick = leg(Side::sell);
    off_tick.price = price("100.05");
    EXPECT_EQ(refusal_of(off_tick), "tick");
    EXPECT_EQ(refusal_of(leg(Side::sell, "0.5005")), "lot");
    EXPECT_EQ(refusal_of(leg(Side::sell, "0")), "lot");
    EXPECT_EQ(refusal_of(leg(Side::sell)), "approved");
}

TEST_P(ForEveryRole, SendsNothingThatTheJournalDoesNotHold) {
    EXPECT_EQ(refusal_of(leg(Side::sell), [](Situation& s) { s.journal_stalled = true; }),
              "journal");
}

TEST_P(ForEveryRole, SendsNothingAfterTheEnd) {
    EXPECT_EQ(refusal_of(leg(Side::sell), [](Situation& s) { s.mode = Mode::ended; }), "mode");
}

INSTANTIATE_TEST_SUITE_P(Gate, ForEveryRole,
                         ::testing::Values(Role::maker, Role::leg, Role::neutralise, Role::close),
                         [](const auto& row) { return std::string{name(row.param)}; });

TEST(Gate, HoldsTheVenuesMinimumForWhatIsNotReduceOnly) {
    Gate gate = gate_with([](Limits&, Instrument& i) { i.min_quantity = quantity("0.1"); });
    Situation s = calm();
    s.exposed = coins("1");

    EXPECT_EQ(refusal(gate, leg(Side::sell, "0.099"), s), "minimum");
    EXPECT_EQ(refusal(gate, of_role(leg(Side::sell, "0.099"), Role::neutralise), s), "minimum");
}

TEST(Gate, LetsNothingPassAsANeutraliserThatWouldAddExposure) {
    Gate gate = gate_with();
    Situation s = calm();
    const Order sell = of_role(leg(Side::sell), Role::neutralise);

    EXPECT_EQ(refusal(gate, sell, s), "neutralise");
    s.exposed = coins("-1");
    EXPECT_EQ(refusal(gate, sell, s), "neutralise");
    s.exposed = coins("1");
    EXPECT_EQ(refusal(gate, sell, s), "approved");
}

TEST(Gate, LetsNothingPassAsACloseThatWouldNotShrinkThePosition) {
    Gate gate = gate_with();
    Situation s = calm();
    Order sell = of_role(leg(Side::sell), Role::close);

    EXPECT_EQ(refusal(gate, sell, s), "close");
    s.position = coins("-1");
    EXPECT_EQ(refusal(gate, sell, s), "close");
    s.position = coins("1");
    EXPECT_EQ(refusal(gate, sell, s), "approved");
    sell.reduce_only = false;
    EXPECT_EQ(refusal(gate, sell, s), "close");
}

// --- How often.

TEST(Gate, KeepsAThirdOfTheOrderRateForWhatReducesAndASixthForHedges) {
    Limits limits;
    limits.duplicate_window = {};
    Gate gate{limits, {linear(0, 0, "a"), linear(1, 1, "b")}, {9, 0}};
    Situation s = calm();
    s.exposed = coins("100");
    for (int i = 0; i < 6; ++i)
        ASSERT_EQ(refusal(gate, leg(Side::sell), s), "approved") << i;

    EXPECT_EQ(refusal(gate, leg(Side::sell), s), "order_rate");
    EXPECT_FALSE(gate.rate_allows({0}, s.now, Role::leg));
    EXPECT_TRUE(gate.rate_allows({0}, s.now, Role::close));
    EXPECT_TRUE(gate.rate_allows({1}, s.now, Role::leg)) << "the other venue has its own";
    for (int i = 0; i < 2; ++i)
        ASSERT_EQ(refusal(gate, of_role(leg(Side::sell), Role::neutralise), s), "approved") << i;
    EXPECT_FALSE(gate.rate_allows({0}, s.now, Role::close));
    EXPECT_TRUE(gate.rate_allows({0}, s.now, Role::neutralise));
    ASSERT_EQ(refusal(gate, of_role(leg(Side::sell), Role::neutralise), s), "approved");
    EXPECT_EQ(refusal(gate, of_role(leg(Side::sell), Role::neutralise), s), "order_rate");

    s.now = at_ms(60'000);
    EXPECT_EQ(refusal(gate, leg(Side::sell), s), "approved");
}

TEST(Gate, SharesTheOrdersOfAMinuteBetweenTwoVenues) {
    Limits limits;
    limits.orders_per_minute = 12;
    limits.duplicate_window = {};
    Gate gate{limits, {linear(0, 0, "a"), linear(1, 1, "b")}, {0, 1000}};
    Situation s = calm();
    s.exposed = coins("100");
    Order hedge = of_role(leg(Side::sell), Role::neutralise);

    for (const std::uint16_t instrument : {std::uint16_t{0}, std::uint16_t{1}}) {
        hedge.instrument = {instrument};
        for (int i = 0; i < 6; ++i)
            EXPECT_EQ(refusal(gate, hedge, s), "approved");
        EXPECT_EQ(refusal(gate, hedge, s), "order_rate");
    }
}

TEST(Gate, CountsNothingThatItRefused) {
    Gate gate{Limits{}, {linear(0, 0, "a"), linear(1, 1, "b")}, {3, 0}};
    Situation s = calm();
    s.book_ready = false;
    for (int i = 0; i < 10; ++i)
        ASSERT_EQ(refusal(gate, leg(), s), "stale_book");

    s.book_ready = true;
    EXPECT_EQ(refusal(gate, leg(), s), "approved");
}

TEST(Gate, BeginsOnlySoManyPairTradesAMinute) {
    Gate gate = gate_with([](Limits& l, Instrument&) { l.pairs_per_minute = 2; });
    gate.pair_began(at_ms(0));
    EXPECT_TRUE(gate.pair_allowed(at_ms(1000)));
    gate.pair_began(at_ms(1000));

    EXPECT_FALSE(gate.pair_allowed(at_ms(59'999)));
    EXPECT_TRUE(gate.pair_allowed(at_ms(60'000)));
}

}  // namespace
}  // namespace twinleg::risk
