#pragma once
// The virtual clock: everything that will happen, in order of time, and within one instant in the
// order in which it was planned.

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/check.h"
#include "core/time.h"

namespace twinleg::sim {

enum class TaskKind : std::uint8_t {
    letter,        // `item` of the letters reaches the engine
    request,       // `item` of a venue's requests reaches it
    sequence,      // an order reaches the sequencer: `item` of a venue's requests
    match,         // an order has waited its time: `item` of the ledger
    cancel,        // a cancel has waited its time: `item` of the ledger
    flow,          // the crowd of instrument `item` moves
    mark,          // marks are told
    fund,          // funding is paid
    window_begin,  // a fault, `item` says which
    window_end,
    reconnect,  // the streams come up
    dead_man,   // a dead man's switch fires: `item` of its settings
};

struct Task {
    TaskKind kind{TaskKind::letter};
    std::uint8_t venue{0};
    std::uint32_t item{0};
};

class Timeline {
public:
    Time now() const { return now_; }
    bool empty() const { return heap_.empty(); }
    Time next() const { return heap_.empty() ? kNever : heap_.front().when; }

    void at(Time when, Task task) {
        heap_.push_back({std::max(when, now_), planned_++, task});
        std::ranges::push_heap(heap_, later);
    }
    Task pop() {
        std::ranges::pop_heap(heap_, later);
        const Entry entry = heap_.back();
        heap_.pop_back();
        now_ = entry.when;
        return entry.task;
    }
    // Nothing happens up to `when`.
    void advance(Time when) {
        CHECK(when <= next());
        now_ = std::max(now_, when);
    }

private:
    struct Entry {
        Time when;
        std::uint64_t planned;
        Task task;
    };
    static bool later(const Entry& a, const Entry& b) {
        return a.when != b.when ? a.when > b.when : a.planned > b.planned;
    }

    Time now_;
    std::uint64_t planned_{0};
    std::vector<Entry> heap_;
};

}  // namespace twinleg::sim
