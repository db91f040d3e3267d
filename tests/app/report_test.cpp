#include "app/report.h"

#include <gtest/gtest.h>

namespace twinleg::app {
namespace {

TEST(Report, HasEveryFieldEvenWhenNothingHappened) {
    const auto json = to_json(Report{});

    EXPECT_EQ(
        json,
        R"({"strategy":"","mode":"","duration_ms":0,"venues":[],"instruments":[],)"
        R"("orders":{"sent":0,"accepted":0,"rejected":0,"cancelled":0,"expired":0,"unknown_resolved":0},)"
        R"("fills":{"count":0,"maker":0,"taker":0,"volume_base":"0","volume_quote":"0"},)"
        R"("pair_trades":{"completed":0,"rolled_back":0,"failed":0},)"
        R"("positions":[],"exposure_base":"0","dust_base":"0",)"
        R"("pnl":{"total":"0","trading":"0","fees":"0","funding":"0","by_venue":{}},)"
        R"("venue_equity_change":"0","unhedged_ms":{"p50":0,"p99":0,"max":0},)"
        R"("latency_us":{"tick_to_trade":{"p50":0,"p99":0,"max":0,"count":0},)"
        R"("decode":{"p50":0,"p99":0,"max":0,"count":0},)"
        R"("strategy":{"p50":0,"p99":0,"max":0,"count":0},)"
        R"("risk":{"p50":0,"p99":0,"max":0,"count":0},)"
        R"("sign":{"p50":0,"p99":0,"max":0,"count":0},)"
        R"("send":{"p50":0,"p99":0,"max":0,"count":0}},)"
        R"("risk":{"refused":{},"breaker_trips":0,"halts":0},)"
        R"("books":{"gaps":0,"resyncs":0,"stale_ms_max":0},)"
        R"("journal":{"events":0,"commands":0,"path":""},"invariants":"held"})");
}

TEST(Report, TotalIsTradingAndFeesAndFundingEachWithItsSign) {
    Report report;
    report.pnl.trading = *parse_notional("1.5");
    report.pnl.fees = *parse_notional("-0.25");
    report.pnl.funding = *parse_notional("-0.000000000000000001");

    EXPECT_EQ(to_text(report.pnl.total()), "1.249999999999999999");
    EXPECT_NE(to_json(report).find(R"("pnl":{"total":"1.249999999999999999","trading":"1.5")"),
              std::string::npos);
}

TEST(Report, NamesTheInputOnlyWhereThereWasOne) {
    Report report;
    EXPECT_EQ(to_json(report).find("events_per_second"), std::string::npos);

    report.input = Report::Input{};
    report.input->frames = 7;
    report.input->assumptions = {{"latency", "50 ms each way"}};

    const auto json = to_json(report);
    EXPECT_NE(
        json.find(
            R"("input":{"frames":7,"events":0,"skipped":0,"first_ns":0,"last_ns":0,"gaps":0})"),
        std::string::npos);
    EXPECT_NE(json.find(R"("assumptions":{"latency":"50 ms each way"},"events_per_second":0)"),
              std::string::npos);
}

TEST(Percentiles, AreByNearestRank) {
    std::vector<std::int64_t> values;
    for (int i = 100; i >= 1; --i)
        values.push_back(i);

    const auto of_hundred = percentiles(values);
    const auto of_one = percentiles({7});
    const auto of_none = percentiles({});

    EXPECT_EQ(of_hundred.p50, 50);
    EXPECT_EQ(of_hundred.p99, 99);
    EXPECT_EQ(of_hundred.max, 100);
    EXPECT_EQ(of_one.p50, 7);
    EXPECT_EQ(of_one.p99, 7);
    EXPECT_EQ(of_none.max, 0);
}

}  // namespace
}  // namespace twinleg::app
