#include "venues/inbox.h"

#include <algorithm>

namespace twinleg::venues {

namespace {

template <typename T>
std::span<const T> copy(std::span<const T> from, std::vector<T>& to) {
    to.assign(from.begin(), from.end());
    return to;
}

}  // namespace

void Inbox::Slot::keep(const Event& from) {
    event = from;
    if (auto* snapshot = std::get_if<BookSnapshot>(&event.what)) {
        snapshot->bids = copy(snapshot->bids, bids);
        snapshot->asks = copy(snapshot->asks, asks);
    } else if (auto* delta = std::get_if<BookDelta>(&event.what)) {
        delta->bids = copy(delta->bids, bids);
        delta->asks = copy(delta->asks, asks);
    } else if (auto* open = std::get_if<OpenOrdersAnswer>(&event.what)) {
        open->orders = copy(open->orders, orders);
    } else if (auto* filled = std::get_if<FillsAnswer>(&event.what)) {
        filled->fills = copy(filled->fills, fills);
    } else if (auto* held = std::get_if<PositionsAnswer>(&event.what)) {
        held->positions = copy(held->positions, positions);
    }
}

void Inbox::push(const Event& event) {
    std::uint32_t number = 0;
    if (free_.empty()) {
        number = static_cast<std::uint32_t>(slots_.size());
        slots_.emplace_back();
    } else {
        number = free_.back();
        free_.pop_back();
    }
    auto& slot = slots_[number];
    slot.keep(event);
    slot.event.time = last_ = std::max(last_, event.time);
    slot.event.more = false;
    waiting_.push_back(number);
}

bool Inbox::pop(Event& event) {
    if (reading_ != UINT32_MAX) free_.push_back(reading_);
    reading_ = UINT32_MAX;
    if (waiting_.empty()) return false;

    reading_ = waiting_.front();
    waiting_.pop_front();
    event = slots_[reading_].event;
    event.more = !waiting_.empty() && slots_[waiting_.front()].event.time == event.time;
    return true;
}

}  // namespace twinleg::venues
