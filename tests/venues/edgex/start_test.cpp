// What a connector learns before trading begins, and how it says what is wrong.

#include <gmock/gmock.h>

#include "tests/venues/edgex/desk_fixture.h"

namespace twinleg::venues::edgex::test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

class EdgexStart : public EdgexDesk {
protected:
    std::string complaint(Errc code) {
        const auto described = describe();
        if (described) return "none";
        EXPECT_EQ(described.error().code, code);
        return described.error().message;
    }
    static FakeVenue::Said refusal(const char* code, int status = 200) {
        return {.status = status, .body = FakeVenue::wrap(nullptr, code).dump()};
    }
};

TEST_F(EdgexStart, TakesEverythingFromTheVenue) {
    const auto d = describe();

    ASSERT_TRUE(d) << d.error().message;
    EXPECT_EQ(d->instrument.spec(), "edgex:BTCUSDC");
    EXPECT_EQ(d->instrument.quote, "USDC");
    EXPECT_EQ(to_text(d->instrument.tick), "0.1");
    EXPECT_EQ(to_text(d->instrument.lot), "0.001");
    EXPECT_EQ(to_text(d->instrument.maker_fee), "0.00018");
    EXPECT_EQ(to_text(d->instrument.taker_fee), "0.00045");
    EXPECT_EQ(to_text(d->instrument.initial_margin), "0.1");
    EXPECT_EQ(to_text(d->instrument.maintenance_margin), "0.005");
    EXPECT_EQ(d->traits.validity, seconds(2));
    EXPECT_EQ(d->traits.taker_delay, Duration{});
    EXPECT_EQ(d->traits.orders_per_minute, 0U);
    EXPECT_EQ(d->book.sequence, book::SequenceRule::previous_id);
    EXPECT_EQ(to_text(d->equity), "9999.886692");
    EXPECT_EQ(d->account, "543429922991899150");
    EXPECT_TRUE(d->warnings.empty());
}

TEST_F(EdgexStart, TakesTheAccountsOwnFeesDelayAndLimit) {
    Json own = fixtures()["rest"]["getAccountAsset"];
    Json& account = own["data"]["account"];
    account["defaultTradeSetting"]["isSetFeeRate"] = true;
    account["defaultTradeSetting"]["takerFeeRate"] = "0.0003";
    account["createOrderDelayMillis"] = 200;
    account["createOrderPerMinuteLimit"] = 120;
    venue.says("getAccountAsset", own);

    const auto d = describe();

    ASSERT_TRUE(d);
    EXPECT_EQ(to_text(d->instrument.taker_fee), "0.0003");
    EXPECT_EQ(to_text(d->instrument.maker_fee), "0.00018");
    EXPECT_EQ(d->traits.taker_delay, milliseconds(200));
    EXPECT_GE(d->traits.round_trip, milliseconds(300));
    EXPECT_EQ(d->traits.orders_per_minute, 120U);
}

TEST_F(EdgexStart, NamesTheSymbolsThereAre) {
    slot.symbol = "BTCUSDT";
    EXPECT_THAT(complaint(Errc::missing), HasSubstr("BTCUSDC, ETHUSDC"));
}

TEST_F(EdgexStart, RefusesASymbolThatIsNotTheCoinOrHasAnotherId) {
    slot.symbol = "ETHUSDC";
    EXPECT_THAT(complaint(Errc::conflict), HasSubstr("ETHUSDC is a contract of ETH, not of BTC"));

    connector.reset();
    slot.symbol = "";
    options["contract_id"] = "10002";
    EXPECT_THAT(complaint(Errc::conflict), HasSubstr("30000001"));
}

TEST_F(EdgexStart, RefusesAContractThatIsClosed) {
    Json closed = fixtures()["rest"]["v2 getMetaData"];
    closed["data"]["contractList"][0]["enableTrade"] = false;
    venue.says("getMetaData", closed);
    EXPECT_THAT(complaint(Errc::refused), HasSubstr("enableTrade"));
}

