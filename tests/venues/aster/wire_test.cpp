// Frames and answers of the venue, as updates.

#include "venues/aster/wire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>

#include "book/order_book.h"
#include "tests/support/vectors.h"
#include "tests/venues/kit/heard.h"
#include "venues/aster/answers.h"
#include "venues/aster/order_ids.h"
#include "venues/aster/words.h"

namespace twinleg::venues::aster {
namespace {

using test::Heard;
using test::Json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Json& samples() {
    static const Json all = test::read_vectors("tests/venues/aster/data/market_data.json");
    return all;
}

std::vector<std::string> heard(std::string_view frame) {
    return test::lines_of<Frames>(frame);
}

std::vector<std::string> stream(std::size_t which) {
    return heard(samples()["streams"][which].dump());
}

FrameHead::Kind kind_of(std::string_view frame) {
    Frames frames;
    Heard out;
    return frames.read(frame, out).value().kind;
}

TEST(AsterFrames, TellTheBestPricesBareOrWrapped) {
    const auto line = "quote BTCUSDT 1000 64575.1 x 3.571 64575.2 x 0.246";
    EXPECT_THAT(stream(0), ElementsAre(line));
    const Json wrapped{{"stream", "btcusdt@bookTicker"}, {"data", samples()["streams"][0]}};
    EXPECT_THAT(heard(wrapped.dump()), ElementsAre(line));
    EXPECT_THAT(heard(Json::array({samples()["streams"][0], samples()["streams"][0]}).dump()),
                ElementsAre(line, line));
}

TEST(AsterFrames, TellMarkAndFunding) {
    EXPECT_THAT(stream(1), ElementsAre("mark BTCUSDT 64575.6 index 64620.4597227",
                                       "funding BTCUSDT 0.0001 0min 1785974400000ms"));
}

TEST(AsterFrames, TellAnOrdersLife) {
    EXPECT_THAT(stream(2), ElementsAre("order BTCUSDT arb1 8886774 accepted none buy 0.005 @ "
                                       "64575.2 filled 0 @ 0 1785948116439ms"));
    EXPECT_THAT(stream(3),
                ElementsAre("fill BTCUSDT 698759 of 8886774 buy 0.005 @ 64575.2 fee 0.1130066 "
                            "taker 1785948116440ms",
                            "order BTCUSDT arb1 8886774 filled none buy 0.005 @ 64575.2 filled "
                            "0.005 @ 64575.2 1785948116440ms"));
}

TEST(AsterFrames, SayWhyAnOrderExpired) {
    Json event = samples()["streams"][2];
    event["o"]["X"] = "EXPIRED";
    EXPECT_THAT(heard(event.dump()), ElementsAre(HasSubstr("expired no_liquidity")));
    event["o"]["f"] = "GTX";
    EXPECT_THAT(heard(event.dump()), ElementsAre(HasSubstr("expired would_cross")));
}

TEST(AsterFrames, GiveALiquidationsFillANameOfItsOwn) {
    Json event = samples()["streams"][3];
    event["o"]["x"] = "CALCULATED";
    event["o"]["t"] = 0;
    event["o"]["c"] = "autoclose-1";
    EXPECT_THAT(heard(event.dump())[0], HasSubstr("fill BTCUSDT 8886774-1785948116440 of"));
}

TEST(AsterFrames, TellPositionsOfOneWayModeAlone) {
    EXPECT_THAT(stream(4), ElementsAre("position BTCUSDT 0.005 @ 64575.2"));
    Json event = samples()["streams"][4];
    event["a"]["P"][0]["ps"] = "LONG";
    EXPECT_THAT(heard(event.dump()), IsEmpty());
}

TEST(AsterFrames, SayWhatTheyAre) {
    EXPECT_EQ(kind_of(samples()["streams"][5].dump()), FrameHead::Kind::key_expired);
    EXPECT_EQ(kind_of(R"({"result":null,"id":1})"), FrameHead::Kind::answer);
    EXPECT_EQ(kind_of(R"({"code":2,"msg":"Invalid request: unknown"})"), FrameHead::Kind::error);
    Json event = samples()["streams"][4];
    EXPECT_EQ(kind_of(event.dump()), FrameHead::Kind::account);
    event["a"]["m"] = "FUNDING_FEE";
    event["a"].erase("P");
    EXPECT_EQ(kind_of(event.dump()), FrameHead::Kind::funding);
    EXPECT_THAT(heard(R"({"e":"kline","E":1,"s":"BTCUSDT","k":{"o":"1"}})"), IsEmpty());
}

TEST(AsterFrames, TellWholeLevelsAsASnapshot) {
    EXPECT_THAT(
        heard(
            R"({"stream":"btcusdt@depth5","data":{"e":"depthUpdate","E":2,"T":1,"s":"BTCUSDT","U":3,
                 "u":5,"pu":2,"b":[["1","2"]],"a":[]}})"),
        ElementsAre("snapshot BTCUSDT 0 5 0 [1 x 2] []"));
}

