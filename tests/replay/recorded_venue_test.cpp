#include "replay/recorded_venue.h"

#include <gtest/gtest.h>

namespace twinleg::replay {
namespace {

constexpr Time kStart{1'700'000'000'000'000'000};

Price price(std::string_view text) {
    return *parse_price(text);
}
Quantity quantity(std::string_view text) {
    return *parse_quantity(text);
}
using Levels = std::vector<Level>;

Level level(std::string_view at, std::string_view much) {
    return {price(at), quantity(much)};
}

RecordedVenueConfig config() {
    RecordedVenueConfig out;
    out.instrument.symbol = "BTCUSDT";
    out.instrument.tick = price("0.1");
    out.instrument.lot = quantity("0.001");
    out.instrument.maker_fee = basis_points(2);
    out.instrument.taker_fee = basis_points(5);
    out.rules.tick = out.instrument.tick;
    out.outbound = milliseconds(10);
    out.inbound = milliseconds(5);
    return out;
}

// A venue at 99.9 x 4, 100.0 x 3 | 100.1 x 2, 100.3 x 5, and the verbs of a test.
class RecordedVenueTest : public testing::Test {
protected:
    RecordedVenueTest() { snapshot(); }

    void snapshot() {
        const Levels bids{level("100", "3"), level("99.9", "4")};
        const Levels asks{level("100.1", "2"), level("100.3", "5")};
        Event event;
        event.time = now;
        BookSnapshot book;
        book.bids = bids;
        book.asks = asks;
        event.what = book;
        venue.market(event);
    }
    void change(const Levels& bids, const Levels& asks) {
        Event event;
        event.time = now;
        BookDelta delta;
        delta.bids = bids;
        delta.asks = asks;
        event.what = delta;
        venue.market(event);
        collect();
    }
    void trade(std::string_view at, std::string_view much, Side taker) {
        Event event;
        event.time = now;
        event.what = PublicTrade{{}, 1, {}, price(at), quantity(much), taker};
        venue.market(event);
        collect();
    }
    ClientOrderId send(Side side, TimeInForce tif, std::string_view at, std::string_view much,
                       bool reduce_only = false) {
        Order order;
        order.client_order_id = {++ids};
        order.side = side;
        order.time_in_force = tif;
        order.price = price(at);
        order.quantity = quantity(much);
        order.reduce_only = reduce_only;
        venue.place(order, now);
        return order.client_order_id;
    }
    // Everything under way arrives.
    void arrive() {
        while (venue.due() != kNever) {
            now = venue.due();
            venue.run_due();
            collect();
        }
    }
    void collect() {
        Event event;
        while (venue.take(event)) {
            if (const auto* fill = std::get_if<Fill>(&event.what)) fills.push_back(*fill);
            if (const auto* report = std::get_if<OrderReport>(&event.what))
                words.push_back(*report);
            EXPECT_EQ(event.time, now);
        }
    }
    Quantity filled() const {
        Quantity out;
        for (const Fill& fill : fills)
            out += fill.quantity;
        return out;
    }

