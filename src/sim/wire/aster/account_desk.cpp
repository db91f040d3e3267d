#include "sim/wire/aster/account_desk.h"

#include <algorithm>

#include "sim/wire/aster/order_forms.h"
#include "sim/wire/aster/page.h"
#include "sim/wire/aster/texts.h"

namespace twinleg::sim::wire::aster {

namespace {

constexpr std::string_view kSuccess = R"({"code":200,"msg":"success"})";

// One row of GET income, and where it stands in time.
struct Income {
    Time time;
    std::uint64_t transaction{0};
    InstrumentId instrument;
    std::string_view type;
    Notional amount;
    std::string trade;
};

std::vector<Income> income_rows(const Exchange& exchange, const Member& member) {
    std::vector<Income> rows;
    for (const FillRecord& fill : exchange.fills(member.index)) {
        const std::string trade = std::to_string(fill.trade_number);
        if (!fill.realised.is_zero())
            rows.push_back({.time = fill.time,
                            .transaction = fill.id * 4,
                            .instrument = fill.instrument,
                            .type = "REALIZED_PNL",
                            .amount = fill.realised,
                            .trade = trade});
        rows.push_back({.time = fill.time,
                        .transaction = fill.id * 4 + 1,
                        .instrument = fill.instrument,
                        .type = "COMMISSION",
                        .amount = -fill.fee,
                        .trade = trade});
    }
    for (const FundingPayment& each : exchange.funding(member.index))
        rows.push_back({.time = each.time,
                        .transaction = each.id * 4 + 2,
                        .instrument = each.instrument,
                        .type = "FUNDING_FEE",
                        .amount = each.amount,
                        .trade = {}});
    std::ranges::stable_sort(rows, {}, &Income::time);
    return rows;
}

}  // namespace

Asked<std::string> AccountDesk::answer(const Call& call, Member& member) {
    if (call.is("GET", "balance")) return balance_text(venue_, member);
    if (call.is("GET", "account") || call.is("GET", "accountWithJoinMargin"))
        return account_text(venue_, member);
    if (call.is("GET", "positionRisk")) return position_risk(call, member);
    if (call.is("POST", "leverage")) return leverage(call, member);
    if (call.is("POST", "marginType")) return margin_type(call, member);
    if (call.name == "positionSide/dual" && (call.method == "GET" || call.method == "POST"))
        return position_mode(call);
    if (call.is("GET", "leverageBracket")) return brackets(call);
    if (call.is("GET", "userTrades")) return fills(call, member);
    if (call.is("GET", "income")) return income(call, member);
    if (call.is("GET", "commissionRate")) return fee_rate(call, member);
    // Its nonce is what it was sent for.
    if (call.is("POST", "noop") && call.version == 3) return std::string{kSuccess};
    return unknown_path(call);
}

Asked<std::string> AccountDesk::listen_key(const Call& call, Member& member) {
    const Time now = venue_.exchange.now();
    if (call.method == "POST") {
        JsonWriter json;
        json.object().field("listenKey", venue_.members.listen_key(member, now)).end_object();
        return json.text();
    }
    if (member.listen_key.empty() || now >= member.listen_key_ends)
        return trouble(code::kListenKey, "This listenKey does not exist.");
    if (call.method == "PUT")
        member.listen_key_ends = now + kListenKeyLife;
    else
        member.listen_key_ends = now;
    return "{}";
}

Asked<std::string> AccountDesk::position_risk(const Call& call, const Member& member) const {
    const auto only = market_if_named(venue_.markets, call);
    if (!only) return std::unexpected{only.error()};
    JsonWriter json;
    json.array();
    for (const Market& each : venue_.markets.all())
        if (*only == nullptr || *only == &each)
            write_position_risk(json, venue_, member, each.instrument.id);
    json.end_array();
    return json.text();
}

Asked<std::string> AccountDesk::leverage(const Call& call, Member& member) {
    const auto market = market_of(venue_.markets, call);
    if (!market) return std::unexpected{market.error()};
    const auto given = number_of(call.fields, "leverage");
    if (!given) return std::unexpected{given.error()};
    if (!*given) return missing("leverage");
    const auto wanted = static_cast<std::uint64_t>(**given);
    if (wanted < 1 || wanted > (*market)->max_leverage)
        return trouble(code::kLeverage, "Leverage " + std::to_string(wanted) + " is not valid");
    const InstrumentId id = (*market)->instrument.id;
    const Ratio fraction = Ratio::from_raw(Ratio::kOne / static_cast<std::int64_t>(wanted));
    if (auto done = venue_.exchange.set_margin_fraction(member.index, id, fraction); !done)
        return trouble(code::kMargin, "Margin is insufficient.");
    member.leverage[id] = wanted;
    if (tell_) {
        JsonWriter json;
        const std::int64_t now = ms_of(venue_.exchange.now());
        json.object()
            .field("e", "ACCOUNT_CONFIG_UPDATE")
            .field("E", now)
            .field("T", now)
            .key("ac")
            .object();
        json.field("s", (*market)->instrument.symbol).field("l", wanted).end_object().end_object();
        tell_(member, json.text());
    }
    JsonWriter json;
    json.object()
        .field("leverage", wanted)
        .field("maxNotionalValue", "100000000")
        .field("symbol", (*market)->instrument.symbol)
        .end_object();
    return json.text();
}

Asked<std::string> AccountDesk::margin_type(const Call& call, Member& member) {
    const auto market = market_of(venue_.markets, call);
    if (!market) return std::unexpected{market.error()};
    const std::string_view type = call.field("marginType");
    if (type.empty()) return missing("marginType");
    if (type != "ISOLATED" && type != "CROSSED") return illegal("marginType");
    const InstrumentId id = (*market)->instrument.id;
    const bool isolated = type == "ISOLATED";
    if (member.is_isolated(id) == isolated)
        return trouble(code::kMarginTypeSame, "No need to change margin type.");
    member.isolated[id] = isolated;
    return std::string{kSuccess};
}

Asked<std::string> AccountDesk::position_mode(const Call& call) const {
    if (call.method == "GET") return R"({"dualSidePosition":false})";
    const std::string_view wanted = call.field("dualSidePosition");
    if (wanted.empty()) return missing("dualSidePosition");
    if (wanted == "false" || wanted == "False")
        return trouble(code::kPositionModeSame, "No need to change position side.");
    // The page's own error for it there is none.
    return trouble(code::kUnknown, "Hedge mode is not simulated.");
}

Asked<std::string> AccountDesk::brackets(const Call& call) const {
    if (call.has("symbol")) {
        const auto market = market_of(venue_.markets, call);
        if (!market) return std::unexpected{market.error()};
        return leverage_bracket(**market);
    }
    JsonWriter json;
    json.array();
    for (const Market& each : venue_.markets.all())
        json.raw(leverage_bracket(each));
    json.end_array();
    return json.text();
}

Asked<std::string> AccountDesk::fills(const Call& call, const Member& member) const {
    const auto market = market_of(venue_.markets, call);
    if (!market) return std::unexpected{market.error()};
    auto page = read_page(call.fields, 500, 1000, 7);
    if (!page) return std::unexpected{page.error()};
    const auto from_id = number_of(call.fields, "fromId");
    if (!from_id) return std::unexpected{from_id.error()};
    if (*from_id && (call.has("startTime") || call.has("endTime")))
        return trouble(code::kCombination,
                       "Combination of optional parameters invalid: fromId stands alone.");
    page->from_start = page->from_start || from_id->has_value();
    std::vector<const FillRecord*> rows;
    for (const FillRecord& fill : venue_.exchange.fills(member.index)) {
        if (fill.instrument != (*market)->instrument.id) continue;
        if (*from_id && fill.trade_number < static_cast<std::uint64_t>(**from_id)) continue;
        if (call.has("orderId") && call.field("orderId") != std::to_string(fill.order_id)) continue;
        if (page->holds(ms_of(fill.time))) rows.push_back(&fill);
    }
    const Shown shown = shown_of(*page, rows.size());
    JsonWriter json;
    json.array();
    for (std::size_t i = shown.first; i < shown.last; ++i)
        write_fill(json, venue_.markets, *rows[i]);
    json.end_array();
    return json.text();
}

Asked<std::string> AccountDesk::income(const Call& call, const Member& member) const {
    const auto page = read_page(call.fields, 100, 1000, 0);
    if (!page) return std::unexpected{page.error()};
    auto rows = income_rows(venue_.exchange, member);
    const std::string_view type = call.field("incomeType");
    const std::string_view symbol = call.field("symbol");
    std::erase_if(rows, [&](const Income& each) {
        return (!type.empty() && type != each.type) ||
               (!symbol.empty() &&
                symbol != venue_.markets.of(each.instrument).instrument.symbol) ||
               !page->holds(ms_of(each.time));
    });
    const Shown shown = shown_of(*page, rows.size());
    JsonWriter json;
    json.array();
    for (std::size_t i = shown.first; i < shown.last; ++i)
        json.object()
            .field("symbol", venue_.markets.of(rows[i].instrument).instrument.symbol)
            .field("incomeType", rows[i].type)
            .field("income", money(rows[i].amount))
            .field("asset", "USDT")
            .field("info", rows[i].type)
            .field("time", ms_of(rows[i].time))
            .field("tranId", rows[i].transaction)
            .field("tradeId", rows[i].trade)
            .end_object();
    json.end_array();
    return json.text();
}

Asked<std::string> AccountDesk::fee_rate(const Call& call, const Member& member) const {
    const auto market = market_of(venue_.markets, call);
    if (!market) return std::unexpected{market.error()};
    const InstrumentId id = (*market)->instrument.id;
    const auto rate = [&](Liquidity liquidity) {
        return with_places(to_text(venue_.exchange.fee_rate(member.index, id, liquidity)), 6);
    };
    JsonWriter json;
    json.object()
        .field("symbol", (*market)->instrument.symbol)
        .field("makerCommissionRate", rate(Liquidity::maker))
        .field("takerCommissionRate", rate(Liquidity::taker))
        .end_object();
    return json.text();
}

}  // namespace twinleg::sim::wire::aster