TEST(AsterFrames, AreRefusedWhereTheyAreDamaged) {
    EXPECT_THAT(heard(""), ElementsAre(HasSubstr("wrong")));
    EXPECT_THAT(heard("[1]"), ElementsAre(HasSubstr("wrong")));
    EXPECT_THAT(heard("{}"), ElementsAre("wrong: frame: e is missing"));
    EXPECT_THAT(heard(R"({"e":"depthUpdate","s":"X","U":1,"u":2,"b":[],"a":[]})"),
                ElementsAre("wrong: depth: pu is missing"));
    EXPECT_THAT(heard(R"({"e":"ORDER_TRADE_UPDATE","o":{"s":"X","X":"NEW","S":"BUY","z":"0"}})"),
                ElementsAre("wrong: ORDER_TRADE_UPDATE: i is missing"));
    EXPECT_THAT(heard(R"({"e":"ORDER_TRADE_UPDATE","o":"x"})"), ElementsAre(HasSubstr("missing")));
}

// Applies book updates as the engine would.
class Into final : public UpdateSink {
public:
    explicit Into(book::OrderBook& to) : book(to) {}
    void on_update(const Update& update) override {
        const auto* u = std::get_if<BookUpdate>(&update);
        if (u == nullptr) return;
        if (u->snapshot) {
            good =
                book.apply(BookSnapshot{.sequence = u->last, .bids = u->bids, .asks = u->asks}, {1})
                    .has_value();
        } else {
            good = book.apply(BookDelta{.first = u->first,
                                        .last = u->last,
                                        .previous = u->previous,
                                        .bids = u->bids,
                                        .asks = u->asks},
                              {1})
                       .has_value();
        }
        if (!good) ++breaks;
    }
    book::OrderBook& book;
    bool good{true};
    int breaks{0};
};

constexpr auto kChain = book::SequenceRule::previous_id;

TEST(AsterBooks, FollowEverySequence) {
    std::size_t count = 0;
    for (const Json& sequence : samples()["book_sequences"]) {
        const auto id = sequence["id"].get<std::string>();
        SCOPED_TRACE(id);
        book::OrderBook book{
            {.sequence = kChain, .first_spans_snapshot = true, .tick = parse_price("0.1").value()}};
        Into into{book};
        ASSERT_TRUE(read_depth(sequence["snapshot"].dump(), "BTCUSDT", into));
        int broken = -1;
        Frames frames;
        for (std::size_t i = 0; i < sequence["events"].size() && broken < 0; ++i) {
            const std::string text = sequence["events"][i].dump();
            ASSERT_TRUE(frames.read(text, into));
            if (!into.good) broken = static_cast<int>(i);
        }
        ++count;
        // Its `pu` is the snapshot's own number: taken for continuous, which the note allows.
        if (id == "first_too_new") continue;
        const Json& expect = sequence["expect"];
        EXPECT_EQ(broken, expect.value("resync_at", -1));
        if (!expect.contains("last_id")) continue;
        EXPECT_EQ(book.sequence(), expect["last_id"].get<std::uint64_t>());
        for (const Side side : {Side::buy, Side::sell}) {
            Json levels = Json::array();
            for (const Level& level : book.levels(side, std::size_t{10}))
                levels.push_back({to_text(level.price), to_text(level.quantity)});
            EXPECT_EQ(levels, expect[side == Side::buy ? "bids" : "asks"]);
        }
    }
    test::print_count("market_data.json book_sequences", count);
}

