// What an account may read of itself.

#include <algorithm>

#include "sim/wire/paradex/account_forms.h"
#include "sim/wire/paradex/rest.h"

namespace twinleg::sim::wire::paradex {
namespace {

constexpr std::size_t kLargestPage = 5000;

}  // namespace

std::string Rest::order_text(const Call& call, const OrderRecord& order) const {
    return order_json(exchange_, *call.login.member, order, extras_.find(order.id));
}

Rest::Reply Rest::account(Call& call) {
    return json_response(account_json(exchange_, *call.login.member, call.now));
}

Rest::Reply Rest::account_summary(Call& call) {
    return results({account_json(exchange_, *call.login.member, call.now)});
}

Rest::Reply Rest::account_info(Call& call) {
    return results({account_info_json(exchange_, *call.login.member)});
}

Rest::Reply Rest::margin(Call& call) {
    const Instrument* only = nullptr;
    if (const auto symbol = call.at("market"); !symbol.empty()) {
        const auto at = market_of(symbol);
        if (!at) return std::unexpected{at.error()};
        only = *at;
    }
    return json_response(margin_json(exchange_, *call.login.member, only));
}

Rest::Reply Rest::subkeys(Call& call) {
    std::vector<std::string> out;
    for (const Member::Key& each : call.login.member->keys) {
        if (each.main) continue;
        JsonWriter json;
        json.object()
            .field("account", call.login.member->account)
            .field("public_key", each.key.x().to_hex())
            .field("name", "")
            .field("state", "active")
            .field("created_at", ms_of(call.login.member->created))
            .end_object();
        out.push_back(json.text());
    }
    return results(out);
}

Rest::Reply Rest::balance(Call& call) {
    return results({balance_json(*call.login.member, call.now)});
}

Rest::Reply Rest::positions(Call& call) {
    std::vector<std::string> out;
    for (const Instrument& each : exchange_.instruments()) {
        if (call.login.member->ledger.standing(each.id).created_at.known())
            out.push_back(position_json(exchange_, *call.login.member, each.id));
    }
    return results(out);
}

Rest::Reply Rest::fills(Call& call) {
    const std::string_view market = call.at("market");
    const auto& fills = call.login.member->ledger.fills();
    std::vector<PageItem> items;
    for (auto fill = fills.rbegin(); fill != fills.rend(); ++fill) {
        if (!market.empty() && exchange_.instrument(fill->record.instrument).symbol != market)
            continue;
        items.push_back({fill->record.time, [this, &call, fill] {
                             return fill_json(exchange_, *call.login.member, *fill);
                         }});
    }
    return paged(call.query, items, kLargestPage);
}

Rest::Reply Rest::funding_payments(Call& call) {
    const std::string_view market = call.at("market");
    const auto& rows = call.login.member->ledger.funding();
    std::vector<PageItem> items;
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
        if (!market.empty() && exchange_.instrument(row->instrument).symbol != market) continue;
        items.push_back({row->time, [this, &call, row] {
                             return funding_json(exchange_, *call.login.member, *row);
                         }});
    }
    return paged(call.query, items, kLargestPage);
}

Rest::Reply Rest::nothing(Call& call) {
    return paged(call.query, {}, kLargestPage);
}

Rest::Reply Rest::open_orders(Call& call) {
    const std::string_view market = call.at("market");
    std::vector<std::string> out;
    for (const OrderRecord* each : exchange_.open_orders(call.login.member->index)) {
        if (market.empty() || exchange_.instrument(each->request.instrument).symbol == market)
            out.push_back(order_text(call, *each));
    }
    return results(out);
}

// Open ones alone, as documented.
Rest::Reply Rest::one_order(Call& call) {
    const OrderRecord* order = desk_.find(*call.login.member, call.part(1));
    if (order == nullptr || !order->alive())
        return refuse(code::kOrderId, "there is no open order " + std::string{call.part(1)});
    return json_response(order_text(call, *order));
}

Rest::Reply Rest::client_order(Call& call) {
    const OrderRecord* order = desk_.find_client_id(*call.login.member, call.part(2));
    if (order == nullptr || !order->alive())
        return refuse(code::kClientId,
                      "there is no open order of client id " + std::string{call.part(2)});
    return json_response(order_text(call, *order));
}

Rest::Reply Rest::history(Call& call) {
    const AccountIndex index = call.login.member->index;
    std::vector<const OrderRecord*> orders = exchange_.open_orders(index);
    std::ranges::copy(exchange_.ended_orders(index), std::back_inserter(orders));
    std::ranges::sort(orders, std::ranges::greater{}, [](const auto* each) { return each->id; });
    const auto differs = [&](std::string_view name, std::string_view value) {
        const std::string_view wanted = call.at(name);
        return !wanted.empty() && wanted != value;
    };
    std::vector<PageItem> items;
    for (const OrderRecord* each : orders) {
        if (differs("market", exchange_.instrument(each->request.instrument).symbol) ||
            differs("client_id", each->request.client_order_id) ||
            differs("side", each->request.side == Side::buy ? "BUY" : "SELL") ||
            differs("type", read_note(each->request).type) || differs("status", status_of(*each)))
            continue;
        items.push_back(
            {each->accepted_at, [this, &call, each] { return order_text(call, *each); }});
    }
    return paged(call.query, items, kLargestPage);
}

}  // namespace twinleg::sim::wire::paradex
