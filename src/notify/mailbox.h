#pragma once
// Messages from the engine's thread to the notifier's.

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "notify/message.h"
#include "runtime/ring.h"

namespace twinleg::notify {

// Neither side waits for the other. What need not be told is left out, and counted, while the ring
// is more than half full; what must be told never is: should it fill the rest, it waits in a list
// that grows.
//
// Threads: put() and publish() belong to one, take() to another; the rest to any.
class Mailbox {
public:
    explicit Mailbox(std::size_t messages = 512) : ring_(messages) {}

    void put(Message message) {
        if (!must_be_told(message)) {
            if (ring_.waiting() >= ring_.capacity() / 2 || !ring_.push(std::move(message)))
                left_out_.fetch_add(1, std::memory_order_relaxed);
            return;
        }
        // Behind what already overflows, so that messages keep their order.
        if (!overflowing_.load(std::memory_order_acquire) && ring_.push(std::move(message))) return;
        const std::scoped_lock hold(mutex_);
        overflow_.push_back(std::move(message));
        overflowing_.store(true, std::memory_order_release);
    }

    // Appends what waits, in order.
    void take(std::vector<Message>& out) {
        Message message;
        while (ring_.pop(message))
            out.push_back(std::move(message));
        if (!overflowing_.load(std::memory_order_acquire)) return;
        const std::scoped_lock hold(mutex_);
        for (auto& kept : overflow_)
            out.push_back(std::move(kept));
        overflow_.clear();
        overflowing_.store(false, std::memory_order_release);
    }

    // The newest state of the desk; if somebody is just reading the last one, it is let be.
    void publish(Figures figures) {
        const std::unique_lock hold(figures_mutex_, std::try_to_lock);
        if (hold) figures_ = std::move(figures);
    }
    std::optional<Figures> figures() const {
        const std::scoped_lock hold(figures_mutex_);
        return figures_;
    }

    std::uint64_t left_out() const { return left_out_.load(std::memory_order_relaxed); }

private:
    runtime::Ring<Message> ring_;
    std::atomic<std::uint64_t> left_out_{0};
    std::atomic<bool> overflowing_{false};
    std::mutex mutex_;
    std::vector<Message> overflow_;
    mutable std::mutex figures_mutex_;
    std::optional<Figures> figures_;
};

}  // namespace twinleg::notify
