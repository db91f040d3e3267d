#include "sim/wire/edgex/order_desk.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ranges>

#include "sim/wire/edgex/order_body.h"
#include "sim/wire/edgex/order_forms.h"
#include "sim/wire/edgex/page.h"
#include "sim/wire/edgex/texts.h"

namespace twinleg::sim::wire::edgex {

namespace {

constexpr std::size_t kMostActive = 200;
constexpr std::size_t kMostHistory = 100;
constexpr std::size_t kMostFills = 100;
constexpr Price kMostPrice = Price::from_units(100'000'000);

std::string_view word_of(Reason reason) {
    switch (reason) {
        case Reason::duplicate_id:
            return word::kDuplicateClientId;
        case Reason::margin:
            return word::kMarginNotEnough;
        case Reason::reduce_only:
            return word::kReduceOnly;
        case Reason::below_minimum:
            return word::kSizeBelowMinimum;
        case Reason::price_band:
            return word::kPriceRange;
        case Reason::expired:
            return word::kInvalidExpireTime;
        case Reason::cancel_only:
            return word::kTradeDisabled;
        case Reason::none:
        case Reason::would_cross:
        case Reason::no_liquidity:
        case Reason::rate_limited:
        case Reason::nonce_used:
        case Reason::nonce_gap:
        case Reason::not_found:
        case Reason::self_trade:
        case Reason::unavailable:
        case Reason::other:
            return word::kOrderRejected;
    }
    return word::kOrderRejected;
}

std::unexpected<Trouble> required(std::string_view field) {
    return trouble(word::kParamInvalid, 400, std::string{field} + " is required",
                   std::string{field}, "");
}

// A filter over booleans, under the name of a GET's list or a POST's.
bool passes_flag(const Json& fields, std::string_view filter, bool value) {
    return passes(fields, filter, value ? "true" : "false");
}

bool passes_order(const Venue& venue, const Json& fields, const OrderRecord& order) {
    const Contract& contract = venue.contracts.of(order.request.instrument);
    return passes(fields, "filterCoinIdList", std::to_string(kQuoteCoin)) &&
           passes(fields, "filterContractIdList", contract.id_text()) &&
           passes(fields, "filterTypeList", order.request.market ? "MARKET" : "LIMIT") &&
           passes(fields, "filterOrderTypeList", order.request.market ? "MARKET" : "LIMIT") &&
           passes(fields, "filterStatusList", status_of(order)) &&
           passes(fields, "filterOrderStatusList", status_of(order)) &&
           passes(fields, "filterOrderIdList", std::to_string(order.id)) &&
           passes_flag(fields, "filterIsLiquidateList", false) &&
           passes_flag(fields, "filterIsDeleverageList", false) &&
           passes_flag(fields, "filterIsPositionTpslList", false) &&
           passes_flag(fields, "filterIsPositionTpsl", false) &&
           passes_time(fields, "filterStartCreatedTimeInclusive", "filterEndCreatedTimeExclusive",
                       order.accepted_at);
}

class CancelResults {
public:
    CancelResults() { json_.object().key("cancelResultMap").object(); }
    void add(std::string_view id, std::string_view result) { json_.field(id, result); }
    std::string finish() {
        json_.end_object().end_object();
        return json_.text();
    }

private:
    JsonWriter json_;
};

}  // namespace

bool OrderDesk::is_operation(const Call& call) {
    return call.name.starts_with("private/order/createOrder") ||
           call.name.starts_with("private/order/cancel");
}

Asked<std::string> OrderDesk::answer(const Call& call, Member& member, Time judged) {
    const std::string_view name = std::string_view{call.name}.substr(14);
    if (call.method == "POST") {
        if (name == "createOrder") return create(call, member, judged);
        if (name == "cancelOrderById") return cancel_by_id(call, member);
        if (name == "cancelOrderByClientOrderId") return cancel_by_client_id(call, member);
        if (name == "cancelAllOrder") return cancel_all(call, member);
        if (name == "getMaxCreateOrderSize") return most_size(call, member);
        if (name == "getHistoryOrderPage" && call.generation == Generation::v2)
            return history_page(call, member);
        return trouble(word::kPathNotFound, 404, "no such path", "path", call.path);
    }
    if (name == "getActiveOrderPage") return active_page(call, member);
    if (name == "getHistoryOrderPage") return history_page(call, member);
    if (name == "getHistoryOrderFillTransactionPage") return fill_page(call, member);
    if (name == "getOrderById") return by_id(call, member);
    if (name == "getOrderByClientOrderId") return by_client_id(call, member);
    return trouble(word::kPathNotFound, 404, "no such path", "path", call.path);
}

const OrderRecord* OrderDesk::own(const Call& call, const Member& member,
                                  const OrderRecord* order) const {
    if (order == nullptr || order->request.account != member.index) return nullptr;
    const bool here = venue_.contracts.of(order->request.instrument).generation == call.generation;
    return here ? order : nullptr;
}

// --- Placing.

Asked<std::string> OrderDesk::create(const Call& call, Member& member, Time judged) {
    const std::string client_id{call.fields.field("clientOrderId")};
    auto request = read_order(call.generation, venue_.contracts, member, call.fields, judged);
    if (!request) {
        venue_.exchange.count_refused(member.index, client_id);
        return std::unexpected{request.error()};
    }
    const Time now = venue_.exchange.now();
    if (faults_.take(Fault::reject_orders, now)) {
        venue_.exchange.count_refused(member.index, client_id);
        return trouble(word::kOrderRejected, 200, "the order is rejected");
    }
    request->delay = match_delay_;
    const auto placed = venue_.exchange.place(*request);
    if (!placed)
        return trouble(word_of(placed.error().reason), 200, placed.error().message, "clientOrderId",
                       client_id);
    lost_ = faults_.take(Fault::accept_then_drop_reply, now);
    JsonWriter json;
    json.object().field("orderId", std::to_string(placed->id)).end_object();
    return json.text();
}

// --- Cancelling.

std::string_view OrderDesk::cancel_one(Member& member, const OrderRecord* order) {
    if (order == nullptr) return word::kCancelNotFound;
    if (order->state == OrderState::filled) return word::kCancelFilled;
    if (!order->alive()) return word::kCancelCanceled;
    return venue_.exchange.cancel(member.index, order->id) ? word::kSuccess : word::kCancelNotFound;
}

Asked<std::string> OrderDesk::cancel_by_id(const Call& call, Member& member) {
    const auto ids = call.fields.list("orderIdList");
    if (ids.empty()) return required("orderIdList");
    CancelResults results;
    for (const std::string& id : ids) {
        std::uint64_t number = 0;
        std::from_chars(id.data(), id.data() + id.size(), number);
        results.add(id, cancel_one(member, own(call, member, venue_.exchange.order(number))));
    }
    return results.finish();
}

Asked<std::string> OrderDesk::cancel_by_client_id(const Call& call, Member& member) {
    const auto ids = call.fields.list("clientOrderIdList");
    if (ids.empty()) return required("clientOrderIdList");
    CancelResults results;
    for (const std::string& id : ids)
        results.add(id,
                    cancel_one(member, own(call, member, venue_.exchange.order(member.index, id))));
    return results.finish();
}

Asked<std::string> OrderDesk::cancel_all(const Call& call, Member& member) {
    std::vector<std::uint64_t> ids;
    for (const OrderRecord* order : venue_.exchange.open_orders(member.index))
        if (own(call, member, order) != nullptr && passes_order(venue_, call.fields, *order))
            ids.push_back(order->id);
    CancelResults results;
    for (const std::uint64_t id : ids)
        results.add(std::to_string(id), cancel_one(member, venue_.exchange.order(id)));
    return results.finish();
}

// --- Asking.

Asked<std::string> OrderDesk::by_id(const Call& call, const Member& member) const {
    const auto ids = call.fields.list("orderIdList");
    if (ids.empty()) return required("orderIdList");
    JsonWriter json;
    json.array();
    for (const std::string& id : ids) {
        std::uint64_t number = 0;
        std::from_chars(id.data(), id.data() + id.size(), number);
        if (const auto* order = own(call, member, venue_.exchange.order(number)))
            write_order(json, venue_, member, *order);
    }
    json.end_array();
    return json.text();
}

Asked<std::string> OrderDesk::by_client_id(const Call& call, const Member& member) const {
    const auto ids = call.fields.list("clientOrderIdList");
    if (ids.empty()) return required("clientOrderIdList");
    JsonWriter json;
    json.array();
    for (const std::string& id : ids)
        if (const auto* order = own(call, member, venue_.exchange.order(member.index, id)))
            write_order(json, venue_, member, *order);
    json.end_array();
    return json.text();
}

std::string OrderDesk::orders_page(const Call& call, const Member& member,
                                   std::vector<const OrderRecord*> orders,
                                   const PageWish& wish) const {
    std::ranges::sort(orders, std::greater{}, &OrderRecord::id);
    PageWriter writer(wish);
    for (const OrderRecord* order : orders)
        if (own(call, member, order) != nullptr && passes_order(venue_, call.fields, *order) &&
            writer.wants(order->id))
            write_order(writer.json(), venue_, member, *order);
    return writer.finish();
}

Asked<std::string> OrderDesk::active_page(const Call& call, const Member& member) const {
    const auto page = read_page(call.fields, kMostActive);
    if (!page) return std::unexpected{page.error()};
    return orders_page(call, member, venue_.exchange.open_orders(member.index), *page);
}

Asked<std::string> OrderDesk::history_page(const Call& call, const Member& member) const {
    const auto page = read_page(call.fields, kMostHistory);
    if (!page) return std::unexpected{page.error()};
    return orders_page(call, member, venue_.exchange.ended_orders(member.index), *page);
}

Asked<std::string> OrderDesk::fill_page(const Call& call, const Member& member) const {
    const auto page = read_page(call.fields, kMostFills);
    if (!page) return std::unexpected{page.error()};
    PageWriter writer(*page);
    for (const Entry& entry : member.statement.entries() | std::views::reverse) {
        if (!entry.fill) continue;
        const Contract& contract = venue_.contracts.of(entry.instrument);
        if (contract.generation != call.generation ||
            !passes(call.fields, "filterCoinIdList", std::to_string(kQuoteCoin)) ||
            !passes(call.fields, "filterContractIdList", contract.id_text()) ||
            !passes(call.fields, "filterOrderIdList", std::to_string(entry.fill->order_id)) ||
            !passes_flag(call.fields, "filterIsLiquidateList", entry.fill->liquidation) ||
            !passes_flag(call.fields, "filterIsDeleverageList", false) ||
            !passes_flag(call.fields, "filterIsPositionTpslList", false) ||
            !passes_time(call.fields, "filterStartCreatedTimeInclusive",
                         "filterEndCreatedTimeExclusive", entry.time))
            continue;
        if (writer.wants(entry.number)) write_fill(writer.json(), venue_, member, entry);
    }
    return writer.finish();
}

// The most that would be taken now, found by asking.
Asked<std::string> OrderDesk::most_size(const Call& call, const Member& member) const {
    const std::string_view id = call.fields.field("contractId");
    const Contract* contract = venue_.contracts.find(call.generation, id);
    if (contract == nullptr)
        return trouble(word::kInvalidContract, 200, "no such contract", "contractId",
                       std::string{id});
    const auto price = parse_price(call.fields.field("price"), "price");
    if (!price || !price->is_positive() || *price > kMostPrice)
        return trouble(word::kInvalidPrice, 200, "price is above zero and below 100 million",
                       "price", std::string{call.fields.field("price")});
    const Instrument& at = contract->instrument;
    const auto most = [&](Side side) {
        OrderRequest request{.account = member.index,
                             .instrument = at.id,
                             .side = side,
                             .price = side == Side::buy
                                          ? ceil_to(*price, at.tick)
                                          : std::max(floor_to(*price, at.tick), at.tick)};
        std::int64_t least = 0;
        std::int64_t past = contract->max_size.raw() / at.lot.raw() + 1;
        while (past - least > 1) {
            const std::int64_t middle = least + (past - least) / 2;
            request.quantity = at.lot * middle;
            const auto taken = venue_.exchange.check(request);
            // What is too small is no reason to look for something smaller.
            const bool fits = taken || taken.error().reason == Reason::below_minimum;
            (fits ? least : past) = middle;
        }
        request.quantity = at.lot * least;
        return least > 0 && venue_.exchange.check(request) ? request.quantity : Quantity{};
    };
    const auto best = [&](Side side) {
        const auto level = venue_.exchange.best(at.id, side);
        return level ? padded(level->price, contract->price_places) : "0";
    };
    JsonWriter json;
    json.object()
        .field("maxBuySize", padded(most(Side::buy), contract->size_places))
        .field("maxSellSize", padded(most(Side::sell), contract->size_places))
        .field("ask1Price", best(Side::sell))
        .field("bid1Price", best(Side::buy))
        .end_object();
    return json.text();
}

}  // namespace twinleg::sim::wire::edgex
