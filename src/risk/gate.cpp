#include "risk/gate.h"

#include <algorithm>

namespace twinleg::risk {
namespace {

std::unexpected<Refusal> refuse(std::string_view check, std::string why) {
    return std::unexpected{Refusal{check, std::move(why)}};
}

bool grows(Role role) {
    return role == Role::maker || role == Role::leg;
}

bool outside(Price price, Price middle, Ratio collar) {
    if (middle.is_zero() || collar.is_zero()) return false;
    return price > scale_toward_zero(middle, collar) || price < scale_toward_zero(middle, -collar);
}

}  // namespace

Gate::Gate(Limits limits, std::vector<Instrument> instruments,
           std::vector<std::uint32_t> orders_per_minute)
    : limits_(std::move(limits)), sent_(orders_per_minute.size()) {
    restate(std::move(instruments), std::move(orders_per_minute));
}

void Gate::restate(std::vector<Instrument> instruments,
                   std::vector<std::uint32_t> orders_per_minute) {
    instruments_ = std::move(instruments);
    per_minute_ = std::move(orders_per_minute);
    const std::uint32_t ours = std::max(1U, limits_.orders_per_minute / 2);
    for (auto& limit : per_minute_)
        limit = limit == 0 ? ours : std::min(limit, ours);
}

bool Gate::rate_allows(VenueId venue, Time now, Role role) const {
    const std::size_t used = sent_[venue.value].count(now);
    const std::uint32_t limit = per_minute_[venue.value];
    const std::uint32_t kept = grows(role) ? limit / 3 : role == Role::close ? limit / 6 : 0;
    return used < limit - kept;
}

bool Gate::pair_allowed(Time now) const {
    return pairs_.count(now) < limits_.pairs_per_minute;
}

std::expected<void, Refusal> Gate::check_shape(const Order& order, const Instrument& i) const {
    if (!order.price.is_positive() || !is_multiple(order.price, i.tick)) {
        return refuse("tick", i.spec() + ": price " + to_text(order.price) +
                                  " is not on the tick of " + to_text(i.tick));
    }
    if (!order.quantity.is_positive() || !is_multiple(order.quantity, i.lot)) {
        return refuse("lot", i.spec() + ": quantity " + to_text(order.quantity) +
                                 " is not on the lot of " + to_text(i.lot));
    }
    if (!i.accepts(order.quantity, order.price, order.reduce_only) && !order.reduce_only) {
        return refuse("minimum",
                      i.spec() + ": " + to_text(order.quantity) + " is under the venue's minimum");
    }
    return {};
}

std::expected<void, Refusal> Gate::check_growth(const Order& order, const Instrument& i,
                                                const Situation& s) const {
    if (s.mode != Mode::active) {
        return refuse("mode", "no new risk while " + std::string{name(s.mode)});
    }
    if (!s.book_ready) return refuse("stale_book", i.spec() + ": the book is not ready");
    if (outside(order.price, s.mid, limits_.price_collar) ||
        outside(order.price, s.mark, limits_.price_collar)) {
        return refuse("price_collar", i.spec() + ": price " + to_text(order.price) +
                                          " is too far from the mid " + to_text(s.mid) +
                                          " or the mark " + to_text(s.mark));
    }
    if (!limits_.max_order_quantity.is_zero() && order.quantity > limits_.max_order_quantity) {
        return refuse("max_order_quantity", i.spec() + ": " + to_text(order.quantity) +
                                                " is over " + to_text(limits_.max_order_quantity));
    }
    const Notional value = i.notional(order.quantity, order.price);
    if (!limits_.max_order_notional.is_zero() && value > limits_.max_order_notional) {
        return refuse("max_order_notional", i.spec() + ": " + to_text(value, 2) + " is over " +
                                                to_text(limits_.max_order_notional));
    }
    // The worst case: everything open on this side fills, and nothing on the other.
    const Base coins = i.coins(order.quantity, order.price);
    const Base worst = order.side == Side::buy ? s.position + s.open_buys + coins
                                               : s.position - s.open_sells - coins;
    if (!limits_.max_position.is_zero() && worst.abs() > limits_.max_position &&
        worst.abs() > s.position.abs()) {
        return refuse("max_position", i.spec() + ": the position could reach " + to_text(worst, 8) +
                                          ", the limit is " + to_text(limits_.max_position));
    }
    const Base exposure = s.exposure + (order.side == Side::buy ? coins : -coins);
    if (!limits_.max_exposure.is_zero() && exposure.abs() > limits_.max_exposure &&
        exposure.abs() > s.exposure.abs()) {
        return refuse("max_exposure", "exposure could reach " + to_text(exposure, 8) +
                                          ", the limit is " + to_text(limits_.max_exposure));
    }
    if (!limits_.max_gross_notional.is_zero() && worst.abs() > s.position.abs() &&
        s.gross + value > limits_.max_gross_notional) {
        return refuse("max_gross_notional",
                      "gross notional could reach " + to_text(s.gross + value, 2));
    }
    if (s.meets_own_order)
        return refuse("self_match", i.spec() + ": it would meet an order of our own");
    const bool twice = std::any_of(recent_.begin(), recent_.end(), [&](const Sent& sent) {
        return s.now - sent.at < limits_.duplicate_window && sent.instrument == order.instrument &&
               sent.side == order.side && sent.price == order.price &&
               sent.quantity == order.quantity;
    });
    if (twice) return refuse("duplicate", i.spec() + ": the same order was sent a moment ago");
    return {};
}

std::expected<Approved<Order>, Refusal> Gate::approve(const Order& order, const Situation& s) {
    const Instrument& i = instruments_[order.instrument.value];
    if (s.journal_stalled) return refuse("journal", "the journal cannot be written");
    if (s.mode == Mode::ended) return refuse("mode", "the desk has ended");
    if (const auto shape = check_shape(order, i); !shape) return std::unexpected{shape.error()};
    if (!rate_allows(i.venue, s.now, order.role)) {
        return refuse("order_rate", i.venue_name + ": the order rate is used up");
    }
    if (grows(order.role)) {
        if (const auto growth = check_growth(order, i, s); !growth)
            return std::unexpected{growth.error()};
        recent_.push_back({s.now, order.instrument, order.side, order.price, order.quantity});
        while (!recent_.empty() && s.now - recent_.front().at >= limits_.duplicate_window)
            recent_.pop_front();
    } else if (order.role == Role::neutralise) {
        if (s.exposed.is_zero() || s.exposed.is_positive() == (order.side == Side::buy)) {
            return refuse("neutralise", i.spec() + ": nothing is owed on this side");
        }
    } else if (!order.reduce_only || s.position.is_zero() ||
               s.position.is_positive() == (order.side == Side::buy)) {
        return refuse("close", i.spec() + ": there is no position to close on this side");
    }
    sent_[i.venue.value].add(s.now);
    return Approved<Order>{order};
}

}  // namespace twinleg::risk
