// The connector at a venue that says what it is told to.

#include <gmock/gmock.h>

#include "crypto/ed25519.h"
#include "tests/support/vectors.h"
#include "tests/venues/kit/rest_desk.h"
#include "venues/backpack/backpack.h"
#include "venues/backpack/client_ids.h"
#include "venues/backpack/sign.h"
#include "venues/backpack/signing_text.h"

namespace twinleg::venues::backpack {
namespace {

using test::Json;
using ::testing::HasSubstr;

class BackpackDesk : public test::RestDesk {
protected:
    BackpackDesk() : ConnectorDesk(backpack_kind()) {
        const Json samples = test::read_vectors("tests/venues/backpack/data/market_data.json");
        venue.says("GET /api/v1/time", [this](const auto&) {
            return test::FakeRestVenue::Said{
                .body = std::to_string((loop.now() + ahead).ns / 1'000'000)};
        });
        venue.says("GET /api/v1/markets", samples["markets"].dump());
        venue.says("GET /api/v1/market", samples["markets"][0].dump());
        venue.says("GET /api/v1/account",
                   R"({"autoBorrowSettlements":false,"autoLend":false,"autoRepayBorrows":false,
                       "liquidating":false,"leverageLimit":"10","futuresMakerFee":"2",
                       "futuresTakerFee":"5"})");
        venue.says("GET /api/v1/capital/collateral",
                   R"({"netEquity":"1000","netEquityAvailable":"900","borrowLiability":"0"})");
        venue.says("GET /api/v1/depth", [this](const auto&) {
            return test::FakeRestVenue::Said{
                .body = R"({"asks":[["100.1","1"]],"bids":[["99.9","1"]],"lastUpdateId":")" +
                        std::to_string(book) + R"(","timestamp":1785948116439400})"};
        });
        venue.says("GET /wapi/v1/history/funding", "[]");
        venue.on_said = [](auto& socket, std::string_view text) {
            if (text.find("markPrice") == std::string_view::npos) return;
            socket.socket->send(
                R"({"stream":"markPrice.BTC_USDC_PERP","data":{"e":"markPrice","s":"BTC_USDC_PERP",
                    "p":"100","f":"0.0001","i":"100","n":1785949200000,"T":1785948116439999}})");
        };
        const Json key =
            test::read_vectors("tests/venues/backpack/data/keys.json")["keys"].begin().value();
        keys = {{"BACKPACK_PUBLIC_KEY", key["public"].get<std::string>()},
                {"BACKPACK_SECRET_KEY", key["secret"].get<std::string>()}};
        start();
    }
    void start() {
        credentials = Credentials{keys};
        make();
    }

    void change(std::uint64_t first, std::uint64_t last) {
        auto* socket = venue.speaker("depth.BTC_USDC_PERP");
        ASSERT_NE(socket, nullptr);
        socket->socket->send(
            R"({"stream":"depth.BTC_USDC_PERP","data":{"e":"depth","s":"BTC_USDC_PERP","a":[],
                "b":[["99.8","2"]],"U":)" +
            std::to_string(first) + R"(,"u":)" + std::to_string(last) + "}}");
    }
    // An order of ours as REST tells it.
    std::string reply(std::uint32_t number, const std::string& status, const std::string& executed,
                      const std::string& more = "") {
        const std::uint32_t id = ClientIds{"desk7"}.encode(ClientOrderId::make(1, number));
        return R"({"id":"777","clientId":)" + std::to_string(id) +
               R"(,"symbol":"BTC_USDC_PERP","side":"Bid","orderType":"Limit","quantity":"0.01",
                  "price":"100","executedQuantity":")" +
               executed + R"(","executedQuoteQuantity":"0.4","timeInForce":"IOC","status":")" +
               status + R"(","createdAt":1785948116439)" + more + "}";
    }

    std::map<std::string, std::string, std::less<>> keys;
    Duration ahead{};
    std::uint64_t book{10};
};

TEST_F(BackpackDesk, DescribesWhatTheVenueSays) {
    const auto described = describe();

    ASSERT_TRUE(described) << described.error().message;
    EXPECT_EQ(to_text(described->instrument.tick), "0.1");
    EXPECT_EQ(to_text(described->instrument.taker_fee), "0.0005");
    EXPECT_EQ(to_text(described->instrument.initial_margin), "0.1");
    EXPECT_EQ(to_text(described->equity), "1000");
    EXPECT_TRUE(described->warnings.empty());
}

TEST_F(BackpackDesk, WarnsOfAnAccountThatBorrowsByItself) {
    venue.says(
        "GET /api/v1/account",
        R"({"autoLend":true,"autoRepayBorrows":true,"futuresMakerFee":"2","futuresTakerFee":"5"})");

    const auto described = describe();

    ASSERT_TRUE(described);
    ASSERT_EQ(described->warnings.size(), 1U);
    EXPECT_THAT(described->warnings[0], HasSubstr("autoLend, autoRepayBorrows"));
    const auto found = examine();
    const auto bad = std::ranges::find(found, "borrowing", &Finding::subject);
    ASSERT_NE(bad, found.end());
    EXPECT_FALSE(bad->good);
    // Looking changes nothing.
    for (const auto& call : venue.asked)
        EXPECT_EQ(call.method, "GET");
}

