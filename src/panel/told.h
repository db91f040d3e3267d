#pragma once
// What happens to a desk, on its way from the engine's thread to the panel's.

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/command.h"
#include "core/event.h"
#include "core/order.h"
#include "runtime/ring.h"

namespace twinleg::panel {

struct Placed {
    Order order;
};
struct Signalled {
    Evaluated seen;
};

// One thing that happened; log_lines.h makes words of it.
struct Told {
    Time time;
    std::variant<std::monostate, Placed, OrderReport, Fill, SendFailed, CancelOrder, PairOpened,
                 PairClosed, Refused, ModeChanged, Notice, Signalled, OperatorAsked, SettingAsked,
                 StreamStatus, JournalStalled>
        what;
};

// Words that come by the hundred may be left out; orders, fills and what people did never are.
inline bool must_be_told(const Told& told) {
    return !std::holds_alternative<Refused>(told.what) &&
           !std::holds_alternative<Notice>(told.what) &&
           !std::holds_alternative<Signalled>(told.what) &&
           !std::holds_alternative<StreamStatus>(told.what);
}

// Neither side waits for the other. What may be left out is left out, and counted, while the ring
// is more than half full; should the rest fill it, it waits in a list that grows.
//
// Threads: put() belongs to one, take() to another; left_out() to any.
class Telling {
public:
    explicit Telling(std::size_t most) : ring_(most) {}

    void put(Told told) {
        if (!must_be_told(told)) {
            if (ring_.waiting() >= ring_.capacity() / 2 || !ring_.push(std::move(told)))
                left_out_.fetch_add(1, std::memory_order_relaxed);
            return;
        }
        // Behind what already overflows, so that all keeps its order.
        if (!overflowing_.load(std::memory_order_acquire) && ring_.push(std::move(told))) return;
        const std::scoped_lock hold(mutex_);
        overflow_.push_back(std::move(told));
        overflowing_.store(true, std::memory_order_release);
    }

    // Appends what waits, in order.
    void take(std::vector<Told>& out) {
        Told told;
        while (ring_.pop(told))
            out.push_back(std::move(told));
        if (!overflowing_.load(std::memory_order_acquire)) return;
        const std::scoped_lock hold(mutex_);
        // What was pushed between the last look and the first that overflowed comes first.
        while (ring_.pop(told))
            out.push_back(std::move(told));
        for (auto& kept : overflow_)
            out.push_back(std::move(kept));
        overflow_.clear();
        overflowing_.store(false, std::memory_order_release);
    }

    std::uint64_t left_out() const { return left_out_.load(std::memory_order_relaxed); }

private:
    runtime::Ring<Told> ring_;
    std::atomic<std::uint64_t> left_out_{0};
    std::atomic<bool> overflowing_{false};
    std::mutex mutex_;
    std::vector<Told> overflow_;
};

}  // namespace twinleg::panel
