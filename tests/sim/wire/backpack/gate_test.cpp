// Who is let in.

#include "tests/sim/wire/backpack/desk.h"

namespace twinleg::sim::wire::backpack::test {
namespace {

class BackpackGate : public BackpackDesk {
protected:
    static void set_header(net::ServerRequest& request, const std::string& name,
                           const std::string& value) {
        for (net::Header& each : request.headers)
            if (each.name == name) each.value = value;
    }
};

TEST_F(BackpackGate, AGoodSignatureIsLetIn) {
    get("/api/v1/account");
    EXPECT_EQ(status, 200);
}

TEST_F(BackpackGate, AnotherBodyIsNot) {
    auto asked = request("POST", "/api/v1/order", order("Bid", "59000.1", "0.01"));
    asked.body.replace(asked.body.find("59000.1"), 7, "59000.10");
    EXPECT_EQ(send(asked),
              (Tree{{"code", "INVALID_CLIENT_REQUEST"}, {"message", "Invalid signature"}}));
    EXPECT_EQ(status, 400);
}

TEST_F(BackpackGate, AnUnknownKeyIsUnauthorized) {
    auto asked = request("GET", "/api/v1/account");
    set_header(asked, "X-API-Key", crypto::to_base64(key_of(9).public_key()));
    EXPECT_EQ(send(asked).at("code"), "UNAUTHORIZED");
    EXPECT_EQ(status, 401);
    asked.headers.clear();
    send(asked);
    EXPECT_EQ(status, 401);
}

TEST_F(BackpackGate, ARevokedKeyIsUnauthorized) {
    bool revoked = true;
    members.revoke_while([&] { return revoked; });
    EXPECT_EQ(send(request("GET", "/api/v1/account")).at("code"), "UNAUTHORIZED");
    EXPECT_EQ(status, 401);

    revoked = false;

    get("/api/v1/account");
    EXPECT_EQ(status, 200);
}

TEST_F(BackpackGate, TheWindowIsHeldAgainstTheClock) {
    const auto asked = request("GET", "/api/v1/account");
    pass(milliseconds(5000));
    send(asked);
    EXPECT_EQ(status, 200);
    pass(milliseconds(1));
    EXPECT_EQ(send(asked).at("message"), "Request has expired");

    auto wide = request("GET", "/api/v1/account", Tree::object(), "60000");
    pass(seconds(60));
    send(wide);
    EXPECT_EQ(status, 200);
    send(request("GET", "/api/v1/account", Tree::object(), "60001"));
    EXPECT_EQ(status, 400);
}

TEST_F(BackpackGate, ATimeAheadIsRefusedToo) {
    const auto asked = request("GET", "/api/v1/account");
    const auto outcome = rest.answer(asked, exchange.now() - milliseconds(5001));
    EXPECT_EQ(outcome.response.status, 400);
}

TEST_F(BackpackGate, NullFieldsAreNotSigned) {
    Tree body = order("Bid", "59000", "0.01");
    auto asked = request("POST", "/api/v1/order", body);
    body["clientId"] = nullptr;
    asked.body = body.dump();
    EXPECT_EQ(send(asked).at("status"), "New");
}

TEST_F(BackpackGate, TwoThousandRequestsAMinute) {
    for (int i = 0; i < 2000; ++i)
        get("/api/v1/capital");
    EXPECT_EQ(status, 200);
    EXPECT_EQ(get("/api/v1/capital").at("code"), "TOO_MANY_REQUESTS");
    EXPECT_EQ(status, 429);
    pass(minutes(1));
    get("/api/v1/capital");
    EXPECT_EQ(status, 200);
}

TEST_F(BackpackGate, HistoriesOfTheMarketHaveABudgetOfTheirOwn) {
    for (int i = 0; i < 30; ++i)
        get("/api/v1/fundingRates", {{"symbol", kBtc}});
    EXPECT_EQ(status, 200);
    get("/api/v1/fundingRates", {{"symbol", kBtc}});
    EXPECT_EQ(status, 429);
    get("/api/v1/depth", {{"symbol", kBtc}});
    EXPECT_EQ(status, 200);
}

TEST_F(BackpackGate, NonsenseIsAnsweredAsOne) {
    auto asked = request("POST", "/api/v1/order", Tree::object());
    asked.body = "{\"symbol\":";
    EXPECT_EQ(send(asked).at("code"), "INVALID_CLIENT_REQUEST");
    get("/api/v1/nothing");
    EXPECT_EQ(status, 404);
}

}  // namespace
}  // namespace twinleg::sim::wire::backpack::test
