#include "sim/wire/lighter/views.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <sstream>

#include "core/check.h"

namespace twinleg::sim::wire::lighter {
namespace {

OrderStatus status_of(const OrderRecord& record) {
    switch (record.state) {
        case OrderState::pending:
            return record.asleep ? OrderStatus::pending : OrderStatus::in_progress;
        case OrderState::open:
            return OrderStatus::open;
        case OrderState::filled:
            return OrderStatus::filled;
        case OrderState::expired:
            return OrderStatus::canceled_expired;
        case OrderState::cancelled:
            break;
    }
    if (record.ended_by == EndedBy::sibling) return OrderStatus::canceled_oco;
    if (record.ended_by == EndedBy::parent) return OrderStatus::canceled_child;
    switch (record.reason) {
        case Reason::would_cross:
            return OrderStatus::canceled_post_only;
        case Reason::no_liquidity:
            return OrderStatus::canceled_liquidity;
        case Reason::margin:
            return OrderStatus::canceled_margin;
        case Reason::reduce_only:
            return OrderStatus::canceled_reduce_only;
        case Reason::price_band:
            return OrderStatus::canceled_slippage;
        case Reason::self_trade:
            return OrderStatus::canceled_self_trade;
        case Reason::expired:
            return OrderStatus::canceled_expired;
        case Reason::none:
        case Reason::below_minimum:
        case Reason::cancel_only:
        case Reason::rate_limited:
        case Reason::duplicate_id:
        case Reason::nonce_used:
        case Reason::nonce_gap:
        case Reason::not_found:
        case Reason::unavailable:
        case Reason::other:
            break;
    }
    return OrderStatus::canceled;
}

std::int64_t margin_steps(Ratio fraction) {
    return fraction.raw() / (Ratio::kOne / 10'000);
}

// Where the account would be liquidated if this market alone moved; 0 if nowhere above zero.
//   equity + q (p − mark) = others' maintenance + |q| p m
std::int64_t liquidation_price(const Exchange& exchange, const Member& member, const Market& market,
                               const Position& position) {
    const Quantity held = position.quantity();
    const Price mark = exchange.facts(instrument_of(market)).mark;
    if (held.is_zero() || !mark.is_positive()) return 0;
    const Notional value = held * mark;
    const Notional own =
        scale_toward_zero(held.is_negative() ? -value : value,
                          Ratio::from_raw(market.maintenance_margin * (Ratio::kOne / 10'000)));
    const Notional others = exchange.maintenance_margin(member.account) - own;
    const Notional above = others - exchange.equity(member.account) + value;
    // 18 places over 8 make 10: a price.
    const std::int64_t share = 10'000 - (held.is_negative() ? -1 : 1) * market.maintenance_margin;
    const Int128 price = above.raw() * 10'000 / (static_cast<Int128>(held.raw()) * share);
    if (price <= 0 || price > Price::from_units(900'000'000).raw()) return 0;
    return cut_price(market, Price::from_raw(static_cast<std::int64_t>(price)));
}

}  // namespace

std::string OrderNote::text() const {
    std::ostringstream out;
    out << static_cast<int>(type) << ' ' << static_cast<int>(lifetime) << ' ' << price << ' '
        << sequence << ' ' << expiry_ms << ' ' << trigger << ' ' << tx_hash;
    return out.str();
}

OrderNote OrderNote::from(const std::string& text) {
    OrderNote note;
    int type = 0;
    int lifetime = 0;
    std::istringstream in{text};
    in >> type >> lifetime >> note.price >> note.sequence >> note.expiry_ms >> note.trigger >>
        note.tx_hash;
    note.type = static_cast<OrderType>(type);
    note.lifetime = static_cast<Lifetime>(lifetime);
    return note;
}

InstrumentId instrument_of(const Market& market) {
    return {static_cast<std::uint16_t>(&market - markets().data())};
}

std::uint64_t block_at(Time time) {
    return static_cast<std::uint64_t>(time.ns / 5'000'000'000);
}

std::uint64_t number_of(const std::string& text) {
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::int64_t cut_price(const Market& market, Price price) {
    const Price step = market.price(1);
    return price.raw() / step.raw();
}

OrderRow order_row(const OrderRecord& record, std::uint64_t owner, std::uint64_t version) {
    const Market& market = market_of(record.request.instrument);
    const OrderNote note = OrderNote::from(record.request.venue_data);
    OrderRow row;
    row.order_index = record.id;
    row.client_order_index = number_of(record.request.client_order_id);
    row.market = market.id;
    row.owner = owner;
    row.initial_base = market.size_of(record.quantity);
    row.filled_base = market.size_of(record.filled);
    row.filled_quote = usdc_of(record.value);
    row.price = record.price.is_positive() ? market.price_of(record.price) : note.price;
    row.is_ask = record.request.side == Side::sell;
    row.type = note.type;
    row.lifetime = note.lifetime;
    row.reduce_only = record.request.reduce_only;
    row.expiry_ms = note.expiry_ms;
    row.status = status_of(record);
    row.trigger_price = note.trigger;
    row.trigger_ms = record.triggered_at.known() ? ms_of(record.triggered_at) : 0;
    row.asleep = record.asleep;
    row.parent_waits = record.parent_alive;
    row.parent_index = record.request.parent;
    row.to_trigger = record.children;
    row.to_cancel = record.sibling;
    row.nonce = note.sequence;
    row.version = version;
    row.block = block_at(record.updated_at);
    row.created_ms = ms_of(record.accepted_at);
    row.updated_us = us_of(record.updated_at);
    return row;
}

PositionRow position_row(const Exchange& exchange, const Member& member, const Market& market) {
    const InstrumentId id = instrument_of(market);
    const Position& position = exchange.position(member.account, id);
    PositionRow row;
    row.market = market.id;
    row.size = market.size_of(position.quantity());
    const Notional unrealised = position.unrealised();
    const Notional value = position.quantity() * position.mark();
    row.entry_quote = usdc_of(value - unrealised);
    row.value = std::abs(usdc_of(value));
    row.unrealized = usdc_of(unrealised);
    row.realized = usdc_of(position.realised());
    row.funding_paid = usdc_of(-position.funding());
    row.liquidation_price = liquidation_price(exchange, member, market, position);
    row.initial_margin = margin_steps(exchange.margin_fraction(member.account, id));
    for (const OrderRecord* order : exchange.open_orders(member.account)) {
        if (order->request.instrument != id) continue;
        ++(order->asleep ? row.pending_orders : row.open_orders);
    }
    return row;
}

bool touched(const Exchange& exchange, const Member& member, const Market& market) {
    const InstrumentId id = instrument_of(market);
    const Position& position = exchange.position(member.account, id);
    return !position.quantity().is_zero() || !position.trading().is_zero() ||
           !position.fees().is_zero() ||
           exchange.margin_fraction(member.account, id) != exchange.instrument(id).initial_margin ||
           std::ranges::any_of(exchange.open_orders(member.account), [&](const OrderRecord* order) {
               return order->request.instrument == id;
           });
}

AccountRow account_row(const Exchange& exchange, const Member& member) {
    AccountRow row;
    row.index = member.index;
    row.l1_address = member.l1_address;
    row.cancel_all_ms = member.cancel_all_ms;
    row.time_us = member.changed_us;
    for (const Market& market : markets()) {
        if (!touched(exchange, member, market)) continue;
        row.positions.push_back(position_row(exchange, member, market));
        row.unrealized += row.positions.back().unrealized;
        row.position_value += row.positions.back().value;
    }
    row.collateral = usdc_of(exchange.equity(member.account)) - row.unrealized;
    row.initial_margin =
        usdc_of(exchange.initial_margin(member.account) + exchange.order_margin(member.account));
    row.maintenance_margin = usdc_of(exchange.maintenance_margin(member.account));
    for (const OrderRecord* order : exchange.open_orders(member.account))
        ++(order->state == OrderState::pending ? row.pending_orders : row.open_orders);
    return row;
}

MarketStats stats_of(const Exchange& exchange, const Market& market) {
    const InstrumentId id = instrument_of(market);
    const MarketFacts& facts = exchange.facts(id);
    const auto best = [&](Side side) {
        const auto level = exchange.best(id, side);
        return level ? market.price_of(level->price) : 0;
    };
    MarketStats stats;
    stats.mark = cut_price(market, facts.mark);
    stats.index = cut_price(market, facts.index);
    stats.last = cut_price(market, facts.last_price);
    stats.best_bid = best(Side::buy);
    stats.best_ask = best(Side::sell);
    stats.open_interest = market.size_of(exchange.open_interest(id));
    stats.daily_low = cut_price(market, facts.lowest);
    stats.daily_high = cut_price(market, facts.highest);
    stats.daily_open = cut_price(market, facts.first_price);
    stats.daily_trades = static_cast<std::int64_t>(facts.trades);
    stats.daily_base = market.size_of(facts.volume);
    stats.daily_quote = usdc_of(facts.turnover);
    stats.funding_ms = facts.last_funding.known() ? ms_of(facts.last_funding) : 0;
    stats.funding_rate = facts.last_funding_rate;
    stats.next_funding_rate = facts.funding_rate;
    return stats;
}

std::vector<BookLevel> book_side(const Exchange& exchange, const Market& market, Side side) {
    std::vector<Level> levels;
    exchange.levels(instrument_of(market), side, levels);
    std::vector<BookLevel> rows;
    rows.reserve(levels.size());
    for (const Level& level : levels)
        rows.push_back({market.price_of(level.price), market.size_of(level.quantity)});
    return rows;
}

std::vector<OrderRow> resting_rows(Exchange& exchange, Members& members, const Market& market,
                                   Side side, std::size_t limit) {
    const InstrumentId id = instrument_of(market);
    std::vector<OrderRow> own;
    for (Member& member : members.all())
        for (const OrderRecord* order : exchange.open_orders(member.account))
            if (order->resting && order->request.instrument == id && order->request.side == side)
                own.push_back(order_row(*order, member.index, 0));

    std::vector<OrderRow> rows;
    for (const BookLevel& level : book_side(exchange, market, side)) {
        if (rows.size() >= limit) break;
        std::int64_t crowd = level.size;
        for (const OrderRow& order : own) {
            if (order.price != level.price) continue;
            crowd -= order.remaining_base();
            rows.push_back(order);
        }
        if (crowd <= 0) continue;
        OrderRow row;
        // A name that stays with the level; far above those the exchange gives.
        row.order_index = (1ULL << 59) + (market.id << 40) + (side == Side::sell ? 1ULL << 39 : 0) +
                          static_cast<std::uint64_t>(level.price);
        row.market = market.id;
        row.owner = kCrowdAccount;
        row.initial_base = crowd;
        row.price = level.price;
        row.is_ask = side == Side::sell;
        row.expiry_ms = ms_of(exchange.now()) + 28LL * 24 * 60 * 60 * 1000;
        rows.push_back(row);
    }
    rows.resize(std::min(rows.size(), limit));
    return rows;
}

}  // namespace twinleg::sim::wire::lighter
