#include "venues/paradex/sbe.h"

#include <gtest/gtest.h>

#include "book/order_book.h"
#include "tests/support/vectors.h"
#include "tests/venues/kit/heard.h"
#include "venues/paradex/book_chain.h"
#include "venues/paradex/wire.h"

namespace twinleg::venues::paradex {
namespace {

using test::Heard;
using twinleg::test::Json;

std::string bytes_of(const std::string& hex) {
    std::string out;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        out.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
    return out;
}

// Keeps the last of each kind.
class Kept final : public UpdateSink {
public:
    void on_update(const Update& update) override {
        ++count;
        std::visit([this](const auto& u) { keep(u); }, update);
    }
    std::size_t count{0};
    std::optional<TradeUpdate> trade;
    std::optional<QuoteUpdate> quote;
    std::optional<BookUpdate> book;
    std::vector<Level> bids, asks;
    std::optional<MarkUpdate> mark;
    std::optional<FundingUpdate> funding;
    std::optional<OrderUpdate> order;
    std::optional<FillUpdate> fill;
    std::optional<FundingPaidUpdate> paid;
    std::optional<PositionUpdate> position;
    std::optional<BalanceUpdate> balance;

private:
    void keep(const TradeUpdate& u) { trade = u; }
    void keep(const QuoteUpdate& u) { quote = u; }
    void keep(const BookUpdate& u) {
        book = u;
        bids.assign(u.bids.begin(), u.bids.end());
        asks.assign(u.asks.begin(), u.asks.end());
    }
    void keep(const MarkUpdate& u) { mark = u; }
    void keep(const FundingUpdate& u) { funding = u; }
    void keep(const MarketStateUpdate&) {}
    void keep(const OrderUpdate& u) { order = u; }
    void keep(const FillUpdate& u) { fill = u; }
    void keep(const FundingPaidUpdate& u) { paid = u; }
    void keep(const PositionUpdate& u) { position = u; }
    void keep(const BalanceUpdate& u) { balance = u; }
};

// Decimal text without trailing zeros; the vectors print all eight places.
std::string plain(const Json& text) {
    return to_text(parse_notional(text.get<std::string>()).value());
}
std::string word(const Json& value) {
    return value.is_null() ? std::string{} : value.get<std::string>();
}
std::string levels(const Json& array) {
    std::string out;
    for (const Json& each : array)
        out += to_text(Price::from_raw(each[0].get<std::int64_t>() * 100)) + "x" +
               to_text(Quantity::from_raw(each[1].get<std::int64_t>())) + " ";
    return out;
}
std::string levels(const std::vector<Level>& all) {
    std::string out;
    for (const Level& each : all)
        out += to_text(each.price) + "x" + to_text(each.quantity) + " ";
    return out;
}

void check_trade(const Json& want, const Kept& told) {
    if (want["side"].is_null()) {
        EXPECT_EQ(told.count, 0u);
        return;
    }
    ASSERT_TRUE(told.trade);
    EXPECT_EQ(told.trade->market, word(want["market"]));
    EXPECT_EQ(to_text(told.trade->price), plain(want["price"]));
    EXPECT_EQ(to_text(told.trade->quantity), plain(want["size"]));
    EXPECT_EQ(told.trade->id, want["seq_no"].get<std::uint64_t>());
    EXPECT_EQ(told.trade->taker_side, want["side"] == "BUY" ? Side::buy : Side::sell);
    EXPECT_EQ(told.trade->venue_time.ns / 1'000'000, want["timestamp"].get<std::int64_t>());
}

void check_touch(const Json& price, const Json& size, const Level& told) {
    // 92 billion USD for a coin is a touch that no book holds.
    if (price.is_null() || size.is_null() || plain(price) == "92233720368.54775807") {
        EXPECT_EQ(told, Level{});
        return;
    }
    EXPECT_EQ(to_text(told.price), plain(price));
    EXPECT_EQ(to_text(told.quantity), plain(size));
}

void check_order(const Json& want, const Kept& told) {
    ASSERT_TRUE(told.order);
    const OrderUpdate& order = *told.order;
    EXPECT_EQ(order.market, word(want["market"]));
    EXPECT_EQ(order.venue_order_id, word(want["order_id"]));
    EXPECT_EQ(order.client_order_id, word(want["client_order_id"]));
    EXPECT_EQ(to_text(order.quantity), plain(want["size"]));
    if (order.has_filled) {
        EXPECT_EQ(to_text(order.quantity - order.filled), plain(want["size_open"]));
    }
    EXPECT_EQ(terminal(order.word), word(want["status"]) == "CLOSED");
    if (!want["price"].is_null()) {
        EXPECT_EQ(to_text(order.price), plain(want["price"]));
    }
    if (!want["avg_fill_price"].is_null()) {
        EXPECT_EQ(to_text(order.average_price), plain(want["avg_fill_price"]));
    }
    const Json& flags = want["flags"];
    EXPECT_EQ(order.reduce_only,
              std::find(flags.begin(), flags.end(), "REDUCE_ONLY") != flags.end());
}

void check_fill(const Json& want, const Kept& told) {
    ASSERT_TRUE(told.fill);
    EXPECT_EQ(told.fill->market, word(want["market"]));
    EXPECT_EQ(told.fill->fill_id, word(want["fill_id"]));
    EXPECT_EQ(told.fill->venue_order_id, word(want["order_id"]));
    EXPECT_EQ(told.fill->client_order_id, word(want["client_order_id"]));
    EXPECT_EQ(to_text(told.fill->price), plain(want["price"]));
    EXPECT_EQ(to_text(told.fill->quantity), plain(want["size"]));
    EXPECT_EQ(to_text(told.fill->fee), plain(want["fee"]));
    EXPECT_EQ(told.fill->side, want["side"] == "BUY" ? Side::buy : Side::sell);
    EXPECT_EQ(told.fill->liquidity,
              want["liquidity"] == "MAKER" ? Liquidity::maker : Liquidity::taker);
    const std::string funding = plain(want["realized_funding"]);
    EXPECT_EQ(told.paid ? to_text(told.paid->amount) : "0", funding);
}

void check_position(const Json& want, const Kept& told) {
    const bool sided = !want["side"].is_null();
    if (!sided) {
        EXPECT_EQ(told.count, 0u);
        return;
    }
    ASSERT_TRUE(told.position);
    EXPECT_EQ(told.position->market, word(want["market"]));
    EXPECT_EQ(to_text(told.position->quantity), plain(want["size"]));  // the SDK puts the sign back
    EXPECT_EQ(to_text(told.position->entry_price), plain(want["avg_entry_price"]));
}

void check_quote(const Json& want, const Kept& told) {
    ASSERT_TRUE(told.quote);
    EXPECT_EQ(told.quote->market, word(want["market"]));
    EXPECT_EQ(told.quote->sequence, want["seq_no"].get<std::uint64_t>());
    check_touch(want["bid_price"], want["bid_size"], told.quote->bid);
    check_touch(want["ask_price"], want["ask_size"], told.quote->ask);
}

void check_book(const Json& frame, const Kept& told) {
    ASSERT_TRUE(told.book);
    EXPECT_EQ(told.book->market, word(frame["decoded"]["market"]));
    EXPECT_EQ(told.book->last, frame["decoded"]["seq_no"].get<std::uint64_t>());
    EXPECT_EQ(told.book->snapshot, frame["raw"]["pkgType"] == 0);
    EXPECT_EQ(levels(told.bids), levels(frame["raw"]["bids"]));
    EXPECT_EQ(levels(told.asks), levels(frame["raw"]["asks"]));
}

void check_summary(const Json& want, const Kept& told) {
    ASSERT_TRUE(told.mark && told.funding);
    EXPECT_EQ(told.mark->market, word(want["market"]));
    EXPECT_EQ(to_text(told.mark->mark), plain(want["mark_price"]));
    EXPECT_EQ(to_text(told.mark->index), plain(want["index_price"]));
}

void check_funding(const Json& want, const Kept& told) {
    ASSERT_TRUE(told.funding);
    EXPECT_EQ(to_text(told.funding->rate), plain(want["funding_rate"]));
    EXPECT_EQ(told.funding->interval,
              minutes(60) * want["funding_period_hours"].get<std::int64_t>());
}

void check_account(const Json& want, const Kept& told) {
    ASSERT_TRUE(told.balance);
    EXPECT_EQ(to_text(told.balance->equity), plain(want["account_value"]));
    EXPECT_EQ(to_text(told.balance->free_collateral), plain(want["free_collateral"]));
}

void check(const Json& frame, const Kept& told) {
    const Json& want = frame["decoded"];
    switch (static_cast<Template>(frame["header"]["template"].get<int>())) {
        case Template::trade:
            return check_trade(want, told);
        case Template::bbo:
            return check_quote(want, told);
        case Template::book:
            return check_book(frame, told);
        case Template::summary:
            return check_summary(want, told);
        case Template::funding:
            return check_funding(want, told);
        case Template::funding_comparison:
            ASSERT_EQ(told.funding.has_value(), frame["raw"]["source"] == 1);
            return;
        case Template::order:
            return check_order(want, told);
        case Template::fill:
            return check_fill(want, told);
        case Template::position:
            return check_position(want, told);
        case Template::account:
            return check_account(want, told);
        case Template::heartbeat:
        case Template::subscribed:
            break;
    }
    FAIL() << "a frame of no template";
}

TEST(Sbe, SaysOfEachVectorWhatTheVenueMeans) {
    const Json file = twinleg::test::read_vectors("tests/venues/paradex/data/sbe_frames.json");
    Sbe sbe;
    for (const Json& frame : file["frames"]) {
        SCOPED_TRACE(frame["id"].get<std::string>() + ": " + frame["case"].get<std::string>());
        const std::string bytes = bytes_of(frame["hex"]);
        Kept told;
        const auto head = sbe.read(bytes, told);
        if (frame["want"] == "error") {
            EXPECT_FALSE(head);
        } else if (frame["want"] == "skip") {
            EXPECT_TRUE(head);
            EXPECT_EQ(told.count, 0u);
        } else {
            ASSERT_TRUE(head) << head.error().message;
            check(frame, told);
        }
    }
    twinleg::test::print_count("sbe_frames.json frames", file["frames"].size());
}

TEST(Sbe, TakesNoFrameThatIsCutAnywhere) {
    const Json file = twinleg::test::read_vectors("tests/venues/paradex/data/sbe_frames.json");
    Sbe sbe;
    for (const Json& frame : file["frames"]) {
        if (frame["want"] != "event" || frame["header"]["version"] != 1) continue;
        // Its texts go to the last byte, so that each byte is one that is missed.
        if (frame["case"].get<std::string>().find("ignored") != std::string::npos ||
            frame["case"].get<std::string>().find("not read") != std::string::npos)
            continue;
        const std::string bytes = bytes_of(frame["hex"]);
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            Heard told;
            // On the heap and of just this size, for the sanitizers.
            const std::vector<char> cut(bytes.begin(),
                                        bytes.begin() + static_cast<std::ptrdiff_t>(size));
            EXPECT_FALSE(sbe.read(cut, told)) << frame["id"] << " at " << size;
            EXPECT_TRUE(told.lines.empty());
        }
    }
}

TEST(BookChain, FollowsTheVectorsOfBooksStepByStep) {
    const Json file = twinleg::test::read_vectors("tests/venues/paradex/data/sbe_frames.json");
    for (const Json& sequence : file["book_sequences"]) {
        SCOPED_TRACE(sequence["case"].get<std::string>());
        Sbe sbe;
        BookChain chain;
        book::OrderBook book({.sequence = book::SequenceRule::previous_id,
                              .stale_after = {},
                              .tick = parse_price("0.01").value()});
        for (std::size_t i = 0; i < sequence["frames"].size(); ++i) {
            Kept told;
            ASSERT_TRUE(sbe.read(bytes_of(sequence["frames"][i]), told));
            ASSERT_TRUE(told.book);
            const auto step = chain.take(*told.book);
            EXPECT_EQ(name(step), sequence["steps"][i].get<std::string>()) << "frame " << i;
            if (step == BookChain::Step::invalid) book.invalidate();
            if (step != BookChain::Step::applied) continue;
            if (told.book->snapshot)
                EXPECT_TRUE(book.apply(BookSnapshot{.instrument = {},
                                                    .sequence = told.book->last,
                                                    .venue_time = {},
                                                    .bids = told.bids,
                                                    .asks = told.asks},
                                       Time{1}));
            else
                EXPECT_TRUE(book.apply(BookDelta{.instrument = {},
                                                 .first = told.book->first,
                                                 .last = told.book->last,
                                                 .previous = told.book->previous,
                                                 .venue_time = {},
                                                 .bids = told.bids,
                                                 .asks = told.asks},
                                       Time{1}));
        }
        EXPECT_EQ(chain.whole(), sequence["ready"].get<bool>());
        EXPECT_EQ(book.complete(), chain.whole());
        if (!chain.whole()) continue;
        EXPECT_EQ(chain.sequence(), sequence["seq"].get<std::uint64_t>());
        EXPECT_EQ(levels(book.levels(Side::buy)), levels(sequence["bids"]));
        EXPECT_EQ(levels(book.levels(Side::sell)), levels(sequence["asks"]));
    }
    twinleg::test::print_count("sbe_frames.json book_sequences", file["book_sequences"].size());
}

}  // namespace
}  // namespace twinleg::venues::paradex
