#include "sim/wire/paradex/order_desk.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/wire/paradex/account_forms.h"

namespace twinleg::sim::wire::paradex {
namespace {

Side side_of(const OrderBody& body) {
    return body.side == "BUY" ? Side::buy : Side::sell;
}

Force force_of(const OrderBody& body) {
    if (body.instruction == "POST_ONLY") return Force::post_only;
    return body.instruction == "IOC" || body.is_market() ? Force::ioc : Force::gtc;
}

SelfTrade self_trade_of(const OrderBody& body) {
    if (body.stp == "EXPIRE_MAKER") return SelfTrade::expire_maker;
    return body.stp == "EXPIRE_BOTH" ? SelfTrade::expire_both : SelfTrade::expire_taker;
}

Refused refused_by(const Refusal& refusal) {
    switch (refusal.reason) {
        case Reason::duplicate_id:
            return {code::kDuplicate, refusal.message};
        case Reason::below_minimum:
            return {code::kOrderSize, refusal.message};
        case Reason::cancel_only:
            return {code::kCancelOnlyTime, refusal.message};
        case Reason::not_found:
            return {code::kOrderId, refusal.message};
        case Reason::none:
        case Reason::would_cross:
        case Reason::no_liquidity:
        case Reason::margin:
        case Reason::reduce_only:
        case Reason::rate_limited:
        case Reason::expired:
        case Reason::price_band:
        case Reason::nonce_used:
        case Reason::nonce_gap:
        case Reason::self_trade:
        case Reason::unavailable:
        case Reason::other:
            break;
    }
    return {code::kValidation, refusal.message};
}

}  // namespace

Asked<OrderBody> OrderDesk::understood(const Login& login, const Json& json, Time now) {
    auto body = read_order(json, exchange_);
    if (!body) return body;
    body->id.clear();
    if (auto fine = check_signed(*body, login, hashes_, now); !fine)
        return std::unexpected{fine.error()};
    return body;
}

Asked<void> OrderDesk::check_market(const OrderBody& body, const Member& member,
                                    bool is_new) const {
    const Instrument& at = *body.instrument;
    switch (exchange_.facts(at.id).mode) {
        case MarketMode::normal:
            break;
        case MarketMode::post_only:
            if (body.instruction != "POST_ONLY")
                return refuse(code::kPostOnlyTime, "only post-only orders are taken now");
            break;
        case MarketMode::cancel_only:
            return refuse(code::kCancelOnlyTime, "only cancels are taken now");
        case MarketMode::halted:
            return refuse(code::kMarketNotOpen, at.symbol + " is not open");
    }
    if (!is_multiple(body.quantity, at.lot))
        return refuse(code::kOrderSize, fmt::format("size {} is no multiple of {}",
                                                    to_text(body.quantity), to_text(at.lot)));
    if (!body.is_market() && !is_multiple(body.limit, at.tick))
        return refuse(code::kValidation, fmt::format("price {} is no multiple of {}",
                                                     to_text(body.limit), to_text(at.tick)));
    const MarketSpec& spec = spec_of(at.id);
    if (body.quantity > parse_quantity(spec.max_order).value())
        return refuse(code::kOrderSize, fmt::format("size {} is more than {}",
                                                    to_text(body.quantity), spec.max_order));
    const Quantity held = exchange_.position(member.index, at.id).quantity();
    const bool closes = body.reduce_only && body.quantity >= held.abs() && !held.is_zero();
    const Price mark = exchange_.facts(at.id).mark;
    if (!closes && mark.is_positive() &&
        body.quantity * mark < parse_notional(kMinNotional).value())
        return refuse(code::kOrderSize, fmt::format("size {} is worth less than {} USD",
                                                    to_text(body.quantity), kMinNotional));
    if (!is_new) return {};
    const auto open = exchange_.open_orders(member.index);
    const auto here = std::ranges::count_if(
        open, [&](const OrderRecord* each) { return each->request.instrument == at.id; });
    if (here >= spec.max_open_orders)
        return refuse(code::kNotAllowed,
                      fmt::format("there are {} open orders in {} already", here, at.symbol));
    return {};
}

// How far a market order may reach: the band's edge for every fill, and for the average the best
// price and `max_slippage` from it, or the order's own `vwap_price`.
Price OrderDesk::market_limit(const OrderBody& body) const {
    const Instrument& at = *body.instrument;
    const bool buys = body.side == "BUY";
    std::vector<Level> levels;
    exchange_.levels(at.id, buys ? Side::sell : Side::buy, levels);
    const Price mark = exchange_.facts(at.id).mark;
    if (levels.empty() || !mark.is_positive()) return {};
    const auto beyond = [&](Price price, Price limit) {
        return buys ? price > limit : price < limit;
    };
    const Ratio band = exchange_.config().price_band;
    const Ratio slippage = parse_ratio(kMaxSlippage).value();
    Price edge = scale_toward_zero(mark, buys ? band : -band);
    edge = buys ? floor_to(edge, at.tick) : ceil_to(edge, at.tick);
    Price average = scale_toward_zero(levels.front().price, buys ? slippage : -slippage);
    if (body.vwap && beyond(average, *body.vwap)) average = *body.vwap;

    // One tick before the best: nothing is reached.
    Price limit = levels.front().price + (buys ? -at.tick : at.tick);
    Quantity taken;
    Notional value;
    for (const Level& level : levels) {
        if (beyond(level.price, edge) || taken >= body.quantity) break;
        const Quantity takes = std::min(level.quantity, body.quantity - taken);
        taken += takes;
        value += takes * level.price;
        const Price mean = Price::from_raw(static_cast<std::int64_t>(value.raw() / taken.raw()));
        if (beyond(mean, average)) break;
        limit = level.price;
    }
    return std::max(limit, at.tick);
}

bool OrderDesk::past_position_limit(const OrderBody& body, const Member& member) const {
    const Side side = side_of(body);
    const InstrumentId id = body.instrument->id;
    const Quantity held = exchange_.position(member.index, id).quantity();
    Quantity sum = body.quantity + (side == Side::buy ? held : -held);
    for (const OrderRecord* each : exchange_.open_orders(member.index)) {
        if (each->request.instrument == id && each->request.side == side) sum += each->left();
    }
    return sum > parse_quantity(spec_of(id).position_limit).value();
}

Asked<std::uint64_t> OrderDesk::place(const Login& login, const OrderBody& body, Time now) {
    const Member& member = *login.member;
    const auto count = [&](const Refused& why) {
        exchange_.count_refused(member.index, body.client_id);
        return std::unexpected{why};
    };
    if (faults_.take(Fault::reject_orders, now))
        return count({code::kNotAllowed, "the order was refused"});
    if (const auto fine = check_market(body, member, true); !fine) return count(fine.error());
    const bool interactive =
        login.interactive && limits_.take(Limits::Kind::retail, member.account, now).allowed;
    const bool too_large = !body.reduce_only && past_position_limit(body, member);
    OrderRequest request{.account = member.index,
                         .instrument = body.instrument->id,
                         .side = side_of(body),
                         .force = force_of(body),
                         .market = body.is_market(),
                         .reduce_only = body.reduce_only,
                         .price = body.is_market() ? market_limit(body) : body.limit,
                         .quantity = body.quantity,
                         .client_order_id = body.client_id,
                         .free_of_fees = interactive,
                         .self_trade = self_trade_of(body),
                         .delay = interactive ? kRetailDelay : kNextMoment};
    write_note({.type = body.type,
                .instruction = body.instruction,
                .stp = body.stp,
                .signed_at_ms = body.signed_at_ms,
                .interactive = interactive},
               request);
    const auto placed = exchange_.place(request);
    if (!placed) return std::unexpected{refused_by(placed.error())};
    if (too_large) {
        extras_.of(placed->id).cancel_reason = "POSITION_LIMIT_EXCEEDED";
        (void)exchange_.cancel(member.index, placed->id);
    }
    return placed->id;
}

Asked<std::uint64_t> OrderDesk::create(const Login& login, const Json& body, Time now) {
    const auto order = understood(login, body, now);
    if (!order) {
        exchange_.count_refused(login.member->index,
                                std::string{text_at(body, "client_id").value_or("")});
        return std::unexpected{order.error()};
    }
    return place(login, *order, now);
}

Asked<std::vector<Asked<std::uint64_t>>> OrderDesk::create_batch(const Login& login,
                                                                 const std::vector<Json>& bodies,
                                                                 Time now) {
    if (bodies.empty() || bodies.size() > kLargestBatch)
        return refuse(code::kBatchSize, fmt::format("a batch has 1 to {} orders, not {}",
                                                    kLargestBatch, bodies.size()));
    std::vector<OrderBody> orders;
    for (const Json& body : bodies) {
        auto order = understood(login, body, now);
        if (!order) {
            for (const Json& each : bodies)
                exchange_.count_refused(login.member->index,
                                        std::string{text_at(each, "client_id").value_or("")});
            return std::unexpected{order.error()};
        }
        orders.push_back(std::move(*order));
    }
    std::vector<Asked<std::uint64_t>> out;
    for (const OrderBody& order : orders)
        out.push_back(place(login, order, now));
    return out;
}

Asked<std::uint64_t> OrderDesk::modify(const Login& login, std::string_view id, const Json& json,
                                       Time now) {
    auto body = read_order(json, exchange_);
    if (!body) return std::unexpected{body.error()};
    if (body->id.empty()) body->id = id;
    if (body->id != id) return refuse(code::kValidation, "id: is not that of the path");
    if (auto fine = check_signed(*body, login, hashes_, now); !fine)
        return std::unexpected{fine.error()};
    const Member& member = *login.member;
    const OrderRecord* order = find(member, id);
    if (order == nullptr) return refuse(code::kOrderId, "there is no order " + std::string{id});
    if (!order->alive()) return refuse(code::kOrderClosed, "the order is closed");
    if (order->request.instrument != body->instrument->id ||
        order->request.side != side_of(*body) || read_note(order->request).type != body->type)
        return refuse(code::kValidation, "market, side and type of an order stay as they are");
    if (auto fine = check_market(*body, member, false); !fine) return std::unexpected{fine.error()};
    const std::uint64_t number = order->id;
    OrderExtras& extras = extras_.of(number);
    const auto before =
        std::exchange(extras.request,
                      RequestInfo{.id = id_text(++requests_), .status = "SUCCESS", .message = {}});
    const auto changed = exchange_.modify(member.index, number, body->limit, body->quantity);
    if (changed) return number;
    extras_.of(number).request = before;
    return std::unexpected{refused_by(changed.error())};
}

const OrderRecord* OrderDesk::find(const Member& member, std::string_view id) const {
    const auto number = parse_id(id);
    const OrderRecord* order = number ? exchange_.order(*number) : nullptr;
    return order != nullptr && order->request.account == member.index ? order : nullptr;
}

const OrderRecord* OrderDesk::find_client_id(const Member& member,
                                             std::string_view client_id) const {
    return client_id.empty() ? nullptr : exchange_.order(member.index, client_id);
}

Duration OrderDesk::cancel_delay(const Login& login) const {
    return login.interactive ? kRetailDelay : Duration{};
}

Asked<std::uint64_t> OrderDesk::cancel(const Login& login, std::string_view id) {
    const OrderRecord* order = find(*login.member, id);
    if (order == nullptr) return refuse(code::kOrderId, "there is no order " + std::string{id});
    if (!order->alive()) return refuse(code::kOrderClosed, "the order is closed");
    const std::uint64_t number = order->id;
    (void)exchange_.cancel(login.member->index, number, cancel_delay(login));
    return number;
}

Asked<std::uint64_t> OrderDesk::cancel_client_id(const Login& login, std::string_view client_id,
                                                 std::string_view market) {
    const OrderRecord* order = find_client_id(*login.member, client_id);
    if (order == nullptr ||
        (!market.empty() && exchange_.instrument(order->request.instrument).symbol != market))
        return refuse(code::kClientId, "there is no order of client id " + std::string{client_id});
    return cancel(login, id_text(order->id));
}

Asked<void> OrderDesk::cancel_all(const Login& login, std::string_view market) {
    std::optional<InstrumentId> only;
    if (!market.empty()) {
        const Instrument* at = exchange_.find(market);
        if (at == nullptr)
            return refuse(code::kMarket, "there is no market " + std::string{market});
        only = at->id;
    }
    exchange_.cancel_all(login.member->index, only, cancel_delay(login));
    return {};
}

void OrderDesk::clear_far(InstrumentId id) {
    const Price fair = exchange_.facts(id).index;
    const Price most = scale_toward_zero(fair, basis_points(5));
    const Price least = scale_toward_zero(fair, basis_points(-5));
    for (AccountIndex i = 0; i < exchange_.accounts(); ++i) {
        std::vector<std::uint64_t> far;
        for (const OrderRecord* each : exchange_.open_orders(i)) {
            if (each->request.instrument == id && (each->price > most || each->price < least))
                far.push_back(each->id);
        }
        for (const std::uint64_t each : far) {
            extras_.of(each).cancel_reason = "PRICE_TOO_FAR";
            (void)exchange_.cancel(i, each);
        }
    }
}

std::vector<OrderDesk::Cancelled> OrderDesk::cancel_batch(
    const Login& login, const std::vector<std::string>& ids,
    const std::vector<std::string>& client_ids) {
    std::vector<Cancelled> out;
    const auto end = [&](const OrderRecord* order, std::string id, std::string client_id) {
        if (order == nullptr) {
            out.push_back({std::move(id), std::move(client_id), "", "NOT_FOUND"});
            return;
        }
        out.push_back({id_text(order->id), order->request.client_order_id,
                       exchange_.instrument(order->request.instrument).symbol,
                       order->alive() ? "QUEUED_FOR_CANCELLATION" : "ALREADY_CLOSED"});
        if (order->alive())
            (void)exchange_.cancel(login.member->index, order->id, cancel_delay(login));
    };
    for (const std::string& each : ids)
        end(find(*login.member, each), each, "");
    for (const std::string& each : client_ids)
        end(find_client_id(*login.member, each), "", each);
    return out;
}

}  // namespace twinleg::sim::wire::paradex
