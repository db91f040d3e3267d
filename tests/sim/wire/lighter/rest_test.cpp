// Reads over REST, and their refusals.

#include <gmock/gmock.h>

#include "tests/sim/wire/lighter/desk.h"

namespace twinleg::sim::wire::lighter {
namespace {

class LighterRest : public LighterDesk {};

TEST_F(LighterRest, AnswersTheSdksFirstQuestions) {
    EXPECT_EQ(get("/").number("/status"), 200);
    EXPECT_EQ(get("/").number("/network_id"), 1);
    EXPECT_TRUE(get("/info").has("/contract_address"));

    const auto keys = get("apikeys?account_index=65");
    EXPECT_EQ(keys.number("/code"), 200);
    EXPECT_EQ(keys.text("/api_keys/0/public_key"), key.public_key().hex());
    EXPECT_EQ(keys.number("/api_keys/0/api_key_index"), 3);
    EXPECT_EQ(get("nextNonce?account_index=65&api_key_index=3").number("/nonce"), 0);
}

TEST_F(LighterRest, ShowsAnEmptySlotAsZeros) {
    const auto keys = get("apikeys?account_index=65&api_key_index=7");
    EXPECT_EQ(keys.text("/api_keys/0/public_key"), std::string(80, '0'));
    EXPECT_EQ(get("apikeys?account_index=65&api_key_index=255").raw("/api_keys/0/api_key_index"),
              "3");
}

TEST_F(LighterRest, ListsMarketsAllOrOne) {
    const auto all = get("orderBooks");
    EXPECT_EQ(all.text("/order_books/0/symbol"), "ETH");
    EXPECT_EQ(all.text("/order_books/1/symbol"), "BTC");
    EXPECT_EQ(all.number("/order_books/1/supported_size_decimals"), 5);

    const auto one = get("orderBookDetails?market_id=1");
    EXPECT_EQ(one.text("/order_book_details/0/symbol"), "BTC");
    EXPECT_EQ(one.text("/order_book_details/0/mark_price"), "80000.0");
    EXPECT_FALSE(one.has("/order_book_details/1"));
    EXPECT_EQ(one.raw("/spot_order_book_details"), "[]");
    EXPECT_EQ(get("orderBooks?filter=spot").raw("/order_books"), "[]");
}

TEST_F(LighterRest, ListsRestingOrdersBestFirst) {
    exchange.counterparty(btc, Side::buy, Price::from_units(79'990), Quantity::from_units(1),
                          Force::gtc, false);
    exchange.counterparty(btc, Side::buy, Price::from_units(79'995), Quantity::from_units(2),
                          Force::gtc, false);
    place(0, order_body(7, 500, 800'100, true));

    const auto book = get("orderBookOrders?market_id=1&limit=2");

    EXPECT_EQ(book.text("/bids/0/price"), "79995.0");
    EXPECT_EQ(book.text("/bids/0/remaining_base_amount"), "2.00000");
    EXPECT_EQ(book.text("/bids/1/price"), "79990.0");
    EXPECT_EQ(book.text("/asks/0/price"), "80010.0");
    EXPECT_EQ(book.number("/asks/0/owner_account_index"), 65);
    EXPECT_EQ(book.number("/total_asks"), 1);
}

TEST_F(LighterRest, ShowsAccountsByIndexAndByAddress) {
    const auto one = get("account?by=index&value=65");
    EXPECT_EQ(one.number("/total"), 1);
    EXPECT_EQ(one.text("/accounts/0/collateral"), "10000.000000");
    EXPECT_EQ(one.number("/accounts/0/index"), 65);

    const std::string address = "0x00000000000000000000000000000000000000AA";
    EXPECT_EQ(get("account?by=l1_address&value=" + address).number("/accounts/0/index"), 65);
    EXPECT_EQ(get("accountsByL1Address?l1_address=" + address).number("/sub_accounts/0/index"), 65);
    EXPECT_EQ(code_of("account?by=index&value=9"), 21100);
    EXPECT_EQ(code_of("accountsByL1Address?l1_address=0x1"), 21100);
}

TEST_F(LighterRest, WantsATokenForOrders) {
    EXPECT_EQ(get_raw("accountActiveOrders?account_index=65").body,
              R"({"code":20001,"message":"invalid param : auth query param and Authorization )"
              R"(header are empty"})");
    EXPECT_EQ(code_of("accountActiveOrders?account_index=65", "nonsense"), 20001);
    EXPECT_EQ(code_of("accountActiveOrders?account_index=65", token(66)), 20001);
    EXPECT_EQ(get("accountActiveOrders?account_index=65", token()).raw("/orders"), "[]");
    // In the query it is as good.
    EXPECT_EQ(get("accountActiveOrders?account_index=65&auth=" + net::percent_encode(token()))
                  .raw("/orders"),
              "[]");
}

TEST_F(LighterRest, DoesNotKnowARevokedKey) {
    bool revoked = true;
    members.revoke_while([&] { return revoked; });
    EXPECT_EQ(code_of("accountActiveOrders?account_index=65", token()), 21109);
    EXPECT_EQ(Document{place(0, order_body(7, 500, 799'000, false)).body}.number("/code"), 21109);

    revoked = false;

    EXPECT_EQ(place(0, order_body(7, 500, 799'000, false)).status, 200);
    EXPECT_EQ(
        get("accountActiveOrders?account_index=65", token()).number("/orders/0/client_order_index"),
        7);
}

TEST_F(LighterRest, ShowsOrdersWhileTheyLiveAndAfter) {
    place(0, order_body(7, 500, 799'000, false));
    place(1, order_body(8, 600, 798'000, false));
    const auto active = get("accountActiveOrders?account_index=65&market_id=1", token());
    EXPECT_EQ(active.number("/orders/0/client_order_index"), 7);
    EXPECT_EQ(active.text("/orders/1/remaining_base_amount"), "0.00600");
    EXPECT_EQ(get("accountActiveOrders?account_index=65&market_id=0", token()).raw("/orders"),
              "[]");

    send(15, signed_info(15, R"("MarketIndex":1,"Index":7)", 2));
    send(15, signed_info(15, R"("MarketIndex":1,"Index":8)", 3));

    const auto first = get("accountInactiveOrders?account_index=65&limit=1", token());
    EXPECT_EQ(first.number("/orders/0/client_order_index"), 8);
    EXPECT_EQ(first.text("/orders/0/status"), "canceled");
    const auto second =
        get("accountInactiveOrders?account_index=65&limit=1&cursor=" + first.text("/next_cursor"),
            token());
    EXPECT_EQ(second.number("/orders/0/client_order_index"), 7);
    EXPECT_EQ(second.text("/next_cursor"), "");
    const auto named = get("accountOrders?client_order_indexes=8,7,99", token());
    EXPECT_EQ(named.number("/orders/0/client_order_index"), 8);
    EXPECT_EQ(named.number("/orders/1/client_order_index"), 7);
    EXPECT_FALSE(named.has("/orders/2"));
}

TEST_F(LighterRest, ShowsTradesInPublicAndToTheirAccounts) {
    place(0, order_body(7, 500, 800'000, false));
    exchange.counterparty(btc, Side::sell, Price::from_units(80'000), Quantity::from_raw(300'000),
                          Force::ioc, false);
    exchange.counterparty(btc, Side::sell, Price::from_units(80'000), Quantity::from_raw(100'000),
                          Force::ioc, false);

    const auto recent = get("recentTrades?market_id=1&limit=10");
    EXPECT_EQ(recent.text("/trades/0/size"), "0.00100");
    EXPECT_EQ(recent.text("/trades/1/size"), "0.00300");
    EXPECT_EQ(recent.number("/trades/1/bid_client_id"), 7);

    const std::string mine = "trades?sort_by=timestamp&limit=1&account_index=65";
    const auto page = get(mine, token());
    EXPECT_EQ(page.text("/trades/0/size"), "0.00100");
    const auto next = get(mine + "&cursor=" + page.text("/next_cursor"), token());
    EXPECT_EQ(next.text("/trades/0/size"), "0.00300");
    EXPECT_EQ(next.text("/next_cursor"), "");
    EXPECT_EQ(code_of(mine), 20001);
    EXPECT_EQ(get(mine + "&role=taker", token()).raw("/trades"), "[]");
    EXPECT_EQ(get(mine + "&ask_filter=1", token()).raw("/trades"), "[]");
}

TEST_F(LighterRest, ShowsCandlesOfTheMinutesThatTraded) {
    place(0, order_body(7, 500, 800'000, false));
    exchange.counterparty(btc, Side::sell, Price::from_units(80'000), Quantity::from_raw(300'000),
                          Force::ioc, false);

    const auto candles =
        get(fmt::format("candles?market_id=1&resolution=1m&start_timestamp={}&end_timestamp={}&"
                        "count_back=10",
                        kDeskStartMs - 600'000, kDeskStartMs + 600'000));

    EXPECT_EQ(candles.text("/r"), "1m");
    EXPECT_EQ(candles.raw("/c/0/c"), "80000");
    EXPECT_EQ(code_of("candles?market_id=1&resolution=2m&start_timestamp=1&end_timestamp=2&"
                      "count_back=1"),
              20001);
}

TEST_F(LighterRest, ShowsFundingOnceItWasPaid) {
    exchange.set_funding_rate(btc, Ratio::from_raw(100'000));
    place(0, order_body(7, 500, 800'000, false));
    exchange.counterparty(btc, Side::sell, Price::from_units(80'000), Quantity::from_units(1),
                          Force::ioc, false);
    EXPECT_EQ(get("fundings?market_id=1&resolution=1h&start_timestamp=1&end_timestamp=2&"
                  "count_back=1")
                  .raw("/fundings"),
              "[]");

    exchange.tick(exchange.next_funding());

    const auto paid = get("positionFunding?account_index=65&limit=10", token());
    EXPECT_EQ(paid.text("/position_fundings/0/change"), "-0.004000");  // 400 × 0.1 bps
    EXPECT_EQ(paid.text("/position_fundings/0/position_side"), "long");
    const auto rates = get("funding-rates");
    EXPECT_EQ(rates.raw("/funding_rates/1/rate"), "8e-05");
    EXPECT_EQ(get("fundings?market_id=1&resolution=1h&start_timestamp=1&end_timestamp=2&"
                  "count_back=1")
                  .text("/fundings/0/direction"),
              "long");
}

TEST_F(LighterRest, ShowsWhereAPositionWouldBeLiquidated) {
    place(0, order_body(7, 100'000, 800'000, true));
    exchange.counterparty(btc, Side::buy, Price::from_units(80'000), Quantity::from_units(1),
                          Force::ioc, false);

    const auto account = get("account?by=index&value=65");

    EXPECT_EQ(account.number("/accounts/0/positions/0/sign"), -1);
    // 80,000 and an equity of 9,996.8 hold up to p + 1.2 % of p.
    EXPECT_EQ(account.text("/accounts/0/positions/0/liquidation_price"), "88929.6");
}

TEST_F(LighterRest, TellsTiersAndLimits) {
    const auto limits_of_one = get("accountLimits?account_index=65", token());
    EXPECT_EQ(limits_of_one.text("/user_tier"), "premium");
    EXPECT_EQ(limits_of_one.number("/current_taker_fee_tick"), 280);
    EXPECT_EQ(get("feeTiers").text("/user_tiers/0/name"), "standard");
    for (const auto* call :
         {"systemConfig", "currentHeight", "withdrawalDelay", "announcement", "exchangeStats"})
        EXPECT_EQ(get(call).number("/code"), 200) << call;
}

TEST_F(LighterRest, RefusesWhatItCannotRead) {
    EXPECT_EQ(code_of("orderBookOrders?limit=1"), 20001);
    EXPECT_EQ(code_of("orderBookOrders?market_id=77&limit=1"), 21602);
    EXPECT_EQ(code_of("orderBookOrders?market_id=1&limit=251"), 20001);
    EXPECT_EQ(code_of("recentTrades?market_id=x&limit=1"), 20001);
    EXPECT_EQ(code_of("nextNonce?account_index=65&api_key_index=9"), 21109);
    EXPECT_EQ(code_of("tx?by=hash&value=00"), 29404);
    EXPECT_EQ(get_raw("nothing").status, 404);
    EXPECT_EQ(get_raw("sendTx").status, 405);
}

TEST_F(LighterRest, KeepsToTheStandardTiersSixtyAMinute) {
    const std::string reader = token(66);
    for (int i = 0; i < 60; ++i)
        ASSERT_EQ(get_raw("accountActiveOrders?account_index=66", reader).status, 200);

    const auto over = get_raw("accountActiveOrders?account_index=66", reader);
    EXPECT_EQ(over.status, 429);
    EXPECT_EQ(over.body, R"({"code":23000,"message":"Too Many Requests!"})");
    // The premium account's own address is another.
    EXPECT_EQ(get_raw("accountActiveOrders?account_index=65", token()).status, 200);

    exchange.tick(exchange.now() + minutes(1));
    EXPECT_EQ(get_raw("accountActiveOrders?account_index=66", token(66)).status, 200);
}

}  // namespace
}  // namespace twinleg::sim::wire::lighter