TEST_F(EdgexStart, NamesTheVariableOfAWrongKey) {
    venue.says("getAccountAsset", refusal("INVALID_API_KEY", 401));
    EXPECT_THAT(complaint(Errc::unauthorised), HasSubstr("EDGEX_API_KEY"));
    venue.says("getAccountAsset", refusal("INVALID_SIGNATURE", 401));
    EXPECT_THAT(complaint(Errc::unauthorised), HasSubstr("EDGEX_API_SECRET"));
    venue.says("getAccountAsset", refusal("PASSPHRASE_ERROR", 401));
    EXPECT_THAT(complaint(Errc::unauthorised), HasSubstr("EDGEX_API_PASSPHRASE"));
    venue.says("getAccountAsset", refusal("INVALID_ACCOUNT_ID"));
    EXPECT_THAT(complaint(Errc::unauthorised), HasSubstr("EDGEX_ACCOUNT_ID"));
}

TEST_F(EdgexStart, NamesTheAccountThatTheKeysBelongTo) {
    Json other = fixtures()["rest"]["getAccountAsset"];
    other["data"]["account"]["id"] = "5";
    venue.says("getAccountAsset", other);
    EXPECT_THAT(complaint(Errc::unauthorised), HasSubstr("EDGEX_ACCOUNT_ID"));
}

TEST_F(EdgexStart, NamesTheClock) {
    venue.says("getAccountAsset", refusal("GATEWAY_TIMESTAMP_INVALID", 401));
    EXPECT_THAT(complaint(Errc::not_ready), HasSubstr("clock"));
}

TEST_F(EdgexStart, NamesTheVariableThatIsNotSet) {
    credentials = Credentials{{{"EDGEX_ACCOUNT_ID", "543429922991899150"}}};
    EXPECT_THAT(complaint(Errc::missing), HasSubstr("EDGEX_API_KEY"));
}

TEST_F(EdgexStart, GoesByTheVenuesClockAndWarnsOfOurs) {
    venue.ahead = seconds(7);
    const auto d = describe();

    ASSERT_TRUE(d);
    EXPECT_THAT(d->warnings, Contains(HasSubstr("clock")));
}

TEST_F(EdgexStart, SaysThatTheVenueCannotBeReached) {
    venue.says_once("getServerTime", {.status = 502, .body = "<html>Bad Gateway</html>"});
    EXPECT_THAT(complaint(Errc::disconnected), HasSubstr("502"));
}

TEST_F(EdgexStart, DescribesV1WithItsOwnNames) {
    options["version"] = "v1";
    venue.says("getMetaData", fixtures()["rest"]["v1 getMetaData"]);
    const auto d = describe();

    ASSERT_TRUE(d) << d.error().message;
    EXPECT_EQ(d->instrument.spec(), "edgex:BTCUSD");
    EXPECT_EQ(d->instrument.quote, "USD");
}

TEST_F(EdgexStart, FindsAllThatTheDoctorWantsToKnow) {
    const auto all = examine();

    std::vector<std::string> subjects;
    for (const auto& finding : all) {
        subjects.push_back(finding.subject);
        EXPECT_TRUE(finding.good) << finding.subject << ": " << finding.text;
    }
    EXPECT_THAT(subjects, testing::ElementsAre("clock", "contract", "key", "permissions", "fees",
                                               "balance", "position"));
    for (const auto& each : venue.asked)
        EXPECT_EQ(each.body, Json{}) << each.name << " could change something";
}

TEST_F(EdgexStart, FindsWhatIsMissingWithoutGivingUpOnTheRest) {
    credentials = Credentials{};
    const auto all = examine();

    ASSERT_FALSE(all.empty());
    EXPECT_EQ(all.front().subject, "clock");
    EXPECT_TRUE(all.front().good);
    EXPECT_FALSE(all.back().good);
    EXPECT_THAT(all.back().text, HasSubstr("EDGEX_ACCOUNT_ID"));
}

}  // namespace
}  // namespace twinleg::venues::edgex::test
