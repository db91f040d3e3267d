#include "strategy/signal/thresholds.h"

namespace twinleg::strategy {

Thresholds Thresholds::fixed(Price long_side, Price short_side) {
    Thresholds t;
    t.fixed_ = Differences{long_side, short_side};
    return t;
}

Thresholds Thresholds::sampled_mean(std::size_t samples, Price offset) {
    Thresholds t;
    t.offset_ = offset;
    t.window_.resize(samples == 0 ? 1 : samples);
    return t;
}

void Thresholds::sample(const Differences& seen) {
    if (window_.empty()) return;
    Differences& slot = window_[next_];
    if (filled_ == window_.size()) {
        sum_long_ -= slot.long_side.raw();
        sum_short_ -= slot.short_side.raw();
    } else {
        ++filled_;
    }
    slot = seen;
    sum_long_ += seen.long_side.raw();
    sum_short_ += seen.short_side.raw();
    next_ = (next_ + 1) % window_.size();
}

std::optional<Differences> Thresholds::current() const {
    if (fixed_) return fixed_;
    if (filled_ < window_.size()) return std::nullopt;
    const auto count = static_cast<Int128>(filled_);
    // Cut toward zero at 10 places, far below any tick.
    return Differences{Price::from_raw(static_cast<std::int64_t>(sum_long_ / count)) + offset_,
                       Price::from_raw(static_cast<std::int64_t>(sum_short_ / count)) + offset_};
}

}  // namespace twinleg::strategy
