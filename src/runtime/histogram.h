#pragma once
// How often a value was seen, in fixed memory, whatever the values: each power of two is cut into
// 32 equal parts, so that a percentile is right within 3.2 %. The largest value is kept exactly.

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>

namespace twinleg::runtime {

// Threads: one records; any may read at the same time, and sees each figure a moment old.
class Histogram {
public:
    void record(std::uint64_t value) {
        bump(counts_[index_of(value)]);
        bump(count_);
        if (value > max_.load(std::memory_order_relaxed))
            max_.store(value, std::memory_order_relaxed);
    }

    std::uint64_t count() const { return count_.load(std::memory_order_relaxed); }
    std::uint64_t max() const { return max_.load(std::memory_order_relaxed); }

    // The value that `share` (0 … 1) of all are at or below; zero of none. Never above max().
    std::uint64_t percentile(double share) const;

    void clear();

private:
    static constexpr unsigned kPartBits = 5;
    static constexpr std::uint64_t kParts = std::uint64_t{1} << kPartBits;

    static constexpr std::size_t index_of(std::uint64_t value) {
        if (value < kParts) return value;
        const auto shift = static_cast<unsigned>(std::bit_width(value)) - 1 - kPartBits;
        return (std::size_t{shift} << kPartBits) + (value >> shift);
    }
    // The largest value that falls there.
    static constexpr std::uint64_t top_of(std::size_t index) {
        if (index < kParts) return index;
        const std::size_t shift = (index >> kPartBits) - 1;
        const std::uint64_t part = (index & (kParts - 1)) + kParts;
        return ((part + 1) << shift) - 1;
    }

    // One writer: a plain addition that readers may watch.
    static void bump(std::atomic<std::uint64_t>& counter) {
        counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    }

    std::array<std::atomic<std::uint64_t>, (64 - kPartBits + 1) * kParts> counts_{};
    std::atomic<std::uint64_t> count_{0};
    std::atomic<std::uint64_t> max_{0};
};

}  // namespace twinleg::runtime
