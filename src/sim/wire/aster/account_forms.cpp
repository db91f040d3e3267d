#include "sim/wire/aster/account_forms.h"

#include <algorithm>

#include "sim/wire/aster/texts.h"

namespace twinleg::sim::wire::aster {

namespace {

// What may leave: never more than is free, and no profit that is not realised.
Notional withdrawable(const Venue& venue, const Member& member) {
    const Notional free = std::min(venue.exchange.available(member.index),
                                   venue.exchange.realised_collateral(member.index));
    return std::max(free, Notional{});
}

Notional position_margin(const Venue& venue, const Member& member, InstrumentId id) {
    const Position& held = venue.exchange.position(member.index, id);
    return scale_toward_zero(held.quantity().abs() * held.mark(),
                             venue.exchange.margin_fraction(member.index, id));
}

Notional maintenance_margin(const Venue& venue, const Member& member, InstrumentId id) {
    const Position& held = venue.exchange.position(member.index, id);
    return scale_toward_zero(held.quantity().abs() * held.mark(),
                             venue.exchange.instrument(id).maintenance_margin);
}

std::string margin_type(const Member& member, InstrumentId id) {
    return member.is_isolated(id) ? "isolated" : "cross";
}

void write_totals(JsonWriter& json, const Venue& venue, const Member& member, bool whole) {
    const Exchange& exchange = venue.exchange;
    const AccountIndex index = member.index;
    const Notional wallet = exchange.realised_collateral(index);
    const Notional positions = exchange.initial_margin(index);
    const Notional orders = exchange.order_margin(index);
    const auto name = [&](std::string_view total, std::string_view of_asset) {
        return whole ? total : of_asset;
    };
    json.field(name("totalInitialMargin", "initialMargin"), money(positions + orders))
        .field(name("totalMaintMargin", "maintMargin"), money(exchange.maintenance_margin(index)))
        .field(name("totalWalletBalance", "walletBalance"), money(wallet))
        .field(name("totalUnrealizedProfit", "unrealizedProfit"), money(exchange.unrealised(index)))
        .field(name("totalMarginBalance", "marginBalance"), money(exchange.equity(index)))
        .field(name("totalPositionInitialMargin", "positionInitialMargin"), money(positions))
        .field(name("totalOpenOrderInitialMargin", "openOrderInitialMargin"), money(orders))
        .field(name("totalCrossWalletBalance", "crossWalletBalance"), money(wallet))
        .field(name("totalCrossUnPnl", "crossUnPnl"), money(exchange.unrealised(index)))
        .field("availableBalance", money(exchange.available(index)))
        .field("maxWithdrawAmount", money(withdrawable(venue, member)));
}

void write_account_position(JsonWriter& json, const Venue& venue, const Member& member,
                            const Market& market) {
    const InstrumentId id = market.instrument.id;
    const Position& held = venue.exchange.position(member.index, id);
    json.object()
        .field("symbol", market.instrument.symbol)
        .field("initialMargin", money(position_margin(venue, member, id)))
        .field("maintMargin", money(maintenance_margin(venue, member, id)))
        .field("unrealizedProfit", money(held.unrealised()))
        .field("positionInitialMargin", money(position_margin(venue, member, id)))
        .field("openOrderInitialMargin", "0")
        .field("leverage", std::to_string(member.leverage_of(id)))
        .field("isolated", member.is_isolated(id))
        .field("entryPrice", padded(held.average_entry(), 5))
        .field("maxNotional", "100000000")
        .field("positionSide", "BOTH")
        .field("positionAmt", padded(held.quantity(), market.quantity_places))
        .field("updateTime", ms_of(venue.exchange.now()))
        .end_object();
}

}  // namespace

std::string balance_text(const Venue& venue, const Member& member) {
    const Exchange& exchange = venue.exchange;
    const Notional wallet = exchange.realised_collateral(member.index);
    JsonWriter json;
    json.array().object();
    json.field("accountAlias", member.alias)
        .field("asset", "USDT")
        .field("balance", money(wallet))
        .field("crossWalletBalance", money(wallet))
        .field("crossUnPnl", money(exchange.unrealised(member.index)))
        .field("availableBalance", money(exchange.available(member.index)))
        .field("maxWithdrawAmount", money(withdrawable(venue, member)))
        .field("marginAvailable", true)
        .field("updateTime", ms_of(exchange.now()))
        .end_object()
        .end_array();
    return json.text();
}

std::string account_text(const Venue& venue, const Member& member) {
    JsonWriter json;
    json.object()
        .field("feeTier", 0)
        .field("canTrade", true)
        .field("canDeposit", true)
        .field("canWithdraw", true)
        .field("updateTime", ms_of(venue.exchange.now()));
    write_totals(json, venue, member, true);
    json.key("assets").array().object().field("asset", "USDT");
    write_totals(json, venue, member, false);
    json.field("marginAvailable", true)
        .field("updateTime", ms_of(venue.exchange.now()))
        .end_object()
        .end_array();
    json.key("positions").array();
    for (const Market& each : venue.markets.all())
        write_account_position(json, venue, member, each);
    json.end_array().end_object();
    return json.text();
}

void write_position_risk(JsonWriter& json, const Venue& venue, const Member& member,
                         InstrumentId id) {
    const Market& market = venue.markets.of(id);
    const Position& held = venue.exchange.position(member.index, id);
    json.object()
        .field("symbol", market.instrument.symbol)
        .field("positionAmt", padded(held.quantity(), market.quantity_places))
        .field("entryPrice", padded(held.average_entry(), 5))
        .field("markPrice", padded(held.mark(), 8))
        .field("unRealizedProfit", money(held.unrealised()))
        .field("liquidationPrice", to_text(venue.exchange.liquidation_price(member.index, id)))
        .field("leverage", std::to_string(member.leverage_of(id)))
        .field("maxNotionalValue", "100000000")
        .field("marginType", margin_type(member, id))
        .field("isolatedMargin", "0.00000000")
        .field("isAutoAddMargin", "false")
        .field("positionSide", "BOTH")
        .field("notional", money(held.quantity() * held.mark()))
        .field("isolatedWallet", "0")
        .field("updateTime", ms_of(venue.exchange.now()))
        .end_object();
}

std::string account_update(const Venue& venue, const Member& member, std::string_view reason,
                           const std::vector<InstrumentId>& positions, Time time) {
    const std::string wallet = money(venue.exchange.realised_collateral(member.index));
    JsonWriter json;
    json.object()
        .field("e", "ACCOUNT_UPDATE")
        .field("E", ms_of(time))
        .field("T", ms_of(time))
        .key("a")
        .object();
    json.field("m", reason).key("B").array().object();
    json.field("a", "USDT")
        .field("wb", wallet)
        .field("cw", wallet)
        .field("bc", "0")
        .end_object()
        .end_array();
    json.key("P").array();
    for (const InstrumentId id : positions) {
        const Market& market = venue.markets.of(id);
        const Position& held = venue.exchange.position(member.index, id);
        json.object()
            .field("s", market.instrument.symbol)
            .field("pa", padded(held.quantity(), market.quantity_places))
            .field("ep", padded(held.average_entry(), 5))
            .field("cr", money(held.realised()))
            .field("up", money(held.unrealised()))
            .field("mt", margin_type(member, id))
            .field("iw", "0")
            .field("ps", "BOTH")
            .end_object();
    }
    json.end_array().end_object().end_object();
    return json.text();
}

}  // namespace twinleg::sim::wire::aster
