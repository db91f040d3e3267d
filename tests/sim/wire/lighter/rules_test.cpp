// What the API refuses of a transaction that is well signed, code by code.

#include "sim/wire/lighter/rules.h"

#include "crypto/keccak.h"
#include "crypto/secp256k1.h"
#include "sim/wire/lighter/l1_signature.h"
#include "tests/sim/wire/lighter/desk.h"

namespace twinleg::sim::wire::lighter {
namespace {

class LighterRules : public LighterDesk {
protected:
    // The code of the answer; 200 where it was taken.
    std::int64_t code(const net::ServerResponse& answer) {
        last = answer.body;
        EXPECT_EQ(answer.status, answer.body.starts_with(R"({"code":200,)") ? 200 : 400) << last;
        return Document{answer.body}.number("/code");
    }
    std::int64_t placed(const std::string& body, std::uint64_t account = 65) {
        return code(place(members.find(account)->keys.at(3).next_nonce, body, account));
    }
    std::int64_t sent(std::uint64_t type, const std::string& body) {
        return code(send(type, signed_info(type, body, members.find(65)->keys.at(3).next_nonce)));
    }
    // A limit order with everything in the open.
    std::string order(std::int64_t size, std::int64_t price, bool ask, int lifetime, bool reduce,
                      std::int64_t expiry_ms, std::uint64_t client = 1) const {
        return fmt::format(
            R"("MarketIndex":1,"ClientOrderIndex":{},"BaseAmount":{},"Price":{},"IsAsk":{},)"
            R"("Type":0,"TimeInForce":{},"ReduceOnly":{},"TriggerPrice":0,"OrderExpiry":{})",
            client, size, price, ask ? 1 : 0, lifetime, reduce ? 1 : 0, expiry_ms);
    }
    std::int64_t in(std::int64_t ms) const { return ms_of(exchange.now()) + ms; }
    void hold(const char* size) {
        exchange.counterparty(btc, Side::sell, Price::from_units(80'000),
                              parse_quantity("1").value(), Force::gtc, false);
        ASSERT_EQ(placed(order(std::stoll(size), 800000, false, 0, false, 0, 900)), 200) << last;
        exchange.tick(exchange.now() + seconds(1));
    }

    std::string last;
};

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kDayMs = 24 * 60 * kMinuteMs;

TEST_F(LighterRules, KnowThreeMarkets) {
    auto body = order_body(1, 1000, 790000, false);
    body.replace(body.find(R"("MarketIndex":1)"), 15, R"("MarketIndex":9)");

    EXPECT_EQ(placed(body), 21602);
}

TEST_F(LighterRules, WantFiveSecondsOfValidity) {
    auto info = signed_info(14, order_body(1, 1000, 790000, false), 0);
    const auto at = info.find(R"("ExpiredAt":)") + 12;
    info.replace(at, 13, std::to_string(in(4'999)));

    EXPECT_EQ(code(send(14, info)), 20011);
}

TEST_F(LighterRules, KnowTheAccountAndItsKeys) {
    auto info = signed_info(14, order_body(1, 1000, 790000, false), 0);
    auto key_four = info;
    key_four.replace(key_four.find(R"("ApiKeyIndex":3)"), 15, R"("ApiKeyIndex":4)");
    info.replace(info.find(R"("AccountIndex":65)"), 17, R"("AccountIndex":99)");

    EXPECT_EQ(code(send(14, info)), 21100);
    EXPECT_EQ(code(send(14, key_four)), 21109);
}

TEST_F(LighterRules, HoldWhatRestsToTheMinimumsAndWhatTakesToNone) {
    EXPECT_EQ(placed(order(6, 790000, false, 1, false, in(kDayMs))), 21706);   // under 0.00007
    EXPECT_EQ(placed(order(12, 790000, false, 1, false, in(kDayMs))), 21706);  // under 10 USDC
    EXPECT_EQ(placed(order(13, 790000, false, 1, false, in(kDayMs), 2)), 200);
    EXPECT_EQ(placed(order(1, 800000, false, 0, false, 0, 3)), 200);
}

TEST_F(LighterRules, HaveALargestOrder) {
    EXPECT_EQ(placed(order(400'000'000, 790000, false, 1, false, in(kDayMs))), 21706);
}

TEST_F(LighterRules, WantAnExpiryFiveMinutesToThirtyDaysAhead) {
    EXPECT_EQ(placed(order(1000, 790000, false, 1, false, in(5 * kMinuteMs - 1))), 21711);
    EXPECT_EQ(placed(order(1000, 790000, false, 1, false, in(30 * kDayMs + 1))), 21711);
    EXPECT_EQ(placed(order(1000, 790000, false, 1, false, in(5 * kMinuteMs), 2)), 200);
    EXPECT_EQ(placed(order(1000, 790000, false, 1, false, in(30 * kDayMs), 3)), 200);
}

TEST_F(LighterRules, StopAnAccidentUnlessProtectionIsOff) {
    const auto body = order(100, 960100, false, 0, false, 0);  // a buy 20 % over the mark
    EXPECT_EQ(placed(body), 21733);

    const auto answer = post(
        "sendTx",
        {{"tx_type", "14"}, {"tx_info", signed_info(14, body, 0)}, {"price_protection", "false"}});

    EXPECT_EQ(code(answer), 200);
}

TEST_F(LighterRules, RefuseALimitThatIsNowhereNearTheMark) {
    EXPECT_EQ(placed(order(1000, 39'999, false, 1, false, in(kDayMs))), 21734);
    EXPECT_EQ(placed(order(1000, 16'000'010, true, 1, false, in(kDayMs))), 21734);
}

TEST_F(LighterRules, KeepClientOrderIndexesApartWhileOrdersLive) {
    EXPECT_EQ(placed(order_body(7, 1000, 790000, false)), 200);
    EXPECT_EQ(placed(order_body(7, 1000, 790010, false)), 21728);
    EXPECT_EQ(exchange.counts(0).duplicate_client_order_ids, 1u);

    EXPECT_EQ(sent(15, R"("MarketIndex":1,"Index":7)"), 200);

    EXPECT_EQ(placed(order_body(7, 1000, 790020, false)), 200);
}

TEST_F(LighterRules, LetReduceOnlyReduce) {
    EXPECT_EQ(placed(order(100, 800000, true, 0, true, 0)), 21732);  // flat
    hold("1000");

    EXPECT_EQ(placed(order(100, 800000, false, 0, true, 0, 2)), 21732);  // the same way
    EXPECT_EQ(placed(order(100, 790000, true, 0, true, 0, 3)), 200);
}

TEST_F(LighterRules, TakeZeroForTheWholePosition) {
    hold("1000");
    exchange.counterparty(btc, Side::buy, Price::from_units(79'000), parse_quantity("1").value(),
                          Force::gtc, false);

    EXPECT_EQ(placed(order(0, 790000, true, 0, true, 0, 2)), 200);
    exchange.tick(exchange.now() + seconds(1));

    EXPECT_TRUE(exchange.position(0, btc).quantity().is_zero());
}

TEST_F(LighterRules, LookAtAMakersMarginAtTheDoorAndAtATakersLater) {
    // 10,000 USDC at 5 %: 200,000 of notional.
    EXPECT_EQ(placed(order(300'000, 790000, false, 1, false, in(kDayMs))), 21739);
    EXPECT_EQ(placed(order(200'000, 790000, false, 1, false, in(kDayMs))), 200);
    exchange.counterparty(btc, Side::sell, Price::from_units(80'000), parse_quantity("9").value(),
                          Force::gtc, false);

    EXPECT_EQ(placed(order(300'000, 800000, false, 0, false, 0, 2)), 200);
    exchange.tick(exchange.now() + seconds(1));

    const OrderRecord* order = exchange.order(0, "2");
    ASSERT_NE(order, nullptr);
    EXPECT_EQ(order_row(*order, 65, 0).status, OrderStatus::canceled_margin);
}

TEST_F(LighterRules, RefuseToCancelOrChangeWhatIsNotOpen) {
    EXPECT_EQ(sent(15, R"("MarketIndex":1,"Index":4711)"), 21700);
    EXPECT_EQ(sent(17, R"("MarketIndex":1,"Index":4711,"BaseAmount":5,"Price":5,"TriggerPrice":0)"),
              21700);
    EXPECT_EQ(placed(order_body(7, 1000, 790000, false)), 200);
    EXPECT_EQ(sent(15, R"("MarketIndex":0,"Index":7)"), 21700);  // of another market
}

TEST_F(LighterRules, QueueOneCancelAllFiveMinutesToFifteenDaysAhead) {
    const auto schedule = [&](std::int64_t ahead) {
        return sent(16, fmt::format(R"("TimeInForce":1,"Time":{})", in(ahead)));
    };
    EXPECT_EQ(schedule(5 * kMinuteMs - 1), 21501);
    EXPECT_EQ(schedule(15 * kDayMs + 1), 21501);
    EXPECT_EQ(schedule(5 * kMinuteMs), 200);
    EXPECT_EQ(schedule(6 * kMinuteMs), 21712);

    EXPECT_EQ(sent(16, R"("TimeInForce":2,"Time":0)"), 200);
    EXPECT_EQ(schedule(15 * kDayMs), 200);
}

TEST_F(LighterRules, BoundTheLeverage) {
    const auto leverage = [&](int fraction, int mode) {
        return sent(20, fmt::format(R"("MarketIndex":1,"InitialMarginFraction":{},"MarginMode":{})",
                                    fraction, mode));
    };
    EXPECT_EQ(leverage(199, 0), 20001);
    EXPECT_EQ(leverage(200, 0), 200);
    EXPECT_EQ(leverage(1000, 1), 21505);  // isolated margin is left out
    hold("1000");
    EXPECT_EQ(leverage(1000, 1), 21132);  // and could not be had now
    EXPECT_EQ(leverage(1000, 0), 200);
}

TEST_F(LighterRules, SayWhatIsLeftOut) {
    EXPECT_EQ(
        placed(fmt::format(
            R"("MarketIndex":1,"ClientOrderIndex":1,"BaseAmount":100,"Price":700000,"IsAsk":1,)"
            R"("Type":6,"TimeInForce":1,"ReduceOnly":0,"TriggerPrice":0,"OrderExpiry":{})",
            in(kDayMs))),
        21505);
    EXPECT_NE(last.find("not imitated"), std::string::npos);
    EXPECT_EQ(sent(29, R"("MarketIndex":1,"USDCAmount":5,"Direction":1)"), 21505);
    EXPECT_EQ(sent(41, R"("AccountTradingMode":1)"), 21505);
    EXPECT_EQ(members.find(65)->keys.at(3).next_nonce, 0u);  // none of them used a nonce
}

TEST(LighterOwner, SignsAKeyChangeWithTheEthereumKey) {
    const auto owner = crypto::EthereumKey::from_hex("key", std::string(62, '0') + "17").value();
    const auto key = crypto::lighter::PrivateKey::generate().public_key();
    Transaction tx;
    tx.account = 65;
    tx.api_key = 3;
    tx.nonce = 9;
    const std::string text = key_change_text(key, tx);
    EXPECT_NE(text.find("nonce: 0x0000000000000009\naccount index: 0x0000000000000041\n"),
              std::string::npos);
    const auto digest = crypto::keccak256(
        "\x19"
        "Ethereum Signed Message:\n" +
        std::to_string(text.size()) + text);
    const std::string signature = crypto::to_hex(owner.sign(digest));
    const std::string address = crypto::checksum_address(owner.address());

    EXPECT_TRUE(is_owner(address, signature, key, tx));
    EXPECT_FALSE(is_owner("0x" + std::string(40, 'a'), signature, key, tx));
    tx.nonce = 10;
    EXPECT_FALSE(is_owner(address, signature, key, tx));
}

}  // namespace
}  // namespace twinleg::sim::wire::lighter
