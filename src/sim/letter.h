#pragma once
// Events on their way to the engine, with the storage their spans need.

#include <cstdint>
#include <deque>
#include <variant>
#include <vector>

#include "core/event.h"

namespace twinleg::sim {

// An event and the memory its spans look at.
struct OwnedEvent {
    Event event;
    std::vector<Level> bids;
    std::vector<Level> asks;
    std::vector<Fill> fills;
    std::vector<OpenOrder> orders;
    std::vector<PositionEntry> positions;

    // The event, with its spans set; they are valid while this stays where it is.
    const Event& bind() {
        if (auto* snapshot = std::get_if<BookSnapshot>(&event.what)) {
            snapshot->bids = bids;
            snapshot->asks = asks;
        } else if (auto* delta = std::get_if<BookDelta>(&event.what)) {
            delta->bids = bids;
            delta->asks = asks;
        } else if (auto* open = std::get_if<OpenOrdersAnswer>(&event.what)) {
            open->orders = orders;
        } else if (auto* filled = std::get_if<FillsAnswer>(&event.what)) {
            filled->fills = fills;
        } else if (auto* held = std::get_if<PositionsAnswer>(&event.what)) {
            held->positions = positions;
        }
        return event;
    }
    void clear() {
        bids.clear();
        asks.clear();
        fills.clear();
        orders.clear();
        positions.clear();
    }
};

// An event not yet delivered; it is bound when it is.
struct Letter : OwnedEvent {
    std::uint32_t process{0};  // the engine's process it is for; another one never sees it
    std::uint8_t venue{0};
    bool streamed{false};         // lost when the connection is
    std::uint32_t connection{0};  // of the venue's streams, where streamed
};

// Letters are reused, so that a steady flow of them allocates nothing.
class Letters {
public:
    // An empty letter; its number stays valid until it is given back.
    std::uint32_t take() {
        if (free_.empty()) {
            all_.emplace_back();
            return static_cast<std::uint32_t>(all_.size() - 1);
        }
        const std::uint32_t number = free_.back();
        free_.pop_back();
        return number;
    }
    Letter& operator[](std::uint32_t number) { return all_[number]; }
    void give_back(std::uint32_t number) {
        Letter& letter = all_[number];
        letter.clear();
        letter.streamed = false;
        free_.push_back(number);
    }

private:
    std::deque<Letter> all_;  // addresses stay
    std::vector<std::uint32_t> free_;
};

}  // namespace twinleg::sim