TEST_F(BackpackDesk, NamesTheVariablesOfAKeyThatIsNone) {
    keys["BACKPACK_SECRET_KEY"] = "no key";
    start();

    const auto described = describe();

    ASSERT_FALSE(described);
    EXPECT_EQ(described.error().code, Errc::unauthorised);
    EXPECT_THAT(described.error().message, HasSubstr("BACKPACK_SECRET_KEY"));
}

TEST_F(BackpackDesk, NamesThemWhereTheVenueRefusesTheKey) {
    venue.says("GET /api/v1/account",
               R"({"code":"INVALID_CLIENT_REQUEST","message":"Invalid signature"})", 401);

    const auto described = describe();

    ASSERT_FALSE(described);
    EXPECT_EQ(described.error().code, Errc::unauthorised);
    EXPECT_THAT(described.error().message, HasSubstr("BACKPACK_PUBLIC_KEY"));
}

TEST_F(BackpackDesk, RefusesASymbolThatIsNotThere) {
    slot.coin = "XRP";
    start();

    const auto described = describe();

    ASSERT_FALSE(described);
    EXPECT_THAT(described.error().message, HasSubstr("ETH_USDC_PERP"));
}

TEST_F(BackpackDesk, FetchesTheBookAgainAtAGap) {
    open();
    EXPECT_TRUE(heard("book 10"));
    change(11, 12);
    ASSERT_TRUE(until([&] { return heard("change 10 to 12"); }));

    book = 20;
    change(15, 15);  // 13 and 14 never came

    EXPECT_TRUE(until([&] { return heard("book 20"); }));
}

TEST_F(BackpackDesk, TellsNoSnapshotThatTheIncrementsDoNotFit) {
    open();
    change(11, 11);
    ASSERT_TRUE(until([&] { return heard("change 10 to 11"); }));
    book = 12;  // an old copy answers
    change(15, 15);
    ASSERT_TRUE(until([&] { return venue.of("GET /api/v1/depth").size() >= 3; }));
    EXPECT_FALSE(heard("book 12"));

    book = 15;

    EXPECT_TRUE(until([&] { return heard("book 15"); }));
}

TEST_F(BackpackDesk, SignsAnOrderThatIsGoodForItsValidityAlone) {
    open();
    venue.says("POST /api/v1/order", reply(1, "Expired", "0"));

    place(order(1));

    ASSERT_TRUE(until([&] { return !reports.empty(); }));
    const auto sent = venue.of("POST /api/v1/order").at(0);
    const Json body = Json::parse(sent.body);
    EXPECT_EQ(body["timeInForce"], "IOC");
    EXPECT_FALSE(body.contains("postOnly"));
    EXPECT_FALSE(body.contains("autoBorrow"));
    const auto window = std::stoul(sent.header("X-Window"));
    EXPECT_GT(window, 500U);
    EXPECT_LE(window, 1000U);
    auto text = text_of_body("orderExecute", sent.body).value();
    append_window(text, std::stoull(sent.header("X-Timestamp")), static_cast<unsigned>(window));
    const auto signer = Signer::create(keys["BACKPACK_PUBLIC_KEY"], keys["BACKPACK_SECRET_KEY"]);
    EXPECT_EQ(sent.header("X-Signature"), signer->sign(text));
    EXPECT_EQ(reports[0].word, OrderWord::expired);
    EXPECT_EQ(reports[0].reason, Reason::no_liquidity);
    EXPECT_EQ(reports[0].client_order_id, ClientOrderId::make(1, 1));
}

TEST_F(BackpackDesk, KnowsATakersFillFromTheReply) {
    open();
    venue.says("POST /api/v1/order", reply(1, "Expired", "0.004"));

    place(order(1));

    ASSERT_TRUE(until([&] { return !reports.empty(); }));
    EXPECT_EQ(to_text(reports[0].cumulative), "0.004");
    EXPECT_EQ(to_text(reports[0].average_price), "100");
    EXPECT_EQ(reports[0].venue_order_id.view(), "777");
}

