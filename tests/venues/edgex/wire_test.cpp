#include "venues/edgex/wire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/venues/kit/heard.h"

namespace twinleg::venues::edgex {
namespace {

using test::Heard;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Json = nlohmann::ordered_json;  // members stay as the venue orders them
using Kind = FrameHead::Kind;
using Lines = std::vector<std::string>;

const Json& fixtures() {
    static const Json all =
        Json::parse(std::ifstream{TWINLEG_SOURCE_DIR "/tests/venues/edgex/data/sim_fixtures.json"});
    return all;
}

struct Reading {
    Frames frames;
    Heard heard;
    Result<FrameHead> head{FrameHead{}};

    const Lines& read(const std::string& text) {
        heard.lines.clear();
        buffer = test::padded(text);
        head = frames.read(buffer, heard);
        return heard.lines;
    }
    const Lines& public_frame(std::size_t number) {
        return read(fixtures()["public_ws"][number].dump());
    }
    const Lines& private_frame(std::size_t number) {
        return read(fixtures()["private_ws"][number].dump());
    }
    std::string buffer;
};

TEST(EdgexWire, ReadsASnapshotOfTheBook) {
    Reading r;

    EXPECT_THAT(r.public_frame(2),
                ElementsAre("snapshot BTCUSDC 0 2070150189 0 [97393.8 x 0.677, 97393.7 x 1.25] "
                            "[97394.1 x 0.551, 97394.2 x 0.883]"));
    EXPECT_EQ(r.head->kind, Kind::market);
    EXPECT_EQ(r.head->channel, "depth.30000001.15");
    EXPECT_TRUE(r.head->snapshot);
}

TEST(EdgexWire, ReadsAChangeOfTheBookWithItsOwnNumbers) {
    Reading r;

    EXPECT_THAT(r.public_frame(3),
                ElementsAre("delta BTCUSDC 2070150189 2070150202 2070150189 [97393.9 x 0.2] "
                            "[97394.1 x 0, 97394.3 x 0.912]"));
    EXPECT_FALSE(r.head->snapshot);
}

TEST(EdgexWire, TellsAnEmptyChangeBecauseItIsAHeartbeat) {
    Reading r;

    EXPECT_THAT(r.public_frame(4),
                ElementsAre("delta BTCUSDC 2070150202 2070150203 2070150202 [] []"));
}

TEST(EdgexWire, ReadsMarkIndexFundingAndTheMarketsStateFromATicker) {
    Reading r;

    EXPECT_THAT(r.public_frame(5), ElementsAre("mark BTCUSDC 97400 index 97400.12",
                                               "funding BTCUSDC -0.00005754 0min 1758456000000ms",
                                               "state BTCUSDC normal"));
}

TEST(EdgexWire, TakesTheOraclePriceWhereThereIsNoMarkPrice) {
    Reading r;

    EXPECT_THAT(r.read(R"({"type":"quote-event","channel":"ticker.10000001","content":
        {"channel":"ticker.10000001","dataType":"Snapshot","data":[{"contractId":"10000001",
        "contractName":"BTCUSD","oraclePrice":"97400.5","indexPrice":""}]}})"),
                ElementsAre("mark BTCUSD 97400.5 index 0"));
}

TEST(EdgexWire, SaysThatABuyerWhoIsTheMakerMeansASeller) {
    Reading r;

    EXPECT_THAT(r.public_frame(6),
                ElementsAre("trade BTCUSDC buy 0.007 @ 97393.9 1758456317088ms"));
    Json sold = fixtures()["public_ws"][6];
    sold["content"]["data"][0]["isBuyerMaker"] = true;
    EXPECT_THAT(r.read(sold.dump()),
                ElementsAre("trade BTCUSDC sell 0.007 @ 97393.9 1758456317088ms"));
}

TEST(EdgexWire, ReadsTheBestPricesOfAllContracts) {
    Reading r;

    EXPECT_THAT(r.public_frame(7),
                ElementsAre("quote BTCUSDC 1758456317955 97393.9 x 0.2 97394.2 x 0.883"));
}

TEST(EdgexWire, ReadsFundingRatesWithTheirInterval) {
    Reading r;
    const Json rate = fixtures()["rest"]["getLatestFundingRate"]["data"];
    const Json frame{
        {"type", "quote-event"},
        {"channel", "fundingRate.30000001"},
        {"content",
         {{"channel", "fundingRate.30000001"}, {"dataType", "Snapshot"}, {"data", rate}}}};

    EXPECT_THAT(r.read(frame.dump()), ElementsAre("funding 30000001 -0.00005754 240min 0ms"));
}

TEST(EdgexWire, KnowsGreetingsPingsAcknowledgementsAndErrors) {
    Reading r;

    EXPECT_THAT(r.public_frame(0), IsEmpty());
    EXPECT_EQ(r.head->kind, Kind::greeting);
    EXPECT_THAT(r.public_frame(1), IsEmpty());
    EXPECT_EQ(r.head->kind, Kind::subscribed);
    EXPECT_EQ(r.head->channel, "depth.30000001.15");
    EXPECT_THAT(r.public_frame(8), IsEmpty());
    EXPECT_EQ(r.head->kind, Kind::ping);
    EXPECT_EQ(r.head->text, "1758456318000");
    EXPECT_THAT(r.public_frame(9), IsEmpty());
    EXPECT_EQ(r.head->kind, Kind::error);
    EXPECT_EQ(r.head->text, "GATEWAY_INVALID_CHANNEL");
    r.read(R"({"type":"pong","time":1758456318000})");
    EXPECT_EQ(r.head->kind, Kind::pong);
    EXPECT_EQ(r.head->text, "1758456318000");
}

TEST(EdgexWire, SkipsKlinesAndMessagesOfDeposits) {
    Reading r;

    EXPECT_THAT(r.read(R"({"type":"quote-event","channel":"kline.LAST_PRICE.30000001.MINUTE_1",
        "content":{"channel":"kline.LAST_PRICE.30000001.MINUTE_1","dataType":"changed","data":[{}]}})"),
                IsEmpty());
    EXPECT_TRUE(r.head);
    EXPECT_THAT(r.read(R"({"type":"assets-event","content":{}})"), IsEmpty());
    EXPECT_TRUE(r.head);
}

