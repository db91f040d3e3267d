// The lines of document 003, held against its own text.

#include "strategy/hedge_cycle/lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "strategy/hedge_cycle/returns.h"
#include "tests/support/instruments.h"

namespace twinleg::strategy::hedge_lines {
namespace {

using test::notional;
using test::price;
using test::quantity;

const Place kParadex{"Paradex", "BTC-USD-PERP"};
const Place kLighter{"Lighter", "1"};

Instrument paradex() {
    Instrument i = test::linear(0, 0, "paradex");
    i.lot = quantity("0.0001");
    return i;
}

Ratio percent(std::string_view text) {
    return parse_ratio(text).value();
}

// Requirement D063.
TEST(HedgeLines, ConfigurationBlockIsTheDocuments) {
    const auto lines = configuration(HedgeSettings{}, "BTC", "USDC", kParadex, kLighter);

    ASSERT_GE(lines.size(), 10u);
    EXPECT_EQ(lines[0], "=== Cross-Exchange Hedge Bot Configuration ===");
    EXPECT_EQ(lines[1], "Ticker: BTC");
    EXPECT_EQ(lines[2], "Paradex Contract: BTC-USD-PERP");
    EXPECT_EQ(lines[3], "Lighter Contract: 1");
    EXPECT_EQ(lines[4], "Margin per trade: 100 USDC");
    EXPECT_EQ(lines[5], "Hold time: 300s");
    EXPECT_EQ(lines[6], "Take Profit: 50%");
    EXPECT_EQ(lines[7], "Stop Loss: 50%");
    EXPECT_EQ(lines[8], "Reverse mode: False");
    EXPECT_EQ(lines[9], "P&L basis: percent of price");
    EXPECT_EQ(lines.back(), "==============================================");
}

// Requirements D064 to D068.
TEST(HedgeLines, OpeningIsTheDocuments) {
    const Instrument instrument = paradex();
    const Opening round{
        .first = kParadex,
        .second = kLighter,
        .instrument = instrument,
        .mid_first = price("96824.50"),
        .mid_second = price("96826.30"),
        .average = price("96825.40"),
        .quantity = quantity("0.001"),
        .bbo = {{price("96534.5"), quantity("1")}, {price("96824.5"), quantity("1")}},
        .side = Side::buy,
        .price = price("97114.73")};

    EXPECT_THAT(
        opening(round, HedgeSettings{}),
        ::testing::ElementsAre(
            "=== Opening Cross-Exchange Hedge Positions ===",
            "Prices: Paradex=96824.50, Lighter=96826.30, Avg=96825.40",
            "Calculated quantity: 0.0010 (margin=100, avg_price=96825.40)",
            "Normal mode: Paradex LONG + Lighter SHORT", "Target: 0.0010 @ avg_price 96825.40",
            "[MARKET] Placing buy market order: 0.0010 @ 97114.73 (bid=96534.50, "
            "ask=96824.50)"));
    EXPECT_EQ(opening(round, {.reverse = true})[3], "Reverse mode: Paradex SHORT + Lighter LONG");
}

// Requirement D069.
TEST(HedgeLines, OpenedLegsAreTheDocuments) {
    EXPECT_EQ(leg_opened(kParadex, paradex(), true, quantity("0.001"), price("96824.5")),
              "✓ Paradex LONG: 0.0010 @ 96824.50");
    EXPECT_EQ(leg_opened(kLighter, paradex(), false, quantity("0.001"), price("96826.3")),
              "✓ Lighter SHORT: 0.0010 @ 96826.30");
    EXPECT_EQ(opened(), "=== Cross-Exchange Hedge Positions Opened Successfully ===");
}

// Requirements D070 and D071.
TEST(HedgeLines, HoldingIsTheDocuments) {
    EXPECT_EQ(pnl(kParadex, percent("-0.12"), kLighter, percent("0.15"), PnlBasis::price),
              "P&L: Paradex=-0.12%, Lighter=0.15%");
    EXPECT_EQ(pnl(kParadex, percent("0.2349"), kLighter, percent("-0.0049"), PnlBasis::price),
              "P&L: Paradex=0.23%, Lighter=0.00%");
    EXPECT_EQ(pnl(kParadex, percent("12.345"), kLighter, percent("-3.005"), PnlBasis::margin),
              "P&L of margin: Paradex=12.35%, Lighter=-3.01%");
    EXPECT_EQ(hold_expired(seconds(300)), "Hold time expired (300s)");
    EXPECT_EQ(took_profit(kParadex, percent("50.126"), percent("50")),
              "Take profit: Paradex P&L 50.13% >= 50%");
    EXPECT_EQ(stopped_out(kLighter, percent("-40.5"), percent("40")),
              "Stop loss: Lighter P&L -40.50% <= -40%");
}

// Requirement D072.
TEST(HedgeLines, ClosingIsTheDocuments) {
    EXPECT_EQ(closing(), "=== Closing Cross-Exchange Hedge Positions ===");
    EXPECT_EQ(leg_closed(kParadex, paradex(), quantity("0.001"), price("96868.2")),
              "✓ Paradex closed: 0.0010 @ 96868.20");
    EXPECT_EQ(leg_closed(kLighter, paradex(), quantity("0.001"), price("96782.5")),
              "✓ Lighter closed: 0.0010 @ 96782.50");
    EXPECT_EQ(closed(), "=== Cross-Exchange Hedge Positions Closed ===");
    EXPECT_EQ(cycle_wait(seconds(20)), "Waiting 20 seconds before next cycle...");
    EXPECT_EQ(cycle_wait(milliseconds(1500)), "Waiting 1.5 seconds before next cycle...");
}

// Requirements D073 to D076.
TEST(HedgeLines, TroubleIsTheDocuments) {
    EXPECT_EQ(insufficient(kParadex, notional("50"), notional("200"), "USDC"),
              "Error: Insufficient Paradex balance: 50 USDC (required: 200 USDC)");
    EXPECT_EQ(insufficient(kLighter, notional("199.999"), notional("200"), "USDC"),
              "Error: Insufficient Lighter balance: 199.99 USDC (required: 200 USDC)");
    EXPECT_EQ(not_filled(), "[MARKET] Order not filled within 10s, cancelling");
    EXPECT_EQ(waiting_for_data(1, 10), "Waiting for WebSocket data... (1/10)");
    EXPECT_EQ(rolling_back(kParadex, paradex(), quantity("0.001"), price("96824.5")),
              "Rolling back Paradex position: 0.0010 @ 96824.50");
}

TEST(HedgeLines, AThresholdIsToldInAllItsUnits) {
    EXPECT_EQ(
        thresholds(HedgeSettings{}, percent("50"), percent("50"), price("96824.5"), "USDC", 24.0),
        "Each leg: take profit 50% = 48412.25 USDC = 2017.2 sigma, stop loss 50% = 48412.25 "
        "USDC = 2017.2 sigma (of price)");
    EXPECT_EQ(thresholds({.basis = PnlBasis::margin}, percent("1"), percent("1"), price("96824.5"),
                         "USDC", 0),
              "Each leg: take profit 50% = 968.24 USDC, stop loss 50% = 968.24 USDC (of margin)");
}

// Requirements D055, D056 and F16.
TEST(HedgeReturns, AreThePercentagesOfTheDocument) {
    EXPECT_EQ(to_text(percent_of_price(price("100"), price("101.5"), true)), "1.5");
    EXPECT_EQ(to_text(percent_of_price(price("100"), price("101.5"), false)), "-1.5");
    EXPECT_EQ(to_text(percent_of_price(price("3"), price("2"), true)), "-33.3333333333");
    EXPECT_EQ(to_text(percent_of_margin(percent("1.5"), basis_points(1000))), "15");
    EXPECT_EQ(to_text(percent_of_margin(percent("1.5"), Ratio{})), "1.5");
}

}  // namespace
}  // namespace twinleg::strategy::hedge_lines
