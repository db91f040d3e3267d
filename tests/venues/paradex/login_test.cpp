#include "venues/paradex/login.h"

#include <gtest/gtest.h>

#include "tests/venues/paradex/desk_fixture.h"

namespace twinleg::venues::paradex::test {
namespace {

class ParadexLogin : public testing::Test {
protected:
    ParadexLogin() {
        EXPECT_TRUE(identity->settle({.chain_id = "PRIVATE_SN_PARACLEAR_MAINNET",
                                      .l1_chain_id = "1",
                                      .proxy_hash = "0x1",
                                      .account_hash = "0x2"},
                                     "BTC-USD-PERP"));
        login.on_token([this] { ++tokens; });
    }
    bool until(const std::function<bool()>& done) {
        const Time end = loop.now() + seconds(20);
        while (!done() && loop.now() < end)
            loop.run(milliseconds(2));
        return done();
    }

    net::EventLoop loop;
    FakeVenue venue{loop};
    Inbox inbox;
    Credentials credentials{made_up_keys()};
    Station station{{.loop = loop, .inbox = inbox, .credentials = credentials}};
    Rest rest{station, net::Url::parse(venue.rest()).value(), {}};
    std::unique_ptr<Identity> identity = Identity::create(credentials).value();
    Login login{station, rest, *identity};
    int tokens{0};
};

TEST_F(ParadexLogin, RenewsTheTokenAtThreeOfItsFiveMinutesByATimer) {
    login.begin(false, [](Result<void> done) { EXPECT_TRUE(done); });
    ASSERT_TRUE(until([&] { return tokens == 1; }));
    const Time made = loop.now();

    login.tick(made + seconds(170));
    EXPECT_EQ(venue.of("POST /v1/auth").size(), 1u);
    login.tick(made + seconds(181));

    ASSERT_TRUE(until([&] { return tokens == 2; }));
    EXPECT_EQ(venue.of("POST /v1/auth").size(), 2u);
    EXPECT_TRUE(login.valid());
}

TEST_F(ParadexLogin, KeepsTheOldTokenWhileANewOneCannotBeHad) {
    login.begin(false, [](Result<void>) {});
    ASSERT_TRUE(until([&] { return tokens == 1; }));
    venue.says("POST /v1/auth", FakeVenue::Said{.status = 503});
    const Time made = loop.now();

    login.tick(made + seconds(181));
    ASSERT_TRUE(until([&] { return venue.of("POST /v1/auth").size() == 2; }));
    loop.run(milliseconds(20));

    EXPECT_TRUE(login.valid());
    EXPECT_EQ(login.token(), "t0ken");
}

TEST_F(ParadexLogin, TellsASubkeyThatItIsNotRegistered) {
    auto keys = made_up_keys();
    keys["PARADEX_L2_ADDRESS"] = "0x777";
    const Credentials sub{keys};
    auto other = Identity::create(sub).value();
    ASSERT_TRUE(other->settle(
        {.chain_id = "X", .l1_chain_id = "1", .proxy_hash = "0x1", .account_hash = "0x2"},
        "BTC-USD-PERP"));
    EXPECT_TRUE(other->subkey());
    venue.says("POST /v1/auth",
               FakeVenue::Said{.status = 400, .body = FakeVenue::refusal("NOT_ONBOARDED").dump()});
    Login subkey{station, rest, *other};
    std::optional<Result<void>> answer;

    subkey.begin(true, [&](Result<void> done) { answer = std::move(done); });
    ASSERT_TRUE(until([&] { return answer.has_value(); }));

    ASSERT_FALSE(*answer);
    EXPECT_NE(answer->error().message.find("not registered"), std::string::npos);
    EXPECT_TRUE(venue.of("POST /v1/onboarding").empty());  // a subkey cannot
}

TEST(ParadexIdentity, NamesTheVariableThatIsWrong) {
    const auto error = [](std::map<std::string, std::string, std::less<>> keys) {
        const auto made = Identity::create(Credentials{std::move(keys)});
        return made ? std::string{} : made.error().message;
    };
    EXPECT_NE(error({}).find("PARADEX_L2_PRIVATE_KEY"), std::string::npos);
    const std::string secret = "0xnothex";
    EXPECT_NE(error({{"PARADEX_L2_PRIVATE_KEY", secret}}).find("PARADEX_L2_PRIVATE_KEY"),
              std::string::npos);
    EXPECT_EQ(error({{"PARADEX_L2_PRIVATE_KEY", secret}}).find("nothex"), std::string::npos);
    EXPECT_NE(error({{"PARADEX_L2_PRIVATE_KEY", "0x1"}, {"PARADEX_L2_ADDRESS", "me"}})
                  .find("PARADEX_L2_ADDRESS"),
              std::string::npos);
}

}  // namespace
}  // namespace twinleg::venues::paradex::test
