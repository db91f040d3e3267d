#include "sim/wire/backpack/order_desk.h"

#include <algorithm>
#include <charconv>
#include <ranges>

#include "sim/wire/backpack/order_body.h"
#include "sim/wire/backpack/order_forms.h"
#include "sim/wire/backpack/page.h"
#include "sim/wire/backpack/texts.h"

namespace twinleg::sim::wire::backpack {

namespace {

constexpr std::uint64_t kMostRows = 1000;
constexpr std::size_t kMostInBatch = 50;  // the page gives none

Trouble refused(const Refusal& refusal) {
    switch (refusal.reason) {
        case Reason::margin:
            return {400, code::kInsufficientMargin, "Insufficient margin"};
        case Reason::reduce_only:
            return {400, code::kInvalidOrder, "Reduce only order not reduced"};
        case Reason::below_minimum:
            return {400, code::kInvalidQuantity, "Quantity is below the minimum"};
        case Reason::price_band:
            return {400, code::kInvalidPrice, "Price is out of bounds: " + refusal.message};
        case Reason::duplicate_id:
            return {400, code::kInvalidOrder, "Order with client ID already exists"};
        case Reason::cancel_only:
            return {400, code::kTradingPaused, "Trading is paused: " + refusal.message};
        case Reason::would_cross:
            return {400, code::kInvalidOrder, "Order would immediately match and take"};
        case Reason::not_found:
            return {400, code::kNotFound, "Order not found"};
        case Reason::none:
        case Reason::no_liquidity:
        case Reason::rate_limited:
        case Reason::expired:
        case Reason::nonce_used:
        case Reason::nonce_gap:
        case Reason::self_trade:
        case Reason::unavailable:
        case Reason::other:
            return {400, code::kInvalidOrder, "Invalid order: " + refusal.message};
    }
    return {400, code::kInvalidOrder, "Invalid order"};
}

// Whether the market of an order or a row is one that the call asks for.
bool passes_market(const Call& call, const Market& market) {
    const std::string_view symbol = call.field("symbol");
    const std::string_view type = call.field("marketType");
    return (symbol.empty() || symbol == market.instrument.symbol) &&
           (type.empty() || type == "PERP");
}

// Newest first, unless asked otherwise.
template <typename Range, typename Visit>
void visit_rows(const Range& oldest_first, bool ascending, Visit visit) {
    if (ascending) {
        for (const auto& each : oldest_first)
            visit(each);
    } else {
        for (const auto& each : oldest_first | std::views::reverse)
            visit(each);
    }
}

Asked<net::ServerResponse> respond(Asked<std::string> body) {
    if (!body) return std::unexpected{std::move(body.error())};
    return json_answer(std::move(*body));
}

}  // namespace

Asked<net::ServerResponse> OrderDesk::answer(const Call& call, Member& member) {
    if (call.is("POST", "/api/v1/order")) return respond(place(call.fields, member));
    if (call.is("POST", "/api/v1/orders")) return respond(place_batch(call.fields, member));
    if (call.is("DELETE", "/api/v1/order")) return respond(cancel(call, member));
    if (call.is("DELETE", "/api/v1/orders")) return respond(cancel_all(call, member));
    if (call.is("GET", "/api/v1/order")) return respond(open_order(call, member));
    if (call.is("GET", "/api/v1/orders")) return respond(open_orders(call, member));
    if (call.path == "/wapi/v1/history/orders") return respond(order_history(call, member));
    if (call.path == "/wapi/v1/history/fills") return respond(fill_history(call, member));
    if (call.path == "/wapi/v1/history/funding") return respond(funding_history(call, member));
    // Interest, settlements and closed positions: nothing of the kind happens here.
    return json_answer("[]");
}

// --- Placing.

Asked<std::string> OrderDesk::place(const Json& body, Member& member) {
    const std::string client_id = client_id_of(body);
    auto request = read_order(markets_, exchange_, member, body);
    if (request && faults_.take(Fault::reject_orders, exchange_.now()))
        request = trouble(400, code::kInvalidOrder, "Order rejected");
    if (!request) {
        exchange_.count_refused(member.index, client_id);
        return std::unexpected{request.error()};
    }
    const auto placed = exchange_.place(*request);
    if (!placed) return std::unexpected{refused(placed.error())};
    if (faults_.take(Fault::accept_then_drop_reply, exchange_.now())) lost_ = true;
    // It was an order for a moment, as the stream tells; but it is answered as an error.
    if (placed->reason == Reason::would_cross)
        return std::unexpected{refused({Reason::would_cross, {}})};
    return order_text(markets_, *placed);
}

Asked<std::string> OrderDesk::place_batch(const Json& bodies, Member& member) {
    if (bodies.kind != Json::Kind::array || bodies.items.empty())
        return trouble(400, code::kInvalidRequest, "a batch is an array of orders");
    if (bodies.items.size() > kMostInBatch)
        return trouble(400, code::kInvalidRequest,
                       "at most " + std::to_string(kMostInBatch) + " orders in a batch");
    JsonWriter json;
    json.array();
    for (const Json& body : bodies.items) {
        const auto placed = place(body, member);
        if (placed) {
            // The order's own object, with one field before its others.
            json.raw(R"({"operation":"Ok",)" + placed->substr(1));
            continue;
        }
        json.object()
            .field("operation", "Err")
            .field("code", placed.error().code)
            .field("message", placed.error().message)
            .end_object();
    }
    json.end_array();
    return json.text();
}

// --- Cancelling, and what is open.

Asked<const OrderRecord*> OrderDesk::named(const Call& call, const Member& member) const {
    const Market* market = markets_.find(call.field("symbol"));
    if (market == nullptr) return trouble(400, code::kInvalidSymbol, "Invalid symbol");
    const std::string_view id = call.field("orderId");
    const std::string_view client_id = call.field("clientId");
    if (id.empty() == client_id.empty())
        return trouble(400, code::kInvalidRequest,
                       "Must specify exactly one of `orderId` and `clientId`");
    const OrderRecord* order = nullptr;
    if (!id.empty()) {
        std::uint64_t number = 0;
        const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
        if (error != std::errc{} || end != id.data() + id.size())
            return trouble(400, code::kInvalidRequest, "orderId is a number");
        order = exchange_.order(number);
    } else {
        order = exchange_.order(member.index, client_id);
    }
    const bool found = order != nullptr && order->alive() &&
                       order->request.account == member.index &&
                       order->request.instrument == market->instrument.id;
    return found ? order : nullptr;
}

Asked<std::string> OrderDesk::cancel(const Call& call, Member& member) {
    const auto order = named(call, member);
    if (!order) return std::unexpected{order.error()};
    if (*order == nullptr) return std::unexpected{refused({Reason::not_found, {}})};
    const auto cancelled = exchange_.cancel(member.index, (*order)->id);
    if (!cancelled) return std::unexpected{refused(cancelled.error())};
    return order_text(markets_, *cancelled);
}

Asked<std::string> OrderDesk::cancel_all(const Call& call, Member& member) {
    const Market* market = markets_.find(call.field("symbol"));
    if (market == nullptr) return trouble(400, code::kInvalidSymbol, "Invalid symbol");
    const std::string_view type = call.field("orderType");
    if (!type.empty() && type != "RestingLimitOrder" && type != "ConditionalOrder")
        return trouble(400, code::kInvalidRequest,
                       "orderType is RestingLimitOrder or ConditionalOrder");
    JsonWriter json;
    json.array();
    if (type != "ConditionalOrder") {
        for (const std::uint64_t id : exchange_.cancel_all(member.index, market->instrument.id))
            json.raw(order_text(markets_, *exchange_.order(id)));
    }
    json.end_array();
    return json.text();
}

Asked<std::string> OrderDesk::open_order(const Call& call, const Member& member) const {
    const auto order = named(call, member);
    if (!order) return std::unexpected{order.error()};
    if (*order == nullptr) return trouble(404, code::kNotFound, "Order not found");
    return order_text(markets_, **order);
}

Asked<std::string> OrderDesk::open_orders(const Call& call, const Member& member) const {
    JsonWriter json;
    json.array();
    for (const OrderRecord* order : exchange_.open_orders(member.index))
        if (passes_market(call, markets_.of(order->request.instrument)))
            json.raw(order_text(markets_, *order));
    json.end_array();
    return json.text();
}

// --- History.

Asked<std::string> OrderDesk::order_history(const Call& call, const Member& member) const {
    const auto page = read_page(call.fields, kMostRows);
    if (!page) return std::unexpected{page.error()};
    auto orders = exchange_.open_orders(member.index);
    std::ranges::copy(exchange_.ended_orders(member.index), std::back_inserter(orders));
    std::ranges::sort(orders, {}, &OrderRecord::id);
    const std::string_view id = call.field("orderId");
    PageCounter counter(*page);
    JsonWriter json;
    json.array();
    visit_rows(orders, page->ascending, [&](const OrderRecord* order) {
        if (!passes_market(call, markets_.of(order->request.instrument))) return;
        if (!id.empty() && id != std::to_string(order->id)) return;
        if (counter.wants(ms_of(order->accepted_at))) write_order_row(json, markets_, *order);
    });
    json.end_array();
    return json.text();
}

Asked<std::string> OrderDesk::fill_history(const Call& call, const Member& member) const {
    const auto page = read_page(call.fields, kMostRows);
    if (!page) return std::unexpected{page.error()};
    const std::string_view id = call.field("orderId");
    const std::string_view type = call.field("fillType");
    PageCounter counter(*page);
    JsonWriter json;
    json.array();
    visit_rows(exchange_.fills(member.index), page->ascending, [&](const FillRecord& fill) {
        if (!passes_market(call, markets_.of(fill.instrument))) return;
        if (!id.empty() && id != std::to_string(fill.order_id)) return;
        if (type == "User" && fill.liquidation) return;
        if (!type.empty() && type != "User" && !fill.liquidation) return;
        if (counter.wants(ms_of(fill.time))) write_fill_row(json, markets_, fill);
    });
    json.end_array();
    return json.text();
}

Asked<std::string> OrderDesk::funding_history(const Call& call, const Member& member) const {
    const auto page = read_page(call.fields, kMostRows);
    if (!page) return std::unexpected{page.error()};
    PageCounter counter(*page);
    JsonWriter json;
    json.array();
    visit_rows(exchange_.funding(member.index), page->ascending, [&](const FundingPayment& each) {
        if (!passes_market(call, markets_.of(each.instrument))) return;
        if (counter.wants(ms_of(each.time))) write_funding_row(json, markets_, member, each);
    });
    json.end_array();
    return json.text();
}

}  // namespace twinleg::sim::wire::backpack
