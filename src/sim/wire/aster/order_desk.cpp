#include "sim/wire/aster/order_desk.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "sim/wire/aster/order_body.h"
#include "sim/wire/aster/order_forms.h"
#include "sim/wire/aster/page.h"
#include "sim/wire/aster/texts.h"

namespace twinleg::sim::wire::aster {

namespace {

constexpr std::size_t kMostInBatch = 5;
constexpr std::size_t kMostCancelled = 10;
constexpr std::array<std::string_view, 7> kNames{
    "order",      "batchOrders", "allOpenOrders",     "openOrder",
    "openOrders", "allOrders",   "countdownCancelAll"};

Trouble refused(const Refusal& refusal) {
    switch (refusal.reason) {
        case Reason::margin:
            return {400, code::kMargin, "Margin is insufficient."};
        case Reason::reduce_only:
            return {400, code::kReduceOnly, "ReduceOnly Order is rejected."};
        case Reason::below_minimum:
            return {400, code::kNotional, "Order's notional must be no smaller than 5.0"};
        case Reason::duplicate_id:
            return {400, code::kRejected, "Duplicate client order id."};
        case Reason::price_band:
            return {400, code::kPriceHigh, refusal.message};
        case Reason::none:
        case Reason::would_cross:
        case Reason::no_liquidity:
        case Reason::cancel_only:
        case Reason::rate_limited:
        case Reason::expired:
        case Reason::nonce_used:
        case Reason::nonce_gap:
        case Reason::not_found:
        case Reason::self_trade:
        case Reason::unavailable:
        case Reason::other:
            return {400, code::kRejected, "NEW_ORDER_REJECTED: " + refusal.message};
    }
    return {400, code::kRejected, "NEW_ORDER_REJECTED"};
}

// Orders of a batch are answered one by one, in place.
void append(JsonWriter& json, const Asked<std::string>& each) {
    json.raw(each ? *each : error_text(each.error()));
}

// RESULT waits for the end of what never rests; GTC is answered at once.
bool waits(const OrderRequest& request) {
    return request.market || request.force != Force::gtc;
}

}  // namespace

bool OrderDesk::is_for(const Call& call) {
    return std::ranges::find(kNames, call.name) != kNames.end();
}

Asked<std::string> OrderDesk::answer(const Call& call, Member& member) {
    if (places_orders(call)) {
        if (auto fine = limits_.take_orders(member, 1, exchange_.now()); !fine)
            return std::unexpected{fine.error()};
    }
    if (call.is("POST", "order")) return place(call.fields, member);
    if (call.is("PUT", "order") && call.version == 3) return change(call, member);
    if (call.is("DELETE", "order")) return cancel(call, member);
    if (call.is("GET", "order")) return query(call, member, false);
    if (call.is("GET", "openOrder")) return query(call, member, true);
    if (call.is("GET", "openOrders")) return open_orders(call, member);
    if (call.is("GET", "allOrders")) return all_orders(call, member);
    if (call.is("DELETE", "allOpenOrders")) return cancel_all(call, member);
    if (call.is("POST", "batchOrders")) return place_batch(call, member);
    if (call.is("DELETE", "batchOrders")) return cancel_batch(call, member);
    if (call.is("POST", "countdownCancelAll")) return count_down(call, member);
    return unknown_path(call);
}

// --- Placing and changing.

Asked<std::string> OrderDesk::place(const Json& fields, Member& member) {
    auto wanted = read_order(markets_, exchange_, member, fields, made_ids_);
    if (wanted && exchange_.open_orders(member.index).size() >= kMostOpenOrders)
        wanted = trouble(code::kTooManyOpen, "Reach max open order limit.");
    if (wanted && faults_.take(Fault::reject_orders, exchange_.now()))
        wanted = trouble(code::kRejected, "NEW_ORDER_REJECTED");
    if (!wanted) {
        exchange_.count_refused(member.index, client_id_of(fields));
        return std::unexpected{wanted.error()};
    }
    const auto placed = exchange_.place(wanted->request);
    if (!placed) return std::unexpected{refused(placed.error())};
    if (faults_.take(Fault::accept_then_drop_reply, exchange_.now())) lost_ = true;
    const bool done = wanted->result && waits(wanted->request);
    return order_text(markets_, *placed, done ? OrderForm::as_done : OrderForm::as_sent);
}

Asked<std::string> OrderDesk::place_batch(const Call& call, Member& member) {
    const auto orders = parse_json(call.field("batchOrders"));
    if (!orders || orders->kind != Json::Kind::array || orders->items.empty())
        return missing("batchOrders");
    if (orders->items.size() > kMostInBatch) return illegal("batchOrders");
    JsonWriter json;
    json.array();
    for (const Json& each : orders->items)
        append(json, place(each, member));
    json.end_array();
    return json.text();
}

Asked<std::string> OrderDesk::change(const Call& call, Member& member) {
    const auto order = named(call, member);
    if (!order) return std::unexpected{order.error()};
    if (*order == nullptr || !(*order)->alive())
        return trouble(code::kNoSuchOrder, "Order does not exist.");
    const Market& market = markets_.of((*order)->request.instrument);
    const auto quantity = read_quantity(market, call.fields, false);
    if (!quantity) return std::unexpected{quantity.error()};
    const auto price = read_price(market, call.fields);
    if (!price) return std::unexpected{price.error()};
    if (auto fine = check_value(market, exchange_, (*order)->request.side, *price, *quantity);
        !fine)
        return std::unexpected{fine.error()};
    const auto changed = exchange_.modify(member.index, (*order)->id, *price, *quantity);
    if (!changed) return std::unexpected{refused(changed.error())};
    return order_text(markets_, *changed, OrderForm::as_done);
}

// --- Cancelling.

const OrderRecord* OrderDesk::find(const Member& member, const Market& market, std::string_view id,
                                   std::string_view client_id) const {
    const OrderRecord* order = nullptr;
    if (!id.empty()) {
        std::uint64_t number = 0;
        const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
        if (error == std::errc{} && end == id.data() + id.size()) order = exchange_.order(number);
    } else {
        order = exchange_.order(member.index, client_id);
    }
    const bool own = order != nullptr && order->request.account == member.index &&
                     order->request.instrument == market.instrument.id;
    return own ? order : nullptr;
}

Asked<const OrderRecord*> OrderDesk::named(const Call& call, const Member& member) const {
    const auto market = market_of(markets_, call);
    if (!market) return std::unexpected{market.error()};
    if (!call.has("orderId") && !call.has("origClientOrderId")) return missing("orderId");
    return find(member, **market, call.field("orderId"), call.field("origClientOrderId"));
}

Asked<std::string> OrderDesk::cancel_one(Member& member, const OrderRecord* order) {
    if (order == nullptr || !order->alive())
        return trouble(code::kCancelUnknown, "Unknown order sent.");
    const auto cancelled = exchange_.cancel(member.index, order->id);
    if (!cancelled) return trouble(code::kCancelUnknown, "Unknown order sent.");
    return order_text(markets_, *cancelled, OrderForm::as_done);
}

Asked<std::string> OrderDesk::cancel(const Call& call, Member& member) {
    const auto order = named(call, member);
    if (!order) return std::unexpected{order.error()};
    return cancel_one(member, *order);
}

Asked<std::string> OrderDesk::cancel_batch(const Call& call, Member& member) {
    const auto market = market_of(markets_, call);
    if (!market) return std::unexpected{market.error()};
    const bool by_id = call.has("orderIdList");
    const std::string_view name = by_id ? "orderIdList" : "origClientOrderIdList";
    if (!call.has(name)) return missing("orderIdList");
    const auto list = parse_json(call.field(name));
    if (!list || list->kind != Json::Kind::array || list->items.empty() ||
        list->items.size() > kMostCancelled)
        return illegal(name);
    JsonWriter json;
    json.array();
    for (const Json& each : list->items)
        append(json, cancel_one(member, find(member, **market, by_id ? each.text : "", each.text)));
    json.end_array();
    return json.text();
}

Asked<std::string> OrderDesk::cancel_all(const Call& call, Member& member) {
    const auto market = market_of(markets_, call);
    if (!market) return std::unexpected{market.error()};
    exchange_.cancel_all(member.index, (*market)->instrument.id);
    return R"({"code":200,"msg":"The operation of cancel all open order is done."})";
}

Asked<std::string> OrderDesk::count_down(const Call& call, Member& member) {
    const auto market = market_of(markets_, call);
    if (!market) return std::unexpected{market.error()};
    const auto time = number_of(call.fields, "countdownTime");
    if (!time) return std::unexpected{time.error()};
    if (!*time) return missing("countdownTime");
    if (**time > 1'000'000'000'000) return illegal("countdownTime");
    const InstrumentId id = (*market)->instrument.id;
    dead_man_.set(member.index, id, milliseconds(**time), exchange_.now());
    JsonWriter json;
    json.object()
        .field("symbol", (*market)->instrument.symbol)
        .field("countdownTime", std::to_string(**time))
        .end_object();
    return json.text();
}

// --- Asking.

Asked<std::string> OrderDesk::query(const Call& call, const Member& member, bool open_only) const {
    const auto order = named(call, member);
    if (!order) return std::unexpected{order.error()};
    if (*order == nullptr || (open_only && !(*order)->alive()))
        return trouble(code::kNoSuchOrder, "Order does not exist.");
    return order_text(markets_, **order, OrderForm::as_asked);
}

Asked<std::string> OrderDesk::open_orders(const Call& call, const Member& member) const {
    const auto only = market_if_named(markets_, call);
    if (!only) return std::unexpected{only.error()};
    JsonWriter json;
    json.array();
    for (const OrderRecord* order : exchange_.open_orders(member.index))
        if (*only == nullptr || order->request.instrument == (*only)->instrument.id)
            json.raw(order_text(markets_, *order, OrderForm::as_asked));
    json.end_array();
    return json.text();
}

Asked<std::string> OrderDesk::all_orders(const Call& call, const Member& member) const {
    const auto market = market_of(markets_, call);
    if (!market) return std::unexpected{market.error()};
    const auto page = read_page(call.fields, 500, 1000, 7);
    if (!page) return std::unexpected{page.error()};
    const auto from_id = number_of(call.fields, "orderId");
    if (!from_id) return std::unexpected{from_id.error()};
    auto orders = exchange_.open_orders(member.index);
    std::ranges::copy(exchange_.ended_orders(member.index), std::back_inserter(orders));
    std::erase_if(orders, [&](const OrderRecord* order) {
        return order->request.instrument != (*market)->instrument.id ||
               (*from_id && order->id < static_cast<std::uint64_t>(**from_id)) ||
               !page->holds(ms_of(order->accepted_at));
    });
    std::ranges::sort(orders, {}, &OrderRecord::id);
    const Shown shown = shown_of(*page, orders.size());
    JsonWriter json;
    json.array();
    for (std::size_t i = shown.first; i < shown.last; ++i)
        json.raw(order_text(markets_, *orders[i], OrderForm::as_asked));
    json.end_array();
    return json.text();
}

}  // namespace twinleg::sim::wire::aster
