#include "sim/wire/backpack/account_desk.h"

#include <algorithm>

namespace twinleg::sim::wire::backpack {

Asked<net::ServerResponse> AccountDesk::answer(const Call& call, Member& member) {
    if (call.is("GET", "/api/v1/account")) return json_answer(account_text(venue_, member));
    if (call.is("PATCH", "/api/v1/account")) return update(call, member);
    if (call.path == "/api/v1/account/limits/order") return order_limit(call, member);
    if (call.is("GET", "/api/v1/capital")) return json_answer(capital_text(venue_, member));
    if (call.is("GET", "/api/v1/capital/collateral"))
        return json_answer(collateral_text(venue_, member));
    if (call.is("GET", "/api/v1/position")) return positions(call, member);
    if (call.is("GET", "/wapi/v1/capital/deposits") ||
        call.is("GET", "/wapi/v1/capital/withdrawals"))
        return json_answer("[]");
    return trouble(400, code::kNotImplemented, "not simulated");
}

Asked<net::ServerResponse> AccountDesk::update(const Call& call, Member& member) {
    const auto flag = [&](std::string_view name) { return call.fields.find(name); };
    for (const std::string_view name : {"autoBorrowSettlements", "autoLend", "autoRepayBorrows"})
        if (const Json* given = flag(name); given != nullptr &&
                                            given->kind != Json::Kind::boolean &&
                                            given->kind != Json::Kind::null)
            return trouble(400, code::kInvalidRequest, std::string{name} + " is true or false");
    if (const std::string_view leverage = call.field("leverageLimit"); !leverage.empty()) {
        const auto done = set_leverage(venue_.exchange, venue_.markets, member, leverage);
        if (!done)
            return trouble(400,
                           done.error().reason == Reason::margin ? code::kInsufficientMargin
                                                                 : code::kInvalidRequest,
                           done.error().message);
    }
    const auto take = [&](std::string_view name, bool& into) {
        if (const std::string_view text = call.field(name); !text.empty()) into = text == "true";
    };
    take("autoBorrowSettlements", member.auto_borrow_settlements);
    take("autoLend", member.auto_lend);
    take("autoRepayBorrows", member.auto_repay_borrows);
    return json_answer("");
}

Asked<net::ServerResponse> AccountDesk::positions(const Call& call, const Member& member) const {
    const std::string_view symbol = call.field("symbol");
    const std::string_view type = call.field("marketType");
    JsonWriter json;
    json.array();
    for (const Market& each : venue_.markets.all()) {
        const InstrumentId id = each.instrument.id;
        if (!symbol.empty() && symbol != each.instrument.symbol) continue;
        if (!type.empty() && type != "PERP") continue;
        if (!venue_.exchange.position(member.index, id).quantity().is_zero())
            write_position(json, venue_, member, id);
    }
    json.end_array();
    return json_answer(json.text());
}

// What the margin that is free allows, at the price or the mark; of a reduce-only order no more
// than there is to reduce.
Asked<net::ServerResponse> AccountDesk::order_limit(const Call& call, const Member& member) const {
    const Market* market = venue_.markets.find(call.field("symbol"));
    if (market == nullptr) return trouble(400, code::kInvalidSymbol, "Invalid symbol");
    const std::string_view side = call.field("side");
    if (side != "Bid" && side != "Ask")
        return trouble(400, code::kInvalidRequest, "side is Bid or Ask");
    const InstrumentId id = market->instrument.id;
    Price price = venue_.exchange.facts(id).mark;
    if (const std::string_view text = call.field("price"); !text.empty()) {
        const auto parsed = parse_price(text, "price");
        if (!parsed || !parsed->is_positive())
            return trouble(400, code::kInvalidPrice, "Invalid price");
        price = *parsed;
    }
    const Quantity held = venue_.exchange.position(member.index, id).quantity();
    const Quantity against =
        (side == "Bid") == held.is_negative() && !held.is_zero() ? held.abs() : Quantity{};
    const std::string_view reduce_only = call.field("reduceOnly");
    const bool reduces = reduce_only == "true" || reduce_only == "True";
    Quantity most = against;
    if (!reduces && price.is_positive()) {
        const Notional free = std::max(venue_.exchange.available(member.index), Notional{});
        const Ratio fraction = venue_.exchange.margin_fraction(member.index, id);
        const Int128 each = static_cast<Int128>(price.raw()) * fraction.raw() / Ratio::kOne;
        if (each > 0) {
            const Int128 more = std::min<Int128>(free.raw() / each, INT64_MAX / 4);
            most += Quantity::from_raw(static_cast<std::int64_t>(more));
            most += against;  // closing frees what the position holds
        }
    }
    most = floor_to(most, market->instrument.lot);
    JsonWriter json;
    json.object().field("maxOrderQuantity", most).field("symbol", market->instrument.symbol);
    json.field("side", side);
    if (!call.field("price").empty()) json.field("price", call.field("price"));
    if (!reduce_only.empty()) json.field("reduceOnly", reduces);
    json.end_object();
    return json_answer(json.text());
}

}  // namespace twinleg::sim::wire::backpack
