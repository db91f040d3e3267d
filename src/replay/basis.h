#pragma once
// How two recorded books stand to each other, before anybody trades on the difference.

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "book/order_book.h"

namespace twinleg::replay {

// Over the looks while both sides have a best price. For people; nothing is traded on it.
class Basis {
public:
    void see(const book::Bbo& first, const book::Bbo& second) {
        const double spread = mid(first) - mid(second);
        ++samples_;
        const double step = spread - mean_;
        mean_ += step / static_cast<double>(samples_);
        squares_ += step * (spread - mean_);
        least_ = samples_ == 1 ? spread : std::min(least_, spread);
        most_ = samples_ == 1 ? spread : std::max(most_, spread);
        if (first.bid.price > second.ask.price || second.bid.price > first.ask.price) ++crossed_;
    }

    std::uint64_t samples() const { return samples_; }
    double mean() const { return mean_; }
    double deviation() const {
        return samples_ == 0 ? 0.0 : std::sqrt(squares_ / static_cast<double>(samples_));
    }
    double least() const { return least_; }
    double most() const { return most_; }
    // Share of the samples where one book's bid is above the other's ask.
    double crossed() const {
        return samples_ == 0 ? 0.0 : static_cast<double>(crossed_) / static_cast<double>(samples_);
    }

private:
    static double mid(const book::Bbo& bbo) {
        return (to_double(bbo.bid.price) + to_double(bbo.ask.price)) / 2;
    }

    std::uint64_t samples_{0};
    std::uint64_t crossed_{0};
    double mean_{0};
    double squares_{0};
    double least_{0};
    double most_{0};
};

}  // namespace twinleg::replay
