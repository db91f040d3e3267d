// What the panel gives out of the store.

#include "tests/panel/stage.h"
#include "tests/panel/store.h"

namespace twinleg::panel::test {
namespace {

class Stored : public PanelTest {
protected:
    void open_desk() {
        show({.store = store.target()});
        start();
        state();
    }
    Store store;
};

TEST_F(Stored, SpreadsComeOldBeforeNewAndOfThePairsOwnDesk) {
    open_desk();
    const auto rows = get(port(), "/api/spreads?pair=BTCUSDT&limit=1000").json();
    ASSERT_EQ(rows.size(), 20);
    EXPECT_EQ(rows[0]["time_ns"], 10'000);
    EXPECT_EQ(rows[19]["spread"], "19.5");
    EXPECT_EQ(rows[0]["mode"], "active");
    EXPECT_EQ(rows[0]["z"], 2);

    const auto newest = get(port(), "/api/spreads?limit=3").json();
    EXPECT_EQ(newest[0]["time_ns"], 10'017);
    const auto before = get(port(), "/api/spreads?limit=3&before_ns=10017").json();
    EXPECT_EQ(before[2]["time_ns"], 10'016);
}

TEST_F(Stored, ASpanIsThinnedAndKeepsItsLeastAndGreatest) {
    open_desk();
    store.spread(9007199254740993, 100, 10'100, "-900");
    store.spread(9007199254740993, 101, 10'101, "900");
    store.spread(9007199254740993, 102, 10'102, "1");

    const auto rows = get(port(), "/api/spreads?from_ns=10000&to_ns=20000&points=10").json();

    EXPECT_LE(rows.size(), 12);
    std::vector<std::string> spreads;
    for (const auto& row : rows)
        spreads.push_back(row["spread"]);
    EXPECT_THAT(spreads, ::testing::Contains("-900"));
    EXPECT_THAT(spreads, ::testing::Contains("900"));
}

TEST_F(Stored, RowsComeNewBeforeOldWithAllTheirColumns) {
    open_desk();
    const auto placed = get(port(), "/api/orders?pair=BTC").json();
    ASSERT_EQ(placed.size(), 2);
    EXPECT_EQ(placed[0]["time_ns"], 2000);
    EXPECT_EQ(placed[0]["reason"], "margin");
    EXPECT_EQ(placed[0]["reduce_only"], true);
    EXPECT_EQ(placed[1]["run"], "9007199254740993");
    EXPECT_TRUE(placed[1]["reason"].is_null());
    EXPECT_EQ(get(port(), "/api/orders?state=filled").json().size(), 1);
    EXPECT_EQ(get(port(), "/api/orders?instrument=b:BTC").json().size(), 1);
    EXPECT_EQ(get(port(), "/api/orders?limit=1&before_ns=2000").json()[0]["time_ns"], 1000);
    EXPECT_EQ(get(port(), "/api/fills").json()[0]["fee"], "0.0004");
    EXPECT_EQ(get(port(), "/api/events?kind=notice").json()[0]["text"], "a \"word\"");
    EXPECT_EQ(get(port(), "/api/events?severity=info").json().size(), 1);
    EXPECT_EQ(get(port(), "/api/pair_trades").json()[0]["pnl"], "0.0082");
    EXPECT_EQ(get(port(), "/api/positions?history=1").json()[0]["source"], "fills");
    // What stands in a query is a value, never a statement.
    EXPECT_EQ(get(port(), "/api/orders?state=x'%20OR%20'1'='1").json().size(), 0);
}

TEST_F(Stored, HistoryHasAllOfASpan) {
    open_desk();
    const auto all = get(port(), "/api/history?pair=BTC&at_ns=5000&span_ms=1").json();
    EXPECT_EQ(all["first_ns"], 10'000);
    EXPECT_EQ(all["last_ns"], 10'019);
    EXPECT_EQ(all["spreads"].size(), 20);
    EXPECT_EQ(all["orders"].size(), 2);
    EXPECT_EQ(all["pair_trades"].size(), 1);
    const auto newest = get(port(), "/api/history").json();
    EXPECT_EQ(newest["to_ns"], 10'020);
}

TEST_F(Stored, ADirectoryIsShownWithoutADesk) {
    open({.archive = store.target()});
    EXPECT_EQ(get(port(), "/api/history?pair=BTC").json()["spreads"].size(), 20);
    EXPECT_EQ(get(port(), "/api/spreads").json().size(), 20);
    EXPECT_EQ(get(port(), "/api/orders").json().size(), 3);
    EXPECT_EQ(get(port(), "/api/latest").json()["pairs"].size(), 0);
    EXPECT_EQ(get(port(), "/health").status, 200);
    for (const auto* path : {"/api/pause", "/api/kill", "/api/parameters"})
        EXPECT_EQ(post(port(), path, "{}").status, 409) << path;
}

TEST_F(Stored, ASlowQuestionDoesNotHoldTheStream) {
    open_desk();
    // A writer that keeps the file: readers of a write-ahead log go on beside it.
    store.script("BEGIN IMMEDIATE");
    Listener listener(port());
    EXPECT_EQ(get(port(), "/api/spreads?limit=1").status, 200);
    EXPECT_EQ(listener.next("snapshot")["type"], "snapshot");
    store.script("ROLLBACK");
}

}  // namespace
}  // namespace twinleg::panel::test
