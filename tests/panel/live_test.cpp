// What the panel tells of a desk that runs.

#include "tests/panel/stage.h"

namespace twinleg::panel::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class Live : public PanelTest {};

TEST_F(Live, IsHealthyWhileTheEngineTurnsAndReadyOnceItMayTrade) {
    open();
    show();
    EXPECT_EQ(get(port(), "/health").status, 200);
    const auto early = get(port(), "/health/ready");
    EXPECT_EQ(early.status, 503);
    EXPECT_FALSE(early.json()["reasons"].empty());

    start();
    state();

    const auto health = get(port(), "/health").json();
    EXPECT_EQ(health["status"], "healthy");
    EXPECT_EQ(health["ready"], true) << health;
    EXPECT_EQ(health["version"], "1.2.3");
    EXPECT_EQ(get(port(), "/health/ready").status, 200);
}

TEST_F(Live, TellsTheWholeStateOfADesk) {
    show();
    start();

    const auto pair = state([](const Json& p) { return p["state"]["mode"] == "active"; });

    EXPECT_EQ(pair["pair"], "BTC");
    EXPECT_EQ(pair["strategy"], "market-spread");
    EXPECT_EQ(pair["first"], "a:BTC");
    EXPECT_EQ(pair["quotes"].size(), 2);
    EXPECT_EQ(pair["quotes"][0]["bid"], "100");
    EXPECT_EQ(pair["quotes"][1]["ask"], "101.1");
    EXPECT_EQ(pair["quotes"][0]["ready"], true);
    EXPECT_EQ(pair["exposure"]["coins"], "0");
    EXPECT_EQ(pair["accounts"][0]["equity"], "100000");
    EXPECT_EQ(pair["state"]["paused"], false);
    EXPECT_TRUE(pair["latency"].contains("tick_to_trade"));
}

TEST_F(Live, TellsFillsPositionsAndPnlOfAPairTrade) {
    show();
    start();
    Listener listener(port());
    listener.next("snapshot");

    wish_a_pair();
    quote(0, "100", "100.1");
    pass_and_fill(seconds(1));

    const auto pair =
        state([](const Json& p) { return p["counts"]["pair_trades"]["completed"] == 1; });
    EXPECT_EQ(pair["positions"][0]["quantity"], "0.01");
    EXPECT_EQ(pair["positions"][1]["quantity"], "-0.01");
    EXPECT_FALSE(pair["positions"][0]["liquidation_distance"].is_null());
    EXPECT_TRUE(pair["pnl"]["by_venue"].contains("a"));
    std::map<std::string, int> kinds;
    while (kinds["fill"] < 2 || kinds["pair"] < 2) {
        const auto delta = listener.next("delta");
        ASSERT_FALSE(delta.contains("closed"));
        for (const auto& line : delta["events"])
            ++kinds[line["kind"]];
    }
    EXPECT_EQ(kinds["fill"], 2);
    EXPECT_GE(kinds["order"], 2);
}

TEST_F(Live, TellsBothBooksWithOurOrdersInThem) {
    show();
    start();
    wish_a_pair();
    quote(0, "100", "100.1");
    tell(Timer{});
    ASSERT_FALSE(said<PlaceOrder>().empty());
    state([](const Json& p) { return p["counts"]["orders"]["sent"] >= 1; });

    // The engine's thread comes by after it was asked.
    Json book;
    for (int tries = 0; tries < 3000 && (book.is_null() || book["books"].empty()); ++tries) {
        book = get(port(), "/api/book?depth=5").json();
        board->look(engine);
    }

    ASSERT_EQ(book["books"].size(), 2) << book;
    EXPECT_EQ(book["books"][0]["bids"][0][0], "100");
    EXPECT_EQ(book["books"][0]["own"].size() + book["books"][1]["own"].size(),
              said<PlaceOrder>().size());
}

TEST_F(Live, GivesTheBooksOfAWatchedPairOnTheStream) {
    show();
    start();
    state();
    Listener listener(port());
    listener.say(R"({"type":"watch","pair":"BTCUSDT"})");

    Json delta;
    do {
        board->look(engine);
        delta = listener.next("delta");
        ASSERT_FALSE(delta.contains("closed"));
    } while (!delta.contains("book") || delta["book"]["books"].empty());

    EXPECT_EQ(delta["book"]["pair"], "BTC");
    EXPECT_EQ(delta["book"]["books"][1]["asks"][0][0], "101.1");
}

