// The door: what is refused, what is taken, and what is asked of orders later.

#include <algorithm>

#include "core/check.h"
#include "sim/wire/exchange.h"
#include "sim/wire/exchange_state.h"

namespace twinleg::sim::wire {
namespace {

std::unexpected<Refusal> refuse(Reason reason, std::string message) {
    return std::unexpected(Refusal{reason, std::move(message)});
}

bool never_rests(const OrderRequest& request) {
    return request.market || request.force == Force::ioc || request.force == Force::fok;
}

bool reduces(Quantity held, Side side) {
    return side == Side::buy ? held.is_negative() : held.is_positive();
}

}  // namespace

// What can be said of an order by itself, and of its market.
Taken<void> Exchange::check_form(const OrderRequest& request) const {
    const Instrument& at = instrument(request.instrument);
    const MarketFacts& known = facts(request.instrument);
    if (request.expires_at.known() && request.expires_at <= now_)
        return refuse(Reason::expired, "the order's expiry is over");
    switch (known.mode) {
        case MarketMode::normal:
            break;
        case MarketMode::post_only:
            if (request.force != Force::post_only)
                return refuse(Reason::cancel_only, at.symbol + " takes post-only orders alone");
            break;
        case MarketMode::cancel_only:
        case MarketMode::halted:
            return refuse(Reason::cancel_only, at.symbol + " takes no orders now");
    }
    if (!request.quantity.is_positive() || !is_multiple(request.quantity, at.lot))
        return refuse(Reason::below_minimum, "quantity " + to_text(request.quantity) +
                                                 " is no multiple of the lot " + to_text(at.lot));
    const bool priced = !request.market || request.price.is_positive();
    if (priced && (!request.price.is_positive() || !is_multiple(request.price, at.tick)))
        return refuse(Reason::other, "price " + to_text(request.price) +
                                         " is no multiple of the tick " + to_text(at.tick));
    const Price valued = priced ? request.price : known.mark;
    const bool exempt = config_.takers_below_minimum && never_rests(request);
    if (!exempt && valued.is_positive() &&
        !at.accepts(request.quantity, valued, request.reduce_only))
        return refuse(Reason::below_minimum, "quantity " + to_text(request.quantity) + " at " +
                                                 to_text(valued) + " is under the minimum of " +
                                                 at.symbol);
    const bool now = !request.market && !request.conditional();
    if (now && config_.price_band.is_positive() && known.mark.is_positive()) {
        const Price most = scale_toward_zero(known.mark, config_.price_band);
        const Price least = scale_toward_zero(known.mark, -config_.price_band);
        const bool far = request.side == Side::buy ? request.price > most : request.price < least;
        if (far)
            return refuse(Reason::price_band, "price " + to_text(request.price) +
                                                  " is too far from the mark " +
                                                  to_text(known.mark));
    }
    return {};
}

// What only the account's state can say, as far as this venue looks at it at the door.
Taken<void> Exchange::check_account(const OrderRequest& request) const {
    if (config_.reduce_only_at_door && request.reduce_only) {
        const Quantity held = position(request.account, request.instrument).quantity();
        if (!reduces(held, request.side))
            return refuse(Reason::reduce_only, "there is no position to reduce");
        if (!config_.reduce_only_cuts && request.quantity > held.abs())
            return refuse(Reason::reduce_only,
                          "the order is larger than the position of " + to_text(held));
    }
    if (config_.post_only_at_door && request.force == Force::post_only &&
        market(request.instrument).book.available(request.side, request.price).is_positive())
        return refuse(Reason::would_cross, "post-only would cross");
    if (config_.margin_at_door && !margin_allows(request))
        return refuse(Reason::margin, "not enough margin: " + to_text(available(request.account)) +
                                          " is available");
    return {};
}

Taken<void> Exchange::check(const OrderRequest& request) const {
    const AccountState& account = state(request.account);
    if (!request.client_order_id.empty()) {
        const OrderRecord* before = order(request.account, request.client_order_id);
        const bool clashes = config_.client_ids == ClientIdRule::unique_for_ever
                                 ? account.taken_ids.contains(request.client_order_id)
                                 : before != nullptr && before->alive();
        if (clashes)
            return refuse(Reason::duplicate_id,
                          "client order id " + request.client_order_id + " exists");
    }
    if (auto fine = check_form(request); !fine) return fine;
    if (request.trigger.is_negative() ||
        !is_multiple(request.trigger, instrument(request.instrument).tick))
        return refuse(Reason::other,
                      "trigger " + to_text(request.trigger) + " is no multiple of the tick");
    if (request.conditional()) return {};  // what the account allows is seen when it wakes
    return check_account(request);
}

void Exchange::count_refused(AccountIndex index, const std::string& client_order_id) {
    AccountState& account = state(index);
    ++account.counts.refused;
    if (client_order_id.empty()) return;
    if (!account.tried_ids.insert(client_order_id).second)
        ++account.counts.duplicate_client_order_ids;
}

Taken<OrderRecord> Exchange::place(const OrderRequest& request) {
    if (auto taken = check(request); !taken) {
        count_refused(request.account, request.client_order_id);
        return std::unexpected(taken.error());
    }
    const Operation operation(*this, true);
    AccountState& account = state(request.account);
    ++account.counts.accepted;
    const std::uint64_t id = state_->next_order++;
    if (const std::string& name = request.client_order_id; !name.empty()) {
        if (!account.tried_ids.insert(name).second) ++account.counts.duplicate_client_order_ids;
        account.taken_ids.insert(name);
        account.by_client_id[name] = id;
    }
    OrderRecord& record = state_->orders[id];
    record.id = id;
    record.request = request;
    record.price = request.price;
    record.quantity = request.quantity;
    record.version = 0;
    record.accepted_at = now_;
    account.open.insert(id);
    if (request.expires_at.known())
        later({.at = request.expires_at, .what = Due::What::expire, .order = id});
    if (request.conditional()) {
        record.asleep = true;
        state_->asleep.insert(id);
        OrderRecord* parent = find_alive(request.parent);
        if (parent != nullptr) {
            (parent->children[0] == 0 ? parent->children[0] : parent->children[1]) = id;
            record.parent_alive = true;
        }
        tell(record);
        const OrderRecord* ended = parent == nullptr ? order(request.parent) : nullptr;
        if (ended != nullptr && ended->filled.is_zero()) {
            record.ended_by = EndedBy::parent;
            end(record, OrderState::cancelled, Reason::other);
        } else if (parent == nullptr && triggered(record)) {
            wake(record);
        }
    } else if (request.delay > Duration{}) {
        later({.at = now_ + request.delay, .what = Due::What::match, .order = id});
        tell(record);
    } else {
        match(record);
    }
    return record;
}

void Exchange::link(std::uint64_t one, std::uint64_t other) {
    OrderRecord* first = find_alive(one);
    OrderRecord* second = find_alive(other);
    // One of them may have woken, and ended, at once.
    if (first == nullptr && second != nullptr) {
        second->ended_by = EndedBy::sibling;
        const Operation operation(*this, true);
        return end(*second, OrderState::cancelled, Reason::other);
    }
    if (first != nullptr) first->sibling = other;
    if (second != nullptr) second->sibling = one;
    if (first != nullptr && !first->asleep) end_sibling(*first);
}

OrderRecord* Exchange::find_alive(std::uint64_t id) const {
    const auto found = state_->orders.find(id);
    return found == state_->orders.end() || !found->second.alive() ? nullptr : &found->second;
}

OrderRecord& Exchange::alive(std::uint64_t id) {
    OrderRecord* found = find_alive(id);
    CHECK(found != nullptr);
    return *found;
}

Taken<OrderRecord> Exchange::cancel(AccountIndex index, std::uint64_t id, Duration delay) {
    OrderRecord* record = find_alive(id);
    if (record == nullptr || record->request.account != index)
        return refuse(Reason::not_found, "no open order " + std::to_string(id));
    const Operation operation(*this, true);
    delay = std::max(delay, least_cancel_);
    if (delay > Duration{}) {
        record->cancel_due = now_ + delay;
        later({.at = record->cancel_due, .what = Due::What::cancel, .order = id});
        return *record;
    }
    end(*record, OrderState::cancelled, Reason::none);
    return *record;
}

void Exchange::slow_cancels(Duration least) {
    least_cancel_ = least;
}

std::vector<std::uint64_t> Exchange::cancel_all(AccountIndex index,
                                                std::optional<InstrumentId> instrument,
                                                Duration delay) {
    const Operation operation(*this, true);
    std::vector<std::uint64_t> done;
    for (const std::uint64_t id : state(index).open) {
        if (!instrument || alive(id).request.instrument == *instrument) done.push_back(id);
    }
    // A child may have ended with its parent.
    for (const std::uint64_t id : done)
        static_cast<void>(cancel(index, id, delay));
    return done;
}

Taken<OrderRecord> Exchange::modify(AccountIndex index, std::uint64_t id, Price price,
                                    Quantity quantity, Duration delay) {
    OrderRecord* record = find_alive(id);
    if (record == nullptr || record->request.account != index)
        return refuse(Reason::not_found, "no open order " + std::to_string(id));
    if (price.is_zero()) price = record->price;
    if (quantity.is_zero()) quantity = record->quantity;
    if (quantity <= record->filled)
        return refuse(Reason::other, to_text(record->filled) + " of it are filled already");
    OrderRequest changed = record->request;
    changed.price = price;
    changed.quantity = quantity;
    if (auto fine = check_form(changed); !fine) return std::unexpected(fine.error());
    const Operation operation(*this, true);
    if (delay > Duration{}) {
        later({.at = now_ + delay,
               .what = Due::What::change,
               .order = id,
               .price = price,
               .quantity = quantity});
    } else {
        change(*record, price, quantity);
    }
    return *record;
}

const OrderRecord* Exchange::order(std::uint64_t id) const {
    const auto found = state_->orders.find(id);
    return found == state_->orders.end() ? nullptr : &found->second;
}

const OrderRecord* Exchange::order(AccountIndex index, std::string_view client_order_id) const {
    const auto& names = state(index).by_client_id;
    const auto found = names.find(std::string{client_order_id});
    return found == names.end() ? nullptr : order(found->second);
}

bool Exchange::used(AccountIndex index, const std::string& client_order_id) const {
    return state(index).taken_ids.contains(client_order_id);
}

std::vector<const OrderRecord*> Exchange::open_orders(AccountIndex index) const {
    std::vector<const OrderRecord*> out;
    for (const std::uint64_t id : state(index).open)
        out.push_back(order(id));
    return out;
}

std::vector<const OrderRecord*> Exchange::ended_orders(AccountIndex index) const {
    std::vector<const OrderRecord*> out;
    const auto& ended = state(index).ended;
    for (auto id = ended.rbegin(); id != ended.rend(); ++id)
        out.push_back(order(*id));
    return out;
}

}  // namespace twinleg::sim::wire
