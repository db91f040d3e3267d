#include "venues/lighter/answers.h"

#include <gtest/gtest.h>

#include "tests/crypto/lighter/vectors.h"
#include "tests/venues/lighter/told.h"

namespace twinleg::venues::lighter {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string sample(std::string_view name) {
    const crypto::lighter::VectorFile file{"venues/lighter/data/rest_samples.json"};
    crypto::lighter::Json answer;
    EXPECT_EQ(file.root()["responses"][name].get(answer), simdjson::SUCCESS) << name;
    return simdjson::minify(answer);
}

TEST(LighterAnswers, TellWhatAMarketIs) {
    const auto markets = read_markets(sample("GET orderBookDetails"));

    ASSERT_TRUE(markets) << markets.error().message;
    ASSERT_EQ(markets->size(), 1u);
    const MarketInfo& btc = markets->front();
    EXPECT_EQ(btc.symbol, "BTC");
    EXPECT_EQ(btc.id, 1u);
    EXPECT_EQ(btc.status, "active");
    EXPECT_EQ(to_text(btc.tick()), "0.1");
    EXPECT_EQ(to_text(btc.lot()), "0.00001");
    EXPECT_EQ(to_text(btc.min_quantity), "0.00007");
    EXPECT_EQ(to_text(btc.min_notional), "10");
    EXPECT_EQ(to_text(btc.initial_margin), "0.05");
    EXPECT_EQ(to_text(btc.maintenance_margin), "0.012");
    EXPECT_EQ(to_text(btc.mark), "80015.4");
    EXPECT_EQ(btc.trouble, "");
}

TEST(LighterAnswers, KeepTheTroubleOfOneMarketFromTheOthers) {
    const auto markets = read_markets(
        R"({"code":200,"order_book_details":[{"symbol":"ODD","market_id":9,"status":"active",)"
        R"("size_decimals":5,"price_decimals":77},{"symbol":"FAT","market_id":8,)"
        R"("status":"active","size_decimals":5,"price_decimals":1,"multiplier":"10.0"},)"
        R"({"symbol":"BTC","market_id":1,"status":"active","supported_size_decimals":5,)"
        R"("supported_price_decimals":1,"multiplier":"1.000000000000000000"}]})");

    ASSERT_TRUE(markets) << markets.error().message;
    EXPECT_THAT(markets->at(0).trouble, HasSubstr("price_decimals"));
    EXPECT_THAT(markets->at(1).trouble, HasSubstr("multiplier"));
    EXPECT_EQ(markets->at(2).trouble, "");
    EXPECT_EQ(markets->at(2).price_decimals, 1);
}

TEST(LighterAnswers, TellWhatAnAccountHas) {
    const auto account = read_account(sample("GET account"), 65);

    ASSERT_TRUE(account) << account.error().message;
    EXPECT_EQ(to_text(account->equity), "2500.00896");
    EXPECT_EQ(to_text(account->free_collateral), "2410.395184");
    ASSERT_EQ(account->positions.size(), 1u);
    EXPECT_EQ(account->positions[0].market, 1u);
    EXPECT_EQ(to_text(account->positions[0].quantity), "-0.0112");
    EXPECT_EQ(to_text(account->positions[0].initial_margin), "0.1");
    EXPECT_FALSE(account->cancel_all_at.known());
    EXPECT_EQ(read_account(sample("GET account"), 66).error().code, Errc::missing);
}

TEST(LighterAnswers, TellTierKeysAndNonces) {
    const auto limits = read_limits(R"({"code":200,"user_tier":1,"user_tier_name":"Premium",)"
                                    R"("current_maker_fee_tick":40,"current_taker_fee_tick":280})");
    ASSERT_TRUE(limits);
    EXPECT_EQ(limits->tier, "premium");
    EXPECT_EQ(limits->maker_ticks, 40);
    EXPECT_EQ(limits->taker_ticks, 280);

    const auto keys =
        read_api_keys(R"({"code":200,"api_keys":[{"account_index":65,"api_key_index":3,"nonce":1,)"
                      R"("public_key":"0xABcd"},{"api_key_index":4,"public_key":"0000"}]})");
    ASSERT_TRUE(keys);
    EXPECT_EQ(keys->at(0).public_key, "abcd");
    EXPECT_TRUE(keys->at(0).registered());
    EXPECT_FALSE(keys->at(1).registered());

    EXPECT_EQ(read_next_nonce(sample("GET nextNonce")).value(), 17);
    EXPECT_FALSE(read_next_nonce(R"({"code":200})"));
    EXPECT_FALSE(read_next_nonce(R"({"code":200,"nonce":-1})"));
    EXPECT_EQ(read_server_time(sample("GET /")).value().ns, 1'793'000'000'000'000'000);
}

TEST(LighterAnswers, TellOrdersAndFillsPageByPage) {
    Told orders;
    const auto first = read_orders(sample("GET accountActiveOrders"), orders);
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_EQ(first->next_cursor, "");
    EXPECT_EQ(first->count, 1u);
    EXPECT_THAT(orders.lines,
                ElementsAre(HasSubstr("order 1 c77001 v844421200000022 accepted buy 80010x0.005")));

    Told fills;
    const auto page = read_fills(sample("GET trades"), 65, fills);
    ASSERT_TRUE(page) << page.error().message;
    EXPECT_EQ(page->next_cursor, "eyJpbmRleCI6MX0");
    EXPECT_EQ(page->oldest.ns, 1'793'000'000'150'456'000);
    EXPECT_THAT(fills.lines, ElementsAre(HasSubstr("fill 1 36400000001 c77001 v844421200000022 "
                                                   "buy 80012.3x0.0012 fee 0.026884 taker")));
}

// Every answer of the page with each bracket, quote and comma put wherever it hurts.
TEST(LighterAnswers, SurviveBeingChangedAnywhere) {
    const crypto::lighter::VectorFile file{"venues/lighter/data/rest_samples.json"};
    simdjson::dom::object responses;
    ASSERT_EQ(file.root()["responses"].get(responses), simdjson::SUCCESS);
    std::size_t count = 0;
    for (const auto row : responses) {
        const std::string text = simdjson::minify(row.value);
        for (std::size_t at = 0; at < text.size(); ++at, ++count) {
            for (const char c : {'{', '}', '[', ']', '"', ',', ':'}) {
                std::string changed = text;
                changed[at] = c;
                Told sink;
                static_cast<void>(read_verdict(changed));
                static_cast<void>(read_markets(changed));
                static_cast<void>(read_account(changed, 65));
                static_cast<void>(read_limits(changed));
                static_cast<void>(read_api_keys(changed));
                static_cast<void>(read_orders(changed, sink));
                static_cast<void>(read_fills(changed, 65, sink));
            }
        }
    }
    EXPECT_GT(count, 5'000u);
}

TEST(LighterAnswers, TellARefusalWithItsCode) {
    const auto refused = read_verdict(sample("error, HTTP 400"));
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->code, 21104);
    EXPECT_EQ(refused->message, "invalid nonce");
    EXPECT_EQ(read_verdict(sample("GET /")).value().code, 200);
    EXPECT_FALSE(read_verdict("<html>Bad gateway</html>"));
    EXPECT_EQ(read_sent(sample("POST sendTx")).value().tx_hash.size(), 80u);
}

}  // namespace
}  // namespace twinleg::venues::lighter
