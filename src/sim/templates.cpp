#include "sim/templates.h"

#include <array>
#include <string>

namespace twinleg::sim {
namespace {

// Source: the venues' own pages, "Reference values", "market" and "metadata" tables. Sizes of ETH
// and SOL at edgeX are like those of its BTC.
struct Row {
    std::string_view venue, coin, symbol, quote;
    const char *tick, *lot, *min_quantity, *min_notional, *maker_fee, *taker_fee;
    bool reduce_only_below_minimum;
};

constexpr std::array kRows{
    Row{"edgex", "BTC", "BTCUSDC", "USDC", "0.1", "0.001", "0.001", "0", "0.00015", "0.00038",
        false},
    Row{"edgex", "ETH", "ETHUSDC", "USDC", "0.01", "0.01", "0.01", "0", "0.00015", "0.00038",
        false},
    Row{"edgex", "SOL", "SOLUSDC", "USDC", "0.01", "0.1", "0.1", "0", "0.00015", "0.00038", false},
    Row{"lighter", "BTC", "BTC", "USDC", "0.1", "0.00001", "0.00007", "10", "0", "0", true},
    Row{"lighter", "ETH", "ETH", "USDC", "0.01", "0.0001", "0.002", "10", "0", "0", true},
    Row{"lighter", "SOL", "SOL", "USDC", "0.001", "0.001", "0.055", "10", "0", "0", true},
    Row{"paradex", "BTC", "BTC-USD-PERP", "USD", "0.1", "0.00001", "0", "10", "0.00003", "0.00045",
        true},
    Row{"paradex", "ETH", "ETH-USD-PERP", "USD", "0.01", "0.0001", "0", "10", "0.00003", "0.00045",
        true},
    Row{"paradex", "SOL", "SOL-USD-PERP", "USD", "0.001", "0.01", "0", "10", "0.00003", "0.00045",
        true},
    Row{"backpack", "BTC", "BTC_USDC_PERP", "USDC", "0.1", "0.00001", "0.00001", "0", "0.0002",
        "0.0005", false},
    Row{"backpack", "ETH", "ETH_USDC_PERP", "USDC", "0.01", "0.0001", "0.0001", "0", "0.0002",
        "0.0005", false},
    Row{"backpack", "SOL", "SOL_USDC_PERP", "USDC", "0.01", "0.01", "0.01", "0", "0.0002", "0.0005",
        false},
    Row{"aster", "BTC", "BTCUSDT", "USDT", "0.1", "0.001", "0.001", "5", "0.0001", "0.00035", true},
    Row{"aster", "ETH", "ETHUSDT", "USDT", "0.01", "0.001", "0.001", "5", "0.0001", "0.00035",
        true},
    Row{"aster", "SOL", "SOLUSDT", "USDT", "0.01", "0.01", "0.01", "5", "0.0001", "0.00035", true},
};

}  // namespace

Result<Instrument> instrument_like(std::string_view venue, std::string_view coin) {
    for (const Row& row : kRows) {
        if (row.venue != venue || row.coin != coin) continue;
        Instrument instrument;
        instrument.venue_name = row.venue;
        instrument.symbol = row.symbol;
        instrument.base = row.coin;
        instrument.quote = row.quote;
        instrument.tick = parse_price(row.tick).value();
        instrument.lot = parse_quantity(row.lot).value();
        instrument.min_quantity = parse_quantity(row.min_quantity).value();
        instrument.min_notional = parse_notional(row.min_notional).value();
        instrument.reduce_only_below_minimum = row.reduce_only_below_minimum;
        instrument.maker_fee = parse_ratio(row.maker_fee).value();
        instrument.taker_fee = parse_ratio(row.taker_fee).value();
        return instrument;
    }
    return fail(Errc::unsupported, "no simulated market for " + std::string{coin} + " at " +
                                       std::string{venue} +
                                       "; there are BTC, ETH and SOL at edgex, lighter, paradex, "
                                       "backpack and aster");
}

Result<SimVenueConfig> venue_like(std::string_view venue, std::string_view coin, VenueId id,
                                  InstrumentId instrument) {
    auto like = instrument_like(venue, coin);
    if (!like) return std::unexpected{like.error()};
    like->id = instrument;
    like->venue = id;
    SimVenueConfig config;
    config.instruments = {*like};
    config.traits.id = id;
    config.traits.name = venue;
    config.traits.validity = seconds(1);
    if (venue == "lighter") {
        config.traits.validity = seconds(5);
        config.traits.taker_delay = milliseconds(300);
        config.traits.nonces = exec::NonceRule::strict;
        config.traits.round_trip = milliseconds(500);
        config.traits.dead_man = {
            .ahead = minutes(6), .renew_after = seconds(90), .one_slot = true};
        config.cancel_delay = milliseconds(200);
        config.self_trade = SelfTrade::expire_maker;
        config.replies_at_door = true;
        config.ids_for_ever = false;
        config.latencies = {.request = {milliseconds(20), milliseconds(60)},
                            .stream = {milliseconds(20), milliseconds(80)},
                            .reply = {milliseconds(20), milliseconds(60)},
                            .answer = {milliseconds(20), milliseconds(90)}};
        config.funding_period = minutes(60);
    } else if (venue == "edgex") {
        config.latencies = {.request = {milliseconds(15), milliseconds(45)},
                            .stream = {milliseconds(15), milliseconds(50)},
                            .reply = {milliseconds(15), milliseconds(45)},
                            .answer = {milliseconds(20), milliseconds(60)}};
        config.funding_period = minutes(240);
    } else {
        config.funding_period = minutes(60);
    }
    config.funding_rate = Ratio::from_raw(100'000);  // 0.1 bps an interval
    return config;
}

Result<FlowConfig> flow_of(std::string_view coin) {
    FlowConfig flow;
    if (coin == "BTC") {
        flow.start = Price::from_units(60'000);
        flow.coin_size = parse_quantity("0.05").value();
    } else if (coin == "ETH") {
        flow.start = Price::from_units(3'000);
        flow.coin_size = parse_quantity("1").value();
    } else if (coin == "SOL") {
        flow.start = Price::from_units(150);
        flow.coin_size = parse_quantity("20").value();
    } else {
        return fail(Errc::unsupported,
                    "no simulated market for " + std::string{coin} + "; there are BTC, ETH, SOL");
    }
    return flow;
}

FlowConfig with_excursions(FlowConfig flow) {
    flow.basis = 300'000;
    flow.long_tails = true;
    return flow;
}

}  // namespace twinleg::sim
