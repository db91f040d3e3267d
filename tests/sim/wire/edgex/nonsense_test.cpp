// Nothing that comes in stops the venue: requests signed by their account and full of nonsense,
// and bytes on sockets.

#include <random>

#include "tests/sim/wire/edgex/desk.h"

namespace twinleg::sim::wire::edgex::test {
namespace {

const std::vector<Tree>& odd_values() {
    static const std::vector<Tree> values{
        "",
        "0",
        "-1",
        "0.001",
        "97400.0",
        "1e400",
        "922337203.6854775807",
        "9223372036854775807",
        "18446744073709551616",
        "170000000000000000000",
        "0.0000000000000000001",
        "99999999999999999999999999999999999999999",
        "NaN",
        "\xC3\xA9",
        std::string(3000, '9'),
        "true",
        "MARKET",
        "IMMEDIATE_OR_CANCEL",
        "30000001,10000001,,7",
        "8000000000000",
        "9223372036854",
        nullptr,
        true,
        -7,
        1.5,
        Tree::array(),
        Tree::array({"1", Tree::array({2, Tree::object()}), nullptr}),
        Tree{{"a", "b"}},
    };
    return values;
}

class EdgexNonsense : public EdgexDesk {
protected:
    EdgexNonsense() : EdgexDesk(Rest::Options{.limits = false}) {
        std::printf("[ NUMBER   ] %u\n", number);
        other("BTCUSDC", Side::sell, "97400.0", "1");
        other("BTCUSD", Side::buy, "97399.0", "1");
    }
    template <typename T>
    const T& any(const std::vector<T>& from) {
        return from[std::uniform_int_distribution<std::size_t>{0, from.size() - 1}(random)];
    }
    bool one_in(unsigned count) {
        return std::uniform_int_distribution<unsigned>{1, count}(random) == 1;
    }
    // It answered, in its own form.
    void expect_answer(const Tree& answer) {
        ASSERT_TRUE(answer.contains("code"));
        ASSERT_TRUE(answer["code"].is_string());
        ASSERT_GE(status, 200);
        ASSERT_LT(status, 500);
    }

    unsigned number{std::random_device{}()};
    std::mt19937 random{number};
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
