// The small parts of the connector: ids, clock, lives of orders, settings, keys.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/event_loop.h"
#include "venues/edgex/auth.h"
#include "venues/edgex/order_ids.h"
#include "venues/edgex/orders.h"
#include "venues/edgex/settings.h"
#include "venues/kit/venue_clock.h"

namespace twinleg::venues::edgex {
namespace {

using ::testing::HasSubstr;

constexpr Time kNoon{1'800'000'000'000'000'000};

TEST(EdgexOrderIds, GoThereAndBack) {
    const OrderIds ids{"desk7"};
    const auto id = ClientOrderId::make(3, 4711);

    EXPECT_EQ(ids.text(id), "desk7-" + std::to_string(id.value));
    EXPECT_EQ(ids.parse(ids.text(id)), id);
}

TEST(EdgexOrderIds, OfOthersAreUnknown) {
    const OrderIds ids{"desk7"};

    for (const char* other : {"", "desk7-", "desk7-0", "desk7-01", "desk7-1x", "desk70-1", "desk-1",
                              "arb_long_1758456317000", "desk7--1", "desk7-281474976710656"})
        EXPECT_FALSE(ids.parse(other).known()) << other;
    EXPECT_TRUE(ids.parse("desk7-281474976710655").known());
}

TEST(EdgexOrderIds, KnowTheVenuesIdUntilManyOthersCame) {
    OrderIds ids{"desk7"};
    ids.remember("799373727132287382", ClientOrderId{5});
    EXPECT_EQ(ids.find("799373727132287382"), ClientOrderId{5});

    for (std::size_t i = 1; i <= OrderIds::kRemembered; ++i)
        ids.remember(std::to_string(i), ClientOrderId{6});

    EXPECT_FALSE(ids.find("799373727132287382").known());
    EXPECT_EQ(ids.find("7"), ClientOrderId{6});
}

TEST(EdgexOrderIds, NoticeWhatTheStreamSaysTwice) {
    OrderIds ids{"desk7"};
    const Quantity one = Quantity::from_units(1);

    EXPECT_FALSE(ids.repeated("9", OrderWord::accepted, {}));
    EXPECT_FALSE(ids.repeated("9", OrderWord::filled, one));
    EXPECT_TRUE(ids.repeated("9", OrderWord::filled, one));
    EXPECT_FALSE(ids.repeated("8", OrderWord::filled, one));
}

TEST(EdgexOrderLife, GoesByTheVenuesClockAndIsNeverLongerThanTheEngineThinks) {
    kit::VenueClock clock;
    Order order{.time_in_force = TimeInForce::ioc, .valid_until = kNoon + milliseconds(2900)};
    const std::uint64_t noon_ms = 1'800'000'000'000;

    EXPECT_EQ(expire_ms(order, clock, kNoon), noon_ms + 2000);
    order.time_in_force = TimeInForce::post_only;
    EXPECT_EQ(expire_ms(order, clock, kNoon), noon_ms + 62'000);
    order.valid_until = {};
    EXPECT_EQ(expire_ms(order, clock, kNoon), noon_ms + 62'000);

    for (int i = 0; i < 2; ++i)
        clock.sample(kNoon, kNoon, kNoon + seconds(30));
    order.time_in_force = TimeInForce::ioc;
    EXPECT_EQ(expire_ms(order, clock, kNoon), noon_ms + 32'000);
}

class EdgexSettings : public testing::Test {
protected:
    Settings read() { return Settings::read(setup()); }
    std::string complaint() {
        try {
            read();
        } catch (const std::invalid_argument& problem) {
            return problem.what();
        }
        return "none";
    }
    venues::Setup setup() {
        return {.loop = loop,
                .inbox = inbox,
                .credentials = credentials,
                .slot = slot,
                .endpoints = endpoints,
                .desk_tag = tag,
                .order_transport = transport,
                .options = options};
    }

    net::EventLoop loop;
    Inbox inbox;
    Credentials credentials;
    Slot slot{.coin = "BTC"};
    Endpoints endpoints;
    std::string tag{"desk7"};
    std::string transport;
    std::map<std::string, std::string, std::less<>> options;
};

TEST_F(EdgexSettings, AreTheMainNetworksV2UnlessSaid) {
    const Settings s = read();

    EXPECT_EQ(s.generation, Generation::v2);
    EXPECT_EQ(s.symbol, "BTCUSDC");
    EXPECT_EQ(s.rest.origin(), "https://edgex-prod-v2.edgex.exchange");
    EXPECT_EQ(s.public_ws.origin(), "wss://edgex-quote-prod-v2.edgex.exchange");
    EXPECT_EQ(s.public_ws.path, "/api/v1/public/ws");
    EXPECT_EQ(s.private_ws.path, "/api/v1/private/ws");
    EXPECT_EQ(s.path("private/order/createOrder"), "/api/v2/private/order/createOrder");
}

TEST_F(EdgexSettings, OfV1HaveItsNamesAndPaths) {
    options["version"] = "v1";
    options["network"] = "testnet";
    const Settings s = read();

    EXPECT_EQ(s.symbol, "BTCUSD");
    EXPECT_EQ(s.rest.origin(), "https://testnet.edgex.exchange");
    EXPECT_EQ(s.path("public/meta/getMetaData"), "/api/v1/public/meta/getMetaData");
}

TEST_F(EdgexSettings, TakeASocketsAddressWithAndWithoutItsPath) {
    endpoints.rest = "http://127.0.0.1:18101";
    for (const char* ws : {"ws://127.0.0.1:18101", "ws://127.0.0.1:18101/",
                           "ws://127.0.0.1:18101/api/v1/public/ws?timestamp=1"}) {
        endpoints.ws = ws;
        const Settings s = read();
        EXPECT_EQ(s.public_ws.path, "/api/v1/public/ws") << ws;
        EXPECT_EQ(s.private_ws.path, "/api/v1/private/ws") << ws;
        EXPECT_EQ(s.private_ws.port, 18101) << ws;
    }
}

TEST_F(EdgexSettings, NameTheOptionThatIsWrong) {
    options["version"] = "v3";
    EXPECT_THAT(complaint(), HasSubstr("version"));
    options = {{"depth", "20"}};
    EXPECT_THAT(complaint(), HasSubstr("depth"));
    options = {{"network", "testnet"}};
    EXPECT_THAT(complaint(), HasSubstr("no public test network"));
    options = {};
    transport = "websocket";
    EXPECT_THAT(complaint(), HasSubstr("rest"));
    transport = "rest";
    EXPECT_EQ(complaint(), "none");
    tag = "not so good";
    EXPECT_THAT(complaint(), HasSubstr("desk tag"));
    tag = "x";
    endpoints.ws = "nowhere";
    EXPECT_THAT(complaint(), HasSubstr("nowhere"));
}

std::string key_error(Generation generation, std::map<std::string, std::string, std::less<>> env) {
    const Credentials credentials{std::move(env)};
    const auto auth = Auth::create(generation, credentials);
    return auth ? "none" : auth.error().message;
}

TEST(EdgexAuth, NamesTheVariableThatIsMissingOrWrong) {
    using Env = std::map<std::string, std::string, std::less<>>;
    Env v1{{"EDGEX_ACCOUNT_ID", "543429922991899150"}, {"EDGEX_STARK_PRIVATE_KEY", "0x1234"}};
    Env v2{{"EDGEX_ACCOUNT_ID", "543429922991899150"},
           {"EDGEX_API_KEY", "k"},
           {"EDGEX_API_PASSPHRASE", "p"},
           {"EDGEX_API_SECRET", "s"},
           {"EDGEX_TRADING_PRIVATE_KEY", "0x" + std::string(63, '0') + "1"}};
    EXPECT_EQ(key_error(Generation::v1, v1), "none");
    EXPECT_EQ(key_error(Generation::v2, v2), "none");

    for (const auto& [name, value] : v2) {
        Env without = v2;
        without.erase(name);
        EXPECT_THAT(key_error(Generation::v2, without), HasSubstr(name));
    }
    v1["EDGEX_STARK_PRIVATE_KEY"] = "secret!";
    EXPECT_THAT(key_error(Generation::v1, v1), HasSubstr("EDGEX_STARK_PRIVATE_KEY"));
    EXPECT_THAT(key_error(Generation::v1, v1), testing::Not(HasSubstr("secret!")));
    v2["EDGEX_TRADING_PRIVATE_KEY"] = "beef";
    EXPECT_THAT(key_error(Generation::v2, v2), HasSubstr("EDGEX_TRADING_PRIVATE_KEY"));
    v2["EDGEX_ACCOUNT_ID"] = "me";
    EXPECT_THAT(key_error(Generation::v2, v2), HasSubstr("EDGEX_ACCOUNT_ID"));
}

TEST(EdgexAuth, OpensThePrivateSocketAsEachGenerationWants) {
    const Credentials v1{{{"EDGEX_ACCOUNT_ID", "7"}, {"EDGEX_STARK_PRIVATE_KEY", "1234"}}};
    const Credentials v2{{{"EDGEX_ACCOUNT_ID", "7"},
                          {"EDGEX_API_KEY", "k"},
                          {"EDGEX_API_PASSPHRASE", "p"},
                          {"EDGEX_API_SECRET", "s"},
                          {"EDGEX_TRADING_PRIVATE_KEY", std::string(63, '0') + "1"}}};

    const auto first = Auth::create(Generation::v1, v1).value()->handshake(1758456317000);
    const auto second = Auth::create(Generation::v2, v2).value()->handshake(1758456317000);

    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->query, "accountId=7");
    ASSERT_EQ(first->headers.size(), 2U);
    EXPECT_EQ(first->headers[0].value, "1758456317000");
    EXPECT_EQ(first->headers[1].value.size(), 128U);
    EXPECT_EQ(first->subprotocol, "");
    EXPECT_EQ(second->query, "accountId=7&timestamp=1758456317000");
    EXPECT_EQ(second->headers.size(), 4U);
    EXPECT_TRUE(second->subprotocol.starts_with("eyJ"));  // {"
    EXPECT_FALSE(second->subprotocol.ends_with('='));
}

}  // namespace
}  // namespace twinleg::venues::edgex
