// The server as a whole, over real sockets: what the parts cannot show by themselves.

#include "tests/sim/wire/paradex/desk.h"
#include "tests/sim/wire/server_fixture.h"

namespace twinleg::sim::wire::paradex::test {
namespace {

struct Ear : wire::test::Ear {
    // The first text with that id.
    const Tree* reply(int id) const {
        for (const Tree& each : frames)
            if (each.contains("id") && each["id"] == id) return &each;
        return nullptr;
    }
};

class ParadexServerTest : public wire::test::ServerTest<ParadexServer> {
protected:
    explicit ParadexServerTest(ServerOptions options = {})
        : ServerTest(exchange_config(), {.paradex = test::accounts()}, "60000", options) {}

    // With the token, once there is one.
    std::optional<net::HttpResponse> send(const std::string& method, const std::string& path,
                                          std::vector<net::Header> headers = {},
                                          std::string body = {}) {
        if (!token.empty()) headers.push_back({"Authorization", "Bearer " + token});
        return ServerTest::send(method, "/v1/" + path, std::move(headers), std::move(body));
    }
    void log_in() {
        const auto given = login_headers(hashes, kMainKey, address, clock.now().ns / 1'000'000'000);
        token = Tree::parse(send("POST", "auth", given)->body)["jwt_token"];
    }
    Tree body(const std::string& price) const {
        return order_body(hashes, kMainKey, address, ms_of(clock.now()), "BUY", price, "0.01");
    }
    std::unique_ptr<net::WebSocket> connect(Ear& ear, const std::string& query = {}) {
        auto socket = ServerTest::connect(ear, "/v1" + query);
        EXPECT_TRUE(until([&] { return ear.open || ear.down; }));
        return socket;
    }
    Tree ask(net::WebSocket& socket, Ear& ear, int id, const std::string& method, Tree params) {
        const Tree frame{
            {"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", std::move(params)}};
        EXPECT_TRUE(socket.send(frame.dump()));
        EXPECT_TRUE(until([&] { return ear.reply(id) != nullptr || ear.down; }));
        return ear.reply(id) == nullptr ? Tree{} : *ear.reply(id);
    }

    const MessageHashes hashes{kChainId};
    const Felt address{address_of_key(kMainKey)};
    std::string token;
};

TEST_F(ParadexServerTest, SaysWhereItIs) {
    const Tree line = Tree::parse(server->ready_line());

    EXPECT_EQ(line["venue"], "paradex");
    EXPECT_TRUE(line["rest"].get<std::string>().ends_with("/v1"));
    EXPECT_TRUE(line["ws"].get<std::string>().ends_with("/v1"));
}

TEST_F(ParadexServerTest, RefusesABinaryEncodingItDoesNotHave) {
    for (const char* query :
         {"?sbeSchemaId=1&sbeSchemaVersion=3", "?sbeSchemaId=2&sbeSchemaVersion=1",
          "?sbeSchemaId=1", "?sbeSchemaVersion=1", "?sbeSchemaId=1&sbeSchemaVersion=x"}) {
        Ear ear;
        const auto socket = connect(ear, query);
        EXPECT_TRUE(ear.down) << query;
        EXPECT_THAT(ear.reason, testing::HasSubstr("400")) << query;
    }
}

TEST_F(ParadexServerTest, SpeaksBinaryInEveryVersionItHas) {
    for (const int version : {0, 1, 2}) {
        Ear ear;
        const auto socket =
            connect(ear, "?sbeSchemaId=1&sbeSchemaVersion=" + std::to_string(version));
        ASSERT_TRUE(ear.open) << ear.reason;

        const Tree answer = ask(*socket, ear, 1, "subscribe", {{"channel", "bbo.BTC-USD-PERP"}});

        EXPECT_TRUE(answer.contains("result"));
        ASSERT_TRUE(until([&] { return !ear.binary.empty(); }));
        EXPECT_EQ(ear.binary[0][6], version);
    }
}

TEST_F(ParadexServerTest, CancelsTheOrdersOfAnArmedSocketThatIsGone) {
    log_in();
    Ear ear;
    auto socket = connect(ear);
    ask(*socket, ear, 1, "auth", {{"bearer", token}});
    ask(*socket, ear, 2, "order.cancel_on_disconnect", {{"enabled", true}});
    ask(*socket, ear, 3, "order.create", body("59000"));
    send("POST", "orders", {}, body("58000").dump());  // by REST: not the socket's
    ASSERT_EQ(exchange.open_orders(0).size(), 2U);

    socket.reset();

    ASSERT_TRUE(until([&] { return exchange.open_orders(0).size() == 1; }));
    EXPECT_EQ(exchange.open_orders(0)[0]->price, Price::from_units(58'000));
}

TEST_F(ParadexServerTest, KeepsTheOrdersOfASocketThatWasNotArmed) {
    log_in();
    Ear ear;
    auto socket = connect(ear);
    ask(*socket, ear, 1, "auth", {{"bearer", token}});
    ask(*socket, ear, 2, "order.create", body("59000"));

    socket.reset();

    ASSERT_TRUE(until([&] { return server->port() != 0; }));
    send("GET", "account");
    EXPECT_EQ(exchange.open_orders(0).size(), 1U);
}

TEST_F(ParadexServerTest, VoidsTokensAndPrivateSocketsWhenAuthExpires) {
    log_in();
    Ear mine, anyone;
    const auto socket = connect(mine);
    const auto other = connect(anyone);
    ask(*socket, mine, 1, "auth", {{"bearer", token}});

    server->order_fault(Fault::expire_auth, {}, {});

    EXPECT_TRUE(until([&] { return mine.down; }));
    EXPECT_FALSE(anyone.down);
    EXPECT_EQ(send("GET", "account")->status, 401);
}

TEST_F(ParadexServerTest, HasTheVenuesFormForFaults) {
    const std::pair<Fault, std::pair<int, const char*>> faults[] = {
        {Fault::http_500, {500, "INTERNAL_ERROR"}},
        {Fault::http_429, {429, "RATE_LIMIT_EXCEEDED"}},
        {Fault::maintenance, {503, "SERVICE_UNAVAILABLE"}},
    };
    for (const auto& [fault, expected] : faults) {
        server->order_fault(fault, 1, {});
        const auto answer = send("GET", "system/time");
        EXPECT_EQ(answer->status, expected.first);
        EXPECT_EQ(Tree::parse(answer->body)["error"], expected.second);
    }
    EXPECT_EQ(send("GET", "system/time")->status, 200);
}

TEST_F(ParadexServerTest, DropsTheConnectionInPlaceOfAnAnswer) {
    log_in();
    server->order_fault(Fault::accept_then_drop_reply, 1, {});

    EXPECT_FALSE(send("POST", "orders", {}, body("59000").dump()));

    EXPECT_EQ(exchange.counts(0).accepted, 1U);
}

TEST_F(ParadexServerTest, RefusesPathsThatItDoesNotHave) {
    EXPECT_EQ(send("GET", "nowhere")->status, 404);
    EXPECT_EQ(Tree::parse(send("GET", "orders/a/b/c")->body)["error"], "NOT_FOUND");
}

class ParadexStrictServer : public ParadexServerTest {
protected:
    ParadexStrictServer()
        : ParadexServerTest({.refuse_public_json = true, .private_binary = true}) {}
};

TEST_F(ParadexStrictServer, MayRefusePublicJson) {
    Ear ear;
    const auto socket = connect(ear);

    EXPECT_EQ(ask(*socket, ear, 1, "subscribe", {{"channel", "bbo.BTC-USD-PERP"}})["error"]["code"],
              -32600);
}

TEST_F(ParadexStrictServer, MayTellPrivateChannelsInBinary) {
    log_in();
    Ear ear;
    const auto socket = connect(ear, "?sbeSchemaId=1&sbeSchemaVersion=2");
    ask(*socket, ear, 1, "auth", {{"bearer", token}});
    int id = 2;
    for (const char* channel : {"orders.ALL", "fills.ALL", "positions", "account"})
        ask(*socket, ear, id++, "subscribe", {{"channel", channel}});
    exchange.counterparty(InstrumentId{0}, Side::sell, Price::from_units(60'000),
                          Quantity::from_units(1), Force::gtc, false);

    ask(*socket, ear, id, "order.create", body("60000"));

    const auto heard = [&](int wanted) {
        return std::ranges::any_of(ear.binary,
                                   [&](const std::string& each) { return each[2] == wanted; });
    };
    EXPECT_TRUE(until([&] { return heard(20) && heard(21) && heard(22) && heard(23); }));
}

}  // namespace
}  // namespace twinleg::sim::wire::paradex::test
