// Nothing that comes in stops the venue: requests signed by their account and full of nonsense,
// and bytes on sockets.

#include "tests/sim/wire/nonsense.h"
#include "tests/sim/wire/aster/desk.h"

namespace twinleg::sim::wire::aster::test {
namespace {

const std::vector<std::string>& odd_values() {
    static const auto values = wire::test::odd_texts<std::string>({
        "60000",
        "\xFF",
        "True",
        "MARKET",
        "FOK",
        "EXPIRE_BOTH",
        "[]",
        R"([{"symbol":"BTCUSDT"},7,null,[1]])",
        R"(["a",{"b":1}])",
        "{",
        "a b",
        "%",
    });
    return values;
}

class AsterNonsense : public AsterDesk, protected wire::test::Dice {
protected:
    AsterNonsense() : AsterDesk(false) {
        other(Side::sell, "60000", "1");
        other(Side::buy, "59990", "1");
    }
    void expect_answer(const std::string& method, const std::string& name, const Fields& fields) {
        const Tree answer =
            name.starts_with("v3") ? v3(method, name, fields) : v1(method, name, fields);
        ASSERT_TRUE(status == 200 || status == 400 || status == 404) << status;
        if (status < 400) return;
        ASSERT_TRUE(answer.at("code").is_number());
        ASSERT_NE(answer.at("code"), -1022);
    }
};

TEST_F(AsterNonsense, OfAnOrdersFieldsIsAnswered) {
    for (int i = 0; i < 1500; ++i) {
        pass(milliseconds(1));
        Fields fields = limit(one_in(2) ? "BUY" : "SELL", "60000", "0.001",
                              {{"newClientOrderId", "n" + std::to_string(i)},
                               {"stpMode", "EXPIRE_MAKER"},
                               {"reduceOnly", "false"}});
        for (auto& [name, value] : fields)
            if (one_in(6)) value = any(odd_values());
        expect_answer("POST", one_in(2) ? "v1/order" : "v3/order", fields);
    }
}

TEST_F(AsterNonsense, OfAnyOtherFieldIsAnswered) {
    struct Place {
        std::string method, name;
    };
    const std::vector<Place> places{
        {"DELETE", "v1/order"},
        {"PUT", "v3/order"},
        {"GET", "v1/order"},
        {"GET", "v1/openOrder"},
        {"GET", "v3/openOrders"},
        {"GET", "v1/allOrders"},
        {"POST", "v1/batchOrders"},
        {"DELETE", "v1/batchOrders"},
        {"DELETE", "v1/allOpenOrders"},
        {"POST", "v1/countdownCancelAll"},
        {"POST", "v1/leverage"},
        {"POST", "v3/marginType"},
        {"GET", "v1/userTrades"},
        {"GET", "v1/income"},
        {"GET", "v1/commissionRate"},
        {"GET", "v2/positionRisk"},
        {"GET", "v1/klines"},
        {"GET", "v1/depth"},
        {"GET", "v1/aggTrades"},
        {"GET", "v1/fundingRate"},
        {"GET", "v1/indexPriceKlines"},
        {"GET", "v1/leverageBracket"},
        {"POST", "v1/positionSide/dual"},
        {"GET", "v1/n\xFFthing"},
    };
    const std::vector<std::string> names{
        "orderId",     "origClientOrderId", "orderIdList", "origClientOrderIdList",
        "limit",       "startTime",         "endTime",     "fromId",
        "price",       "quantity",          "interval",    "pair",
        "leverage",    "marginType",        "incomeType",  "countdownTime",
        "batchOrders", "dualSidePosition",  "symbol"};
    for (int i = 0; i < 2000; ++i) {
        pass(milliseconds(1));
        Fields fields;
        if (one_in(2)) fields.emplace_back("symbol", kBtc);
        if (one_in(3)) fields.emplace_back("interval", "1m");
        for (const std::string& name : names)
            if (one_in(5)) fields.emplace_back(name, any(odd_values()));
        const Place& place = any(places);
        expect_answer(place.method, place.name, fields);
    }
}

TEST_F(AsterNonsense, InPlaceOfASignatureIsRefused) {
    for (const char* query : {"signature=", "signature", "signer=1&nonce=1", "&&&&", "=",
                              "signer=0x12&nonce=x&signature=zz", "%%%=%%%&signature=%"}) {
        auto asked = plain("POST", "v3/order", query, query);
        send(asked);
        EXPECT_GE(status, 400);
        asked.headers = {{"X-MBX-APIKEY", "key"}};
        send(asked);
        EXPECT_GE(status, 400);
    }
}

TEST_F(AsterNonsense, OnASocketIsAnswered) {
    listen("/stream", "streams=///a/btcusdt@/btcusdt@kline_/@/!/btcusdt@depth7/%FF");
    const auto say = [&](const std::string& frame) {
        pass(seconds(1));
        feed.message(1, frame, exchange.now());
    };
    for (const char* frame :
         {"", "x", "[]", "null", R"({"method":7,"id":"a\"b"})",
          R"({"method":"SUBSCRIBE","params":"btcusdt@depth","id":"a\"b"})",
          R"({"method":"SUBSCRIBE","params":[1,null,{},"btcusdt@kline_9m","btcusdt@"],"id":-1})",
          R"({"method":"LIST_SUBSCRIPTIONS","id":"\u0001"})",
          R"({"method":"SET_PROPERTY","params":["combined",7]})",
          R"({"method":"GET_PROPERTY","params":{}})"})
        say(frame);
    for (int i = 0; i < 200; ++i) {
        std::string frame = R"({"method":"SUBSCRIBE","params":["btcusdt@depth"],"id":12345})";
        for (char& byte : frame)
            if (one_in(20)) byte = any_byte();
        say(frame);
    }
    for (const Tree& answer : line.answers)
        EXPECT_TRUE(answer.contains("id") || answer.contains("msg"));
}

}  // namespace
}  // namespace twinleg::sim::wire::aster::test
