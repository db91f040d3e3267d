// Transactions over REST: what is accepted, what is refused, and what becomes of nonces.

#include <gmock/gmock.h>

#include "core/json_writer.h"

#include "tests/sim/wire/lighter/desk.h"

namespace twinleg::sim::wire::lighter {
namespace {

class LighterSend : public LighterDesk {
protected:
    std::int64_t refused(const net::ServerResponse& answer) {
        EXPECT_EQ(answer.status, 400) << answer.body;
        return Document{answer.body}.number("/code");
    }
    std::int64_t nonce() {
        return get("nextNonce?account_index=65&api_key_index=3").number("/nonce");
    }
};

TEST_F(LighterSend, TakesASignedOrderAndUsesItsNonce) {
    const auto answer = place(0, order_body(7, 500, 799'000, false));

    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_TRUE(has_order);
    const Document told{answer.body};
    EXPECT_EQ(told.number("/code"), 200);
    EXPECT_EQ(told.text("/tx_hash").size(), 80u);
    EXPECT_EQ(told.number("/predicted_execution_time_ms"), kDeskStartMs);
    EXPECT_EQ(nonce(), 1);
    EXPECT_EQ(exchange.open_orders(0).size(), 1u);
    const auto tx = get("tx?by=hash&value=" + told.text("/tx_hash"));
    EXPECT_EQ(tx.number("/type"), 14);
    EXPECT_EQ(tx.number("/status"), 2);
    EXPECT_EQ(get("accountTxs?limit=10&by=account_index&value=65", token()).raw("/txs/0/nonce"),
              "0");
}

TEST_F(LighterSend, RefusesAWrongNonceInTheSdksWords) {
    EXPECT_THAT(place(5, order_body(7, 500, 799'000, false)).body,
                testing::HasSubstr("invalid nonce"));
    EXPECT_EQ(nonce(), 0);
    EXPECT_EQ(exchange.counts(0).refused, 1u);
}

TEST_F(LighterSend, RefusesWhatAnotherKeySigned) {
    const auto own = std::exchange(key, crypto::lighter::PrivateKey::generate());

    EXPECT_EQ(refused(place(0, order_body(7, 500, 799'000, false))), 21120);
    EXPECT_EQ(nonce(), 0);
}

TEST_F(LighterSend, RefusesBytesChangedAfterSigning) {
    std::string info = signed_info(14, order_body(7, 500, 799'000, false), 0);
    info.replace(info.find("799000"), 6, "799001");

    EXPECT_EQ(refused(send(14, info)), 21120);
}

TEST_F(LighterSend, FindsASecondCopyOfTheSameBytesHarmless) {
    const std::string info = signed_info(14, order_body(7, 500, 799'000, false), 0);
    send(14, info);

    EXPECT_EQ(refused(send(14, info)), 21104);
    EXPECT_EQ(exchange.counts(0).duplicate_client_order_ids, 0u);
    EXPECT_EQ(exchange.open_orders(0).size(), 1u);

    EXPECT_EQ(refused(place(1, order_body(7, 500, 799'000, false))), 21728);
    EXPECT_EQ(exchange.counts(0).duplicate_client_order_ids, 1u);
}

TEST_F(LighterSend, CancelsByEitherIndex) {
    place(0, order_body(7, 500, 799'000, false));
    place(1, order_body(8, 500, 798'000, false));
    const auto venue_index = exchange.order(0, "8")->id;

    EXPECT_EQ(send(15, signed_info(15, R"("MarketIndex":1,"Index":7)", 2)).status, 200);
    EXPECT_EQ(
        send(15, signed_info(15, fmt::format(R"("MarketIndex":1,"Index":{})", venue_index), 3))
            .status,
        200);
    EXPECT_TRUE(exchange.open_orders(0).empty());
    EXPECT_EQ(refused(send(15, signed_info(15, R"("MarketIndex":1,"Index":7)", 4))), 21700);
}

TEST_F(LighterSend, HoldsAPremiumTakerForTwoHundredMilliseconds) {
    exchange.counterparty(btc, Side::sell, Price::from_units(80'000), Quantity::from_units(1),
                          Force::gtc, false);

    const auto answer = place(0, order_body(7, 500, 800'000, false, 0));

    EXPECT_EQ(Document{answer.body}.number("/predicted_execution_time_ms"), kDeskStartMs + 200);
    EXPECT_TRUE(exchange.position(0, btc).quantity().is_zero());
    exchange.tick(kDeskStart + milliseconds(200));
    EXPECT_EQ(exchange.position(0, btc).quantity(), Quantity::from_raw(500'000));
    // 400 × 280 millionths, cut to USDC's places.
    EXPECT_EQ(to_text(exchange.fills(0).back().fee), "0.112");
}

TEST_F(LighterSend, TakesABatchWholeOrNotAtAll) {
    const auto batch = [&](const std::vector<std::string>& infos) {
        std::string list = "[";
        for (const auto& info : infos)
            list += (list.size() > 1 ? "," : "") + json_quoted(info);
        return post("sendTxBatch", {{"tx_types", "[14, 14]"}, {"tx_infos", list + "]"}});
    };
    const auto first = signed_info(14, order_body(7, 500, 799'000, false), 0);

    EXPECT_EQ(refused(batch({first, signed_info(14, order_body(8, 500, 799'000, false), 2)})),
              21105);
    EXPECT_TRUE(exchange.open_orders(0).empty());
    const auto answer = batch({first, signed_info(14, order_body(8, 500, 799'000, false), 1)});
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(Document{answer.body}.text("/tx_hash/1").size(), 80u);
    EXPECT_EQ(exchange.open_orders(0).size(), 2u);
    EXPECT_EQ(refused(post("sendTxBatch", {{"tx_types", "14"}, {"tx_infos", "[]"}})), 20001);
    EXPECT_EQ(refused(batch({first})), 21513);
}

TEST_F(LighterSend, RefusesAnOrderAsAFaultWithoutUsingItsNonce) {
    reject = true;
    EXPECT_EQ(refused(place(0, order_body(7, 500, 799'000, false))), 21601);
    EXPECT_FALSE(has_order);
    EXPECT_EQ(nonce(), 0);
    EXPECT_EQ(exchange.counts(0).refused, 1u);
}

TEST_F(LighterSend, QueuesOneCancelAllAndFiresItOnce) {
    place(0, order_body(7, 500, 799'000, false));
    const auto schedule = [&](std::uint64_t at_nonce) {
        return send(
            16,
            signed_info(16, fmt::format(R"("TimeInForce":1,"Time":{})", kDeskStartMs + 6 * 60'000),
                        at_nonce));
    };
    EXPECT_EQ(schedule(1).status, 200);
    EXPECT_EQ(refused(schedule(2)), 21712);
    EXPECT_EQ(get("account?by=index&value=65").number("/accounts/0/cancel_all_time"),
              kDeskStartMs + 6 * 60'000);

    exchange.tick(kDeskStart + minutes(6));
    sequencer.settle(exchange.now());

    EXPECT_TRUE(exchange.open_orders(0).empty());
    EXPECT_EQ(get("account?by=index&value=65").number("/accounts/0/cancel_all_time"), 0);
}

TEST_F(LighterSend, ChangesAnOrdersPriceAndSize) {
    place(0, order_body(7, 500, 799'000, false));

    const auto answer = send(
        17, signed_info(
                17, R"("MarketIndex":1,"Index":7,"BaseAmount":800,"Price":798000,"TriggerPrice":0)",
                1));

    EXPECT_EQ(answer.status, 200) << answer.body;
    const auto order = exchange.open_orders(0).front();
    EXPECT_EQ(order->price, Price::from_units(79'800));
    EXPECT_EQ(order->quantity, Quantity::from_raw(800'000));
}

TEST_F(LighterSend, KeepsStandardMembersToTheirSlowerTerms) {
    const auto answer = place(0, order_body(7, 500, 799'000, false), 66);

    EXPECT_EQ(Document{answer.body}.number("/predicted_execution_time_ms"), kDeskStartMs + 200);
    EXPECT_FALSE(exchange.best(btc, Side::buy));
    exchange.tick(kDeskStart + milliseconds(200));
    EXPECT_TRUE(exchange.best(btc, Side::buy));
}

}  // namespace
}  // namespace twinleg::sim::wire::lighter
