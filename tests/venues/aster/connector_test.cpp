// The connector at a venue that says what it is told to.

#include <gmock/gmock.h>

#include <set>

#include "net/form.h"
#include "net/redact.h"
#include "tests/support/vectors.h"
#include "tests/venues/kit/rest_desk.h"
#include "venues/aster/aster.h"
#include "venues/aster/auth.h"

namespace twinleg::venues::aster {
namespace {

using test::Json;
using ::testing::HasSubstr;

std::map<std::string, std::string> fields(const std::string& text) {
    std::map<std::string, std::string> out;
    for (auto& [key, value] : net::parse_query(text))
        out[key] = value;
    return out;
}

class AsterDesk : public test::RestDesk {
protected:
    AsterDesk() : ConnectorDesk(aster_kind()) {
        const Json samples = test::read_vectors("tests/venues/aster/data/market_data.json");
        for (const char* v : {"v1", "v3"}) {
            const std::string get = std::string{"GET /fapi/"} + v;
            venue.says(get + "/time", [this](const auto&) {
                return test::FakeRestVenue::Said{
                    .body = R"({"serverTime":)" +
                            std::to_string((loop.now() + ahead).ns / 1'000'000) + "}"};
            });
            venue.says(get + "/exchangeInfo", samples["exchange_info"].dump());
            venue.says(get + "/fundingInfo", samples["funding_info"].dump());
            venue.says(get + "/positionSide/dual", R"({"dualSidePosition":false})");
            venue.says(
                get + "/commissionRate",
                R"({"symbol":"BTCUSDT","makerCommissionRate":"0.0001","takerCommissionRate":"0.00035"})");
            venue.says(get + "/depth", [this](const auto&) {
                return test::FakeRestVenue::Said{
                    .body = R"({"lastUpdateId":)" + std::to_string(book) +
                            R"(,"E":1,"T":1,"bids":[["99.9","1"]],"asks":[["100.1","1"]]})"};
            });
            venue.says(get + "/income", "[]");
            const std::string path = std::string{" /fapi/"} + v + "/listenKey";
            venue.says("POST" + path, [this](const auto&) {
                return test::FakeRestVenue::Said{.body = R"({"listenKey":")" + key + "\"}"};
            });
            venue.says("PUT" + path, "{}");
        }
        const std::string account =
            R"({"canTrade":true,"totalMarginBalance":"1000","availableBalance":"900"})";
        venue.says("GET /fapi/v4/account", account);
        venue.says("GET /fapi/v3/accountWithJoinMargin", account);
        venue.says("GET /fapi/v2/positionRisk", samples["position_risk"].dump());
        venue.says("GET /fapi/v3/positionRisk", samples["position_risk"].dump());
        venue.on_said = [](auto& socket, std::string_view text) {
            if (text.find("SUBSCRIBE") != std::string_view::npos)
                socket.socket->send(R"({"result":null,"id":1})");
        };
        start();
    }
    void start() {
        credentials = Credentials{keys};
        make();
    }

    // A reply to an order of ours.
    std::string reply(std::uint32_t number, const std::string& status, const std::string& tif,
                      const std::string& executed) {
        return R"({"orderId":777,"symbol":"BTCUSDT","status":")" + status +
               R"(","clientOrderId":"desk7-)" +
               std::to_string(ClientOrderId::make(1, number).value) +
               R"(","price":"100","avgPrice":"100","origQty":"0.01","executedQty":")" + executed +
               R"(","timeInForce":")" + tif +
               R"(","type":"LIMIT","reduceOnly":false,"side":"BUY","updateTime":1785948116439})";
    }

    std::map<std::string, std::string, std::less<>> keys{{"ASTER_API_KEY", "key"},
                                                         {"ASTER_API_SECRET", "secret"}};
    std::string key{"listen1"};
    Duration ahead{};
    std::uint64_t book{10};
};

TEST_F(AsterDesk, DescribesWhatTheVenueSays) {
    const auto described = describe();

    ASSERT_TRUE(described) << described.error().message;
    EXPECT_EQ(
        to_text(described->instrument.tick) + " " + to_text(described->instrument.min_notional),
        "0.1 5");
    EXPECT_EQ(to_text(described->instrument.taker_fee), "0.00035");
    EXPECT_EQ(to_text(described->instrument.initial_margin), "0.05");
    EXPECT_EQ(to_text(described->free_collateral), "900");
}

TEST_F(AsterDesk, DoesNotBeginInHedgeMode) {
    venue.says("GET /fapi/v1/positionSide/dual", R"({"dualSidePosition":true})");

    const auto described = describe();

    ASSERT_FALSE(described);
    EXPECT_THAT(described.error().message, HasSubstr("one-way"));
    const auto found = examine();
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found.back().subject, "position mode");
    EXPECT_FALSE(found.back().good);
}