// Binance's USD-margined futures have the same frames: five minutes of them, every one.
TEST(AsterBooks, FollowARecordedDayOfTheSameShape) {
    const std::string path =
        TWINLEG_SOURCE_DIR "/../shared/data/binance_raw_l2/usdm-btcusdt_20240808.jsonl.gz";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no recordings here";
    std::FILE* pipe = ::popen(("zcat '" + path + "'").c_str(), "r");
    ASSERT_NE(pipe, nullptr);
    std::string text;
    std::vector<char> block(1 << 20);
    for (std::size_t got; (got = std::fread(block.data(), 1, block.size(), pipe)) > 0;)
        text.append(block.data(), got);
    ASSERT_EQ(::pclose(pipe), 0);

    book::OrderBook book{
        {.sequence = kChain, .first_spans_snapshot = true, .tick = parse_price("0.1").value()}};
    Into into{book};
    Frames frames;
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string_view line{text.data() + at, end - at};
        at = end + 1;
        line.remove_prefix(line.find(' ') + 1);
        const auto head = frames.read(line, into);
        ASSERT_TRUE(head) << head.error().message << " in " << line.substr(0, 200);
        ++count;
    }

    EXPECT_GT(count, 30'000U);
    EXPECT_EQ(into.breaks, 0);
    EXPECT_TRUE(book.complete());
    test::print_count("usdm-btcusdt_20240808.jsonl.gz", count);
}

TEST(AsterAnswers, ReadTheExchangeInfo) {
    const auto info = read_exchange_info(samples()["exchange_info"].dump());
    ASSERT_TRUE(info) << info.error().message;
    EXPECT_EQ(info->weight_per_minute, 2400U);
    EXPECT_EQ(info->orders_per_minute, 1200U);
    ASSERT_EQ(info->symbols.size(), 3U);
    const SymbolInfo& btc = info->symbols.front();
    EXPECT_EQ(to_text(btc.tick) + " " + to_text(btc.lot) + " " + to_text(btc.min_notional),
              "0.1 0.001 5");
    EXPECT_EQ(to_text(btc.maintenance_margin), "0.025");
    EXPECT_EQ(btc.most_orders, 200U);
}

TEST(AsterAnswers, ReadTheReplyToAnOrder) {
    Heard out;
    ASSERT_TRUE(read_orders(samples()["order"].dump(), out));
    EXPECT_THAT(out.lines,
                ElementsAre("order BTCUSDT arb1 8886774 filled none buy 0.005 @ 64575.2 filled "
                            "0.005 @ 64575.2 1785948116439ms"));
    // In a batch, a refusal stands where an order would.
    Heard batch;
    EXPECT_EQ(read_orders(Json::array({samples()["error"], samples()["order"]}).dump(), batch), 2U);
    EXPECT_EQ(batch.lines.size(), 1U);
}

TEST(AsterAnswers, ReadPositionsAndErrors) {
    const auto position = read_position(samples()["position_risk"].dump(), "BTCUSDT");
    ASSERT_TRUE(position);
    EXPECT_EQ(to_text(position->quantity), "0.005");
    EXPECT_EQ(position->leverage, 20U);
    EXPECT_FALSE(position->isolated);
    EXPECT_TRUE(read_position("[]", "BTCUSDT")->quantity.is_zero());

    EXPECT_EQ(read_verdict(samples()["error"].dump())->code, -2019);
    EXPECT_FALSE(read_verdict("<html>"));
    EXPECT_EQ(read_verdict(R"({"code":"200","msg":"done"})")->code, 200);
}

