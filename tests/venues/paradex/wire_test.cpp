#include "venues/paradex/wire.h"

#include <gtest/gtest.h>

#include "tests/venues/kit/heard.h"
#include "venues/paradex/words.h"

namespace twinleg::venues::paradex {
namespace {

using test::Heard;
using test::padded;

class ParadexWire : public testing::Test {
protected:
    Result<FrameHead> read(std::string frame) {
        text = padded(std::move(frame));
        heard.lines.clear();
        return wire.read(text, false, heard);
    }
    // A message of a channel.
    std::vector<std::string> told(const std::string& channel, const std::string& data) {
        const auto head = read(R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":")" +
                               channel + R"(","data":)" + data + "}}");
        EXPECT_TRUE(head) << head.error().message;
        if (head) {
            EXPECT_EQ(head->kind, FrameHead::Kind::data);
        }
        return heard.lines;
    }
    using Lines = std::vector<std::string>;

    Wire wire;
    Heard heard;
    std::string text;
};

constexpr auto kOrder =
    R"({"id":"17","account":"0x1","market":"BTC-USD-PERP","side":"SELL","type":"LIMIT","size":"0.5",)"
    R"("remaining_size":"0.2","price":"60000.1","avg_fill_price":"60000.123456789012","status":"OPEN",)"
    R"("cancel_reason":"","client_id":"d-7","instruction":"POST_ONLY","flags":["REDUCE_ONLY"],)"
    R"("stp":"EXPIRE_TAKER","last_updated_at":1795438493571,"seq_no":4})";

TEST_F(ParadexWire, ReadsABookAndItsChanges) {
    EXPECT_EQ(
        told(
            "order_book.BTC-USD-PERP.deltas",
            R"({"seq_no":7,"market":"BTC-USD-PERP","last_updated_at":5,"update_type":"s",)"
            R"("inserts":[{"side":"BUY","price":"99.9","size":"1"},{"side":"SELL","price":"100.1",)"
            R"("size":"2"}],"updates":[],"deletes":[]})"),
        Lines{"snapshot BTC-USD-PERP 0 7 0 [99.9 x 1] [100.1 x 2]"});
    EXPECT_EQ(
        told("order_book.BTC-USD-PERP.deltas",
             R"({"deletes":[{"side":"SELL","price":"100.1","size":"2"}],"inserts":[{"side":"SELL",)"
             R"("price":"100.2","size":"3"}],"updates":[{"side":"BUY","price":"99.9","size":"0"}],)"
             R"("seq_no":8,"market":"BTC-USD-PERP","update_type":"d"})"),
        Lines{"delta BTC-USD-PERP 8 8 7 [99.9 x 0] [100.2 x 3, 100.1 x 0]"});
}

TEST_F(ParadexWire, ReadsTradesTouchAndSummary) {
    EXPECT_EQ(told("trades.BTC-USD-PERP",
                   R"({"id":"1","market":"BTC-USD-PERP","side":"BUY","price":"1E-8","size":"2",)"
                   R"("created_at":9,"trade_type":"FILL"})"),
              Lines{"trade BTC-USD-PERP buy 2 @ 0.00000001 9ms"});
    EXPECT_EQ(told("bbo.BTC-USD-PERP",
                   R"({"market":"BTC-USD-PERP","seq_no":3,"bid":"","bid_size":"","ask":"2",)"
                   R"("ask_size":"1","last_updated_at":9})"),
              Lines{"quote BTC-USD-PERP 3 0 x 0 2 x 1"});
    EXPECT_EQ(
        told("markets_summary.ALL",
             R"({"symbol":"BTC-USD-PERP","mark_price":"60000.12345678912","underlying_price":"6",)"
             R"("funding_rate":"-0.00012345678912"})"),
        (Lines{"mark BTC-USD-PERP 60000.1234567891 index 6",
               "funding BTC-USD-PERP -0.0001234567 480min 0ms"}));
    EXPECT_EQ(told("funding_data.BTC-USD-PERP",
                   R"({"market":"BTC-USD-PERP","funding_rate":"0.1","funding_period_hours":4})"),
              Lines{"funding BTC-USD-PERP 0.1 240min 0ms"});
}

