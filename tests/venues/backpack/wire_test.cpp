// Frames and answers of the venue, as updates.

#include "venues/backpack/wire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "book/order_book.h"
#include "tests/support/vectors.h"
#include "tests/venues/kit/heard.h"
#include "venues/backpack/answers.h"
#include "venues/backpack/words.h"

namespace twinleg::venues::backpack {
namespace {

using test::Heard;
using test::Json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Json& samples() {
    static const Json all = test::read_vectors("tests/venues/backpack/data/market_data.json");
    return all;
}

std::vector<std::string> heard(std::string_view frame) {
    return test::lines_of<Frames>(frame);
}

std::vector<std::string> stream(std::size_t which) {
    return heard(samples()["streams"][which].dump());
}

TEST(BackpackFrames, TellTheBestPrices) {
    EXPECT_THAT(stream(0),
                ElementsAre("quote BTC_USDC_PERP 1000 64575.1 x 3.57196 64575.2 x 0.24612"));
}

TEST(BackpackFrames, TellMarkAndFunding) {
    EXPECT_THAT(stream(1), ElementsAre("mark BTC_USDC_PERP 64575.6 index 64620.4597227",
                                       "funding BTC_USDC_PERP -0.0000117704 0min 1785949200000ms"));
}

TEST(BackpackFrames, TellWhoTookInATrade) {
    EXPECT_THAT(stream(2), ElementsAre("trade BTC_USDC_PERP buy 0.005 @ 64575.2 1785948116439ms"));
}

TEST(BackpackFrames, TellAnOrdersLife) {
    EXPECT_THAT(stream(3),
                ElementsAre("order BTC_USDC_PERP 7 112233445566778899 accepted none buy 0.005 @ "
                            "64575.2 filled 0 @ 0 1785948116439ms"));
    EXPECT_THAT(
        stream(4),
        ElementsAre("fill BTC_USDC_PERP 99 of 112233445566778899 buy 0.005 @ 64575.2 fee 0.161438 "
                    "taker 1785948116439ms",
                    "order BTC_USDC_PERP 7 112233445566778899 filled none buy 0.005 @ 64575.2 "
                    "filled 0.005 @ 0 1785948116439ms"));
    EXPECT_THAT(stream(5), ElementsAre(HasSubstr("8 112233445566778900 expired would_cross sell")));
}

TEST(BackpackFrames, TellPositions) {
    EXPECT_THAT(stream(6), ElementsAre("position BTC_USDC_PERP 0.005 @ 64575.2"));
    EXPECT_THAT(stream(7), ElementsAre("position BTC_USDC_PERP 0 @ 0"));
}

TEST(BackpackFrames, AreSkippedWhereTheySayNothing) {
    EXPECT_THAT(heard(R"({"id":1,"result":null})"), IsEmpty());
    EXPECT_THAT(heard(R"({"stream":"kline.1m.BTC_USDC_PERP","data":{"o":"1"}})"), IsEmpty());
    EXPECT_THAT(heard(R"({"stream":"liquidation","data":{"q":"1"}})"), IsEmpty());
}

TEST(BackpackFrames, NameAnError) {
    Frames frames;
    Heard out;
    const auto head = frames.read(
        std::string_view{R"({"id":null,"error":{"code":4006,"message":"Invalid signature"}})"},
        out);
    ASSERT_TRUE(head);
    EXPECT_EQ(head->kind, FrameHead::Kind::error);
    EXPECT_THAT(std::string{head->text}, HasSubstr("Invalid signature"));
}

TEST(BackpackFrames, AreRefusedWhereTheyAreDamaged) {
    EXPECT_THAT(heard(""), ElementsAre(HasSubstr("wrong")));
    EXPECT_THAT(heard("<html>"), ElementsAre(HasSubstr("wrong")));
    EXPECT_THAT(heard(R"({"stream":"depth.X"})"), ElementsAre("wrong: frame: data is missing"));
    EXPECT_THAT(heard(R"({"stream":"depth.X","data":{"s":"X","a":[],"b":[],"U":1}})"),
                ElementsAre("wrong: depth: u is missing"));
    EXPECT_THAT(
        heard(R"({"stream":"depth.X","data":{"s":"X","a":[["0","1"]],"b":[],"U":1,"u":1}})"),
        ElementsAre(HasSubstr("not above zero")));
    EXPECT_THAT(heard(R"({"stream":"trade.X","data":{"s":"X","p":"1","q":"x","t":1}})"),
                ElementsAre(HasSubstr("q")));
}

// Every sequence of the vectors, through the book as the engine has it.
TEST(BackpackBooks, FollowEverySequence) {
    std::size_t count = 0;
    for (const Json& sequence : samples()["book_sequences"]) {
        SCOPED_TRACE(sequence["id"].get<std::string>());
        book::OrderBook book{{.sequence = book::SequenceRule::next_first,
                              .first_spans_snapshot = true,
                              .tick = parse_price("0.1").value()}};
        class Into final : public UpdateSink {
        public:
            explicit Into(book::OrderBook& to) : book(to) {}
            void on_update(const Update& update) override {
                const auto& u = std::get<BookUpdate>(update);
                if (u.snapshot) {
                    good =
                        book.apply(BookSnapshot{.sequence = u.last, .bids = u.bids, .asks = u.asks},
                                   {1})
                            .has_value();
                } else {
                    good = book.apply(BookDelta{.first = u.first,
                                                .last = u.last,
                                                .previous = u.previous,
                                                .bids = u.bids,
                                                .asks = u.asks},
                                      {1})
                               .has_value();
                }
            }
            book::OrderBook& book;
            bool good{false};
        } into{book};
        ASSERT_TRUE(read_depth(sequence["snapshot"].dump(), "BTC_USDC_PERP", into));
        int broken = -1;
        Frames frames;
        for (std::size_t i = 0; i < sequence["events"].size() && broken < 0; ++i) {
            const std::string text = sequence["events"][i].dump();
            ASSERT_TRUE(frames.read(text, into));
            if (!into.good) broken = static_cast<int>(i);
        }
        const Json& expect = sequence["expect"];
        EXPECT_EQ(broken, expect.value("resync_at", -1));
        if (expect.contains("last_id")) {
            EXPECT_EQ(book.sequence(), expect["last_id"].get<std::uint64_t>());
            for (const Side side : {Side::buy, Side::sell}) {
                Json levels = Json::array();
                for (const Level& level : book.levels(side, std::size_t{10}))
                    levels.push_back({to_text(level.price), to_text(level.quantity)});
                EXPECT_EQ(levels, expect[side == Side::buy ? "bids" : "asks"]);
            }
        }
        ++count;
    }
    test::print_count("market_data.json book_sequences", count);
}

TEST(BackpackAnswers, ReadTheMarkets) {
    const auto markets = read_markets(samples()["markets"].dump());
    ASSERT_TRUE(markets) << markets.error().message;
    ASSERT_EQ(markets->size(), 3U);
    const MarketInfo& btc = markets->front();
    EXPECT_EQ(btc.symbol + " " + btc.base + " " + btc.state, "BTC_USDC_PERP BTC Open");
    EXPECT_EQ(to_text(btc.tick) + " " + to_text(btc.lot), "0.1 0.00001");
    EXPECT_EQ(to_text(btc.initial_margin), "0.01333333");
    EXPECT_EQ(btc.funding_interval, minutes(60));
}

TEST(BackpackAnswers, ReadTheReplyToAnOrder) {
    Heard out;
    ASSERT_TRUE(read_orders(samples()["order"].dump(), out));
    EXPECT_THAT(out.lines,
                ElementsAre("order BTC_USDC_PERP 7 112233445566778899 filled none buy 0.005 @ "
                            "64575.2 filled 0.005 @ 64575.2 0ms"));
}

TEST(BackpackAnswers, ReadABatchWithItsRefusals) {
    Heard out;
    std::string refused;
    const auto count = read_orders(samples()["batch_reply"].dump(), out,
                                   [&](std::size_t at, const Refusal& refusal) {
                                       refused = std::to_string(at) + " " + refusal.code;
                                   });
    ASSERT_TRUE(count);
    EXPECT_EQ(*count, 2U);
    EXPECT_EQ(out.lines.size(), 1U);
    EXPECT_EQ(refused, "1 INSUFFICIENT_MARGIN");
}

TEST(BackpackAnswers, ReadFillsWithTheTimesOfHistories) {
    Heard out;
    ASSERT_TRUE(read_fills(Json::array({samples()["fill"]}).dump(), out));
    EXPECT_THAT(out.lines, ElementsAre("fill BTC_USDC_PERP 99 of 112233445566778899 buy 0.005 @ "
                                       "64575.2 fee 0.161438 taker 1785949200123ms"));
}

TEST(BackpackAnswers, ReadAccountAndCollateral) {
    const auto account = read_account(
        R"({"autoBorrowSettlements":false,"autoLend":true,"autoRepayBorrows":false,"liquidating":false,
            "leverageLimit":"10","futuresMakerFee":"-0.5","futuresTakerFee":"5"})");
    ASSERT_TRUE(account) << account.error().message;
    EXPECT_EQ(to_text(account->maker_fee), "-0.00005");
    EXPECT_EQ(to_text(account->taker_fee), "0.0005");
    EXPECT_TRUE(account->auto_lend);
    const auto collateral = read_collateral(
        R"({"netEquity":"1000.5","netEquityAvailable":"900","borrowLiability":"0"})");
    ASSERT_TRUE(collateral);
    EXPECT_EQ(to_text(collateral->equity), "1000.5");
    EXPECT_FALSE(read_account(R"({"futuresMakerFee":"1"})"));
}

TEST(BackpackAnswers, ReadTimes) {
    EXPECT_EQ(read_time("1785948116439\n")->ns, 1785948116439000000);
    EXPECT_FALSE(read_time(R"({"code":"SERVER_ERROR"})"));
    EXPECT_FALSE(read_time(""));
    EXPECT_EQ(read_iso_time("1970-01-01T00:00:00", "t")->ns, 0);
    EXPECT_EQ(read_iso_time("2024-02-29 12:00:00.5", "t")->ns, 1709208000500000000);
    for (const char* text : {"", "2026-13-01T00:00:00", "2026-01-01T00:00:00.", "2026-01-01",
                             "2026-01-01T00:00:0x", "2026/01/01T00:00:00"})
        EXPECT_FALSE(read_iso_time(text, "t")) << text;
}

TEST(BackpackWords, KnowWhatRefusalsMean) {
    EXPECT_EQ(reason_of_refusal("INSUFFICIENT_MARGIN", "Insufficient margin"), Reason::margin);
    EXPECT_EQ(reason_of_refusal("INVALID_ORDER", "Order would immediately match and take"),
              Reason::would_cross);
    EXPECT_EQ(reason_of_refusal("INVALID_ORDER", "Reduce only order not reduced"),
              Reason::reduce_only);
    EXPECT_EQ(reason_of_refusal("INVALID_CLIENT_REQUEST", "Quantity decimal too long"),
              Reason::below_minimum);
    EXPECT_EQ(reason_of_refusal("TRADING_PAUSED", ""), Reason::cancel_only);
    EXPECT_EQ(reason_of_refusal("SERVER_ERROR", ""), Reason::unavailable);
    EXPECT_EQ(reason_of_expiry("ReduceOnlyNotReduced"), Reason::reduce_only);
    EXPECT_EQ(reason_of_expiry("SomethingNew"), Reason::other);
    EXPECT_TRUE(is_not_found(404, "", ""));
    EXPECT_TRUE(is_not_found(400, "INVALID_ORDER", "Order not found"));
    EXPECT_FALSE(is_not_found(400, "INVALID_ORDER", "Bad price"));
}

}  // namespace
}  // namespace twinleg::venues::backpack