TEST(AsterAnswers, ReadFillsAndFunding) {
    Heard out;
    std::uint64_t last = 0;
    ASSERT_TRUE(read_fills(
        R"([{"id":7,"orderId":8886774,"symbol":"BTCUSDT","side":"SELL","price":"64575.2","qty":"0.005",
             "quoteQty":"322.876","realizedPnl":"0","commission":"0.0322876","commissionAsset":"USDT",
             "time":1785948116440,"positionSide":"BOTH","buyer":false,"maker":true}])",
        out, last));
    EXPECT_EQ(last, 7U);
    ASSERT_TRUE(read_funding(
        R"([{"symbol":"BTCUSDT","incomeType":"FUNDING_FEE","income":"-0.01","asset":"USDT","info":"",
             "time":1785974400000,"tranId":99,"tradeId":""},
            {"symbol":"BTCUSDT","incomeType":"COMMISSION","income":"-1","time":1,"tranId":98}])",
        out));
    EXPECT_THAT(out.lines, ElementsAre("fill BTCUSDT 7 of 8886774 sell 0.005 @ 64575.2 fee "
                                       "0.0322876 maker 1785948116440ms",
                                       "paid BTCUSDT 99 -0.01 1785974400000ms"));
}

TEST(AsterAnswers, TakeNoListenKeyThatIsNoWord) {
    EXPECT_EQ(read_listen_key(R"({"listenKey":"pqia91ma19a5s61cv6a81va65sdf19v8a65a1"})").value(),
              "pqia91ma19a5s61cv6a81va65sdf19v8a65a1");
    EXPECT_FALSE(read_listen_key(R"({"listenKey":"a/../b"})"));
    EXPECT_FALSE(read_listen_key("{}"));
    EXPECT_EQ(read_funding_interval(samples()["funding_info"].dump(), "BTCUSDT"), minutes(480));
    EXPECT_EQ(read_dual_side(R"({"dualSidePosition":true})"), true);
    EXPECT_FALSE(read_dual_side("{}"));
}

TEST(AsterOrderIds, GoThereAndBack) {
    OrderIds ids{"t23456789abc"};
    const auto id = ClientOrderId::make(65535, UINT32_MAX);
    EXPECT_LE(ids.text(id).size(), 36U);
    EXPECT_EQ(ids.parse(ids.text(id)), id);
    EXPECT_FALSE(ids.parse("other-1").known());
    EXPECT_FALSE(ids.parse("t23456789abc-").known());
    EXPECT_FALSE(ids.parse("autoclose-123").known());
    ids.remember("8886774", id);
    EXPECT_EQ(ids.find("8886774"), id);
    EXPECT_FALSE(ids.find("1").known());
}

TEST(AsterWords, KnowWhatCodesMean) {
    EXPECT_EQ(reason_of_refusal(-2019, ""), Reason::margin);
    EXPECT_EQ(reason_of_refusal(-2022, ""), Reason::reduce_only);
    EXPECT_EQ(reason_of_refusal(-4164, ""), Reason::below_minimum);
    EXPECT_EQ(reason_of_refusal(-1007, ""), Reason::unavailable);
    EXPECT_EQ(reason_of_refusal(-1021, ""), Reason::expired);
    EXPECT_EQ(reason_of_refusal(-2010, "Account has insufficient balance"), Reason::margin);
    EXPECT_EQ(reason_of_refusal(-9999, ""), Reason::other);
    EXPECT_TRUE(is_clock_refusal(-4225));
    EXPECT_TRUE(is_key_refusal(-1022));
}

}  // namespace
}  // namespace twinleg::venues::aster
