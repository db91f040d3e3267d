#include "book/order_book.h"

#include <gtest/gtest.h>

namespace twinleg::book {
namespace {

constexpr Time kNow{1'000'000'000};

Price price(std::string_view text) {
    return *parse_price(text);
}
Quantity quantity(std::string_view text) {
    return *parse_quantity(text);
}
Level level(std::string_view at, std::string_view much) {
    return {price(at), quantity(much)};
}

using Levels = std::vector<Level>;

Rules rules(SequenceRule sequence = SequenceRule::next_first, bool spans = false) {
    Rules out;
    out.sequence = sequence;
    out.first_spans_snapshot = spans;
    out.tick = price("0.1");
    return out;
}

BookSnapshot snapshot(std::uint64_t sequence, const Levels& bids, const Levels& asks) {
    BookSnapshot out;
    out.sequence = sequence;
    out.bids = bids;
    out.asks = asks;
    return out;
}

BookDelta delta(std::uint64_t first, std::uint64_t last, std::uint64_t previous, const Levels& bids,
                const Levels& asks) {
    BookDelta out;
    out.first = first;
    out.last = last;
    out.previous = previous;
    out.bids = bids;
    out.asks = asks;
    return out;
}

const Levels kNone;
const Levels kBids{level("100", "2"), level("99.9", "5")};
const Levels kAsks{level("100.1", "3"), level("100.4", "1")};

// A book at sequence 10 with kBids and kAsks.
OrderBook ready_book(const Rules& r = rules()) {
    OrderBook book{r};
    EXPECT_TRUE(book.apply(snapshot(10, kBids, kAsks), kNow));
    return book;
}

TEST(OrderBook, ShowsTheBestLevelsOfItsSnapshot) {
    const OrderBook book = ready_book();

    ASSERT_TRUE(book.ready(kNow));
    EXPECT_EQ(book.bbo()->bid, level("100", "2"));
    EXPECT_EQ(book.bbo()->ask, level("100.1", "3"));
    EXPECT_EQ(book.levels(Side::buy), kBids);
    EXPECT_EQ(book.levels(Side::sell), kAsks);
}

TEST(OrderBook, ShowsNothingBeforeASnapshot) {
    OrderBook book{rules()};
    const Levels bids{level("100", "2")};

    ASSERT_TRUE(book.apply(delta(11, 11, 10, bids, kNone), kNow));

    EXPECT_FALSE(book.ready(kNow));
    EXPECT_FALSE(book.bbo());
    EXPECT_TRUE(book.levels(Side::buy).empty());
}

TEST(OrderBook, RemovesALevelWhoseQuantityIsZero) {
    OrderBook book = ready_book();
    const Levels gone{level("100", "0")};

    ASSERT_TRUE(book.apply(delta(11, 11, 10, gone, kNone), kNow));

    EXPECT_EQ(book.bbo()->bid, level("99.9", "5"));
    EXPECT_EQ(book.at(Side::buy, price("100")), Quantity{});
}

TEST(OrderBook, ForgetsItsPricesWhenAnIncrementIsMissing) {
    OrderBook book = ready_book();
    const Levels bids{level("100", "9")};

    const auto gap = book.apply(delta(12, 12, 11, bids, kNone), kNow);  // 11 never came

    ASSERT_FALSE(gap);
    EXPECT_EQ(gap.error().code, Errc::sequence_gap);
    EXPECT_FALSE(book.bbo());

    ASSERT_TRUE(book.apply(snapshot(20, kBids, kAsks), kNow));
    EXPECT_TRUE(book.bbo());
}

TEST(OrderBook, IgnoresAnIncrementItHasAlreadySeen) {
    for (const auto rule :
         {SequenceRule::previous_id, SequenceRule::next_first, SequenceRule::next_last}) {
        OrderBook book = ready_book(rules(rule));
        const Levels bids{level("100", "9")};

        ASSERT_TRUE(book.apply(delta(10, 10, 9, bids, kNone), kNow));

        EXPECT_EQ(book.bbo()->bid, level("100", "2"));
        EXPECT_EQ(book.sequence(), 10U);
    }
}

TEST(OrderBook, ChainsByThePreviousId) {
    OrderBook book = ready_book(rules(SequenceRule::previous_id));
    const Levels bids{level("100", "9")};

    ASSERT_TRUE(book.apply(delta(14, 17, 10, bids, kNone), kNow));
    EXPECT_EQ(book.bbo()->bid, level("100", "9"));
    EXPECT_FALSE(book.apply(delta(20, 22, 18, bids, kNone), kNow));
}

TEST(OrderBook, ChainsByOffsets) {
    OrderBook book = ready_book(rules(SequenceRule::next_last));
    const Levels bids{level("100", "9")};

    ASSERT_TRUE(book.apply(delta(0, 11, 0, bids, kNone), kNow));
    EXPECT_FALSE(book.apply(delta(0, 13, 0, bids, kNone), kNow));
}

TEST(OrderBook, KeepsIncrementsThatComeBeforeTheirSnapshot) {
    OrderBook book{rules(SequenceRule::next_first, true)};
    const Levels old{level("99.8", "7")};
    const Levels spanning{level("100", "4")};
    const Levels later{level("99.9", "0")};

    ASSERT_TRUE(book.apply(delta(5, 8, 4, old, kNone), kNow));
    ASSERT_TRUE(book.apply(delta(9, 12, 8, spanning, kNone), kNow));
    ASSERT_TRUE(book.apply(delta(13, 13, 12, later, kNone), kNow));
    ASSERT_TRUE(book.apply(snapshot(10, kBids, kAsks), kNow));

    EXPECT_EQ(book.sequence(), 13U);
    EXPECT_EQ(book.levels(Side::buy), (Levels{level("100", "4")}));
}

TEST(OrderBook, WantsTheFirstIncrementToSpanARestSnapshot) {
    const Levels bids{level("100", "4")};
    {
        OrderBook book{rules(SequenceRule::previous_id, true)};
        ASSERT_TRUE(book.apply(snapshot(10, kBids, kAsks), kNow));
        ASSERT_TRUE(book.apply(delta(5, 9, 4, bids, kNone), kNow));  // older: dropped
        EXPECT_EQ(book.bbo()->bid, level("100", "2"));
        ASSERT_TRUE(book.apply(delta(9, 12, 7, bids, kNone), kNow));  // the chain starts here
        EXPECT_EQ(book.bbo()->bid, level("100", "4"));
        EXPECT_FALSE(book.apply(delta(15, 16, 14, bids, kNone), kNow));
    }
    {
        OrderBook book{rules(SequenceRule::previous_id, true)};
        ASSERT_TRUE(book.apply(snapshot(10, kBids, kAsks), kNow));
        const auto gap = book.apply(delta(11, 12, 11, bids, kNone), kNow);
        ASSERT_FALSE(gap);
        EXPECT_EQ(gap.error().code, Errc::sequence_gap);
    }
    {
        OrderBook book{rules(SequenceRule::next_first, true)};
        ASSERT_TRUE(book.apply(snapshot(10, kBids, kAsks), kNow));
        ASSERT_TRUE(book.apply(delta(11, 12, 0, bids, kNone), kNow));
        EXPECT_FALSE(book.apply(delta(14, 14, 0, bids, kNone), kNow));
    }
}

TEST(OrderBook, TakesTheNewerIncrementsAgainAfterAGapAndALateSnapshot) {
    OrderBook book{rules(SequenceRule::next_first, true)};
    const Levels bids{level("100", "4")};
    const Levels more{level("100", "6")};
    ASSERT_TRUE(book.apply(snapshot(10, kBids, kAsks), kNow));
    ASSERT_FALSE(book.apply(delta(14, 15, 13, bids, kNone), kNow));
    ASSERT_TRUE(book.apply(delta(16, 16, 15, more, kNone), kNow));

    ASSERT_TRUE(book.apply(snapshot(14, kBids, kAsks), kNow));

    EXPECT_EQ(book.sequence(), 16U);
    EXPECT_EQ(book.bbo()->bid, level("100", "6"));
}

TEST(OrderBook, RefusesToBeCrossed) {
    OrderBook book = ready_book();
    const Levels bids{level("100.1", "1")};

    const auto crossed = book.apply(delta(11, 11, 10, bids, kNone), kNow);

    ASSERT_FALSE(crossed);
    EXPECT_EQ(crossed.error().code, Errc::crossed);
    EXPECT_FALSE(book.ready(kNow));

    const Levels high{level("101", "1")};
    EXPECT_FALSE(book.apply(snapshot(20, high, kAsks), kNow));
    EXPECT_FALSE(book.ready(kNow));
}

TEST(OrderBook, MayCrossWithinOneIncrement) {
    OrderBook book = ready_book();
    const Levels bids{level("100.2", "1")};
    const Levels asks{level("100.1", "0")};

    ASSERT_TRUE(book.apply(delta(11, 11, 10, bids, asks), kNow));

    EXPECT_EQ(book.bbo()->bid, level("100.2", "1"));
    EXPECT_EQ(book.bbo()->ask, level("100.4", "1"));
}

TEST(OrderBook, TakesNoOldIncrementForASignOfLife) {
    Rules r = rules();
    r.stale_after = seconds(5);
    OrderBook book = ready_book(r);

    ASSERT_TRUE(book.apply(delta(9, 9, 8, {level("99", "1")}, kNone), kNow + seconds(4)));

    EXPECT_FALSE(book.ready(kNow + seconds(6)));
}

TEST(OrderBook, IsNotReadyOnceItIsStale) {
    Rules r = rules();
    r.stale_after = seconds(5);
    OrderBook book = ready_book(r);

    EXPECT_TRUE(book.ready(kNow + seconds(5)));
    EXPECT_FALSE(book.ready(kNow + seconds(5) + nanoseconds(1)));
    EXPECT_FALSE(book.bbo(kNow + seconds(6)));

    ASSERT_TRUE(book.apply(delta(11, 11, 10, kNone, kNone), kNow + seconds(6)));
    EXPECT_TRUE(book.ready(kNow + seconds(6)));
}

TEST(OrderBook, IsEmptyAfterItsConnectionWasLost) {
    OrderBook book = ready_book();

    book.invalidate();

    EXPECT_FALSE(book.ready(kNow));
    EXPECT_FALSE(book.best(Side::buy));
}

TEST(OrderBook, FollowsQuotesOnlyWhereTheyAreItsBook) {
    Quote quote;
    quote.bid = level("100", "1");
    quote.ask = level("100.3", "2");

    OrderBook deep = ready_book();
    ASSERT_TRUE(deep.apply(quote, kNow));
    EXPECT_EQ(deep.bbo()->ask, level("100.1", "3"));

    Rules r = rules(SequenceRule::none);
    r.from_quotes = true;
    OrderBook book{r};
    ASSERT_TRUE(book.apply(quote, kNow));
    EXPECT_EQ(book.bbo()->bid, level("100", "1"));

    quote.bid = level("140", "7");  // up by 40 %, and the ask is gone
    quote.ask = {};
    ASSERT_TRUE(book.apply(quote, kNow));
    EXPECT_FALSE(book.bbo());
    EXPECT_EQ(book.levels(Side::buy), (Levels{level("140", "7")}));

    quote.ask = level("140", "1");
    EXPECT_FALSE(book.apply(quote, kNow));
    quote.ask = level("141", "1");
    EXPECT_TRUE(book.apply(quote, kNow));
    EXPECT_EQ(book.bbo()->ask, level("141", "1"));
}

TEST(OrderBook, TellsWhatATakerWouldGet) {
    const OrderBook book = ready_book();

    const Sweep all = book.sweep(Side::buy, quantity("10"));
    EXPECT_EQ(all.quantity, quantity("4"));
    EXPECT_EQ(all.cost, *parse_notional("400.7"));
    EXPECT_EQ(all.worst, price("100.4"));

    const Sweep some = book.sweep(Side::buy, quantity("3.5"));
    EXPECT_EQ(some.quantity, quantity("3.5"));
    EXPECT_EQ(some.cost, *parse_notional("350.5"));

    const Sweep limited = book.sweep(Side::buy, quantity("10"), price("100.3"));
    EXPECT_EQ(limited.quantity, quantity("3"));
    EXPECT_EQ(limited.worst, price("100.1"));

    EXPECT_EQ(book.depth(Side::sell, price("99.9")), quantity("7"));
    EXPECT_EQ(book.depth(Side::sell, price("100.1")), Quantity{});
}

TEST(OrderBook, HoldsPricesOffTheTickGridAsTheyAre) {
    OrderBook book = ready_book();
    const Levels bids{level("100.0000000001", "1")};

    ASSERT_TRUE(book.apply(delta(11, 11, 10, bids, kNone), kNow));

    EXPECT_EQ(book.bbo()->bid, level("100.0000000001", "1"));
    EXPECT_EQ(book.bbo()->ask, level("100.1", "3"));
    EXPECT_EQ(book.levels(Side::buy).size(), 3U);
}

TEST(OrderBook, RefusesPricesAndQuantitiesNoBookCanHold) {
    const Levels bad[] = {
        {level("0", "1")}, {level("-5", "1")}, {level("100", "-1")}, {level("922000000", "1")}};
    for (const Levels& bids : bad) {
        OrderBook book = ready_book();
        const auto refused = book.apply(delta(11, 11, 10, bids, kNone), kNow);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, Errc::out_of_range);
        EXPECT_FALSE(book.ready(kNow));
    }
}

}  // namespace
}  // namespace twinleg::book
