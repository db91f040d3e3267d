// Nothing that comes in stops the venue: requests signed by their account and full of nonsense,
// and bytes on sockets.

#include "tests/sim/wire/nonsense.h"
#include "tests/sim/wire/backpack/desk.h"

namespace twinleg::sim::wire::backpack::test {
namespace {

const std::vector<Tree>& odd_values() {
    static const auto values = wire::test::odd_json({
        "60000",
        "True",
        "Market",
        "FOK",
        "TickSize",
        "Percent",
        4294967295,
        4294967296,
    });
    return values;
}

class BackpackNonsense : public BackpackDesk, protected wire::test::Dice {
protected:
    BackpackNonsense() : BackpackDesk(false) {
        other(Side::sell, "60000", "1");
        other(Side::buy, "59990", "1");
    }
    // A request that is signed as the server reads it, whatever that is.
    void expect_answer(const std::string& method, const std::string& path, const Tree& fields) {
        net::ServerRequest asked = request(method, path);
        asked.body = method == "GET" ? "" : fields.dump();
        if (method == "GET") {
            asked.target = path;
            char mark = '?';
            for (const auto& [name, value] : fields.items()) {
                asked.target += mark + name + "=" +
                                (value.is_string() ? value : Tree(value.dump())).get<std::string>();
                mark = '&';
            }
        }
        const auto call = read_call(asked, exchange.now());
        ASSERT_TRUE(call);
        const std::string time = std::to_string(ms_of(exchange.now()));
        const std::string text = signed_text(call->instruction, call->fields, time, "5000");
        asked.headers = {{"X-API-Key", crypto::to_base64(key.public_key())},
                         {"X-Timestamp", time},
                         {"X-Signature", crypto::to_base64(key.sign(crypto::bytes_of(text)))}};
        const Tree answer = send(asked);
        ASSERT_TRUE(status == 200 || status == 204 || status == 400 || status == 404) << status;
        if (status < 400) return;
        ASSERT_TRUE(answer.at("code").is_string());
        ASSERT_NE(answer.at("message"), "Invalid signature");
    }
};

TEST_F(BackpackNonsense, OfAnOrdersFieldsIsAnswered) {
    for (int i = 0; i < 1500; ++i) {
        Tree body = order(one_in(2) ? "Bid" : "Ask", one_in(3) ? "" : "60000", "0.001",
                          {{"clientId", i}, {"selfTradePrevention", "RejectBoth"}});
        for (const char* name : {"slippageTolerance", "slippageToleranceType", "quoteQuantity"})
            if (one_in(6)) body[name] = any(odd_values());
        for (auto& [name, value] : body.items())
            if (one_in(6)) value = any(odd_values());
        expect_answer("POST", "/api/v1/order", body);
        if (one_in(10))
            expect_answer("POST", "/api/v1/orders", Tree::array({body, any(odd_values()), body}));
    }
}

TEST_F(BackpackNonsense, OfAnyOtherFieldIsAnswered) {
    struct Place {
        std::string method, path;
    };
    const std::vector<Place> places{
        {"DELETE", "/api/v1/order"},       {"DELETE", "/api/v1/orders"},
        {"GET", "/api/v1/order"},          {"GET", "/api/v1/orders"},
        {"PATCH", "/api/v1/account"},      {"GET", "/api/v1/account/limits/order"},
        {"GET", "/api/v1/position"},       {"GET", "/wapi/v1/history/orders"},
        {"GET", "/wapi/v1/history/fills"}, {"GET", "/wapi/v1/history/funding"},
        {"GET", "/api/v1/depth"},          {"GET", "/api/v1/klines"},
        {"GET", "/api/v1/trades"},         {"GET", "/api/v1/fundingRates"},
        {"GET", "/api/v1/markets"},        {"GET", "/api/v1/ticker"},
    };
    const std::vector<std::string> names{
        "orderId",   "clientId",      "limit",    "offset",    "from",       "to",
        "side",      "price",         "interval", "startTime", "endTime",    "priceType",
        "orderType", "leverageLimit", "autoLend", "fillType",  "marketType", "reduceOnly"};
    for (int i = 0; i < 1500; ++i) {
        Tree fields = Tree::object();
        if (one_in(2)) fields["symbol"] = kBtc;
        for (const std::string& name : names) {
            if (!one_in(4)) continue;
            const Tree& value = any(odd_values());
            if (!value.is_string() || value.get<std::string>().size() < 100) fields[name] = value;
        }
        const Place& place = any(places);
        expect_answer(place.method, place.path, fields);
    }
}

TEST_F(BackpackNonsense, OnASocketIsAnswered) {
    for (const char* frame :
         {"", "x", "[]", "null", "7", R"({"method":7})", R"({"method":"SUBSCRIBE"})",
          R"({"method":"SUBSCRIBE","params":"trade.BTC_USDC_PERP"})",
          R"({"method":"SUBSCRIBE","params":[1,null,{},["a"],"account.","kline.","depth..",""]})",
          R"({"method":"SUBSCRIBE","params":["account.orderUpdate"],"signature":[1,2,3,4]})",
          R"({"method":"SUBSCRIBE","params":["account.orderUpdate"],"signature":"no"})",
          R"({"method":"UNSUBSCRIBE","params":[{}]})"})
        feed.message(1, frame, exchange.now());
    for (int i = 0; i < 500; ++i) {
        std::string frame = subscription({"account.orderUpdate", "depth.BTC_USDC_PERP"}).dump();
        for (char& byte : frame)
            if (one_in(20)) byte = any_byte();
        feed.message(1, frame, exchange.now());
    }
    for (const Tree& answer : line.answers)
        EXPECT_TRUE(answer.contains("error"));
}

}  // namespace
}  // namespace twinleg::sim::wire::backpack::test
