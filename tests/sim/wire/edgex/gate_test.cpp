// Who may ask, and how often.

#include "crypto/base64.h"
#include "tests/sim/wire/edgex/desk.h"

namespace twinleg::sim::wire::edgex::test {
namespace {

using EdgexGate = EdgexBoth;

INSTANTIATE_TEST_SUITE_P(Both, EdgexGate, ::testing::Values(Generation::v1, Generation::v2),
                         generation_name);

void change_header(net::ServerRequest& request, const std::string& name, const std::string& value) {
    for (auto& header : request.headers)
        if (header.name == name) header.value = value;
}

TEST_P(EdgexGate, RefusesARequestMoreThanSixtySecondsOff) {
    const auto code = [&](std::int64_t off_ms) {
        return send(request(generation(), "GET", "private/account/getAccountAsset",
                            {{"accountId", kAccountId}}, now_ms() + off_ms))["code"];
    };

    EXPECT_EQ(code(-60'000), "SUCCESS");
    EXPECT_EQ(code(60'000), "SUCCESS");
    EXPECT_EQ(code(-60'001), "INVALID_TIMESTAMP");
    EXPECT_EQ(status, 400);
    EXPECT_EQ(code(60'001), "INVALID_TIMESTAMP");
}

TEST_P(EdgexGate, RefusesAnOrderThatSomebodyElseSigned) {
    net::ServerRequest asked = request(generation(), "POST", "private/order/createOrder",
                                       order_body(generation(), "BUY", "97000.0", "0.010", "a"));
    asked.body.replace(asked.body.find("0.010"), 5, "0.020");

    EXPECT_EQ(send(asked)["code"], "INVALID_SIGNATURE");
    EXPECT_EQ(status, 401);
    EXPECT_EQ(order(generation(), "a"), Tree{});
}

TEST_P(EdgexGate, DoesNotKnowARevokedKey) {
    bool revoked = true;
    members.revoke_while([&] { return revoked; });
    const auto asset = [&] {
        return get(generation(), "private/account/getAccountAsset", {{"accountId", kAccountId}});
    };
    EXPECT_EQ(asset()["code"],
              generation() == Generation::v1 ? "INVALID_SIGNATURE" : "INVALID_API_KEY");
    EXPECT_EQ(status, 401);

    revoked = false;

    EXPECT_EQ(asset()["code"], "SUCCESS");
}

TEST_P(EdgexGate, WantsEveryHeader) {
    const net::ServerRequest whole = request(generation(), "GET", "private/account/getAccountAsset",
                                             {{"accountId", kAccountId}});
    for (std::size_t i = 0; i < whole.headers.size(); ++i) {
        net::ServerRequest part = whole;
        part.headers.erase(part.headers.begin() + static_cast<std::ptrdiff_t>(i));

        EXPECT_EQ(send(part)["code"], "GATEWAY_HEADER_REQUIRED") << whole.headers[i].name;
        EXPECT_EQ(status, 400);
    }
}

TEST_P(EdgexGate, RefusesAnAccountThatIsNotTheSigners) {
    EXPECT_EQ(get(generation(), "private/account/getAccountAsset", {{"accountId", "999"}})["code"],
              "INVALID_ACCOUNT_ID");
    // Both accounts have the same Stark key here; an API key has one account.
    const Tree other = get(generation(), "private/account/getAccountAsset", {{"accountId", "77"}});
    EXPECT_EQ(other["code"], generation() == Generation::v1 ? "SUCCESS" : "INVALID_ACCOUNT_ID");
}

TEST_F(EdgexDesk, ChecksTheApiKeyBeforeTheTime) {
    net::ServerRequest asked = request(Generation::v2, "GET", "private/account/getAccountAsset",
                                       {{"accountId", kAccountId}}, now_ms() - 100'000);
    EXPECT_EQ(send(asked)["code"], "INVALID_TIMESTAMP");

    change_header(asked, "X-edgeX-Api-Key", "nobody's");

    EXPECT_EQ(send(asked)["code"], "INVALID_API_KEY");
    EXPECT_EQ(status, 401);
}

TEST_F(EdgexDesk, RefusesAWrongPassphrase) {
    net::ServerRequest asked = request(Generation::v2, "GET", "private/account/getAccountAsset",
                                       {{"accountId", kAccountId}});
    change_header(asked, "X-edgeX-Passphrase", "guess");

    EXPECT_EQ(send(asked)["code"], "INVALID_API_PASSPHRASE");
}

TEST_F(EdgexDesk, TakesTheHeaderNamesOfTheDocumentation) {
    net::ServerRequest asked = request(Generation::v2, "GET", "private/account/getAccountAsset",
                                       {{"accountId", kAccountId}});
    for (auto& header : asked.headers) {
        if (header.name == "X-edgeX-Signature") header.name = "X-edgeX-Api-Signature";
        if (header.name == "X-edgeX-Timestamp") header.name = "x-edgex-api-timestamp";
    }

    EXPECT_EQ(send(asked)["code"], "SUCCESS");
}

TEST_F(EdgexDesk, WrapsEveryAnswer) {
    const Tree answer = get(Generation::v2, "public/meta/getServerTime");

    EXPECT_EQ(answer["code"], "SUCCESS");
    EXPECT_EQ(answer["data"]["timeMillis"], std::to_string(now_ms()));
    EXPECT_TRUE(answer["msg"].is_null());
    EXPECT_TRUE(answer["errorParam"].is_null());
    EXPECT_EQ(answer["requestTime"], std::to_string(now_ms()));
    EXPECT_TRUE(answer["responseTime"].is_string());
    EXPECT_EQ(answer["traceId"].get<std::string>().size(), 32U);

    const Tree error = get(Generation::v2, "public/quote/getKline",
                           {{"contractId", "30000001"}, {"klineType", "MINUTE_1"}, {"size", "x"}});
    EXPECT_EQ(error["code"], "INVALID_GET_PAGE_SIZE");
    EXPECT_TRUE(error["data"].is_null());
    EXPECT_TRUE(error["msg"].is_string());
    EXPECT_EQ(error["errorParam"], (Tree{{"size", "x"}}));
    EXPECT_EQ(get(Generation::v2, "public/nothing")["code"], "GATEWAY_PATH_NOT_FOUND");
    EXPECT_EQ(status, 404);
}

TEST_F(EdgexDesk, RefusesABodyThatIsNoJson) {
    net::ServerRequest asked =
        request(Generation::v2, "POST", "private/order/createOrder", Tree::object());
    for (const char* body : {"{", "[1]", "7", "{\"a\":1}{", "{\"a\":01}"}) {
        asked.body = body;
        EXPECT_EQ(send(asked)["code"], "GATEWAY_PARAM_INVALID") << body;
    }
}

// --- The private socket's handshake.

class EdgexHandshake : public EdgexDesk {
protected:
    net::ServerRequest socket_request(Generation generation, const std::string& query) const {
        net::ServerRequest out;
        out.method = "GET";
        out.target = "/api/v1/private/ws?" + query;
        const std::string time = std::to_string(now_ms());
        if (generation == Generation::v1) {
            const std::string content =
                time + "GET/api/v1/private/wsaccountId=" + std::string{kAccountId};
            out.headers = {{"X-edgeX-Api-Timestamp", time},
                           {"X-edgeX-Api-Signature", stark_signature(v1_message(content))}};
        } else {
            const std::string content =
                time + "GET/api/v1/private/wsaccountId=" + std::string{kAccountId} +
                "&timestamp=" + time;
            out.headers = {{"X-edgeX-Api-Key", std::string{"key-"} + kAccountId},
                           {"X-edgeX-Passphrase", "pass"},
                           {"X-edgeX-Timestamp", time},
                           {"X-edgeX-Signature", v2_signature("secret", content)}};
        }
        return out;
    }
    // The headers as a browser offers them.
    static net::ServerRequest as_protocol(net::ServerRequest asked, bool padded) {
        Tree headers;
        for (const auto& header : asked.headers)
            headers[header.name] = header.value;
        std::string text = crypto::to_base64(crypto::bytes_of(headers.dump()));
        while (!padded && text.ends_with('='))
            text.pop_back();
        asked.headers = {{"Sec-WebSocket-Protocol", text}};
        return asked;
    }
    std::string admit(const net::ServerRequest& asked, Generation expected) {
        const auto guest = gate.admit_socket(asked, exchange.now());
        if (!guest) return std::string{guest.error().word};
        EXPECT_EQ(guest->generation, expected);
        return guest->member->account.account_id;
    }
    std::string account_query() const { return std::string{"accountId="} + kAccountId; }

    Gate gate{members};
};

TEST_F(EdgexHandshake, OfV1IsTakenFromHeadersOrFromTheSubprotocol) {
    const auto asked = socket_request(Generation::v1, account_query());

    EXPECT_EQ(admit(asked, Generation::v1), kAccountId);
    EXPECT_EQ(admit(as_protocol(asked, true), Generation::v1), kAccountId);
    EXPECT_EQ(admit(as_protocol(asked, false), Generation::v1), kAccountId);
}

TEST_F(EdgexHandshake, OfV2IsTakenWithTheAccountNamedTwice) {
    const std::string query =
        account_query() + "&" + account_query() + "&timestamp=" + std::to_string(now_ms());
    const auto asked = socket_request(Generation::v2, query);

    EXPECT_EQ(admit(asked, Generation::v2), kAccountId);
    EXPECT_EQ(admit(as_protocol(asked, false), Generation::v2), kAccountId);
}

TEST_F(EdgexHandshake, OfV2NeedsTheHeadersTimeInTheQuery) {
    EXPECT_EQ(
        admit(socket_request(Generation::v2, account_query() + "&timestamp=1"), Generation::v2),
        "INVALID_TIMESTAMP");
    EXPECT_EQ(admit(socket_request(Generation::v2, account_query()), Generation::v2),
              "INVALID_TIMESTAMP");
}

TEST_F(EdgexHandshake, IsRefusedForAnotherAccountALateClockOrNoHeaders) {
    EXPECT_EQ(admit(socket_request(Generation::v1, "accountId=999"), Generation::v1),
              "INVALID_ACCOUNT_ID");
    const auto early = socket_request(Generation::v1, account_query());
    auto bare = early;
    bare.headers.clear();
    EXPECT_EQ(admit(bare, Generation::v1), "GATEWAY_HEADER_REQUIRED");
    auto spoilt = early;
    spoilt.headers[1].value[5] = spoilt.headers[1].value[5] == '1' ? '2' : '1';
    EXPECT_EQ(admit(spoilt, Generation::v1), "INVALID_SIGNATURE");

    pass(seconds(61));

    EXPECT_EQ(admit(early, Generation::v1), "INVALID_TIMESTAMP");
}

class EdgexLimited : public EdgexDesk {};

TEST_F(EdgexLimited, AnswersWith429WhenAnAccountAsksTooMuchAndForgivesWithTime) {
    std::size_t answered = 0;
    while (ask(Generation::v2, "account/getAccountById")["code"] == "SUCCESS")
        ++answered;

    EXPECT_EQ(answered, static_cast<std::size_t>(kQueryBudget.burst));
    EXPECT_EQ(status, 429);
    EXPECT_EQ(ask(Generation::v2, "account/getAccountById")["code"], "TOO_MANY_REQUESTS");
    // Orders have a budget of their own.
    EXPECT_EQ(place(Generation::v2, "BUY", "97000.0", "0.010", "a")["code"], "SUCCESS");
    pass(seconds(1));
    EXPECT_EQ(ask(Generation::v2, "account/getAccountById")["code"], "SUCCESS");
}

class EdgexUnlimited : public EdgexDesk {
protected:
    EdgexUnlimited() : EdgexDesk(Rest::Options{.limits = false}) {}
};

TEST_F(EdgexUnlimited, HasNoBudgetWithoutLimits) {
    for (int i = 0; i < 400; ++i)
        ASSERT_EQ(ask(Generation::v2, "account/getAccountById")["code"], "SUCCESS");
}

}  // namespace
}  // namespace twinleg::sim::wire::edgex::test