TEST(EdgexWire, SaysWhichMarketsTheMetadataHasClosed) {
    Reading r;

    EXPECT_THAT(
        r.read(R"({"type":"quote-event","channel":"metadata","content":{"channel":"metadata",
        "dataType":"changed","data":[{"coin":[],"contract":[
        {"contractId":"1","contractName":"AUSD","enableTrade":true,"enableOpenPosition":true},
        {"contractId":"2","contractName":"BUSD","enableTrade":false,"enableOpenPosition":true},
        {"contractId":"3","contractName":"CUSD","enableTrade":true,"enableOpenPosition":false}]}]}})"),
        ElementsAre("state AUSD normal", "state BUSD halted", "state CUSD cancel_only"));
}

TEST(EdgexWire, ReadsWhatTheAccountSaysAtItsBeginning) {
    Reading r;

    EXPECT_THAT(r.private_frame(1), IsEmpty());
    EXPECT_EQ(r.head->kind, Kind::account);
    EXPECT_TRUE(r.head->snapshot);
    EXPECT_EQ(r.head->version, 1000U);
    EXPECT_EQ(r.head->venue_time.ns, 1'758'456'316'001'000'000);
}

TEST(EdgexWire, ReadsAnOrdersWayFromOpenToFilled) {
    Reading r;
    const std::string order = "order 30000001 arb_long_1758456317000 799373727132287382 ";
    const std::string at = " none buy 0.01 @ 97393.8 filled ";

    EXPECT_THAT(r.private_frame(2), ElementsAre(order + "accepted" + at + "0 @ 0 1758456317005ms"));
    EXPECT_THAT(r.private_frame(3),
                ElementsAre(order + "accepted" + at + "0.004 @ 97393.8 1758456317005ms"));
    EXPECT_THAT(r.private_frame(4),
                ElementsAre(order + "filled" + at + "0.01 @ 97393.8 1758456317005ms"));
}

TEST(EdgexWire, ReadsTheSecondFilledEventWithItsFillAndPosition) {
    Reading r;

    EXPECT_THAT(r.private_frame(5),
                ElementsAre("position 30000001 0.01 @ 97393.8",
                            "order 30000001 arb_long_1758456317000 799373727132287382 filled none "
                            "buy 0.01 @ 97393.8 filled 0.01 @ 97393.8 1758456317005ms",
                            "fill 30000001 799373730000000001 of 799373727132287382 buy 0.01 @ "
                            "97393.8 fee 0.175308 maker 1758456318000ms"));
}

TEST(EdgexWire, ReadsACancelledOrder) {
    Reading r;

    EXPECT_THAT(r.private_frame(6),
                ElementsAre("order 30000001 arb_long_1758456317000 799373727132287999 cancelled "
                            "none buy 0.01 @ 97393.8 filled 0 @ 0 1758456317005ms"));
}