TEST_F(Live, SaysOnTheStreamWhatItDoesNotUnderstand) {
    show();
    start();
    Listener listener(port());

    listener.say("{{{");
    EXPECT_EQ(listener.next("error")["error"]["code"], "malformed");
    listener.say(R"({"type":"shout"})");
    EXPECT_EQ(listener.next("error")["error"]["field"], "type");
    listener.say(R"({"type":"watch","pair":"DOGE"})");
    EXPECT_EQ(listener.next("error")["error"]["code"], "unknown");
    listener.say(R"({"type":"watch","pair":7})");
    EXPECT_EQ(listener.next("error")["error"]["code"], "malformed");
    listener.say(std::string(5000, 'x'));
    EXPECT_EQ(listener.next("closed")["closed"], 1009);
}

TEST_F(Live, GoesOnWhereAListenerLeftOff) {
    show();
    start();
    state();
    std::uint64_t number = 0;
    {
        Listener listener(port());
        number = listener.next("snapshot")["sequence"];
    }
    wish_a_pair();
    quote(0, "100", "100.1");
    pass_and_fill(seconds(1));
    state([](const Json& p) { return p["counts"]["pair_trades"]["completed"] == 1; });

    Listener again(port(), "?since=" + std::to_string(number));
    const auto first = again.next();
    EXPECT_EQ(first["type"], "delta") << first;
    EXPECT_GT(first["sequence"], number);
    EXPECT_TRUE(first["pairs"]["BTC"].contains("positions"));
    EXPECT_FALSE(first["events"].empty());

    Listener stranger(port(), "?since=12");
    EXPECT_EQ(stranger.next()["type"], "snapshot");
}

TEST_F(Live, BeatsWhereNothingHappens) {
    open();
    Listener listener(port());
    EXPECT_EQ(listener.next()["type"], "snapshot");
    EXPECT_EQ(listener.next()["type"], "beat");
}

TEST_F(Live, ShowsSeveralDesksThatAreAddedWhileItRuns) {
    show();
    start();
    Listener listener(port());
    EXPECT_EQ(listener.next("snapshot")["state"]["pairs"].size(), 1);

    auto other = panel->board({.name = "other", .world = "sim"}, engine.config());

    auto both = listener.next("snapshot");
    EXPECT_EQ(both["state"]["pairs"].size(), 2);
    EXPECT_EQ(get(port(), "/api/pairs").json()[1]["pair"], "other");
    other->close(engine);
}

TEST_F(Live, KeepsTheLastFiguresOfADeskThatEnded) {
    show();
    start();
    state();
    board->close(engine);
    const auto answer = post(port(), "/api/pause", "{}");
    EXPECT_EQ(answer.status, 409);
    EXPECT_EQ(answer.code(), "conflict");
    EXPECT_EQ(get(port(), "/api/latest").json()["pairs"][0]["quotes"][0]["bid"], "100");
    EXPECT_EQ(get(port(), "/health").status, 200);
}

TEST_F(Live, GivesPnlRiskLatencyAndConfiguration) {
    show();
    start();
    state();
    latencies.record(runtime::LatencyStage::tick_to_trade, 0, 5000);

    EXPECT_EQ(get(port(), "/api/pnl").json()["by_pair"]["BTC"]["total"], "0");
    const auto risk = get(port(), "/api/risk").json();
    EXPECT_EQ(risk["pairs"][0]["limits"][0]["name"], "risk.daily_loss");
    EXPECT_EQ(risk["pairs"][0]["limits"][0]["used"], "0");
    const auto stages = get(port(), "/api/latency?pair=BTC").json()["stages"];
    EXPECT_EQ(stages[0]["stage"], "tick_to_trade");
    EXPECT_EQ(stages[0]["count"], 1);
    EXPECT_EQ(stages[0]["buckets"].size(), 1);
    const auto config = get(port(), "/api/config").json();
    EXPECT_EQ(config["pairs"][0]["settings"][0]["name"], "ticker");
    EXPECT_EQ(config["pairs"][0]["parameters"][0]["default"], "500");
    EXPECT_EQ(get(port(), "/api/positions?pair=BTC").json()[0]["pair"], "BTC");
}

TEST_F(Live, ServesItsPageWithATagAndPacked) {
    open();
    const auto page = get(port(), "/");
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.head, HasSubstr("text/html"));
    EXPECT_THAT(page.head, HasSubstr("default-src 'none'; script-src 'self'"));
    EXPECT_THAT(page.head, HasSubstr("nosniff"));
    const auto at = page.head.find("ETag: ") + 6;
    const auto tag = page.head.substr(at, page.head.find('\r', at) - at);

    EXPECT_EQ(get(port(), "/", {{"If-None-Match", tag}}).status, 304);
    const auto packed = get(port(), "/panel.js", {{"Accept-Encoding", "br, gzip"}});
    EXPECT_THAT(packed.head, HasSubstr("Content-Encoding: gzip"));
    EXPECT_THAT(packed.body, StartsWith("\x1f\x8b"));
}

}  // namespace
}  // namespace twinleg::panel::test
