#include "venues/edgex/answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/venues/kit/heard.h"

namespace twinleg::venues::edgex {
namespace {

using test::Heard;
using test::padded;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using Json = nlohmann::ordered_json;

const Json& rest() {
    static const Json all =
        Json::parse(std::ifstream{TWINLEG_SOURCE_DIR "/tests/venues/edgex/data/sim_fixtures.json"});
    return all["rest"];
}

std::string body(const Json& json) {
    return padded(json.dump());
}
std::string body(const char* name) {
    return body(rest()[name]);
}

ContractInfo btc(Generation generation) {
    Answers answers;
    ContractInfo info;
    const bool v2 = generation == Generation::v2;
    const auto reply = answers.contract(body(v2 ? "v2 getMetaData" : "v1 getMetaData"), generation,
                                        v2 ? "BTCUSDC" : "BTCUSD", info);
    EXPECT_TRUE(reply && reply->ok());
    return info;
}

TEST(EdgexAnswers, ReadsAContractOfV2WithWhatSigningNeeds) {
    const ContractInfo c = btc(Generation::v2);

    EXPECT_EQ(c.id, "30000001");
    EXPECT_EQ(c.base, "BTC");
    EXPECT_EQ(c.quote, "USDC");
    EXPECT_EQ(c.quote_coin_id, "1000");
    EXPECT_EQ(to_text(c.tick), "0.1");
    EXPECT_EQ(to_text(c.lot), "0.001");
    EXPECT_EQ(to_text(c.min_quantity), "0.001");
    EXPECT_EQ(to_text(c.taker_fee), "0.00045");
    EXPECT_EQ(to_text(c.maker_fee), "0.00018");
    EXPECT_EQ(to_text(c.maintenance_margin), "0.005");
    EXPECT_EQ(c.default_leverage, 10U);
    EXPECT_EQ(c.funding_interval, minutes(240));
    EXPECT_EQ(c.resolution, "0x2540be400");
    EXPECT_EQ(c.quote_resolution, "0xf4240");
    EXPECT_EQ(c.chain_id, "3343");
    EXPECT_EQ(c.verifying_contract, "0xeeb3fb05cca17745cbdf193a9b16537efb68fac8");
    EXPECT_TRUE(c.trading);
}

TEST(EdgexAnswers, ReadsAContractOfV1WithItsStarkAssets) {
    const ContractInfo c = btc(Generation::v1);

    EXPECT_EQ(c.id, "10000001");
    EXPECT_EQ(c.quote, "USD");
    EXPECT_EQ(c.resolution, "0x2540be400");
    EXPECT_EQ(c.asset_id, "0x425443322d31300000000000000000");
    EXPECT_EQ(c.quote_asset_id,
              "0x2ce625e94458d39dd0bf3b45a843544dd4a14b8169045a3a3d15aa564b936c5");
    EXPECT_EQ(to_text(c.taker_fee), "0.00038");
}

TEST(EdgexAnswers, SaysWhatContractsThereAreWhereTheNameIsUnknown) {
    Answers answers;
    ContractInfo info;

    const auto reply = answers.contract(body("v2 getMetaData"), Generation::v2, "BTCUSD", info);

    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, Errc::missing);
    EXPECT_THAT(reply.error().message, HasSubstr("BTCUSDC, ETHUSDC"));
}

TEST(EdgexAnswers, RefusesTwoContractsOfOneNameAndOneWithoutATick) {
    Answers answers;
    ContractInfo info;
    Json twice = rest()["v2 getMetaData"];
    twice["data"]["contractList"][1]["contractName"] = "BTCUSDC";
    Json bare = rest()["v2 getMetaData"];
    bare["data"]["contractList"][0]["tickSize"] = "0";

    const auto two = answers.contract(body(twice), Generation::v2, "BTCUSDC", info);
    const auto none = answers.contract(body(bare), Generation::v2, "BTCUSDC", info);

    ASSERT_FALSE(two);
    EXPECT_EQ(two.error().code, Errc::conflict);
    ASSERT_FALSE(none);
    EXPECT_THAT(none.error().message, HasSubstr("tickSize"));
}

TEST(EdgexAnswers, IsNotSpoiltByAnotherContractsMistakes) {
    Answers answers;
    ContractInfo info;
    Json other = rest()["v2 getMetaData"];
    other["data"]["contractList"][1]["tickSize"] = "none";

    EXPECT_TRUE(answers.contract(body(other), Generation::v2, "BTCUSDC", info));
}

TEST(EdgexAnswers, ReadsTheTimeTheOrderIdAndWhatCancellingCameTo) {
    Answers answers;
    Time time;
    std::string id;
    Answers::CancelResults results;

    ASSERT_TRUE(answers.server_time(body("getServerTime"), time));
    EXPECT_EQ(time.ns, 1'758'456'317'000'000'000);
    const auto reply = answers.order_id(body("createOrder"), id);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->time.ns, 1'758'456'317'000'000'000);
    EXPECT_EQ(id, "799373727132287382");
    ASSERT_TRUE(answers.cancel_results(body("cancelOrderById"), results));
    EXPECT_THAT(results, ElementsAre(Pair("799373727132287382", "SUCCESS")));
}

