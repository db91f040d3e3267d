// The figures for Prometheus.

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tests/panel/stage.h"
#include "tests/support/temp_dir.h"

namespace twinleg::panel::test {
namespace {

using ::testing::HasSubstr;

class Metrics : public PanelTest {};

TEST_F(Metrics, AreThoseThatDashboardsAreBuiltOn) {
    show();
    start();
    wish_a_pair();
    quote(0, "100", "100.1");
    pass_and_fill(seconds(1));
    tell(FundingRate{.instrument = {0}});
    state([](const Json& p) { return p["counts"]["pair_trades"]["completed"] == 1; });
    latencies.record(runtime::LatencyStage::send, 0, 100'000);

    const auto answer = get(port(), "/metrics");

    EXPECT_THAT(answer.head, HasSubstr("text/plain; version=0.0.4"));
    for (const auto* line :
         {"twinleg_build_info{version=\"1.2.3\"} 1\n",
          "twinleg_desk_mode{pair=\"BTC\",mode=\"active\"} 1\n",
          "twinleg_desk_latched{pair=\"BTC\"} 0\n",
          "twinleg_desk_paused{pair=\"BTC\"} 0\n",
          "twinleg_position{pair=\"BTC\",instrument=\"a:BTC\"} 0.01\n",
          "twinleg_equity_quote{pair=\"BTC\",venue=\"a\"} ",
          "twinleg_liquidation_distance_ratio{pair=\"BTC\",instrument=\"a:BTC\"} ",
          "twinleg_pnl_quote{pair=\"BTC\",cause=\"total\"} ",
          "twinleg_day_pnl_quote{pair=\"BTC\"} ",
          "twinleg_book_ready{pair=\"BTC\",instrument=\"b:BTC\"} 1\n",
          "twinleg_book_age_seconds{",
          "twinleg_orders_total{pair=\"BTC\",outcome=\"sent\"} 2\n",
          "twinleg_fills_total{pair=\"BTC\",liquidity=",
          "twinleg_exposure_coins{",
          "twinleg_dust_coins{",
          "twinleg_unhedged_seconds{",
          "twinleg_pair_trades_total{pair=\"BTC\",outcome=\"completed\"} 1\n",
          "twinleg_breaker_trips_total{",
          "twinleg_halts_total{",
          "twinleg_book_gaps_total{",
          "twinleg_resyncs_total{",
          "twinleg_journal_events_total{",
          "twinleg_journal_stalled{",
          "twinleg_stage_seconds_bucket{pair=\"BTC\",stage=\"send\",le=\"+Inf\"} 1\n",
          "twinleg_stage_seconds_count{",
          "twinleg_panel_clients 0\n",
          "twinleg_panel_skipped_total 0\n",
          "twinleg_engine_turn_age_seconds{"})
        EXPECT_THAT(answer.body, HasSubstr(line));
}

TEST_F(Metrics, PassPrometheusOwnCheck) {
    if (std::system("command -v promtool >/dev/null 2>&1") != 0)
        GTEST_SKIP() << "promtool is not installed (package prometheus)";
    show();
    start();
    state();
    const support::TempDir dir;
    const auto file = dir.path() / "metrics";
    std::ofstream(file) << get(port(), "/metrics").body;

    EXPECT_EQ(std::system(("promtool check metrics < " + file.string()).c_str()), 0);
}

TEST_F(Metrics, EscapeNames) {
    show({.name = "a\"b\\c\nd"});
    start();
    state();
    EXPECT_THAT(get(port(), "/metrics").body,
                HasSubstr("twinleg_desk_paused{pair=\"a\\\"b\\\\c\\nd\"} 0\n"));
}

}  // namespace
}  // namespace twinleg::panel::test
