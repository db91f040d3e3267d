#pragma once
// A bounded queue from one thread to one other, without a lock.

#include <atomic>
#include <bit>
#include <cstddef>
#include <memory>
#include <utility>

namespace twinleg::runtime {

// Threads: one pushes, one pops. Neither ever waits; nothing is allocated after construction.
template <typename T>
class Ring {
public:
    // Rounded up to a power of two.
    explicit Ring(std::size_t capacity)
        : mask_(std::bit_ceil(capacity < 2 ? std::size_t{2} : capacity) - 1),
          items_(std::make_unique<T[]>(mask_ + 1)) {}

    std::size_t capacity() const { return mask_ + 1; }

    // False, and `item` untouched, if it is full.
    bool push(T&& item) {
        const std::size_t tail = tail_.load(std::memory_order_relaxed);
        if (tail - known_head_ > mask_) {
            known_head_ = head_.load(std::memory_order_acquire);
            if (tail - known_head_ > mask_) return false;
        }
        items_[tail & mask_] = std::move(item);
        tail_.store(tail + 1, std::memory_order_release);
        return true;
    }

    // False if it is empty.
    bool pop(T& item) {
        const std::size_t head = head_.load(std::memory_order_relaxed);
        if (head == known_tail_) {
            known_tail_ = tail_.load(std::memory_order_acquire);
            if (head == known_tail_) return false;
        }
        item = std::move(items_[head & mask_]);
        head_.store(head + 1, std::memory_order_release);
        return true;
    }

    // For the pushing thread: at most so many are waiting.
    std::size_t waiting() const {
        return tail_.load(std::memory_order_relaxed) - head_.load(std::memory_order_acquire);
    }

private:
    const std::size_t mask_;
    const std::unique_ptr<T[]> items_;
    // Each side's own figures stand on a cache line of their own.
    alignas(64) std::atomic<std::size_t> tail_{0};
    std::size_t known_head_{0};  // the pusher's last look at head_
    alignas(64) std::atomic<std::size_t> head_{0};
    std::size_t known_tail_{0};  // the popper's last look at tail_
};

}  // namespace twinleg::runtime
