#pragma once
// The spreads that were sampled last, and what statistics say of them.

#include <cmath>
#include <vector>

#include "core/money.h"

namespace twinleg::strategy {

// A ring of the last `capacity` samples; adding takes nothing from the heap. Sums run over the
// samples in their order in the ring, so the same samples give the same doubles.
class SpreadWindow {
public:
    explicit SpreadWindow(std::size_t capacity) : ring_(capacity == 0 ? 1 : capacity) {}

    void add(Price spread) {
        ring_[next_] = to_double(spread);
        newest_ = ring_[next_];
        next_ = (next_ + 1) % ring_.size();
        if (filled_ < ring_.size()) ++filled_;
    }
    std::size_t samples() const { return filled_; }

    // In quote units; zero while there is no sample.
    double mean() const {
        double sum = 0;
        for (std::size_t i = 0; i < filled_; ++i)
            sum += ring_[i];
        return filled_ == 0 ? 0 : sum / static_cast<double>(filled_);
    }
    // Of the population: √(Σ(s − mean)² / n).
    double deviation() const {
        const double middle = mean();
        double squares = 0;
        for (std::size_t i = 0; i < filled_; ++i)
            squares += (ring_[i] - middle) * (ring_[i] - middle);
        return filled_ == 0 ? 0 : std::sqrt(squares / static_cast<double>(filled_));
    }
    // (newest − mean) / deviation; zero where there is no deviation.
    double z_score() const {
        const double spread_out = deviation();
        return spread_out > 0 ? (newest_ - mean()) / spread_out : 0;
    }

private:
    std::vector<double> ring_;
    std::size_t next_{0};
    std::size_t filled_{0};
    double newest_{0};
};

}  // namespace twinleg::strategy