    RecordedVenue venue{config()};
    Time now{kStart};
    std::uint64_t ids{0};
    std::vector<Fill> fills;
    std::vector<OrderReport> words;
};

TEST_F(RecordedVenueTest, AnOrderMeetsTheMarketOfItsArrival) {
    send(Side::buy, TimeInForce::ioc, "100.1", "1");
    EXPECT_EQ(venue.due(), kStart + milliseconds(15));

    now = kStart + milliseconds(14);
    change({}, {level("100.1", "0")});  // somebody was faster
    arrive();

    EXPECT_TRUE(fills.empty());
    ASSERT_EQ(words.size(), 1U);
    EXPECT_EQ(words[0].word, OrderWord::cancelled);
    EXPECT_EQ(words[0].reason, Reason::no_liquidity);
}

TEST_F(RecordedVenueTest, ATakerPaysTheLevelsItWalksAndItsRestIsCancelled) {
    send(Side::buy, TimeInForce::ioc, "100.2", "5");
    arrive();

    ASSERT_EQ(fills.size(), 1U);
    EXPECT_EQ(fills[0].price, price("100.1"));
    EXPECT_EQ(fills[0].quantity, quantity("2"));
    EXPECT_EQ(fills[0].fee, *parse_notional("0.1001"));  // 5 bps of 200.2
    EXPECT_EQ(words.back().word, OrderWord::cancelled);
    EXPECT_EQ(words.back().cumulative, quantity("2"));

    send(Side::sell, TimeInForce::ioc, "99.9", "4");
    arrive();
    ASSERT_EQ(fills.size(), 3U);
    EXPECT_EQ(fills[1].price, price("100"));
    EXPECT_EQ(fills[1].quantity, quantity("3"));
    EXPECT_EQ(fills[2].price, price("99.9"));
    EXPECT_EQ(words.back().word, OrderWord::filled);
}

TEST_F(RecordedVenueTest, WhatWeTookIsGoneUntilTheLevelChanges) {
    send(Side::buy, TimeInForce::ioc, "100.1", "1.5");
    arrive();
    send(Side::buy, TimeInForce::ioc, "100.1", "1.5");
    arrive();
    EXPECT_EQ(filled(), quantity("2"));

    change({level("99.8", "1")}, {});  // elsewhere
    send(Side::buy, TimeInForce::ioc, "100.1", "1");
    arrive();
    EXPECT_EQ(filled(), quantity("2"));

    change({}, {level("100.1", "1.9")});
    send(Side::buy, TimeInForce::ioc, "100.1", "1");
    arrive();
    EXPECT_EQ(filled(), quantity("3"));
}

TEST_F(RecordedVenueTest, APostOnlyOrderThatWouldTakeIsRefused) {
    send(Side::buy, TimeInForce::post_only, "100.1", "1");
    arrive();

    ASSERT_EQ(words.size(), 1U);
    EXPECT_EQ(words[0].word, OrderWord::rejected);
    EXPECT_EQ(words[0].reason, Reason::would_cross);
    EXPECT_TRUE(fills.empty());
}

TEST_F(RecordedVenueTest, AMakerWaitsForThoseBeforeIt) {
    const auto id = send(Side::buy, TimeInForce::post_only, "100", "1");
    arrive();
    EXPECT_EQ(venue.ahead_of(id), quantity("3"));

    change({level("100", "8")}, {});  // five more, behind us
    EXPECT_EQ(venue.ahead_of(id), quantity("3"));

    trade("100", "2", Side::sell);
    EXPECT_EQ(venue.ahead_of(id), quantity("1"));
    change({level("100", "6")}, {});  // the same two, seen in the book
    EXPECT_EQ(venue.ahead_of(id), quantity("1"));

    change({level("100", "3")}, {});  // half of what was there is cancelled
    EXPECT_EQ(venue.ahead_of(id), quantity("0.5"));

    trade("100", "0.7", Side::buy);  // took from the asks: none of ours
    EXPECT_TRUE(fills.empty());
    now = now + milliseconds(1);
    trade("100", "0.6", Side::sell);
    // Of these 0.6 the level's last decrease (3) may have shown all before: nothing is sure.
    EXPECT_TRUE(fills.empty());
    change({level("100", "3.1")}, {});
    trade("100", "4", Side::sell);
    EXPECT_EQ(filled(), quantity("1"));
    EXPECT_EQ(fills[0].liquidity, Liquidity::maker);
    EXPECT_EQ(words.back().word, OrderWord::filled);
}

TEST_F(RecordedVenueTest, ATradeToldAfterItsIncrementDoesNotCountTwice) {
    const auto id = send(Side::buy, TimeInForce::post_only, "100", "1");
    arrive();

    change({level("100", "1")}, {});  // two left; all who were there were before us
    EXPECT_EQ(venue.ahead_of(id), quantity("1"));
    trade("100", "2", Side::sell);  // that was the trade

    EXPECT_EQ(venue.ahead_of(id), quantity("1"));
    EXPECT_TRUE(fills.empty());
}

TEST_F(RecordedVenueTest, AMakerIsFilledWhenTheMarketGoesThroughIt) {
    send(Side::buy, TimeInForce::post_only, "100", "1");
    arrive();
    trade("99.9", "0.4", Side::sell);
    EXPECT_EQ(filled(), quantity("0.4"));

    change({level("100", "0"), level("99.9", "0"), level("99.5", "1")}, {level("99.8", "0.5")});
    EXPECT_EQ(filled(), quantity("0.9"));
    change({level("99.4", "1")}, {});  // the same offer again: it was taken
    EXPECT_EQ(filled(), quantity("0.9"));
    change({}, {level("99.8", "0.6")});
    EXPECT_EQ(filled(), quantity("1"));
}

TEST_F(RecordedVenueTest, AReduceOnlyOrderNeverTurnsThePosition) {
    send(Side::buy, TimeInForce::ioc, "100.1", "1");
    arrive();
    send(Side::sell, TimeInForce::ioc, "100", "2", true);
    arrive();

    EXPECT_EQ(venue.ledger().account().position({}).quantity(), Quantity{});
    EXPECT_EQ(words.back().word, OrderWord::cancelled);
    EXPECT_EQ(words.back().reason, Reason::reduce_only);
    // 1 × (100 − 100.1) − 5 bps of both.
    EXPECT_EQ(venue.equity_change(), *parse_notional("-0.20005"));

    send(Side::sell, TimeInForce::ioc, "100", "1", true);
    arrive();
    EXPECT_EQ(filled(), quantity("2"));
}

TEST_F(RecordedVenueTest, ACancelRacesWithTheFill) {
    const auto id = send(Side::buy, TimeInForce::post_only, "100", "1");
    arrive();
    CancelOrder cancel;
    cancel.client_order_id = id;
    venue.send(cancel, now);
    now = now + milliseconds(14);
    trade("99.9", "9", Side::sell);
    arrive();

    EXPECT_EQ(filled(), quantity("1"));
    EXPECT_EQ(words.back().reason, Reason::not_found);
}

TEST_F(RecordedVenueTest, RefusesWhatTheVenueWould) {
    send(Side::buy, TimeInForce::ioc, "100.15", "1");  // off the tick
    send(Side::buy, TimeInForce::ioc, "100.1", "1.0005");
    send(Side::buy, TimeInForce::ioc, "100.1", "2000");  // 200,000 at 10 % margin with 10,000
    arrive();

    ASSERT_EQ(words.size(), 3U);
    EXPECT_EQ(words[0].reason, Reason::other);
    EXPECT_EQ(words[1].reason, Reason::below_minimum);
    EXPECT_EQ(words[2].reason, Reason::margin);
    EXPECT_TRUE(fills.empty());
}

TEST_F(RecordedVenueTest, AnswersQuestionsFromItsLedger) {
    send(Side::buy, TimeInForce::ioc, "100.1", "1");
    const auto resting = send(Side::buy, TimeInForce::post_only, "99.9", "1");
    arrive();
    Ask ask;
    std::vector<std::string> seen;
    for (const Question what : {Question::order, Question::open_orders, Question::fills,
                                Question::positions, Question::balance}) {
        ask.what = what;
        ask.request.value += 1;
        ask.client_order_id = resting;
        venue.send(ask, now);
        now = venue.due();
        venue.run_due();
        Event event;
        ASSERT_TRUE(venue.take(event));
        if (const auto* order = std::get_if<OrderAnswer>(&event.what)) {
            EXPECT_TRUE(order->found);
            EXPECT_EQ(order->report.word, OrderWord::accepted);
        } else if (const auto* open = std::get_if<OpenOrdersAnswer>(&event.what)) {
            ASSERT_EQ(open->orders.size(), 1U);
            EXPECT_EQ(open->orders[0].client_order_id, resting);
        } else if (const auto* fill = std::get_if<FillsAnswer>(&event.what)) {
            EXPECT_EQ(fill->fills.size(), 1U);
        } else if (const auto* position = std::get_if<PositionsAnswer>(&event.what)) {
            ASSERT_EQ(position->positions.size(), 1U);
            EXPECT_EQ(position->positions[0].quantity, quantity("1"));
        } else if (const auto* balance = std::get_if<BalanceAnswer>(&event.what)) {
            // 10,000 − 0.05005 fee − 1 × (100.1 − 100.05).
            EXPECT_EQ(balance->equity, *parse_notional("9999.89995"));
        } else {
            ADD_FAILURE();
        }
    }
}

TEST_F(RecordedVenueTest, AnAnswerIsOlderThanTheFillsOfItsInstantThatItDoesNotKnow) {
    Ask ask;
    ask.what = Question::positions;
    venue.send(ask, now);
    send(Side::buy, TimeInForce::ioc, "100.1", "1");
    now = venue.due();
    venue.run_due();
    Event event;
    ASSERT_TRUE(venue.take(event));
    const auto answer = std::get<PositionsAnswer>(event.what);
    EXPECT_TRUE(answer.positions.empty() || answer.positions[0].quantity.is_zero());
    EXPECT_EQ(venue.due(), now);
    arrive();

    ASSERT_EQ(fills.size(), 1U);
    EXPECT_LT(answer.head.venue_time, fills[0].venue_time);
}

}  // namespace
}  // namespace twinleg::replay
