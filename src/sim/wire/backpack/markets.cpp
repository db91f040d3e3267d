#include "sim/wire/backpack/markets.h"

#include <algorithm>

namespace twinleg::sim::wire::backpack {

namespace {

constexpr std::string_view kCreated = "2025-01-21T06:34:54.691858";

Market market(std::string_view base, std::string_view tick, std::string_view lot,
              std::string_view max_price, std::string_view max_quantity, MarginFunction initial,
              MarginFunction maintenance, std::string_view open_interest_limit) {
    Market out;
    out.instrument.symbol = std::string{base} + "_USDC_PERP";
    out.instrument.base = base;
    out.instrument.quote = "USDC";
    out.instrument.tick = parse_price(tick).value();
    out.instrument.lot = parse_quantity(lot).value();
    out.instrument.min_quantity = out.instrument.lot;
    out.instrument.maker_fee = basis_points(kMakerBps);
    out.instrument.taker_fee = basis_points(kTakerBps);
    out.instrument.initial_margin =
        std::max(parse_ratio(initial.base).value(), basis_points(10'000 / kDefaultLeverage));
    out.instrument.maintenance_margin = parse_ratio(maintenance.base).value();
    if (!max_price.empty()) out.max_price = parse_price(max_price).value();
    if (!max_quantity.empty()) out.max_quantity = parse_quantity(max_quantity).value();
    out.initial = initial;
    out.maintenance = maintenance;
    out.open_interest_limit = open_interest_limit;
    return out;
}

// The largest number whose square is not above.
std::uint64_t square_root(UInt128 number) {
    std::uint64_t root = 0;
    for (std::uint64_t bit = std::uint64_t{1} << 63; bit != 0; bit >>= 1) {
        const UInt128 tried = root | bit;
        if (tried * tried <= number) root |= bit;
    }
    return root;
}

std::string_view state_of(MarketMode mode) {
    switch (mode) {
        case MarketMode::normal:
            return "Open";
        case MarketMode::post_only:
            return "PostOnly";
        case MarketMode::cancel_only:
            return "CancelOnly";
        case MarketMode::halted:
            return "Closed";
    }
    return "Closed";
}

}  // namespace

Ratio MarginFunction::at(Notional notional) const {
    // 18 places make 9 of the root.
    const auto root = square_root(static_cast<UInt128>(notional.abs().raw()));
    const Int128 scaled = static_cast<Int128>(parse_ratio(factor).value().raw()) * root;
    const Ratio by_size = Ratio::from_raw(static_cast<std::int64_t>(scaled / 1'000'000'000));
    return std::max(parse_ratio(base).value(), by_size);
}

Markets::Markets() {
    add(market("BTC", "0.1", "0.00001", "1000000", "", {"0.01333333", "0.00002494"},
               {"0.00666667", "0.00001496"}, "4000"));
    add(market("ETH", "0.01", "0.0001", "", "", {"0.01333333", "0.00003"},
               {"0.00666667", "0.00002"}, "60000"));
    add(market("SOL", "0.01", "0.01", "1000", "50000", {"0.02", "0.0001275"},
               {"0.0125", "0.0000765"}, "200000"));
}

void write_margin_function(JsonWriter& json, const MarginFunction& function) {
    json.object()
        .field("type", "sqrt")
        .field("base", function.base)
        .field("factor", function.factor)
        .end_object();
}

void write_market(JsonWriter& json, const Market& market, MarketMode mode) {
    const Instrument& at = market.instrument;
    json.object()
        .field("symbol", at.symbol)
        .field("baseSymbol", at.base)
        .field("quoteSymbol", at.quote)
        .field("marketType", "PERP");
    json.key("filters").object().key("price").object().field("minPrice", at.tick);
    if (market.max_price.is_zero())
        json.key("maxPrice").null();
    else
        json.field("maxPrice", market.max_price);
    json.field("tickSize", at.tick)
        .field("maxMultiplier", "1.25")
        .field("minMultiplier", "0.75")
        .field("maxImpactMultiplier", "1.03")
        .field("minImpactMultiplier", "0.97");
    json.key("meanMarkPriceBand")
        .object()
        .field("maxMultiplier", "1.1")
        .field("minMultiplier", "0.9")
        .end_object();
    json.key("meanPremiumBand").object().field("tolerancePct", "0.05").end_object();
    json.key("borrowEntryFeeMaxMultiplier").null();
    json.key("borrowEntryFeeMinMultiplier").null().end_object();
    json.key("quantity").object().field("minQuantity", at.min_quantity);
    if (market.max_quantity.is_zero())
        json.key("maxQuantity").null();
    else
        json.field("maxQuantity", market.max_quantity);
    json.field("stepSize", at.lot).end_object().end_object();
    write_margin_function(json.key("imfFunction"), market.initial);
    write_margin_function(json.key("mmfFunction"), market.maintenance);
    json.field("fundingInterval", kFundingMinutes * 60'000)
        .field("fundingRateUpperBound", "100")
        .field("fundingRateLowerBound", "-100")
        .field("openInterestLimit", market.open_interest_limit)
        .field("orderBookState", state_of(mode))
        .field("createdAt", kCreated)
        .field("visible", true);
    json.key("positionLimitWeight").null().end_object();
}

}  // namespace twinleg::sim::wire::backpack