Json with_order(const Json& changes) {
    Json frame = fixtures()["private_ws"][6];
    for (const auto& [key, value] : changes.items())
        frame["content"]["data"]["order"][0][key] = value;
    return frame;
}

TEST(EdgexWire, SaysWhyAnOrderEnded) {
    Reading r;
    const auto end = [&](const Json& changes) {
        const Lines& lines = r.read(with_order(changes).dump());
        if (lines.empty()) return r.head.error().message;
        const auto begin = lines[0].find("799373727132287999 ") + 19;
        return lines[0].substr(begin, lines[0].find(" buy") - begin);
    };

    EXPECT_EQ(end({{"cancelReason", "EXPIRE_CANCELED"}}), "expired expired");
    EXPECT_EQ(end({{"cancelReason", "COULD_NOT_FILL"}}), "cancelled would_cross");
    EXPECT_EQ(end({{"cancelReason", "COULD_NOT_FILL"}, {"timeInForce", "IMMEDIATE_OR_CANCEL"}}),
              "cancelled no_liquidity");
    EXPECT_EQ(end({{"cancelReason", "REDUCE_ONLY_CANCELED"}}), "cancelled reduce_only");
    EXPECT_EQ(end({{"cancelReason", "MARGIN_NOT_ENOUGH"}}), "cancelled margin");
    EXPECT_EQ(end({{"cancelReason", "ADMIN_CANCELED"}}), "cancelled other");
    EXPECT_EQ(end({{"cancelReason", "UNRECOGNIZED"}}), "cancelled would_cross");
    EXPECT_EQ(end({{"cancelReason", "UNRECOGNIZED"}, {"cumMatchSize", "0.004"}}), "cancelled none");
    EXPECT_EQ(end({{"status", "PENDING"}}), "accepted none");
    EXPECT_EQ(end({{"status", "UNRECOGNIZED"}}), "accepted none");
    EXPECT_EQ(end({{"status", "LOST"}}), "status: \"LOST\" is none of an order");
}

TEST(EdgexWire, TakesBackWhatTheRiskCheckTookBack) {
    Reading r;

    const Lines& lines = r.read(
        with_order(
            {{"cumMatchSize", "0.010"}, {"cumMatchValue", "973.938"}, {"cumFailSize", "0.004"}})
            .dump());

    ASSERT_EQ(lines.size(), 1U);
    EXPECT_THAT(lines[0], HasSubstr("filled 0.006 @ 97393.8"));
}

TEST(EdgexWire, CountsNoFillThatTheRiskCheckRefusedOrHasNotSeen) {
    Reading r;
    for (const char* censor : {"INIT", "CENSOR_FAILURE", "L2_REJECT", "L2_REJECT_APPROVED"}) {
        Json frame = fixtures()["private_ws"][5];
        frame["content"]["data"]["orderFillTransaction"][0]["censorStatus"] = censor;

        for (const auto& line : r.read(frame.dump()))
            EXPECT_THAT(line, ::testing::Not(HasSubstr("fill 3000"))) << censor;
    }
}

TEST(EdgexWire, TakesAFillsPriceFromItsValue) {
    Reading r;
    Json frame = fixtures()["private_ws"][5];
    frame["content"]["data"]["orderFillTransaction"][0]["fillPrice"] = "97394";

    EXPECT_THAT(r.read(frame.dump()).back(), HasSubstr("0.01 @ 97393.8 fee"));
}

TEST(EdgexWire, TellsFundingThatWasPaid) {
    Reading r;
    Json frame = fixtures()["private_ws"][1];
    frame["content"]["event"] = "FUNDING_SETTLEMENT";
    frame["content"]["data"]["positionTransaction"] =
        Json::array({{{"id", "5"}, {"contractId", "30000001"}, {"type", "BUY_POSITION"}},
                     {{"id", "6"},
                      {"contractId", "30000001"},
                      {"type", "SETTLE_FUNDING_FEE"},
                      {"deltaFundingFee", "-0.056"},
                      {"fundingTime", "1758456000000"}}});

    EXPECT_THAT(r.read(frame.dump()), ElementsAre("paid 30000001 6 -0.056 1758456000000ms"));
}