TEST_F(BackpackDesk, LeavesInDoubtWhatTheVenueMayHaveDone) {
    open();
    for (const int status : {202, 500, 503, 504})
        venue.says_once("POST /api/v1/order", {.status = status, .body = "{}"});
    venue.says_once("POST /api/v1/order",
                    {.status = 400, .body = R"({"code":"TIMEOUT","message":""})"});
    venue.says_once("POST /api/v1/order", {.status = 403, .body = "<html>"});
    venue.says_once("POST /api/v1/order", {.drop = true});

    for (std::uint32_t number = 1; number <= 7; ++number) {
        place(order(number));
        ASSERT_TRUE(until([&] { return failures.size() == number; })) << number;
        EXPECT_EQ(failures.back().outcome, SendOutcome::unknown) << number;
    }
    EXPECT_TRUE(reports.empty());
    EXPECT_EQ(venue.of("POST /api/v1/order").size(), 7U);  // each but once
}

TEST_F(BackpackDesk, SendsNothingWhoseTimeIsOver) {
    open();
    Order late = order(1);
    late.valid_until = loop.now();

    place(late);

    ASSERT_TRUE(until([&] { return !failures.empty(); }));
    EXPECT_EQ(failures[0].outcome, SendOutcome::never_sent);
    EXPECT_TRUE(venue.of("POST /api/v1/order").empty());
}

TEST_F(BackpackDesk, DoesNotGuessWhyAReduceOnlyOrderExpired) {
    open();
    venue.says("POST /api/v1/order", reply(1, "Expired", "0", R"(,"reduceOnly":true)"));
    Order reducing = order(1);
    reducing.reduce_only = true;

    place(reducing);

    ASSERT_TRUE(until([&] { return !reports.empty(); }));
    EXPECT_EQ(reports[0].word, OrderWord::accepted);
}

TEST_F(BackpackDesk, LooksForAnEndedOrderInTheHistory) {
    open();
    venue.says("GET /wapi/v1/history/orders", "[" + reply(5, "Filled", "0.01") + "]");

    ask(Question::order, 5);
    ASSERT_TRUE(until([&] { return order_answer.has_value(); }));
    EXPECT_TRUE(order_answer->found);
    EXPECT_EQ(order_answer->report.word, OrderWord::filled);

    order_answer.reset();
    ask(Question::order, 6);
    ASSERT_TRUE(until([&] { return order_answer.has_value(); }));
    EXPECT_TRUE(order_answer->head.ok);
    EXPECT_FALSE(order_answer->found);
}

TEST_F(BackpackDesk, IsFlatWhereTheVenueFindsNoPosition) {
    open();
    ask(Question::positions);
    EXPECT_TRUE(until([&] { return heard("flat"); }));
    // But not where it fails.
    venue.says("GET /api/v1/position", "{}", 503);
    ask(Question::positions);
    EXPECT_TRUE(until([&] { return heard("no positions answer"); }));
}

TEST_F(BackpackDesk, HaltsWhenTheTickHasChanged) {
    open();
    Json market = test::read_vectors("tests/venues/backpack/data/market_data.json")["markets"][0];
    market["filters"]["price"]["tickSize"] = "0.5";
    venue.says("GET /api/v1/market", market.dump());
    venue.says("POST /api/v1/order",
               R"({"code":"INVALID_PRICE","message":"Price decimal too long"})", 400);

    place(order(1));

    EXPECT_TRUE(until([&] { return heard("halted"); }));
    EXPECT_TRUE(was_said("tick"));
    place(order(2));
    ASSERT_TRUE(until([&] { return !failures.empty(); }));
    EXPECT_EQ(failures[0].outcome, SendOutcome::never_sent);
}

TEST_F(BackpackDesk, MeasuresTheClockAgainWhenTheVenueDoubtsIt) {
    open();
    const auto before = venue.of("GET /api/v1/time").size();
    ahead = seconds(-3);
    venue.says("POST /api/v1/order",
               R"({"code":"INVALID_CLIENT_REQUEST","message":"Invalid timestamp"})", 400);

    place(order(1));

    ASSERT_TRUE(until([&] { return !reports.empty(); }));
    EXPECT_EQ(reports[0].reason, Reason::expired);
    ASSERT_TRUE(until([&] { return venue.of("GET /api/v1/time").size() >= before + 2; }));
    venue.says("POST /api/v1/order", reply(2, "New", "0"));
    until([&] { return venue.of("GET /api/v1/time").size() >= before + 3; }, milliseconds(100));
    place(order(2));
    ASSERT_TRUE(until([&] { return venue.of("POST /api/v1/order").size() == 2; }));
    const auto stamp = std::stoll(venue.of("POST /api/v1/order")[1].header("X-Timestamp"));
    EXPECT_LT(stamp, loop.now().ns / 1'000'000 - 2'000);
}

TEST_F(BackpackDesk, ComesBackAfterAFrameOfTheAccountThatCannotBeRead) {
    open();
    auto* socket = venue.speaker("account.orderUpdate");
    ASSERT_NE(socket, nullptr);

    socket->socket->send("{garbage");

    ASSERT_TRUE(until([&] { return heard("account down"); }));
    EXPECT_TRUE(until([&] { return times("account up") == 2; }));
}

}  // namespace
}  // namespace twinleg::venues::backpack
