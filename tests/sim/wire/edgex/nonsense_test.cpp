// Nothing that comes in stops the venue: requests signed by their account and full of nonsense,
// and bytes on sockets.

#include "tests/sim/wire/nonsense.h"
#include "tests/sim/wire/edgex/desk.h"

namespace twinleg::sim::wire::edgex::test {
namespace {

const std::vector<Tree>& odd_values() {
    static const auto values = wire::test::odd_json({
        "97400.0",
        "99999999999999999999999999999999999999999",
        "true",
        "MARKET",
        "IMMEDIATE_OR_CANCEL",
        "30000001,10000001,,7",
        "8000000000000",
        "9223372036854",
    });
    return values;
}

class EdgexNonsense : public EdgexDesk, protected wire::test::Dice {
protected:
    EdgexNonsense() : EdgexDesk(Rest::Options{.limits = false}) {
        other("BTCUSDC", Side::sell, "97400.0", "1");
        other("BTCUSD", Side::buy, "97399.0", "1");
    }
    // It answered, in its own form.
    void expect_answer(const Tree& answer) {
        ASSERT_TRUE(answer.contains("code"));
        ASSERT_TRUE(answer["code"].is_string());
        ASSERT_GE(status, 200);
        ASSERT_LT(status, 500);
    }
};

TEST_F(EdgexNonsense, OfAnOrdersFieldsIsAnswered) {
    for (int i = 0; i < 1500; ++i) {
        const Generation generation = one_in(2) ? Generation::v1 : Generation::v2;
        Tree body = order_body(generation, one_in(2) ? "BUY" : "SELL", one_in(3) ? "0" : "97400.0",
                               "0.010", "n" + std::to_string(i));
        for (auto& [name, value] : body.items())
            if (name != "accountId" && one_in(6)) value = any(odd_values());
        if (one_in(10)) body["openTp"] = any(odd_values());

        expect_answer(post(generation, "private/order/createOrder", body));
    }
}

TEST_F(EdgexNonsense, OfAnyOtherFieldIsAnswered) {
    const std::vector<std::string> posts{
        "order/cancelOrderById",
        "order/cancelOrderByClientOrderId",
        "order/cancelAllOrder",
        "order/getMaxCreateOrderSize",
        "order/getHistoryOrderPage",
        "account/updateLeverageSetting",
        "account/setMarginMode",
        "order/nothing",
        "account/",
    };
    const std::vector<std::string> names{
        "contractId",
        "price",
        "leverage",
        "orderIdList",
        "clientOrderIdList",
        "size",
        "offsetData",
        "filterStatusList",
        "marginMode",
        "l2Nonce",
        "signer",
        "l2Signature",
        "l2ExpireTime",
        "filterIsPositionTpsl",
        "filterStartCreatedTimeInclusive",
    };
    for (int i = 0; i < 1500; ++i) {
        const Generation generation = one_in(2) ? Generation::v1 : Generation::v2;
        Tree body{{"accountId", kAccountId}};
        if (one_in(2)) body["contractId"] = generation == Generation::v1 ? "10000001" : "30000001";
        for (const std::string& name : names)
            if (one_in(3)) body[name] = any(odd_values());

        expect_answer(post(generation, "private/" + any(posts), body));
    }
}

TEST_F(EdgexNonsense, InAQueryIsAnswered) {
    const std::vector<std::string> paths{
        "public/quote/getDepth",
        "public/quote/getTicker",
        "public/quote/getKline",
        "public/quote/getMultiContractKline",
        "public/meta/getMetaData",
        "public/funding/getFundingRatePage",
        "public/quote/x",
        "public/funding/getLatestFundingRate",
        "public/",
        "",
    };
    const std::vector<std::string> names{
        "contractId",
        "level",
        "klineType",
        "priceType",
        "size",
        "offsetData",
        "filterBeginKlineTimeInclusive",
        "filterEndKlineTimeExclusive",
        "contractIdList",
        "filterBeginTimeInclusive",
    };
    const std::vector<std::string> good{"30000001", "MINUTE_1", "MONTH_1", "LAST_PRICE", "15",
                                        "1000",     "%",        "%2",      "&&==",       "%FF%C3"};
    for (int i = 0; i < 1500; ++i) {
        net::ServerRequest asked;
        asked.method = one_in(10) ? "POST" : "GET";
        asked.remote = "127.0.0.1";
        asked.target = prefix(one_in(2) ? Generation::v1 : Generation::v2) + any(paths) + "?";
        for (const std::string& name : names) {
            if (one_in(2)) continue;
            const Tree& odd = any(odd_values());
            const bool odd_text = odd.is_string() && one_in(3);
            asked.target += name + "=" + (odd_text ? odd.get<std::string>() : any(good)) + "&";
        }

        expect_answer(send(asked));
    }
}

TEST_F(EdgexNonsense, OfBracketsIsReadOrRefused) {
    const std::vector<std::string> parts{"{",    "}",           "[",      "]", ":",
                                         ",",    "\"a\"",       "\"b\":", "1", "true",
                                         "null", "\"\\u00e9\"", " ",      "-", "\""};
    std::size_t read = 0;
    for (int i = 0; i < 30'000; ++i) {
        std::string text = one_in(2) ? "{" : "[";
        const bool closes = text == "{";
        while (!one_in(8))
            text += any(parts);
        if (!one_in(4)) text += closes ? "}" : "]";
        if (const auto json = parse_json(text)) {
            ++read;
            static_cast<void>(json->flat());
        }
    }
    EXPECT_GT(read, 100U);
}

TEST_F(EdgexNonsense, OnASocketIsAnswered) {
    const std::vector<std::string> words{
        "depth",    "trades", "trade", "kline",      "ticker",        "fundingRate",
        "metadata", ".",      ".",     ".",          "30000001",      "10000001",
        "15",       "200",    "all",   "LAST_PRICE", "MINUTE_1",      "99999999999999999999",
        "1s",       "",       "\xFF",  "\"",         "OPEN_INTEREST",
    };
    for (std::uint64_t id = 1; id <= 400; ++id) {
        FakeLine line;
        publics.opened(id, line, "sid");
        for (int i = 0; i < 12; ++i) {
            std::string channel;
            for (int part = 0; part < 7; ++part)
                channel += any(words);
            if (one_in(4)) {
                publics.message(id, channel);
            } else {
                publics.message(id, R"({"type":")" + std::string{one_in(3) ? "un" : ""} +
                                        R"(subscribe","channel":")" + channel + R"("})");
            }
        }
        publics.beat(exchange.now());
        EXPECT_FALSE(line.frames.empty());
        publics.closed(id);
    }
}

}  // namespace
}  // namespace twinleg::sim::wire::edgex::test