TEST_F(ParadexWire, ReadsOrdersFillsPositionsAndTheAccount) {
    EXPECT_EQ(told("orders.BTC-USD-PERP", kOrder),
              Lines{"order BTC-USD-PERP d-7 17 accepted none sell 0.5 @ 60000.1 filled 0.3 @ "
                    "60000.123456789 1795438493571ms"});
    EXPECT_EQ(
        told(
            "fills.ALL",
            R"({"id":"f1","market":"BTC-USD-PERP","order_id":"17","client_id":"d-7","side":"SELL",)"
            R"("liquidity":"MAKER","price":"60000","size":"0.1","fee":"-0.3","realized_funding":)"
            R"("0.25","created_at":8})"),
        (Lines{"fill BTC-USD-PERP f1 of 17 sell 0.1 @ 60000 fee -0.3 maker 8ms",
               "paid BTC-USD-PERP f1 0.25 8ms"}));
    EXPECT_EQ(
        told("positions",
             R"({"market":"BTC-USD-PERP","side":"SHORT","size":"-2","average_entry_price":"5"})"),
        Lines{"position BTC-USD-PERP -2 @ 5"});
    EXPECT_EQ(
        told("account", R"({"account_value":"1000.5","free_collateral":"900","status":"ACTIVE"})"),
        Lines{"balance 1000.5"});
}

TEST_F(ParadexWire, ReadsWhatEndedAnOrder) {
    const auto ended = [&](std::string reason, std::string instruction, std::string rest) {
        std::string order = kOrder;
        const auto put = [&](std::string from, const std::string& to) {
            order.replace(order.find(from), from.size(), to);
        };
        put(R"("OPEN")", R"("CLOSED")");
        put(R"("cancel_reason":"")", R"("cancel_reason":")" + reason + '"');
        put("POST_ONLY", instruction);
        put(R"("remaining_size":"0.2")", R"("remaining_size":")" + rest + '"');
        const auto lines = told("orders.BTC-USD-PERP", order);
        const std::string line =
            lines.at(0).substr(std::string{"order BTC-USD-PERP d-7 17 "}.size());
        return line.substr(0, line.find(" sell"));
    };
    EXPECT_EQ(ended("", "GTC", "0"), "filled none");
    EXPECT_EQ(ended("NONE", "IOC", "0.0"), "filled none");
    EXPECT_EQ(ended("USER_CANCELED", "GTC", "0.2"), "cancelled none");
    EXPECT_EQ(ended("POST_ONLY_WOULD_CROSS", "POST_ONLY", "0.5"), "cancelled would_cross");
    EXPECT_EQ(ended("NOT_ENOUGH_MARGIN", "IOC", "0.5"), "cancelled margin");
    EXPECT_EQ(ended("", "IOC", "0.5"), "cancelled no_liquidity");
    EXPECT_EQ(ended("SOMETHING_NEW", "IOC", "0.5"), "cancelled no_liquidity");
    EXPECT_EQ(ended("SOMETHING_NEW", "GTC", "0.5"), "cancelled other");
}

TEST_F(ParadexWire, KnowsItsRepliesByTheirId) {
    auto head =
        read(R"({"jsonrpc":"2.0","result":{"node_id":"n"},"usIn":1,"usOut":2,"usDiff":1,"id":5})");
    ASSERT_TRUE(head);
    EXPECT_EQ(head->kind, FrameHead::Kind::reply);
    EXPECT_EQ(head->id, "5");

    head = read(R"({"id":6,"jsonrpc":"2.0","result":{"enabled":true}})");
    ASSERT_TRUE(head);
    EXPECT_EQ(head->enabled, true);

    head = read(
        R"({"jsonrpc":"2.0","result":{"order_id":"17","status":"QUEUED_FOR_CANCELLATION"},"id":7})");
    ASSERT_TRUE(head);
    EXPECT_EQ(head->status, "QUEUED_FOR_CANCELLATION");
    EXPECT_EQ(head->order_id, "17");

    head = read(std::string{R"({"jsonrpc":"2.0","result":{"order":)"} + kOrder +
                R"(,"created_at":1,"received_at":2},"id":8})");
    ASSERT_TRUE(head);
    EXPECT_EQ(head->order_id, "17");
    EXPECT_EQ(heard.lines.size(), 1u);

    head = read(
        R"({"jsonrpc":"2.0","error":{"code":40111,"message":"invalid bearer","data":"x"},"usIn":1,"id":9})");
    ASSERT_TRUE(head);
    EXPECT_EQ(head->kind, FrameHead::Kind::error);
    EXPECT_EQ(head->code, 40111);
    EXPECT_EQ(head->message, "invalid bearer");
    EXPECT_TRUE(is_auth(code_of(head->code)));
}

