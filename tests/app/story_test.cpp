#include "app/story.h"

#include <condition_variable>
#include <mutex>
#include <sstream>

#include <gtest/gtest.h>

#include "app/line_writer.h"
#include "sim/templates.h"

namespace twinleg::app {
namespace {

engine::Config desk() {
    engine::Config config;
    config.instruments = {{.instrument = *sim::instrument_like("edgex", "BTC"), .book = {}},
                          {.instrument = *sim::instrument_like("lighter", "BTC"), .book = {}}};
    config.instruments[1].instrument.id = {1};
    config.venues = {{.id = {0}, .name = "edgex"}, {.id = {1}, .name = "lighter"}};
    return config;
}

// The example of document 000: long, 0.001, 42150.5 against 42165.2.
PairClosed long_pair() {
    return {.id = {3},
            .outcome = PairOutcome::completed,
            .first = {.instrument = {0},
                      .bought = *parse_quantity("0.001"),
                      .average_buy = *parse_price("42150.5")},
            .second = {.instrument = {1},
                       .sold = *parse_quantity("0.001"),
                       .average_sell = *parse_price("42165.2")},
            .unhedged = milliseconds(125),
            .pnl = *parse_notional("0.0147")};
}

TEST(Story, TellsAPairTradeInOneLine) {
    EXPECT_EQ(pair_text(long_pair(), desk()),
              "pair 3  long  0.001 BTC  edgex 42150.5  lighter 42165.2  spread +14.7 (3.49 bps)"
              "  pnl +0.0147  unhedged 125 ms");
}

TEST(Story, CountsTheSpreadOfAShortPairTheOtherWay) {
    auto pair = long_pair();
    std::swap(pair.first.bought, pair.first.sold);
    std::swap(pair.first.average_buy, pair.first.average_sell);
    std::swap(pair.second.bought, pair.second.sold);
    std::swap(pair.second.average_buy, pair.second.average_sell);
    pair.pnl = *parse_notional("-0.0147");

    EXPECT_EQ(pair_text(pair, desk()),
              "pair 3  short  0.001 BTC  edgex 42150.5  lighter 42165.2  spread -14.7 (-3.49 bps)"
              "  pnl -0.0147  unhedged 125 ms");
}

TEST(Story, LeavesOutTheSpreadOfALegThatNeverTraded) {
    auto pair = long_pair();
    pair.second = {.instrument = {1}};

    EXPECT_EQ(pair_text(pair, desk()),
              "pair 3  long  0.001 BTC  edgex 42150.5  lighter –  pnl +0.0147  unhedged 125 ms");
}

TEST(Story, EndsWithATableThatAddsUp) {
    Report report;
    report.pnl.trading = *parse_notional("12.5");
    report.pnl.fees = *parse_notional("-0.25");
    report.pnl.by_venue["edgex"] = {
        .trading = *parse_notional("-7.5"), .fees = *parse_notional("-0.25"), .funding = {}};
    report.pnl.by_venue["lighter"] = {.trading = *parse_notional("20"), .fees = {}, .funding = {}};
    report.venue_equity_change = report.pnl.total();

    const auto table = pnl_table(report);

    ASSERT_EQ(table.size(), 5u);
    EXPECT_EQ(table[0], "  PnL                trading          fees       funding         total");
    EXPECT_EQ(table[1], "  edgex              -7.5000       -0.2500        0.0000       -7.7500");
    EXPECT_EQ(table[2], "  lighter           +20.0000        0.0000        0.0000      +20.0000");
    EXPECT_EQ(table[3], "  both              +12.5000       -0.2500        0.0000      +12.2500");
    EXPECT_EQ(table[4], "  the venues' own accounts changed by +12.2500: equal to the last digit");

    report.venue_equity_change = *parse_notional("12.249999999999999999");
    EXPECT_NE(pnl_table(report).back().find("NOT what we counted"), std::string::npos);
}

TEST(Story, TellsHowManySlicesAreStillToClose) {
    auto config = desk();
    config.exec.pair_quantity = *parse_quantity("0.01");
    config.risk.orders_per_minute = 120;

    EXPECT_EQ(closing_text(*parse_quantity("-0.255"), config),
              "  closing: 26 slices of 0.01 to go, at most 120 orders a minute");
    EXPECT_EQ(closing_text(*parse_quantity("0.01"), config), "");
    EXPECT_EQ(closing_text({}, config), "");
}

TEST(Story, ShowsTheTimeOfDayInUtc) {
    EXPECT_EQ(clock_text(Time{1'700'000'000'000'000'000}), "22:13:20");
}

TEST(LineWriter, WritesEveryLineInOrder) {
    std::ostringstream out;
    {
        LineWriter writer(out);
        for (int i = 0; i < 100; ++i)
            writer.write(std::to_string(i));
        writer.flush();
        EXPECT_TRUE(out.str().ends_with("98\n99\n"));
        writer.write("last");
    }
    EXPECT_TRUE(out.str().starts_with("0\n1\n2\n"));
    EXPECT_TRUE(out.str().ends_with("99\nlast\n"));
}

// A terminal that stands still until it is let go.
class StuckBuffer : public std::stringbuf {
public:
    void let_go() {
        const std::lock_guard lock(mutex_);
        stuck_ = false;
        moved_.notify_all();
    }

protected:
    std::streamsize xsputn(const char* text, std::streamsize size) override {
        std::unique_lock lock(mutex_);
        moved_.wait(lock, [this] { return !stuck_; });
        return std::stringbuf::xsputn(text, size);
    }

private:
    std::mutex mutex_;
    std::condition_variable moved_;
    bool stuck_{true};
};

TEST(LineWriter, NeverWaitsForATerminalThatStandsStill) {
    StuckBuffer buffer;
    std::ostream out(&buffer);
    {
        LineWriter writer(out, 10);

        for (int i = 0; i < 1000; ++i)
            writer.write("line");  // returns, though nothing can leave

        buffer.let_go();
    }
    EXPECT_NE(buffer.str().find("lines were dropped here"), std::string::npos);
}

}  // namespace
}  // namespace twinleg::app
