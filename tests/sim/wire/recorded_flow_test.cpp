#include "sim/wire/recorded_flow.h"

#include "tests/sim/wire/exchange_fixture.h"

namespace twinleg::sim::wire {
namespace {

// One event of a script, with levels that live as long as it does.
struct Line {
    Time time;
    decltype(Event::what) what;
    std::vector<Level> bids, asks;
};

class Script : public Recording {
public:
    explicit Script(const std::vector<Line>& lines) : lines_(lines) {}
    bool next(Event& event) override {
        if (at_ == lines_.size()) return false;
        const Line& line = lines_[at_++];
        event = {.time = line.time, .what = line.what};
        if (auto* snapshot = std::get_if<BookSnapshot>(&event.what)) {
            snapshot->bids = line.bids;
            snapshot->asks = line.asks;
        }
        if (auto* delta = std::get_if<BookDelta>(&event.what)) {
            delta->bids = line.bids;
            delta->asks = line.asks;
        }
        return true;
    }

private:
    const std::vector<Line>& lines_;
    std::size_t at_{0};
};

class RecordedFlowTest : public ExchangeTest {
protected:
    static Level level(std::string_view at, std::string_view size) {
        return {price(at), quantity(size)};
    }
    static Time at_ms(std::int64_t ms) { return Time{5'000'000'000} + milliseconds(ms); }
    void snapshot(std::int64_t ms, std::vector<Level> bids, std::vector<Level> asks) {
        lines.push_back({at_ms(ms), BookSnapshot{}, std::move(bids), std::move(asks)});
    }
    void delta(std::int64_t ms, std::vector<Level> bids, std::vector<Level> asks) {
        lines.push_back({at_ms(ms), BookDelta{}, std::move(bids), std::move(asks)});
    }
    void begin() {
        flow = std::make_unique<RecordedFlow>(*exchange, id,
                                              [this] { return std::make_unique<Script>(lines); });
        next = flow->tick(exchange->now());
    }
    void run(Duration span) {
        wait(span);
        next = flow->tick(exchange->now());
    }
    std::vector<Level> levels(Side side) const {
        std::vector<Level> out;
        exchange->levels(id, side, out);
        return out;
    }

    std::vector<Line> lines;
    std::unique_ptr<RecordedFlow> flow;
    std::optional<Duration> next;
};

TEST_F(RecordedFlowTest, LaysTheRecordedBookOnTheMarketsGrid) {
    snapshot(0, {level("59999.97", "1.000004"), level("59999.91", "2")},
             {level("60000.04", "0.000001")});
    delta(500, {}, {});
    begin();

    EXPECT_EQ(levels(Side::buy), (std::vector{level("59999.9", "3")}));
    EXPECT_EQ(levels(Side::sell), (std::vector{level("60000.1", "0.00001")}));
    EXPECT_EQ(exchange->facts(id).mark, price("60000"));
    EXPECT_EQ(next, milliseconds(500));
}

TEST_F(RecordedFlowTest, KeepsTheRecordingsIntervals) {
    snapshot(0, {level("59999", "1")}, {level("60001", "1")});
    delta(300, {level("59999", "0"), level("59998", "4")}, {});
    begin();

    run(milliseconds(299));
    EXPECT_EQ(levels(Side::buy), (std::vector{level("59999", "1")}));
    run(milliseconds(1));
    EXPECT_EQ(levels(Side::buy), (std::vector{level("59998", "4")}));
}

TEST_F(RecordedFlowTest, BeginsAnewAtItsEnd) {
    snapshot(0, {level("59999", "1")}, {level("60001", "1")});
    snapshot(100, {level("59000", "1")}, {level("60001", "1")});
    begin();
    run(milliseconds(100));
    EXPECT_EQ(exchange->best(id, Side::buy)->price, price("59000"));
    EXPECT_EQ(next, seconds(1));

    run(seconds(1));

    EXPECT_EQ(exchange->best(id, Side::buy)->price, price("59999"));
}

TEST_F(RecordedFlowTest, LetsALevelThatWasEatenStayEatenUntilItChanges) {
    snapshot(0, {level("59999", "1")}, {level("60001", "1")});
    delta(100, {level("59998", "1")}, {});
    delta(200, {}, {level("60001", "0.7")});
    begin();

    buy(alice, "0.4", "60001");
    EXPECT_EQ(levels(Side::sell), (std::vector{level("60001", "0.6")}));
    run(milliseconds(100));
    EXPECT_EQ(levels(Side::sell), (std::vector{level("60001", "0.6")}));
    run(milliseconds(100));

    EXPECT_EQ(levels(Side::sell), (std::vector{level("60001", "0.7")}));
}

TEST_F(RecordedFlowTest, FillsAnAccountsOrderWhenTheRecordedMarketCrossesIt) {
    snapshot(0, {level("59999", "1")}, {level("60001", "1")});
    snapshot(100, {level("60003", "1")}, {level("60004", "1")});
    begin();
    sell(alice, "0.2", "60002");

    run(milliseconds(100));

    EXPECT_EQ(held(alice), quantity("-0.2"));
    EXPECT_EQ(ear.fills.back().price, price("60002"));
    EXPECT_EQ(ear.fills.back().liquidity, Liquidity::maker);
}

TEST_F(RecordedFlowTest, LetsARecordedTradeTakeWhoWaitsFirst) {
    snapshot(0, {level("59999", "1")}, {level("60001", "1")});
    lines.push_back(
        {at_ms(100),
         PublicTrade{.price = price("60001"), .quantity = quantity("0.5"), .taker_side = Side::buy},
         {},
         {}});
    begin();
    sell(alice, "0.2", "60000");

    run(milliseconds(100));

    EXPECT_EQ(held(alice), quantity("-0.2"));
    EXPECT_EQ(exchange->trades(id).size(), 2u);
    EXPECT_EQ(levels(Side::sell), (std::vector{level("60001", "0.7")}));
}

TEST_F(RecordedFlowTest, TakesQuotesForTheBookOnlyWhereThereIsNone) {
    lines.push_back(
        {at_ms(0), Quote{.bid = level("59990", "1"), .ask = level("60010", "1")}, {}, {}});
    snapshot(100, {level("59999", "1"), level("59998", "1")}, {level("60001", "1")});
    lines.push_back(
        {at_ms(200), Quote{.bid = level("59990", "1"), .ask = level("60010", "1")}, {}, {}});
    begin();
    EXPECT_EQ(exchange->best(id, Side::buy)->price, price("59990"));

    run(milliseconds(200));

    EXPECT_EQ(levels(Side::buy).size(), 2u);
}

TEST_F(RecordedFlowTest, LaysNothingWhereARecordingIsCrossed) {
    snapshot(0, {level("60002", "1"), level("59999", "1")}, {level("60001", "1")});
    begin();

    EXPECT_EQ(levels(Side::buy), (std::vector{level("59999", "1")}));
    EXPECT_TRUE(levels(Side::sell).empty());
    EXPECT_TRUE(exchange->trades(id).empty());
}

TEST_F(RecordedFlowTest, AsksForNothingMoreWhereTheRecordingIsEmpty) {
    begin();

    EXPECT_FALSE(next);
}

}  // namespace
}  // namespace twinleg::sim::wire
