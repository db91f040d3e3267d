// Accounts: what they own, what they need, and when they are closed for want of it.

#include <algorithm>
#include <stdexcept>

#include "sim/wire/exchange.h"
#include "sim/wire/exchange_state.h"

namespace twinleg::sim::wire {

AccountIndex Exchange::add_account(AccountConfig config) {
    if (find_account(config.id))
        throw std::invalid_argument(config_.venue + ": there is an account " + config.id +
                                    " already");
    auto account = std::make_unique<AccountState>();
    account->collateral = config.collateral;
    account->config = std::move(config);
    for (const Instrument& each : config_.instruments) {
        account->positions.emplace_back(each);
        account->positions.back().mark(facts(each.id).mark);
        account->fractions.push_back(each.initial_margin);
    }
    accounts_.push_back(std::move(account));
    return static_cast<AccountIndex>(accounts_.size() - 1);
}

std::optional<AccountIndex> Exchange::find_account(std::string_view id) const {
    for (AccountIndex i = 0; i < accounts_.size(); ++i) {
        if (accounts_[i]->config.id == id) return i;
    }
    return std::nullopt;
}

const AccountConfig& Exchange::account(AccountIndex index) const {
    return state(index).config;
}

void Exchange::set_fees(AccountIndex index, Ratio maker, Ratio taker) {
    state(index).config.maker_fee = maker;
    state(index).config.taker_fee = taker;
}

Ratio Exchange::fee_rate(AccountIndex index, InstrumentId id, Liquidity liquidity) const {
    const AccountConfig& config = account(index);
    if (liquidity == Liquidity::maker) return config.maker_fee.value_or(instrument(id).maker_fee);
    return config.taker_fee.value_or(instrument(id).taker_fee);
}

const Position& Exchange::position(AccountIndex index, InstrumentId id) const {
    return state(index).positions.at(id.value);
}

Notional Exchange::cash(AccountIndex index) const {
    Notional sum = state(index).collateral;
    for (const Position& each : state(index).positions)
        sum += each.trading() - each.fees() + each.funding();
    return sum;
}

Notional Exchange::realised_collateral(AccountIndex index) const {
    return equity(index) - unrealised(index);
}

Notional Exchange::equity(AccountIndex index) const {
    Notional sum = state(index).collateral;
    for (const Position& each : state(index).positions)
        sum += each.total();
    return sum;
}

Notional Exchange::unrealised(AccountIndex index) const {
    Notional sum;
    for (const Position& each : state(index).positions)
        sum += each.unrealised();
    return sum;
}

// For one instrument: of the position alone, or of the worst that open orders, and `more`, can make
// of it.
Notional Exchange::margin_needed(AccountIndex index, InstrumentId id, const OrderRequest* more,
                                 bool with_orders) const {
    const AccountState& account = state(index);
    const Instrument& at = instrument(id);
    const Quantity held = account.positions[id.value].quantity();
    Quantity buys;
    Quantity sells;
    if (with_orders) {
        for (const std::uint64_t open : account.open) {
            const OrderRecord& order = state_->orders.at(open);
            if (order.request.instrument != id || order.request.reduce_only) continue;
            if (order.asleep) continue;  // looked at when it wakes
            (order.request.side == Side::buy ? buys : sells) += order.left();
        }
    }
    Price price = facts(id).mark;
    if (more != nullptr && more->instrument == id) {
        (more->side == Side::buy ? buys : sells) += more->quantity;
        if (!price.is_positive()) price = more->price;
    }
    const Quantity worst = std::max((held + buys).abs(), (held - sells).abs());
    if (!price.is_positive() || worst.is_zero()) return {};
    return scale_toward_zero(settled_value(at, worst, price), margin_fraction(index, id));
}

Notional Exchange::initial_margin(AccountIndex index) const {
    Notional sum;
    for (const Instrument& each : config_.instruments)
        sum += margin_needed(index, each.id, nullptr, false);
    return sum;
}

Notional Exchange::order_margin(AccountIndex index) const {
    Notional sum;
    for (const Instrument& each : config_.instruments)
        sum += margin_needed(index, each.id, nullptr, true);
    return sum - initial_margin(index);
}

Notional Exchange::available(AccountIndex index) const {
    return equity(index) - initial_margin(index) - order_margin(index);
}

// An order that makes nothing worse needs no margin.
bool Exchange::margin_allows(const OrderRequest& request) const {
    if (request.reduce_only) return true;
    const InstrumentId id = request.instrument;
    const Notional before = margin_needed(request.account, id, nullptr, true);
    const Notional after = margin_needed(request.account, id, &request, true);
    if (after <= before) return true;
    const Notional others = initial_margin(request.account) + order_margin(request.account);
    return equity(request.account) >= others - before + after;
}

Notional Exchange::maintenance_margin(AccountIndex index) const {
    Notional sum;
    for (const Position& each : state(index).positions) {
        if (each.quantity().is_zero() || !each.mark().is_positive()) continue;
        sum +=
            scale_toward_zero(settled_value(each.instrument(), each.quantity().abs(), each.mark()),
                              each.instrument().maintenance_margin);
    }
    return sum;
}

Price Exchange::liquidation_price(AccountIndex index, InstrumentId id) const {
    const Position& held = position(index, id);
    const Quantity quantity = held.quantity();
    if (quantity.is_zero() || !held.mark().is_positive()) return {};
    const Notional spare = equity(index) - maintenance_margin(index);
    // Each unit of price moves the equity by q, and the maintenance margin by |q| × fraction.
    const Ratio fraction = instrument(id).maintenance_margin;
    const Int128 slope = static_cast<Int128>(quantity.raw()) -
                         static_cast<Int128>(quantity.abs().raw()) * fraction.raw() / Ratio::kOne;
    if (slope == 0) return {};
    const Int128 price = held.mark().raw() - spare.raw() / slope;
    if (price <= 0 || price > INT64_MAX) return {};
    return Price::from_raw(static_cast<std::int64_t>(price));
}

void Exchange::deposit(AccountIndex index, Notional amount) {
    const Operation operation(*this, false);
    state(index).collateral += amount;
    state(index).moved = true;
}

Ratio Exchange::margin_fraction(AccountIndex index, InstrumentId id) const {
    return state(index).fractions.at(id.value);
}

Taken<void> Exchange::set_margin_fraction(AccountIndex index, InstrumentId id, Ratio fraction) {
    const Instrument& at = instrument(id);
    if (fraction < at.maintenance_margin || fraction > Ratio::from_units(1))
        return std::unexpected(Refusal{
            Reason::other, "a margin fraction of " + to_text(fraction) + " is not between " +
                               to_text(at.maintenance_margin) + " and 1"});
    Ratio& kept = state(index).fractions.at(id.value);
    const Ratio before = std::exchange(kept, fraction);
    if (fraction > before && available(index).is_negative()) {
        kept = before;
        return std::unexpected(
            Refusal{Reason::margin, "what is open would need more than the equity"});
    }
    const Operation operation(*this, false);
    state(index).moved = true;
    return {};
}

const OrderCounts& Exchange::counts(AccountIndex index) const {
    return state(index).counts;
}

void Exchange::set_nonce(AccountIndex index, const std::string& key, const std::string& value) {
    state(index).nonces[key] = value;
}

const std::map<std::string, std::string>& Exchange::nonces(AccountIndex index) const {
    return state(index).nonces;
}

const std::deque<FundingPayment>& Exchange::funding(AccountIndex index) const {
    return state(index).funding;
}

const std::deque<FillRecord>& Exchange::fills(AccountIndex index) const {
    return state(index).fills;
}

void Exchange::liquidate_the_broke() {
    for (AccountIndex i = 0; i < accounts_.size(); ++i) {
        if (equity(i) < maintenance_margin(i)) liquidate(i);
    }
}

// The venue itself takes every position over at the mark, free of fees.
void Exchange::liquidate(AccountIndex index) {
    AccountState& account = state(index);
    state_->books_wanted = true;
    const std::set<std::uint64_t> open = account.open;
    for (const std::uint64_t id : open)
        if (OrderRecord* record = find_alive(id))  // a child ends with its parent
            end(*record, OrderState::cancelled, Reason::margin);
    for (const Instrument& each : config_.instruments) {
        const Quantity held = account.positions[each.id.value].quantity();
        if (held.is_zero()) continue;
        TradeRecord trade{.id = state_->next_trade++,
                          .number = ++market(each.id).traded,
                          .instrument = each.id,
                          .price = facts(each.id).mark,
                          .quantity = held.abs(),
                          .taker_side = held.is_positive() ? Side::sell : Side::buy,
                          .liquidation = true,
                          .time = now_};
        trade.taker.account = index;
        book_fill(trade, trade.taker, nullptr, Liquidity::taker);
        state_->news.emplace_back(trade);
    }
}

}  // namespace twinleg::sim::wire
