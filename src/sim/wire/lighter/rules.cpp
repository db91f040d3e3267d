#include "sim/wire/lighter/rules.h"

#include <algorithm>
#include <cstdlib>

namespace twinleg::sim::wire::lighter {
namespace {

Checked<void> left_out(const std::string& what) {
    return refuse(Code::unsupported_tx_type, what + " is not imitated here");
}

Checked<void> check_minimum(const Market& market, std::int64_t base, std::int64_t price) {
    if (base < market.min_base)
        return refuse(Code::below_minimum, "the least is " + market.size_text(market.min_base));
    if (static_cast<Int128>(base) * price < market.min_quote)
        return refuse(Code::below_minimum, "the least is " + usdc(market.min_quote) + " USDC");
    return {};
}

Checked<void> check_quote_limit(std::int64_t base, std::int64_t price) {
    if (static_cast<Int128>(base) * price > kOrderQuoteLimit)
        return refuse(Code::below_minimum, "over the order quote limit");
    return {};
}

}  // namespace

bool is_led(const GroupedOrders& group) {
    return group.grouping != kOneCancelsOther;
}

CreateOrder order_of_group(const GroupedOrders& group, std::size_t n) {
    CreateOrder order = group.orders[n];
    if (is_led(group) && n > 0 && order.base_amount == 0)
        order.base_amount = group.orders.front().base_amount;
    return order;
}

Refusal refusal_of(const wire::Refusal& refused) {
    const auto with = [&](Code code) { return refusal(code, refused.message); };
    switch (refused.reason) {
        case Reason::margin:
            return with(Code::not_enough_margin);
        case Reason::below_minimum:
            return with(Code::below_minimum);
        case Reason::cancel_only:
            return with(Code::market_status);
        case Reason::reduce_only:
            return with(Code::reduce_only_increases);
        case Reason::expired:
            return with(Code::invalid_order_expiry);
        case Reason::price_band:
            return with(Code::price_too_far_from_mark);
        case Reason::duplicate_id:
            return with(Code::client_order_index_exists);
        case Reason::not_found:
            return with(Code::invalid_order_index);
        case Reason::none:
        case Reason::would_cross:
        case Reason::no_liquidity:
        case Reason::rate_limited:
        case Reason::nonce_used:
        case Reason::nonce_gap:
        case Reason::self_trade:
        case Reason::unavailable:
        case Reason::other:
            break;
    }
    return with(Code::invalid_tx_info);
}

const OrderRecord* Rules::find_order(const Member& member, std::uint64_t market,
                                     std::uint64_t index) const {
    const OrderRecord* order = index >= kFirstOrderIndex
                                   ? exchange_.order(index)
                                   : exchange_.order(member.account, std::to_string(index));
    if (order == nullptr || !order->alive() || order->request.account != member.account ||
        market_of(order->request.instrument).id != market)
        return nullptr;
    return order;
}

OrderRequest Rules::request_of(const CreateOrder& order, const Member& member,
                               const OrderNote& note) const {
    const Market& market = *find_market(order.market);
    OrderRequest request;
    request.account = member.account;
    request.instrument = instrument_of(market);
    request.side = order.is_ask ? Side::sell : Side::buy;
    request.market = order.type == OrderType::market || order.type == OrderType::stop_loss ||
                     order.type == OrderType::take_profit;
    if (order.trigger_price != 0) {
        const bool stops =
            order.type == OrderType::stop_loss || order.type == OrderType::stop_loss_limit;
        request.trigger = market.price(static_cast<std::int64_t>(order.trigger_price));
        // A stop ends a loss: a sale when the mark has fallen, a purchase when it has risen.
        request.trigger_above = stops != order.is_ask;
    }
    switch (order.lifetime) {
        case Lifetime::immediate_or_cancel:
            request.force = Force::ioc;
            break;
        case Lifetime::good_till_time:
            request.force = Force::gtc;
            break;
        case Lifetime::post_only:
            request.force = Force::post_only;
            break;
    }
    request.reduce_only = order.reduce_only;
    request.price = market.price(static_cast<std::int64_t>(order.price));
    request.quantity = market.size(static_cast<std::int64_t>(order.base_amount));
    if (order.base_amount == 0)
        request.quantity = exchange_.position(member.account, request.instrument).quantity().abs();
    if (order.client_order_index != 0)
        request.client_order_id = std::to_string(order.client_order_index);
    if (order.expiry_ms != 0)
        request.expires_at = time_of_ms(static_cast<std::int64_t>(order.expiry_ms));
    request.delay =
        delay_of(member, request.side, order.lifetime, request.instrument, request.price);
    request.venue_data = note.text();
    return request;
}

Duration Rules::delay_of(const Member& member, Side side, Lifetime lifetime,
                         InstrumentId instrument, Price price) const {
    const TierTerms terms = terms_of(member.tier);
    if (lifetime == Lifetime::immediate_or_cancel) return terms.taker;
    if (lifetime == Lifetime::post_only) return terms.maker;
    return exchange_.book(instrument).available(side, price).is_positive() ? terms.taker
                                                                           : terms.maker;
}

Checked<void> Rules::check_price(const Market& market, bool is_ask, std::int64_t price,
                                 bool protection) const {
    const std::int64_t mark = cut_price(market, exchange_.facts(instrument_of(market)).mark);
    if (mark == 0) return {};
    if (price > mark * kFarFactor || price * kFarFactor < mark)
        return refuse(Code::price_too_far_from_mark);
    const bool accident = is_ask ? price * 100 < mark * (100 - kAccidentPercent)
                                 : price * 100 > mark * (100 + kAccidentPercent);
    if (accident && protection) return refuse(Code::accidental_price);
    return {};
}

// What would rest needs its margin at once; of what only takes the sequencer sees to it.
Checked<void> Rules::check_margin(const OrderRequest& request) const {
    if (request.force == Force::ioc || request.market || request.reduce_only) return {};
    if (request.conditional()) return {};
    const Quantity held = exchange_.position(request.account, request.instrument).quantity();
    const bool reduces = request.side == Side::buy ? held.is_negative() : held.is_positive();
    const Quantity adds = reduces && request.quantity > held.abs() ? request.quantity - held.abs()
                          : reduces                                ? Quantity{}
                                                                   : request.quantity;
    const Notional needed = scale_toward_zero(
        adds * request.price, exchange_.margin_fraction(request.account, request.instrument));
    if (needed.is_positive() && needed > exchange_.available(request.account))
        return refuse(Code::not_enough_margin);
    return {};
}

Checked<void> Rules::check_order(const CreateOrder& order, const Transaction& tx,
                                 const Member& member, Time now, bool price_protection,
                                 Ahead& ahead, bool child) const {
    const Market* market = find_market(order.market);
    if (market == nullptr) return refuse(Code::invalid_market);
    if (order.type == OrderType::twap) return left_out("a twap order");
    if (tx.attributes.has(1)) return refuse(Code::integrator_not_approved);
    if (tx.attributes.has(6) || tx.attributes.has(7))
        return left_out("a self-trade setting other than 0");

    const auto expiry = static_cast<std::int64_t>(order.expiry_ms);
    const std::int64_t ahead_ms = expiry - ms_of(now);
    if (order.expiry_ms != 0 && (ahead_ms < kMinExpiryMs || ahead_ms > kMaxExpiryMs))
        return refuse(Code::invalid_order_expiry, "5 minutes to 30 days ahead");

    if (order.client_order_index != 0) {
        const auto* before =
            exchange_.order(member.account, std::to_string(order.client_order_index));
        if ((before != nullptr && before->alive()) ||
            !ahead.client_order_indexes.insert(order.client_order_index).second)
            return refuse(Code::client_order_index_exists);
    }

    const Quantity held = exchange_.position(member.account, instrument_of(*market)).quantity();
    if (!child && order.reduce_only && (order.is_ask ? !held.is_positive() : !held.is_negative()))
        return refuse(Code::reduce_only_increases);
    const auto base = order.base_amount == 0 ? std::abs(market->size_of(held))
                                             : static_cast<std::int64_t>(order.base_amount);
    const auto price = static_cast<std::int64_t>(order.price);
    if (const auto fine = check_quote_limit(base, price); !fine) return fine;
    if (order.lifetime != Lifetime::immediate_or_cancel) {
        if (const auto fine = check_minimum(*market, base, price); !fine) return fine;
    }
    if (order.type == OrderType::limit) {
        if (const auto fine = check_price(*market, order.is_ask, price, price_protection); !fine)
            return fine;
    }
    OrderRequest request = request_of(order, member, {});
    if (child) request.parent = 1;  // whichever it will be
    if (const auto fine = check_margin(request); !fine) return fine;
    if (const auto fine = exchange_.check(request); !fine)
        return std::unexpected{refusal_of(fine.error())};
    return {};
}

// Of one market. One triggers other, and one triggers one that cancels other: an order, and what
// waits for it. One cancels other: two that wait for their triggers.
Checked<void> Rules::check_group(const GroupedOrders& group, const Transaction& tx,
                                 const Member& member, Time now, bool price_protection,
                                 Ahead& ahead) const {
    const std::size_t wanted = group.grouping == kOneTriggersTwo ? 3 : 2;
    if (group.orders.size() != wanted)
        return refuse(Code::invalid_tx_info, "Orders: " + std::to_string(wanted) + " are wanted");
    for (std::size_t n = 0; n < group.orders.size(); ++n) {
        const CreateOrder order = order_of_group(group, n);
        if (order.market != group.orders.front().market)
            return refuse(Code::invalid_tx_info, "Orders must be of one market");
        const bool parent = is_led(group) && n == 0;
        if (parent && order.trigger_price != 0)
            return refuse(Code::invalid_tx_info, "the first order must not wait for a trigger");
        if (!is_led(group) && order.trigger_price == 0)
            return refuse(Code::invalid_tx_info, "both orders must wait for a trigger");
        if (parent && order.base_amount == 0) return refuse(Code::invalid_base_amount);
        const auto fine =
            check_order(order, tx, member, now, price_protection, ahead, is_led(group) && n > 0);
        if (!fine) return fine;
    }
    return {};
}

Checked<void> Rules::check_modify(const ModifyOrder& modify, const Transaction& tx,
                                  const Member& member, bool in_batch) const {
    const Market* market = find_market(modify.market);
    if (market == nullptr) return refuse(Code::invalid_market);
    if (modify.trigger_price != 0) return left_out("a trigger price");
    if (tx.attributes.has(1)) return refuse(Code::integrator_not_approved);
    if (tx.attributes.has(6) || tx.attributes.has(7))
        return left_out("a self-trade setting other than 0");
    const OrderRecord* order = find_order(member, modify.market, modify.index);
    if (order == nullptr) {
        if (in_batch) return {};
        return refuse(Code::invalid_order_index);
    }
    if (modify.base_amount == 0 && !order->request.reduce_only)
        return refuse(Code::invalid_base_amount);
    if (tx.attributes.has(8) && tx.attributes.values[8] <= history_.version(order->id))
        return refuse(Code::invalid_param, "order version must exceed the stored one");
    const auto base = modify.base_amount == 0 ? market->size_of(order->quantity)
                                              : static_cast<std::int64_t>(modify.base_amount);
    const auto price = static_cast<std::int64_t>(modify.price);
    if (base <= market->size_of(order->filled))
        return refuse(Code::invalid_base_amount, "that much is filled already");
    if (const auto fine = check_quote_limit(base, price); !fine) return fine;
    if (const auto fine = check_minimum(*market, base, price); !fine) return fine;
    return check_price(*market, order->request.side == Side::sell, price, true);
}

Checked<void> Rules::check_cancel_all(const CancelAll& all, const Transaction& tx,
                                      const Member& member, Time now, Ahead& ahead) const {
    switch (all.mode) {
        case CancelAllMode::immediate:
            if (tx.attributes.has(5) && find_market(tx.attributes.values[5]) == nullptr)
                return refuse(Code::invalid_market);
            break;
        case CancelAllMode::scheduled: {
            const std::int64_t ahead_ms = static_cast<std::int64_t>(all.time_ms) - ms_of(now);
            if (ahead_ms < kMinExpiryMs || ahead_ms > kMaxScheduleMs)
                return refuse(Code::invalid_tx_info, "Time must be 5 minutes to 15 days ahead");
            if (ahead.cancel_all_queued.value_or(member.cancel_all_ms != 0))
                return refuse(Code::cancel_all_queued);
            ahead.cancel_all_queued = true;
            break;
        }
        case CancelAllMode::abort_scheduled:
            ahead.cancel_all_queued = false;
            break;
    }
    return {};
}

Checked<void> Rules::check_leverage(const UpdateLeverage& leverage, const Member& member) const {
    const Market* market = find_market(leverage.market);
    if (market == nullptr) return refuse(Code::invalid_market);
    if (leverage.margin_mode != 0) {
        const InstrumentId id = instrument_of(*market);
        const bool in_use = !exchange_.position(member.account, id).quantity().is_zero() ||
                            std::ranges::any_of(exchange_.open_orders(member.account),
                                                [&](const OrderRecord* order) {
                                                    return order->request.instrument == id;
                                                });
        if (in_use) return refuse(Code::margin_mode_in_use);
        return left_out("isolated margin");
    }
    const auto fraction = static_cast<std::int64_t>(leverage.initial_margin_fraction);
    if (fraction < market->min_initial_margin)
        return refuse(Code::invalid_param, "the least initial margin fraction is " +
                                               std::to_string(market->min_initial_margin));
    const InstrumentId id = instrument_of(*market);
    const Position& position = exchange_.position(member.account, id);
    const Notional value = position.quantity().abs() * position.mark();
    const Ratio now_held = exchange_.margin_fraction(member.account, id);
    const Ratio wanted = Ratio::from_raw(fraction * (Ratio::kOne / 10'000));
    if (wanted > now_held &&
        scale_toward_zero(value, wanted - now_held) > exchange_.available(member.account))
        return refuse(Code::below_initial_margin);
    return {};
}

Checked<void> Rules::check(const Transaction& tx, const Member& member, Time now,
                           bool price_protection, bool in_batch, Ahead& ahead) const {
    if (const auto* order = std::get_if<CreateOrder>(&tx.body))
        return check_order(*order, tx, member, now, price_protection, ahead);
    if (const auto* cancel = std::get_if<CancelOrder>(&tx.body)) {
        if (find_market(cancel->market) == nullptr) return refuse(Code::invalid_market);
        if (!in_batch && find_order(member, cancel->market, cancel->index) == nullptr)
            return refuse(Code::invalid_order_index);
        return {};
    }
    if (const auto* all = std::get_if<CancelAll>(&tx.body))
        return check_cancel_all(*all, tx, member, now, ahead);
    if (const auto* modify = std::get_if<ModifyOrder>(&tx.body))
        return check_modify(*modify, tx, member, in_batch);
    if (const auto* leverage = std::get_if<UpdateLeverage>(&tx.body))
        return check_leverage(*leverage, member);
    if (const auto* group = std::get_if<GroupedOrders>(&tx.body))
        return check_group(*group, tx, member, now, price_protection, ahead);
    switch (tx.type) {
        case TxType::change_pub_key:
            return {};  // the L1 signature is the sequencer's to check
        case TxType::create_sub_account:
            return left_out("a sub-account");
        case TxType::transfer:
            return left_out("a transfer");
        case TxType::withdraw:
            return left_out("a withdrawal");
        case TxType::create_grouped_orders:
            break;
        case TxType::update_margin:
            return left_out("isolated margin");
        case TxType::update_account_config:
        case TxType::update_account_asset_config:
            return left_out("the unified account mode");
        case TxType::approve_integrator:
            return left_out("an integrator");
        case TxType::create_order:
        case TxType::cancel_order:
        case TxType::cancel_all:
        case TxType::modify_order:
        case TxType::update_leverage:
            break;
    }
    return {};
}

}  // namespace twinleg::sim::wire::lighter
