#include "replay/instrument_spec.h"

#include <gtest/gtest.h>

#include "replay/venues.h"

namespace twinleg::replay {
namespace {

Facts facts(std::string venue, std::string symbol) {
    Facts out;
    out.venue = std::move(venue);
    out.symbol = std::move(symbol);
    out.tick = *parse_price("0.1");
    out.lot = *parse_quantity("1");
    complete_facts(out);
    return out;
}

std::string assumed(const Specified& from, std::string_view name) {
    for (const auto& [key, text] : from.assumptions) {
        if (key == name) return text;
    }
    return "not assumed";
}

TEST(InstrumentSpec, TakesEverythingFromTheRecordingAndSaysSo) {
    const auto out = specify(facts("binance-coinm", "BTCUSD_PERP"), "");

    ASSERT_TRUE(out) << out.error().message;
    EXPECT_EQ(out->instrument.spec(), "binance-coinm:BTCUSD_PERP");
    EXPECT_EQ(out->instrument.base, "BTC");
    EXPECT_EQ(out->instrument.quote, "USD");
    EXPECT_EQ(out->instrument.kind, ContractKind::inverse);
    EXPECT_EQ(out->instrument.multiplier, Quantity::from_units(100));
    EXPECT_EQ(assumed(*out, "contract"), "100");
    EXPECT_EQ(assumed(*out, "tick"), "0.1");
    EXPECT_EQ(assumed(*out, "taker_bps"), "5");
    EXPECT_EQ(out->assumptions.size(), 10U);
}

TEST(InstrumentSpec, OtherCoinsOfBinanceHaveContractsOfTenDollars) {
    EXPECT_EQ(specify(facts("binance-coinm", "ETHUSD_PERP"), "")->instrument.multiplier,
              Quantity::from_units(10));
}

TEST(InstrumentSpec, APersonKnowsBetter) {
    const auto out = specify(facts("binance-usdm", "BTCUSDT"),
                             "symbol=ETHUSDC,tick=0.01,lot=0.002,min_quantity=0.004,"
                             "min_notional=5,maker_bps=-0.5,taker_bps=4,quote=USD");

    ASSERT_TRUE(out) << out.error().message;
    EXPECT_EQ(out->instrument.base, "ETH");
    EXPECT_EQ(out->instrument.quote, "USD");
    EXPECT_EQ(out->instrument.tick, *parse_price("0.01"));
    EXPECT_EQ(out->instrument.min_quantity, *parse_quantity("0.004"));
    EXPECT_EQ(out->instrument.maker_fee, *parse_ratio("-0.00005"));
    EXPECT_EQ(out->instrument.taker_fee, basis_points(4));
    EXPECT_EQ(assumed(*out, "tick"), "not assumed");
    EXPECT_EQ(assumed(*out, "kind"), "linear");
}

TEST(InstrumentSpec, NamesTheKeyThatIsWrong) {
    const Facts known = facts("binance-usdm", "BTCUSDT");
    const auto message = [&](std::string_view spec) {
        const auto out = specify(known, spec);
        return out ? std::string{"accepted"} : out.error().message;
    };
    EXPECT_NE(message("tik=0.1").find("there is no key \"tik\""), std::string::npos);
    EXPECT_NE(message("tick=0").find("tick"), std::string::npos) << message("tick=0");
    EXPECT_NE(message("tick=-1").find("tick"), std::string::npos) << message("tick=-1");
    EXPECT_NE(message("lot=much").find("lot: \"much\""), std::string::npos);
    EXPECT_NE(message("kind=odd").find("kind: \"odd\""), std::string::npos);
    EXPECT_NE(message("min_quantity=-1").find("min_quantity"), std::string::npos)
        << message("min_quantity=-1");
    EXPECT_NE(message("tick=1,tick=2").find("twice"), std::string::npos);
    EXPECT_NE(message("tick").find("is not key=value"), std::string::npos);
}

}  // namespace
}  // namespace twinleg::replay