TEST_F(AsterDesk, NamesTheVariablesOfAKeyThatIsRefused) {
    venue.says("GET /fapi/v1/positionSide/dual", R"({"code":-2015,"msg":"Invalid API-key"})", 401);

    const auto described = describe();

    ASSERT_FALSE(described);
    EXPECT_EQ(described.error().code, Errc::unauthorised);
    EXPECT_THAT(described.error().message, HasSubstr("ASTER_API_KEY and ASTER_API_SECRET"));
}

TEST_F(AsterDesk, SignsV1WithTheWindowThatIsLeft) {
    open();
    venue.says("POST /fapi/v1/order", reply(1, "EXPIRED", "GTX", "0"));

    place(order(1, TimeInForce::post_only));

    ASSERT_TRUE(until([&] { return !reports.empty(); }));
    EXPECT_EQ(reports[0].reason, Reason::would_cross);
    const auto sent = venue.of("POST /fapi/v1/order").at(0);
    auto said = fields(sent.body);
    EXPECT_EQ(said["timeInForce"], "GTX");
    EXPECT_EQ(said["newOrderRespType"], "RESULT");
    EXPECT_LE(std::stoul(said["recvWindow"]), 1000U);
    EXPECT_GT(std::stoul(said["recvWindow"]), 500U);
    EXPECT_EQ(sent.header("X-MBX-APIKEY"), "key");
    const auto signer = SignerV1::create("key", "secret");
    const auto at = sent.body.find("&signature=");
    EXPECT_EQ(said["signature"], signer->sign(sent.body.substr(0, at)));
}

TEST_F(AsterDesk, SignsV3WithANonceThatSoonIsTooOld) {
    options["version"] = "v3";
    keys = {{"ASTER_SIGNER_PRIVATE_KEY", "0x" + std::string(63, '0') + "1"}};
    start();
    open();
    venue.says("POST /fapi/v3/order", reply(1, "NEW", "IOC", "0"));

    place(order(1));
    place(order(2));

    ASSERT_TRUE(until([&] { return venue.of("POST /fapi/v3/order").size() == 2; }));
    std::set<std::int64_t> nonces;
    std::size_t count = 0;
    for (const auto& call : venue.asked) {
        auto said = fields(call.body.empty() ? call.query : call.body);
        if (!said.contains("nonce")) continue;
        nonces.insert(std::stoll(said["nonce"]));
        ++count;
    }
    EXPECT_GT(count, 6U);
    EXPECT_EQ(nonces.size(), count);
    // Ten seconds later it is refused, and that is when the order's time is over.
    const std::int64_t now_us = loop.now().ns / 1'000;
    for (const auto& call : venue.of("POST /fapi/v3/order")) {
        const std::int64_t last = std::stoll(fields(call.body)["nonce"]) + 10'000'000;
        EXPECT_LE(last, now_us + 1'000'000);
        EXPECT_GT(last, now_us - 5'000'000);
    }
}

TEST_F(AsterDesk, LeavesInDoubtWhatTheVenueMayHaveDone) {
    open();
    for (const int status : {500, 502, 503, 504})
        venue.says_once("POST /fapi/v1/order", {.status = status, .body = "Service Unavailable"});
    venue.says_once("POST /fapi/v1/order",
                    {.status = 400, .body = R"({"code":-1007,"msg":"Timeout"})"});
    venue.says_once("POST /fapi/v1/order", {.drop = true});

    for (std::uint32_t number = 1; number <= 6; ++number) {
        place(order(number));
        ASSERT_TRUE(until([&] { return failures.size() == number; })) << number;
        EXPECT_EQ(failures.back().outcome, SendOutcome::unknown) << number;
    }
    EXPECT_EQ(venue.of("POST /fapi/v1/order").size(), 6U);  // each but once
}

