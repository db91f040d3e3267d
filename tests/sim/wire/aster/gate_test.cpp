// Who is let in, and how often.

#include "tests/sim/wire/aster/desk.h"

namespace twinleg::sim::wire::aster::test {
namespace {

class AsterGate : public AsterDesk {};

TEST_F(AsterGate, AKeyAndItsSecretAreLetIn) {
    EXPECT_EQ(v1("GET", "v2/balance")[0].at("balance"), "10000.00000000");
    EXPECT_EQ(v1("GET", "v3/balance")[0].at("asset"), "USDT");
}

TEST_F(AsterGate, AWalletIsLetInOnV3) {
    EXPECT_EQ(v3("GET", "v3/balance")[0].at("balance"), "10000.00000000");
    EXPECT_EQ(v3("GET", "v1/account").at("code"), -2014);
}

TEST_F(AsterGate, TheSignatureIsOverTheBytesThatCame) {
    auto asked = signed_v1("POST", "v1/order", limit("BUY", "59000", "0.01"));
    asked.target.replace(asked.target.find("59000"), 5, "59001");
    EXPECT_EQ(send(asked).at("code"), -1022);
    EXPECT_EQ(status, 400);
}

TEST_F(AsterGate, TheBodyFollowsTheQueryWithoutASeparator) {
    const std::string query = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC";
    const std::string body = "quantity=0.01&price=59000&timestamp=" + std::to_string(now_ms());
    auto asked = plain("POST", "v1/order", query,
                       body + "&signature=" + crypto::to_hex(secret.sign(query + body)));
    asked.headers = {{"X-MBX-APIKEY", "key"}};
    EXPECT_EQ(send(asked).at("status"), "NEW");
}

TEST_F(AsterGate, KeysThatAreMissingOrUnknown) {
    auto asked = signed_v1("GET", "v2/balance", {});
    asked.headers.clear();
    EXPECT_EQ(send(asked).at("code"), -2014);
    asked.headers = {{"X-MBX-APIKEY", "nobody"}};
    EXPECT_EQ(send(asked).at("code"), -2015);
    EXPECT_EQ(status, 401);
    EXPECT_EQ(send(plain("POST", "v3/order", {}, "signer=0x12&nonce=1")).at("code"), -1102);
}

TEST_F(AsterGate, ARevokedKeyIsNobodys) {
    bool revoked = true;
    members.revoke_while([&] { return revoked; });
    EXPECT_EQ(v1("GET", "v2/balance").at("code"), -2015);
    EXPECT_EQ(status, 401);
    EXPECT_EQ(v3("GET", "v3/balance").at("msg"), "No agent found");
    auto listening = plain("POST", "v1/listenKey", "");
    listening.headers = {{"X-MBX-APIKEY", "key"}};
    EXPECT_EQ(send(listening).at("code"), -2015);

    revoked = false;

    EXPECT_EQ(v1("GET", "v2/balance")[0].at("asset"), "USDT");
    EXPECT_EQ(v3("GET", "v3/balance")[0].at("asset"), "USDT");
}

TEST_F(AsterGate, TheWindowIsHeldAgainstTheClock) {
    EXPECT_EQ(send(signed_v1("GET", "v2/balance", {}, now_ms() + 999))[0].at("asset"), "USDT");
    EXPECT_EQ(send(signed_v1("GET", "v2/balance", {}, now_ms() + 1000)).at("code"), -1021);
    EXPECT_EQ(send(signed_v1("GET", "v2/balance", {}, now_ms() - 5000))[0].at("asset"), "USDT");
    EXPECT_EQ(send(signed_v1("GET", "v2/balance", {}, now_ms() - 5001)).at("code"), -1021);
    const Fields wide{{"recvWindow", "60000"}};
    EXPECT_EQ(send(signed_v1("GET", "v2/balance", wide, now_ms() - 60000))[0].at("asset"), "USDT");
    EXPECT_EQ(v1("GET", "v2/balance", {{"recvWindow", "60001"}}).at("code"), -1130);
}

TEST_F(AsterGate, ANonceIsUsedOnce) {
    const auto asked = signed_v3("GET", "v3/balance", {});
    EXPECT_EQ(send(asked)[0].at("asset"), "USDT");
    EXPECT_EQ(send(asked), (Tree{{"code", -4225}, {"msg", "Nonce Expired"}}));
}

TEST_F(AsterGate, ANonceIsAtMostTenSecondsOff) {
    const std::int64_t now = exchange.now().ns / 1000;
    EXPECT_EQ(send(signed_v3("GET", "v3/balance", {}, now - 10'000'001)).at("code"), -4225);
    EXPECT_EQ(send(signed_v3("GET", "v3/balance", {}, now + 10'000'001)).at("code"), -4225);
    EXPECT_EQ(send(signed_v3("GET", "v3/balance", {}, now - 10'000'000))[0].at("asset"), "USDT");
}

TEST_F(AsterGate, NoncesMayComeOutOfOrderUntilAHundredAreKnown) {
    NonceWindow window;
    for (std::int64_t i = 0; i < 100; ++i)
        EXPECT_TRUE(window.take(1000 + i * 2, 0));
    EXPECT_TRUE(window.take(1001, 0));
    EXPECT_FALSE(window.take(999, 0));
    EXPECT_FALSE(window.take(1001, 0));
}

TEST_F(AsterGate, ANoopTakesANonceAway) {
    const std::int64_t nonce = exchange.now().ns / 1000;
    EXPECT_EQ(send(signed_v3("POST", "v3/noop", {}, nonce)).at("code"), 200);
    EXPECT_EQ(send(signed_v3("POST", "v3/order", limit("BUY", "59000", "0.01"), nonce)).at("code"),
              -4225);
}

TEST_F(AsterGate, ASignatureOfSomebodyElseLeavesTheNonce) {
    auto asked = signed_v3("POST", "v3/order", limit("BUY", "59000", "0.01"), 0);
    auto spoilt = asked;
    spoilt.body.replace(spoilt.body.find("59000"), 5, "59001");
    EXPECT_EQ(send(spoilt).at("code"), -1022);
    EXPECT_EQ(send(asked).at("status"), "NEW");
}

TEST_F(AsterGate, TheSignedPartWins) {
    auto asked = signed_v3("POST", "v3/order", limit("BUY", "59000", "0.01"));
    asked.target += "?price=1&quantity=9";
    EXPECT_EQ(send(asked).at("price"), "59000.0");
}

TEST_F(AsterGate, WeightIsCountedAndTold) {
    get("v1/depth", "symbol=BTCUSDT&limit=1000");
    EXPECT_EQ(net::find_header(headers, "X-MBX-USED-WEIGHT-1M"), "20");
    v1("GET", "v2/balance");
    EXPECT_EQ(net::find_header(headers, "X-MBX-USED-WEIGHT-1M"), "25");
}

TEST_F(AsterGate, PastTheLimitIsTooMuchAndIgnoringItIsABan) {
    for (int i = 0; i < 120; ++i)
        get("v1/depth", "symbol=BTCUSDT&limit=1000");
    EXPECT_EQ(status, 200);
    EXPECT_EQ(get("v1/ping").at("code"), -1003);
    EXPECT_EQ(status, 429);
    for (int i = 0; i < 101; ++i)
        get("v1/ping");
    EXPECT_EQ(status, 418);
    pass(seconds(61));
    get("v1/ping");
    EXPECT_EQ(status, 418);
    pass(minutes(1));
    get("v1/ping");
    EXPECT_EQ(status, 200);
}

TEST_F(AsterGate, OrdersAreCountedByTheAccount) {
    place("BUY", "59000", "0.01");
    EXPECT_EQ(net::find_header(headers, "X-MBX-ORDER-COUNT-1M"), "1");
}

}  // namespace
}  // namespace twinleg::sim::wire::aster::test
