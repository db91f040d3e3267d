#pragma once
// Events on their way from connectors to the engine, with the storage their spans need.

#include <cstdint>
#include <deque>
#include <vector>

#include "core/event.h"

namespace twinleg::venues {

// First in, first out. What events point at is copied when they are pushed, so a connector may
// decode into the same buffers again and again. Slots are reused: a steady flow allocates nothing.
//
// Threads: none of its own; the loop's.
class Inbox {
public:
    // `event.time` is when it reached us; one that lies before the last event's is moved up to it,
    // because the engine's time never goes back. Events of one frame are pushed with one time and
    // are then one instant for the engine (Event::more).
    void push(const Event& event);

    // The next event; its spans live until the next call. False if there is none.
    bool pop(Event& event);

    bool empty() const { return waiting_.empty(); }
    std::size_t size() const { return waiting_.size(); }
    Time last() const { return last_; }
    // No event will be older than this: what the engine was told without a push (timers).
    void passed(Time time) { last_ = last_ < time ? time : last_; }

private:
    struct Slot {
        Event event;
        std::vector<Level> bids;
        std::vector<Level> asks;
        std::vector<Fill> fills;
        std::vector<OpenOrder> orders;
        std::vector<PositionEntry> positions;

        void keep(const Event& from);
    };

    std::deque<Slot> slots_;  // addresses stay
    std::vector<std::uint32_t> free_;
    std::deque<std::uint32_t> waiting_;
    std::uint32_t reading_{UINT32_MAX};  // its spans live until the next pop
    Time last_;
};

}  // namespace twinleg::venues
