#include "sim/matching.h"

#include <algorithm>

#include "core/check.h"

namespace twinleg::sim {
namespace {

// Whether `a` is a better price than `b` for the holder of a resting order of `side`.
bool better(Side side, Price a, Price b) {
    return side == Side::buy ? a > b : a < b;
}

// Whether an incoming order of `side` with this limit takes from a level of the other side.
bool takes(Side side, Price limit, Price level) {
    return side == Side::buy ? limit >= level : limit <= level;
}

}  // namespace

Placed MatchingBook::place(const Incoming& order, std::vector<Execution>& executions) {
    CHECK(order.quantity.is_positive() && order.price.is_positive());
    Placed placed{.left = order.quantity};
    Ladder& other = ladder(opposite(order.side));

    while (placed.left.is_positive() && !other.empty() &&
           takes(order.side, order.price, other.back().price)) {
        if (order.time_in_force == TimeInForce::post_only) {
            placed.reason = Reason::would_cross;
            return placed;
        }
        const std::uint32_t slot = other.back().head;
        Node& maker = nodes_[slot];
        Execution execution{.maker = maker.owner,
                            .maker_tag = maker.tag,
                            .maker_handle = {slot, maker.generation},
                            .price = maker.price};
        if (maker.owner == order.owner && order.owner != kCrowd) {
            const SelfTrade rule = order.self_trade.value_or(rule_);
            if (rule != SelfTrade::expire_taker) {
                execution.maker_left = maker.quantity;
                remove(slot);
                executions.push_back(execution);
                if (rule == SelfTrade::expire_maker) continue;
            }
            placed.reason = Reason::self_trade;
            return placed;
        }
        execution.quantity = std::min(maker.quantity, placed.left);
        maker.quantity -= execution.quantity;
        other.back().total -= execution.quantity;
        touch(maker.side, maker.price);
        execution.maker_left = maker.quantity;
        placed.filled += execution.quantity;
        placed.left -= execution.quantity;
        if (maker.quantity.is_zero()) remove(slot);
        executions.push_back(execution);
    }

    if (placed.left.is_zero()) return placed;
    if (order.time_in_force == TimeInForce::ioc) {
        placed.reason = Reason::no_liquidity;
        return placed;
    }
    placed.handle = rest(order, placed.left);
    placed.resting = true;
    return placed;
}

std::optional<Quantity> MatchingBook::cancel(Handle handle) {
    const Node* node = live(handle);
    if (node == nullptr) return std::nullopt;
    const Quantity was_left = node->quantity;
    remove(handle.slot);
    return was_left;
}

void MatchingBook::cut(Handle handle, Quantity quantity) {
    const Node* node = live(handle);
    if (node == nullptr || node->quantity <= quantity) return;
    if (!quantity.is_positive()) {
        remove(handle.slot);
        return;
    }
    find(node->side, node->price)->total -= node->quantity - quantity;
    nodes_[handle.slot].quantity = quantity;
    touch(node->side, node->price);
}

std::optional<Quantity> MatchingBook::left(Handle handle) const {
    const Node* node = live(handle);
    if (node == nullptr) return std::nullopt;
    return node->quantity;
}

std::optional<Level> MatchingBook::best(Side side) const {
    const Ladder& levels = ladder(side);
    if (levels.empty()) return std::nullopt;
    return Level{levels.back().price, levels.back().total};
}

Quantity MatchingBook::available(Side side, Price limit) const {
    const Ladder& other = ladder(opposite(side));
    Quantity sum;
    for (auto level = other.rbegin(); level != other.rend(); ++level) {
        if (!takes(side, limit, level->price)) break;
        sum += level->total;
    }
    return sum;
}

void MatchingBook::levels(Side side, std::vector<Level>& out) const {
    const Ladder& all = ladder(side);
    for (auto level = all.rbegin(); level != all.rend(); ++level)
        out.push_back({level->price, level->total});
}

void MatchingBook::orders(Side side, std::vector<Resting>& out) const {
    const Ladder& all = ladder(side);
    for (auto level = all.rbegin(); level != all.rend(); ++level) {
        for (std::uint32_t slot = level->head; slot != kNone; slot = nodes_[slot].next) {
            const Node& node = nodes_[slot];
            out.push_back({node.owner, node.tag, node.price, node.quantity});
        }
    }
}

bool MatchingBook::take_changes(std::vector<Level>& bids, std::vector<Level>& asks) {
    const bool any = !touched_bids_.empty() || !touched_asks_.empty();
    report(Side::buy, touched_bids_, bids);
    report(Side::sell, touched_asks_, asks);
    return any;
}

MatchingBook::Ladder::iterator MatchingBook::find(Side side, Price price) {
    Ladder& levels = ladder(side);
    // Best last: worse prices come first.
    return std::ranges::lower_bound(
        levels, price, [side](Price a, Price b) { return better(side, b, a); }, &Queue::price);
}

Quantity MatchingBook::total_at(Side side, Price price) const {
    const Ladder& levels = ladder(side);
    const auto at = std::ranges::lower_bound(
        levels, price, [side](Price a, Price b) { return better(side, b, a); }, &Queue::price);
    return at != levels.end() && at->price == price ? at->total : Quantity{};
}

Handle MatchingBook::rest(const Incoming& order, Quantity quantity) {
    std::uint32_t slot = 0;
    if (free_.empty()) {
        slot = static_cast<std::uint32_t>(nodes_.size());
        nodes_.emplace_back();
    } else {
        slot = free_.back();
        free_.pop_back();
    }
    auto level = find(order.side, order.price);
    Ladder& levels = ladder(order.side);
    if (level == levels.end() || level->price != order.price)
        level = levels.insert(level, Queue{.price = order.price});

    Node& node = nodes_[slot];
    node.owner = order.owner;
    node.tag = order.tag;
    node.side = order.side;
    node.price = order.price;
    node.quantity = quantity;
    node.next = kNone;
    node.previous = level->tail;
    node.live = true;
    if (level->tail == kNone) {
        level->head = slot;
    } else {
        nodes_[level->tail].next = slot;
    }
    level->tail = slot;
    level->total += quantity;
    touch(order.side, order.price);
    return {slot, node.generation};
}

void MatchingBook::remove(std::uint32_t slot) {
    Node& node = nodes_[slot];
    const auto level = find(node.side, node.price);
    if (node.previous == kNone) {
        level->head = node.next;
    } else {
        nodes_[node.previous].next = node.next;
    }
    if (node.next == kNone) {
        level->tail = node.previous;
    } else {
        nodes_[node.next].previous = node.previous;
    }
    level->total -= node.quantity;
    touch(node.side, node.price);
    if (level->head == kNone) ladder(node.side).erase(level);
    node.live = false;
    ++node.generation;
    free_.push_back(slot);
}

void MatchingBook::touch(Side side, Price price) {
    std::vector<Price>& touched = side == Side::buy ? touched_bids_ : touched_asks_;
    if (touched.empty() || touched.back() != price) touched.push_back(price);
}

void MatchingBook::report(Side side, std::vector<Price>& touched, std::vector<Level>& out) {
    std::ranges::sort(touched, [side](Price a, Price b) { return better(side, a, b); });
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
    for (const Price price : touched)
        out.push_back({price, total_at(side, price)});
    touched.clear();
}

const MatchingBook::Node* MatchingBook::live(Handle handle) const {
    if (handle.slot >= nodes_.size()) return nullptr;
    const Node& node = nodes_[handle.slot];
    return node.live && node.generation == handle.generation ? &node : nullptr;
}

}  // namespace twinleg::sim
