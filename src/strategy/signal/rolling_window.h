#pragma once
// The spreads of the last so many seconds, and what statistics say of them.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "core/money.h"
#include "core/time.h"
#include "strategy/signal/wide.h"

namespace twinleg::strategy {

// In the window are the samples with time > now − lookback, `now` being the newest's time.
//
//   mean = Σs / n        deviation = √(Σ(s − mean)² / n)        z = (s[n-1] − mean) / deviation
//
// Sums are kept as integers, so that what leaves the window leaves no trace: the same samples give
// the same doubles whatever was there before. An addition costs the same however many there are
// (each sample leaves once).
//
// Memory: 16 bytes a sample for at most `most` samples (rounded up to a power of two), taken at
// once and touched as it fills. Past that the oldest leave before their time, and are counted.
class RollingWindow {
public:
    static constexpr std::size_t kMost = std::size_t{1} << 20;  // 1165 a second for 900 s; 16 MiB

    // lookback > 0.
    explicit RollingWindow(Duration lookback, std::size_t most = kMost);

    // Times must not go back.
    void add(Time now, Price spread) {
        const std::int64_t edge = now.ns - lookback_.ns;
        while (count_ > 0 && ring_[oldest_].time_ns <= edge)
            drop_oldest();
        if (count_ > mask_) [[unlikely]] {
            drop_oldest();
            ++cut_short_;
        }
        const std::int64_t raw = spread.raw();
        if (count_ > 0) products_ += Wide{static_cast<Int128>(at(count_ - 1).raw) * raw};
        ring_[(oldest_ + count_) & mask_] = {now.ns, raw};
        ++count_;
        sum_ += raw;
        squares_ += Wide{static_cast<Int128>(raw) * raw};
    }

    std::size_t samples() const { return count_; }
    // Samples that left before their time, for want of room.
    std::uint64_t cut_short() const { return cut_short_; }
    Duration lookback() const { return lookback_; }

    struct Statistics {
        double mean{0};       // in quote units; zero while there is no sample
        double deviation{0};  // of the population, in quote units; zero while there is no sample
        double z{0};          // of the newest sample; zero where there is no deviation
    };
    Statistics statistics() const;

    // How long a distance from the mean takes to halve, were the spread a first-order
    // autoregression:
    //
    //   φ = slope of s[i+1] on s[i]        half-life = −ln 2 / ln φ × mean time between samples
    //
    // Nothing below 3 samples, or where the samples do not come back to a mean (φ outside (0, 1)).
    std::optional<Duration> half_life() const;

private:
    struct Sample {
        std::int64_t time_ns;
        std::int64_t raw;
    };
    const Sample& at(std::size_t i) const { return ring_[(oldest_ + i) & mask_]; }
    void drop_oldest() {
        const std::int64_t raw = ring_[oldest_].raw;
        if (count_ > 1) products_ -= Wide{static_cast<Int128>(raw) * at(1).raw};
        sum_ -= raw;
        squares_ -= Wide{static_cast<Int128>(raw) * raw};
        oldest_ = (oldest_ + 1) & mask_;
        --count_;
    }
    Duration lookback_;
    std::size_t mask_;
    std::unique_ptr<Sample[]> ring_;
    std::size_t oldest_{0};
    std::size_t count_{0};
    Int128 sum_{0};  // of raw spreads
    Wide squares_;
    Wide products_;  // of neighbours
    std::uint64_t cut_short_{0};
};

}  // namespace twinleg::strategy
