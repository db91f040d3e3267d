#include "venues/edgex/page_protocol.h"

#include <gtest/gtest.h>

namespace twinleg::venues::edgex::page {
namespace {

template <typename T>
T read(std::string_view text) {
    static Reader reader;  // views live until it reads again
    const auto message = reader.read(text);
    EXPECT_TRUE(message) << text;
    if (message && std::holds_alternative<T>(*message)) return std::get<T>(*message);
    ADD_FAILURE() << "another kind of message: " << text;
    return {};
}

Errc refused(std::string_view text) {
    Reader reader;
    const auto message = reader.read(text);
    EXPECT_FALSE(message) << text;
    return message ? Errc::io : message.error().code;
}

TEST(PageReader, ReadsWhatThePageSaysOfItself) {
    const auto ready = read<FrontendReady>(
        R"({"type":"frontend_ready","data":{"exchange":"edgex","contractId":"30000001",)"
        R"("ticker":"BTC","accountId":"5","version":"v2","token":"abc"},"timestamp":1})");

    EXPECT_EQ(ready.exchange, "edgex");
    EXPECT_EQ(ready.contract_id, "30000001");
    EXPECT_EQ(ready.ticker, "BTC");
    EXPECT_EQ(ready.account_id, "5");
    EXPECT_EQ(ready.version, "v2");
    EXPECT_EQ(ready.token, "abc");
}

TEST(PageReader, ReadsMarketDataToTheLastDigit) {
    const auto data = read<MarketData>(
        R"({"type":"edgex_market_data","data":{"bestBid":97393.8,"bestAsk":97394.1,)"
        R"("bid":["97393.8","0.677"],"ask":["97394.1","0.551"],"version":"2070150189",)"
        R"("timestamp":1758456317000,"at":1758456317000.25},"timestamp":1758456317000})");

    ASSERT_TRUE(data.bid);
    ASSERT_TRUE(data.ask);
    EXPECT_EQ(to_text(*data.bid), "97393.8");
    EXPECT_EQ(to_text(data.bid_quantity), "0.677");
    EXPECT_EQ(to_text(*data.ask), "97394.1");
    EXPECT_EQ(data.version, 2070150189U);
    EXPECT_DOUBLE_EQ(data.at_ms, 1758456317000.25);
}

TEST(PageReader, KnowsAnEmptyBookFromABrokenOne) {
    const auto data = read<MarketData>(
        R"({"type":"edgex_market_data","data":{"bestBid":null,"bestAsk":null,"timestamp":5}})");
    EXPECT_FALSE(data.bid);
    EXPECT_FALSE(data.ask);
    EXPECT_DOUBLE_EQ(data.at_ms, 5);

    EXPECT_EQ(refused(R"({"type":"edgex_market_data","data":{"bid":["1","x"],"ask":null}})"),
              Errc::malformed);
    EXPECT_EQ(refused(R"({"type":"edgex_market_data","data":{"bid":["2","1"],"ask":["1","1"]}})"),
              Errc::malformed);
    EXPECT_EQ(refused(R"({"type":"edgex_market_data","data":{"bid":["0","1"],"ask":null}})"),
              Errc::malformed);
    EXPECT_EQ(refused(R"({"type":"edgex_market_data","data":{"bid":"1"}})"), Errc::malformed);
}

TEST(PageReader, ReadsWhatBecameOfAnOrder) {
    const auto placed = read<OrderPlaced>(
        R"({"type":"order_placed","data":{"success":true,"orderId":"77","clientOrderId":"a1",)"
        R"("price":97000.1,"latency":12,"stages":{"received":1.5,"signed":2.5,"answered":9}}})");
    EXPECT_TRUE(placed.success);
    EXPECT_EQ(placed.venue_order_id, "77");
    EXPECT_EQ(placed.client_order_id, "a1");
    EXPECT_DOUBLE_EQ(placed.signed_ms, 2.5);

    const auto late =
        read<OrderPlaced>(R"({"type":"order_placed","data":{"success":false,"clientOrderId":"a1",)"
                          R"("error":"too late","sent":false,"latency":1}})");
    EXPECT_FALSE(late.success);
    EXPECT_FALSE(late.sent);

    const auto changed = read<OrderChanged>(
        R"({"type":"order_update","data":{"orderId":"77","clientOrderId":"a1",)"
        R"("status":"PARTIALLY_FILLED","side":"sell","price":97000.1,"priceText":"97000.1",)"
        R"("filledSize":"0.003","averagePrice":"97000.2","updatedTime":1758456317006}})");
    EXPECT_EQ(changed.update.side, Side::sell);
    EXPECT_EQ(to_text(changed.update.filled), "0.003");
    EXPECT_EQ(to_text(changed.update.average_price), "97000.2");
    EXPECT_EQ(changed.update.venue_time.ns, 1758456317006 * 1'000'000);
}

TEST(PageReader, ReadsAnswersByTheirNumber) {
    const auto answer =
        read<Answer>(R"({"requestId":7,"data":{"status":200,"body":"{\"code\":\"SUCCESS\"}"}})");
    EXPECT_TRUE(answer.ok);
    EXPECT_EQ(answer.request_id, 7U);
    EXPECT_EQ(answer.body, R"({"code":"SUCCESS"})");