TEST_F(ParadexWire, ReadsDataThatStandsBeforeItsChannel) {
    const auto head = read(
        R"({"params":{"data":{"market":"BTC-USD-PERP","seq_no":3,"bid":"1","bid_size":"1","ask":"2",)"
        R"("ask_size":"1"},"channel":"bbo.BTC-USD-PERP"},"method":"subscription","jsonrpc":"2.0"})");

    ASSERT_TRUE(head);
    EXPECT_EQ(heard.lines, Lines{"quote BTC-USD-PERP 3 1 x 1 2 x 1"});
}

TEST_F(ParadexWire, RefusesWhatIsNotWhole) {
    EXPECT_FALSE(read(""));
    EXPECT_FALSE(read("hello"));
    EXPECT_FALSE(read(R"({"jsonrpc":"2.0")"));
    EXPECT_FALSE(read(R"({"params":{"data":{}}})"));
    EXPECT_FALSE(read(R"({"params":{"channel":"orders.X","data":{"id":"1"}}})"));
    EXPECT_FALSE(
        read(R"({"params":{"channel":"fills.X","data":{"id":"1","market":"X","side":"UP"}}})"));
    EXPECT_FALSE(read(R"({"params":{"channel":"bbo.X","data":{"market":"X","bid":"1e99"}}})"));
    EXPECT_TRUE(read(R"({"params":{"channel":"transfers","data":{"id":"1"}}})"));
    EXPECT_TRUE(heard.lines.empty());
}

TEST_F(ParadexWire, TakesPrivateFramesInBothForms) {
    const auto decoder = make_decoder();
    Heard lines;
    std::string order =
        padded(std::string{R"({"method":"subscription","params":{"channel":"orders.ALL","data":)"} +
               kOrder + "}}");

    EXPECT_TRUE(decoder->decode(order, false, Stream::account, lines));
    EXPECT_FALSE(decoder->decode(order, true, Stream::account, lines));

    EXPECT_EQ(lines.lines.size(), 1u);
    EXPECT_FALSE(decoder->read_metadata("{}"));
}

TEST(ParadexWords, TellRefusalsApart) {
    EXPECT_EQ(refusal_reason("DUPLICATED_CLIENT_ID", ""), Reason::duplicate_id);
    EXPECT_EQ(refusal_reason("SYSTEM_STATUS_CANCEL_ONLY", ""), Reason::cancel_only);
    EXPECT_EQ(refusal_reason("INTERNAL_ERROR", ""), Reason::unavailable);
    EXPECT_EQ(refusal_reason("VALIDATION_ERROR", "order size below min notional"),
              Reason::below_minimum);
    EXPECT_EQ(refusal_reason("VALIDATION_ERROR", "price is outside of the price band"),
              Reason::price_band);
    EXPECT_EQ(refusal_reason("VALIDATION_ERROR", "Reduce Only order would not reduce"),
              Reason::reduce_only);
    EXPECT_EQ(refusal_reason("INVALID_ORDER_SIGNATURE", ""), Reason::other);
    EXPECT_EQ(mode_of("ok"), MarketMode::normal);
    EXPECT_EQ(mode_of("maintenance"), MarketMode::halted);
    EXPECT_EQ(mode_of("post_only"), MarketMode::post_only);
    EXPECT_EQ(mode_of("a word of next year"), MarketMode::halted);
}

}  // namespace
}  // namespace twinleg::venues::paradex