TEST(EdgexWire, NamesTheFieldThatIsWrong) {
    Reading r;
    const auto error = [&](const std::string& text) {
        r.read(text);
        return r.head ? std::string{"no error"} : r.head.error().message;
    };

    EXPECT_THAT(error(""), HasSubstr("frame"));
    EXPECT_THAT(error("{"), HasSubstr("frame"));
    EXPECT_THAT(error("[]"), HasSubstr("frame"));
    EXPECT_THAT(error("{}"), HasSubstr("type"));
    EXPECT_THAT(error(R"({"type":"nonsense"})"), HasSubstr("type"));
    EXPECT_THAT(error(R"({"type":"quote-event"})"), HasSubstr("channel"));
    EXPECT_THAT(error(R"({"type":"trade-event","content":{}})"), HasSubstr("data"));
    Json frame = fixtures()["public_ws"][2];
    Json& depth = frame["content"]["data"][0];
    depth["bids"][0]["price"] = "many";
    EXPECT_THAT(error(frame.dump()), HasSubstr("price"));
    depth["bids"][0]["price"] = "-1";
    EXPECT_THAT(error(frame.dump()), HasSubstr("bids"));
    depth["bids"][0]["price"] = "99999999999999";
    EXPECT_EQ(r.read(frame.dump()), Lines{});
    EXPECT_EQ(r.head.error().code, Errc::out_of_range);
    depth["bids"][0]["price"] = "1";
    depth.erase("endVersion");
    EXPECT_THAT(error(frame.dump()), HasSubstr("endVersion"));
}

TEST(EdgexWire, ReadsMembersInAnyOrder) {
    Reading r;

    EXPECT_THAT(r.read(R"({"content":{"data":[{"bids":[],"depthType":"Changed","endVersion":12,
        "asks":[["5","1"]],"contractId":7,"startVersion":11}],"dataType":"Changed",
        "channel":"depth.7.15"},"channel":"depth.7.15","type":"quote-event"})"),
                ElementsAre("delta 7 11 12 11 [] [5 x 1]"));
}

TEST(EdgexWire, ReadsLevelsTheSameHoweverTheyAreWritten) {
    Reading r;
    const auto bids = [&](const std::string& levels) {
        const auto lines =
            r.read(R"({"type":"quote-event","content":{"channel":"depth.7.15","data":[{"asks":[],)"
                   R"("contractId":"7","startVersion":"1","endVersion":"2","depthType":"CHANGED",)"
                   R"("bids":)" +
                   levels + "}]}}");
        return lines.empty() ? r.head.error().message : lines[0];
    };
    const std::string both = "delta 7 1 2 1 [5.5 x 1.25, 5 x 0] []";

    EXPECT_EQ(bids(R"([{"price":"5.5","size":"1.25"},{"price":"5","size":"0.000"}])"), both);
    EXPECT_EQ(bids(R"([{"price": "5.5", "size": "1.25"}, {"price": "5", "size": "0"}])"), both);
    EXPECT_EQ(bids(R"([{"size":"1.25","price":"5.5"},{"price":"5","size":"0"}])"), both);
    EXPECT_EQ(bids(R"([{"price":5.5,"size":1.25},{"price":"5.00000000000","size":"0"}])"), both);
    EXPECT_EQ(bids(R"([["5.5","1.25"],{"price":"5","size":"0","more":[1]}])"), both);
    EXPECT_EQ(bids("null"), "delta 7 1 2 1 [] []");
    EXPECT_EQ(bids("[]"), "delta 7 1 2 1 [] []");
    EXPECT_THAT(bids(R"([{"price":"5.5","size":"1.25"},])"), HasSubstr("bids"));
    EXPECT_THAT(bids(R"([{"price":"5.5","size":"1.25"}{"price":"5","size":"0"}])"),
                HasSubstr("bids"));
    EXPECT_THAT(bids(R"([{"price":"0","size":"1"}])"), HasSubstr("bids"));
    EXPECT_THAT(bids(R"([{"price":"5","size":"-1"}])"), HasSubstr("bids"));
    EXPECT_THAT(bids(R"([{"price":"5..5","size":"1"}])"), HasSubstr("price"));
}

TEST(EdgexDecoder, NamesContractsOfAccountFramesOnceItKnowsTheMetadata) {
    const auto decoder = make_decoder();
    Heard heard;
    const std::string frame = test::padded(fixtures()["private_ws"][5].dump());

    ASSERT_TRUE(decoder->read_metadata(fixtures()["rest"]["v2 getMetaData"].dump()));
    ASSERT_TRUE(decoder->decode(frame, false, Stream::account, heard));

    EXPECT_THAT(heard.lines[0], HasSubstr("position BTCUSDC"));
    EXPECT_FALSE(decoder->decode(frame, true, Stream::account, heard));
    EXPECT_FALSE(decoder->read_metadata("{}"));
}

}  // namespace
}  // namespace twinleg::venues::edgex