    const auto refusal = read<Answer>(R"({"requestId":8,"error":"does not sign","sent":false})");
    EXPECT_FALSE(refusal.ok);
    EXPECT_FALSE(refusal.sent);
}

TEST(PageReader, RefusesWhatIsNoMessageAndNamesTheField) {
    EXPECT_EQ(refused(""), Errc::malformed);
    EXPECT_EQ(refused("{"), Errc::malformed);
    EXPECT_EQ(refused("[]"), Errc::malformed);
    EXPECT_EQ(refused("null"), Errc::malformed);
    EXPECT_EQ(refused("{}"), Errc::malformed);
    EXPECT_EQ(refused(R"({"type":7})"), Errc::malformed);
    EXPECT_EQ(refused(R"({"type":"order_update"})"), Errc::malformed);
    EXPECT_EQ(refused(R"({"type":"order_update","data":{"status":"FILLED"}})"), Errc::malformed);
    EXPECT_EQ(refused(R"({"requestId":-1})"), Errc::malformed);
    EXPECT_EQ(refused("\xff\xfe"), Errc::malformed);

    Reader reader;
    const auto message = reader.read(
        R"({"type":"order_update","data":{"clientOrderId":"a","status":"OPEN","side":"up"}})");
    ASSERT_FALSE(message);
    EXPECT_NE(message.error().message.find("side"), std::string::npos);
}

TEST(PageReader, SkipsWhatItDoesNotKnow) {
    EXPECT_EQ(read<Unknown>(R"({"type":"weather","data":{}})").type, "weather");
}

TEST(PageCommands, SayAnOrderAsThePageUnderstandsIt) {
    const PageOrder order{.contract_id = "30000001",
                          .client_order_id = "tl-1",
                          .side = Side::buy,
                          .time_in_force = TimeInForce::post_only,
                          .reduce_only = false,
                          .price = "97000.1",
                          .quantity = "0.001",
                          .send_before = {},
                          .expire_ms = 0};

    EXPECT_EQ(execute_order(order, 1758456317000.125, 1758456315000),
              R"({"type":"execute_order","data":{"side":"buy","quantity":"0.001",)"
              R"("price":"97000.1","clientOrderId":"tl-1","contractId":"30000001",)"
              R"("timeInForce":"POST_ONLY","reduceOnly":false,"tries":1,)"
              R"("deadline":1758456317000.125},"timestamp":1758456315000})");
}

TEST(PageCommands, AreTheProtocolsOwn) {
    EXPECT_EQ(welcome("ab", 5),
              R"({"type":"welcome","message":"Twinleg backend","proof":"ab","timestamp":5})");
    EXPECT_EQ(pong(4), R"({"type":"pong","timestamp":4})");
    EXPECT_EQ(cancel_order("77", "", 5),
              R"({"type":"cancel_order","data":{"orderId":"77"},"timestamp":5})");
    EXPECT_EQ(query_status(3, 5), R"({"type":"query_status","data":{"id":3},"timestamp":5})");
    EXPECT_EQ(
        emergency_close(Side::sell, "0.5", 5),
        R"({"type":"emergency_close","data":{"side":"sell","quantity":"0.5"},"timestamp":5})");
    EXPECT_EQ(rest_request(9, "GET", "/api/v2/x?a=b", "", 5),
              R"({"type":"rest_request","requestId":9,"data":{"method":"GET",)"
              R"("target":"/api/v2/x?a=b"},"timestamp":5})");
}

}  // namespace
}  // namespace twinleg::venues::edgex::page
