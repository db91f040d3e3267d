#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/venues/paradex/desk_fixture.h"
#include "venues/paradex/paradex.h"

namespace twinleg::venues::paradex::test {
namespace {

using testing::Contains;
using testing::HasSubstr;

// Of the JSON form: the binary one has its own tests.
class Connected : public ParadexDesk {
protected:
    Connected() { options["encoding"] = "json"; }

    std::vector<Json> calls(const std::string& method) const {
        std::vector<Json> out;
        for (const auto& each : venue.heard)
            if (each["method"] == method) out.push_back(each);
        return out;
    }
};

TEST_F(Connected, TakesTicksFeesAndMoneyFromTheVenue) {
    const auto described = describe();

    ASSERT_TRUE(described) << described.error().message;
    EXPECT_EQ(described->instrument.symbol, "BTC-USD-PERP");
    EXPECT_EQ(to_text(described->instrument.tick), "0.1");
    EXPECT_EQ(to_text(described->instrument.lot), "0.00001");
    EXPECT_EQ(to_text(described->instrument.maker_fee), "0.00003");
    EXPECT_EQ(to_text(described->instrument.taker_fee), "0.00045");
    EXPECT_EQ(to_text(described->instrument.initial_margin), "0.02");
    EXPECT_EQ(to_text(described->instrument.maintenance_margin), "0.01");
    EXPECT_EQ(to_text(described->equity), "1000.5");
    EXPECT_EQ(to_text(described->free_collateral), "900");
    EXPECT_EQ(venue.of("GET /v1/account").front().bearer, "Bearer t0ken");
}

TEST_F(Connected, OpensAnAccountTheVenueDoesNotKnowYet) {
    venue.says_once("POST /v1/auth",
                    {.status = 400, .body = FakeVenue::refusal("NOT_ONBOARDED").dump()});
    venue.says("POST /v1/onboarding", FakeVenue::Said{});

    ASSERT_TRUE(describe());

    ASSERT_EQ(venue.of("POST /v1/onboarding").size(), 1u);
    EXPECT_TRUE(venue.of("POST /v1/onboarding")[0].body.contains("public_key"));
    EXPECT_EQ(venue.of("POST /v1/auth").size(), 2u);
}

TEST_F(Connected, TakesAnEmptyAccountItHasJustOpenedForAMistypedKey) {
    venue.says_once("POST /v1/auth",
                    {.status = 400, .body = FakeVenue::refusal("NOT_ONBOARDED").dump()});
    venue.says("POST /v1/onboarding", FakeVenue::Said{});
    venue.says("GET /v1/account", {{"account", ""}, {"account_value", "0"}});

    const auto described = describe();

    ASSERT_FALSE(described);
    EXPECT_EQ(described.error().code, Errc::unauthorised);
    EXPECT_THAT(described.error().message, HasSubstr("PARADEX_L2_PRIVATE_KEY"));
}

TEST_F(Connected, StopsWhereTheTickHasChanged) {
    open();
    Json market = FakeVenue::market();
    market["price_tick_size"] = "0.5";
    venue.says("GET /v1/markets", FakeVenue::list({market}));
    venue.on_order = [](const Json&) {
        return Json{{"code", 100}, {"message", "VALIDATION_ERROR"}, {"data", "price off the tick"}};
    };

    place(order(1));
    ASSERT_TRUE(until([&] { return heard("halted"); }));
    place(order(2));

    ASSERT_TRUE(until([&] { return !failures.empty(); }));
    EXPECT_EQ(failures[0].outcome, SendOutcome::never_sent);
    EXPECT_THAT(lines, Contains(HasSubstr("has changed")));
}

TEST_F(Connected, NeverOpensAnAccountOnlyToExamineIt) {
    venue.says("POST /v1/auth",
               FakeVenue::Said{.status = 400, .body = FakeVenue::refusal("NOT_ONBOARDED").dump()});
    venue.says("GET /v1/onboarding", {{"address", "0x1"}, {"exists", false}});
    make();

    std::optional<std::vector<Finding>> found;
    connector->examine([&](std::vector<Finding> all) { found = std::move(all); });
    ASSERT_TRUE(until([&] { return found.has_value(); }));

    EXPECT_TRUE(venue.of("POST /v1/onboarding").empty());
    const auto subject = std::ranges::find(*found, "onboarding", &Finding::subject);
    ASSERT_NE(subject, found->end());
    EXPECT_FALSE(subject->good);
    EXPECT_THAT(subject->mend, HasSubstr("opens the account"));
    EXPECT_FALSE(std::ranges::find(*found, "key", &Finding::subject)->good);
}

TEST_F(Connected, SignsForTheMainAccountWithASubkey) {
    auto keys = made_up_keys();
    keys["PARADEX_L2_ADDRESS"] = "0x777";
    credentials = Credentials{keys};
    venue.says("GET /v1/account", {{"account", "0x777"}, {"account_value", "1"}});

    const auto described = describe();

    ASSERT_TRUE(described) << described.error().message;
    EXPECT_EQ(described->account, "0x777");
    EXPECT_EQ(venue.of("POST /v1/auth")[0].account, "0x777");
    EXPECT_NE(venue.of("POST /v1/auth")[0].what, "POST /v1/auth");  // the key is in the path
    EXPECT_TRUE(venue.of("GET /v1/onboarding").empty());
}

TEST_F(Connected, ArmsTheDeadMansSwitchBeforeTheAccountIsUpAndAfterEveryReconnect) {
    open();
    EXPECT_EQ(calls("order.cancel_on_disconnect").size(), 1u);
    EXPECT_EQ(calls("order.cancel_on_disconnect")[0]["params"]["enabled"], true);

    venue.account_socket->drop();
    ASSERT_TRUE(until([&] { return times("account up") == 2; }));

    EXPECT_EQ(calls("order.cancel_on_disconnect").size(), 2u);
}

TEST_F(Connected, IsNotUpWhileTheSwitchIsNotArmed) {
    venue.arms = false;
    ASSERT_TRUE(describe());
    connector->open();

    ASSERT_TRUE(until([&] { return calls("order.cancel_on_disconnect").size() >= 2; }));

    EXPECT_FALSE(heard("account up"));
    EXPECT_THAT(lines, Contains(HasSubstr("was not armed")));
}

TEST_F(Connected, KeepsOneSubscriptionOfTheBookAndAsksAgainAfterAGap) {
    open();
    venue.book(11, false);
    ASSERT_TRUE(until([&] { return heard("change 10 to 11"); }));

    venue.sends_snapshots = false;
    venue.book(14, false);  // 12 and 13 never came
    venue.book(15, false);
    ASSERT_TRUE(until([&] { return calls("unsubscribe").size() == 1; }));
    venue.book(20, true);
    venue.book(21, false);
    ASSERT_TRUE(until([&] { return heard("change 20 to 21"); }));

    EXPECT_FALSE(heard("change 13 to 14"));
    EXPECT_FALSE(heard("change 14 to 15"));
    EXPECT_EQ(calls("unsubscribe").size(), 1u);
}

TEST_F(Connected, StepsDownWhereTheVenueRefusesAForm) {
    options["encoding"] = "sbe";
    venue.refuse_with = {"sbeSchemaVersion=2", "sbeSchemaVersion=1"};

    open();

    EXPECT_THAT(venue.targets, Contains(HasSubstr("sbeSchemaId=1&sbeSchemaVersion=2")));
    EXPECT_THAT(venue.targets, Contains(HasSubstr("sbeSchemaVersion=1")));
    EXPECT_EQ(venue.targets.back(), "/v1");
    EXPECT_THAT(lines, Contains(HasSubstr("JSON is asked for")));
}

TEST_F(Connected, SendsAnOrderWithItsValidityByTheArmedSocket) {
    open();
    venue.on_order = [](const Json&) { return Json{{"order", FakeVenue::order("17", "NEW")}}; };

    place(order(1, TimeInForce::post_only));
    ASSERT_TRUE(until([&] { return !reports.empty(); }));

    const Json params = calls("order.create")[0]["params"];
    EXPECT_EQ(params["instruction"], "POST_ONLY");
    EXPECT_EQ(params["type"], "LIMIT");
    EXPECT_EQ(params["price"], "100");
    EXPECT_EQ(params["size"], "0.01");
    EXPECT_EQ(params["client_id"], "desk7-4294967297");
    EXPECT_LE(params["recv_window"], 3000);
    EXPECT_GT(params["recv_window"], 1000);
    EXPECT_EQ(reports[0].word, OrderWord::accepted);
    EXPECT_EQ(reports[0].source, Source::reply);
    EXPECT_EQ(reports[0].venue_order_id.view(), "17");
    EXPECT_TRUE(venue.of("POST /v1/orders").empty());
}

TEST_F(Connected, NeverGivesTwoOrdersOneTimestamp) {
    open();
    for (std::uint32_t i = 1; i <= 5; ++i)
        place(order(i));
    ASSERT_TRUE(until([&] { return calls("order.create").size() == 5; }));

    std::set<std::uint64_t> stamps;
    for (const Json& call : calls("order.create"))
        stamps.insert(call["params"]["signature_timestamp"].get<std::uint64_t>());
    EXPECT_EQ(stamps.size(), 5u);
}

TEST_F(Connected, RestsNothingWithoutTheArmedSocketAndHedgesByRest) {
    open();
    venue.arms = false;
    venue.account_socket->drop();
    ASSERT_TRUE(until([&] { return heard("account down"); }));

    place(order(1, TimeInForce::post_only));
    place(order(2, TimeInForce::ioc));
    ASSERT_TRUE(until([&] { return !failures.empty() && !reports.empty(); }));

    EXPECT_EQ(failures[0].client_order_id, ClientOrderId::make(1, 1));
    EXPECT_EQ(failures[0].outcome, SendOutcome::never_sent);
    ASSERT_EQ(venue.of("POST /v1/orders").size(), 1u);
    EXPECT_EQ(venue.of("POST /v1/orders")[0].body["instruction"], "IOC");
}

TEST_F(Connected, DoubtsWhatWasOnASocketThatDropped) {
    open();
    place(order(1));
    ASSERT_TRUE(until([&] { return calls("order.create").size() == 1; }));

    venue.account_socket->drop();
    ASSERT_TRUE(until([&] { return !failures.empty(); }));

    EXPECT_EQ(failures[0].outcome, SendOutcome::unknown);
}

TEST_F(Connected, LearnsAfterAReconnectWhatBecameOfItsOrdersAndFills) {
    open();
    venue.on_order = [](const Json&) { return Json{{"order", FakeVenue::order("17", "OPEN")}}; };
    place(order(1, TimeInForce::post_only));
    ASSERT_TRUE(until([&] { return !reports.empty(); }));
    venue.says("GET /v1/orders-history",
               FakeVenue::list({FakeVenue::order("17", "CLOSED", "desk7-4294967297",
                                                 "CANCELED_ON_DISCONNECT")}));
    venue.says("GET /v1/fills", FakeVenue::list({FakeVenue::fill("f1")}));

    venue.account_socket->drop();
    ASSERT_TRUE(until([&] { return !fills.empty(); }));

    EXPECT_EQ(reports.back().word, OrderWord::cancelled);
    EXPECT_EQ(reports.back().source, Source::query);
    EXPECT_EQ(fills[0].fill_id.view(), "f1");
    EXPECT_TRUE(heard("paid 0.5"));
}

TEST_F(Connected, AsksTheAccountWhenAFrameOfItCannotBeRead) {
    open();
    ASSERT_TRUE(until([&] { return venue.of("GET /v1/orders").size() >= 1; }));
    const auto before = venue.of("GET /v1/orders").size();

    venue.data(venue.account_socket, "fills.BTC-USD-PERP", {{"id", "f1"}, {"side", "UP"}});
    ASSERT_TRUE(until([&] { return venue.of("GET /v1/orders").size() > before; }));

    EXPECT_EQ(times("account up"), 1u);  // the socket stays: its end would end its orders
}

TEST_F(Connected, TakesPrivateFramesThatComeBinary) {
    open();
    // Too short for a heartbeat: it cannot be read, and does no harm.
    venue.account_socket->send_binary(std::string_view{"\x10\0\x28\0\x01\0\x01\0", 8});
    venue.data(venue.account_socket, "fills.BTC-USD-PERP", FakeVenue::fill("f2"));
    ASSERT_TRUE(until([&] { return !fills.empty(); }));

    EXPECT_EQ(fills[0].fill_id.view(), "f2");
    EXPECT_EQ(fills[0].client_order_id, ClientOrderId::make(1, 1));
    EXPECT_EQ(fills[0].source, Source::stream);
}

TEST_F(Connected, TellsWhatTheVenueStillTakes) {
    open();
    venue.says("GET /v1/system/state", {{"status", "cancel_only"}});
    ASSERT_TRUE(until([&] { return heard("cancel only"); }));
    venue.says("GET /v1/system/state", {{"status", "ok"}});
    ASSERT_TRUE(until([&] { return heard("open"); }));

    // A refusal says it sooner than the next look.
    venue.says("GET /v1/system/state", {{"status", "post_only"}});
    venue.on_order = [](const Json&) {
        return Json{{"code", 100}, {"message", "refused"}, {"data", "SYSTEM_STATUS_POST_ONLY"}};
    };
    place(order(1));
    ASSERT_TRUE(until([&] { return heard("post only"); }));
    EXPECT_EQ(reports.at(0).word, OrderWord::rejected);
    EXPECT_EQ(reports.at(0).reason, Reason::cancel_only);
    // Its code is not said twice.
    EXPECT_TRUE(std::ranges::any_of(lines, [](const std::string& line) {
        return line.contains(" refused: refused SYSTEM_STATUS_POST_ONLY");
    }));
}

TEST_F(Connected, LogsInAgainWhereTheVenueTakesNoTokenAnyMore) {
    open();
    venue.says("POST /v1/auth", {{"jwt_token", "another"}});
    venue.says_once("GET /v1/positions",
                    {.status = 401, .body = FakeVenue::refusal("INVALID_TOKEN").dump()});
    ask(Question::positions);
    ASSERT_TRUE(until([&] { return positions_answer.has_value(); }));
    EXPECT_FALSE(positions_answer->head.ok);

    ASSERT_TRUE(until([&] {
        positions_answer.reset();
        ask(Question::positions);
        return until([&] { return positions_answer.has_value(); }) && positions_answer->head.ok &&
               venue.of("GET /v1/positions").back().bearer == "Bearer another";
    }));
}

TEST_F(Connected, DescribesAWrongKeyByItsVariable) {
    venue.says("POST /v1/auth",
               FakeVenue::Said{.status = 401,
                               .body = FakeVenue::refusal("INVALID_STARKNET_SIGNATURE").dump()});

    const auto described = describe();

    ASSERT_FALSE(described);
    EXPECT_EQ(described.error().code, Errc::unauthorised);
    EXPECT_THAT(described.error().message, HasSubstr("PARADEX_L2_PRIVATE_KEY"));
}

TEST_F(Connected, NeedsNoKeyForMarketDataAlone) {
    trading = false;
    credentials = Credentials{std::map<std::string, std::string, std::less<>>{}};
    ASSERT_TRUE(describe());

    connector->open();

    EXPECT_TRUE(until([&] { return heard("market up"); }));
    EXPECT_TRUE(venue.of("POST").empty());
}

TEST_F(Connected, RefusesSettingsItCannotUse) {
    options["encoding"] = "xml";
    EXPECT_THROW(make(), std::invalid_argument);
    options = {{"colour", "red"}};
    EXPECT_THROW(make(), std::invalid_argument);
    options.clear();
    transport = "pigeon";
    EXPECT_THROW(make(), std::invalid_argument);
}

}  // namespace
}  // namespace twinleg::venues::paradex::test
