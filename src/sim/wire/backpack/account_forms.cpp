#include "sim/wire/backpack/account_forms.h"

#include <algorithm>

#include "sim/wire/backpack/texts.h"

namespace twinleg::sim::wire::backpack {

namespace {

// In basis points, as text: 0.0002 → "2".
std::string basis_point_text(Ratio rate) {
    return to_text(Ratio::from_raw(rate.raw() * 10'000));
}

// amount / whole, cut toward zero; zero where whole is.
Ratio share_of(Notional amount, Notional whole) {
    if (whole.raw() < 10'000) return {};
    // A margin and a position have at most 1e12 units, whose raw times 1e6 fits.
    const Int128 scaled = amount.raw() * 1'000'000 / (whole.raw() / 10'000);
    return Ratio::from_raw(static_cast<std::int64_t>(scaled));
}

struct Fractions {
    Ratio initial;
    Ratio maintenance;
};

// The initial one is also no less than 1/leverage.
Fractions fractions_of(const Venue& venue, const Member& member, InstrumentId id,
                       Notional exposure) {
    const Market& market = venue.markets.of(id);
    return {.initial = std::max(venue.exchange.margin_fraction(member.index, id),
                                market.initial.at(exposure)),
            .maintenance = market.maintenance.at(exposure)};
}

}  // namespace

std::string account_text(const Venue& venue, const Member& member) {
    const InstrumentId first{};
    const auto rate = [&](Liquidity liquidity) {
        return basis_point_text(venue.exchange.fee_rate(member.index, first, liquidity));
    };
    JsonWriter json;
    json.object()
        .field("autoBorrowSettlements", member.auto_borrow_settlements)
        .field("autoLend", member.auto_lend)
        .field("autoRealizePnl", true)
        .field("autoRepayBorrows", member.auto_repay_borrows)
        .field("borrowLimit", "0")
        .field("futuresMakerFee", rate(Liquidity::maker))
        .field("futuresTakerFee", rate(Liquidity::taker))
        .field("leverageLimit", member.leverage_limit)
        .field("limitOrders", venue.exchange.open_orders(member.index).size())
        .field("liquidating", false)
        .field("positionLimit", "100000000")
        .field("spotMakerFee", "8")
        .field("spotTakerFee", "10")
        .field("triggerOrders", 0)
        .end_object();
    return json.text();
}

// All is in USDC. What positions and orders hold is locked.
std::string capital_text(const Venue& venue, const Member& member) {
    const Notional total = venue.exchange.realised_collateral(member.index);
    const Notional locked =
        venue.exchange.initial_margin(member.index) + venue.exchange.order_margin(member.index);
    JsonWriter json;
    json.object().key("USDC").object();
    json.field("available", total - locked)
        .field("locked", locked)
        .field("staked", "0")
        .end_object()
        .end_object();
    return json.text();
}

std::string collateral_text(const Venue& venue, const Member& member) {
    const Exchange& exchange = venue.exchange;
    const AccountIndex index = member.index;
    const Notional assets = exchange.realised_collateral(index);
    const Notional locked = exchange.initial_margin(index) + exchange.order_margin(index);
    Notional exposure;
    for (const Market& each : venue.markets.all()) {
        const Position& held = exchange.position(index, each.instrument.id);
        if (held.mark().is_positive()) exposure += held.quantity().abs() * held.mark();
    }
    JsonWriter json;
    json.object()
        .field("assetsValue", assets)
        .field("borrowLiability", "0")
        .field("imf", share_of(exchange.initial_margin(index), exposure))
        .field("mmf", share_of(exchange.maintenance_margin(index), exposure))
        .field("unsettledEquity", "0")
        .field("liabilitiesValue", "0");
    json.key("marginFraction");
    if (exposure.is_zero())
        json.null();
    else
        json.value(share_of(exchange.equity(index), exposure));
    json.field("netEquity", exchange.equity(index))
        .field("netEquityAvailable", exchange.available(index))
        .field("netEquityLocked", locked)
        .field("netExposureFutures", exposure)
        .field("pnlUnrealized", exchange.unrealised(index));
    json.key("collateral").array().object();
    json.field("symbol", "USDC")
        .field("assetMarkPrice", "1")
        .field("totalQuantity", assets)
        .field("balanceNotional", assets)
        .field("collateralWeight", "1")
        .field("collateralValue", assets)
        .field("openOrderQuantity", "0")
        .field("lendQuantity", "0")
        .field("availableQuantity", assets - locked)
        .end_object()
        .end_array()
        .end_object();
    return json.text();
}

void write_position(JsonWriter& json, const Venue& venue, const Member& member, InstrumentId id) {
    const Position& held = venue.exchange.position(member.index, id);
    const Market& market = venue.markets.of(id);
    const Term& term = member.term(id);
    const Notional exposure = held.quantity().abs() * held.mark();
    const Fractions fractions = fractions_of(venue, member, id, exposure);
    json.object()
        .field("symbol", market.instrument.symbol)
        .field("netQuantity", held.quantity())
        .field("netExposureQuantity", held.quantity().abs())
        .field("netExposureNotional", exposure)
        .field("netCost", held.entry_value())
        .field("entryPrice", held.average_entry())
        .field("breakEvenPrice", held.average_entry())
        .field("markPrice", held.mark())
        .field("estLiquidationPrice", venue.exchange.liquidation_price(member.index, id))
        .field("imf", fractions.initial)
        .field("mmf", fractions.maintenance);
    write_margin_function(json.key("imfFunction"), market.initial);
    write_margin_function(json.key("mmfFunction"), market.maintenance);
    json.field("pnlRealized", term.realised)
        .field("pnlUnrealized", held.unrealised())
        .field("cumulativeFundingPayment", term.funding)
        .field("cumulativeInterest", "0")
        .field("positionId", std::to_string(term.id))
        .field("userId", member.user_id);
    json.key("subaccountId").null().end_object();
}

std::string position_update(const Venue& venue, const Member& member, InstrumentId id,
                            std::string_view event, Time time) {
    const Position& held = venue.exchange.position(member.index, id);
    const Term& term = member.term(id);
    const Notional exposure = held.quantity().abs() * held.mark();
    const Fractions fractions = fractions_of(venue, member, id, exposure);
    JsonWriter json;
    json.object();
    if (!event.empty()) json.field("e", event);
    json.field("E", us_of(time))
        .field("s", venue.markets.of(id).instrument.symbol)
        .field("b", held.average_entry())
        .field("B", held.average_entry())
        .field("f", fractions.initial)
        .field("M", held.mark())
        .field("m", fractions.maintenance)
        .field("q", held.quantity())
        .field("Q", held.quantity().abs())
        .field("n", exposure)
        .field("i", std::to_string(term.id))
        .field("p", term.realised)
        .field("P", held.unrealised())
        .field("T", us_of(time))
        .field("l", "0")
        .end_object();
    return json.text();
}

}  // namespace twinleg::sim::wire::backpack
