// The server as a whole, over real sockets: what the parts cannot show by themselves.

#include "crypto/base64.h"
#include "tests/sim/wire/edgex/desk.h"
#include "tests/sim/wire/server_fixture.h"

namespace twinleg::sim::wire::edgex::test {
namespace {

using wire::test::Ear;

class EdgexServerTest : public wire::test::ServerTest<EdgexServer> {
protected:
    EdgexServerTest() : ServerTest(exchange_config(), {.edgex = {account()}}, "97400") {}

    std::vector<net::Header> v2_headers(const std::string& method, const std::string& path,
                                        const std::string& canonical) const {
        const std::string time = std::to_string(ms_of(clock.now()));
        return {{"X-edgeX-Api-Key", std::string{"key-"} + kAccountId},
                {"X-edgeX-Passphrase", "pass"},
                {"X-edgeX-Timestamp", time},
                {"X-edgeX-Signature",
                 v2_signature("secret", signed_content(time, method, path, canonical))}};
    }
    std::optional<net::HttpResponse> ask_asset() {
        const std::string path = "/api/v2/private/account/getAccountAsset";
        const std::string query = std::string{"accountId="} + kAccountId;
        return send("GET", path + "?" + query, v2_headers("GET", path, query));
    }
    std::unique_ptr<net::WebSocket> connect_private(Ear& ear, bool in_subprotocol) {
        const std::string time = std::to_string(ms_of(clock.now()));
        const std::string query = std::string{"accountId="} + kAccountId + "&timestamp=" + time;
        auto headers = v2_headers("GET", "/api/v1/private/ws", query);
        headers[2].value = time;
        headers[3].value =
            v2_signature("secret", signed_content(time, "GET", "/api/v1/private/ws", query));
        net::WsOptions options;
        if (in_subprotocol) {
            Tree named;
            for (const auto& header : headers)
                named[header.name] = header.value;
            options.subprotocol = crypto::to_base64(crypto::bytes_of(named.dump()));
            while (options.subprotocol.ends_with('='))
                options.subprotocol.pop_back();
        } else {
            options.headers = headers;
        }
        return connect(ear, "/api/v1/private/ws?" + query, options);
    }
};

TEST_F(EdgexServerTest, SaysWhereItListens) {
    const Tree line = Tree::parse(server->ready_line());

    EXPECT_EQ(line["ready"], true);
    EXPECT_EQ(line["venue"], "edgex");
    EXPECT_EQ(line["rest"], server->rest_url());
    EXPECT_EQ(line["ws"], server->ws_url());
}

TEST_F(EdgexServerTest, AnswersRequestsAndPages) {
    EXPECT_EQ(Tree::parse(ask_asset()->body)["data"]["account"]["id"], kAccountId);
    EXPECT_EQ(ask_asset()->header("content-type"), "application/json");
    const auto page = send("GET", "/");
    EXPECT_EQ(page->status, 200);
    EXPECT_TRUE(page->body.contains("<title>"));

    server->serve_page("/trade/BTCUSDC", "text/html", "<p>here</p>");

    EXPECT_EQ(send("GET", "/trade/BTCUSDC")->body, "<p>here</p>");
}

TEST_F(EdgexServerTest, OpensThePublicSocketToAPageOfAnotherSite) {
    Ear ear;
    net::WsOptions options;
    options.headers = {{"Origin", "https://pro.edgex.exchange"}};
    const auto socket = connect(ear, "/api/v1/public/ws", options);
    ASSERT_TRUE(until([&] { return !ear.frames.empty(); }));
    EXPECT_EQ(ear.frames[0]["type"], "connected");

    socket->send(R"({"type":"subscribe","channel":"depth.30000001.15"})");

    ASSERT_TRUE(until([&] { return ear.frames.size() >= 3; }));
    EXPECT_EQ(ear.frames[1]["type"], "subscribed");
    EXPECT_EQ(ear.frames[2]["content"]["data"][0]["depthType"], "SNAPSHOT");
}

TEST_F(EdgexServerTest, EchoesTheSubprotocolThatHoldsTheHeaders) {
    for (const bool in_subprotocol : {true, false}) {
        Ear ear;
        const auto socket = connect_private(ear, in_subprotocol);

        ASSERT_TRUE(until([&] { return ear.frames.size() >= 2 || ear.down; }));
        ASSERT_FALSE(ear.down) << ear.reason;
        EXPECT_EQ(ear.frames[1]["content"]["event"], "Snapshot");
    }
}

TEST_F(EdgexServerTest, RefusesAPrivateSocketWithoutASignatureAndUnknownPaths) {
    for (const char* path : {"/api/v1/private/ws?accountId=543429922991899150", "/stream"}) {
        Ear ear;
        const auto socket = connect(ear, path);

        ASSERT_TRUE(until([&] { return ear.down || ear.open; }));
        EXPECT_FALSE(ear.open) << path;
    }
}

TEST_F(EdgexServerTest, EndsPrivateSessionsWhereAuthIsToExpireAndLeavesPublicOnes) {
    Ear hidden;
    Ear open;
    const auto first = connect_private(hidden, false);
    const auto second = connect(open, "/api/v1/public/ws");
    ASSERT_TRUE(until([&] { return !hidden.frames.empty() && !open.frames.empty(); }));

    server->order_fault(Fault::expire_auth, {}, {});

    EXPECT_TRUE(until([&] { return hidden.down; }));
    EXPECT_FALSE(open.down);
    EXPECT_EQ(ask_asset()->status, 200);  // the API key is no session
}

TEST_F(EdgexServerTest, SpeaksOfFaultsInItsOwnForm) {
    const auto word = [&](Fault fault) {
        server->order_fault(fault, {}, {});
        const auto answer = ask_asset();
        return std::to_string(answer->status) + " " +
               Tree::parse(answer->body)["code"].get<std::string>();
    };

    EXPECT_EQ(word(Fault::http_429), "429 TOO_MANY_REQUESTS");
    EXPECT_EQ(word(Fault::http_500), "500 INTERNAL_SERVER_ERROR");
    EXPECT_EQ(word(Fault::maintenance), "503 SYSTEM_UNDER_MAINTENANCE");
    EXPECT_EQ(word(Fault::clock_skew), "400 INVALID_TIMESTAMP");
    EXPECT_EQ(ask_asset()->status, 200);
}

TEST_F(EdgexServerTest, TakesAnOrderAndLosesTheAnswerWhereAsked) {
    Tree body;
    {
        class Scribe : public EdgexDesk {
        public:
            using EdgexDesk::order_body;
            void pass_to(Time now) { exchange.tick(now); }
            void TestBody() override {}
        } scribe;
        scribe.pass_to(clock.now());
        body = scribe.order_body(Generation::v2, "BUY", "97000.0", "0.010", "lost");
    }
    server->order_fault(Fault::accept_then_drop_reply, {}, {});
    const std::string path = "/api/v2/private/order/createOrder";

    const auto answer =
        send("POST", path, v2_headers("POST", path, parse_json(body.dump()).value().flat()),
             body.dump());

    EXPECT_FALSE(answer.has_value());
    ASSERT_NE(exchange.order(0, "lost"), nullptr);
    EXPECT_TRUE(exchange.order(0, "lost")->alive());
}

}  // namespace
}  // namespace twinleg::sim::wire::edgex::test
