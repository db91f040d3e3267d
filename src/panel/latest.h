#pragma once
// The newest state of something, from one thread to one other, without a lock and without waiting.

#include <array>
#include <atomic>
#include <cstdint>

namespace twinleg::panel {

// Three copies: one that is written, one that is read, one that changes hands. What they hold keeps
// its memory, so that filling a copy anew allocates nothing once each has been filled.
//
// Threads: back() and publish() belong to one, take() and front() to another.
template <typename T>
class Latest {
public:
    // To be filled whole, or as far as it has changed since *this copy* was filled.
    T& back() { return copies_[back_]; }
    void publish() {
        back_ = between_.exchange(static_cast<std::uint8_t>(back_ | kFresh),
                                  std::memory_order_acq_rel) &
                kIndex;
    }

    // True if there was a newer one than front() was.
    bool take() {
        if ((between_.load(std::memory_order_acquire) & kFresh) == 0) return false;
        front_ = between_.exchange(front_, std::memory_order_acq_rel) & kIndex;
        return true;
    }
    const T& front() const { return copies_[front_]; }

private:
    static constexpr std::uint8_t kFresh = 4;
    static constexpr std::uint8_t kIndex = 3;

    std::array<T, 3> copies_{};
    std::uint8_t back_{0};
    std::uint8_t front_{1};
    std::atomic<std::uint8_t> between_{2};
};

}  // namespace twinleg::panel
