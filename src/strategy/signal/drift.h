#pragma once
// How fast a price moves now, to say where it will be when an order arrives.

#include <array>

#include "core/money.h"
#include "core/time.h"

namespace twinleg::strategy {

// The rate between the newest price and the oldest of the last second or so. Integer arithmetic:
// the same on every machine.
class Drift {
public:
    // At most one point every 100 ms is kept.
    void point(Time at, Price price) {
        if (count_ > 0 && at - points_[(next_ + kPoints - 1) % kPoints].at < milliseconds(100))
            return;
        points_[next_] = {at, price};
        next_ = (next_ + 1) % kPoints;
        if (count_ < kPoints) ++count_;
    }

    // How far the price will move in `span`, cut toward zero; zero until two points are known.
    Price after(Duration span) const {
        if (count_ < 2 || span.ns <= 0) return {};
        const Point& newest = points_[(next_ + kPoints - 1) % kPoints];
        const Point& oldest = points_[(next_ + kPoints - count_) % kPoints];
        const Duration time = newest.at - oldest.at;
        const Int128 moved =
            static_cast<Int128>(newest.price.raw() - oldest.price.raw()) * span.ns / time.ns;
        return Price::from_raw(static_cast<std::int64_t>(moved));
    }

private:
    static constexpr std::size_t kPoints = 10;
    struct Point {
        Time at;
        Price price;
    };
    std::array<Point, kPoints> points_{};
    std::size_t next_{0};
    std::size_t count_{0};
};

}  // namespace twinleg::strategy
