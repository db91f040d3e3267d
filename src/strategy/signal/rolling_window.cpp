#include "strategy/signal/rolling_window.h"

#include <bit>
#include <cmath>

#include "core/check.h"

namespace twinleg::strategy {
namespace {

constexpr double kOne = 1e10;  // raw units in a quote unit

double number(Int128 value) {
    return Wide{value}.to_double();
}

// −ln(1 − d) for 0 < d < 1. The library's logarithm may round otherwise on another machine; a
// square root may not.
double minus_log_of_rest(double d) {
    double times = 1;
    while (d > 0.5) {
        d = 1 - std::sqrt(1 - d);
        times *= 2;
    }
    // 2·artanh(y), y ≤ 1/3.
    const double y = d / (2 - d);
    const double square = y * y;
    double power = y;
    double sum = 0;
    for (int k = 1; k < 40; k += 2) {
        sum += power / k;
        power *= square;
    }
    return times * 2 * sum;
}

}  // namespace

RollingWindow::RollingWindow(Duration lookback, std::size_t most)
    : lookback_(lookback),
      mask_(std::bit_ceil(most < 2 ? std::size_t{2} : most) - 1),
      ring_(std::make_unique_for_overwrite<Sample[]>(mask_ + 1)) {
    CHECK(lookback.ns > 0);
}

RollingWindow::Statistics RollingWindow::statistics() const {
    if (count_ == 0) return {};
    const double scale = static_cast<double>(count_) * kOne;
    // √(n·Σs² − (Σs)²), which is n times the deviation.
    const double out = std::sqrt((squares_.times(count_) - Wide::product(sum_, sum_)).to_double());
    const Int128 newest = static_cast<Int128>(at(count_ - 1).raw) * static_cast<Int128>(count_);
    return {.mean = number(sum_) / scale,
            .deviation = out / scale,
            .z = out > 0 ? number(newest - sum_) / out : 0};
}

std::optional<Duration> RollingWindow::half_life() const {
    if (count_ < 3) return std::nullopt;
    const std::uint64_t pairs = count_ - 1;
    const Sample& first = at(0);
    const Sample& last = at(count_ - 1);
    const Int128 sum_before = sum_ - last.raw;
    const Int128 sum_after = sum_ - first.raw;
    const Wide squares_before = squares_ - Wide{static_cast<Int128>(last.raw) * last.raw};
    const Wide variance = squares_before.times(pairs) - Wide::product(sum_before, sum_before);
    const Wide covariance = products_.times(pairs) - Wide::product(sum_before, sum_after);
    const Wide rest = variance - covariance;  // of 1 − φ, in the same measure
    if (covariance.is_negative() || covariance.is_zero() || rest.is_negative() || rest.is_zero())
        return std::nullopt;
    const double decay = minus_log_of_rest(rest.to_double() / variance.to_double());
    const double step_ns =
        static_cast<double>(last.time_ns - first.time_ns) / static_cast<double>(pairs);
    constexpr double kLn2 = 0.69314718055994530942;
    const double ns = kLn2 / decay * step_ns;
    constexpr double kLongest = 1e18;  // thirty years
    return Duration{static_cast<std::int64_t>(ns < kLongest ? ns : kLongest)};
}

}  // namespace twinleg::strategy
