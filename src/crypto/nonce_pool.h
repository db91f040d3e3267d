#pragma once
// One-time nonces, computed while the market is quiet and taken when an order must go out.

#include <sodium.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <type_traits>
#include <utility>

namespace twinleg::crypto {

// Memory that starts as zeros, is zeros again in a forked child (MADV_WIPEONFORK: the kernel does
// it, whatever way the process was cloned), and is kept out of core dumps and, where the limits
// allow, out of swap. Wiped before it is given back.
class ForkWipedMemory {
public:
    // Empty, with data() == nullptr, where the kernel cannot promise the wiping.
    explicit ForkWipedMemory(std::size_t size);
    ~ForkWipedMemory();
    ForkWipedMemory(const ForkWipedMemory&) = delete;
    ForkWipedMemory& operator=(const ForkWipedMemory&) = delete;

    void* data() const { return data_; }

private:
    void* data_{nullptr};
    std::size_t size_{0};
};

// Prepared nonces of one scheme: `Pair` is whatever a signer needs of a nonce that does not depend
// on the message (k or its inverse, k·G).
//
// A pair is given out once. It is wiped in the pool when taken; the pool is never written down, so
// a restart begins with an empty one; a forked child finds it empty, because its memory is
// ForkWipedMemory, and where the kernel cannot do that the pool stays empty for ever. An empty
// pool computes on the spot. (A virtual machine restored from a memory snapshot would repeat its
// nonces: do not snapshot a trading machine.)
//
// Pair must own no memory outside itself, be movable without exceptions, and wipe what is secret
// in a moved-from or destroyed one (Secret<N> does).
// Threads: one that takes and one that refills; neither waits for the other. `make` is called from
// both, possibly at once, so it must share no state. ready() may be called from anywhere.
template <typename Pair, std::size_t Capacity = 64>
class NoncePool {
    static_assert(std::is_nothrow_move_constructible_v<Pair>);
    static_assert((Capacity & (Capacity - 1)) == 0, "a power of two");

public:
    // make: computes one new pair from the system's randomness.
    explicit NoncePool(std::function<Pair()> make)
        : make_(std::move(make)),
          memory_(sizeof(Ring)),
          ring_(static_cast<Ring*>(memory_.data())) {}

    ~NoncePool() {
        while (try_take()) {
        }
    }
    NoncePool(const NoncePool&) = delete;
    NoncePool& operator=(const NoncePool&) = delete;

    // The oldest prepared pair, or a new one. Thread: the taking one.
    Pair take() {
        if (auto pair = try_take()) return std::move(*pair);
        return make_();
    }

    // The oldest prepared pair, or nothing. Thread: the taking one.
    std::optional<Pair> try_take() {
        if (ring_ == nullptr) return std::nullopt;
        const std::uint64_t taken = ring_->taken.load(std::memory_order_relaxed);
        if (taken == ring_->made.load(std::memory_order_acquire)) return std::nullopt;
        Slot& slot = ring_->slots[taken % Capacity];
        Pair* stored = std::launder(reinterpret_cast<Pair*>(slot.bytes));
        std::optional<Pair> pair{std::move(*stored)};
        std::destroy_at(stored);
        sodium_memzero(slot.bytes, sizeof slot.bytes);
        ring_->taken.store(taken + 1, std::memory_order_release);
        return pair;
    }

    // Prepares up to `at_most` pairs, as many as there is room for; returns how many.
    // Thread: the refilling one.
    std::size_t refill(std::size_t at_most = Capacity) {
        if (ring_ == nullptr) return 0;
        std::size_t count = 0;
        for (; count < at_most; ++count) {
            const std::uint64_t made = ring_->made.load(std::memory_order_relaxed);
            if (made - ring_->taken.load(std::memory_order_acquire) == Capacity) break;
            ::new (static_cast<void*>(ring_->slots[made % Capacity].bytes)) Pair(make_());
            ring_->made.store(made + 1, std::memory_order_release);
        }
        return count;
    }

    // How many pairs are prepared; a moment later it may be wrong.
    std::size_t ready() const {
        if (ring_ == nullptr) return 0;
        const std::uint64_t taken = ring_->taken.load(std::memory_order_acquire);
        return static_cast<std::size_t>(ring_->made.load(std::memory_order_acquire) - taken);
    }

    static constexpr std::size_t capacity() { return Capacity; }

private:
    struct Slot {
        alignas(Pair) std::byte bytes[sizeof(Pair)];
    };
    // All zeros is a valid, empty ring: that is what a child finds. Both counters only grow.
    struct Ring {
        alignas(64) std::atomic<std::uint64_t> made;
        alignas(64) std::atomic<std::uint64_t> taken;
        alignas(64) Slot slots[Capacity];
    };

    std::function<Pair()> make_;
    ForkWipedMemory memory_;
    Ring* ring_;  // in memory_, or null
};

}  // namespace twinleg::crypto