TEST(EdgexAnswers, ReadsOrdersFromListsAndPages) {
    Answers answers;
    Heard heard;
    Page page;
    const std::string order =
        "order 30000001 arb_long_1758456317000 799373727132287382 accepted none buy 0.01 @ 97393.8 "
        "filled 0 @ 0 1758456317005ms";

    ASSERT_TRUE(answers.orders(body("getOrderById"), page, heard));
    ASSERT_TRUE(answers.orders(body("getActiveOrderPage"), page, heard));

    EXPECT_THAT(heard.lines, ElementsAre(order, order));
    EXPECT_EQ(page.next, "");
}

TEST(EdgexAnswers, SaysWhereTheNextPageBegins) {
    Answers answers;
    Heard heard;
    Page page;
    Json more = rest()["getHistoryOrderFillTransactionPage"];
    more["data"]["nextPageOffsetData"] = "0880A0";

    ASSERT_TRUE(answers.fills(body(more), page, heard));

    EXPECT_THAT(heard.lines, ElementsAre("fill 30000001 799373730000000001 of 799373727132287382 "
                                         "buy 0.01 @ 97393.8 fee 0.175308 maker 1758456318000ms"));
    EXPECT_EQ(page.next, "0880A0");
}

TEST(EdgexAnswers, ReadsTheAccountInFull) {
    Answers answers;
    AccountInfo account;

    ASSERT_TRUE(answers.account(body("getAccountAsset"), btc(Generation::v2), account));

    EXPECT_EQ(account.id, "543429922991899150");
    EXPECT_EQ(account.status, "NORMAL");
    EXPECT_EQ(to_text(account.equity), "9999.886692");
    EXPECT_EQ(to_text(account.free_collateral), "9902.486692");
    EXPECT_EQ(to_text(account.position), "0.01");
    EXPECT_EQ(account.max_leverage, 10U);
    EXPECT_FALSE(account.taker_fee);
    EXPECT_EQ(account.order_delay_ms, 0);
}

TEST(EdgexAnswers, ReadsTheAccountsOwnRatesThoseOfTheContractFirst) {
    Answers answers;
    AccountInfo account;
    Json own = rest()["getAccountAsset"];
    Json& a = own["data"]["account"];
    a["defaultTradeSetting"]["isSetFeeRate"] = true;
    a["defaultTradeSetting"]["takerFeeRate"] = "0.0004";
    a["defaultTradeSetting"]["makerFeeRate"] = "0.0001";
    a["contractIdToTradeSetting"]["30000001"]["isSetFeeRate"] = true;
    a["contractIdToTradeSetting"]["30000001"]["takerFeeRate"] = "0.0003";
    a["createOrderDelayMillis"] = 150;
    a["createOrderPerMinuteLimit"] = "-1";

    ASSERT_TRUE(answers.account(body(own), btc(Generation::v2), account));

    EXPECT_EQ(to_text(account.taker_fee.value()), "0.0003");
    EXPECT_EQ(to_text(account.maker_fee.value()), "0.0001");
    EXPECT_EQ(account.order_delay_ms, 150);
    EXPECT_EQ(account.orders_per_minute, -1);
}

TEST(EdgexAnswers, TakesTheOtherSpellingOfWhatIsAvailable) {
    Answers answers;
    AccountInfo account;
    Json other = rest()["getAccountAsset"];
    Json& model = other["data"]["collateralAssetModelList"][0];
    model["availableBalance"] = model["availableAmount"];
    model.erase("availableAmount");

    ASSERT_TRUE(answers.account(body(other), btc(Generation::v2), account));

    EXPECT_EQ(to_text(account.free_collateral), "9902.486692");
}

TEST(EdgexAnswers, SaysThatAnAccountWhichNeverTradedHasItsCash) {
    Answers answers;
    AccountInfo account;
    Json fresh = rest()["getAccountAsset"];
    fresh["data"]["collateralAssetModelList"] = Json::array();
    fresh["data"]["positionList"] = Json::array();

    ASSERT_TRUE(answers.account(body(fresh), btc(Generation::v2), account));

    EXPECT_EQ(to_text(account.equity), "9025.886692");
}

TEST(EdgexAnswers, GivesTheVenuesWordForARefusal) {
    Answers answers;
    std::string id = "left from before";

    const auto reply = answers.order_id(body("error"), id);

    ASSERT_TRUE(reply);
    EXPECT_FALSE(reply->ok());
    EXPECT_EQ(reply->text(), "GATEWAY_PARAM_INVALID: invalid param");
    EXPECT_EQ(id, "");
}

TEST(EdgexAnswers, FindsNoAnswerInAPageOfHtml) {
    Answers answers;

    EXPECT_FALSE(answers.envelope(padded("<html>502 Bad Gateway</html>")));
    EXPECT_FALSE(answers.envelope(padded("")));
    EXPECT_FALSE(answers.envelope(padded("{}")));
    EXPECT_FALSE(answers.envelope(padded(R"({"code":"SUCCESS"})")));
}

}  // namespace
}  // namespace twinleg::venues::edgex
