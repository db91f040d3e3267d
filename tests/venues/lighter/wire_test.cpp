#include "venues/lighter/wire.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "tests/crypto/lighter/vectors.h"
#include "tests/support/fuzz_corpus.h"
#include "tests/venues/lighter/told.h"
#include "venues/lighter/answers.h"

#define LLVMFuzzerTestOneInput fuzz_lighter_frames
#include "fuzz/lighter_frames.cpp"
#undef LLVMFuzzerTestOneInput

namespace twinleg::venues::lighter {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

// What one frame tells; a failure stands there as a line of its own.
std::vector<std::string> told(std::string_view frame) {
    Wire wire;
    Told sink;
    const Padded text{frame};
    const auto head = wire.read(text.span(), sink);
    if (!head) sink.lines.push_back("error: " + head.error().message);
    return sink.lines;
}

std::string why_not(std::string_view frame) {
    Wire wire;
    Told sink;
    const Padded text{frame};
    const auto head = wire.read(text.span(), sink);
    return head ? "was read" : head.error().message;
}

std::string book_frame(std::string_view asks) {
    return fmt::format(R"({{"channel":"order_book:1","order_book":{{"asks":{},"bids":[],)"
                       R"("nonce":2,"begin_nonce":1}},"type":"update/order_book"}})",
                       asks);
}

std::string fill_frame(std::string_view fields) {
    return fmt::format(
        R"({{"channel":"account_all_trades:65","trades":{{"1":[{{"trade_id":7,"market_id":1,)"
        R"("price":"100.0","timestamp":1000,{}}}]}},"type":"update/account_all_trades"}})",
        fields);
}

TEST(LighterWire, TellsEverySampleOfTheVenuesPage) {
    const std::string golden_path =
        TWINLEG_SOURCE_DIR "/tests/venues/lighter/data/ws_samples.told.txt";
    const crypto::lighter::VectorFile file{"venues/lighter/data/ws_samples.json"};
    std::string all;
    Wire wire;
    for (const auto row : crypto::lighter::items(file.root()["frames"])) {
        crypto::lighter::Json frame;
        ASSERT_EQ(row["frame"].get(frame), simdjson::SUCCESS);
        const Padded text{simdjson::minify(frame)};
        Told sink;
        const auto head = wire.read(text.span(), sink);
        ASSERT_TRUE(head) << head.error().message;
        all += fmt::format("kind {} channel {} id {} code {} {}\n", static_cast<int>(head->kind),
                           head->channel, head->id, head->code, head->message);
        for (const auto& told_line : sink.lines)
            all += "    " + told_line + "\n";
    }
    if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream{golden_path} << all;

    std::ifstream golden{golden_path};
    const std::string expected{std::istreambuf_iterator<char>{golden}, {}};
    EXPECT_EQ(all, expected);
}

TEST(LighterWire, ReadsPricesExactlyAndNeverThroughADouble) {
    EXPECT_THAT(told(book_frame(R"([{"price":"0.0000000001","size":"92233720368.54775807"}])")),
                ElementsAre("increment 1 2<-1 bids[] asks[0.0000000001x92233720368.54775807] @0"));
    EXPECT_THAT(told(book_frame(R"([{"price":"80012.40000000000000","size":"1e-3"}])")),
                ElementsAre("increment 1 2<-1 bids[] asks[80012.4x0.001] @0"));
}

TEST(LighterWire, TakesKeysInAnyOrderAndPassesOverUnknownOnes) {
    EXPECT_THAT(told(R"({"type":"subscribed/order_book","x":[{"y":[1,{}]}],)"
                     R"("order_book":{"begin_nonce":0,"new":{"a":1},"nonce":9,)"
                     R"("bids":[{"size":"2","other":null,"price":"10"}],"asks":null},)"
                     R"("channel":"order_book:48","timestamp":5})"),
                ElementsAre("snapshot 48 9<-0 bids[10x2] asks[] @5000000"));
}

TEST(LighterWire, NamesTheFieldThatIsWrong) {
    EXPECT_THAT(why_not(book_frame(R"([{"price":"12a","size":"1"}])")),
                HasSubstr("price: \"12a\""));
    EXPECT_THAT(why_not(book_frame(R"([{"price":12,"size":"1"}])")), HasSubstr("price"));
    EXPECT_THAT(why_not(book_frame(R"([{"price":"12"}])")), HasSubstr("without a size"));
    EXPECT_THAT(why_not(book_frame(R"([{"price":"12","size":""}])")), HasSubstr("size"));
    EXPECT_THAT(why_not(book_frame("{}")), HasSubstr("not a list"));
    EXPECT_THAT(why_not(R"({"type":"update/order_book","channel":"order_book:1"})"),
                HasSubstr("order_book is missing"));
    EXPECT_THAT(why_not(R"({"channel":"order_book:1"})"), HasSubstr("type is missing"));
    EXPECT_THAT(why_not(""), HasSubstr("frame"));
    EXPECT_THAT(why_not("[1,2]"), HasSubstr("frame"));
    EXPECT_THAT(why_not(R"({"type":"pong")"), HasSubstr("frame"));
}

TEST(LighterWire, RefusesWhatOnlyBeginsLikeNull) {
    EXPECT_THAT(told(book_frame("null")), ElementsAre(StartsWith("increment 1 ")));
    EXPECT_THAT(why_not(book_frame("nel")), HasSubstr("not a list"));
    EXPECT_THAT(why_not(fill_frame(R"("size":"1","ask_account_id":nope)")),
                Not(HasSubstr("was read")));
}

TEST(LighterWire, LooksNothingUpByNameInWhatIsNotPutTogetherAsJson) {
    const auto ticker = [](std::string_view inner) {
        return fmt::format(R"({{"channel":"ticker:1","ticker":{{{}}},"type":"update/ticker"}})",
                           inner);
    };
    const std::string ask = R"("a":{"price":"80012.6","size":"0.25"})";
    ASSERT_EQ(why_not(ticker(ask)), "was read");

    for (const char* behind :
         {"las,\"n\":1", ",", ",,\"n\":1", ",1:2", ",\"n\" 1", ",\"n\":", "\"n\"", ",\"n\":1 2",
          ",\"n\":[1,]", ",\"n\":[1 2]", ",\"n\":{\"a\"}", ",\"n\":[}"})
        EXPECT_THAT(why_not(ticker(ask + behind)), HasSubstr("not well-formed")) << behind;
    EXPECT_EQ(why_not(ticker(ask + R"( , "n" :[ ] ,"o":{ "p":[[1,-2e3],{}],"q":"\"" } )")),
              "was read");
}

TEST(LighterWire, TellsWhatStoodBeforeTheFirstError) {
    const auto lines =
        told(R"({"channel":"account_all_positions:65","type":"update/account_all_positions",)"
             R"("positions":{"0":{"market_id":0,"sign":1,"position":"1"},)"
             R"("1":{"market_id":1,"sign":3,"position":"1"}}})");

    ASSERT_EQ(lines.size(), 2u);
    EXPECT_THAT(lines[0], StartsWith("position 0 1 "));
    EXPECT_THAT(lines[1], HasSubstr("sign"));
}

TEST(LighterWire, GivesNothingForWhatIsRightlySkipped) {
    EXPECT_THAT(told(R"({"type":"pong"})"), IsEmpty());
    EXPECT_THAT(told(R"({"type":"something/new","channel":"x:1"})"), IsEmpty());
    EXPECT_THAT(told(R"({"type":"update/notification","channel":"notification:65","notifs":[]})"),
                IsEmpty());
    EXPECT_THAT(told(R"({"type":"update/account_all_orders","channel":"account_all_orders:65",)"
                     R"("orders":null})"),
                IsEmpty());
}

TEST(LighterWire, KnowsMakerFromTakerByTheAccountsSide) {
    EXPECT_THAT(told(fill_frame(R"("size":"2","ask_account_id":65,"bid_account_id":9,)"
                                R"("is_maker_ask":true,"maker_fee":40,"taker_fee":280)")),
                ElementsAre("fill 1 7 c v sell 100x2 fee 0.008 maker @1000000000"));
    EXPECT_THAT(told(fill_frame(R"("size":"2","ask_account_id":65,"bid_account_id":9,)"
                                R"("is_maker_ask":false,"maker_fee":40,"taker_fee":280)")),
                ElementsAre("fill 1 7 c v sell 100x2 fee 0.056 taker @1000000000"));
}

TEST(LighterWire, CutsAFeeTowardZeroAtSixDecimals) {
    // 0.00123 × 100 = 0.123; × 28 × 10^-6 = 0.000003444
    EXPECT_THAT(told(fill_frame(R"("size":"0.00123","ask_account_id":1,"bid_account_id":65,)"
                                R"("is_maker_ask":true,"taker_fee":28)")),
                ElementsAre(HasSubstr("fee 0.000003 taker")));
    EXPECT_THAT(told(fill_frame(R"("size":"0.00123","ask_account_id":1,"bid_account_id":65,)"
                                R"("is_maker_ask":true,"taker_fee":-28)")),
                ElementsAre(HasSubstr("fee -0.000003 taker")));
}

TEST(LighterWire, MakesTwoFillsOfATradeWithItself) {
    EXPECT_THAT(
        told(fill_frame(R"("size":"1","ask_account_id":65,"bid_account_id":65,"ask_id":11,)"
                        R"("bid_id":12,"is_maker_ask":true,"taker_fee":280,"maker_fee":40)")),
        ElementsAre("fill 1 7m c v11 sell 100x1 fee 0.004 maker @1000000000",
                    "fill 1 7 c v12 buy 100x1 fee 0.028 taker @1000000000"));
}

TEST(LighterWire, LeavesOutTradesOfOthersAndTakesZerosThatWereLeftOut) {
    EXPECT_THAT(told(fill_frame(R"("size":"1","ask_account_id":3,"bid_account_id":4)")), IsEmpty());
    EXPECT_THAT(told(R"({"channel":"account_all_trades:0","type":"update/account_all_trades",)"
                     R"("trades":{"0":[{"trade_id":7,"price":"100.0","size":"1","timestamp":1,)"
                     R"("ask_account_id":3,"is_maker_ask":true}]}})"),
                ElementsAre("fill 0 7 c v buy 100x1 fee 0 taker @1000000"));
}

TEST(LighterWire, TakesIdsFromTheirTextCopies) {
    EXPECT_THAT(
        told(fill_frame(R"("size":"1","ask_account_id":3,"bid_account_id":65,)"
                        R"("bid_id":1152921504606846976,"bid_id_str":"1152921504606846975",)"
                        R"("bid_client_id_str":"281474976710655")")),
        ElementsAre(HasSubstr("c281474976710655 v1152921504606846975 ")));
}

struct StatusCase {
    const char* status;
    const char* filled;
    const char* expected;
};
class LighterOrderStatus : public ::testing::TestWithParam<StatusCase> {};

TEST_P(LighterOrderStatus, BecomesAWordAndAReason) {
    const StatusCase& c = GetParam();
    const auto lines = told(fmt::format(
        R"({{"channel":"account_all_orders:65","type":"update/account_all_orders","orders":{{"1":)"
        R"([{{"order_index":5,"client_order_index":6,"market_index":1,"is_ask":true,"price":"9.0",)"
        R"("initial_base_amount":"2","filled_base_amount":"{}","status":"{}"}}]}}}})",
        c.filled, c.status));

    EXPECT_THAT(lines, ElementsAre(HasSubstr(c.expected)));
}

INSTANTIATE_TEST_SUITE_P(
    Page, LighterOrderStatus,
    ::testing::Values(
        StatusCase{"in-progress", "0", "v5 accepted sell"},
        StatusCase{"pending", "0", "v5 accepted sell"}, StatusCase{"open", "1", "v5 accepted sell"},
        StatusCase{"filled", "2", "v5 filled sell"},
        StatusCase{"canceled", "0", "v5 cancelled sell"},
        StatusCase{"canceled-post-only", "0", "v5 rejected sell 9x2 filled 0 avg 0 would_cross"},
        StatusCase{"canceled-reduce-only", "1", "v5 cancelled sell 9x2 filled 1 avg 0 reduce_only"},
        StatusCase{"canceled-margin-not-allowed", "0",
                   "v5 rejected sell 9x2 filled 0 avg 0 margin"},
        StatusCase{"canceled-margin-not-allowed", "1",
                   "v5 cancelled sell 9x2 filled 1 avg 0 margin"},
        StatusCase{"canceled-not-enough-liquidity", "1",
                   "v5 cancelled sell 9x2 filled 1 avg 0 no_l"},
        StatusCase{"canceled-self-trade", "0", "v5 cancelled sell 9x2 filled 0 avg 0 self_trade"},
        StatusCase{"canceled-too-much-slippage", "0",
                   "cancelled sell 9x2 filled 0 avg 0 price_band"},
        StatusCase{"canceled-expired", "0", "v5 expired sell 9x2 filled 0 avg 0 @"},
        StatusCase{"canceled-something-new", "0", "v5 cancelled sell 9x2 filled 0 avg 0 other"},
        StatusCase{"vanished", "0", "error: order: status \"vanished\""}));

TEST(LighterWire, TellsTheAverageFillPriceOfAnOrder) {
    EXPECT_THAT(told(R"({"channel":"account_all_orders:65","type":"update/account_all_orders",)"
                     R"("orders":{"1":[{"order_index":5,"market_index":1,"is_ask":false,)"
                     R"("initial_base_amount":"3","remaining_base_amount":"0","status":"filled",)"
                     R"("filled_quote_amount":"100.000000"}]}})"),
                ElementsAre(HasSubstr("c v5 filled buy 0x3 filled 3 avg 33.3333333333 ")));
}

TEST(LighterWire, TellsAnEmptySideOfTheTickerAsNothing) {
    EXPECT_THAT(told(R"({"channel":"ticker:1","nonce":3,"ticker":{"s":"BTC","a":"",)"
                     R"("b":{"price":"1.5","size":"2"}},"type":"update/ticker"})"),
                ElementsAre("quote 1 3 1.5x2 | 0x0 @0"));
    EXPECT_THAT(told(R"({"channel":"ticker:1","ticker":{"s":"BTC","a":{"price":"","size":""},)"
                     R"("b":{"price":"1.5","size":"2"}},"type":"update/ticker"})"),
                ElementsAre("quote 1 0 1.5x2 | 0x0 @0"));
}

TEST(LighterWire, TellsTheBestPricesBesideTheMark) {
    Wire wire;
    Told sink;
    const Padded frame{
        R"({"channel":"market_stats:1","market_stats":{"market_id":1,"mark_price":"10",)"
        R"("best_bid_price":"9.5","best_ask_price":""},"type":"update/market_stats"})"};

    ASSERT_TRUE(wire.read(frame.span(), sink));

    EXPECT_EQ(sink.best, "1 9.5 0");
}

TEST(LighterWire, ReadsAnswersToTransactionsInBothForms) {
    Wire wire;
    Told sink;
    const Padded refused{R"({"code":21120,"message":"invalid signature","id":"4"})"};

    const auto head = wire.read(refused.span(), sink);

    ASSERT_TRUE(head);
    EXPECT_EQ(head->kind, FrameKind::transaction);
    EXPECT_EQ(head->id, "4");
    EXPECT_EQ(head->code, 21120);
}

TEST(LighterWire, WritesSubscriptionsAsThePageHasThem) {
    EXPECT_EQ(subscribe_frame("order_book/1"), R"({"type":"subscribe","channel":"order_book/1"})");
    EXPECT_EQ(subscribe_frame("account_all_orders/65", "1:65:3:ab"),
              R"({"type":"subscribe","channel":"account_all_orders/65","auth":"1:65:3:ab"})");
    EXPECT_EQ(unsubscribe_frame("order_book/1"),
              R"({"type":"unsubscribe","channel":"order_book/1"})");
}

// The decoder of `twinleg decode` names markets where it can.
TEST(LighterDecoder, UsesSymbolsWhereFramesOrMetadataHaveThem) {
    const auto decoder = make_decoder();
    Told sink;
    const Padded book{book_frame("[]")};
    const Padded trade{R"({"channel":"trade:1","trades":[{"trade_id":7,"market_id":1,"size":"1",)"
                       R"("market_symbol":"BTC","price":"100.0"}],"type":"update/trade"})"};
    ASSERT_TRUE(decoder->decode(book.span(), false, Stream::market, sink));
    ASSERT_TRUE(decoder->decode(trade.span(), false, Stream::market, sink));
    ASSERT_TRUE(decoder->read_metadata(
        R"({"code":200,"order_book_details":[{"symbol":"BTC","market_id":1,"status":"active",)"
        R"("size_decimals":5,"price_decimals":1}]})"));
    ASSERT_TRUE(decoder->decode(book.span(), false, Stream::market, sink));

    EXPECT_THAT(sink.lines, ElementsAre(StartsWith("increment 1 "), StartsWith("trade BTC "),
                                        StartsWith("increment BTC ")));
    EXPECT_FALSE(decoder->read_metadata("{}"));
    EXPECT_FALSE(decoder->decode(book.span(), true, Stream::market, sink));
}

TEST(LighterFuzzCorpus, IsSurvived) {
    EXPECT_GT(support::replay_corpus("lighter_frames", fuzz_lighter_frames), 20u);
}

// Every frame of the page, cut at each byte and with each byte changed: an error or not, no crash.
TEST(LighterWire, SurvivesEverySampleCutOrChangedAnywhere) {
    const crypto::lighter::VectorFile file{"venues/lighter/data/ws_samples.json"};
    std::size_t count = 0;
    Wire wire;
    for (const auto row : crypto::lighter::items(file.root()["frames"])) {
        crypto::lighter::Json sample;
        ASSERT_EQ(row["frame"].get(sample), simdjson::SUCCESS);
        const std::string text = simdjson::minify(sample);
        for (std::size_t at = 0; at < text.size(); ++at, ++count) {
            static_cast<void>(told(text.substr(0, at)));
            for (const char c : {'{', '}', '[', ']', '"', ',', ':', '\\', '0'}) {
                std::string changed = text;
                changed[at] = c;
                Told sink;
                const Padded frame{changed};
                static_cast<void>(wire.read(frame.span(), sink));
                static_cast<void>(read_orders(changed, sink));
                static_cast<void>(read_fills(changed, 65, sink));
            }
        }
    }
    EXPECT_GT(count, 10'000u);
}

}  // namespace
}  // namespace twinleg::venues::lighter