TEST_F(AsterDesk, MeasuresTheClockAgainWhenTheVenueDoubtsIt) {
    open();
    const auto before = venue.of("GET /fapi/v1/time").size();
    ahead = seconds(4);
    venue.says_once("POST /fapi/v1/order",
                    {.status = 400, .body = R"({"code":-1021,"msg":"Timestamp"})"});
    venue.says("POST /fapi/v1/order", reply(2, "NEW", "IOC", "0"));

    place(order(1));

    ASSERT_TRUE(until([&] { return !reports.empty(); }));
    EXPECT_EQ(reports[0].word, OrderWord::rejected);
    EXPECT_EQ(reports[0].reason, Reason::expired);
    ASSERT_TRUE(until([&] { return venue.of("GET /fapi/v1/time").size() >= before + 2; }));
    until([&] { return venue.of("GET /fapi/v1/time").size() >= before + 3; }, milliseconds(100));
    place(order(2));
    ASSERT_TRUE(until([&] { return venue.of("POST /fapi/v1/order").size() == 2; }));
    const auto stamp = std::stoll(fields(venue.of("POST /fapi/v1/order")[1].body)["timestamp"]);
    EXPECT_GT(stamp, loop.now().ns / 1'000'000 + 3'000);
}

TEST_F(AsterDesk, TakesAFreshListenKeyWhenTheOldOneExpires) {
    open();
    auto* first = venue.speaker("/ws/listen1");
    ASSERT_NE(first, nullptr);
    key = "listen2";

    first->socket->send(R"({"e":"listenKeyExpired","E":1785951716440})");

    ASSERT_TRUE(until([&] { return heard("account down"); }));
    EXPECT_TRUE(until([&] { return times("account up") == 2; }));
    EXPECT_NE(venue.speaker("/ws/listen2"), nullptr);
}

TEST_F(AsterDesk, AsksForAListenKeyUntilItGetsOne) {
    for (int i = 0; i < 3; ++i)
        venue.says_once("POST /fapi/v1/listenKey", {.status = 500, .body = "no"});

    open();

    EXPECT_EQ(venue.of("POST /fapi/v1/listenKey").size(), 4U);
    // V1's call is known by its header alone.
    EXPECT_EQ(venue.of("POST /fapi/v1/listenKey")[0].header("X-MBX-APIKEY"), "key");
    // Why it got none stays readable in a log, which hides what looks like a secret.
    EXPECT_THAT(lines, ::testing::Contains(HasSubstr("no user stream")));
    for (const auto& line : lines)
        EXPECT_EQ(net::redact(line), line);
}

TEST_F(AsterDesk, AsksWhichFundingWasPaidWhenTheStreamSaysThatOneWas) {
    open();
    venue.says(
        "GET /fapi/v1/income",
        R"([{"symbol":"BTCUSDT","incomeType":"FUNDING_FEE","income":"-0.01","time":1785974400000,"tranId":9}])");

    venue.speaker("/ws/listen1")
        ->socket->send(
            R"({"e":"ACCOUNT_UPDATE","E":1,"T":1,"a":{"m":"FUNDING_FEE","B":[{"a":"USDT","wb":"1","cw":"1","bc":"-0.01"}]}})");

    EXPECT_TRUE(until([&] { return heard("paid -0.01"); }));
}

TEST_F(AsterDesk, TurnsThePagesOfFillsByTheirNumber) {
    open();
    const auto row = [](std::uint64_t id) {
        return R"({"id":)" + std::to_string(id) +
               R"(,"orderId":777,"symbol":"BTCUSDT","side":"BUY","price":"100","qty":"0.001",
                  "commission":"0","time":1785948116440,"maker":false})";
    };
    std::string page;
    for (std::uint64_t id = 1; id <= 1000; ++id)
        page += (id == 1 ? "[" : ",") + row(id);
    venue.says_once("GET /fapi/v1/userTrades", {.body = page + "]"});
    venue.says("GET /fapi/v1/userTrades", "[" + row(1001) + "]");

    ask(Question::fills, 0, loop.now() - seconds(60));

    ASSERT_TRUE(until([&] { return heard("fills 1001"); }));
    const auto pages = venue.of("GET /fapi/v1/userTrades");
    ASSERT_EQ(pages.size(), 2U);
    EXPECT_EQ(fields(pages[1].query)["fromId"], "1001");
    EXPECT_FALSE(fields(pages[1].query).contains("startTime"));
}

TEST_F(AsterDesk, KnowsTheOrderOfAFillThatNamesOnlyTheVenuesNumber) {
    open();
    venue.says("POST /fapi/v1/order", reply(3, "FILLED", "IOC", "0.01"));
    place(order(3));
    ASSERT_TRUE(until([&] { return !reports.empty(); }));
    venue.says("GET /fapi/v1/userTrades",
               R"([{"id":5,"orderId":777,"symbol":"BTCUSDT","side":"BUY","price":"100","qty":"0.01",
                    "commission":"0","time":1785948116440,"maker":false}])");

    ask(Question::fills);

    ASSERT_TRUE(until([&] { return !answered_fills.empty(); }));
    EXPECT_EQ(answered_fills[0].client_order_id, ClientOrderId::make(1, 3));
}

TEST_F(AsterDesk, SaysThatACancelFoundNothing) {
    open();
    venue.says("DELETE /fapi/v1/order", R"({"code":-2011,"msg":"Unknown order sent."})", 400);

    connector->cancel({.instrument = slot.instrument, .client_order_id = ClientOrderId::make(1, 4)},
                      loop.now());

    ASSERT_TRUE(until([&] { return !reports.empty(); }));
    EXPECT_EQ(reports[0].reason, Reason::not_found);
    EXPECT_EQ(reports[0].word, OrderWord::accepted);
    EXPECT_EQ(fields(venue.of("DELETE /fapi/v1/order")[0].query)["origClientOrderId"],
              "desk7-" + std::to_string(ClientOrderId::make(1, 4).value));
}

}  // namespace
}  // namespace twinleg::venues::aster
